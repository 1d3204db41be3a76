//! What is measured: times, levels, rates, sums. Levels are always against the counter's own
//! ambience and the speaker's own usual level, and are never called a feeling.

use super::{Reason, Ruling, Verdict, excuse, not_judged, ruling};
use crate::conduct::encounter::Encounter;
use crate::conduct::moment::{AmountKind, Moment, Noise, Side, What};
use crate::conduct::pack::{Measure, Measured};

/// A turn must have so many syllables for its rate and level to say something.
const SYLLABLES_LEAST: u32 = 8;
/// A turn this much above its speaker's usual level is raised, dB.
const RAISED_DB: f64 = 6.0;
/// Speaking over somebody for less than this is no interruption, seconds: back-channels
/// (嗯, 对) and breath overlap by so much in any talk.
const OVERLAP_LEAST_S: f64 = 0.5;
/// Bursts further apart than this belong to two calls, seconds: a bell rings at most every 6.
const RING_GAP_S: f64 = 8.0;
/// How long a question waited that nobody ever answered: longer than any window.
const NEVER_S: f64 = 9_999.0;
/// Fen in a yuan.
const FEN: f64 = 100.0;

pub(super) fn judge(rule: &Measured, encounter: &Encounter) -> Option<Ruling> {
    let needs_sides = !matches!(rule.measure, Measure::ChangeYuan | Measure::Rings);
    if needs_sides && !encounter.knows_sides() {
        return not_judged(encounter.start_s, Reason::SidesUnknown);
    }
    if needs_sides && encounter.is_nobodys() {
        return None;
    }
    let found = match rule.measure {
        Measure::AnswerS => answer(encounter)?,
        Measure::SilenceS => silence(rule, encounter)?,
        Measure::LoudDb => loud(encounter)?,
        Measure::RateHz => rate(encounter)?,
        Measure::QuarrelTurns => quarrel(encounter)?,
        Measure::Interruptions => interruptions(encounter)?,
        Measure::ChangeYuan => return change(rule, encounter),
        Measure::Rings => rings(encounter)?,
    };
    let Found { value, at_s, unit } = found;
    let reasons = vec![Reason::Measured { found: value, most: rule.most, unit }];
    if value <= rule.most {
        return Some(ruling(Verdict::Kept, at_s, reasons));
    }
    if let Some((_, why)) = excuse(encounter, &rule.unless) {
        return not_judged(at_s, why);
    }
    Some(ruling(Verdict::Broken, at_s, reasons))
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

/// From each question to the clerk's next word; a question that nobody answered waits until
/// the end.
fn answer(encounter: &Encounter) -> Option<Found> {
    let asked = encounter
        .turns(Side::Citizen)
        .filter(|moment| matches!(moment.what, What::Turn { asks: true, .. }));
    let waits = asked.map(|question| {
        let answer = encounter.turns(Side::Clerk).find(|turn| turn.end_s > question.end_s);
        let until = answer.map_or(encounter.end_s, |turn| turn.start_s);
        let wait_s = (until - question.end_s).max(0.0);
        let unanswered = answer.is_none();
        (if unanswered { NEVER_S } else { wait_s }, question.end_s)
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
            let announced = encounter.moments.iter().any(|moment| {
                // The last two turns before it, and what stands in them.
                let near = all.iter().rev().filter(|t| t.start_s < turn.start_s).take(2);
                near.into_iter().any(|t| moment.start_s >= t.start_s && moment.start_s <= t.end_s)
                    && rule.excused.iter().any(|pattern| pattern.fits(moment))
            });
            if !announced {
                gaps.push((turn.start_s - end_s, end_s));
            }
        }
        end_s = end_s.max(turn.end_s);
    }
    worst(gaps.into_iter(), "s").or(Some(Found { value: 0.0, at_s: encounter.start_s, unit: "s" }))
}

fn level(moment: &Moment) -> Option<f64> {
    match moment.what {
        What::Turn { above_db, syllables, .. } if syllables >= SYLLABLES_LEAST => {
            Some(f64::from(above_db))
        }
        _ => None,
    }
}

/// The median level of a side's turns over the ambience, dB.
fn usual(encounter: &Encounter, side: Side) -> Option<f64> {
    let mut levels: Vec<f64> = encounter.turns(side).filter_map(level).collect();
    levels.sort_by(f64::total_cmp);
    levels.get(levels.len() / 2).copied()
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

/// The longest run of turns in which both sides take turns and each is raised.
fn quarrel(encounter: &Encounter) -> Option<Found> {
    let (clerk, citizen) = (usual(encounter, Side::Clerk)?, usual(encounter, Side::Citizen)?);
    let mut best = (0.0, encounter.start_s);
    let (mut run, mut since, mut last) = (0.0, encounter.start_s, Side::Unknown);
    for turn in turns(encounter) {
        let usual = if turn.side == Side::Clerk { clerk } else { citizen };
        if level(turn).is_none_or(|level| level < usual + RAISED_DB) || turn.side == last {
            (run, last) = (0.0, Side::Unknown);
            continue;
        }
        if run == 0.0 {
            since = turn.start_s;
        }
        run += 1.0;
        last = turn.side;
        if run > best.0 {
            best = (run, since);
        }
    }
    Some(Found { value: best.0, at_s: best.1, unit: "turns" })
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

/// Calling out cash: what is due, received, returned, in that order, and the sum.
fn change(rule: &Measured, encounter: &Encounter) -> Option<Ruling> {
    let amount = |wanted: AmountKind| {
        encounter.moments.iter().rev().find_map(|moment| match moment.what {
            What::Amount { kind, fen } if kind == wanted => Some((fen as f64 / FEN, moment)),
            _ => None,
        })
    };
    let (due, received, returned) =
        (amount(AmountKind::Due), amount(AmountKind::Received), amount(AmountKind::Change));
    // Without cash nothing is counted: who pays by telephone is told the price and no more.
    let cash = received.or(returned)?;
    let at_s = cash.1.start_s;
    if let Some((_, why)) = excuse(encounter, &rule.unless) {
        return not_judged(at_s, why);
    }
    let Some((due, _)) = due else {
        return Some(ruling(Verdict::Broken, at_s, vec![Reason::Uncounted("费用共")]));
    };
    let Some((received, _)) = received else {
        return Some(ruling(Verdict::Broken, at_s, vec![Reason::Uncounted("收您")]));
    };
    let owed = received - due;
    let Some((returned, moment)) = returned else {
        // To the fen there is nothing to return.
        let verdict = if owed.abs() < 0.005 { Verdict::Kept } else { Verdict::Broken };
        let reasons = match verdict {
            Verdict::Kept => vec![Reason::Heard("amount:received".to_owned())],
            _ => vec![Reason::Uncounted("找您")],
        };
        return Some(ruling(verdict, at_s, reasons));
    };
    if (owed - returned).abs() > rule.most + 0.005 {
        let reasons = vec![Reason::Sum { owed, returned }];
        return Some(ruling(Verdict::Broken, moment.start_s, reasons));
    }
    let heard = "amount:due, amount:received, amount:change".to_owned();
    Some(ruling(Verdict::Kept, moment.start_s, vec![Reason::Heard(heard)]))
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
