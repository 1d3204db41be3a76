//! Evidence and stores made up for the tests of this room.

use super::{Evidence, NewAccount, Query, Store};
use crate::account::Office;
use crate::conduct::{Moment, Outcome, Side, Verdict, What};
use crate::phrasebook::{List, Severity, Speaker};
use crate::record::{
    Disposition, EncounterRow, EvidenceState, HeardUtterance, Incident, IncidentState, Provenance,
    Repair, RulingRow, Served,
};
use crate::spot::{Hit, How, Surety};
use crate::units::{Role, RoleBasis, SampleIndex, SampleRange, Score};
use crate::vault::Secret;
use jiff::Timestamp;
use std::fs;
use std::path::{Path, PathBuf};

/// Words that only evidence may hold.
pub(crate) const SPOKEN: &str = "你自己不会看墙上吗,身份证拿来";

/// An open incident of half a second on two channels; `n` sets it apart.
pub(crate) fn evidence(id: &str, n: u32) -> Evidence {
    let hit = Hit {
        list: List::Taboo,
        id: "t03".into(),
        phrase: "不会看".into(),
        channel: 0,
        role: Role::Clerk,
        role_basis: RoleBasis::ChannelMap,
        speaker: Speaker::Clerk,
        severity: Severity::Serious,
        range: SampleRange::new(SampleIndex(16_000), SampleIndex(32_000)),
        score: Score(1.0),
        heard: "不会看".into(),
        text_start: 9,
        text_end: 18,
        how: How::Exact,
        surety: Surety::Sure,
        remedy: None,
        merit: false,
        terms: Default::default(),
    };
    Evidence {
        incident: Incident {
            id: id.into(),
            revision: 0,
            state: IncidentState::Open,
            kind: Default::default(),
            counter: "3号窗口".into(),
            source: None,
            channel: 0,
            role: Role::Clerk,
            phrase_id: "t03".into(),
            phrase: "不会看".into(),
            hits: 1,
            severity: Severity::Serious,
            disposition: Disposition::New,
            handling: Default::default(),
            custody: Default::default(),
            at: "2026-11-22T01:15:30.25Z".parse().unwrap(),
            in_hours: None,
            start_s: 1.0,
            end_s: 2.0,
            clip: String::new(),
            clip_sha256: String::new(),
            provenance: Provenance {
                liyu: "0.1.0".into(),
                model: "base".into(),
                model_sha256: "ab".repeat(32),
                lists_sha256: "cd".repeat(32),
                thresholds: [("judge.merge_s".to_owned(), 8.0)].into(),
            },
        },
        planes: vec![vec![n as f32 / 1000.0; 80], vec![-0.25; 80]],
        whole: None,
        clip_start_s: 0.5,
        hit_in_clip_s: 0.5,
        heard: vec![HeardUtterance {
            start_s: 1.0,
            end_s: 2.0,
            channel: 0,
            role: Role::Clerk,
            text: SPOKEN.into(),
            mean_logprob: -0.25,
            hits: vec![hit],
            lists: "cdcdcdcdcdcd".into(),
        }],
    }
}

/// An account that is to be made, and its secret. Its lock is none.
pub(crate) fn account(name: &str, office: Office, unit: &str) -> (NewAccount, Secret) {
    let secret = Secret::generate().unwrap();
    let (public, unit) = (secret.public(), unit.to_owned());
    let name = name.to_owned();
    (NewAccount { name, office, unit, public, locked: vec![1, 2, 3], until: None }, secret)
}

/// When accounts of tests are made.
pub(crate) fn made_at() -> Timestamp {
    "2026-11-20T01:00:00Z".parse().unwrap()
}

/// A store with a supervisor of all units, whose id is `u1`; their secret, and the recovery
/// key's.
pub(crate) fn sealed_store(dir: &Path) -> (Store, Secret, Secret) {
    let mut store = open_clean(dir);
    let (first, secret) = account("周主管", Office::Supervisor, "");
    let recovery = Secret::generate().unwrap();
    store.begin_sealing(&first, &recovery.public(), "liyu", made_at()).unwrap();
    (store, secret, recovery)
}

