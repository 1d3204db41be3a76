//! Which incidents a person wants to see, in what order, and a stretch of them.
//!
//! Pure data; the store answers it.

use super::{Disposition, Incident};
use crate::phrasebook::Severity;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Which incidents, and in what order. Everything absent or empty asks for all.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Listing {
    /// Only this counter's.
    pub counter: Option<String>,
    /// Only those named after the phrase of this id.
    pub phrase_id: Option<String>,
    /// Only those at least so grave.
    pub severity: Option<Severity>,
    /// Only those in one of these dispositions.
    pub dispositions: Vec<Disposition>,
    /// Only those said at this time or later.
    pub since: Option<Timestamp>,
    /// Only those said before this time.
    pub until: Option<Timestamp>,
    /// Only those put before the duty leader.
    pub escalated: bool,
    /// Only those that are this person's to look into.
    pub assignee: Option<String>,
    /// Only those whose phrase, counter, id or heard text holds this, as written or by
    /// pinyin, whole (`buguiwoguan`) or initials (`bgwg`), without tones.
    pub search: String,
    /// Those that were set aside, and no others; without it, all others.
    pub set_aside: bool,
    /// The order.
    pub sort: Sort,
}

/// The order of a listing; ties go by time and id, newest first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// The newest first.
    #[default]
    Newest,
    /// The oldest first.
    Oldest,
    /// The gravest first.
    Gravest,
    /// By counter.
    Counter,
    /// By phrase.
    Phrase,
}

impl Sort {
    /// All of them, in the order of the key that turns them.
    pub const ALL: [Sort; 5] =
        [Sort::Newest, Sort::Oldest, Sort::Gravest, Sort::Counter, Sort::Phrase];
}

/// A stretch of a listing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// Incidents in the whole listing.
    pub total: u64,
    /// How many stand before the first of these.
    pub offset: u64,
    /// In the order asked for.
    pub incidents: Vec<Incident>,
    /// Incidents whose text could not be searched (unread yet, missing or sealed); 0
    /// when nothing was searched for.
    pub unsearched: u64,
}
