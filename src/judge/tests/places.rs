//! What a neighbouring counter hears as well.

use super::*;

fn standings(judged: &Judged) -> Vec<(Standing, bool)> {
    judged.told.iter().map(|told| (told.standing, told.again)).collect()
}

fn certainty(judged: &Judged) -> Option<Certainty> {
    judged.verdicts.last().map(|verdict| verdict.certainty)
}

#[test]
fn what_was_said_elsewhere_is_told_and_makes_nothing() {
    for (place, standing, comes_to) in [
        (Place::Here, Standing::Counts, Some(Certainty::Alarm)),
        (Place::Unsure, Standing::CounterUnconfirmed, Some(Certainty::CounterUnconfirmed)),
        (Place::Elsewhere, Standing::OtherCounter, None),
    ] {
        let mut judge = judge();
        judge.locate(0, seconds(9.0, 12.0), place);
        let told = judge.hear(said(vec![clerk("A", 10.0)]));
        assert_eq!(standings(&told), [(standing, false)], "{place:?}");
        assert_eq!(certainty(&told), comes_to, "{place:?}");
    }
    assert_eq!(Standing::OtherCounter.stopped_by(), Some("other_counter"));
    assert_eq!(Certainty::CounterUnconfirmed.stopped_by(), Some("counter_unconfirmed"));
}

#[test]
fn a_flag_that_went_out_is_taken_back_and_kept_apart() {
    let mut judge = judge();
    assert_eq!(certainty(&judge.hear(said(vec![clerk("A", 10.0)]))), Some(Certainty::Alarm));
    let told = judge.locate(0, seconds(9.0, 12.0), Place::Elsewhere);
    assert_eq!(standings(&told), [(Standing::CounterUnconfirmed, true)]);
    assert_eq!(certainty(&told), Some(Certainty::CounterUnconfirmed));
    // What another counter says later makes it no nearer, and nothing is told twice.
    assert_eq!(judge.locate(0, seconds(9.0, 12.0), Place::Here), Judged::default());
    assert_eq!(judge.locate(0, seconds(9.0, 12.0), Place::Unsure), Judged::default());
}

#[test]
fn other_channels_and_times_are_left_alone() {
    let mut judge = judge();
    judge.hear(said(vec![clerk("A", 10.0)]));
    assert_eq!(judge.locate(1, seconds(9.0, 12.0), Place::Elsewhere), Judged::default());
    assert_eq!(judge.locate(0, seconds(12.0, 15.0), Place::Elsewhere), Judged::default());
}

#[test]
fn a_draft_of_what_was_said_elsewhere_alarms_no_more() {
    let mut judge = judge();
    let told = judge.hear_draft(said(vec![clerk("A", 10.0)]));
    assert_eq!(certainty(&told), Some(Certainty::Alarm));
    let told = judge.locate(0, seconds(9.0, 12.0), Place::Elsewhere);
    assert_eq!(certainty(&told), Some(Certainty::CounterUnconfirmed));
    judge.hear(said(vec![clerk("A", 10.1)]));
    let last = judge.episodes.verdicts().last().map(|verdict| verdict.certainty);
    assert_eq!(last, Some(Certainty::CounterUnconfirmed));
}
