//! The clock of retention over months, holds, undelete, requests, and a crash in between.

use super::super::testkit::{evidence, files, id, open_clean, place, sealed_store};
use super::super::*;
use crate::account::{Account, Office, Standing};
use crate::record::fault::Step;
use crate::record::retention::after;
use crate::record::{
    Deed, Denied, Disposition, Fate, Ground, Held, IncidentKind, Listing, NewTicket, Request,
    Retained, Retaining, Rules, Sight, Texts, TicketChange, TicketState, Unfit, Via, Want, Warrant,
};
use crate::vault::Secret;
use std::fs;

const RULES: Rules = Rules {
    undecided_days: 180,
    dismissed_days: 30,
    confirmed_days: 365,
    complaint_days: 180,
    integrity_days: 1095,
    praise_days: 90,
    moments_days: 30,
};

fn day(n: u32) -> Timestamp {
    after("2026-11-22T01:15:30.25Z".parse().unwrap(), n)
}

/// A store with incidents of 22 November; `n` in their ids.
fn filled(n: u32) -> (tempfile::TempDir, PathBuf, Store) {
    let (keep, dir) = place();
    let mut store = open_clean(&dir);
    for n in 1..=n {
        let mut given = evidence(&id(n), n);
        given.incident.state = IncidentState::Closed;
        store.put(&given).unwrap();
    }
    (keep, dir, store)
}

fn listed(store: &Store) -> Vec<String> {
    let mut ids: Vec<_> =
        store.incidents(&Query::default()).unwrap().into_iter().map(|i| i.id).collect();
    ids.sort();
    ids
}

fn whole_log(store: &Store) -> bool {
    store.check(None).unwrap().flaws.is_empty()
}

#[test]
fn months_pass_and_each_goes_at_its_time() {
    let (_keep, dir, mut store) = filled(4);
    let decide = |store: &mut Store, n, to| store.decide(&id(n), to, "u1", "", day(10)).unwrap();
    decide(&mut store, 1, Disposition::Dismissed);
    decide(&mut store, 2, Disposition::Confirmed);
    decide(&mut store, 3, Disposition::Confirmed);
    let deed = Deed::Appealed { ground: Ground::NotMe };
    store.act(&id(3), deed, "u2", "不是我", day(20)).unwrap();
    // (day of the run, still listed, files left)
    for (at, listed_then, sets) in [
        (39, vec![1, 2, 3, 4], 4),
        (40, vec![2, 3, 4], 4),
        (46, vec![2, 3, 4], 4),
        (47, vec![2, 3, 4], 3),
        (179, vec![2, 3, 4], 3),
        (180, vec![2, 3], 3),
        (187, vec![2, 3], 2),
        (375, vec![3], 2),
        (382, vec![3], 1),
        (3_000, vec![3], 1),
    ] {
        store.retain(&RULES, day(at)).unwrap();
        let ids: Vec<_> = listed_then.into_iter().map(id).collect();
        assert_eq!(listed(&store), ids, "day {at}");
        assert_eq!(files(&dir).len(), 2 * sets, "day {at}");
    }
    store.decide(&id(3), Disposition::Overturned, "u3", "", day(3_000)).unwrap();
    store.retain(&RULES, day(3_029)).unwrap();
    assert_eq!(listed(&store), [id(3)]);
    store.retain(&RULES, day(3_030)).unwrap();
    store.retain(&RULES, day(3_037)).unwrap();
    assert_eq!(files(&dir), [""; 0]);
    assert!(store.incident(&id(3)).is_err());
    // The receipt stays, and the log is whole.
    let told: Vec<_> = store.log_about(&id(3)).unwrap().into_iter().map(|l| l.what).collect();
    assert_eq!(told.last(), Some(&What::Purged));
    assert!(told.contains(&What::SetAside));
    assert!(whole_log(&store));
    drop(store);
    open_clean(&dir);
}

#[test]
fn the_id_of_what_is_gone_is_never_given_again() {
    let (_keep, _dir, mut store) = filled(1);
    for at in [180, 187] {
        store.retain(&RULES, day(at)).unwrap();
        assert!(!store.is_free(&id(1)).unwrap(), "day {at}");
    }
    assert_eq!(listed(&store), [""; 0]);
    assert!(store.is_free(&id(2)).unwrap());
}

