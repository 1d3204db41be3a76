//! Encounters as they are kept: what rules came to, and typed moments without a word.
//!
//! Pure data; the store writes and lists it. The row and the rulings stay as long as the
//! figures that are made of them, the moments for a few days, to be judged again.

use super::Custody;
use crate::conduct::{Moment, Outcome, Verdict};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One row of the list of encounters. Holds no free speech and no name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EncounterRow {
    /// Its id; sorts by time.
    pub id: String,
    /// The counter's name.
    pub counter: String,
    /// The file it was heard in; absent live.
    pub source: Option<String>,
    /// When it began.
    pub at: Timestamp,
    /// Where it begins, seconds from the session's beginning: what times of rulings and
    /// moments count from as well.
    pub start_s: f64,
    /// Where it ends.
    pub end_s: f64,
    /// What it comes to.
    pub outcome: Outcome,
    /// Whether a citizen was heard; `None` where nobody knows who speaks.
    pub has_citizen: Option<bool>,
    /// Rules that were kept.
    pub kept: u32,
    /// Rules of grade A or B that were broken.
    pub broken: u32,
    /// Rules that were broken and put right.
    pub remedied: u32,
    /// Rules that more was done than they ask for.
    pub merits: u32,
    /// Rules that applied and could not be judged.
    pub not_judged: u32,
    /// Whether it ran on past the counter's closing time.
    pub overtime: bool,
}

impl EncounterRow {
    /// The row with what `rulings` come to, rule by rule. Hints move nothing.
    pub fn counted(mut self, rulings: &[RulingRow]) -> EncounterRow {
        let n = |verdict| {
            let of_it = rulings.iter().filter(|ruling| !ruling.hint && ruling.verdict == verdict);
            u32::try_from(of_it.count()).unwrap_or(u32::MAX)
        };
        self.kept = n(Verdict::Kept);
        self.broken = n(Verdict::Broken);
        self.remedied = n(Verdict::Remedied);
        self.merits = n(Verdict::Merit);
        self.not_judged = n(Verdict::NotJudged);
        self
    }
}

/// What one rule came to in an encounter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RulingRow {
    /// The rule's id.
    pub rule: String,
    /// What it asks for, in few words.
    pub title: String,
    /// Whether it is only a hint (grade C).
    pub hint: bool,
    /// What it came to.
    pub verdict: Verdict,
    /// Where, seconds from the session's beginning.
    pub at_s: f64,
    /// Why, in the language of whoever judged.
    pub reasons: Vec<String>,
}

/// An encounter with all that is known of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EncounterDetail {
    /// The row.
    pub row: EncounterRow,
    /// What rules came to, by id.
    pub rulings: Vec<RulingRow>,
    /// What happened, in order of time; empty once it was forgotten.
    pub moments: Vec<Moment>,
    /// Whether `moments` were kept for their days and are gone.
    pub forgotten: bool,
    /// The ids of incidents at that counter in that time.
    pub incidents: Vec<String>,
}

/// Which encounters. Everything absent asks for all; the newest come first.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct EncounterListing {
    /// Only this counter's.
    pub counter: Option<String>,
    /// Only those that came to this.
    pub outcome: Option<Outcome>,
    /// Only those that began at this time or later.
    pub since: Option<Timestamp>,
    /// Only those that began before this time.
    pub until: Option<Timestamp>,
}

/// A stretch of the encounters.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct EncounterPage {
    /// Encounters in the whole listing.
    pub total: u64,
    /// How many stand before the first of these.
    pub offset: u64,
    /// The newest first.
    pub encounters: Vec<EncounterRow>,
}

/// An encounter on its way into the store, or out of it to be judged again.
#[derive(Debug, Clone, PartialEq)]
pub struct Served {
    /// The row.
    pub row: EncounterRow,
    /// What rules came to.
    pub rulings: Vec<RulingRow>,
    /// What happened, in order of time.
    pub moments: Vec<Moment>,
    /// Whether its beginning is sure.
    pub clear_start: bool,
    /// Whether its end is sure.
    pub clear_end: bool,
    /// The packs it was judged by, in their order.
    pub packs: Vec<String>,
    /// Seconds of speech in it, all channels added up.
    pub speech_s: f64,
    /// Of `speech_s`: understood.
    pub understood_s: f64,
    /// Of which unit its counter is, and who sat there when it began. Nothing else of it
    /// is kept of an encounter.
    pub custody: Custody,
}

/// A line of the service log: an encounter and what rules came to.
#[derive(Debug, Clone, PartialEq)]
pub struct LoggedEncounter {
    /// The row.
    pub row: EncounterRow,
    /// What rules came to, by id.
    pub rulings: Vec<RulingRow>,
    /// Seconds of speech in it, all channels added up.
    pub speech_s: f64,
    /// Of `speech_s`: understood.
    pub understood_s: f64,
}

/// What an encounter comes to when it is judged again.
#[derive(Debug, Clone, PartialEq)]
pub struct Rejudged {
    /// Its id.
    pub id: String,
    /// What it comes to now.
    pub outcome: Outcome,
    /// What rules come to now.
    pub rulings: Vec<RulingRow>,
    /// By which packs, in their order.
    pub packs: Vec<String>,
}
