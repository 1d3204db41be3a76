//! Sealing anew: who joins reads, who leaves does not, nothing is lost on the way.

use super::super::testkit::{SPOKEN, account, evidence, files, id, made_at, place, sealed_store};
use super::super::*;
use crate::account::{Office, Standing};
use crate::record::fault::Step;
use crate::record::{Deed, Disposition, NewTicket, Via, open_clip, open_note, read_sealed_words};
use crate::vault::{self, Secret, VaultError};
use std::fs;

fn opens(store: &Store, n: u32, secret: &Secret) -> bool {
    let dossier = store.detail(&id(n)).unwrap();
    assert_eq!(dossier.evidence, EvidenceState::Ok);
    let words = read_sealed_words(&fs::read(&dossier.words).unwrap(), secret);
    let clip = open_clip(&fs::read(&dossier.clip).unwrap(), secret);
    assert_eq!(words.is_ok(), clip.is_ok());
    words.is_ok_and(|heard| heard[0].text == SPOKEN)
}

fn put(store: &mut Store, n: u32) -> Incident {
    let mut given = evidence(&id(n), n);
    given.whole = Some(given.planes.clone());
    store.put(&given).unwrap()
}

#[test]
fn whoever_joins_reads_what_lies_there_and_whoever_leaves_does_not() {
    let (_keep, dir) = place();
    let (mut store, boss, recovery) = sealed_store(&dir);
    let at = put(&mut store, 1).at;
    put(&mut store, 2);
    store.decide(&id(1), Disposition::Confirmed, "u1", "听过", at).unwrap();
    let new = NewTicket {
        counter: "3号窗口".into(),
        received_at: at,
        via: Via::Device,
        incident: None,
        lacking: String::new(),
        actor: "u1".into(),
        note: "态度不好".into(),
    };
    store.open_ticket(&new).unwrap();
    assert_eq!(store.stale().unwrap(), Vec::<String>::new());

    let (second, other) = account("吴主管", Office::Supervisor, "");
    store.add_account(&second, "u1", made_at()).unwrap();
    assert_eq!(store.stale().unwrap(), [id(1), id(2)]);
    assert!(!opens(&store, 1, &other));
    put(&mut store, 3);
    assert!(opens(&store, 3, &other), "what is new is theirs at once");
    let done = store.reseal((&boss, None), &Scope::Stale, "u1", at).unwrap();
    let expected = Resealed { incidents: 2, complaints: 1, wholes_left: 2, ..Resealed::default() };
    assert_eq!(done, expected);
    assert_eq!(store.stale().unwrap(), Vec::<String>::new());
    for secret in [&boss, &other, &recovery] {
        assert!((1..4).all(|n| opens(&store, n, secret)));
        let step = store.detail(&id(1)).unwrap().history.remove(0);
        assert_eq!(open_note(&step.note, secret).unwrap(), "听过");
        let ticket = store.tickets().unwrap().remove(0);
        assert_eq!(open_note(&ticket.steps[0].note, secret).unwrap(), "态度不好");
    }
    // The whole is theirs once two have opened it.
    let whole = |store: &Store| fs::read(store.detail(&id(1)).unwrap().whole.unwrap()).unwrap();
    let pair = (&boss, &other);
    assert!(vault::open_with_two(&whole(&store), pair.0, pair.1).is_err());
    let scope = Scope::Incident(id(1));
    let done = store.reseal((&boss, Some(&recovery)), &scope, "u1", at).unwrap();
    assert_eq!((done.incidents, done.wholes_left), (1, 0));
    assert!(vault::open_with_two(&whole(&store), pair.0, pair.1).is_ok());

    store.set_standing("u2", Standing::Disabled, "u1", at).unwrap();
    let done = store.reseal((&boss, None), &Scope::Stale, "u1", at).unwrap();
    assert_eq!((done.incidents, done.not_for_you), (3, 0));
    assert!((1..4).all(|n| !opens(&store, n, &other) && opens(&store, n, &boss)));
    assert_eq!(store.verify().unwrap(), []);
    assert_eq!(files(&dir).len(), 9);
    let lines = store.log_lines(1, u32::MAX).unwrap();
    assert_eq!(crate::record::breaks(&lines, 1, crate::record::GENESIS), []);
    assert!(lines.iter().any(|line| line.what == What::Resealed && line.value == "u1 u2"));
}

