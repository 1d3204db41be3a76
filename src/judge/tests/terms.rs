//! Hours, context, remedy, probation: tables.

use super::*;

/// What becomes of `clerk("T", 10.0)` under `terms` after all of `talk`.
fn outcome(terms: Terms, talk: Vec<Said>) -> (Standing, Judged) {
    let mut judge = judge();
    let hit = with(clerk("T", 10.0), terms);
    let mut all = talk;
    all.push(said(vec![hit.clone()]));
    all.sort_by_key(|said| said.range.start);
    let mut judged = Judged::default();
    for said in all {
        for more in [judge.advance(said.range.start), judge.hear(said)] {
            judged.told.extend(more.told);
            judged.verdicts.extend(more.verdicts);
        }
    }
    let last = judge.finish();
    judged.told.extend(last.told);
    judged.verdicts.extend(last.verdicts);
    (judge.judged(&hit).unwrap().standing, judged)
}

fn condition(when: When, by: Speaker, within: Within, count: Count) -> Terms {
    let condition = Condition { when, said: vec!["那边".into()], by, within, count };
    Terms { context: vec![condition], remedy_s: 0.0, ..Terms::default() }
}

#[test]
fn hours_change_what_a_phrase_is_worth() {
    let hours = Hours {
        open: Some(Weight::Nothing),
        closing: Some(Weight::Severity(Severity::Critical)),
        closed: None,
    };
    let taboo = with(clerk("T", 1.0), Terms { hours, remedy_s: 0.0, ..Terms::default() });
    for (period, severity, stop) in [
        (None, Severity::Serious, None),
        (Some(Period::Open), Severity::Serious, Some("hours")),
        (Some(Period::Closing), Severity::Critical, None),
        (Some(Period::Closed), Severity::Serious, None),
    ] {
        let judged = judge().hear(Said { period, ..said(vec![taboo.clone()]) });
        assert_eq!(judged.told[0].hit.severity, severity);
        assert_eq!(judged.told[0].standing.stopped_by(), stop);
        assert_eq!(judged.verdicts.first().map(|v| v.severity), stop.is_none().then_some(severity));
    }
    let hours = Hours { closed: Some(Weight::Merit), ..Hours::default() };
    let civil = Hit { list: List::Civil, ..with(taboo, Terms { hours, ..Terms::default() }) };
    for (period, merit) in [(Period::Closed, true), (Period::Open, false)] {
        let judged = judge().hear(Said { period: Some(period), ..said(vec![civil.clone()]) });
        assert_eq!((judged.told[0].hit.merit, judged.verdicts.len()), (merit, 0));
    }
}

#[test]
fn a_list_on_probation_is_told_and_never_judged() {
    let shadow = Terms { shadow: true, ..Terms::default() };
    let judged = judge().hear(said(vec![with(clerk("T", 1.0), shadow.clone())]));
    assert_eq!(judged.told[0].standing, Standing::Shadow);
    assert!(judged.verdicts.is_empty());
    // Nor does it put anything right.
    let remedy = Terms { remedy: Some(Remedy::Full), ..shadow };
    let mut judge = judge();
    judge.hear(said(vec![with(clerk("T", 1.0), Terms::default())]));
    let judged = judge.hear(said(vec![with(civil(Remedy::Full, 3.0), remedy)]));
    assert!(judged.verdicts.is_empty(), "{judged:?}");
}

#[test]
fn what_puts_right_lowers_the_severity_and_leaves_the_hit() {
    use Remedy::{Full, Partial};
    use Severity::{Critical, Minor, Serious};
    for (before, remedies, remedy, after) in [
        (Critical, vec![], None, Critical),
        (Critical, vec![Partial], Some(Partial), Serious),
        (Serious, vec![Partial], Some(Partial), Minor),
        (Minor, vec![Partial], Some(Partial), Minor),
        (Critical, vec![Full], Some(Full), Minor),
        (Serious, vec![Partial, Full], Some(Full), Minor),
        (Critical, vec![Full, Partial], Some(Full), Minor),
    ] {
        let mut judge = judge();
        let mut docket = Docket::default();
        let taboo = Hit { severity: before, ..with(clerk("T", 1.0), Terms::default()) };
        docket.note(&judge.hear(said(vec![taboo])));
        for (n, remedy) in remedies.into_iter().enumerate() {
            docket.note(&judge.hear(said(vec![civil(remedy, 4.0 + 3.0 * n as f64)])));
        }
        let verdicts = docket.parts();
        assert_eq!(verdicts.len(), 1);
        assert_eq!((verdicts[0].severity, verdicts[0].hits[0].remedy), (after, remedy));
        assert_eq!(verdicts[0].range, seconds(1.0, 2.0), "what puts right is no part of it");
    }
}

