//! A sound store has no flaw; whatever is changed in it behind the program is named.

use super::super::testkit::{evidence, files, id, open_clean, place, served};
use super::super::*;
use crate::account::{Office, Origin, Seat, Standing};
use crate::phrasebook::List;
use crate::record::{
    Break, Deed, Disposition, HourCounts, HourTally, NewTicket, PhraseTally, Rules, StoreFlaw,
    TicketChange, Via,
};
use crate::vault::{Cost, Secret, lock};
use proptest::prelude::*;
use rusqlite::types::Value;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

fn at(s: i64) -> Timestamp {
    Timestamp::from_second(1_795_000_000 + s).unwrap()
}

fn account(name: &str, office: Office, secret: &Secret) -> NewAccount {
    NewAccount {
        name: name.into(),
        office,
        unit: String::new(),
        public: secret.public(),
        locked: lock(secret, "八匹马过河去看戏", Cost(1)).unwrap(),
        until: None,
    }
}

/// A store with something of everything in it, sealed unless `open`; and the secret of who
/// made it.
fn furnished(dir: &Path, open: bool) -> Secret {
    let (secret, staff) = (Secret::generate().unwrap(), Secret::generate().unwrap());
    let mut store = open_clean(dir);
    if !open {
        let recovery = Secret::generate().unwrap().public();
        let first = account("王主任", Office::Supervisor, &secret);
        store.begin_sealing(&first, &recovery, "operator", at(0)).unwrap();
        store.add_account(&account("李雷", Office::Staff, &staff), "u1", at(1)).unwrap();
        let seat = |from: i64| Seat {
            counter: "3号窗口".into(),
            person: "u2".into(),
            from: at(from),
            until: at(from + 100),
            origin: Origin::Roster,
        };
        store.add_seats(&[seat(0), seat(200)], "u1", at(2)).unwrap();
    }
    for n in 1..4 {
        let mut evidence = evidence(&id(n), n);
        evidence.whole = Some(vec![vec![0.125; 80]; 2]);
        store.put(&evidence).unwrap();
        store.close(&id(n)).unwrap();
    }
    let act = Deed::Decided { disposition: Disposition::Confirmed };
    store.act(&id(1), act, "u1", "已调监控", at(5)).unwrap();
    store.act(&id(2), Deed::Commented, "u1", "再听一遍", at(6)).unwrap();
    let ticket = store
        .open_ticket(&NewTicket {
            counter: "3号窗口".into(),
            received_at: at(7),
            via: Via::Command,
            incident: Some(id(3)),
            lacking: String::new(),
            actor: "u1".into(),
            note: "态度不好".into(),
        })
        .unwrap();
    store
        .handle_ticket(&ticket.id, TicketChange::Fault { at_fault: true }, "u1", "", at(8))
        .unwrap();
    let counts = HourCounts {
        heard_s: 60.0,
        lost_s: 1.0,
        muted_s: 2.0,
        utterances: 7,
        civil: 3,
        ..HourCounts::default()
    };
    let phrase =
        PhraseTally { list: List::Civil, id: "C001".into(), phrase: "您好".into(), n: 3 };
    let tally =
        HourTally { hour: at(9), counter: "3号窗口".into(), counts, phrases: vec![phrase] };
    store.count_all(&[tally]).unwrap();
    store.put_encounter(&served(1)).unwrap();
    store
        .log(&Note {
            at: at(10),
            actor: "u1".into(),
            what: What::Opened,
            about: id(1),
            value: String::new(),
        })
        .unwrap();
    secret
}

/// The bytes of a furnished store, once for all tests.
static SEALED: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
    let dir = tempfile::tempdir().unwrap();
    furnished(&dir.path().join("recordings"), false);
    dir
});

/// A copy of it.
fn copy() -> (tempfile::TempDir, PathBuf) {
    let (keep, dir) = place();
    copy_dir(&SEALED.path().join("recordings"), &dir);
    (keep, dir)
}

fn copy_dir(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy_dir(&entry.path(), &to),
            false => drop(fs::copy(entry.path(), to).unwrap()),
        }
    }
}

