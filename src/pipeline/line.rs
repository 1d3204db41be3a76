//! The live transcript: what was just understood, for whoever watches.
//!
//! Plain data, made on the thread `judge`; consoles receive it as it is. Kept
//! nowhere: what must be kept is an incident's evidence.

use crate::phrasebook::List;
use crate::units::Role;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One decoded utterance with its phrases marked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// The counter's name.
    pub counter: String,
    /// Counted from zero.
    pub channel: usize,
    /// Whose channel that is.
    pub role: Role,
    /// When it began.
    pub at: Timestamp,
    /// What was understood.
    pub text: String,
    /// Phrases in it, in order, never overlapping.
    pub marks: Vec<Mark>,
}

/// A phrase inside a [`Line`] or a [`HeardUtterance`](crate::record::HeardUtterance).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    /// First byte in the text; a character boundary.
    pub start: usize,
    /// One past the last byte; a character boundary.
    pub end: usize,
    /// Taboo or civil.
    pub list: List,
}
