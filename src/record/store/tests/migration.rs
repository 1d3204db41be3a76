//! A store that the first version made is brought up to date and loses nothing.

use super::super::testkit::{evidence, files, id, open_clean, place};
use super::super::*;
use crate::record::schema::tests::first_version;
use crate::record::{Deed, Disposition, Entry, IncidentKind, Texts, Unfit};
use std::fs;

#[test]
fn incidents_and_decisions_of_the_first_version_are_all_there() {
    let (_keep, dir) = place();
    let mut store = open_clean(&dir);
    for n in 1..4 {
        store.put(&evidence(&id(n), n)).unwrap();
        store.close(&id(n)).unwrap();
    }
    let rows = store.incidents(&Query::default()).unwrap();
    let kept = files(&dir);
    drop(store);

    // The same rows in tables of the first version, and a decision on one.
    let index = dir.join("index.db");
    fs::rename(&index, dir.join("new.db")).unwrap();
    let old = first_version(&index);
    old.execute_batch(&format!(
        "ATTACH '{}' AS new;
         INSERT INTO provenances SELECT * FROM new.provenances;
         INSERT INTO incidents SELECT id, revision, state, counter, source, channel, role, \
             phrase_id, phrase, hits, severity, 'confirmed', at_us, in_hours, start_s, end_s, \
             clip, clip_sha256, words_sha256, evidence, provenance FROM new.incidents;
         UPDATE incidents SET disposition = 'new' WHERE id <> '{}';
         INSERT INTO decisions (incident, revision, at_us, actor, disposition, note) \
             VALUES ('{}', 2, 1, 'local', 'confirmed', '听过');
         DETACH new;",
        dir.join("new.db").display(),
        id(2),
        id(2),
    ))
    .unwrap();
    drop(old);
    fs::remove_file(dir.join("new.db")).unwrap();

    assert!(matches!(Store::open_read_only(&dir), Err(RecordError::Older { .. })));
    assert!(matches!(Store::open_rows(&dir), Err(RecordError::Older { .. })));
    let (mut store, repair) = Store::open(&dir).unwrap();
    assert!(repair.is_clean(), "{repair}");
    assert_eq!(store.check(None).unwrap().flaws, []);
    assert_eq!(files(&dir), kept);
    let now = store.incidents(&Query::default()).unwrap();
    for (was, is) in rows.iter().zip(&now) {
        let disposition = if is.id == id(2) { Disposition::Confirmed } else { Disposition::New };
        assert_eq!(*is, Incident { disposition, ..was.clone() });
        assert_eq!((is.kind, &is.handling), (IncidentKind::Taboo, &Handling::default()));
    }
    let history = store.detail(&id(2)).unwrap().history;
    let decided = Deed::Decided { disposition: Disposition::Confirmed };
    let at = Timestamp::from_microsecond(1).unwrap();
    assert_eq!(history, [Entry { at, actor: "local".into(), deed: decided, note: "听过".into() }]);
    // What came before an old decision was not written down: it is new again.
    let undone = store.undo(&id(2), "前台", at).unwrap();
    assert_eq!(undone.disposition, Disposition::New);
    assert!(matches!(
        store.undo(&id(1), "前台", at),
        Err(RecordError::Unfit { why: Unfit::NothingToUndo, .. })
    ));
    let all = store.list(&Default::default(), 0, 9, &Texts::default()).unwrap();
    assert_eq!(all.incidents.len(), 3);
    drop(store);
    open_clean(&dir);
}
