//! What people do about incidents, taken down step by step.

use super::super::testkit::{evidence, id, open_clean, place};
use super::super::*;
use crate::record::{Deed, Disposition, Entry, Outcome, Unfit};
use jiff::SignedDuration;
use proptest::prelude::*;

fn unfit(result: Result<Incident, RecordError>) -> Unfit {
    match result.unwrap_err() {
        RecordError::Unfit { why, .. } => why,
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_deed_is_a_row_and_moves_the_incident() {
    let (_keep, dir) = place();
    let mut store = open_clean(&dir);
    let at = store.put(&evidence(&id(1), 1)).unwrap().at;
    let mut act = |deed, who, note| store.act(&id(1), deed, who, note, at).unwrap().handling;
    assert!(act(Deed::Seen, "前台", "").seen);
    act(Deed::Seen, "前台", "");
    act(Deed::Seen, "李雷", "");
    assert_eq!(act(Deed::Commented, "前台", " 已调监控 ").comments, 1);
    let mine = act(Deed::Assigned { to: " 李雷 ".into() }, "前台", "");
    assert_eq!(mine.assignee.as_deref(), Some("李雷"));
    act(Deed::Assigned { to: "李雷".into() }, "前台", "");
    assert_eq!(act(Deed::Escalated, "前台", "").escalated_at, Some(at));
    let outcome = Outcome::Apologised;
    assert_eq!(act(Deed::Attended { outcome }, "李雷", "").outcome, Some(outcome));
    let last = act(Deed::Assigned { to: String::new() }, "李雷", "不归我");
    let told = Handling {
        seen: true,
        assignee: None,
        escalated_at: Some(at),
        outcome: Some(outcome),
        comments: 1,
    };
    assert_eq!(last, told);
    let steps = store.detail(&id(1)).unwrap().history;
    let steps: Vec<_> =
        steps.iter().map(|s| (s.actor.as_str(), s.deed.clone(), s.note.as_str())).collect();
    assert_eq!(
        steps,
        [
            ("前台", Deed::Seen, ""),
            ("李雷", Deed::Seen, ""),
            ("前台", Deed::Commented, "已调监控"),
            ("前台", Deed::Assigned { to: "李雷".into() }, ""),
            ("前台", Deed::Escalated, ""),
            ("李雷", Deed::Attended { outcome }, ""),
            ("李雷", Deed::Assigned { to: String::new() }, "不归我"),
        ]
    );
    // A later revision, and a start that mends, leave all of it.
    assert_eq!(store.put(&evidence(&id(1), 2)).unwrap().handling, told);
    drop(store);
    let (store, _) = Store::open(&dir).unwrap();
    assert_eq!(store.incident(&id(1)).unwrap().handling, told);
}

#[test]
fn what_does_not_fit_is_refused_with_why() {
    let (_keep, dir) = place();
    let mut store = open_clean(&dir);
    let at = store.put(&evidence(&id(1), 1)).unwrap().at;
    let disposition = Disposition::New;
    let name = "名".repeat(65);
    for (deed, note, why) in [
        (Deed::Undone { disposition }, "", Unfit::NotSo),
        (Deed::Commented, "  ", Unfit::WantsNote),
        (Deed::Assigned { to: name }, "", Unfit::LongName),
    ] {
        assert_eq!(unfit(store.act(&id(1), deed, "前台", note, at)), why);
    }
    let long = "长".repeat(2001);
    assert_eq!(unfit(store.act(&id(1), Deed::Seen, "前台", &long, at)), Unfit::LongNote);
    store.act(&id(1), Deed::Escalated, "liyu", "", at).unwrap();
    assert_eq!(unfit(store.act(&id(1), Deed::Escalated, "前台", "", at)), Unfit::Escalated);
    store.decide(&id(1), Disposition::Confirmed, "前台", "", at).unwrap();
    assert_eq!(unfit(store.act(&id(1), Deed::Escalated, "前台", "", at)), Unfit::Decided);
    let outcome = Outcome::Corrected;
    store.act(&id(1), Deed::Attended { outcome }, "前台", "", at).unwrap();
    let kept = store.detail(&id(1)).unwrap().history.len();
    assert_eq!(kept, 3, "what is refused leaves no row");
}

#[test]
fn a_decision_is_taken_back_to_what_it_was_and_the_machine_may_speak_again() {
    let (_keep, dir) = place();
    let mut store = open_clean(&dir);
    let mut given = evidence(&id(1), 1);
    given.incident.disposition = Disposition::Uncertain;
    let at = store.put(&given).unwrap().at;
    assert_eq!(unfit(store.undo(&id(1), "前台", at)), Unfit::NothingToUndo);
    store.decide(&id(1), Disposition::Confirmed, "前台", "听过", at).unwrap();
    store.decide(&id(1), Disposition::Dismissed, "前台", "", at).unwrap();
    assert_eq!(store.undo(&id(1), "李雷", at).unwrap().disposition, Disposition::Confirmed);
    assert_eq!(store.undo(&id(1), "李雷", at).unwrap().disposition, Disposition::Uncertain);
    assert_eq!(unfit(store.undo(&id(1), "李雷", at)), Unfit::NothingToUndo);
    // Nobody has decided, so what is heard surely now alarms.
    given.incident.disposition = Disposition::New;
    assert_eq!(store.put(&given).unwrap().disposition, Disposition::New);
    store.decide(&id(1), Disposition::Remedied, "前台", "", at).unwrap();
    store.decide(&id(1), Disposition::Appealed, "李雷", "", at).unwrap();
    assert_eq!(unfit(store.undo(&id(1), "前台", at)), Unfit::BuiltOn);
    let undone = store.detail(&id(1)).unwrap().history.into_iter().filter_map(|step| {
        let Entry { actor, deed: Deed::Undone { disposition }, .. } = step else { return None };
        Some((actor, disposition))
    });
    assert_eq!(
        undone.collect::<Vec<_>>(),
        [("李雷".into(), Disposition::Confirmed), ("李雷".into(), Disposition::Uncertain)]
    );
    store.put(&evidence(&id(2), 2)).unwrap();
    store.decide(&id(2), Disposition::Dismissed, "liyu", "并入", at).unwrap();
    assert_eq!(unfit(store.undo(&id(2), "前台", at)), Unfit::NotAPersons);
}

#[test]
fn a_store_opened_for_rows_writes_steps_and_is_held_by_one() {
    let (_keep, dir) = place();
    assert!(matches!(Store::open_rows(&dir), Err(RecordError::NoStore { .. })));
    let at = open_clean(&dir).put(&evidence(&id(1), 1)).unwrap().at;
    let mut store = Store::open_rows(&dir).unwrap();
    assert!(matches!(Store::open_rows(&dir), Err(RecordError::InUse { .. })));
    store.decide(&id(1), Disposition::Confirmed, "前台", "", at).unwrap();
    drop(store);
    let store = Store::open_read_only(&dir).unwrap();
    assert_eq!(store.incident(&id(1)).unwrap().disposition, Disposition::Confirmed);
}

fn deed() -> impl Strategy<Value = Option<Deed>> {
    prop_oneof![
        2 => Just(None),
        4 => (0usize..9).prop_map(|n| Some(Deed::Decided { disposition: Disposition::ALL[n] })),
        1 => Just(Some(Deed::Seen)),
        1 => Just(Some(Deed::Commented)),
        1 => Just(Some(Deed::Escalated)),
        2 => "[王李]?".prop_map(|to| Some(Deed::Assigned { to })),
        1 => (0usize..5).prop_map(|n| Some(Deed::Attended { outcome: Outcome::ALL[n] })),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever is tried, the row is what its history comes to.
    #[test]
    fn the_row_is_the_sum_of_its_history(tries in proptest::collection::vec(deed(), 0..16)) {
        let (_keep, dir) = place();
        let mut store = open_clean(&dir);
        let begin = store.put(&evidence(&id(1), 1)).unwrap().at;
        for (n, deed) in tries.into_iter().enumerate() {
            let at = begin + SignedDuration::from_secs(n as i64);
            // What does not fit is refused; the others tell.
            match deed {
                Some(deed) => drop(store.act(&id(1), deed, "前台", "注", at)),
                None => drop(store.undo(&id(1), "前台", at)),
            }
        }
        let dossier = store.detail(&id(1)).unwrap();
        let (mut sum, mut disposition) = (Handling::default(), Disposition::New);
        for step in &dossier.history {
            match &step.deed {
                Deed::Decided { disposition: to } | Deed::Undone { disposition: to } => {
                    disposition = *to;
                }
                Deed::Seen | Deed::Played => sum.seen = true,
                Deed::Concerns { .. } => {}
                Deed::Appealed { .. } => disposition = Disposition::Appealed,
                Deed::Commented => sum.comments += 1,
                Deed::Assigned { to } => {
                    sum.assignee = (!to.is_empty()).then(|| to.clone());
                }
                Deed::Escalated => sum.escalated_at = Some(step.at),
                Deed::Attended { outcome } => sum.outcome = Some(*outcome),
            }
        }
        prop_assert_eq!(dossier.incident.handling, sum);
        prop_assert_eq!(dossier.incident.disposition, disposition);
    }
}
