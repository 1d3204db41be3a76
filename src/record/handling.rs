//! What people do about an incident, step by step, and where that leaves it.
//!
//! Pure data. Every step is a row of its own, never changed and never removed;
//! [`Handling`] is what the steps so far come to.

use super::Disposition;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A step that someone took on an incident. Never changed, never removed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// When.
    pub at: Timestamp,
    /// Who; `liyu` for the machine itself.
    pub actor: String,
    /// What they did.
    #[serde(flatten)]
    pub deed: Deed,
    /// Why, in their words; may be empty.
    pub note: String,
}

/// What someone did about an incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "deed", rename_all = "snake_case")]
pub enum Deed {
    /// It became this.
    Decided {
        /// What it became.
        disposition: Disposition,
    },
    /// The latest decision was taken back.
    Undone {
        /// What it is again.
        disposition: Disposition,
    },
    /// Someone has opened it.
    Seen,
    /// A remark; the note is what was remarked.
    Commented,
    /// It is somebody's to look into.
    Assigned {
        /// Whose; empty when it is nobody's any more.
        to: String,
    },
    /// It was put before the duty leader.
    Escalated,
    /// What was done about it at the counter.
    Attended {
        /// What came of it.
        outcome: Outcome,
    },
}

/// What came of an incident at the counter itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The citizen was apologised to.
    Apologised,
    /// The matter was put right and done.
    Corrected,
    /// Someone else took over the counter.
    TakenOver,
    /// The citizen had left.
    Left,
    /// Nothing was found amiss.
    Nothing,
}

impl Outcome {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Outcome; 5] = [
        Outcome::Apologised,
        Outcome::Corrected,
        Outcome::TakenOver,
        Outcome::Left,
        Outcome::Nothing,
    ];
}

/// What the steps on an incident have come to, but for its disposition.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Handling {
    /// Whether anybody has opened it.
    pub seen: bool,
    /// Whose it is to look into.
    pub assignee: Option<String>,
    /// When it was put before the duty leader.
    pub escalated_at: Option<Timestamp>,
    /// What was done about it at the counter.
    pub outcome: Option<Outcome>,
    /// Remarks on it.
    pub comments: u32,
}
