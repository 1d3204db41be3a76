//! Transcript x phrasebook -> [`Hit`]s.
//!
//! Pure; runs on the thread `judge`. Finds what was said and says how surely;
//! whether it matters is for `judge`.

use crate::phrasebook::{List, Severity, Speaker};
use crate::units::{Role, RoleBasis, SampleRange, Score};
use serde::{Deserialize, Serialize};

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
