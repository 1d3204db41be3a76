//! Telephone calls in what happened at a counter: bells, words about the telephone, and the
//! turns of a clerk alone.
//!
//! Pure. Only the near end is heard: whoever speaks on the line is not. So a clerk who talks
//! while no citizen does may talk to a colleague as well; it is a call only where a bell, a
//! tune or the clerk's own words say so. Where nobody knows who speaks there are no calls.

use super::encounter::Encounter;
use super::moment::{CallKind, Moment, Noise, Side, What};
use super::pack::Pattern;

/// A clerk who has talked so long without a citizen's word after a bell is on the telephone,
/// seconds: a greeting and the answer to it are shorter.
const ALONE_S: f64 = 8.0;
/// A bell that was cut short by lifting the receiver may end so much after the first word of
/// whoever took it, seconds.
const SLACK_S: f64 = 0.5;

/// An utterance begins so long before what sounds in it at most, seconds.
const LEAD_S: f64 = 0.6;

/// What is said on the telephone and about it, as packs say it.
#[derive(Debug, Clone, PartialEq)]
pub struct Telephone {
    /// Whoever speaks so soon after the last burst of a bell has taken the call, seconds.
    pub answer_s: f64,
    /// Bursts further apart than this belong to two calls, seconds.
    pub ring_gap_s: f64,
    /// What is said into it first.
    pub open: Vec<Pattern>,
    /// What is said to a citizen before it is taken.
    pub taking: Vec<Pattern>,
    /// What is said before or while calling somebody.
    pub making: Vec<Pattern>,
    /// What is said to a citizen who waited.
    pub back: Vec<Pattern>,
    /// Phrases that count even while nobody is served.
    pub alone: Vec<Pattern>,
}

impl Default for Telephone {
    fn default() -> Telephone {
        let none = Vec::new;
        let (open, taking, making, back, alone) = (none(), none(), none(), none(), none());
        Telephone { answer_s: 12.0, ring_gap_s: 8.0, open, taking, making, back, alone }
    }
}

/// Bursts of one bell.
#[derive(Debug, Clone, Copy)]
struct Run {
    start_s: f64,
    /// Where its last burst begins.
    last_s: f64,
    end_s: f64,
    rings: u32,
    mobile: bool,
}

/// A turn with what was found in it.
#[derive(Debug, Clone, Copy)]
struct Turn<'a> {
    turn: &'a Moment,
    all: &'a [Moment],
}

impl Turn<'_> {
    fn says(&self, patterns: &[Pattern]) -> bool {
        self.all.iter().any(|moment| patterns.iter().any(|pattern| pattern.fits(moment)))
    }

    fn is_clerk(&self) -> bool {
        self.turn.side == Side::Clerk
    }
}

impl Telephone {
    /// Notes the calls of an encounter in it, in place of those that were noted before.
    pub(super) fn note(&self, encounter: &mut Encounter) {
        encounter.moments.retain(|moment| !matches!(moment.what, What::Call { .. }));
        for call in self.calls(encounter) {
            let is_found = |what: &What| {
                matches!(what, What::Phrase { .. } | What::Cue { .. } | What::Amount { .. })
            };
            let later = |m: &Moment| m.start_s >= call.start_s && !is_found(&m.what);
            let place = encounter.moments.iter().position(later);
            encounter.moments.insert(place.unwrap_or(encounter.moments.len()), call);
        }
    }

    /// Whether the clerk who has spoken alone so far is on the telephone, at `now_s`.
    pub(super) fn is_on(&self, open: &Encounter, now_s: f64) -> bool {
        self.calls(open).iter().any(|call| {
            let What::Call { call: kind, .. } = call.what else { return false };
            let after = open.turns(Side::Clerk).filter(|turn| turn.start_s >= call.start_s);
            let sure = kind == CallKind::Made
                || after.count() > 1
                || now_s - call.start_s >= ALONE_S
                || turns(open).iter().any(|turn| turn.says(&self.open));
            !matches!(kind, CallKind::Missed | CallKind::Spoken) && sure
        })
    }

    fn calls(&self, encounter: &Encounter) -> Vec<Moment> {
        let turns = turns(encounter);
        if turns.iter().any(|turn| turn.turn.side == Side::Unknown) {
            return Vec::new();
        }
        let mut calls: Vec<Moment> = Vec::new();
        for run in self.runs(encounter) {
            calls.extend(self.rung(encounter, &turns, run));
        }
        for (at, turn) in turns.iter().enumerate() {
            let kind = match turn.is_clerk() {
                true if turn.says(&self.taking) => CallKind::Spoken,
                true if turn.says(&self.making) => CallKind::Made,
                _ => continue,
            };
            let known = calls.iter().any(|call| {
                call.start_s - self.answer_s <= turn.turn.end_s && turn.turn.start_s <= call.end_s
            });
            if !known {
                calls.extend(self.told(encounter, &turns, at, kind));
            }
        }
        calls
    }