/// An encounter `n` minutes after half past one, that is kept and clean.
pub(crate) fn served(n: u32) -> Served {
    let at = Timestamp::from_second(1_795_310_130 + 60 * i64::from(n)).unwrap();
    let moment = |side, start_s, what| Moment { start_s, end_s: start_s + 2.0, side, what };
    let turn = || What::Turn { syllables: 9, above_db: 21.5, asks: true, understood: true };
    let moments = vec![
        moment(Side::Citizen, 1.0, turn()),
        moment(Side::Clerk, 4.0, turn()),
        moment(Side::Clerk, 4.0, What::Cue { name: "next_words".into() }),
    ];
    let ruling = |rule: &str, verdict| RulingRow {
        rule: rule.into(),
        title: "来有迎声".into(),
        hint: false,
        verdict,
        at_s: 1.0,
        reasons: vec!["听到 问候".into()],
    };
    let rulings = vec![
        ruling("R01", Verdict::Kept),
        ruling("R02", Verdict::Kept),
        ruling("R62", Verdict::NotJudged),
    ];
    let row = EncounterRow {
        id: format!("E{}", crate::record::new_id(at, 7)),
        counter: "3号窗口".into(),
        source: None,
        at,
        start_s: 1.0,
        end_s: 6.0,
        outcome: Outcome::Clean,
        has_citizen: Some(true),
        kept: 0,
        broken: 0,
        remedied: 0,
        merits: 0,
        not_judged: 0,
        overtime: false,
    };
    Served {
        row: row.counted(&rulings),
        rulings,
        moments,
        clear_start: true,
        clear_end: true,
        packs: vec!["common".into(), "government".into()],
        speech_s: 4.0,
        understood_s: 2.0,
        custody: Default::default(),
    }
}

/// Ids in the order of `n`.
pub(crate) fn id(n: u32) -> String {
    format!("20261122-{:06}-7k2q", n)
}

/// A new directory and the path of a store in it that does not exist yet.
pub(crate) fn place() -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let store = dir.path().join("recordings");
    (dir, store)
}

/// Opens a store that must need no repair.
pub(crate) fn open_clean(dir: &Path) -> Store {
    let (store, repair) = Store::open(dir).unwrap();
    assert!(repair.is_clean(), "{repair:?}");
    store
}

/// All files below the clips' directory, relative to the store, sorted.
pub(crate) fn files(dir: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for month in fs::read_dir(dir.join("clips")).unwrap() {
        let month = month.unwrap();
        if !month.file_type().unwrap().is_dir() {
            continue;
        }
        for file in fs::read_dir(month.path()).unwrap() {
            let names = (month.file_name(), file.unwrap().file_name());
            found.push(format!("clips/{}/{}", names.0.display(), names.1.display()));
        }
    }
    found.sort();
    found
}

/// The promises of repair: no temporary file, every row with its two files and
/// the right hashes unless `repair` says otherwise, no other file, nothing open.
pub(crate) fn assert_whole(dir: &Path, store: &Store, repair: &Repair) {
    let mut expected = Vec::new();
    for incident in store.incidents(&Query::default()).unwrap() {
        assert_eq!(incident.state, IncidentState::Closed);
        let dossier = store.detail(&incident.id).unwrap();
        let named = match dossier.evidence {
            EvidenceState::Ok => None,
            EvidenceState::Missing => Some(&repair.missing),
            EvidenceState::Changed => Some(&repair.changed),
        };
        assert!(named.is_none_or(|ids| ids.contains(&incident.id)), "{incident:?} {repair:?}");
        if dossier.evidence != EvidenceState::Missing {
            expected.push(incident.clip.clone());
            let stem = incident.clip.split(".wav").next().unwrap();
            expected.push(format!("{stem}.json"));
            expected.extend(dossier.whole.is_some().then(|| format!("{stem}.whole.age")));
        }
    }
    expected.sort();
    if repair.missing.is_empty() && repair.foreign == 0 {
        assert_eq!(files(dir), expected);
    } else {
        assert!(files(dir).iter().all(|file| !file.ends_with(".tmp")));
    }
}
