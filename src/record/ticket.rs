//! Complaints: a citizen, a rating device or a supervisor says that something went
//! wrong at a counter, whatever the machine heard.
//!
//! Pure data. A ticket stands on its own: it stays when no sound was kept.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A complaint and where it stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ticket {
    /// Sorts by time, e.g. `C20261122-091530-7k2q`.
    pub id: String,
    /// The counter's name.
    pub counter: String,
    /// When it came in; what it is about lies before.
    pub received_at: Timestamp,
    /// How it came in.
    pub via: Via,
    /// The incident that keeps what was in memory, if anything was.
    pub incident: Option<String>,
    /// Why no sound was kept, or less than should be; empty when all was.
    pub lacking: String,
    /// How far it is.
    pub state: TicketState,
    /// Whether the unit was at fault; absent until someone says so.
    pub at_fault: Option<bool>,
    /// When the citizen must have an answer.
    pub reply_by: Option<Date>,
    /// All that was done, oldest first; the first is how it came in.
    pub steps: Vec<TicketStep>,
}

/// How a complaint came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Via {
    /// A key of the console.
    Console,
    /// `liyu mark`.
    Command,
    /// The hall's rating device.
    Device,
}

/// How far a complaint is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TicketState {
    /// Nobody has looked into it.
    Received,
    /// Someone is looking into it.
    Checking,
    /// It was so.
    True,
    /// It was not so.
    Untrue,
    /// It cannot be established.
    Unestablished,
}

impl TicketState {
    /// All of them, in the order of a complaint's life.
    pub const ALL: [TicketState; 5] = [
        TicketState::Received,
        TicketState::Checking,
        TicketState::True,
        TicketState::Untrue,
        TicketState::Unestablished,
    ];

    /// Whether nothing more is to be done.
    pub fn is_settled(self) -> bool {
        !matches!(self, TicketState::Received | TicketState::Checking)
    }
}

/// A step on a complaint. Never changed, never removed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TicketStep {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: String,
    /// What changed.
    #[serde(flatten)]
    pub change: TicketChange,
    /// Why, in their words; may be empty.
    pub note: String,
}

/// What can change about a complaint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum TicketChange {
    /// How far it is.
    State {
        /// As of now.
        state: TicketState,
    },
    /// Whether the unit was at fault.
    Fault {
        /// As of now.
        at_fault: bool,
    },
    /// When the citizen must have an answer.
    ReplyBy {
        /// The day.
        date: Date,
    },
    /// A remark; the note is what was remarked.
    Remark,
}
