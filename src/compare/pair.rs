//! What was found in one line by two lists, put side by side.
//!
//! Pure. Who stands in whose place is decided by overlap: the same phrase first, then
//! what counts instead of it.

use crate::judge::Standing;
use crate::phrasebook::{List, Remedy, Severity};
use crate::spot::{Hit, How};
use crate::trial::TriedHit;
use serde::Serialize;

/// A phrase that was found, and what it came to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Found {
    /// Taboo or civil.
    pub list: List,
    /// The phrase's id.
    pub id: String,
    /// The phrase as its list prints it.
    pub phrase: String,
    /// The words in the line.
    pub heard: String,
    /// Its first character in the line, counted from zero.
    pub start: usize,
    /// One past its last character.
    pub end: usize,
    /// How it was found.
    pub how: How,
    /// 0 to 1, 1 for exact.
    pub score: f32,
    /// Whether it counts in full.
    pub accepted: bool,
    /// What keeps it from that, in a word.
    pub stopped_by: Option<&'static str>,
    /// How grave it is, after what put it right; taboo phrases only.
    pub severity: Option<Severity>,
    /// What put it right.
    pub remedy: Option<Remedy>,
    /// Whether it speaks for whoever said it.
    pub merit: bool,
    /// Whether the labels of its line name it; `None` when they do not tell.
    pub right: Option<bool>,
}

impl Found {
    /// As it was tried.
    pub(super) fn of(hit: TriedHit) -> Found {
        Found {
            list: hit.list,
            id: hit.id,
            phrase: hit.phrase,
            heard: hit.heard,
            start: hit.start,
            end: hit.end,
            how: hit.how,
            score: hit.score,
            accepted: hit.accepted,
            stopped_by: hit.stopped_by,
            severity: hit.severity,
            remedy: hit.remedy,
            merit: hit.merit,
            right: None,
        }
    }

    /// As it was kept with the utterance `text`. What hours, conditions and probation
    /// stop is not kept, so that only the speaker is left to ask about.
    pub(super) fn kept(hit: &Hit, text: &str) -> Found {
        let stopped_by = Standing::by_speaker(hit).stopped_by();
        let chars = |end: usize| text.char_indices().take_while(|(at, _)| *at < end).count();
        Found {
            list: hit.list,
            id: hit.id.clone(),
            phrase: hit.phrase.clone(),
            heard: hit.heard.clone(),
            start: chars(hit.text_start),
            end: chars(hit.text_end),
            how: hit.how,
            score: hit.score.0,
            accepted: stopped_by.is_none(),
            stopped_by,
            severity: (hit.list == List::Taboo).then_some(hit.severity),
            remedy: hit.remedy,
            merit: hit.merit,
            right: None,
        }
    }

    fn overlap(&self, other: &Found) -> usize {
        self.end.min(other.end).saturating_sub(self.start.max(other.start))
    }

    /// Whether it comes to something else than `other` in its place.
    fn differs(&self, other: &Found) -> bool {
        let name = |found: &Found| (found.list, found.id.clone(), found.stopped_by);
        let weight = |found: &Found| (found.severity, found.remedy, found.merit);
        name(self) != name(other) || (self.accepted && weight(self) != weight(other))
    }
}

/// A change in one place.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// It counts, where nothing was.
    Won(Found),
    /// It counted, where nothing is.
    Lost(Found),
    /// Another phrase, another weight, or another reason.
    Turned {
        /// By the old lists.
        was: Found,
        /// By the new ones.
        now: Found,
    },
}

impl Change {
    fn start(&self) -> usize {
        match self {
            Change::Won(found) | Change::Lost(found) => found.start,
            Change::Turned { was, now } => was.start.min(now.start),
        }
    }
}

/// Who may stand in whose place, best first.
const IN_PLACE_OF: [fn(&Found, &Found) -> bool; 4] = [
    |was, now| was.id == now.id && was.accepted == now.accepted,
    |was, now| was.accepted && now.accepted && was.list == now.list,
    |was, now| was.id == now.id,
    |was, now| was.accepted && now.accepted,
];

/// What changed from `old` to `new`, two judgements of one line, in order of place.
/// What was stopped and is gone, or is new and stopped, changes nothing.
pub fn changes(mut old: Vec<Found>, mut new: Vec<Found>) -> Vec<Change> {
    let mut changes = Vec::new();
    for may_stand in IN_PLACE_OF {
        let mut left = Vec::new();
        for was in old {
            let others = new.iter().enumerate();
            let candidates = others
                .filter(|(_, now)| may_stand(&was, now) && was.overlap(now) > 0)
                // Of equals the first.
                .max_by_key(|(at, now)| (was.overlap(now), std::cmp::Reverse(*at)));
            match candidates.map(|(at, _)| at) {
                None => left.push(was),
                Some(at) => {
                    let now = new.remove(at);
                    if was.differs(&now) {
                        changes.push(Change::Turned { was, now });
                    }
                }
            }
        }
        old = left;
    }
    changes.extend(old.into_iter().filter(|found| found.accepted).map(Change::Lost));
    changes.extend(new.into_iter().filter(|found| found.accepted).map(Change::Won));
    changes.sort_by_key(Change::start);
    changes
}