fn flaws(dir: &Path) -> Vec<StoreFlaw> {
    Store::open_read_only(dir).unwrap().check(None).unwrap().flaws
}

/// The index as somebody has it who may do anything with it.
fn index(dir: &Path) -> Connection {
    let db = Connection::open(dir.join("index.db")).unwrap();
    let triggers: Vec<String> = db
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    for trigger in triggers {
        db.execute_batch(&format!("DROP TRIGGER {trigger}")).unwrap();
    }
    db.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON;").unwrap();
    db
}

#[test]
fn a_sound_store_has_no_flaw() {
    for open in [true, false] {
        let (_keep, dir) = place();
        furnished(&dir, open);
        let found = Store::open_read_only(&dir).unwrap().check(None).unwrap();
        assert_eq!(found.flaws, [], "open: {open}");
        assert_eq!((found.incidents, found.files), (3, if open { 6 } else { 9 }));
        let head = open_clean(&dir).log_head().unwrap();
        assert_eq!(found.head, head);
        assert_eq!(found.lines, head.0);
        let store = Store::open_read_only(&dir).unwrap();
        assert_eq!(store.check(Some(&head.1)).unwrap().flaws, []);
        let other = "ab".repeat(32);
        assert_eq!(store.check(Some(&other)).unwrap().flaws, [StoreFlaw::Head { sha256: other }]);
    }
}

#[test]
fn whatever_the_program_does_leaves_no_flaw() {
    let (_keep, dir) = place();
    let secret = furnished(&dir, false);
    let mut store = open_clean(&dir);
    let mut step = |what: &str, work: &mut dyn FnMut(&mut Store)| {
        work(&mut store);
        assert_eq!(store.check(None).unwrap().flaws, [], "{what}");
    };
    let second = Secret::generate().unwrap();
    step("another supervisor", &mut |store| {
        let new = account("李主任", Office::Supervisor, &second);
        store.add_account(&new, "u1", at(30)).unwrap();
    });
    step("sealed anew", &mut |store| {
        let done = store.reseal((&secret, None), &Scope::Stale, "u1", at(31)).unwrap();
        assert_eq!(done.incidents, 3);
    });
    step("named", &mut |store| {
        store.act(&id(1), Deed::Concerns { person: "u2".into() }, "u1", "", at(32)).map(drop).ok();
        store.tried("u1", false, at(33)).unwrap();
        store.tried("u1", true, at(34)).unwrap();
        store.set_standing("u2", Standing::Leaving, "u1", at(35)).unwrap();
    });
    step("set aside, brought back", &mut |store| {
        store.hold(&id(2), true, "u1", at(36)).unwrap();
        store.hold(&id(2), false, "u1", at(37)).unwrap();
        store.set_aside(&id(2), "u1", "test", at(38)).unwrap();
        store.bring_back(&id(2), "u1", at(39)).unwrap();
    });
    let rules = Rules {
        undecided_days: 30,
        dismissed_days: 30,
        confirmed_days: 30,
        complaint_days: 300,
        integrity_days: 30,
        praise_days: 30,
        moments_days: 30,
    };
    let days = |n: i64| at(n * 86_400);
    step("out of time", &mut |store| drop(store.retain(&rules, days(60)).unwrap()));
    step("gone", &mut |store| drop(store.retain(&rules, days(90)).unwrap()));
    assert!(files(&dir).len() < 9, "{:?}", files(&dir));
    drop(store);
    assert_eq!(open_clean(&dir).check(None).unwrap().flaws, []);
}

