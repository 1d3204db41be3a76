//! What people ask of encounters that were kept: to be judged again; and what came of it.
//!
//! Pure data. Over the socket as over the command line. What judges knows the packs; the
//! store knows none.

use super::{EncounterListing, EncounterRow};
use crate::conduct::{Outcome, Verdict};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Where a stretch of encounters ended: the beginning and the id of its last.
pub type After = (Timestamp, String);

/// A stretch of encounters that is to be judged again, oldest first.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rejudge {
    /// Which; those of which the moments are gone are passed over.
    pub listing: EncounterListing,
    /// After which one; from the first when absent.
    pub after: Option<After>,
    /// Whether it is only looked what would change.
    pub dry: bool,
}

/// What came of a stretch.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rejudging {
    /// Encounters that were judged.
    pub judged: u64,
    /// Those that come to something else.
    pub changed: Vec<ChangedEncounter>,
    /// The last of them: where the next stretch begins. Absent when there is none.
    pub next: Option<After>,
}

/// An encounter that comes to something else.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChangedEncounter {
    /// Its row, as it is now.
    pub row: EncounterRow,
    /// What it came to before.
    pub was: Outcome,
    /// The rules that come to something else, by id.
    pub rules: Vec<ChangedRule>,
}

/// A rule that comes to something else; absent where it did not apply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangedRule {
    /// Its id.
    pub rule: String,
    /// What it came to.
    pub was: Option<Verdict>,
    /// What it comes to now.
    pub is: Option<Verdict>,
}
