//! Who people are to the store, what they may do, and whose eyes evidence is for.
//!
//! Pure: rules and their data. Where accounts are kept is `record`'s, keys are `vault`'s,
//! asking for passphrases is `command`'s and the console's. A rule here is a promise on
//! paper; that nobody else opens a clip is enforced by the keys it is sealed to.

mod audience;
mod lockout;
mod permit;
mod roster;
mod roster_file;

pub use audience::{Concern, audience, pairs};
pub use lockout::wait_after;
pub use permit::{Action, may};
pub use roster::{Origin, Seat, Seats, seated};
pub use roster_file::{Shift, read_roster, seats};

use crate::vault::Public;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The id of an account, `u1`, `u2`, …: never given twice. The index and the log name
/// people by it, so that their names stand in one place.
pub type AccountId = String;

/// What somebody is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Office {
    /// Watches counters of a unit and decides on incidents.
    Supervisor,
    /// Sits at a counter; sees their own.
    Staff,
    /// Builds phrase lists; sees what each phrase comes to, and no incident.
    Trainer,
    /// Looks in from outside for a time; sees figures and incidents without names.
    Inspector,
    /// Reads the log, and nothing else.
    Auditor,
    /// Follows hits on integrity (索要, 回扣), which nobody else opens.
    Discipline,
}

impl Office {
    /// All of them, as listed.
    pub const ALL: [Office; 6] = [
        Office::Supervisor,
        Office::Staff,
        Office::Trainer,
        Office::Inspector,
        Office::Auditor,
        Office::Discipline,
    ];
}

/// Whether an account can be signed in to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It can, and new evidence is sealed to it where the rules say so.
    Active,
    /// Of staff who have left: it can until their appeals have ended; nothing new is
    /// sealed to it.
    Leaving,
    /// It cannot.
    Disabled,
}

/// An account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// What its owner signs in as; unique. One line, at most 64 characters.
    pub name: String,
    /// What its owner is there for.
    pub office: Office,
    /// The unit whose counters it is for; all units when empty.
    pub unit: String,
    /// Whether it can be signed in to.
    pub standing: Standing,
    /// What evidence is sealed to.
    pub public: Public,
    /// When it ends by itself; inspectors always have one.
    pub until: Option<Timestamp>,
    /// When it was made.
    pub made_at: Timestamp,
}

impl Account {
    /// Whether it can be signed in to at `now`.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.standing != Standing::Disabled && self.until.is_none_or(|until| now < until)
    }

    /// Whether a counter of `unit` is in its scope.
    pub fn covers(&self, unit: &str) -> bool {
        self.unit.is_empty() || self.unit == unit
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests;
