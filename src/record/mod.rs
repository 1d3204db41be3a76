//! Incidents, the decisions people take on them, and the evidence behind them.
//!
//! Owns [`Incident`] and the [`Entry`]s of its history. `sink` is the only way for speech to
//! reach the disk; `store` holds all SQL; `schema` the tables; `repair` mends
//! what a crash left. Runs on the thread `record`, which owns the [`Store`].
//!
//! On disk, below the store's directory:
//!
//! ```text
//! lock                                       held by the one process that writes; its pid
//! index.db, index.db-wal, index.db-shm       SQLite: rows and decisions, no free speech
//! clips/2026-11/20261122-011530-7k2q.r2.wav  the clip, 16-bit PCM, 16 kHz, all channels
//! clips/2026-11/20261122-011530-7k2q.r2.json the words: label line, then what was heard
//! clips/2026-11/….tmp                        being written; removed at the next start
//! ```
//!
//! Once there is an account, all evidence is sealed:
//!
//! ```text
//! clips/2026-11/….r2.wav.age                 the clip, sealed to those it is for
//! clips/2026-11/….r2.json                    the label line, then the words, sealed as the clip
//! clips/2026-11/….r2.whole.age               the sound before it was silenced, sealed to two
//! ```
//!
//! The order of writing is words, whole, clip, row, removal of the older revision's
//! files; each file is complete and synced before it has its name. So a crash
//! at any point leaves something that `repair` can tell apart.

mod audit;
mod custody;
mod disposition;
mod encounter;
mod error;
mod fault;
mod figures;
mod files;
mod handling;
mod id;
mod listing;
mod rejudging;
mod repair;
mod retaining;
mod retention;
mod schema;
mod sealing;
mod search;
mod sink;
mod staffing;
mod store;
mod ticket;
mod unfit;
mod verified;
mod warrant;
mod words;

pub use audit::{AuditLine, Break, GENESIS, What, breaks};
pub use custody::Custody;
pub use encounter::{
    EncounterDetail, EncounterListing, EncounterPage, EncounterRow, LoggedEncounter, Rejudged,
    RulingRow, Served,
};
pub use error::RecordError;
pub use figures::{Counts, Figures, HourCounts, HourTally, PhraseFigures, PhraseTally, Span};
pub use handling::{Deed, Entry, Ground, Handling, Outcome};
pub use id::new_id;
pub use listing::{Listing, Page, Sort};
pub use rejudging::{After, ChangedEncounter, ChangedRule, Rejudge, Rejudging};
pub use repair::Repair;
pub use retaining::{Request, Retained, Retaining, Want};
pub use retention::{Case, Fate, Held, Rule, Rules, UNDELETE_DAYS};
pub use sealing::{RECOVERY_ID, is_sealed_note, open_clip, open_note, read_sealed_words};
pub use search::Texts;
pub use sink::{Evidence, EvidenceSink, Stored};
pub use staffing::{Staffed, Staffing};
#[cfg(test)]
pub(crate) use store::testkit;
pub use store::{
    Begun, Changed, Copied, Dossier, LockedAccount, NewAccount, Note, Place, Query, Renewed,
    Resealed, Scope, Sentence, Store, Try, restore, shut_until,
};
pub use ticket::{NewTicket, Ticket, TicketChange, TicketState, TicketStep, Via};
pub use unfit::Unfit;
pub use verified::{StoreFlaw, Verified};
pub use warrant::{Denied, Sight, Step, Warrant};

use crate::phrasebook::Severity;
use crate::spot::Hit;
use crate::units::Role;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The name that steps of the machine carry; no person is recorded by it.
pub const MACHINE: &str = "liyu";

/// Whoever runs the machine: what nobody proved themselves for.
pub const OPERATOR: &str = "operator";

