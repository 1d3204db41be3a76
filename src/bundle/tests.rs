use super::*;
use crate::record::{GENESIS, What, testkit};
use crate::vault::Secret;
use proptest::prelude::*;

const ID: &str = "20261122-011530-7k2q";

fn lines() -> Vec<Bound> {
    let mut before = GENESIS.to_owned();
    let mut bounds = Vec::new();
    for (n, what) in [(3, What::Stored), (4, What::Stored), (9, What::Acted)] {
        if n == 9 {
            before = "ab".repeat(32);
        }
        let mut line = AuditLine {
            n,
            at: "2026-11-22T01:15:30Z".parse().unwrap(),
            actor: "u1".into(),
            what,
            about: ID.into(),
            value: "decided confirmed".into(),
            row: format!("{n:064x}"),
            sha256: String::new(),
        };
        line.sha256 = line.hash_after(&before);
        bounds.push(Bound { before, line: line.clone() });
        before = line.sha256;
    }
    bounds
}

fn people() -> [(Secret, Signer); 2] {
    ["u1", "u2"].map(|account| {
        let secret = Secret::generate().unwrap();
        let public = secret.public();
        let (account, name) = (account.to_owned(), format!("名{account}"));
        (secret, Signer { account, name, office: Office::Supervisor, public })
    })
}

fn manifest(signers: Vec<Signer>, clip: &[u8]) -> Manifest {
    let mut incident = testkit::evidence(ID, 1).incident;
    incident.clip_sha256 = sha256_hex(clip);
    let log = lines();
    Manifest {
        format: FORMAT,
        liyu: "0.1.0".into(),
        made_at: "2026-11-28T01:00:00Z".parse().unwrap(),
        incident,
        row: log[2].line.row.clone(),
        log,
        head: Head { n: 12, sha256: "cd".repeat(32) },
        signers,
        members: BTreeMap::new(),
    }
}

/// A bundle, and who signed it; `change` is done to the manifest before it is signed.
fn made(change: impl FnOnce(&mut Manifest)) -> (Vec<u8>, [(Secret, Signer); 2]) {
    let people = people();
    let clip = b"RIFF the clip".to_vec();
    let mut manifest = manifest(people.iter().map(|(_, signer)| signer.clone()).collect(), &clip);
    change(&mut manifest);
    let words =
        Words { clip_start_s: 0.5, hit_in_clip_s: 0.5, heard: testkit::evidence(ID, 1).heard };
    let draft = Draft::new(manifest, clip, &words, Some(b"RIFF the whole".to_vec())).unwrap();
    let sign = |(secret, signer): &(Secret, Signer)| {
        (signer.account.clone(), secret.sign(&draft.to_sign()))
    };
    (draft.signed(&people.iter().map(sign).collect()).unwrap(), people)
}

#[test]
fn a_bundle_says_that_it_is_whole() {
    let (file, people) = made(|_| ());
    let keys = [fingerprint(&people[0].1.public), fingerprint(&people[1].1.public).to_uppercase()];
    let checked = check(&file, &keys);
    assert_eq!(checked.flaws, []);
    assert_eq!(checked.clip.unwrap(), b"RIFF the clip");
    assert_eq!(checked.whole.unwrap(), b"RIFF the whole");
    assert_eq!(checked.words.unwrap().heard[0].text, testkit::SPOKEN);
    assert_eq!(checked.manifest.unwrap().incident.id, ID);
}

#[test]
fn what_was_signed_wrong_is_named() {
    let flaws = |change: fn(&mut Manifest)| check(&made(change).0, &[]).flaws;
    assert_eq!(flaws(|m| m.format = 2), [Flaw::Newer(2)]);
    assert_eq!(flaws(|m| m.log[1].line.value = "x".into()), [Flaw::Line(4)]);
    assert_eq!(
        flaws(|m| {
            m.log.remove(2);
        }),
        [Flaw::Mismatch(MANIFEST)]
    );
    assert_eq!(flaws(|m| m.log.swap(0, 1))[..1], [Flaw::Order(3)]);
    assert_eq!(flaws(|m| m.row = "ff".repeat(32)), [Flaw::Mismatch(MANIFEST)]);
    assert_eq!(flaws(|m| m.head.n = 8), [Flaw::Order(8)]);
    assert_eq!(flaws(|m| m.incident.clip_sha256.clear()), [Flaw::Mismatch(CLIP)]);
    assert_eq!(flaws(|m| m.signers[1] = m.signers[0].clone())[0], Flaw::Alone);
    assert_eq!(
        flaws(|m| {
            m.signers.pop();
        })[0],
        Flaw::Alone
    );
    let about = flaws(|m| m.incident.id = "20261122-011531-7k2q".into());
    assert_eq!(about, [Flaw::Order(3), Flaw::Order(4), Flaw::Order(9)]);
}

#[test]
fn keys_that_are_asked_for_must_have_signed() {
    let (file, people) = made(|_| ());
    let short = fingerprint(&people[0].1.public)[..12].to_owned();
    let other = fingerprint(&Secret::generate().unwrap().public());
    for key in [short, other, String::new()] {
        assert_eq!(check(&file, std::slice::from_ref(&key)).flaws, [Flaw::OtherKey(key)]);
    }
}

#[test]
fn signatures_of_another_bundle_are_none() {
    let (file, people) = made(|_| ());
    let (other, _) = made(|m| m.liyu = "0.2.0".into());
    let manifest = check(&other, &[]).manifest.unwrap();
    let words = check(&other, &[]).words.unwrap();
    let manifest =
        Manifest { signers: people.iter().map(|(_, s)| s.clone()).collect(), ..manifest };
    let draft = Draft::new(manifest, b"RIFF the clip".to_vec(), &words, None).unwrap();
    let old = Draft::new(check(&file, &[]).manifest.unwrap(), Vec::new(), &words, None).unwrap();
    let sign =
        |(secret, signer): &(Secret, Signer)| (signer.account.clone(), secret.sign(&old.to_sign()));
    let forged = draft.signed(&people.iter().map(sign).collect()).unwrap();
    let unsigned = |account: &str| Flaw::Unsigned(account.into());
    assert_eq!(check(&forged, &[]).flaws, [unsigned("u1"), unsigned("u2"), Flaw::Alone]);
}

proptest! {
    /// A byte of the container may change nothing that is read (a date, a mode); whatever
    /// is read is what was signed.
    #[test]
    fn a_flipped_byte_is_named_or_changes_nothing(at: prop::sample::Index, bit in 0..8) {
        let (mut file, _) = made(|_| ());
        let before = check(&file, &[]);
        let at = at.index(file.len());
        file[at] ^= 1_u8 << bit;
        let after = check(&file, &[]);
        if after.flaws.is_empty() {
            prop_assert_eq!(after.manifest, before.manifest);
            prop_assert_eq!(after.words, before.words);
            prop_assert_eq!((after.clip, after.whole), (before.clip, before.whole));
        }
    }

    #[test]
    fn any_bytes_are_looked_at(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(!check(&bytes, &[]).flaws.is_empty());
    }
}
