//! Encounters: kept, listed within sight, opened, forgotten in part, judged again.

use super::super::testkit::{evidence, id, open_clean, place, served};
use super::super::*;
use crate::conduct::{Outcome, Verdict, What as Happened};
use crate::record::retention::after;
use crate::record::schema::tests::version_of;
use crate::record::{
    EncounterListing, EncounterRow, HourCounts, Rejudged, Request, Retaining, Rules, RulingRow,
    Served, Sight, Span, StoreFlaw, Want, restore,
};
use jiff::SignedDuration;
use jiff::tz::TimeZone;
use std::fs;

const RULES: Rules = Rules { moments_days: 30, ..Rules::FOR_EVER };

fn day(n: u32) -> Timestamp {
    after("2026-11-22T01:15:30.25Z".parse().unwrap(), n)
}

/// Encounters a minute apart: of two counters, two units and two people in turn.
fn filled(n: u32) -> (tempfile::TempDir, PathBuf, Store) {
    let (keep, dir) = place();
    let mut store = open_clean(&dir);
    for n in 0..n {
        store.put_encounter(&minute(n)).unwrap();
    }
    (keep, dir, store)
}

fn minute(n: u32) -> Served {
    let mut one = served(n);
    let of = |n: u32| if n.is_multiple_of(2) { "a" } else { "b" };
    one.row.counter = of(n).into();
    one.custody.unit = of(n).into();
    one.custody.person = Some(of(n / 2).into());
    one.row.outcome = if n.is_multiple_of(3) { Outcome::Flagged } else { Outcome::Clean };
    one
}

fn list(store: &Store, sight: &Sight, listing: &EncounterListing) -> Vec<String> {
    let page = store.encounters_within(sight, listing, (0, 500)).unwrap();
    assert_eq!(page.total, page.encounters.len() as u64);
    page.encounters.into_iter().map(|row| row.id).collect()
}

fn ids(n: impl IntoIterator<Item = u32>) -> Vec<String> {
    n.into_iter().map(|n| served(n).row.id).collect()
}

#[test]
fn what_is_written_comes_back() {
    let (_keep, dir) = place();
    let mut store = open_clean(&dir);
    let given = served(1);
    store.put_encounter(&given).unwrap();
    let mut beside = evidence(&id(1), 1);
    beside.incident.at = given.row.at + SignedDuration::from_secs(3);
    beside.incident.counter = given.row.counter.clone();
    store.put(&beside).unwrap();
    let mut other = evidence(&id(2), 2);
    other.incident.at = given.row.at + SignedDuration::from_secs(900);
    other.incident.counter = given.row.counter.clone();
    store.put(&other).unwrap();
    let all = Sight::default();
    let found = store.encounter(&all, &given.row.id).unwrap().unwrap();
    assert_eq!((&found.row, &found.rulings), (&given.row, &given.rulings));
    assert_eq!((&found.moments, found.forgotten), (&given.moments, false));
    assert_eq!(found.incidents, [id(1)]);
    assert_eq!(store.encounter(&all, "E1").unwrap(), None);
    let kept = store.kept_encounter(&given.row.id).unwrap().unwrap();
    assert_eq!(kept, given);
    // What is on integrity is shown to those who follow it, and to nobody else.
    let without = Sight { integrity: Some(false), ..Sight::default() };
    assert_eq!(store.encounter(&without, &given.row.id).unwrap().unwrap().incidents, [id(1)]);
    assert_eq!(store.check(None).unwrap().flaws, []);
}

#[test]
fn a_level_without_end_is_kept_as_none() {
    let (_keep, dir) = place();
    let mut store = open_clean(&dir);
    let mut given = served(1);
    for level in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        let Happened::Turn { above_db, .. } = &mut given.moments[0].what else { unreachable!() };
        *above_db = level;
        store.put_encounter(&given).unwrap();
        let found = store.encounter(&Sight::default(), &given.row.id).unwrap().unwrap();
        assert!(matches!(found.moments[0].what, Happened::Turn { above_db: 0.0, .. }));
    }
}