/// What people have made of an incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Disposition {
    /// Nobody has looked at it.
    New,
    /// The member of staff has heard it.
    Reviewed,
    /// A supervisor found that it was said.
    Confirmed,
    /// A supervisor found that it was not said, or does not count.
    Dismissed,
    /// It was said and put right.
    Remedied,
    /// The machine is not sure enough to alarm: the speaker or the words are in doubt.
    Uncertain,
    /// The member of staff disagrees.
    Appealed,
    /// The appeal was turned down.
    Upheld,
    /// The appeal was granted.
    Overturned,
}

/// Whether an incident may still grow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IncidentState {
    /// Further hits may join it, and its clip may grow.
    Open,
    /// Final but for decisions.
    Closed,
}

/// What made an incident.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IncidentKind {
    /// Taboo phrases were heard.
    #[default]
    Taboo,
    /// Somebody complained; its phrase fields are empty and it never alarms.
    Complaint,
    /// Somebody praised; as a complaint otherwise.
    Praise,
}

/// One row of the index: an episode of taboo speech, or what a complaint is about. Holds no free speech; the
/// words and the sound are in its evidence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Incident {
    /// Sorts by time, e.g. `20261122-091530-7k2q`.
    pub id: String,
    /// Counts from 1; grows when hits join, when the clip grows, when it closes.
    pub revision: u32,
    /// Open or closed.
    pub state: IncidentState,
    /// What made it.
    #[serde(default)]
    pub kind: IncidentKind,
    /// The counter's name.
    pub counter: String,
    /// The file it was replayed from, as given; absent when live.
    pub source: Option<String>,
    /// The channel it was heard on.
    pub channel: usize,
    /// Whose channel that is.
    pub role: Role,
    /// The id of its gravest phrase.
    pub phrase_id: String,
    /// That phrase as the list prints it.
    pub phrase: String,
    /// Phrases found in it.
    pub hits: u32,
    /// The gravest severity.
    pub severity: Severity,
    /// What people have made of it so far.
    pub disposition: Disposition,
    /// What people have done about it besides.
    #[serde(default)]
    pub handling: Handling,
    /// Whose it is and how it is kept.
    #[serde(default)]
    pub custody: Custody,
    /// When it was said.
    pub at: Timestamp,
    /// Whether that was within the counter's opening hours; absent when unknown.
    #[serde(default)]
    pub in_hours: Option<bool>,
    /// Seconds from the session's beginning to the first phrase.
    pub start_s: f64,
    /// Seconds from the session's beginning to the end of the last phrase.
    pub end_s: f64,
    /// The clip, relative to the store.
    pub clip: String,
    /// SHA-256 of the clip, in hex.
    pub clip_sha256: String,
    /// What it was judged by.
    pub provenance: Provenance,
}

/// What an incident was heard and judged by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Provenance {
    /// This program's version.
    pub liyu: String,
    /// Name of the model.
    pub model: String,
    /// SHA-256 of the model file, in hex.
    pub model_sha256: String,
    /// Version of the phrase lists in force when the latest of its phrases was found,
    /// in hex.
    pub lists_sha256: String,
    /// The thresholds in force, by the name of their setting.
    pub thresholds: std::collections::BTreeMap<String, f64>,
}

/// An utterance of an incident and what was found in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HeardUtterance {
    /// Where it begins, seconds from the session's beginning.
    pub start_s: f64,
    /// Where it ends.
    pub end_s: f64,
    /// Counted from zero.
    pub channel: usize,
    /// Whose channel that is.
    pub role: Role,
    /// What was understood.
    pub text: String,
    /// Mean log-probability of its tokens.
    pub mean_logprob: f32,
    /// What was found in it.
    pub hits: Vec<Hit>,
    /// The version of the lists it was judged by, 12 hexadecimal digits; empty in
    /// evidence from before this was kept.
    #[serde(default)]
    pub lists: String,
}

/// Whether the files behind a row are what they were when they were written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceState {
    /// Clip and words are there.
    Ok,
    /// The clip or the words are gone.
    Missing,
    /// The clip or the words are not the bytes that were written.
    Changed,
}