#[test]
fn what_is_taken_away_is_missed() {
    let (_keep, dir) = copy();
    let clip = files(&dir).into_iter().find(|file| file.ends_with(".wav.age")).unwrap();
    fs::remove_file(dir.join(&clip)).unwrap();
    assert_eq!(flaws(&dir), [StoreFlaw::FileMissing { path: clip }]);

    let (_keep, dir) = copy();
    fs::write(dir.join("clips/notes"), "x").unwrap();
    assert_eq!(flaws(&dir), [StoreFlaw::Stray { path: "clips/notes".into() }]);

    let (_keep, dir) = copy();
    index(&dir).execute("DELETE FROM log WHERE n = 3", []).unwrap();
    assert_eq!(flaws(&dir)[0], StoreFlaw::Line { line: Break::Missing(3) });

    // A sum has lost its hash.
    let (_keep, dir) = copy();
    let db = index(&dir);
    db.execute("UPDATE hours SET sha256 = NULL, heard_s = 1, hour_us = hour_us + 3600000000", [])
        .unwrap();
    drop(db);
    assert!(matches!(&flaws(&dir)[..], [StoreFlaw::Hour { phrase: None, .. }]));

    // The tail of the log is gone: its head is another, and rows are not as it says.
    let (_keep, dir) = copy();
    let (last, head) = open_clean(&dir).log_head().unwrap();
    index(&dir).execute("DELETE FROM log WHERE n = ?1", [last as i64]).unwrap();
    let store = Store::open_read_only(&dir).unwrap();
    assert_eq!(store.check(None).unwrap().flaws, []);
    assert_eq!(store.check(Some(&head)).unwrap().flaws, [StoreFlaw::Head { sha256: head }]);

    let (_keep, dir) = copy();
    let db = index(&dir);
    db.execute("DELETE FROM incidents WHERE id = ?1", [id(2)]).unwrap();
    drop(db);
    let found = flaws(&dir);
    let told = |flaw: &StoreFlaw| matches!(flaw, StoreFlaw::Row { about, .. } | StoreFlaw::RowMissing { about, .. } if *about == id(2));
    assert!(found.iter().any(told), "{found:?}");
    assert!(found.iter().any(|flaw| matches!(flaw, StoreFlaw::Stray { .. })), "{found:?}");
}

#[test]
fn what_is_done_behind_the_log_is_not_blessed_by_the_next_line() {
    let (_keep, dir) = copy();
    index(&dir).execute("UPDATE incidents SET severity = 'minor' WHERE id = ?1", [id(1)]).unwrap();
    let mut store = open_clean(&dir);
    let opened = Note {
        at: at(20),
        actor: "u1".into(),
        what: What::Opened,
        about: id(1),
        value: String::new(),
    };
    store.log(&opened).unwrap();
    let found = store.check(None).unwrap().flaws;
    assert!(matches!(&found[..], [StoreFlaw::Row { about, .. }] if *about == id(1)), "{found:?}");
}

/// Every column of every row that is bound: (table, rowid condition, column).
fn values(db: &Connection) -> Vec<(String, String, String)> {
    let mut all = Vec::new();
    for (table, key) in [
        ("incidents", "id"),
        ("decisions", "n"),
        ("tickets", "id"),
        ("ticket_steps", "n"),
        ("accounts", "n"),
        ("seats", "n"),
        ("meta", "key"),
        ("hours", "counter"),
        ("hour_phrases", "id"),
        ("provenances", "n"),
        ("encounters", "id"),
        ("rulings", "rule"),
        ("moments", "encounter"),
    ] {
        let mut columns: Vec<String> = db
            .prepare(&format!("SELECT name FROM pragma_table_info('{table}')"))
            .unwrap()
            .query_map([], |row| row.get(0))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        // Wrong passphrases are counted and not bound; numbers are no one's words.
        columns.retain(|column| !["failures", "failed_us"].contains(&column.as_str()));
        let keys: Vec<String> = db
            .prepare(&format!("SELECT quote({key}) FROM {table}"))
            .unwrap()
            .query_map([], |row| row.get(0))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        for row in keys {
            for column in &columns {
                // Who made the index names nothing.
                if table == "meta" && row != "'recovery'" {
                    continue;
                }
                all.push((table.to_owned(), format!("{key} = {row}"), column.clone()));
            }
        }
    }
    all
}

/// Another value of the same type.
fn other(value: Value, at: usize) -> Value {
    match value {
        Value::Null => Value::Null,
        Value::Integer(n) => Value::Integer(n ^ 1),
        Value::Real(x) => Value::Real(x + 0.5),
        Value::Text(text) if text.is_empty() => Value::Text("x".into()),
        Value::Text(text) => {
            let mut chars: Vec<char> = text.chars().collect();
            let at = at % chars.len();
            chars[at] = if chars[at] == 'x' { 'y' } else { 'x' };
            Value::Text(chars.into_iter().collect())
        }
        Value::Blob(mut bytes) => {
            let at = at % bytes.len().max(1);
            bytes[at] ^= 1;
            Value::Blob(bytes)
        }
    }
}

