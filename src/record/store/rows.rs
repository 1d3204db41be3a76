//! Rows of the index to incidents and back: the statements that change it.
//!
//! Used by the store and by repair, on the thread `record`. Every function here
//! is one statement or a few inside the caller's transaction.

use crate::record::words::Hashes;
use crate::record::{
    Deed, Disposition, Entry, EvidenceState, Handling, Incident, IncidentKind, Provenance,
};
use jiff::Timestamp;
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;
use serde::de::value::{Error as WordError, StrDeserializer};
use serde::de::{DeserializeOwned, IntoDeserializer};
use std::error::Error as StdError;

/// What [`incident`] reads, in its order; `i` is `incidents`, `p` `provenances`.
pub(super) const COLUMNS: &str = "i.id, i.revision, i.state, i.counter, i.source, i.channel, \
     i.role, i.phrase_id, i.phrase, i.hits, i.severity, i.disposition, i.at_us, i.start_s, \
     i.end_s, i.clip, i.clip_sha256, p.json, i.words_sha256, i.evidence, \
     i.in_hours";

/// Where [`COLUMNS`] come from.
pub(super) const FROM: &str = "incidents i JOIN provenances p ON p.n = i.provenance";

/// A row with what the index alone knows.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::record) struct Stowed {
    pub(in crate::record) incident: Incident,
    pub(in crate::record) hashes: Hashes,
    pub(in crate::record) evidence: EvidenceState,
}

/// Reads the [`COLUMNS`] of a row.
pub(super) fn stowed(row: &Row<'_>) -> rusqlite::Result<Stowed> {
    let incident = incident(row)?;
    let hashes = Hashes { clip_sha256: incident.clip_sha256.clone(), words_sha256: row.get(18)? };
    Ok(Stowed { incident, hashes, evidence: word_at(row, 19)? })
}

/// Reads all [`COLUMNS`] that an incident has.
pub(super) fn incident(row: &Row<'_>) -> rusqlite::Result<Incident> {
    let json: String = row.get(17)?;
    let provenance: Provenance =
        serde_json::from_str(&json).map_err(|e| unreadable(17, Type::Text, e))?;
    let channel: i64 = row.get(5)?;
    Ok(Incident {
        id: row.get(0)?,
        revision: row.get(1)?,
        state: word_at(row, 2)?,
        kind: IncidentKind::Taboo,
        counter: row.get(3)?,
        source: row.get(4)?,
        channel: usize::try_from(channel).map_err(|e| unreadable(5, Type::Integer, e))?,
        role: word_at(row, 6)?,
        phrase_id: row.get(7)?,
        phrase: row.get(8)?,
        hits: row.get(9)?,
        severity: word_at(row, 10)?,
        disposition: word_at(row, 11)?,
        handling: Handling::default(),
        at: time_at(row, 12)?,
        in_hours: row.get(20)?,
        start_s: row.get(13)?,
        end_s: row.get(14)?,
        clip: row.get(15)?,
        clip_sha256: row.get(16)?,
        provenance,
    })
}

/// One row, if there is one.
pub(in crate::record) fn find(db: &Connection, id: &str) -> rusqlite::Result<Option<Stowed>> {
    db.prepare_cached(&format!("SELECT {COLUMNS} FROM {FROM} WHERE i.id = ?1"))?
        .query_row([id], stowed)
        .optional()
}

/// Inserts a row, or replaces everything of it but its id.
pub(in crate::record) fn put(db: &Connection, row: &Stowed) -> rusqlite::Result<()> {
    let incident = &row.incident;
    let json = serde_json::to_string(&incident.provenance).map_err(unsayable)?;
    db.prepare_cached("INSERT INTO provenances (json) VALUES (?1) ON CONFLICT DO NOTHING")?
        .execute([&json])?;
    db.prepare_cached(
        "INSERT INTO incidents (id, revision, state, counter, source, channel, role, phrase_id, \
         phrase, hits, severity, disposition, at_us, start_s, end_s, clip, clip_sha256, \
         words_sha256, evidence, provenance, in_hours) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, \
         ?18, ?19, (SELECT n FROM provenances WHERE json = ?20), ?21) \
         ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, state = excluded.state, \
         counter = excluded.counter, source = excluded.source, channel = excluded.channel, \
         role = excluded.role, phrase_id = excluded.phrase_id, phrase = excluded.phrase, \
         hits = excluded.hits, severity = excluded.severity, \
         disposition = excluded.disposition, at_us = excluded.at_us, \
         start_s = excluded.start_s, end_s = excluded.end_s, clip = excluded.clip, \
         clip_sha256 = excluded.clip_sha256, words_sha256 = excluded.words_sha256, \
         evidence = excluded.evidence, provenance = excluded.provenance, \
         in_hours = excluded.in_hours",
    )?
    .execute(params![
        incident.id,
        incident.revision,
        word(&incident.state)?,
        incident.counter,
        incident.source,
        i64::try_from(incident.channel).map_err(unsayable)?,
        word(&incident.role)?,
        incident.phrase_id,
        incident.phrase,
        incident.hits,
        word(&incident.severity)?,
        word(&incident.disposition)?,
        incident.at.as_microsecond(),
        incident.start_s,
        incident.end_s,
        incident.clip,
        incident.clip_sha256,
        row.hashes.words_sha256,
        word(&row.evidence)?,
        json,
        incident.in_hours,
    ])?;
    Ok(())
}

