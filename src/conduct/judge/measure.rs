//! What is measured: times, levels, rates, sums. Levels are always against the counter's own
//! ambience and the speaker's own usual level, and are never called a feeling.

use super::level::{SYLLABLES_LEAST, is_raised, level, usual};
use super::{Reason, Ruling, Verdict, excuse, not_judged, payment, ruling};
use crate::conduct::encounter::Encounter;
use crate::conduct::moment::{Moment, Noise, Side, What};
use crate::conduct::pack::{Measure, Measured, Pattern};

/// Speaking over somebody for less than this is no interruption, seconds: back-channels
/// (嗯, 对) and breath overlap by so much in any talk.
const OVERLAP_LEAST_S: f64 = 0.5;
/// In a quarrel one follows the other within this, seconds …
const RETORT_S: f64 = 1.5;
/// Citizens' raised turns from which on it is noted, so that nobody is blamed for it.
const AGITATED_LEAST: usize = 2;
/// Bursts further apart than this belong to two calls, seconds: a bell rings at most every 6.
const RING_GAP_S: f64 = 8.0;
/// How long a question waited that nobody ever answered: longer than any window.
const NEVER_S: f64 = 9_999.0;

pub(super) fn judge(rule: &Measured, encounter: &Encounter) -> Option<Ruling> {
    let needs_sides = !matches!(rule.measure, Measure::ChangeYuan | Measure::Rings);
    if needs_sides && !encounter.knows_sides() {
        return not_judged(encounter.start_s, Reason::SidesUnknown);
    }
    if needs_sides && (encounter.is_nobodys() || encounter.is_unattended()) {
        return None;
    }
    let found = match rule.measure {
        Measure::AnswerS => answer(rule, encounter)?,
        Measure::SilenceS => silence(rule, encounter)?,
        Measure::LoudDb => loud(encounter)?,
        Measure::RateHz => rate(encounter)?,
        Measure::QuarrelTurns => quarrel(encounter)?,
        Measure::Interruptions => interruptions(encounter)?,
        Measure::ChangeYuan => return payment::judge(rule, encounter),
        Measure::Rings => rings(encounter)?,
    };
    let Found { value, at_s, unit } = found;
    let mut reasons = match value {
        NEVER_S => vec![Reason::Unanswered],
        found => vec![Reason::Measured { found, most: rule.most, unit }],
    };
    if value <= rule.most {
        if rule.measure == Measure::QuarrelTurns && is_agitated(encounter) {
            reasons.push(Reason::Agitated);
        }
        return Some(ruling(Verdict::Kept, at_s, reasons));
    }
    // A loud turn is excused where it had to be, and not where it was no civil one.
    let turn = encounter.turns(Side::Clerk).find(|turn| turn.start_s == at_s);
    let is_void = turn.is_some_and(|turn| is_void(rule, encounter, turn));
    if let (false, Some((_, why))) = (is_void, excuse(encounter, &rule.unless)) {
        return not_judged(at_s, why);
    }
    Some(ruling(Verdict::Broken, at_s, reasons))
}

/// Whether something in the turn makes it count for nothing.
fn is_void(rule: &Measured, encounter: &Encounter, turn: &Moment) -> bool {
    let has = |patterns: &[Pattern]| {
        encounter.within(turn).any(|moment| patterns.iter().any(|pattern| pattern.fits(moment)))
    };
    has(&rule.void) && !has(&rule.void_unless)
}

/// The worst that was found of a measure.
struct Found {
    value: f64,
    at_s: f64,
    unit: &'static str,
}

fn worst(all: impl Iterator<Item = (f64, f64)>, unit: &'static str) -> Option<Found> {
    all.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(value, at_s)| Found { value, at_s, unit })
}

fn turns(encounter: &Encounter) -> impl Iterator<Item = &Moment> {
    encounter.moments.iter().filter(|moment| moment.is_turn())
}

/// From each question to the clerk's next answer; a question that nobody answered waits until
/// the end.
fn answer(rule: &Measured, encounter: &Encounter) -> Option<Found> {
    let asked = encounter
        .turns(Side::Citizen)
        .filter(|moment| matches!(moment.what, What::Turn { asks: true, .. }));
    let waits = asked.map(|question| {
        let answer = encounter
            .turns(Side::Clerk)
            .filter(|turn| turn.end_s > question.end_s)
            .find(|turn| !is_void(rule, encounter, turn));
        let wait_s = answer.map_or(NEVER_S, |turn| (turn.start_s - question.end_s).max(0.0));
        (wait_s, question.end_s)
    });
    worst(waits, "s")
}

