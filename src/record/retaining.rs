//! What people ask of retention, and what came of it.
//!
//! Pure data; the store does it. Over the socket as over the command line.

use super::retention::Held;
use crate::lang::pick;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "retaining", rename_all = "snake_case")]
pub enum Retaining {
    /// To look at all incidents now, as is done every hour.
    Run,
    /// To keep one whatever its time.
    Hold {
        /// The incident's id.
        id: String,
    },
    /// To keep one no longer than the rules say.
    Release {
        /// The incident's id.
        id: String,
    },
    /// To bring one back that was set aside. It is held from then on: its time is over,
    /// and it would be set aside again.
    BringBack {
        /// The incident's id.
        id: String,
    },
    /// What a citizen asks for.
    Request(Request),
    /// To write down that a copy of the store was made.
    BackedUp {
        /// What it holds, in figures.
        value: String,
    },
}

/// A citizen's request about a stretch of time at a counter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// What they ask for.
    pub want: Want,
    /// The counter's name.
    pub counter: String,
    /// From then on.
    pub from: Timestamp,
    /// Until before then.
    pub until: Timestamp,
}

/// What a citizen can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Want {
    /// To see and hear what was kept of them.
    Access,
    /// To have it deleted.
    Deletion,
}

impl Want {
    /// Its name for people, in the language in force.
    pub fn label(self) -> &'static str {
        match self {
            Want::Access => pick("查阅", "access"),
            Want::Deletion => pick("删除", "deletion"),
        }
    }
}

/// What came of it; ids throughout.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Retained {
    /// Found where a citizen asked.
    pub found: Vec<String>,
    /// Set aside now.
    pub set_aside: Vec<String>,
    /// Brought back now.
    pub brought_back: Vec<String>,
    /// Gone now, complaints too.
    pub purged: Vec<String>,
    /// Kept whatever was asked, and why.
    pub held: Vec<(String, Held)>,
    /// Files that could not be removed; the next start tries again.
    pub files_left: u32,
    /// Encounters whose moments are gone now.
    pub forgotten: u64,
}
