//! The log: what was done, by whom, to what, each line bound to the one before.
//!
//! Pure. Lines stand in the index, written in the same transaction as what they tell of,
//! so that neither is ever there without the other. The hash of a line covers the hash of
//! the line before it: a line that is changed, missing or out of its place no longer fits.
//! A line that tells of a row also bears the row's digest after it, so that the latest line
//! about a row says what the row must be.
//!
//! Whoever can write the index can write a whole new chain; so its head is shown, printed
//! on bundles and kept in backups, and compared with what was noted elsewhere.

use super::words::sha256_hex;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What the first line is bound to.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// A line of the log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AuditLine {
    /// Counts from 1, none left out.
    pub n: u64,
    /// When.
    pub at: Timestamp,
    /// Who: an account's id, [`super::MACHINE`], or the name of whoever works unsealed.
    pub actor: String,
    /// What was done.
    pub what: What,
    /// To what: an incident's, a complaint's or an account's id, a counter's name; may be
    /// empty.
    pub about: String,
    /// What else there is to say, in words of `--json`; never free speech.
    pub value: String,
    /// SHA-256 over the row that `about` names as it was after it, in hex; empty where
    /// there is none.
    pub row: String,
    /// The hash that binds it: see [`AuditLine::hash_after`].
    pub sha256: String,
}

/// What can stand in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// Somebody signed in.
    SignedIn,
    /// Somebody tried to.
    SignInFailed,
    /// Somebody signed out, or was for idling.
    SignedOut,
    /// Something was wanted that the office may not; `value` says what.
    Refused,
    /// Evidence was written, or grew; or the machine closed it.
    Stored,
    /// An encounter was written; `value` is what it comes to.
    Met,
    /// An encounter was judged again and comes to something else; `value` is what it came
    /// to, and what it comes to.
    Rejudged,
    /// What happened in encounters had its time; `value` says in how many.
    MomentsGone,
    /// A step on an incident; `value` is the deed.
    Acted,
    /// The evidence was opened.
    Opened,
    /// The clip was played.
    Played,
    /// The whole was opened, by two; `value` names the second.
    OpenedWhole,
    /// Evidence was sealed anew; `value` says to whom.
    Resealed,
    /// A complaint, or a step on one.
    Complaint,
    /// An account was made; `value` is its office.
    AccountMade,
    /// An account was changed; `value` says in what.
    AccountChanged,
    /// Somebody's passphrase is another; of a reset `value` names who did it with the actor.
    PassphraseChanged,
    /// A seat was written down.
    Seated,
    /// Listening was stopped for a while; `value` says until when.
    Muted,
    /// Listening goes on.
    Unmuted,
    /// Other phrase lists are in force; `value` is their version.
    ListsChanged,
    /// The clock jumped; `value` is by how much.
    ClockJumped,
    /// Evidence was given out; `value` names the second person and the bundle's hash.
    Exported,
    /// Its time is over: it is out of sight, and can be brought back for some days.
    SetAside,
    /// It was brought back.
    BroughtBack,
    /// It is held, whatever its time; or no longer.
    Held,
    /// It is gone from disk and index: the receipt.
    Purged,
    /// A citizen's request was answered.
    Requested,
    /// A copy of the store was made.
    BackedUp,
    /// What a crash left was mended; `value` says how.
    Mended,
    /// A service began or ended to listen.
    Service,
    /// The notice, the legal basis or the impact assessment was attested.
    Attested,
}

impl What {
    /// The word that stands in the log and in the index.
    pub fn word(self) -> String {
        // A plain variant is always a word.
        match serde_json::to_value(self) {
            Ok(serde_json::Value::String(word)) => word,
            _ => String::new(),
        }
    }
}

impl AuditLine {
    /// The hash of this line after one with `before`: SHA-256 over `before`, a line break,
    /// and the line as JSON without `sha256`, in the order of the fields.
    pub fn hash_after(&self, before: &str) -> String {
        let said = (
            self.n,
            self.at.as_microsecond(),
            &self.actor,
            self.what,
            &self.about,
            &self.value,
            &self.row,
        );
        // Plain data has always a text.
        let said = serde_json::to_string(&said).unwrap_or_default();
        sha256_hex(format!("{before}\n{said}").as_bytes())
    }
}

/// What is wrong with a log, and with which line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Break {
    /// The line with this number is missing, or out of its place.
    Missing(u64),
    /// The line with this number is not what was written, or the one before is not.
    Changed(u64),
}

/// Checks that `lines` follow one another from `before`, whose number is `first` - 1: all
/// that is wrong, each with its line. After a line that does not fit the check goes on from
/// what that line says of itself.
pub fn breaks<'a>(
    lines: impl IntoIterator<Item = &'a AuditLine>,
    first: u64,
    before: &str,
) -> Vec<Break> {
    let (mut expected, mut before) = (first, before.to_owned());
    let mut found = Vec::new();
    for line in lines {
        if line.n != expected {
            found.push(Break::Missing(expected));
        } else if line.hash_after(&before) != line.sha256 {
            found.push(Break::Changed(line.n));
        }
        expected = line.n.saturating_add(1);
        before.clone_from(&line.sha256);
    }
    found
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn chain(n: u64) -> Vec<AuditLine> {
        let mut before = GENESIS.to_owned();
        let line = |n: u64| {
            let mut line = AuditLine {
                n,
                at: Timestamp::from_microsecond(n as i64).unwrap(),
                actor: "u1".into(),
                what: What::Acted,
                about: format!("20261122-011530-{n:04}"),
                value: "confirmed".into(),
                row: String::new(),
                sha256: String::new(),
            };
            line.sha256 = line.hash_after(&before);
            before.clone_from(&line.sha256);
            line
        };
        (1..=n).map(line).collect()
    }

    #[test]
    fn a_whole_chain_has_no_break() {
        assert_eq!(breaks(&chain(20), 1, GENESIS), []);
        let tail = &chain(20)[7..];
        assert_eq!(breaks(tail, 8, &chain(20)[6].sha256), []);
    }

    proptest! {
        #[test]
        fn what_is_removed_changed_or_reordered_is_named(at in 0usize..9, how in 0..4) {
            let mut lines = chain(10);
            match how {
                0 => { lines.remove(at); }
                1 => lines[at].value = "dismissed".into(),
                2 => lines.swap(at, at + 1),
                _ => lines[at].sha256 = GENESIS.into(),
            }
            let named = |b: &Break| match b {
                Break::Missing(n) | Break::Changed(n) => *n,
            };
            let found = breaks(&lines, 1, GENESIS);
            prop_assert_eq!(found.first().map(named), Some(at as u64 + 1), "{:?}", found);
        }
    }
}
