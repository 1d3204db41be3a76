//! The log in the index: written with what it tells of, read, checked.
//!
//! Runs on the thread `record`; any store that reads may list and verify. What a line is
//! and what binds it stands in `audit`.

use super::rows::{time_at, word, word_at};
use super::{Store, digest};
use crate::record::{AuditLine, GENESIS, RecordError, What};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

/// Something that is to stand in the log.
#[derive(Debug, Clone, PartialEq)]
pub struct Note {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: String,
    /// What was done.
    pub what: What,
    /// To what.
    pub about: String,
    /// What else there is to say; never free speech.
    pub value: String,
}

const COLUMNS: &str = "n, at_us, actor, what, about, value, row, sha256";

impl Store {
    /// Writes a line into the log.
    pub fn log(&mut self, note: &Note) -> Result<(), RecordError> {
        self.writer()?;
        self.change(|db| append(db, note))
    }

    /// The lines from number `first` on, at most so many, in their order.
    pub fn log_lines(&self, first: u64, limit: u32) -> Result<Vec<AuditLine>, RecordError> {
        let read = || -> rusqlite::Result<Vec<AuditLine>> {
            let first = i64::try_from(first).unwrap_or(i64::MAX);
            self.db
                .prepare_cached(&format!(
                    "SELECT {COLUMNS} FROM log WHERE n >= ?1 ORDER BY n LIMIT ?2"
                ))?
                .query_map(params![first, limit], line)?
                .collect()
        };
        read().map_err(RecordError::index(&self.index))
    }

    /// The lines about one thing, in their order.
    pub fn log_about(&self, about: &str) -> Result<Vec<AuditLine>, RecordError> {
        let read = || -> rusqlite::Result<Vec<AuditLine>> {
            self.db
                .prepare_cached(&format!("SELECT {COLUMNS} FROM log WHERE about = ?1 ORDER BY n"))?
                .query_map([about], line)?
                .collect()
        };
        read().map_err(RecordError::index(&self.index))
    }

    /// The number and the hash of the last line; 0 and [`GENESIS`] of an empty log.
    pub fn log_head(&self) -> Result<(u64, String), RecordError> {
        head(&self.db).map_err(RecordError::index(&self.index))
    }
}

/// Appends a line within the caller's transaction, after what it tells of.
pub(in crate::record) fn append(db: &Connection, note: &Note) -> rusqlite::Result<()> {
    let (last, before) = head(db)?;
    let mut line = AuditLine {
        n: last + 1,
        // The index keeps whole microseconds: what is hashed must be what is read back.
        at: Timestamp::from_microsecond(note.at.as_microsecond()).unwrap_or(note.at),
        actor: note.actor.clone(),
        what: note.what,
        about: note.about.clone(),
        value: note.value.clone(),
        row: digest::of(db, &note.about)?,
        sha256: String::new(),
    };
    line.sha256 = line.hash_after(&before);
    db.prepare_cached(
        "INSERT INTO log (n, at_us, actor, what, about, value, row, sha256) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![
        i64::try_from(line.n).unwrap_or(i64::MAX),
        line.at.as_microsecond(),
        line.actor,
        word(&line.what)?,
        line.about,
        line.value,
        line.row,
        line.sha256,
    ])?;
    Ok(())
}

fn head(db: &Connection) -> rusqlite::Result<(u64, String)> {
    let last = db
        .prepare_cached("SELECT n, sha256 FROM log ORDER BY n DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get::<_, i64>(0)?, row.get(1)?)))
        .optional()?;
    Ok(match last {
        Some((n, sha256)) => (u64::try_from(n).unwrap_or(0), sha256),
        None => (0, GENESIS.to_owned()),
    })
}

pub(super) fn line(row: &Row<'_>) -> rusqlite::Result<AuditLine> {
    let n: i64 = row.get(0)?;
    Ok(AuditLine {
        n: u64::try_from(n).unwrap_or(0),
        at: time_at(row, 1)?,
        actor: row.get(2)?,
        what: word_at(row, 3)?,
        about: row.get(4)?,
        value: row.get(5)?,
        row: row.get(6)?,
        sha256: row.get(7)?,
    })
}