#[test]
fn who_puts_right_and_when_decides() {
    let taboo = |role| {
        let hit = hit("T", role, Speaker::Any, 10.0);
        with(hit, Terms { remedy_s: 20.0, ..Terms::default() })
    };
    let insult = with(clerk("T", 10.0), Terms { remedy_s: 0.0, ..Terms::default() });
    let civil = |role, channel, start_s| {
        let hit = civil(Remedy::Full, start_s);
        Hit { role, channel, ..hit }
    };
    use Role::{Citizen, Clerk, Unknown};
    for (taboo, civil, remedied) in [
        (taboo(Clerk), civil(Clerk, 0, 12.0), true),
        (taboo(Clerk), civil(Clerk, 0, 10.5), true),
        (taboo(Clerk), civil(Clerk, 0, 31.0), true),
        (taboo(Clerk), civil(Clerk, 0, 31.1), false),
        (taboo(Clerk), civil(Clerk, 0, 10.0), false),
        (taboo(Clerk), civil(Clerk, 0, 5.0), false),
        (taboo(Clerk), civil(Clerk, 2, 12.0), true),
        (taboo(Clerk), civil(Citizen, 1, 12.0), false),
        (taboo(Unknown), civil(Unknown, 0, 12.0), true),
        (taboo(Unknown), civil(Unknown, 1, 12.0), false),
        (insult, civil(Clerk, 0, 10.5), false),
    ] {
        for late in [false, true] {
            let mut judge = judge();
            let mut both = [said(vec![taboo.clone()]), said(vec![civil.clone()])];
            if late {
                both.reverse();
            }
            both.into_iter().for_each(|said| drop(judge.hear(said)));
            let told = judge.judged(&taboo).unwrap();
            assert_eq!(told.hit.remedy.is_some(), remedied, "{civil:?} late: {late}");
        }
    }
}

#[test]
fn an_episode_stays_open_while_it_can_be_put_right() {
    let mut judge = judge();
    judge.hear(said(vec![with(clerk("T", 1.0), Terms { remedy_s: 30.0, ..Terms::default() })]));
    assert!(judge.advance(at(31.9)).verdicts.is_empty());
    let righted = judge.hear(said(vec![civil(Remedy::Full, 31.9)])).verdicts;
    assert_eq!((righted[0].severity, righted[0].closed), (Severity::Minor, false));
    let closed = judge.advance(at(32.5)).verdicts;
    assert_eq!((closed.len(), closed[0].closed), (1, true), "nothing better can come");
}

#[test]
fn words_before_or_after_decide_in_seconds() {
    use Count::{Never, Only};
    use Speaker::{Any, Citizen, Clerk};
    use When::{After, Before};
    let cue = |role, start_s| vec![cue("T", role, start_s)];
    for (when, by, count, talk, counts) in [
        (Before, Any, Only, vec![], false),
        (Before, Any, Never, vec![], true),
        (Before, Citizen, Only, cue(Role::Citizen, 5.0), true),
        (Before, Citizen, Only, cue(Role::Clerk, 5.0), false),
        (Before, Citizen, Only, cue(Role::Citizen, 1.9), false),
        (Before, Any, Never, cue(Role::Citizen, 5.0), false),
        (Before, Clerk, Never, cue(Role::Citizen, 5.0), true),
        (Before, Any, Only, cue(Role::Citizen, 12.0), false),
        (After, Any, Only, cue(Role::Citizen, 12.0), true),
        (After, Any, Only, cue(Role::Citizen, 18.1), false),
        (After, Any, Only, vec![], false),
        (After, Any, Never, cue(Role::Clerk, 18.0), false),
        (After, Any, Never, cue(Role::Clerk, 18.1), true),
        (After, Any, Never, cue(Role::Clerk, 5.0), true),
    ] {
        let label = format!("{when:?} {by:?} {count:?} {talk:?}");
        let (standing, judged) = outcome(condition(when, by, Within::Seconds(7.0), count), talk);
        assert_eq!(standing.stopped_by(), (!counts).then_some("context"), "{label}");
        assert_eq!(judged.told.len(), 1, "{label}");
        assert_eq!(judged.verdicts.is_empty(), !counts, "{label}");
    }
}