#[test]
fn the_same_recording_heard_again_is_one_encounter() {
    let (_keep, _dir, mut store) = filled(3);
    let mut again = minute(1);
    again.row.outcome = Outcome::NotJudged;
    again.rulings.truncate(1);
    again.moments.truncate(1);
    store.put_encounter(&again).unwrap();
    let all = Sight::default();
    assert_eq!(list(&store, &all, &EncounterListing::default()), ids([2, 1, 0]));
    let found = store.encounter(&all, &again.row.id).unwrap().unwrap();
    assert_eq!((found.row, found.rulings.len(), found.moments.len()), (again.row, 1, 1));
    assert_eq!(store.check(None).unwrap().flaws, []);
}

#[test]
fn everybody_sees_what_is_theirs_and_finds_what_they_ask_for() {
    let (_keep, _dir, store) = filled(8);
    let own = |person: &str| Sight {
        person: Some(person.into()),
        integrity: Some(false),
        ..Sight::default()
    };
    let unit = |unit: &str| Sight { unit: Some(unit.into()), ..Sight::default() };
    let nothing = Sight { nothing: true, ..Sight::default() };
    let integrity = Sight { integrity: Some(true), ..Sight::default() };
    let any = EncounterListing::default();
    let of = |counter: &str| EncounterListing { counter: Some(counter.into()), ..any.clone() };
    let flagged = EncounterListing { outcome: Some(Outcome::Flagged), ..any.clone() };
    let at = |n| served(n).row.at;
    let between =
        EncounterListing { since: Some(at(2)), until: Some(at(5)), ..EncounterListing::default() };
    let nameless = Sight { nameless: true, ..Sight::default() };
    for (sight, listing, expected) in [
        (Sight::default(), &any, ids((0..8).rev())),
        (Sight::default(), &of("a"), ids([6, 4, 2, 0])),
        (Sight::default(), &flagged, ids([6, 3, 0])),
        (Sight::default(), &between, ids([4, 3, 2])),
        (unit("b"), &any, ids([7, 5, 3, 1])),
        (unit("b"), &of("a"), vec![]),
        (unit("b"), &flagged, ids([3])),
        (own("a"), &any, ids([5, 4, 1, 0])),
        (own("b"), &between, ids([3, 2])),
        (nothing, &any, vec![]),
        (integrity, &any, vec![]),
        // A counter that they may not know finds nothing out.
        (nameless.clone(), &of("a"), ids((0..8).rev())),
    ] {
        assert_eq!(list(&store, &sight, listing), expected, "{sight:?} {listing:?}");
        for n in 0..8 {
            let id = served(n).row.id;
            let opens = store.encounter(&sight, &id).unwrap().is_some();
            let sees = list(&store, &sight, &any).contains(&id) && !sight.nameless;
            assert_eq!(opens, sees, "{sight:?} {n}");
        }
    }
    let page = store.encounters_within(&nameless, &any, (2, 3)).unwrap();
    assert_eq!((page.total, page.offset, page.encounters.len()), (8, 2, 3));
    assert!(page.encounters.iter().all(|row| row.counter.is_empty()));
    assert_eq!(page.encounters[0].id, served(5).row.id);
}

#[test]
fn what_happened_is_forgotten_after_its_days_and_the_rest_stays() {
    let (_keep, dir, mut store) = filled(3);
    let mut late = minute(3);
    late.row.at = day(10);
    late.row.id = "E20261202-011530-7k2q".into();
    store.put_encounter(&late).unwrap();
    let all = Sight::default();
    let forgotten = |store: &Store| -> Vec<bool> {
        let ids = list(store, &all, &EncounterListing::default());
        ids.iter().map(|id| store.encounter(&all, id).unwrap().unwrap().forgotten).collect()
    };
    for (at, n, then) in [
        (29, 0, [false, false, false, false]),
        (31, 3, [false, true, true, true]),
        (31, 0, [false, true, true, true]),
        (41, 1, [true, true, true, true]),
    ] {
        assert_eq!(store.retain(&RULES, day(at)).unwrap().forgotten, n, "day {at}");
        assert_eq!(forgotten(&store), then, "day {at}");
        assert_eq!(store.check(None).unwrap().flaws, [], "day {at}");
    }
    let detail = store.encounter(&all, &late.row.id).unwrap().unwrap();
    assert_eq!((detail.rulings, detail.moments), (late.rulings, vec![]));
    assert_eq!(store.kept_encounter(&late.row.id).unwrap(), None);
    drop(store);
    open_clean(&dir);
}

