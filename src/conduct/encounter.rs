//! What happened between one citizen's arrival and their leaving.

use super::moment::{CallKind, Moment, Side, What};
use crate::calendar::Period;

/// Where something happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scene {
    /// At the counter.
    Counter,
    /// On the telephone, and nobody at the counter.
    Call,
}

/// What happened between one citizen's arrival and their leaving.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Encounter {
    /// Where it begins, seconds from the session's beginning.
    pub start_s: f64,
    /// Where it ends: the end of its last turn.
    pub end_s: f64,
    /// All that happened, in order of time.
    pub moments: Vec<Moment>,
    /// Whether its beginning is sure.
    pub clear_start: bool,
    /// Whether its end is sure.
    pub clear_end: bool,
}

impl Encounter {
    /// Turns of a side.
    pub fn turns(&self, side: Side) -> impl Iterator<Item = &Moment> {
        self.moments.iter().filter(move |moment| moment.is_turn() && moment.side == side)
    }

    /// Whether it is known who speaks.
    pub fn knows_sides(&self) -> bool {
        self.has_turns() && self.turns(Side::Unknown).next().is_none()
    }

    /// Whether anybody spoke.
    pub fn has_turns(&self) -> bool {
        self.moments.iter().any(Moment::is_turn)
    }

    /// Whether a citizen was heard.
    pub fn has_citizen(&self) -> bool {
        self.turns(Side::Citizen).next().is_some()
    }

    /// Whether nobody was there to be served: clerks among themselves, or into a telephone,
    /// or only a bell.
    pub fn is_nobodys(&self) -> bool {
        !self.has_citizen() && self.turns(Side::Unknown).next().is_none()
    }

    /// Where it happened; `None` where nobody was there to be served, nor on a telephone.
    pub fn scene(&self) -> Option<Scene> {
        if !self.is_nobodys() {
            return Some(Scene::Counter);
        }
        let is_call = |moment: &Moment| matches!(moment.what, What::Call { call, .. } if call != CallKind::Spoken);
        self.moments.iter().any(is_call).then_some(Scene::Call)
    }

    /// Whether only citizens were heard: somebody waits, or people talk to one another.
    pub fn is_unattended(&self) -> bool {
        self.knows_sides() && self.turns(Side::Clerk).next().is_none()
    }

    /// Notes what the counter's hours say of it, from these seconds of the session on, in
    /// order; whoever has a clock does, before it is judged.
    pub fn tell_hours(&mut self, hours: &[(f64, Period)]) {
        self.moments.retain(|moment| !matches!(moment.what, What::Hours { .. }));
        for (at_s, period) in hours {
            let what = What::Hours { period: *period };
            let moment = Moment { start_s: *at_s, end_s: *at_s, side: Side::Unknown, what };
            let found = |what: &What| {
                matches!(what, What::Phrase { .. } | What::Cue { .. } | What::Amount { .. })
            };
            // Never between a turn and what was found in it.
            let later = |m: &Moment| m.start_s >= *at_s && !found(&m.what);
            let place = self.moments.iter().position(later).unwrap_or(self.moments.len());
            self.moments.insert(place, moment);
        }
    }

    /// What the hours say of a second of it; `None` where nobody knows.
    pub fn period(&self, at_s: f64) -> Option<Period> {
        let mut told = self.moments.iter().filter_map(|moment| match moment.what {
            What::Hours { period } => Some((moment.start_s, period)),
            _ => None,
        });
        let (_, mut period) = told.next()?;
        for (_, later) in told.take_while(|(from_s, _)| *from_s <= at_s) {
            period = later;
        }
        Some(period)
    }

    /// Whether it ran on past the counter's closing time, having begun before it.
    pub fn is_overtime(&self) -> bool {
        let (begins, ends) = (self.period(self.start_s), self.period(self.end_s));
        begins.is_some_and(Period::is_service) && ends.is_some_and(|period| !period.is_service())
    }

    /// What was found in a turn, and what goes with it.
    pub fn within<'a>(&'a self, turn: &'a Moment) -> impl Iterator<Item = &'a Moment> {
        self.moments.iter().filter(|moment| {
            moment.side == turn.side
                && moment.start_s >= turn.start_s
                && moment.start_s <= turn.end_s
        })
    }

    /// Of the turns the share that was understood, 0 to 1.
    pub fn understood(&self) -> f64 {
        let turns = self.moments.iter().filter(|moment| moment.is_turn());
        let (mut all, mut well) = (0, 0);
        for turn in turns {
            all += 1;
            well += i32::from(matches!(turn.what, What::Turn { understood: true, .. }));
        }
        if all == 0 { 0.0 } else { f64::from(well) / f64::from(all) }
    }
}
