//! What a hit counts for, by whose it is, how surely it was heard, where and when.
//!
//! Pure. A hit's standing decides whether it makes an episode, and whether that alarms.

use super::Place;
use crate::phrasebook::{List, Speaker};
use crate::spot::Hit;
use crate::units::Role;
use serde::{Deserialize, Serialize};

/// Whether an episode may raise an alarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// The words may be others: kept and shown apart, never alarmed.
    HearingUnconfirmed,
    /// A neighbouring counter heard it as well: kept and shown apart, never alarmed.
    CounterUnconfirmed,
    /// A citizen may have said it: kept and shown apart, never alarmed.
    SpeakerUnconfirmed,
    /// Nobody was there to be served: kept and shown apart, never alarmed.
    OutsideEncounter,
    /// The phrase counts from the mouth it came from.
    Alarm,
}

impl Certainty {
    /// What keeps an episode from alarming, the same word as [`Standing::stopped_by`];
    /// `None` when nothing does.
    pub fn stopped_by(self) -> Option<&'static str> {
        match self {
            Certainty::HearingUnconfirmed => Standing::HearingUnconfirmed.stopped_by(),
            Certainty::SpeakerUnconfirmed => Standing::SpeakerUnconfirmed.stopped_by(),
            Certainty::CounterUnconfirmed => Standing::CounterUnconfirmed.stopped_by(),
            Certainty::OutsideEncounter => Standing::OutsideEncounter.stopped_by(),
            Certainty::Alarm => None,
        }
    }
}

/// What a hit counts for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// It counts: a taboo phrase makes an episode, a civil one speaks for the clerk.
    Counts,
    /// A condition of its phrase may still stop it.
    Waiting,
    /// A taboo phrase that citizens say too, from an unknown mouth: it makes an episode
    /// that never alarms, and enters nobody's figures.
    SpeakerUnconfirmed,
    /// A phrase that was not surely heard: a taboo one makes an episode that never
    /// alarms; it puts nothing right and enters nobody's figures.
    HearingUnconfirmed,
    /// A taboo phrase of a clerk while nobody was served, among colleagues or into a
    /// telephone: it makes an episode that never alarms, and enters nobody's figures.
    OutsideEncounter,
    /// A neighbouring counter heard the same, and it is not clear at which of them it was
    /// said: a taboo phrase makes an episode that never alarms; it enters nobody's figures.
    CounterUnconfirmed,
    /// It was said at a neighbouring counter, and counts there.
    OtherCounter,
    /// A taboo phrase from a mouth that may say it.
    Speaker,
    /// It counts for nothing at this time of day.
    Hours,
    /// What was said before or after it stops it.
    Context,
    /// Its list is on probation: told and counted, never judged.
    Shadow,
}

impl Standing {
    /// What keeps the hit from counting in full, one lower-case word as in `--json`;
    /// `None` when nothing does.
    pub fn stopped_by(self) -> Option<&'static str> {
        match self {
            Standing::Counts => None,
            Standing::Waiting | Standing::Context => Some("context"),
            Standing::SpeakerUnconfirmed => Some("speaker_unconfirmed"),
            Standing::HearingUnconfirmed => Some("hearing_unconfirmed"),
            Standing::OutsideEncounter => Some("outside_encounter"),
            Standing::CounterUnconfirmed => Some("counter_unconfirmed"),
            Standing::OtherCounter => Some("other_counter"),
            Standing::Speaker => Some("speaker"),
            Standing::Hours => Some("hours"),
            Standing::Shadow => Some("shadow"),
        }
    }

    /// Whether it may be shown as said: it counts, or would from another mouth or if it
    /// was surely heard.
    pub fn is_shown(self) -> bool {
        self.certainty().is_some() || self == Standing::Speaker
    }

    /// What it does to the episode it makes; `None` for what makes none.
    pub(super) fn certainty(self) -> Option<Certainty> {
        match self {
            Standing::Counts => Some(Certainty::Alarm),
            Standing::SpeakerUnconfirmed => Some(Certainty::SpeakerUnconfirmed),
            Standing::HearingUnconfirmed => Some(Certainty::HearingUnconfirmed),
            Standing::OutsideEncounter => Some(Certainty::OutsideEncounter),
            Standing::CounterUnconfirmed => Some(Certainty::CounterUnconfirmed),
            _ => None,
        }
    }

    /// What a hit that neither hours nor context stop counts for, by whose it is and how
    /// surely it was heard. Citizens may say what they like; civil phrases accuse nobody.
    pub fn by_speaker(hit: &Hit) -> Standing {
        let standing = match (hit.list, hit.role, hit.speaker) {
            (List::Civil, _, _)
            | (_, Role::Clerk, Speaker::Clerk | Speaker::Any)
            | (_, Role::Unknown, Speaker::Any) => Standing::Counts,
            (_, Role::Unknown, Speaker::Clerk) => Standing::SpeakerUnconfirmed,
            (_, Role::Citizen | Role::Room, _) | (_, _, Speaker::Citizen) => Standing::Speaker,
        };
        match standing {
            Standing::Counts | Standing::SpeakerUnconfirmed if hit.terms.shadow => Standing::Shadow,
            Standing::Counts | Standing::SpeakerUnconfirmed if !hit.surety.is_sure() => {
                Standing::HearingUnconfirmed
            }
            standing => standing,
        }
    }

    /// Whether something that is learned later may change it.
    pub(super) fn may_change(self) -> bool {
        self.certainty().is_some() || self == Standing::OtherCounter
    }

    /// The same of a hit that nobody may have been there to hear, or that was said elsewhere.
    pub(super) fn of(hit: &Hit, unserved: bool, place: Place) -> Standing {
        match (Standing::by_speaker(hit), place) {
            (standing, Place::Elsewhere) if standing.may_change() => Standing::OtherCounter,
            (Standing::Counts, Place::Unsure) => Standing::CounterUnconfirmed,
            (standing, _) => Standing::in_time(standing, unserved),
        }
    }

    fn in_time(standing: Standing, unserved: bool) -> Standing {
        match standing {
            Standing::Counts if unserved => Standing::OutsideEncounter,
            standing => standing,
        }
    }
}
