//! Transcript x phrasebook -> [`Hit`]s.
//!
//! Pure; runs on the thread `judge`. Finds what was said and says how surely;
//! whether it matters is for `judge`. A text is folded, searched by character
//! (`exact`) and by sound (`sound`), and what was found is settled against
//! its neighbours and guards (`settle`).

mod exact;
mod pattern;
mod place;
mod settle;
mod sound;
mod tree;

pub use exact::Dictionary;
pub use place::Heard;
pub use settle::Stop;

use crate::normalize::{Accents, Ear, Normalized, normalize};
use crate::phrasebook::{List, Phrase, Phrasebook, Severity, Speaker};
use crate::units::{Role, RoleBasis, SampleRange, Score};
use pattern::{Found, Pattern, patterns};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// How a phrase was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// Character by character, after folding script, punctuation and numerals.
    Exact,
    /// By the sound of its syllables.
    Pinyin,
}

/// A phrase that was heard.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hit {
    /// The kind of list it stands on.
    pub list: List,
    /// The phrase's id.
    pub id: String,
    /// The phrase as its list prints it.
    pub phrase: String,
    /// The channel it was heard on, counted from zero.
    pub channel: usize,
    /// Whose channel that is.
    pub role: Role,
    /// What the role rests on.
    pub role_basis: RoleBasis,
    /// Whose mouth it must come from to count.
    pub speaker: Speaker,
    /// How grave it is.
    pub severity: Severity,
    /// Where in the session, estimated from its place in the text.
    pub range: SampleRange,
    /// How well it matched.
    pub score: Score,
    /// What stood in the text at that place, as the recogniser wrote it.
    pub heard: String,
    /// Where `heard` stands in the utterance's text, in bytes.
    pub text_start: usize,
    /// One past its last byte.
    pub text_end: usize,
    /// How it was found.
    pub how: How,
}

/// A place in a text where a phrase was found, accepted or not.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// Which phrase: its place in [`Phrasebook::phrases`].
    pub phrase: usize,
    /// How it was found.
    pub how: How,
    /// How well: 1 for the very characters, below it by sound.
    pub score: Score,
    /// First byte in the text that was searched, on a character boundary.
    pub start: usize,
    /// One past the last byte, on a character boundary.
    pub end: usize,
    /// The wording of the phrase that matched: its text or a variant.
    pub wording: String,
    /// The text at that place after folding.
    pub folded: String,
    /// What made it count for nothing; `None` when it counts.
    pub stopped_by: Option<Stop>,
}

/// A phrasebook made ready for searching. Immutable; building it takes
/// milliseconds for thousands of phrases.
#[derive(Debug)]
pub struct Spotter {
    book: Arc<Phrasebook>,
    patterns: Vec<Pattern>,
    exact: exact::Searcher,
    sound: sound::Searcher,
}

impl Spotter {
    /// Compiles the wordings, decoys and guards of `book`; expects the default accents.
    pub fn new(book: Arc<Phrasebook>) -> Spotter {
        Spotter::with_accents(book, &Accents::default())
    }

    /// As [`Spotter::new`], for speakers with these accents.
    pub fn with_accents(book: Arc<Phrasebook>, accents: &Accents) -> Spotter {
        let patterns = patterns(&book);
        let exact = exact::Searcher::new(&patterns);
        let sound = sound::Searcher::new(&patterns, Ear::new(accents));
        Spotter { book, patterns, exact, sound }
    }

    /// The phrasebook it searches for.
    pub fn book(&self) -> &Arc<Phrasebook> {
        &self.book
    }

    /// The phrase of a match of this spotter.
    pub fn phrase(&self, found: &Match) -> &Phrase {
        &self.book.phrases()[found.phrase]
    }

    /// The phrases that count in `text`, in order of place.
    pub fn find(&self, text: &str) -> Vec<Match> {
        let mut matches = self.examine(text);
        matches.retain(|found| found.stopped_by.is_none());
        matches
    }

    /// Everything that came near enough in `text`, in order of place, with what
    /// stopped each of those that do not count.
    pub fn examine(&self, text: &str) -> Vec<Match> {
        let folded = normalize(text);
        if folded.is_empty() {
            return Vec::new();
        }
        let mut found = Vec::new();
        self.exact.search(&self.patterns, &folded, &mut found);
        self.sound.search(&self.patterns, &folded, &mut found);
        let mut settled = settle::settle(&self.book, &self.patterns, found);
        settled.sort_by_key(|(found, _)| (found.first, std::cmp::Reverse(found.end)));
        settled
            .into_iter()
            .filter_map(|(found, stop)| self.matched(&folded, &found, stop))
            .collect()
    }

    /// What the caller sees of a finding; guards are not shown.
    fn matched(&self, folded: &Normalized, found: &Found, stop: Option<Stop>) -> Option<Match> {
        let pattern = &self.patterns[found.pattern];
        let phrase = pattern.counts_for()?;
        let place = folded.original(found.first, found.end);
        Some(Match {
            phrase,
            how: if found.cost == 0 && found.exact { How::Exact } else { How::Pinyin },
            score: Score(found.score(pattern)),
            start: place.start,
            end: place.end,
            wording: pattern.wording.clone(),
            folded: folded.symbols()[found.first..found.end].iter().map(|s| s.ch).collect(),
            stopped_by: stop,
        })
    }
}

#[cfg(test)]
mod tests;