#[test]
fn what_is_set_aside_is_in_no_listing_but_its_own() {
    let (_keep, _dir, mut store) = filled(2);
    store.decide(&id(1), Disposition::Dismissed, "u1", "", day(0)).unwrap();
    let done = store.retain(&RULES, day(30)).unwrap();
    assert_eq!(done.set_aside, [id(1)]);
    let list = |store: &Store, set_aside, search: &str| {
        let listing = Listing { set_aside, search: search.into(), ..Listing::default() };
        let page = store.list(&listing, 0, 10, &Texts::default()).unwrap();
        let ids: Vec<_> = page.incidents.into_iter().map(|row| row.id).collect();
        (page.total, ids)
    };
    assert_eq!(list(&store, false, ""), (1, vec![id(2)]));
    assert_eq!(list(&store, true, ""), (1, vec![id(1)]));
    assert_eq!(list(&store, false, "不会看"), (1, vec![id(2)]));
    assert_eq!(list(&store, true, "不会看"), (1, vec![id(1)]));
    assert_eq!(store.places(Timestamp::MIN).unwrap().len(), 1);
    assert_eq!(store.unseen(Timestamp::MIN, Timestamp::MAX).unwrap().len(), 1);
    let refused = store.decide(&id(1), Disposition::Confirmed, "u1", "", day(31)).unwrap_err();
    assert!(matches!(refused, RecordError::Unfit { why: Unfit::SetAside, .. }), "{refused}");
    assert!(
        matches!(store.fates(&RULES, day(31)).unwrap()[1].fate, Fate::Aside { gone_at } if gone_at == day(37))
    );
}

#[test]
fn within_seven_days_it_comes_back_and_is_held_until_released() {
    let (_keep, dir, mut store) = filled(1);
    let ask = |store: &mut Store, asked: Retaining, at| {
        store.retaining(&asked, &RULES, ("tester", None), day(at))
    };
    let not_aside = ask(&mut store, Retaining::BringBack { id: id(1) }, 3).unwrap_err();
    assert!(matches!(not_aside, RecordError::Unfit { why: Unfit::NotSetAside, .. }));
    ask(&mut store, Retaining::Run, 180).unwrap();
    assert_eq!(listed(&store), [""; 0]);
    let done = ask(&mut store, Retaining::BringBack { id: id(1) }, 186).unwrap();
    assert_eq!(done.brought_back, [id(1)]);
    assert_eq!(listed(&store), [id(1)]);
    assert_eq!(ask(&mut store, Retaining::Run, 5_000).unwrap(), Retained::default());
    ask(&mut store, Retaining::Release { id: id(1) }, 5_000).unwrap();
    assert_eq!(ask(&mut store, Retaining::Run, 5_000).unwrap().set_aside, [id(1)]);
    // Held while it is set aside, it is not purged.
    ask(&mut store, Retaining::Hold { id: id(1) }, 5_001).unwrap();
    assert_eq!(ask(&mut store, Retaining::Run, 5_100).unwrap(), Retained::default());
    assert_eq!(files(&dir).len(), 2);
    ask(&mut store, Retaining::Release { id: id(1) }, 5_100).unwrap();
    assert_eq!(ask(&mut store, Retaining::Run, 5_100).unwrap().purged, [id(1)]);
    assert_eq!(files(&dir), [""; 0]);
    let lost = ask(&mut store, Retaining::BringBack { id: id(1) }, 5_100).unwrap_err();
    assert!(matches!(lost, RecordError::NoSuchIncident { .. }));
    assert!(whole_log(&store));
}