    /// The bursts of each call.
    fn runs(&self, encounter: &Encounter) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        for moment in &encounter.moments {
            let mobile = match moment.what {
                What::Sound { noise: Noise::Ring } => false,
                What::Sound { noise: Noise::Mobile } => true,
                _ => continue,
            };
            let (start_s, end_s) = (moment.start_s, moment.end_s);
            match runs.last_mut() {
                Some(run) if run.mobile == mobile && start_s - run.end_s <= self.ring_gap_s => {
                    (run.last_s, run.end_s) = (start_s, run.end_s.max(end_s));
                    run.rings += u32::from(!mobile);
                }
                _ => {
                    let (last_s, rings) = (start_s, u32::from(!mobile));
                    runs.push(Run { start_s, last_s, end_s, rings, mobile });
                }
            }
        }
        runs
    }

    /// What became of a bell: somebody took the call, or nobody did, or it cannot be told.
    fn rung(&self, encounter: &Encounter, turns: &[Turn<'_>], run: Run) -> Option<Moment> {
        let Run { rings, mobile, .. } = run;
        let until_s = run.end_s + self.answer_s;
        let kind = if mobile { CallKind::Mobile } else { CallKind::Taken };
        // The bell stops when the receiver is lifted: who spoke before that took nothing. An
        // utterance that follows at once holds the last burst as well.
        let after = |turn: &Turn<'_>| {
            let (start_s, end_s) = (turn.turn.start_s, turn.turn.end_s);
            let late = start_s >= run.last_s
                || (start_s >= run.last_s - LEAD_S && end_s >= run.end_s + SLACK_S);
            turn.is_clerk() && late && start_s <= until_s
        };
        if !encounter.has_citizen() {
            let Some(first) = turns.iter().find(|turn| after(turn)) else {
                let what = What::Call { call: CallKind::Missed, rings };
                let (start_s, end_s) = (run.start_s, run.end_s);
                return (!mobile).then_some(Moment { start_s, end_s, side: Side::Unknown, what });
            };
            return Some(call(kind, rings, first.turn.start_s, encounter.end_s));
        }
        let is_taking = |turn: &Turn<'_>| {
            let (start_s, end_s) = (turn.turn.start_s, turn.turn.end_s);
            turn.is_clerk()
                && turn.says(&self.taking)
                && end_s >= run.start_s - SLACK_S
                && start_s <= until_s
        };
        if let Some(at) = turns.iter().position(is_taking) {
            let told = self.told(encounter, turns, at, kind)?;
            let what = match told.what {
                What::Call { call, .. } => What::Call { call, rings },
                what => what,
            };
            return Some(Moment { what, ..told });
        }
        let at = turns.iter().position(|turn| after(turn) && turn.says(&self.open))?;
        // Whoever is answered at once is at the counter and not on the line.
        let (this, next) = (turns.get(at)?, turns.get(at + 1));
        let answered = next.is_some_and(|next| {
            next.turn.side == Side::Citizen && next.turn.start_s - this.turn.end_s < ALONE_S
        });
        if answered {
            return None;
        }
        Some(call(kind, rings, this.turn.start_s, self.end(encounter, turns, at)))
    }

    /// The call that the clerk speaks of in turn `at`: what they say alone after it.
    fn told(
        &self,
        encounter: &Encounter,
        turns: &[Turn<'_>],
        at: usize,
        kind: CallKind,
    ) -> Option<Moment> {
        let this = turns.get(at)?;
        let end_s = self.end(encounter, turns, at);
        // Who calls somebody may say so to nobody, and begins with it.
        let begins = kind == CallKind::Made && !encounter.has_citizen();
        let talk = match begins {
            true => Some(this),
            false => turns[at + 1..].iter().find(|turn| turn.turn.end_s <= end_s),
        };
        match talk.filter(|talk| talk.is_clerk()) {
            Some(talk) => Some(call(kind, 0, talk.turn.start_s, end_s)),
            None => Some(call(CallKind::Spoken, 0, this.turn.end_s, end_s)),
        }
    }

    /// Where a call ends that begins in or after turn `at`: where the clerk turns back to
    /// whoever waited, or the two speak with one another again.
    fn end(&self, encounter: &Encounter, turns: &[Turn<'_>], at: usize) -> f64 {
        let later = turns.get(at + 1..).unwrap_or_default();
        let back = |turn: &&Turn<'_>| turn.turn.side == Side::Citizen || turn.says(&self.back);
        later.iter().find(back).map_or(encounter.end_s, |turn| turn.turn.start_s)
    }
}

fn call(kind: CallKind, rings: u32, start_s: f64, end_s: f64) -> Moment {
    let what = What::Call { call: kind, rings };
    Moment { start_s, end_s: end_s.max(start_s), side: Side::Clerk, what }
}

/// The turns of an encounter, each with what was found in it.
fn turns(encounter: &Encounter) -> Vec<Turn<'_>> {
    super::moment::utterances(&encounter.moments)
        .filter_map(|all| {
            let turn = all.first().filter(|first| first.is_turn())?;
            Some(Turn { turn, all })
        })
        .collect()
}
