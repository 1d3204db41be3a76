//! One source from its beginning to its end, as all threads see it.

use super::again::Again;
use crate::clock::SessionClock;
use crate::ledger::Ledger;
use crate::tape::Tape;
use crate::units::Role;
use std::sync::Arc;

/// A counter's sound from opening a device to closing it, or one file.
pub struct Session {
    /// Unique in this run; files count from 0 without a hole.
    pub id: u64,
    /// The counter's name.
    pub counter: String,
    /// The file, as given; absent when live.
    pub source: Option<String>,
    /// The role of each channel.
    pub roles: Vec<Role>,
    /// When its samples were heard.
    pub clock: SessionClock,
    /// Whether sound comes in as it is spoken, so that the clock can be set by it.
    pub live: bool,
    /// Its sound.
    pub tape: Tape,
    /// Its counts.
    pub ledger: Arc<Ledger>,
    /// Where its turns are worth another look.
    pub again: Again,
}

impl Session {
    /// Whose an utterance on `channel` is: unknown when it is `unsure`, because another
    /// channel hears the same voice and nobody can tell which of them it is near to.
    pub fn role_of(&self, channel: usize, unsure: bool) -> Role {
        if unsure { Role::Unknown } else { self.role(channel) }
    }

    /// Whose channel it is; unknown for a channel that it does not have.
    pub fn role(&self, channel: usize) -> Role {
        self.roles.get(channel).copied().unwrap_or_default()
    }
}
