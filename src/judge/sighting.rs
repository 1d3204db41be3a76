//! A hit from its first hearing to its last: what is known of it, and what was told.

use super::context::Utterance;
use super::{Place, Standing};
use crate::phrasebook::{List, Severity};
use crate::spot::{Hit, Surety};

/// A hit as it was judged.
#[derive(Debug, Clone, PartialEq)]
pub struct JudgedHit {
    /// The hit, its severity as of the time of day and of what put it right so far.
    pub hit: Hit,
    /// What it counts for.
    pub standing: Standing,
    /// Whether it was heard in a draft only, so far.
    pub early: bool,
    /// Whether it was told before, and something else about it.
    pub again: bool,
}

/// A hit that is remembered.
#[derive(Debug)]
pub(super) struct Sighting {
    /// Its severity and remedy are as known now.
    pub(super) hit: Hit,
    /// How grave it is before anything puts it right.
    pub(super) severity: Severity,
    pub(super) utterance: Utterance,
    pub(super) standing: Standing,
    pub(super) episode: Option<u64>,
    /// Whether only a draft has heard it so far.
    pub(super) early: bool,
    /// Whether it has been told.
    pub(super) told: bool,
    /// Whether it was said while nobody was served, as far as is known.
    pub(super) unserved: bool,
    /// Whether it was said here, as far as is known.
    pub(super) place: Place,
}

impl Sighting {
    pub(super) fn new(
        hit: Hit,
        utterance: Utterance,
        standing: Standing,
        unserved: bool,
        place: Place,
    ) -> Sighting {
        let severity = hit.severity;
        let (episode, early, told) = (None, false, false);
        Sighting { hit, severity, utterance, standing, episode, early, told, unserved, place }
    }

    pub(super) fn tell(&mut self) -> JudgedHit {
        let again = std::mem::replace(&mut self.told, true);
        let Sighting { hit, standing, early, .. } = self;
        JudgedHit { hit: hit.clone(), standing: *standing, early: *early, again }
    }

    /// Notes how surely it was heard. True when that changes what it counts for.
    pub(super) fn heard_as(&mut self, surety: Surety) -> bool {
        self.hit.surety = surety;
        let before = self.standing;
        if before.may_change() {
            self.standing = Standing::of(&self.hit, self.unserved, self.place);
        }
        self.standing != before
    }

    /// Somebody was there after all. True when that changes what it counts for.
    pub(super) fn serve(&mut self) -> bool {
        self.unserved = false;
        let outside = self.standing == Standing::OutsideEncounter;
        if outside {
            self.standing = Standing::of(&self.hit, false, self.place);
        }
        outside
    }

    pub(super) fn is_waiting(&self, list: List) -> bool {
        self.standing == Standing::Waiting && self.hit.list == list
    }
}
