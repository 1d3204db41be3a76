//! What is measured: times, levels, rates, sums. Levels are always against the counter's own
//! ambience and the speaker's own usual level, and are never called a feeling.

use super::level::{SYLLABLES_LEAST, is_raised, level, usual};
use super::{Reason, Ruling, Verdict, excuse, not_judged, payment, ruling};
use crate::conduct::encounter::Encounter;
use crate::conduct::moment::{CallKind, Moment, Noise, Side, What};
use crate::conduct::pack::{Measure, Measured, Pattern};

/// Speaking over somebody for less than this is no interruption, seconds: back-channels
/// (嗯, 对) and breath overlap by so much in any talk.
const OVERLAP_LEAST_S: f64 = 0.5;
/// In a quarrel one follows the other within this, seconds …
const RETORT_S: f64 = 1.5;
/// Citizens' raised turns from which on it is noted, so that nobody is blamed for it.
const AGITATED_LEAST: usize = 2;
/// Bursts of one bell are no further apart, seconds: it rings every 5 or 6.
const RING_GAP_S: f64 = 8.0;
/// How long a question waited that nobody ever answered: longer than any window.
const NEVER_S: f64 = 9_999.0;

pub(super) fn judge(rule: &Measured, encounter: &Encounter) -> Option<Ruling> {
    let rings = matches!(rule.measure, Measure::Rings | Measure::MissedRings | Measure::CallS);
    let needs_sides = !rings && rule.measure != Measure::ChangeYuan;
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
        Measure::Rings => self::rings(rule, encounter)?,
        Measure::MissedRings => missed(encounter)?,
        Measure::CallS => call(encounter)?,
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
    // What was never answered is not excused by having been late.
    let is_void = is_void || value == NEVER_S;
    if let (false, Some((_, why))) = (is_void, excuse(encounter, &rule.unless)) {
        return not_judged(at_s, why);
    }
    // Whom a bell rang for while unknown people spoke nobody can tell.
    if rings && !encounter.is_nobodys() && !encounter.knows_sides() {
        return not_judged(at_s, Reason::SidesUnknown);
    }
    let proof = |moment: &Moment| rule.proof.iter().any(|pattern| pattern.fits(moment));
    if !rule.proof.is_empty() && !encounter.moments.iter().any(proof) {
        let verdict = Verdict::NotJudged;
        let missing = Reason::NotHeard(super::named(&rule.proof));
        return Some(ruling(verdict, at_s, reasons.into_iter().chain([missing]).collect()));
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

/// The most bursts of a bell that one call took, or that rang for nothing. Bells that stopped
/// while somebody was served say nothing unless there were too many.
fn rings(rule: &Measured, encounter: &Encounter) -> Option<Found> {
    // Of a call that is only spoken of the bell was heard all the same.
    let of = |(_, moment): (CallKind, &Moment)| match moment.what {
        What::Call { rings, .. } if rings > 0 => Some((f64::from(rings), moment.start_s)),
        _ => None,
    };
    let taken = worst(calls(encounter).filter_map(of), "rings");
    if taken.is_some() {
        return taken;
    }
    let bells: Vec<&Moment> = encounter
        .moments
        .iter()
        .filter(|moment| matches!(moment.what, What::Sound { noise: Noise::Ring }))
        .collect();
    let runs = bells.chunk_by(|a, b| b.start_s - a.end_s <= RING_GAP_S);
    let most =
        worst(runs.filter_map(|run| Some((run.len() as f64, run.first()?.start_s))), "rings");
    most.filter(|most| most.value > rule.most)
}

/// The most bursts of a bell that nobody took.
fn missed(encounter: &Encounter) -> Option<Found> {
    let rings = |(call, moment): (CallKind, &Moment)| match moment.what {
        What::Call { rings, .. } => {
            Some((if call == CallKind::Missed { f64::from(rings) } else { 0.0 }, moment.start_s))
        }
        _ => None,
    };
    let rung = |(_, moment): &(CallKind, &Moment)| matches!(moment.what, What::Call { rings, .. } if rings > 0);
    worst(calls(encounter).filter(rung).filter_map(rings), "rings")
}

/// The longest call of which something was heard.
fn call(encounter: &Encounter) -> Option<Found> {
    let heard = calls(encounter)
        .filter(|(call, _)| !matches!(call, CallKind::Missed | CallKind::Spoken))
        .map(|(_, moment)| (moment.end_s - moment.start_s, moment.start_s));
    worst(heard, "s")
}

fn calls(encounter: &Encounter) -> impl Iterator<Item = (CallKind, &Moment)> {
    encounter.moments.iter().filter_map(|moment| match moment.what {
        What::Call { call, .. } => Some((call, moment)),
        _ => None,
    })
}
