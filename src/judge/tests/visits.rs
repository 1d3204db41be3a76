//! What a clerk says while nobody is served.

use super::*;

fn attending() -> Judge {
    judge().attending(20.0)
}

fn at(s: f64) -> SampleIndex {
    SampleIndex::from_seconds(s)
}

fn standings(judged: &Judged) -> Vec<(Standing, bool)> {
    judged.told.iter().map(|told| (told.standing, told.again)).collect()
}

fn certainty(judged: &Judged) -> Option<Certainty> {
    judged.verdicts.last().map(|verdict| verdict.certainty)
}

#[test]
fn who_is_there_makes_the_difference() {
    use Standing::{Counts, OutsideEncounter};
    // When the citizen speaks, where encounters part, and what a phrase at 100 s counts for.
    for (citizen_s, parted_s, expected) in [
        (None, None, OutsideEncounter),
        (Some(95.0), None, Counts),
        (Some(1.0), None, Counts),
        (Some(95.0), Some(97.0), OutsideEncounter),
        (Some(98.0), Some(97.0), Counts),
        (Some(97.0), Some(97.0), Counts),
        (Some(110.0), None, Counts),
        (Some(140.0), None, OutsideEncounter),
        // Somebody else came.
        (Some(110.0), Some(105.0), OutsideEncounter),
    ] {
        let mut judge = attending();
        if let Some(s) = citizen_s {
            judge.attend(at(s));
        }
        if let Some(s) = parted_s {
            judge.part_at(at(s));
        }
        let judged = judge.hear(said(vec![clerk("A", 100.0)]));
        assert_eq!(standings(&judged), [(expected, false)], "{citizen_s:?} {parted_s:?}");
        assert_eq!(certainty(&judged) == Some(Certainty::Alarm), expected == Counts);
    }
}

#[test]
fn a_citizen_who_speaks_soon_after_was_there() {
    let mut judge = attending();
    let told = judge.hear(said(vec![clerk("A", 10.0)]));
    assert_eq!(certainty(&told), Some(Certainty::OutsideEncounter));
    assert_eq!(Certainty::OutsideEncounter.stopped_by(), Some("outside_encounter"));
    let again = judge.attend(at(25.0));
    assert_eq!(standings(&again), [(Standing::Counts, true)]);
    assert_eq!(certainty(&again), Some(Certainty::Alarm));
    // What has once counted stays so.
    judge.part_at(at(5.0));
    assert_eq!(judge.attend(at(30.0)), Judged::default());
}

#[test]
fn what_must_not_be_said_on_the_telephone_counts_alone() {
    let mut judge = attending();
    let phone = Said { alone: vec!["P".to_owned()], ..said(vec![clerk("P", 10.0)]) };
    assert_eq!(standings(&judge.hear(phone)), [(Standing::Counts, false)]);
}

#[test]
fn civil_phrases_and_other_mouths_are_as_they_were() {
    let mut judge = attending();
    for hit in [
        civil(Remedy::Full, 1.0),
        hit("C", Role::Citizen, Speaker::Any, 20.0),
        hit("U", Role::Unknown, Speaker::Any, 40.0),
    ] {
        let expected = Standing::by_speaker(&hit);
        assert_eq!(standings(&judge.hear(said(vec![hit]))), [(expected, false)]);
    }
    let told = super::judge().hear(said(vec![clerk("A", 1.0)]));
    assert_eq!(standings(&told), [(Standing::Counts, false)]);
}

#[test]
fn a_doubtful_one_that_was_surely_heard_is_outside_all_the_same() {
    let mut judge = attending();
    let doubtful = Hit { surety: Surety::Unsure, ..clerk("A", 10.0) };
    assert_eq!(certainty(&judge.hear(said(vec![doubtful]))), Some(Certainty::HearingUnconfirmed));
    let sure = judge.hear(said(vec![clerk("A", 10.0)]));
    assert_eq!(standings(&sure), [(Standing::OutsideEncounter, true)]);
}

#[test]
fn a_long_encounter_is_remembered_and_one_that_is_over_is_not() {
    let mut judge = attending();
    judge.attend(at(10.0));
    for s in 1..40 {
        judge.attend(at(10.0 + f64::from(s)));
        judge.advance(at(f64::from(s) * 100.0));
    }
    let told = judge.hear(said(vec![clerk("A", 3950.0)]));
    assert_eq!(standings(&told), [(Standing::Counts, false)]);
    judge.part_at(at(3960.0));
    judge.advance(at(9000.0));
    let told = judge.hear(said(vec![clerk("A", 9000.0)]));
    assert_eq!(standings(&told), [(Standing::OutsideEncounter, false)]);
}