#[test]
fn a_complaint_goes_with_its_sound_and_not_before_it_is_settled() {
    let (_keep, _dir, mut store) = filled(1);
    let new = |incident: Option<String>| NewTicket {
        counter: "3号窗口".into(),
        received_at: day(0),
        via: Via::Command,
        incident,
        lacking: String::new(),
        actor: "前台".into(),
        note: "姓王,态度不好".into(),
    };
    let with = store.open_ticket(&new(Some(id(1)))).unwrap();
    let without = store.open_ticket(&new(None)).unwrap();
    store.retain(&RULES, day(2_000)).unwrap();
    assert_eq!(store.tickets().unwrap().len(), 2);
    assert!(matches!(
        store.fates(&RULES, day(2_000)).unwrap()[0].fate,
        Fate::Held(Held::Complaint)
    ));
    for ticket in [&with, &without] {
        let state = TicketChange::State { state: TicketState::Untrue };
        store.handle_ticket(&ticket.id, state, "u1", "听过录音", day(2_000)).unwrap();
    }
    assert_eq!(store.retain(&RULES, day(2_179)).unwrap(), Retained::default());
    assert_eq!(store.retain(&RULES, day(2_180)).unwrap().set_aside, [id(1)]);
    // Out of sight with its incident; the other has none that could be set aside.
    let shown: Vec<_> = store.tickets().unwrap().into_iter().map(|t| t.id).collect();
    assert_eq!(shown, std::slice::from_ref(&without.id));
    let gone = store.retain(&RULES, day(2_187)).unwrap().purged;
    assert_eq!(gone, [id(1), without.id.clone()]);
    assert!(store.ticket(&with.id).is_err() && store.ticket(&without.id).is_err());
    assert_eq!(store.log_about(&with.id).unwrap().last().unwrap().what, What::Purged);
    assert!(whole_log(&store));
}

#[test]
fn what_is_gone_is_in_no_file_of_the_store() {
    let (_keep, dir, mut store) = filled(1);
    let secret_note = "王小明投诉时说的话";
    store.decide(&id(1), Disposition::Dismissed, "u1", secret_note, day(0)).unwrap();
    let hidden = |dir: &Path| {
        let holds = |path: PathBuf| {
            let bytes = fs::read(path).unwrap();
            bytes.windows(secret_note.len()).any(|w| w == secret_note.as_bytes())
        };
        let mut all = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
        !all.any(|path| path.is_file() && holds(path))
    };
    assert!(!hidden(&dir), "the test looks at the right place");
    store.retain(&RULES, day(30)).unwrap();
    store.retain(&RULES, day(37)).unwrap();
    assert!(hidden(&dir));
}

#[test]
fn a_crash_in_a_purge_is_finished_by_the_next_start() {
    for step in [Step::PurgeCommitted, Step::OldHalfRemoved] {
        let (_keep, dir, mut store) = filled(3);
        store.decide(&id(2), Disposition::Confirmed, "u1", "", day(0)).unwrap();
        store.retain(&RULES, day(180)).unwrap();
        store.crash_at(step);
        store.retain(&RULES, day(187)).unwrap_err();
        drop(store);
        let (store, repair) = Store::open(&dir).unwrap();
        // Of three files one is gone when it crashed after the first.
        assert!(repair.purges_finished >= 1, "{repair}");
        assert_eq!((repair.rows_made, repair.halves_removed), (0, 0), "{repair}");
        assert_eq!(listed(&store), [id(2)]);
        assert_eq!(files(&dir).len(), 2);
        assert!(whole_log(&store));
        drop(store);
        open_clean(&dir);
    }
}