/// Appends a decision on the row's present revision and moves the row.
pub(super) fn decide(
    db: &Connection,
    id: &str,
    disposition: Disposition,
    decision: &Entry,
) -> rusqlite::Result<()> {
    let disposition = word(&disposition)?;
    db.prepare_cached(
        "INSERT INTO decisions (incident, revision, at_us, actor, disposition, note) \
         SELECT id, revision, ?2, ?3, ?4, ?5 FROM incidents WHERE id = ?1",
    )?
    .execute(params![
        id,
        decision.at.as_microsecond(),
        decision.actor,
        disposition,
        decision.note
    ])?;
    db.prepare_cached("UPDATE incidents SET disposition = ?2 WHERE id = ?1")?
        .execute([id, &disposition])?;
    Ok(())
}

/// All decisions on an incident, oldest first.
pub(super) fn decisions(db: &Connection, id: &str) -> rusqlite::Result<Vec<Entry>> {
    db.prepare_cached(
        "SELECT at_us, actor, disposition, note FROM decisions WHERE incident = ?1 ORDER BY n",
    )?
    .query_map([id], |row| {
        Ok(Entry {
            at: time_at(row, 0)?,
            actor: row.get(1)?,
            deed: Deed::Decided { disposition: word_at(row, 2)? },
            note: row.get(3)?,
        })
    })?
    .collect()
}

/// Whether anybody has decided on an incident.
pub(in crate::record) fn is_decided(db: &Connection, id: &str) -> rusqlite::Result<bool> {
    db.prepare_cached("SELECT EXISTS (SELECT 1 FROM decisions WHERE incident = ?1)")?
        .query_row([id], |row| row.get(0))
}

/// What repair needs of a row to compare it with the files.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::record) struct Brief {
    pub(in crate::record) id: String,
    pub(in crate::record) clip: String,
    pub(in crate::record) open: bool,
    pub(in crate::record) evidence: EvidenceState,
}

/// All rows in brief, in no order.
pub(in crate::record) fn briefs(db: &Connection) -> rusqlite::Result<Vec<Brief>> {
    db.prepare("SELECT id, clip, state = 'open', evidence FROM incidents")?
        .query_map([], |row| {
            Ok(Brief {
                id: row.get(0)?,
                clip: row.get(1)?,
                open: row.get(2)?,
                evidence: word_at(row, 3)?,
            })
        })?
        .collect()
}

/// Writes down whether a row's files are there.
pub(in crate::record) fn mark(
    db: &Connection,
    id: &str,
    evidence: EvidenceState,
) -> rusqlite::Result<()> {
    db.prepare_cached("UPDATE incidents SET evidence = ?2 WHERE id = ?1")?
        .execute([id, &word(&evidence)?])?;
    Ok(())
}

/// Closes an open incident as its next revision, which has the files of the last.
pub(in crate::record) fn close(db: &Connection, id: &str) -> rusqlite::Result<()> {
    db.prepare_cached(
        "UPDATE incidents SET state = 'closed', revision = revision + 1 \
         WHERE id = ?1 AND state = 'open'",
    )?
    .execute([id])?;
    Ok(())
}

/// The word of an enumeration's value, as in JSON.
pub(super) fn word<T: Serialize>(value: &T) -> rusqlite::Result<String> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => Ok(word),
        Ok(other) => Err(unsayable(format!("not a word: {other}"))),
        Err(e) => Err(unsayable(e)),
    }
}

fn word_at<T: DeserializeOwned>(row: &Row<'_>, at: usize) -> rusqlite::Result<T> {
    let word = row.get_ref(at)?.as_str().map_err(|e| unreadable(at, Type::Text, e))?;
    let word: StrDeserializer<'_, WordError> = word.into_deserializer();
    T::deserialize(word).map_err(|e| unreadable(at, Type::Text, e))
}

fn time_at(row: &Row<'_>, at: usize) -> rusqlite::Result<Timestamp> {
    Timestamp::from_microsecond(row.get(at)?).map_err(|e| unreadable(at, Type::Integer, e))
}

fn unreadable<E: StdError + Send + Sync + 'static>(at: usize, of: Type, e: E) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(at, of, Box::new(e))
}

fn unsayable(e: impl Into<Box<dyn StdError + Send + Sync>>) -> rusqlite::Error {
    rusqlite::Error::ToSqlConversionFailure(e.into())
}
