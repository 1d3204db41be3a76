//! Every point at which a crash can fall, and every half of an evidence alone.

use super::*;
use crate::record::fault::Step;
use crate::record::store::testkit::{assert_whole, evidence, files, id, open_clean, place};
use crate::record::{Disposition, Query, Store};
use proptest::prelude::*;

const STEPS: [Step; 6] = [
    Step::WordsWritten,
    Step::WordsNamed,
    Step::ClipWritten,
    Step::ClipNamed,
    Step::RowCommitted,
    Step::OldHalfRemoved,
];

fn reopen(dir: &Path) -> (Store, Repair) {
    let (store, repair) = Store::open(dir).unwrap();
    assert_whole(dir, &store, &repair);
    drop(store);
    let (store, again) = Store::open(dir).unwrap();
    let lasting = Repair {
        missing: repair.missing.clone(),
        changed: repair.changed.clone(),
        foreign: repair.foreign,
        ..Repair::default()
    };
    assert_eq!(again, lasting, "a second repair finds nothing to do");
    (store, repair)
}

#[test]
fn a_crash_in_the_first_put_keeps_what_is_complete() {
    for step in STEPS {
        let (_keep, dir) = place();
        let mut store = open_clean(&dir);
        store.crash_at(step);
        let crashed = store.put(&evidence(&id(1), 1)).is_err();
        assert_eq!(crashed, step != Step::OldHalfRemoved);
        drop(store);
        let (store, repair) = reopen(&dir);
        let kept = store.incidents(&Query::default()).unwrap();
        let complete = matches!(step, Step::ClipNamed | Step::RowCommitted | Step::OldHalfRemoved);
        assert_eq!(kept.len(), usize::from(complete), "{step:?}");
        let expected = Repair {
            temporary_removed: u32::from(matches!(step, Step::WordsWritten | Step::ClipWritten)),
            halves_removed: u32::from(matches!(step, Step::WordsNamed | Step::ClipWritten)),
            rows_made: u32::from(step == Step::ClipNamed),
            closed: u32::from(complete),
            ..Repair::default()
        };
        assert_eq!(repair, expected, "{step:?}");
    }
}

#[test]
fn a_crash_in_a_later_put_keeps_the_last_complete_revision_and_the_decision() {
    for step in STEPS {
        let (_keep, dir) = place();
        let mut store = open_clean(&dir);
        let first = store.put(&evidence(&id(1), 1)).unwrap();
        store.decide(&first.id, Disposition::Confirmed, "local", "", first.at).unwrap();
        store.crash_at(step);
        assert!(store.put(&evidence(&id(1), 2)).is_err());
        drop(store);
        let (store, repair) = reopen(&dir);
        let kept = store.incident(&id(1)).unwrap();
        let complete = matches!(step, Step::ClipNamed | Step::RowCommitted | Step::OldHalfRemoved);
        assert_eq!(kept.clip.ends_with(".r2.wav"), complete, "{step:?}");
        assert_eq!(kept.disposition, Disposition::Confirmed);
        assert_eq!(kept.revision, if complete { 3 } else { 2 }, "closed as a revision of its own");
        assert_eq!(repair.rows_advanced, u32::from(step == Step::ClipNamed));
        assert_eq!(store.detail(&kept.id).unwrap().history.len(), 1);
    }
}

#[test]
fn a_lost_index_is_rebuilt_from_the_clips() {
    let (_keep, dir) = place();
    let mut store = open_clean(&dir);
    let mut before = Vec::new();
    for n in (0..20).rev() {
        store.put(&evidence(&id(n), n)).unwrap();
        before.push(store.close(&id(n)).unwrap());
    }
    drop(store);
    fs::remove_file(dir.join("index.db")).unwrap();
    let (store, repair) = reopen(&dir);
    assert_eq!((repair.rows_made, repair.closed), (20, 20));
    assert_eq!(store.incidents(&Query::default()).unwrap(), before);
}

#[test]
fn evidence_that_is_gone_or_changed_is_said_and_comes_back() {
    let (_keep, dir) = place();
    let mut store = open_clean(&dir);
    for n in 0..3 {
        store.put(&evidence(&id(n), n)).unwrap();
        store.close(&id(n)).unwrap();
    }
    let clip = |n| dir.join(format!("clips/2026-11/{}.r1.wav", id(n)));
    drop(store);
    let whole = fs::read(clip(1)).unwrap();
    fs::remove_file(clip(1)).unwrap();
    let (store, repair) = reopen(&dir);
    assert_eq!(repair, Repair { missing: vec![id(1)], ..Repair::default() });
    assert!(repair.is_loss());
    let dossier = store.detail(&id(1)).unwrap();
    assert_eq!((dossier.evidence, dossier.heard.len()), (EvidenceState::Missing, 0));
    assert_eq!(store.verify().unwrap().len(), 1);

    drop(store);
    let mut bent = whole.clone();
    bent[50] ^= 1;
    fs::write(clip(1), bent).unwrap();
    let (store, repair) = reopen(&dir);
    assert_eq!(repair, Repair { changed: vec![id(1)], ..Repair::default() });

    drop(store);
    fs::write(clip(1), whole).unwrap();
    let (store, repair) = reopen(&dir);
    assert!(repair.is_clean() && store.verify().unwrap().is_empty());
}

