//! Transcript x phrasebook -> [`Hit`]s.
//!
//! Pure; runs on the thread `judge`. Finds what was said and says how surely;
//! whether it matters is for `judge`. A text is folded, searched by character
//! (`exact`, `light`) and by sound (`sound`), and what was found is settled against
//! its guards (`guard`, `lead`, `alike`) and neighbours (`settle`).

mod align;
mod alike;
mod doubt;
mod exact;
mod guard;
mod lead;
mod light;
mod mention;
mod near;
mod pattern;
mod place;
mod settle;
mod slot;
mod sound;
mod stop;
mod trace;
mod tree;
mod word;

pub use align::Difference;
pub use doubt::Question;
pub use exact::Dictionary;
pub use near::{Near, Why};
pub use pattern::{Reach, reach};
pub use place::{CueHit, Evidence, Heard, Told};
pub use stop::Stop;
pub use trace::{Dropped, Look, Trace, Traced};

use crate::normalize::{Accents, Ear, Normalized, normalize};
use crate::phrasebook::{List, Phrase, Phrasebook, Remedy, Severity, Speaker, Terms};
use crate::transcribe::Weighed;
use crate::units::{Role, RoleBasis, SampleRange, Score};
use lead::Scene;
use pattern::{Found, Pattern, Purpose, patterns};
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
    /// As a mis-hearing that its entry lists, character by character.
    Alias,
}

/// Whether the words of a hit were surely heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Surety {
    /// Something close to them was, and a second listen does not bear them out.
    Unsure,
    /// As surely as its score says.
    #[default]
    Sure,
}

impl Surety {
    /// Whether the words were surely heard.
    // By reference, as serde asks for it.
    pub fn is_sure(&self) -> bool {
        *self == Surety::Sure
    }
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
    /// Whether it was surely heard; an unsure one never alarms.
    #[serde(default, skip_serializing_if = "Surety::is_sure")]
    pub surety: Surety,
    /// What put it right afterwards, if anything did; told by `judge`.
    #[serde(default)]
    pub remedy: Option<Remedy>,
    /// Whether it speaks for whoever said it, by the time of day; told by `judge`.
    #[serde(default)]
    pub merit: bool,
    /// The terms of its phrase.
    #[serde(skip)]
    pub terms: Arc<Terms>,
}

/// A place in a text where a phrase was found, accepted or not.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// Which phrase: its place in [`Phrasebook::phrases`].
    pub phrase: usize,
    /// How it was found.
    pub how: How,
    /// How well: 1 for the very characters, below it by sound or alias.
    pub score: Score,
    /// First byte in the text that was searched, on a character boundary.
    pub start: usize,
    /// One past the last byte, on a character boundary.
    pub end: usize,
    /// The wording of the phrase that matched: its text, a variant or an alias.
    pub wording: String,
    /// The text at that place after folding.
    pub folded: String,
    /// What made it count for nothing; `None` when it counts.
    pub stopped_by: Option<Stop>,
}

/// A place in a text where something that a condition waits for was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cue {
    /// The phrase with the condition: its place in [`Phrasebook::phrases`].
    pub phrase: usize,
    /// The condition: its place in the phrase's [`Terms::context`].
    pub condition: usize,
    /// Which of the condition's wordings was said.
    pub said: String,
    /// First byte in the text that was searched, on a character boundary.
    pub start: usize,
    /// One past the last byte, on a character boundary.
    pub end: usize,
}

/// What was found in one text.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Hearing {
    /// Everything that came near enough, in order of place, with what stopped
    /// each of those that do not count.
    pub matches: Vec<Match>,
    /// What conditions wait for, in order of place; whoever says it and when.
    pub cues: Vec<Cue>,
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
        self.hear(text).matches
    }

    /// Everything that was found in `text`: phrases, and what their conditions wait for.
    pub fn hear(&self, text: &str) -> Hearing {
        self.hear_with(text, &[])
    }

    /// As [`Spotter::hear`], with the near misses that `weighed` bears out.
    fn hear_with(&self, text: &str, weighed: &[Weighed]) -> Hearing {
        let folded = normalize(text);
        let mut hearing = Hearing::default();
        if folded.is_empty() {
            return hearing;
        }
        let scene = Scene { text, folded: &folded };
        let mut found = self.search(&folded);
        found.extend(self.borne_out(&folded, &found, weighed));
        let mut settled = settle::settle(&self.book, &self.patterns, scene, found);
        settled.sort_by_key(|(found, _)| (found.first, std::cmp::Reverse(found.end)));
        for (found, stop) in settled {
            hearing.matches.extend(self.matched(&folded, &found, stop));
            hearing.cues.extend(self.cue(&folded, &found));
        }
        hearing
    }

    /// All findings, by character and by sound, unsettled.
    fn search(&self, folded: &Normalized) -> Vec<Found> {
        let mut found = Vec::new();
        self.exact.search(&self.patterns, folded, &mut found);
        light::search(&self.exact, &self.patterns, folded, &mut found);
        self.sound.search(&self.patterns, folded, &mut found);
        found
    }

    /// A finding of what a condition waits for.
    fn cue(&self, folded: &Normalized, found: &Found) -> Option<Cue> {
        let pattern = &self.patterns[found.pattern];
        let Purpose::Cue { phrase, condition } = pattern.purpose else { return None };
        let place = folded.original(found.first, found.end);
        let said = pattern.wording.clone();
        Some(Cue { phrase, condition, said, start: place.start, end: place.end })
    }

    /// What the caller sees of a finding; guards are not shown.
    fn matched(&self, folded: &Normalized, found: &Found, stop: Option<Stop>) -> Option<Match> {
        let pattern = &self.patterns[found.pattern];
        let phrase = pattern.counts_for()?;
        let place = folded.original(found.first, found.end);
        Some(Match {
            phrase,
            how: match (pattern.alias, found.cost == 0 && found.exact) {
                (true, _) => How::Alias,
                (false, true) => How::Exact,
                (false, false) => How::Pinyin,
            },
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
