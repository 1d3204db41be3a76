//! Phrases that a draft heard: borne out, taken back, placed twice.

use super::*;

/// All of the utterance from `start_s` to `end_s` has been decoded.
fn ended(judge: &mut Judge, start_s: f64, end_s: f64) -> Judged {
    judge.end_of_draft(0, seconds(start_s, end_s), false)
}

fn told(judged: &Judged) -> Vec<(&str, Standing, bool, bool)> {
    let told = judged.told.iter();
    told.map(|told| (told.hit.id.as_str(), told.standing, told.early, told.again)).collect()
}

/// (its ids, certainty, early) of each verdict.
fn verdicts(judged: &Judged) -> Vec<(Vec<&str>, Certainty, bool)> {
    let ids = |verdict: &Verdict| -> Vec<&str> {
        let hits = judged.verdicts.iter().filter(|v| v.episode == verdict.episode);
        hits.flat_map(|v| v.hits.iter().map(|hit| hit.id.as_str())).collect()
    };
    judged.verdicts.iter().map(|v| (ids(v), v.certainty, v.early)).collect()
}

#[test]
fn an_utterance_bears_out_what_its_drafts_heard() {
    for apart_s in [-0.9, 0.0, 1.4, 1.9] {
        let mut judge = judge();
        let early = judge.hear_draft(said(vec![clerk("A", 10.0)]));
        assert_eq!(told(&early), [("A", Standing::Counts, true, false)]);
        assert_eq!(verdicts(&early), [(vec!["A"], Certainty::Alarm, true)]);
        // The next draft of the same turn.
        assert_eq!(judge.hear_draft(said(vec![clerk("A", 10.4)])), Judged::default());

        let heard = judge.hear(said(vec![clerk("A", 10.0 + apart_s)]));
        assert_eq!(told(&heard), [], "{apart_s}: told once");
        assert_eq!(verdicts(&heard), [(vec!["A"], Certainty::Alarm, false)]);
        assert_eq!(heard.verdicts[0].range.start, SampleIndex::from_seconds(10.0 + apart_s));
        assert_eq!(heard.verdicts[0].episode, early.verdicts[0].episode);
        assert_eq!(ended(&mut judge, 8.0, 14.0), Judged::default());
        // A draft that comes late.
        assert_eq!(judge.hear_draft(said(vec![clerk("A", 10.0 + apart_s)])), Judged::default());
        let closed = judge.finish();
        assert_eq!(told(&closed), []);
        assert_eq!(verdicts(&closed), [(vec!["A"], Certainty::Alarm, false)]);
    }
}

#[test]
fn what_the_utterance_does_not_bear_out_is_taken_back_once() {
    let ways: [fn(&mut Judge) -> Judged; 3] = [
        |judge| ended(judge, 8.0, 14.0),
        |judge| judge.advance(SampleIndex::from_seconds(15.0)),
        |judge| judge.finish(),
    ];
    for way in ways {
        let mut judge = judge();
        let early = judge.hear_draft(said(vec![clerk("A", 10.0)]));
        assert_eq!(judge.advance(SampleIndex::from_seconds(8.0)), Judged::default());
        assert_eq!(ended(&mut judge, 4.0, 8.0), Judged::default(), "the turn before");
        let elsewhere = judge.end_of_draft(1, seconds(8.0, 14.0), false);
        assert_eq!(elsewhere, Judged::default(), "the other channel");

        let back = way(&mut judge);
        assert_eq!(told(&back), [("A", Standing::HearingUnconfirmed, false, true)]);
        assert_eq!(verdicts(&back), [(vec!["A"], Certainty::HearingUnconfirmed, false)]);
        assert_eq!(back.verdicts[0].episode, early.verdicts[0].episode);
        assert_eq!(told(&judge.finish()), []);
    }
}

