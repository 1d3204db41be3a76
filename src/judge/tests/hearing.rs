//! Hits that were not surely heard.

use super::*;

fn unsure(hit: Hit) -> Hit {
    Hit { surety: Surety::Unsure, ..hit }
}

fn certainty(judged: &Judged) -> Option<Certainty> {
    judged.verdicts.first().map(|verdict| verdict.certainty)
}

#[test]
fn who_said_it_decides_before_how_surely_it_was_heard() {
    for (role, speaker, stop, made) in [
        (Role::Clerk, Speaker::Any, "hearing_unconfirmed", true),
        (Role::Unknown, Speaker::Any, "hearing_unconfirmed", true),
        (Role::Unknown, Speaker::Clerk, "hearing_unconfirmed", true),
        (Role::Citizen, Speaker::Any, "speaker", false),
        (Role::Room, Speaker::Any, "speaker", false),
    ] {
        let judged = judge().hear(said(vec![unsure(hit("T", role, speaker, 1.0))]));
        assert_eq!(judged.told[0].standing.stopped_by(), Some(stop), "{role:?}");
        let expected = made.then_some(Certainty::HearingUnconfirmed);
        assert_eq!(certainty(&judged), expected, "{role:?}");
    }
    let shadow = Terms { shadow: true, ..Terms::default() };
    let judged = judge().hear(said(vec![unsure(with(clerk("T", 1.0), shadow))]));
    assert_eq!(judged.told[0].standing, Standing::Shadow);
    assert_eq!(Certainty::HearingUnconfirmed.stopped_by(), Some("hearing_unconfirmed"));
    assert_eq!(Certainty::Alarm.stopped_by(), None);
}

#[test]
fn one_sure_hit_makes_an_episode_alarm_and_two_unsure_ones_do_not() {
    let mut judge = judge();
    judge.hear(said(vec![unsure(clerk("A", 1.0))]));
    let still = judge.hear(said(vec![unsure(clerk("B", 4.0))]));
    assert_eq!(certainty(&still), Some(Certainty::HearingUnconfirmed));
    let joined = judge.hear(said(vec![clerk("C", 7.0)]));
    assert_eq!(certainty(&joined), Some(Certainty::Alarm));
    assert_eq!(joined.verdicts[0].hits.len(), 3);
}

#[test]
fn the_surest_hearing_counts_whichever_comes_first() {
    let mut upward = judge();
    upward.hear(said(vec![unsure(clerk("T", 1.0))]));
    let raised = upward.hear(said(vec![clerk("T", 1.2)]));
    assert_eq!(certainty(&raised), Some(Certainty::Alarm));
    assert_eq!((raised.told.len(), raised.told[0].standing), (1, Standing::Counts));
    assert_eq!(upward.hear(said(vec![clerk("T", 1.2)])), Judged::default());

    let mut downward = judge();
    downward.hear(said(vec![clerk("T", 1.0)]));
    assert_eq!(downward.hear(said(vec![unsure(clerk("T", 1.2))])), Judged::default());
    assert_eq!(certainty(&downward.finish()), Some(Certainty::Alarm));
}

#[test]
fn a_civil_phrase_that_was_not_surely_heard_puts_nothing_right() {
    let taboo = with(clerk("T", 1.0), Terms { remedy_s: 20.0, ..Terms::default() });
    let mut judge = judge();
    judge.hear(said(vec![taboo]));
    let unheard = judge.hear(said(vec![unsure(civil(Remedy::Full, 3.0))]));
    assert_eq!(unheard.told[0].standing.stopped_by(), Some("hearing_unconfirmed"));
    assert_eq!(judge.finish().verdicts[0].hits[0].remedy, None);
}