#[test]
fn moments_that_are_gone_before_their_time_are_missed() {
    let (_keep, dir, store) = filled(2);
    drop(store);
    let db = Connection::open(dir.join("index.db")).unwrap();
    let id = served(1).row.id;
    db.execute("DELETE FROM moments WHERE encounter = ?1", [&id]).unwrap();
    drop(db);
    let store = open_clean(&dir);
    assert_eq!(store.check(None).unwrap().flaws, [StoreFlaw::Moments { id }]);
}

#[test]
fn a_citizens_request_takes_what_happened_and_leaves_the_figures() {
    let (_keep, dir, mut store) = filled(6);
    // From within the first of counter a to the beginning of the third.
    let request = Request {
        want: Want::Deletion,
        counter: "a".into(),
        from: served(0).row.at + SignedDuration::from_secs(2),
        until: served(4).row.at,
    };
    let asked = Retaining::Request(request.clone());
    let done = store.retaining(&asked, &RULES, ("local", None), day(1)).unwrap();
    assert_eq!(done.forgotten, 2);
    let all = Sight::default();
    let gone: Vec<bool> = (0..6)
        .map(|n| store.encounter(&all, &served(n).row.id).unwrap().unwrap().forgotten)
        .collect();
    assert_eq!(gone, [true, false, true, false, false, false]);
    assert_eq!(store.kept_moments().unwrap(), 4);
    let access = Retaining::Request(Request { want: Want::Access, ..request });
    assert_eq!(store.retaining(&access, &RULES, ("local", None), day(1)).unwrap().forgotten, 0);
    assert_eq!(store.check(None).unwrap().flaws, []);
    drop(store);
    open_clean(&dir);
}

#[test]
fn the_index_holds_ids_and_no_words() {
    let (_keep, dir, store) = filled(1);
    drop(store);
    let db = Connection::open(dir.join("index.db")).unwrap();
    let json: String = db.query_row("SELECT json FROM moments", [], |row| row.get(0)).unwrap();
    // Keys and words of this program, ids of lists and packs: nothing that anybody said.
    assert!(json.is_ascii(), "{json}");
}

/// What it comes to by other packs: `broken` breaches, none kept.
fn other(served: &Served, broken: usize) -> Changed {
    let ruling = |n: usize| RulingRow {
        rule: format!("R{n:02}"),
        title: "来有迎声".into(),
        hint: false,
        verdict: Verdict::Broken,
        at_s: 1.0,
        reasons: vec!["未听到 问候".into()],
    };
    let rulings: Vec<_> = (1..=broken).map(ruling).collect();
    let (id, packs) = (served.row.id.clone(), vec!["common".to_owned(), "bank".to_owned()]);
    let less = HourCounts { judged: 1, courtesy_asked: 3, courtesy_kept: 3, ..Default::default() };
    let more = HourCounts { judged: 1, courtesy_asked: 3, courtesy_kept: 1, ..Default::default() };
    (Rejudged { id, outcome: Outcome::Flagged, rulings, packs }, less, more)
}

#[test]
fn judged_again_rulings_row_and_figures_are_others_and_the_log_says_so() {
    let (_keep, _dir, mut store) = filled(4);
    let at = served(1).row.at;
    let counts = HourCounts {
        judged_s: 40.0,
        encounters: 2,
        judged: 2,
        courtesy_asked: 6,
        courtesy_kept: 6,
        ..HourCounts::default()
    };
    store.count(at, "b", &counts).unwrap();
    let mut gone = other(&served(2), 1);
    gone.0.id = "E20261122-999999-0000".into();
    let changed = [other(&minute(1), 2), gone];
    let rows = store.rejudged(&changed, "u1", day(1)).unwrap();
    assert_eq!(rows.len(), 1);
    let found = store.encounter(&Sight::default(), &rows[0].id).unwrap().unwrap();
    let expected = EncounterRow { outcome: Outcome::Flagged, ..minute(1).row };
    assert_eq!(found.row, expected.counted(&changed[0].0.rulings));
    assert_eq!((found.row.broken, found.row.kept), (2, 0));
    assert_eq!(found.rulings, changed[0].0.rulings);
    assert_eq!(found.moments, minute(1).moments, "they are kept as they were");
    let figures = store.figures(Span::Day, at + SignedDuration::from_secs(1), &TimeZone::UTC);
    let sum = figures.unwrap().total;
    assert_eq!(
        (sum.heard.encounters, sum.heard.courtesy_asked, sum.heard.courtesy_kept),
        (2, 6, 4)
    );
    let line = store.log_about(&rows[0].id).unwrap().pop().unwrap();
    assert_eq!((line.what, line.actor.as_str()), (What::Rejudged, "u1"));
    assert_eq!(line.value, "clean flagged");
    assert_eq!(store.check(None).unwrap().flaws, []);
}

