//! Which initials and finals a recogniser takes for which.
//!
//! Pure. Counted over all syllables that lie against each other, those that were heard
//! right included, so that shares can be told.

use crate::normalize::{Cost, Ear, Symbol};
use serde::Serialize;
use std::collections::BTreeMap;

/// Beyond this cost the two syllables lie against each other only by their place.
const FARTHEST: Cost = 70;

/// Which half of a syllable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Half {
    /// The consonant it begins with.
    Initial,
    /// Everything after it.
    Final,
}

/// One sound taken for another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Confusion {
    /// Which half.
    pub half: Half,
    /// What was said, in pinyin; empty for no initial.
    pub said: String,
    /// What was heard.
    pub heard: String,
    /// How often.
    pub times: usize,
    /// How often it was said, whatever was heard.
    pub of: usize,
    /// What the lists' search counts the difference at, in hundredths of a syllable; a
    /// half weighs 50 at most.
    pub cost: Cost,
}

/// The counts.
#[derive(Debug, Default)]
pub(super) struct Confusions {
    said: BTreeMap<(Half, String), usize>,
    taken: BTreeMap<(Half, String, String), (usize, Cost)>,
}

impl Confusions {
    /// Counts a sentence: syllables said, and heard for them.
    pub fn count(&mut self, ear: &Ear, pairs: &[(Symbol, Symbol)]) {
        for (said, heard) in pairs {
            let far = said.ch != heard.ch && ear.cost(said.sound, heard.sound) > FARTHEST;
            let Some(halves) = ear.halves(said.sound, heard.sound).filter(|_| !far) else {
                continue;
            };
            let (x, y) = halves.initials;
            self.one(Half::Initial, x, y, halves.initial_cost);
            let (x, y) = &halves.finals;
            self.one(Half::Final, x, y, halves.final_cost);
        }
    }

    fn one(&mut self, half: Half, said: &str, heard: &str, cost: Cost) {
        *self.said.entry((half, said.to_owned())).or_default() += 1;
        if said != heard {
            let key = (half, said.to_owned(), heard.to_owned());
            self.taken.entry(key).or_insert((0, cost)).0 += 1;
        }
    }

    /// All of them, the most frequent first.
    pub fn table(&self) -> Vec<Confusion> {
        let mut rows: Vec<Confusion> = self
            .taken
            .iter()
            .map(|((half, said, heard), (times, cost))| Confusion {
                half: *half,
                said: said.clone(),
                heard: heard.clone(),
                times: *times,
                of: self.said.get(&(*half, said.clone())).copied().unwrap_or(0),
                cost: *cost,
            })
            .collect();
        rows.sort_by_key(|row| std::cmp::Reverse(row.times));
        rows
    }
}