#[test]
fn what_is_said_after_all_counts_again() {
    let mut judge = judge();
    judge.hear_draft(said(vec![clerk("A", 10.0)]));
    ended(&mut judge, 8.0, 12.0);
    let heard = judge.hear(said(vec![clerk("A", 10.2)]));
    assert_eq!(told(&heard), [("A", Standing::Counts, false, true)]);
    assert_eq!(verdicts(&heard), [(vec!["A"], Certainty::Alarm, false)]);
}

#[test]
fn what_lies_at_a_cut_may_stand_in_the_piece_that_follows() {
    let mut judge = judge();
    judge.hear_draft(said(vec![clerk("A", 10.0), clerk("B", 12.8)]));
    let first = judge.end_of_draft(0, seconds(0.0, 14.0), true);
    assert_eq!(told(&first), [("A", Standing::HearingUnconfirmed, false, true)]);
    let heard = judge.hear(said(vec![clerk("B", 13.1)]));
    assert_eq!(told(&heard), []);
    assert_eq!(ended(&mut judge, 12.5, 16.0), Judged::default());
    assert_eq!(judge.finish().verdicts[0].certainty, Certainty::Alarm);
}

#[test]
fn another_phrase_for_the_same_sound_takes_its_place() {
    let mut judge = judge();
    judge.hear_draft(said(vec![clerk("A", 10.0)]));
    let heard = judge.hear(said(vec![clerk("B", 10.3)]));
    assert_eq!(told(&heard), [("B", Standing::Counts, false, false)]);
    let back = ended(&mut judge, 8.0, 14.0);
    assert_eq!(told(&back), [("A", Standing::HearingUnconfirmed, false, true)]);
    assert_eq!(verdicts(&back), [(vec!["B"], Certainty::Alarm, false)]);
}

#[test]
fn two_drafts_that_place_a_phrase_apart_make_one_of_it_in_the_end() {
    let mut judge = judge();
    judge.hear_draft(said(vec![clerk("A", 10.0)]));
    // More than a second later: another one, for all a judge can know.
    let second = judge.hear_draft(said(vec![clerk("A", 12.2)]));
    assert_eq!(told(&second), [("A", Standing::Counts, true, false)]);
    judge.hear(said(vec![clerk("A", 11.1)]));
    let end = ended(&mut judge, 8.0, 14.0);
    assert_eq!(told(&end), [], "the same words, placed a second time");
    assert_eq!(verdicts(&end), [(vec!["A"], Certainty::Alarm, false)]);
}

/// A phrase said from 10 s to 11 s that its citizen may have asked for a turn before.
fn unasked() -> Hit {
    let asked = Condition {
        when: When::Before,
        said: Vec::new(),
        by: Speaker::Citizen,
        within: Within::Turns(1),
        count: Count::Never,
    };
    with(clerk("A", 10.0), Terms { context: vec![asked], ..Terms::default() })
}

/// Said in a turn from 9 s to 12 s.
fn in_turn(hit: Hit) -> Said {
    Said { range: seconds(9.0, 12.0), ..said(vec![hit]) }
}

#[test]
fn what_was_said_before_lets_a_draft_flag_once_it_is_all_known() {
    for (asked, decoded_to_s, flags) in [
        (None, 9.0, true),
        (Some(5.0), 9.0, false),
        // Another turn ago.
        (Some(1.0), 9.0, true),
        (None, 8.9, false),
    ] {
        let mut judge = judge();
        asked.map(|at_s| judge.hear(cue("A", Role::Citizen, at_s)));
        judge.hear(talk(Role::Clerk, 3.0));
        judge.hear(talk(Role::Citizen, 5.0));
        judge.advance(at(decoded_to_s));
        let early = judge.hear_draft(in_turn(unasked()));
        let expected = [("A", Standing::Counts, true, false)];
        assert_eq!(told(&early), expected[..usize::from(flags)], "{asked:?} {decoded_to_s}");
    }
}

