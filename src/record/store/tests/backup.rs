//! A store copied while it is written, and restored.

use super::super::testkit::{evidence, files, id, open_clean, place};
use super::super::*;
use crate::record::retention::after;
use crate::record::{Disposition, Repair, Rules, restore};
use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread;

const RULES: Rules = Rules { dismissed_days: 1, ..Rules::FOR_EVER };

fn day(n: u32) -> Timestamp {
    after("2026-11-22T01:15:30Z".parse().unwrap(), n)
}

#[test]
fn a_copy_made_while_others_put_and_purge_is_whole() {
    let (keep, dir) = place();
    let mut writer = open_clean(&dir);
    for n in 0..40 {
        writer.put(&evidence(&id(n), n)).unwrap();
        writer.close(&id(n)).unwrap();
    }
    let done = Arc::new(AtomicBool::new(false));
    let until = Arc::clone(&done);
    let writing = thread::spawn(move || {
        let mut n = 40;
        while !until.load(Relaxed) {
            // Two revisions of a new one; an old one set aside and another gone.
            writer.put(&evidence(&id(n), n)).unwrap();
            writer.put(&evidence(&id(n), n + 1)).unwrap();
            writer.close(&id(n)).unwrap();
            writer.decide(&id(n - 30), Disposition::Dismissed, "u1", "", day(n)).unwrap();
            writer.retain(&RULES, day(n + 8)).unwrap();
            n += 1;
        }
        n
    });
    let reader = Store::open_read_only(&dir).unwrap();
    for copy in 0..4 {
        let to = keep.path().join(format!("copy-{copy}"));
        let copied = reader.back_up(&to).unwrap();
        assert_eq!((copied.unsound.len(), copied.breaks.len()), (0, 0), "{copied:?}");
        assert_eq!(copied.files, 2 * copied.incidents);
        let into = keep.path().join(format!("restored-{copy}"));
        let restored = restore(&to, &into).unwrap();
        assert_eq!(restored, copied);
        assert_eq!(files(&into).len() as u64, copied.files);
        let (mut store, repair) = Store::open(&into).unwrap();
        // One that was still open is closed, as after every start.
        let expected = Repair { closed: repair.closed, ..Repair::default() };
        assert_eq!(repair, expected, "{repair}");
        assert_eq!(store.check(None).unwrap().flaws, []);
        assert_eq!(store.verify().unwrap(), []);
        assert!(store.log_head().unwrap().0 >= copied.head.0);
        store.new_id(day(0)).unwrap();
    }
    done.store(true, Relaxed);
    assert!(writing.join().unwrap() > 40, "nothing was written meanwhile");
}

#[test]
fn a_copy_goes_into_an_empty_place_only_and_leaves_nothing_half() {
    let (keep, dir) = place();
    let mut store = open_clean(&dir);
    store.put(&evidence(&id(1), 1)).unwrap();
    store.close(&id(1)).unwrap();
    let to = keep.path().join("copy");
    fs::create_dir(&to).unwrap();
    // What an interrupted copy left.
    fs::create_dir_all(keep.path().join(".copy.liyu-part/clips")).unwrap();
    let copied = store.back_up(&to).unwrap();
    assert_eq!((copied.incidents, copied.files), (1, 2));
    assert!(copied.bytes > 10_000 && copied.head == store.log_head().unwrap());
    assert!(!keep.path().join(".copy.liyu-part").exists());
    assert!(matches!(store.back_up(&to), Err(RecordError::NotEmpty { .. })));
    let file = keep.path().join("file");
    fs::write(&file, "x").unwrap();
    assert!(matches!(store.back_up(&file), Err(RecordError::NotEmpty { .. })));
    let nowhere = restore(&keep.path().join("nowhere"), &keep.path().join("new"));
    assert!(matches!(nowhere, Err(RecordError::NoStore { .. })));
}

#[test]
fn what_was_damaged_before_is_copied_and_told() {
    let (keep, dir) = place();
    let mut store = open_clean(&dir);
    for n in 1..4 {
        store.put(&evidence(&id(n), n)).unwrap();
        store.close(&id(n)).unwrap();
    }
    let clip = |n| dir.join(&store.incident(&id(n)).unwrap().clip);
    fs::remove_file(clip(1)).unwrap();
    fs::write(clip(2), "no sound").unwrap();
    drop(store);
    let (store, _) = Store::open(&dir).unwrap();
    let copied = store.back_up(&keep.path().join("copy")).unwrap();
    assert_eq!(copied.unsound, [id(2), id(1)]);
    assert_eq!((copied.incidents, copied.files), (3, 5));
}