#[test]
fn a_revision_that_was_refused_does_not_outlive_a_close() {
    let (_keep, dir) = place();
    let mut store = open_clean(&dir);
    store.put(&evidence(&id(1), 1)).unwrap();
    store.crash_at(Step::ClipNamed);
    store.put(&evidence(&id(1), 2)).unwrap_err();
    assert_eq!(store.close(&id(1)).unwrap().revision, 2);
    drop(store);
    let (store, repair) = reopen(&dir);
    assert_eq!(repair, Repair { rows_advanced: 1, old_removed: 2, ..Repair::default() });
    let kept = store.incident(&id(1)).unwrap();
    assert_eq!((kept.revision, kept.clip.ends_with("r2.wav")), (3, true));
}

#[test]
fn what_is_not_ours_is_left_alone() {
    let (_keep, dir) = place();
    drop(open_clean(&dir));
    fs::create_dir(dir.join("clips/2026-11")).unwrap();
    for name in ["clips/readme.txt", "clips/2026-11/copy.wav", "clips/2026-11/x.tmp"] {
        fs::write(dir.join(name), "x").unwrap();
    }
    let (_, repair) = Store::open(&dir).unwrap();
    assert_eq!(repair, Repair { foreign: 3, ..Repair::default() });
    assert_eq!(files(&dir).len(), 2);
}

/// Something that happens to one file of a store.
#[derive(Debug, Clone)]
enum Blow {
    Remove(usize),
    Cut(usize, usize),
    Flip(usize, usize),
    Rename(usize, u32),
    LoseIndex,
}

fn blow() -> impl Strategy<Value = Blow> {
    prop_oneof![
        any::<usize>().prop_map(Blow::Remove),
        any::<(usize, usize)>().prop_map(|(file, at)| Blow::Cut(file, at)),
        any::<(usize, usize)>().prop_map(|(file, at)| Blow::Flip(file, at)),
        (any::<usize>(), 1u32..6).prop_map(|(file, revision)| Blow::Rename(file, revision)),
        Just(Blow::LoseIndex),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_state_of_the_files_stops_a_start(
        blows in proptest::collection::vec(blow(), 1..5), close: bool,
    ) {
        let (_keep, dir) = place();
        let mut store = open_clean(&dir);
        for n in 0..3 {
            store.put(&evidence(&id(n), n)).unwrap();
            store.put(&evidence(&id(n), n + 1)).unwrap();
            if close {
                store.close(&id(n)).unwrap();
            }
        }
        drop(store);
        let mut kept_index = true;
        for blow in blows {
            let all = files(&dir);
            let pick = |n: usize| (!all.is_empty()).then(|| dir.join(&all[n % all.len()]));
            match blow {
                Blow::Remove(n) => if let Some(path) = pick(n) { fs::remove_file(path).unwrap(); },
                Blow::Cut(n, at) => if let Some(path) = pick(n) {
                    let bytes = fs::read(&path).unwrap();
                    fs::write(path, &bytes[..at % (bytes.len() + 1)]).unwrap();
                },
                Blow::Flip(n, at) => if let Some(path) = pick(n) {
                    let mut bytes = fs::read(&path).unwrap();
                    let at = at % bytes.len().max(1);
                    if let Some(byte) = bytes.get_mut(at) { *byte ^= 0x40; }
                    fs::write(path, bytes).unwrap();
                },
                Blow::Rename(n, revision) => if let Some(path) = pick(n) {
                    let name = path.file_name().unwrap().to_str().unwrap();
                    let (stem, rest) = name.split_once(".r").unwrap();
                    let extension = rest.split_once('.').unwrap().1;
                    fs::rename(&path, path.with_file_name(format!("{stem}.r{revision}.{extension}")))
                        .unwrap();
                },
                Blow::LoseIndex => {
                    let _ = fs::remove_file(dir.join("index.db"));
                    kept_index = false;
                }
            }
        }
        let (store, _) = Store::open(&dir).unwrap();
        if kept_index {
            prop_assert_eq!(store.incidents(&Query::default()).unwrap().len(), 3);
        }
        // A closed row's files are not read at a start: verify tells what is left.
        let unsound: Vec<_> = store.verify().unwrap().into_iter().map(|(i, _)| i.id).collect();
        for incident in store.incidents(&Query::default()).unwrap() {
            prop_assert_eq!(incident.state, IncidentState::Closed);
            if !unsound.contains(&incident.id) {
                prop_assert!(dir.join(&incident.clip).exists());
            }
        }
        prop_assert!(files(&dir).iter().all(|file| !file.ends_with(".tmp")));
    }
}
