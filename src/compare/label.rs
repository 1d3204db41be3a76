//! What labels of a corpus mean to one of the lists, and how well that does by them.
//!
//! Pure. A label is an id or a text; a text means every phrase that is found in it when
//! no guard is asked, or whatever is found where the text itself was said.

use super::Found;
use crate::corpus::Line;
use crate::normalize::{Accents, normalize};
use crate::phrasebook::{List, Phrasebook};
use crate::spot::Spotter;
use serde::Serialize;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// How well lists do by the labels.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Measure {
    /// Hits that count, labelled or not.
    pub hits: usize,
    /// Labels.
    pub expected: usize,
    /// Labels with a hit that counts.
    pub found: usize,
    /// `found` of `expected`; absent without labels.
    pub recall: Option<f64>,
    /// Taboo hits that a label names.
    pub right: usize,
    /// Taboo hits that count in lines whose labels do not name them.
    pub false_alarms: usize,
    /// `right` of those two together; absent without either.
    pub precision: Option<f64>,
}

impl Measure {
    /// Adds the counts of another.
    pub(super) fn add(&mut self, more: Measure) {
        self.hits += more.hits;
        self.expected += more.expected;
        self.found += more.found;
        self.right += more.right;
        self.false_alarms += more.false_alarms;
    }

    /// With its shares.
    pub(super) fn finished(self) -> Measure {
        let share = |part: usize, whole: usize| (whole > 0).then(|| part as f64 / whole as f64);
        Measure {
            recall: share(self.found, self.expected),
            precision: share(self.right, self.right + self.false_alarms),
            ..self
        }
    }
}

/// Reads labels for one of the lists.
pub(super) struct Labels {
    /// Without guards.
    bare: Spotter,
    /// The ids that each label means.
    known: HashMap<String, HashSet<String>>,
}

impl Labels {
    pub fn new(book: &Phrasebook, accents: &Accents) -> Labels {
        let bare = Spotter::with_accents(Arc::new(book.unguarded()), accents);
        Labels { bare, known: HashMap::new() }
    }

    /// Writes into `found` what the labels of its line say of each.
    pub fn mark(&mut self, line: &Line, found: &mut [Found]) {
        self.learn(line);
        for hit in found {
            hit.right = self.right(line, hit);
        }
    }

    /// The counts for one line whose hits are marked.
    pub fn count(&self, line: &Line, found: &[Found]) -> Measure {
        let counting: Vec<&Found> = found.iter().filter(|hit| hit.accepted).collect();
        let taboo = |hit: &&&Found| hit.list == List::Taboo;
        let told = |right| counting.iter().filter(taboo).filter(|h| h.right == Some(right)).count();
        let named = |label: &&String| counting.iter().any(|hit| self.names(label, hit));
        let (mut expected, mut met) = (line.labels.len(), line.labels.iter().filter(named).count());
        if is_some_taboo(line) {
            expected += 1;
            met += usize::from(counting.iter().any(|hit| hit.list == List::Taboo));
        }
        Measure {
            hits: counting.len(),
            expected,
            found: met,
            right: told(true),
            false_alarms: told(false),
            ..Measure::default()
        }
    }

    fn learn(&mut self, line: &Line) {
        let phrases = self.bare.book().phrases();
        for label in &line.labels {
            if self.known.contains_key(label) {
                continue;
            }
            let mut ids: HashSet<String> = HashSet::new();
            ids.extend(phrases.iter().filter(|p| p.id == *label).map(|p| p.id.clone()));
            if ids.is_empty() {
                let heard = self.bare.examine(label);
                ids.extend(heard.iter().map(|found| self.bare.phrase(found).id.clone()));
            }
            self.known.insert(label.clone(), ids);
        }
    }

    fn names(&self, label: &str, hit: &Found) -> bool {
        let letters = normalize(label).letters();
        self.known.get(label).is_some_and(|ids| ids.contains(&hit.id))
            // A longer phrase explains the place.
            || (!letters.is_empty() && normalize(&hit.heard).letters().contains(&letters))
    }

    /// Where taboo speech is said to be, a hit that no label names may be that.
    fn right(&self, line: &Line, hit: &Found) -> Option<bool> {
        if !line.labelled {
            return None;
        }
        let named = line.labels.iter().any(|label| self.names(label, hit));
        match hit.list {
            _ if named => Some(true),
            List::Civil => None,
            List::Taboo if is_some_taboo(line) => Some(true),
            List::Taboo => (!line.taboo).then_some(false),
        }
    }
}

/// Whether the line is said to hold a taboo phrase, without saying which.
fn is_some_taboo(line: &Line) -> bool {
    line.taboo && line.labels.is_empty()
}