#[test]
fn who_gets_named_reads_it_after_it_is_sealed_anew() {
    let (_keep, dir) = place();
    let (mut store, boss, _) = sealed_store(&dir);
    let (clerk, secret) = account("李小雷", Office::Staff, "");
    let clerk = store.add_account(&clerk, "u1", made_at()).unwrap().id;
    let at = put(&mut store, 1).at;
    assert!(!opens(&store, 1, &secret) && store.stale().unwrap().is_empty());
    let deed = Deed::Concerns { person: clerk.clone() };
    store.act(&id(1), deed, "u1", "", at).unwrap();
    assert_eq!(store.stale().unwrap(), [id(1)]);
    // As a console does it: made beside the store, handed to whoever writes.
    let reader = Store::open_read_only(&dir).unwrap();
    assert!(matches!(
        reader.renew(&id(1), (&secret, None)),
        Err(RecordError::Unopened { source: VaultError::NotForYou, .. })
    ));
    let renewed = reader.renew(&id(1), (&boss, None)).unwrap();
    let kept = store.take_renewed(renewed.clone(), "u1", at).unwrap().unwrap();
    assert_eq!(kept.custody.sealed_to, ["u1".to_owned(), clerk]);
    assert!(opens(&store, 1, &secret) && opens(&store, 1, &boss));
    assert_eq!(store.take_renewed(renewed, "u1", at).unwrap(), None, "once only");
    // A clip that has grown meanwhile is not put back.
    let stale = reader.renew(&id(1), (&boss, None)).unwrap();
    put(&mut store, 1);
    assert_eq!(store.take_renewed(stale, "u1", at).unwrap(), None);
}

#[test]
fn a_new_key_is_none_of_the_old_ones() {
    let (_keep, dir) = place();
    let (mut store, boss, _) = sealed_store(&dir);
    let at = put(&mut store, 1).at;
    let (second, _) = account("吴主管", Office::Supervisor, "");
    store.add_account(&second, "u1", made_at()).unwrap();
    store.reseal((&boss, None), &Scope::Stale, "u1", at).unwrap();
    // The same secret under another passphrase changes nothing about evidence.
    store.relock("u2", (&second.public, b"locked"), "u2", "", at).unwrap();
    assert!(store.stale().unwrap().is_empty());
    let reset = Secret::generate().unwrap();
    store.relock("u2", (&reset.public(), b"locked"), "u1", "reset", at).unwrap();
    assert_eq!(store.incident(&id(1)).unwrap().custody.sealed_to, ["u1"]);
    assert_eq!(store.stale().unwrap(), [id(1)]);
    store.reseal((&boss, None), &Scope::Stale, "u1", at).unwrap();
    assert!(opens(&store, 1, &reset));
}

#[test]
fn a_crash_at_any_step_leaves_it_sealed_as_before_or_anew() {
    for step in [
        Step::WordsWritten,
        Step::WordsNamed,
        Step::WholeWritten,
        Step::WholeNamed,
        Step::ClipWritten,
        Step::ClipNamed,
        Step::OldHalfRemoved,
    ] {
        let (_keep, dir) = place();
        let (mut store, boss, _) = sealed_store(&dir);
        let at = put(&mut store, 1).at;
        store.close(&id(1)).unwrap();
        let (second, other) = account("吴主管", Office::Supervisor, "");
        store.add_account(&second, "u1", made_at()).unwrap();
        store.crash_at(step);
        assert!(store.reseal((&boss, None), &Scope::Stale, "u1", at).is_err());
        drop(store);
        let (mut store, repair) = Store::open(&dir).unwrap();
        assert!(!repair.is_loss(), "{step:?} {repair:?}");
        assert!(opens(&store, 1, &boss));
        let anew = matches!(step, Step::ClipNamed | Step::OldHalfRemoved);
        assert_eq!(opens(&store, 1, &other), anew, "{step:?}");
        assert_eq!(store.stale().unwrap().len(), usize::from(!anew));
        assert_eq!(files(&dir).len(), 3);
        store.reseal((&boss, None), &Scope::Stale, "u1", at).unwrap();
        assert!(opens(&store, 1, &other));
    }
}