/// Changes one value, and sees that something else than SQLite names it.
fn is_named(dir: &Path, db: Connection, value: &(String, String, String), at: usize) {
    let (table, row, column) = value;
    let read = format!("SELECT {column} FROM {table} WHERE {row}");
    let before: Value = db.query_row(&read, [], |row| row.get(0)).unwrap();
    let after = other(before.clone(), at);
    if after == before {
        return;
    }
    db.execute(&format!("UPDATE {table} SET {column} = ?1 WHERE {row}"), [after]).unwrap();
    drop(db);
    let found = flaws(dir);
    let named = found.iter().any(|flaw| !matches!(flaw, StoreFlaw::Index { .. }));
    assert!(named, "{value:?} {found:?}");
}

#[test]
fn a_change_in_each_column_of_each_table_is_named() {
    let (_keep, dir) = copy();
    let mut columns = std::collections::BTreeMap::new();
    for (table, row, column) in values(&index(&dir)) {
        columns.entry((table, column)).or_insert(row);
    }
    for ((table, column), row) in columns {
        let (_keep, dir) = copy();
        is_named(&dir, index(&dir), &(table, row, column), 0);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_flipped_byte_of_any_file_names_the_file(which: prop::sample::Index, at: prop::sample::Index, bit in 0..8) {
        let (_keep, dir) = copy();
        let all = files(&dir);
        let path = all[which.index(all.len())].clone();
        let mut bytes = fs::read(dir.join(&path)).unwrap();
        let at = at.index(bytes.len());
        bytes[at] ^= 1_u8 << bit;
        fs::write(dir.join(&path), bytes).unwrap();
        prop_assert_eq!(flaws(&dir), [StoreFlaw::FileChanged { path }]);
    }

    #[test]
    fn a_changed_line_of_the_log_is_named(which: prop::sample::Index, column in 0usize..7, at in 0usize..80) {
        let (_keep, dir) = copy();
        let db = index(&dir);
        let lines: i64 = db.query_row("SELECT count(*) FROM log", [], |row| row.get(0)).unwrap();
        let n = which.index(lines as usize) as i64 + 1;
        let column = ["at_us", "actor", "what", "about", "value", "row", "sha256"][column];
        let before: Value = db
            .query_row(&format!("SELECT {column} FROM log WHERE n = ?1"), [n], |row| row.get(0))
            .unwrap();
        db.execute(&format!("UPDATE log SET {column} = ?2 WHERE n = ?1"), (n, other(before, at))).unwrap();
        drop(db);
        let named = StoreFlaw::Line { line: Break::Changed(n as u64) };
        let found = flaws(&dir);
        prop_assert!(found.contains(&named), "{} {} {:?}", n, column, found);
    }

    #[test]
    fn lines_that_change_places_are_named(which: prop::sample::Index) {
        let (_keep, dir) = copy();
        let db = index(&dir);
        let lines: i64 = db.query_row("SELECT count(*) FROM log", [], |row| row.get(0)).unwrap();
        let n = which.index(lines as usize - 1) as i64 + 1;
        for (from, to) in [(n, -1), (n + 1, n), (-1, n + 1)] {
            db.execute("UPDATE log SET n = ?2 WHERE n = ?1", (from, to)).unwrap();
        }
        drop(db);
        let named = StoreFlaw::Line { line: Break::Changed(n as u64) };
        let found = flaws(&dir);
        prop_assert!(found.contains(&named), "{} {:?}", n, found);
    }

    #[test]
    fn a_changed_value_of_any_row_names_the_row(which: prop::sample::Index, at in 0usize..80) {
        let (_keep, dir) = copy();
        let db = index(&dir);
        let all = values(&db);
        is_named(&dir, db, &all[which.index(all.len())], at);
    }
}
