//! What is asked about people and seats, and what came of it.
//!
//! Pure data; the store does it. Over the socket as over the command line. A first account
//! is not made so: it comes with the recovery key and seals what lies there.

use super::NewAccount;
use crate::account::{Seat, Standing};
use serde::{Deserialize, Serialize};

/// What is asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "staffing", rename_all = "snake_case")]
pub enum Staffing {
    /// An account that is not the first.
    Join {
        /// What it is to be.
        new: Box<NewAccount>,
    },
    /// Whether an account can be signed in to.
    Stand {
        /// The account's name.
        name: String,
        /// How it is to stand.
        standing: Standing,
    },
    /// Another passphrase for the account of whoever asks.
    Relock {
        /// The same secret, locked anew.
        #[serde(with = "hex::serde")]
        locked: Vec<u8>,
    },
    /// Who sits where; what stands there already is not written down twice.
    Seat {
        /// The seats.
        seats: Vec<Seat>,
    },
}

/// What came of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Staffed {
    /// The id of the account that was made or changed; empty of seats.
    pub id: String,
    /// Seats that were new.
    pub seats: u64,
}