#[test]
fn what_its_own_draft_says_stops_it_too() {
    let mut judge = judge();
    judge.advance(at(9.0));
    let asks = CueHit {
        id: "A".into(),
        condition: 0,
        channel: 0,
        role: Role::Unknown,
        range: seconds(9.0, 9.5),
    };
    let hit = Hit { role: Role::Unknown, ..unasked() };
    let draft = Said { role: Role::Unknown, cues: vec![asks], ..in_turn(hit) };
    assert_eq!(judge.hear_draft(draft), Judged::default());
}

#[test]
fn a_draft_is_borne_out_when_its_condition_is_settled() {
    let mut judge = judge();
    judge.advance(at(9.0));
    let early = judge.hear_draft(in_turn(unasked()));
    assert_eq!(verdicts(&early), [(vec!["A"], Certainty::Alarm, true)]);
    // The utterance waits, and so does the draft's hit; so does a second decoding.
    for _ in 0..2 {
        assert_eq!(judge.hear(in_turn(unasked())), Judged::default());
        assert_eq!(ended(&mut judge, 9.0, 12.0), Judged::default());
    }
    assert_eq!(judge.unsettled_since(), Some(at(10.0)));
    let settled = judge.advance(at(12.0));
    assert_eq!(told(&settled), [], "told once");
    assert_eq!(verdicts(&settled), [(vec!["A"], Certainty::Alarm, false)]);
    assert_eq!(settled.verdicts[0].episode, early.verdicts[0].episode);
    assert_eq!(judge.advance(at(13.0)), Judged::default());
    assert_eq!(told(&judge.finish()), []);
}

#[test]
fn a_draft_that_comes_after_its_utterance_is_one_with_it() {
    let mut judge = judge();
    judge.advance(at(9.0));
    judge.hear(in_turn(unasked()));
    // Placed where a second one might stand, for all a judge can know.
    let late = Hit { range: seconds(11.8, 12.8), ..unasked() };
    let early = judge.hear_draft(in_turn(late));
    assert_eq!(told(&early), [("A", Standing::Counts, true, false)]);
    let settled = judge.advance(at(12.0));
    assert_eq!(told(&settled), []);
    assert_eq!(verdicts(&settled), [(vec!["A"], Certainty::Alarm, false)]);
}

#[test]
fn who_talks_into_it_may_still_stop_what_a_draft_flagged() {
    let mut judge = judge();
    judge.advance(at(9.0));
    let early = judge.hear_draft(in_turn(unasked()));
    judge.hear(in_turn(unasked()));
    assert_eq!(ended(&mut judge, 9.0, 12.0), Judged::default());
    judge.hear(cue("A", Role::Citizen, 9.5));
    let stopped = judge.advance(at(12.0));
    assert_eq!(
        told(&stopped),
        [("A", Standing::Context, false, false), ("A", Standing::HearingUnconfirmed, false, true)]
    );
    assert_eq!(verdicts(&stopped), [(vec!["A"], Certainty::HearingUnconfirmed, false)]);
    assert_eq!(stopped.verdicts[0].episode, early.verdicts[0].episode);
}

#[test]
fn drafts_pass_over_what_would_not_count_or_would_wait() {
    let waits = Condition {
        when: When::After,
        said: Vec::new(),
        by: Speaker::Any,
        within: Within::Seconds(5.0),
        count: Count::Never,
    };
    let terms = Terms { context: vec![waits], ..Terms::default() };
    let unsure = Hit { surety: Surety::Unsure, ..clerk("D", 4.0) };
    let shadow = with(clerk("E", 5.0), Terms { shadow: true, ..Terms::default() });
    for passed in [
        with(clerk("A", 1.0), terms),
        civil(Remedy::Full, 2.0),
        hit("C", Role::Citizen, Speaker::Clerk, 3.0),
        unsure,
        shadow,
    ] {
        let mut judge = judge();
        assert_eq!(judge.hear_draft(said(vec![passed.clone()])), Judged::default(), "{passed:?}");
        assert!(judge.unsettled_since().is_none());
    }
}
