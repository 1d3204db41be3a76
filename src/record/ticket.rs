//! Complaints: a citizen, a rating device or a supervisor says that something went
//! wrong at a counter, whatever the machine heard.
//!
//! Pure data and the rules of its steps. A ticket stands on its own: it stays when no
//! sound was kept. Who may take a step is not decided here.
//!
//! | from | to |
//! |---|---|
//! | received | being checked, true, untrue, cannot be established |
//! | being checked | true, untrue, cannot be established |
//! | true, untrue, cannot be established | being checked, with a note that says why |
//!
//! Fault, reply date and remarks may be set at any time; a remark is its note.

use super::unfit::{Unfit, fit_note};
use crate::lang::pick;
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

/// A complaint as it comes in.
#[derive(Debug, Clone, PartialEq)]
pub struct NewTicket {
    /// The counter's name.
    pub counter: String,
    /// When it came in.
    pub received_at: Timestamp,
    /// How it came in.
    pub via: Via,
    /// The incident that keeps what was in memory, if anything was.
    pub incident: Option<String>,
    /// Why no sound was kept, or less than should be; empty when all was.
    pub lacking: String,
    /// Who says so.
    pub actor: String,
    /// What is complained of; may be empty.
    pub note: String,
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

    /// What it may become; nothing comes in twice.
    pub fn next(self) -> &'static [TicketState] {
        use TicketState::{Checking, Received, True, Unestablished, Untrue};
        match self {
            Received => &[Checking, True, Untrue, Unestablished],
            Checking => &[True, Untrue, Unestablished],
            True | Untrue | Unestablished => &[Checking],
        }
    }

    /// Its name for people, in the language in force.
    pub fn label(self) -> &'static str {
        match self {
            TicketState::Received => pick("已受理", "received"),
            TicketState::Checking => pick("核查中", "being checked"),
            TicketState::True => pick("属实", "true"),
            TicketState::Untrue => pick("不属实", "untrue"),
            TicketState::Unestablished => pick("无法认定", "cannot be established"),
        }
    }

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

impl TicketChange {
    /// Whether this may follow on a complaint that is in `state`, with the note that
    /// goes with it.
    pub(super) fn check(self, state: TicketState, note: &str) -> Result<(), Unfit> {
        fit_note(note)?;
        match self {
            TicketChange::State { state: to } if !state.next().contains(&to) => {
                Err(Unfit::TicketState { from: state, to })
            }
            // Opened again: whoever reads it later must learn why.
            TicketChange::State { .. } if state.is_settled() && note.trim().is_empty() => {
                Err(Unfit::WantsNote)
            }
            TicketChange::Remark if note.trim().is_empty() => Err(Unfit::WantsNote),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_settled_is_opened_again_with_a_note_only() {
        for from in TicketState::ALL {
            for to in TicketState::ALL {
                let change = TicketChange::State { state: to };
                let allowed = match (from.is_settled(), to) {
                    (_, TicketState::Received) => false,
                    (true, to) => to == TicketState::Checking,
                    (false, to) => to != from,
                };
                assert_eq!(change.check(from, "新证据").is_ok(), allowed, "{from:?} {to:?}");
                let bare = change.check(from, " ");
                assert_eq!(bare.is_ok(), allowed && !from.is_settled(), "{from:?} {to:?}");
            }
        }
    }

    #[test]
    fn the_rest_may_be_set_at_any_time_and_a_remark_says_something() {
        for state in TicketState::ALL {
            let date = Date::constant(2026, 12, 1);
            for change in [TicketChange::Fault { at_fault: true }, TicketChange::ReplyBy { date }] {
                assert_eq!(change.check(state, ""), Ok(()));
            }
            assert_eq!(TicketChange::Remark.check(state, ""), Err(Unfit::WantsNote));
            assert_eq!(TicketChange::Remark.check(state, "已回电"), Ok(()));
            let long = "长".repeat(2001);
            assert_eq!(TicketChange::Remark.check(state, &long), Err(Unfit::LongNote));
        }
    }
}