#[test]
fn a_citizens_request_finds_sets_aside_and_keeps_what_must_be_kept() {
    let (_keep, _dir, mut store) = filled(3);
    store.decide(&id(1), Disposition::Confirmed, "u1", "", day(1)).unwrap();
    let deed = Deed::Appealed { ground: Ground::NotSaid };
    store.act(&id(1), deed, "u2", "没有说", day(2)).unwrap();
    store.hold(&id(2), true, "u1", day(2)).unwrap();
    let request = |want, counter: &str| {
        Retaining::Request(Request { want, counter: counter.into(), from: day(0), until: day(1) })
    };
    let mut ask = |asked| store.retaining(&asked, &RULES, ("tester", None), day(5)).unwrap();
    let all = [id(3), id(2), id(1)];
    assert_eq!(
        ask(request(Want::Access, "3号窗口")),
        Retained { found: all.to_vec(), ..Retained::default() }
    );
    assert_eq!(ask(request(Want::Deletion, "4号窗口")), Retained::default());
    let done = ask(request(Want::Deletion, "3号窗口"));
    assert_eq!((done.found.len(), &done.set_aside), (3, &vec![id(3)]));
    assert_eq!(done.held, [(id(2), Held::ByWord), (id(1), Held::Appeal)]);
    let lines = store.log_about("3号窗口").unwrap();
    let said: Vec<_> =
        lines.iter().filter(|l| l.what == What::Requested).map(|l| l.value.as_str()).collect();
    assert!(
        said[0].starts_with("access ")
            && said[1].ends_with("found 3 set_aside 1 held 2 forgotten 0"),
        "{said:?}"
    );
    assert_eq!(
        store.retaining(&Retaining::Run, &RULES, ("x", None), day(12)).unwrap().purged,
        [id(3)]
    );
}

#[test]
fn whoever_has_a_warrant_reaches_what_it_says_and_no_more() {
    let (_keep, _dir, mut store) = filled(2);
    let warrant = |office, unit: &str| {
        let account = Account {
            id: "u1".into(),
            name: "n".into(),
            office,
            unit: unit.into(),
            standing: Standing::Active,
            public: Secret::generate().unwrap().public(),
            until: None,
            made_at: day(0),
        };
        Warrant::of(&account, Sight::of(&account, []))
    };
    let mut ask = |asked: &Retaining, warrant: &Warrant| {
        store.retaining(asked, &RULES, ("u1", Some(warrant)), day(1))
    };
    let hold = Retaining::Hold { id: id(1) };
    let request =
        Request { want: Want::Deletion, counter: "3号窗口".into(), from: day(0), until: day(1) };
    let request = Retaining::Request(request);
    for office in [Office::Staff, Office::Trainer, Office::Inspector, Office::Auditor] {
        for asked in [&hold, &request, &Retaining::Run] {
            let refused = ask(asked, &warrant(office, "")).unwrap_err();
            assert!(matches!(refused, RecordError::Denied { why: Denied::Office(_), .. }));
        }
    }
    for other in [warrant(Office::Supervisor, "west"), warrant(Office::Discipline, "")] {
        let refused = ask(&hold, &other).unwrap_err();
        assert!(matches!(refused, RecordError::Denied { why: Denied::Outside, .. }));
        assert_eq!(ask(&request, &other).unwrap(), Retained::default());
    }
    let boss = warrant(Office::Supervisor, "");
    ask(&hold, &boss).unwrap();
    assert_eq!(ask(&request, &boss).unwrap().set_aside, [id(2)]);
}

#[test]
fn praise_is_kept_by_its_own_rule() {
    let (_keep, _dir, mut store) = filled(0);
    let mut given = evidence(&id(1), 1);
    given.incident.kind = IncidentKind::Praise;
    given.incident.state = IncidentState::Closed;
    store.put(&given).unwrap();
    assert_eq!(store.retain(&RULES, day(89)).unwrap(), Retained::default());
    assert_eq!(store.retain(&RULES, day(90)).unwrap().set_aside, [id(1)]);
}

#[test]
fn sealed_evidence_is_copied_and_goes_with_all_its_files() {
    let (keep, dir) = place();
    let (mut store, _, _) = sealed_store(&dir);
    let mut given = evidence(&id(1), 1);
    given.incident.state = IncidentState::Closed;
    given.whole = Some(given.planes.clone());
    store.put(&given).unwrap();
    assert_eq!(files(&dir).len(), 3, "{:?}", files(&dir));
    let to = keep.path().join("copy");
    assert_eq!(store.back_up(&to).unwrap().files, 3);
    assert_eq!(files(&to), files(&dir));
    assert!(whole_log(&Store::open_read_only(&to).unwrap()));
    store.retain(&RULES, day(180)).unwrap();
    store.retain(&RULES, day(187)).unwrap();
    assert_eq!(files(&dir), [""; 0]);
    assert!(whole_log(&store));
}