/// The longest silence that no word of waiting announced.
fn silence(rule: &Measured, encounter: &Encounter) -> Option<Found> {
    let all: Vec<&Moment> = turns(encounter).collect();
    let mut end_s = encounter.start_s;
    let mut gaps = Vec::new();
    for turn in &all {
        if turn.start_s > end_s {
            // The last turns before it, and what stands in them: who was asked to wait may
            // say something, and so may who asked.
            let before = || all.iter().rev().filter(|before| before.start_s < turn.start_s);
            let near = before().take(3).chain(before().filter(|t| t.side == Side::Clerk).take(2));
            let announced = near.into_iter().any(|near| {
                encounter
                    .within(near)
                    .any(|moment| rule.excused.iter().any(|pattern| pattern.fits(moment)))
            });
            if !announced {
                gaps.push((turn.start_s - end_s, end_s));
            }
        }
        end_s = end_s.max(turn.end_s);
    }
    worst(gaps.into_iter(), "s").or(Some(Found { value: 0.0, at_s: encounter.start_s, unit: "s" }))
}

fn loud(encounter: &Encounter) -> Option<Found> {
    let usual = usual(encounter, Side::Clerk)?;
    let above =
        encounter.turns(Side::Clerk).filter_map(|turn| Some((level(turn)? - usual, turn.start_s)));
    worst(above, "dB")
}

fn rate(encounter: &Encounter) -> Option<Found> {
    let rates = encounter.turns(Side::Clerk).filter_map(|turn| match turn.what {
        What::Turn { syllables, .. } if syllables >= SYLLABLES_LEAST => {
            let seconds = (turn.end_s - turn.start_s).max(0.1);
            Some((f64::from(syllables) / seconds, turn.start_s))
        }
        _ => None,
    });
    worst(rates, "syllables/s")
}

/// The longest run of turns in which both sides take turns, each is raised, one comes hard
/// upon the other and at least once they speak at the same time.
fn quarrel(encounter: &Encounter) -> Option<Found> {
    usual(encounter, Side::Clerk)?;
    usual(encounter, Side::Citizen)?;
    let mut best = (0.0, encounter.start_s);
    let (mut run, mut since, mut overlaps) = (0.0, encounter.start_s, false);
    let mut last: Option<&Moment> = None;
    for turn in turns(encounter) {
        if !is_raised(encounter, turn) {
            (run, overlaps, last) = (0.0, false, None);
            continue;
        }
        match last {
            Some(before) if before.side == turn.side => continue,
            Some(before) if turn.start_s - before.end_s <= RETORT_S => {
                overlaps |= turn.start_s < before.end_s;
            }
            _ => (run, since, overlaps) = (0.0, turn.start_s, false),
        }
        run += 1.0;
        last = Some(turn);
        if overlaps && run > best.0 {
            best = (run, since);
        }
    }
    Some(Found { value: best.0, at_s: best.1, unit: "turns" })
}

/// Whether the citizen was loud while there was no quarrel.
fn is_agitated(encounter: &Encounter) -> bool {
    let raised = encounter.turns(Side::Citizen).filter(|turn| is_raised(encounter, turn));
    raised.count() >= AGITATED_LEAST
}

/// Turns of the clerk that begin while a citizen speaks who then breaks off.
fn interruptions(encounter: &Encounter) -> Option<Found> {
    encounter.turns(Side::Citizen).next()?;
    let cut = encounter.turns(Side::Clerk).filter(|clerk| {
        encounter.turns(Side::Citizen).any(|citizen| {
            let overlap_s = citizen.end_s.min(clerk.end_s) - clerk.start_s;
            citizen.start_s < clerk.start_s
                && overlap_s >= OVERLAP_LEAST_S
                && citizen.end_s < clerk.end_s
        })
    });
    let all: Vec<f64> = cut.map(|turn| turn.start_s).collect();
    let at_s = all.first().copied().unwrap_or(encounter.start_s);
    Some(Found { value: all.len() as f64, at_s, unit: "times" })
}

/// The most bursts of a bell in one call, while nobody had taken it.
fn rings(encounter: &Encounter) -> Option<Found> {
    let mut best: Option<(f64, f64)> = None;
    let (mut count, mut since, mut last): (f64, f64, Option<f64>) = (0.0, 0.0, None);
    for moment in &encounter.moments {
        if !matches!(moment.what, What::Sound { noise: Noise::Ring }) {
            continue;
        }
        if last.is_none_or(|last| moment.start_s - last > RING_GAP_S) {
            (count, since) = (0.0, moment.start_s);
        }
        count += 1.0;
        last = Some(moment.end_s);
        if best.is_none_or(|best| count > best.0) {
            best = Some((count, since));
        }
    }
    best.map(|(value, at_s)| Found { value, at_s, unit: "rings" })
}
