//! What is measured: times, levels, rates, sums. Levels are always against the counter's own
//! ambience and the speaker's own usual level, and are never called a feeling.

use super::{Reason, Ruling, Verdict, excuse, not_judged, ruling};
use crate::conduct::encounter::Encounter;
use crate::conduct::moment::{AmountKind, CallKind, Moment, Noise, Side, What};
use crate::conduct::pack::{Measure, Measured};

/// A turn must have so many syllables for its rate and level to say something.
const SYLLABLES_LEAST: u32 = 8;
/// A turn this much above its speaker's usual level is raised, dB.
const RAISED_DB: f64 = 6.0;
/// Speaking over somebody for less than this is no interruption, seconds: back-channels
/// (嗯, 对) and breath overlap by so much in any talk.
const OVERLAP_LEAST_S: f64 = 0.5;
/// Bursts of one bell are no further apart, seconds: it rings every 5 or 6.
const RING_GAP_S: f64 = 8.0;
/// How long a question waited that nobody ever answered: longer than any window.
const NEVER_S: f64 = 9_999.0;
/// Fen in a yuan.
const FEN: f64 = 100.0;

pub(super) fn judge(rule: &Measured, encounter: &Encounter) -> Option<Ruling> {
    let rings = matches!(rule.measure, Measure::Rings | Measure::MissedRings | Measure::CallS);
    let needs_sides = !rings && rule.measure != Measure::ChangeYuan;
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
        Measure::Rings => self::rings(rule, encounter)?,
        Measure::MissedRings => missed(encounter)?,
        Measure::CallS => call(encounter)?,
    };
    let Found { value, at_s, unit } = found;
    let reasons = vec![Reason::Measured { found: value, most: rule.most, unit }];
    if value <= rule.most {
        return Some(ruling(Verdict::Kept, at_s, reasons));
    }
    if let Some((_, why)) = excuse(encounter, &rule.unless) {
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

/// The most bursts of a bell that one call took, or that rang for nothing. Bells that stopped
/// while somebody was served say nothing unless there were too many.
fn rings(rule: &Measured, encounter: &Encounter) -> Option<Found> {
    let calls = calls(encounter).filter(|(call, _)| *call != CallKind::Spoken);
    let of = |(_, moment): (CallKind, &Moment)| match moment.what {
        What::Call { rings, .. } if rings > 0 => Some((f64::from(rings), moment.start_s)),
        _ => None,
    };
    let taken = worst(calls.filter_map(of), "rings");
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
