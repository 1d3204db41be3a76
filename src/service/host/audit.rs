//! The host's lines for the log: handed to the thread that writes the store, kept until
//! they are written.
//!
//! Part of the host; on its thread. A line is never dropped in silence: what cannot be
//! written is told as a notice.

use super::{Host, Waiting};
use crate::account::AccountId;
use crate::clock;
use crate::pipeline::Change;
use crate::record::{Denied, MACHINE, Note, RecordError, What};
use crate::tr;
use jiff::{SignedDuration, Timestamp};
use std::collections::{HashMap, VecDeque};

/// Lines that may wait to be written; beyond it the oldest are lost, and that is told.
const OWED: usize = 1_024;

/// The same thing refused to the same person again within this time is one line: a
/// console that asks on and on must not fill the disk.
const SAME: SignedDuration = SignedDuration::from_secs(60);

/// Tries of names that nobody has that get a line of their own within [`SAME`]: these cost
/// whoever makes them nothing.
const NOBODIES: u32 = 30;

/// Under which name is refused who has not signed in.
pub(super) const NOBODY: &str = "nobody";

/// The notice that tells that lines could not be written.
const KEY: &str = "log";

/// What is still to be written.
#[derive(Debug, Default)]
pub(super) struct Audit {
    owed: VecDeque<Note>,
    lost: u64,
    /// When each thing was last refused to each person.
    refused: HashMap<(String, String, String), Timestamp>,
    /// The minute in which names of nobody were last tried, how often, and how many of
    /// these tries have no line.
    nobodies: (Option<Timestamp>, u32, u32),
    /// Whether the last try failed.
    failing: bool,
}

impl Audit {
    fn owe(&mut self, note: Note) {
        if self.owed.len() >= OWED {
            self.owed.pop_front();
            self.lost += 1;
        }
        self.owed.push_back(note);
    }

    /// What the log says of another try of a name that nobody has; nothing when there were
    /// too many within a minute. The next line tells how many those were.
    fn nobody(&mut self, now: Timestamp) -> Option<String> {
        let (since, tries, untold) = &mut self.nobodies;
        if since.is_none_or(|since| now.duration_since(since).abs() >= SAME) {
            (*since, *tries) = (Some(now), 0);
        }
        *tries = tries.saturating_add(1);
        if *tries > NOBODIES {
            *untold = untold.saturating_add(1);
            return None;
        }
        let untold = std::mem::take(untold);
        Some(if untold > 0 { format!("{untold} more before") } else { String::new() })
    }

    /// Whether a refusal is to be written down.
    fn is_news(&mut self, actor: &str, about: &str, value: &str, now: Timestamp) -> bool {
        self.refused.retain(|_, last| now.duration_since(*last).abs() < SAME);
        let key = (actor.to_owned(), about.to_owned(), value.to_owned());
        self.refused.insert(key, now).is_none()
    }
}

impl Host {
    /// Has the log say that the machine did or saw something.
    pub(super) fn note(&mut self, what: What, about: &str, value: &str) {
        self.note_of(MACHINE, what, about, value);
    }

    /// Has the log say that somebody did something.
    pub(super) fn note_of(&mut self, actor: &str, what: What, about: &str, value: &str) {
        let note = note(actor, what, about, value);
        self.audit.owe(note);
        self.write_owed();
    }

    /// Has the log say that something was refused.
    pub(super) fn note_refused(&mut self, actor: Option<AccountId>, about: &str, why: Denied) {
        let actor = actor.unwrap_or_else(|| NOBODY.to_owned());
        let value = why.word();
        if self.audit.is_news(&actor, about, &value, clock::now()) {
            self.note_of(&actor, What::Refused, about, &value);
        }
    }

    /// Has the log say that a try to sign in failed.
    pub(super) fn note_failed(&mut self, account: Option<AccountId>) {
        match account {
            Some(account) => self.note_of(&account, What::SignInFailed, &account, ""),
            None => {
                if let Some(value) = self.audit.nobody(clock::now()) {
                    self.note_of("", What::SignInFailed, "", &value);
                }
            }
        }
    }

    /// Hands over what is owed, as far as it is taken.
    pub(super) fn write_owed(&mut self) {
        while let Some(note) = self.audit.owed.pop_front() {
            let change = Change::Log(note.clone());
            if !self.change(Waiting::Log(Box::new(note.clone())), MACHINE, None, change) {
                self.audit.owed.push_front(note);
                break;
            }
            // One at a time while it fails, and again at the next look.
            if self.audit.failing {
                break;
            }
        }
    }

    /// A line was written, or could not be.
    pub(super) fn written(&mut self, note: Note, outcome: Result<(), RecordError>) {
        let failed = match outcome {
            Ok(()) => None,
            Err(error) => {
                if self.audit.owed.len() < OWED {
                    self.audit.owed.push_front(note);
                } else {
                    self.audit.lost += 1;
                }
                Some(error.to_string())
            }
        };
        if self.audit.failing == failed.is_some() {
            return;
        }
        self.audit.failing = failed.is_some();
        let lost = self.audit.lost;
        let text = match failed {
            Some(why) => tr!(
                "日志暂时写不进去,会再试:{}",
                "the log cannot be written just now; trying again: {}",
                why
            ),
            None if lost > 0 => {
                tr!("日志缺了 {} 行,当时写不进去", "{} lines of the log were lost", lost)
            }
            None => String::new(),
        };
        self.warn(KEY, text);
    }
}

/// A line of just now.
pub(super) fn note(actor: &str, what: What, about: &str, value: &str) -> Note {
    Note {
        at: clock::now(),
        actor: actor.to_owned(),
        what,
        about: about.to_owned(),
        value: value.to_owned(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_same_refusal_is_one_line_a_minute() {
        let at = |s: i64| Timestamp::from_second(s).unwrap();
        let mut audit = Audit::default();
        assert!(audit.is_news("u1", "x", "decide", at(0)));
        assert!(!audit.is_news("u1", "x", "decide", at(59)));
        assert!(audit.is_news("u1", "y", "decide", at(59)));
        assert!(audit.is_news("u2", "x", "decide", at(59)));
        assert!(audit.is_news("u1", "x", "decide", at(119)));
    }

    #[test]
    fn a_flood_of_names_does_not_fill_the_log_and_is_told() {
        let at = |s: i64| Timestamp::from_second(s).unwrap();
        let mut audit = Audit::default();
        let told: Vec<_> = (0..100).filter_map(|_| audit.nobody(at(0))).collect();
        assert_eq!(told, vec![String::new(); NOBODIES as usize]);
        assert_eq!(audit.nobody(at(60)).unwrap(), "70 more before");
        assert_eq!(audit.nobody(at(61)).unwrap(), "");
    }

    #[test]
    fn what_cannot_be_written_is_kept_until_there_is_too_much_of_it() {
        let mut audit = Audit::default();
        for n in 0..OWED + 3 {
            audit.owe(note("u1", What::Refused, &n.to_string(), ""));
        }
        assert_eq!((audit.owed.len(), audit.lost), (OWED, 3));
        assert_eq!(audit.owed.front().unwrap().about, "3");
    }
}