#[test]
fn those_that_can_be_judged_again_come_in_stretches_oldest_first() {
    let (_keep, _dir, mut store) = filled(7);
    store.forget_moments(&RULES, served(2).row.at + SignedDuration::from_hours(24 * 30)).unwrap();
    let (mut after, mut found) = (None, Vec::new());
    loop {
        let some = store
            .kept_encounters(&Sight::default(), &EncounterListing::default(), after.as_ref(), 2)
            .unwrap();
        assert!(some.len() <= 2);
        let Some(last) = some.last() else { break };
        after = Some((last.row.at, last.row.id.clone()));
        found.extend(some.into_iter().map(|served| served.row.id));
    }
    assert_eq!(found, ids(2..7));
}

#[test]
fn a_copy_holds_encounters_too() {
    let (keep, _dir, store) = filled(3);
    let (copy, back) = (keep.path().join("copy"), keep.path().join("back"));
    store.back_up(&copy).unwrap();
    restore(&copy, &back).unwrap();
    let store = open_clean(&back);
    let all = Sight::default();
    assert_eq!(list(&store, &all, &EncounterListing::default()), ids([2, 1, 0]));
    assert!(!store.encounter(&all, &served(1).row.id).unwrap().unwrap().forgotten);
    assert_eq!(store.check(None).unwrap().flaws, []);
}

/// A store as it was before there were encounters: its hours have hashes over fewer values.
#[test]
fn a_store_of_schema_four_is_brought_up_to_date() {
    let (_keep, dir) = place();
    let mut store = open_clean(&dir);
    let at = store.put(&evidence(&id(1), 1)).unwrap().at;
    store.close(&id(1)).unwrap();
    let heard = HourCounts { heard_s: 60.5, utterances: 7, civil: 3, ..HourCounts::default() };
    store.count(at, "3号窗口", &heard).unwrap();
    drop(store);
    let index = dir.join("index.db");
    fs::rename(&index, dir.join("new.db")).unwrap();
    let old = version_of(&index, 4);
    let tables: Vec<String> = old
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    old.execute_batch(&format!("ATTACH '{}' AS new", dir.join("new.db").display())).unwrap();
    for table in tables {
        let columns: Vec<String> = old
            .prepare("SELECT name FROM pragma_table_info(?1)")
            .unwrap()
            .query_map([&table], |row| row.get(0))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        let columns = columns.join(", ");
        old.execute_batch(&format!(
            "INSERT INTO {table} ({columns}) SELECT {columns} FROM new.{table}"
        ))
        .unwrap();
    }
    old.execute_batch("DETACH new").unwrap();
    drop(old);
    fs::remove_file(dir.join("new.db")).unwrap();

    assert!(matches!(Store::open_rows(&dir), Err(RecordError::Older { .. })));
    let mut store = open_clean(&dir);
    assert_eq!(store.check(None).unwrap().flaws, []);
    assert_eq!(list(&store, &Sight::default(), &EncounterListing::default()), [""; 0]);
    // The same hour goes on.
    let more = HourCounts { heard_s: 1.5, speech_s: 9.0, encounters: 1, ..HourCounts::default() };
    store.count(at, "3号窗口", &more).unwrap();
    store.put_encounter(&served(1)).unwrap();
    assert_eq!(store.check(None).unwrap().flaws, []);
    let sum = store.figures(Span::Day, at, &TimeZone::UTC).unwrap().total;
    assert_eq!((sum.heard.heard_s, sum.heard.utterances, sum.heard.speech_s), (62.0, 7, 9.0));
    assert_eq!((sum.heard.encounters, sum.heard.score_percent()), (1, None));
}