#[test]
fn words_before_or_after_decide_in_turns() {
    use Count::{Never, Only};
    use Role::{Citizen, Clerk};
    use When::{After, Before};
    // Clerk's turn 0 holds the phrase at 10 s.
    let after = |place: usize| {
        let roles = [Clerk, Citizen, Citizen, Clerk, Citizen];
        let talks = roles.iter().enumerate().map(|(n, role)| {
            let start_s = 12.0 + 2.0 * n as f64;
            if n == place { cue("T", *role, start_s) } else { talk(*role, start_s) }
        });
        talks.collect::<Vec<_>>()
    };
    let before = |place: usize| {
        let roles = [Citizen, Clerk, Citizen, Citizen];
        let talks = roles.iter().enumerate().map(|(n, role)| {
            let start_s = 2.0 * n as f64;
            if n == place { cue("T", *role, start_s) } else { talk(*role, start_s) }
        });
        talks.collect::<Vec<_>>()
    };
    for (when, turns, count, talk, counts) in [
        (After, 1, Only, after(0), true),
        (After, 1, Only, after(1), true),
        (After, 1, Only, after(2), true),
        (After, 1, Only, after(3), false),
        (After, 2, Only, after(3), true),
        (After, 2, Never, after(4), true),
        (After, 3, Never, after(4), false),
        (Before, 1, Only, before(3), true),
        (Before, 1, Only, before(2), true),
        (Before, 1, Only, before(1), false),
        (Before, 2, Only, before(1), true),
        (Before, 2, Never, before(0), true),
        (Before, 3, Never, before(0), false),
    ] {
        let label = format!("{when:?} {turns} {count:?} {talk:?}");
        let terms = condition(when, Speaker::Any, Within::Turns(turns), count);
        assert_eq!(outcome(terms, talk).0 == Standing::Counts, counts, "{label}");
    }
}

#[test]
fn a_phrase_waits_no_longer_than_it_must() {
    let never = |within| condition(When::After, Speaker::Any, within, Count::Never);
    for (within, until_s) in [(Within::Seconds(7.0), 18.0), (Within::Turns(6), 131.0)] {
        let mut judge = judge();
        let hit = with(clerk("T", 10.0), never(within));
        assert_eq!(judge.hear(said(vec![hit.clone()])), Judged::default());
        assert_eq!(judge.judged(&hit).map(|told| told.standing), Some(Standing::Waiting));
        assert_eq!(judge.advance(at(until_s)), Judged::default());
        assert_eq!(judge.unsettled_since(), Some(at(10.0)), "its sound is still needed");
        assert_eq!(judge.advance(at(until_s + 0.1)).verdicts.len(), 1);
    }
    // The turn after the last that matters has begun, and nothing can come before it.
    let mut judge = judge();
    judge.hear(said(vec![with(clerk("T", 10.0), never(Within::Turns(1)))]));
    judge.hear(talk(Role::Citizen, 13.0));
    judge.hear(talk(Role::Clerk, 16.0));
    assert!(judge.advance(at(16.0)).told.is_empty());
    assert_eq!(judge.advance(at(16.1)).told.len(), 1);
}

#[test]
fn an_episode_stays_open_while_a_phrase_beside_it_waits() {
    let mut judge = judge();
    judge.hear(said(vec![clerk("A", 1.0)]));
    let never = condition(When::After, Speaker::Any, Within::Seconds(40.0), Count::Never);
    judge.hear(said(vec![with(clerk("B", 6.0), never)]));
    judge.hear(said(vec![clerk("C", 12.0)]));
    assert!(judge.advance(at(46.9)).verdicts.is_empty());
    let verdicts = judge.advance(at(47.1)).verdicts;
    let told: Vec<_> = verdicts.iter().map(|v| (v.episode, v.hits.len(), v.merged_into)).collect();
    assert_eq!(told, [(0, 3, None), (1, 1, Some(0))]);
}
