//! Rows of the index to incidents and back: the statements that change it.
//!
//! Used by the store and by repair, on the thread `record`. Every function here
//! is one statement or a few inside the caller's transaction.

use crate::record::handling::Turn;
use crate::record::words::Hashes;
use crate::record::{
    Custody, Deed, Disposition, Entry, EvidenceState, Handling, Incident, MACHINE, Provenance,
};
use jiff::Timestamp;
use rusqlite::types::{Type, ValueRef};
use rusqlite::{Connection, OptionalExtension, Row, ToSql, params};
use serde::Serialize;
use serde::de::value::{Error as WordError, StrDeserializer};
use serde::de::{DeserializeOwned, Error as _, IntoDeserializer};
use std::error::Error as StdError;

/// What [`incident`] reads, in its order; `i` is `incidents`, `p` `provenances`.
pub(super) const COLUMNS: &str = "i.id, i.revision, i.state, i.counter, i.source, i.channel, \
     i.role, i.phrase_id, i.phrase, i.hits, i.severity, i.disposition, i.at_us, i.start_s, \
     i.end_s, i.clip, i.clip_sha256, p.json, i.words_sha256, i.evidence, \
     i.in_hours, i.kind, i.seen, i.assignee, i.escalated_us, i.outcome, i.comments, i.unit, \
     i.person, i.integrity, i.sealed_to, i.whole_sha256, i.answer_by_us, i.held, i.set_aside_us";

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
    let hashes = Hashes::of(&incident, row.get(18)?);
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
        kind: word_at(row, 21)?,
        counter: row.get(3)?,
        source: row.get(4)?,
        channel: usize::try_from(channel).map_err(|e| unreadable(5, Type::Integer, e))?,
        role: word_at(row, 6)?,
        phrase_id: row.get(7)?,
        phrase: row.get(8)?,
        hits: row.get(9)?,
        severity: word_at(row, 10)?,
        disposition: word_at(row, 11)?,
        handling: handling(row)?,
        custody: custody(row)?,
        at: time_at(row, 12)?,
        in_hours: row.get(20)?,
        start_s: row.get(13)?,
        end_s: row.get(14)?,
        clip: row.get(15)?,
        clip_sha256: row.get(16)?,
        provenance,
    })
}

fn handling(row: &Row<'_>) -> rusqlite::Result<Handling> {
    let escalated_at = match row.get_ref(24)? {
        ValueRef::Null => None,
        _ => Some(time_at(row, 24)?),
    };
    let outcome = match row.get_ref(25)? {
        ValueRef::Null => None,
        _ => Some(word_at(row, 25)?),
    };
    let (seen, assignee, comments) = (row.get(22)?, row.get(23)?, row.get(26)?);
    Ok(Handling { seen, assignee, escalated_at, outcome, comments })
}

fn custody(row: &Row<'_>) -> rusqlite::Result<Custody> {
    let moment = |at| match row.get_ref(at)? {
        ValueRef::Null => Ok(None),
        _ => time_at(row, at).map(Some),
    };
    let sealed_to: String = row.get(30)?;
    Ok(Custody {
        unit: row.get(27)?,
        person: row.get(28)?,
        integrity: row.get(29)?,
        sealed_to: sealed_to.split_whitespace().map(str::to_owned).collect(),
        whole_sha256: row.get(31)?,
        answer_by: moment(32)?,
        held: row.get(33)?,
        set_aside_at: moment(34)?,
    })
}

/// Whether there is an account, so that evidence is sealed.
pub(super) fn is_sealed(db: &Connection) -> rusqlite::Result<bool> {
    db.prepare_cached("SELECT EXISTS (SELECT 1 FROM accounts)")?.query_row([], |row| row.get(0))
}

/// One row, if there is one.
pub(in crate::record) fn find(db: &Connection, id: &str) -> rusqlite::Result<Option<Stowed>> {
    db.prepare_cached(&format!("SELECT {COLUMNS} FROM {FROM} WHERE i.id = ?1"))?
        .query_row([id], stowed)
        .optional()
}

/// Inserts a row, or replaces everything of it but its id and what deeds have made of
/// it: that is changed by [`step`] alone.
pub(in crate::record) fn put(db: &Connection, row: &Stowed) -> rusqlite::Result<()> {
    let incident = &row.incident;
    let json = serde_json::to_string(&incident.provenance).map_err(unsayable)?;
    db.prepare_cached("INSERT INTO provenances (json) VALUES (?1) ON CONFLICT DO NOTHING")?
        .execute([&json])?;
    db.prepare_cached(
        "INSERT INTO incidents (id, revision, state, counter, source, channel, role, phrase_id, \
         phrase, hits, severity, disposition, at_us, start_s, end_s, clip, clip_sha256, \
         words_sha256, evidence, provenance, in_hours, kind, unit, person, integrity, sealed_to, \
         whole_sha256) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, \
         ?18, ?19, (SELECT n FROM provenances WHERE json = ?20), ?21, ?22, ?23, ?24, ?25, \
         ?26, ?27) \
         ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, state = excluded.state, \
         counter = excluded.counter, source = excluded.source, channel = excluded.channel, \
         role = excluded.role, phrase_id = excluded.phrase_id, phrase = excluded.phrase, \
         hits = excluded.hits, severity = excluded.severity, \
         disposition = excluded.disposition, at_us = excluded.at_us, \
         start_s = excluded.start_s, end_s = excluded.end_s, clip = excluded.clip, \
         clip_sha256 = excluded.clip_sha256, words_sha256 = excluded.words_sha256, \
         evidence = excluded.evidence, provenance = excluded.provenance, \
         in_hours = excluded.in_hours, kind = excluded.kind, unit = excluded.unit, \
         person = excluded.person, integrity = excluded.integrity, \
         sealed_to = excluded.sealed_to, whole_sha256 = excluded.whole_sha256",
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
        word(&incident.kind)?,
        incident.custody.unit,
        incident.custody.person,
        incident.custody.integrity,
        incident.custody.sealed_to.join(" "),
        incident.custody.whole_sha256,
    ])?;
    Ok(())
}

/// A deed's word, and what goes with it in the index.
fn said(deed: &Deed, row: &Incident) -> rusqlite::Result<(&'static str, String)> {
    Ok(match deed {
        Deed::Decided { .. } => ("decided", word(&row.disposition)?),
        Deed::Undone { .. } => ("undone", String::new()),
        Deed::Seen => ("seen", String::new()),
        Deed::Commented => ("commented", String::new()),
        Deed::Assigned { to } => ("assigned", to.clone()),
        Deed::Escalated => ("escalated", String::new()),
        Deed::Attended { outcome } => ("attended", word(outcome)?),
        Deed::Played => ("played", String::new()),
        Deed::Concerns { person } => ("concerns", person.clone()),
        Deed::Appealed { ground } => ("appealed", word(ground)?),
    })
}

/// Appends a step on the row's present revision and moves the row. Gives what the log says
/// of it: the deed, and what it came to.
pub(super) fn step(db: &Connection, row: &Incident, step: &Entry) -> rusqlite::Result<String> {
    let (name, value) = said(&step.deed, row)?;
    let after = match &step.deed {
        Deed::Decided { disposition } | Deed::Undone { disposition } => *disposition,
        Deed::Appealed { .. } => Disposition::Appealed,
        _ => row.disposition,
    };
    let at_us = step.at.as_microsecond();
    db.prepare_cached(
        "INSERT INTO decisions (incident, revision, at_us, actor, disposition, note, deed, value) \
         SELECT id, revision, ?2, ?3, ?4, ?5, ?6, ?7 FROM incidents WHERE id = ?1",
    )?
    .execute(params![row.id, at_us, step.actor, word(&after)?, step.note, name, value])?;
    let (set, to): (&str, &dyn ToSql) = match &step.deed {
        Deed::Decided { .. } | Deed::Undone { .. } | Deed::Appealed { .. } => {
            ("disposition = ?2", &word(&after)?)
        }
        Deed::Concerns { .. } => ("person = nullif(?2, '')", &value),
        Deed::Seen | Deed::Played => ("seen = ?2", &true),
        Deed::Commented => ("comments = comments + ?2", &1),
        Deed::Assigned { .. } => ("assignee = nullif(?2, '')", &value),
        Deed::Escalated => ("escalated_us = ?2", &at_us),
        Deed::Attended { .. } => ("outcome = ?2", &value),
    };
    db.prepare_cached(&format!("UPDATE incidents SET {set} WHERE id = ?1"))?
        .execute(params![row.id, to])?;
    let came_to = match &step.deed {
        Deed::Decided { .. } | Deed::Undone { .. } => word(&after)?,
        _ => value,
    };
    Ok(format!("{name} {came_to}").trim_end().to_owned())
}

/// All steps on an incident, oldest first.
pub(super) fn history(db: &Connection, id: &str) -> rusqlite::Result<Vec<Entry>> {
    db.prepare_cached(
        "SELECT at_us, actor, disposition, note, deed, value FROM decisions WHERE incident = ?1 \
         ORDER BY n",
    )?
    .query_map([id], |row| {
        let name: String = row.get(4)?;
        let deed = match name.as_str() {
            "decided" => Deed::Decided { disposition: word_at(row, 2)? },
            "undone" => Deed::Undone { disposition: word_at(row, 2)? },
            "seen" => Deed::Seen,
            "commented" => Deed::Commented,
            "assigned" => Deed::Assigned { to: row.get(5)? },
            "escalated" => Deed::Escalated,
            "attended" => Deed::Attended { outcome: word_at(row, 5)? },
            "played" => Deed::Played,
            "concerns" => Deed::Concerns { person: row.get(5)? },
            "appealed" => Deed::Appealed { ground: word_at(row, 5)? },
            other => return Err(odd(4, other)),
        };
        Ok(Entry { at: time_at(row, 0)?, actor: row.get(1)?, deed, note: row.get(3)? })
    })?
    .collect()
}

/// The decisions on an incident and those that were taken back, oldest first.
pub(super) fn turns(db: &Connection, id: &str) -> rusqlite::Result<Vec<Turn>> {
    db.prepare_cached(
        "SELECT deed, disposition, value, actor FROM decisions WHERE incident = ?1 \
         AND deed IN ('decided', 'undone', 'appealed') ORDER BY n",
    )?
    .query_map([id], |row| {
        let (deed, before, actor): (String, String, String) =
            (row.get(0)?, row.get(2)?, row.get(3)?);
        if deed == "undone" {
            return Ok(Turn::Back);
        }
        // An appeal cannot be taken back, so what was before it is of no account.
        if deed == "appealed" {
            let (after, before) = (Disposition::Appealed, Disposition::New);
            return Ok(Turn::To { after, before, machine: false });
        }
        // Rows of the first version do not say.
        let before = if before.is_empty() { Disposition::New } else { word_at(row, 2)? };
        Ok(Turn::To { after: word_at(row, 1)?, before, machine: actor == MACHINE })
    })?
    .collect()
}

/// Whether a sealed note stands on an incident.
pub(super) fn has_sealed_notes(db: &Connection, id: &str) -> rusqlite::Result<bool> {
    db.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM decisions WHERE incident = ?1 AND note LIKE 'age:%')",
    )?
    .query_row([id], |row| row.get(0))
}

/// Who has decided on an incident, taken back or not, but for appeals; the machine left out.
pub(super) fn judges(db: &Connection, id: &str) -> rusqlite::Result<Vec<String>> {
    db.prepare_cached(
        "SELECT DISTINCT actor FROM decisions WHERE incident = ?1 AND deed = 'decided' \
         AND disposition IN ('confirmed', 'dismissed', 'remedied') AND actor <> ?2",
    )?
    .query_map([id, MACHINE], |row| row.get(0))?
    .collect()
}

/// Sets until when an incident can be appealed.
pub(super) fn answer_by(
    db: &Connection,
    id: &str,
    answer_by: Option<Timestamp>,
) -> rusqlite::Result<()> {
    db.prepare_cached("UPDATE incidents SET answer_by_us = ?2 WHERE id = ?1")?
        .execute(params![id, answer_by.map(Timestamp::as_microsecond)])?;
    Ok(())
}

/// Whether `actor` has opened an incident before.
pub(super) fn has_seen(db: &Connection, id: &str, actor: &str) -> rusqlite::Result<bool> {
    db.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM decisions WHERE incident = ?1 AND deed = 'seen' \
         AND actor = ?2)",
    )?
    .query_row([id, actor], |row| row.get(0))
}

/// What repair needs of a row to compare it with the files.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::record) struct Brief {
    pub(in crate::record) id: String,
    pub(in crate::record) clip: String,
    pub(in crate::record) open: bool,
    /// Whether the sound before it was silenced is kept besides.
    pub(in crate::record) whole: bool,
    pub(in crate::record) evidence: EvidenceState,
}

/// All rows in brief, in no order.
pub(in crate::record) fn briefs(db: &Connection) -> rusqlite::Result<Vec<Brief>> {
    db.prepare(
        "SELECT id, clip, state = 'open', evidence, whole_sha256 IS NOT NULL FROM incidents",
    )?
    .query_map([], |row| {
        Ok(Brief {
            id: row.get(0)?,
            clip: row.get(1)?,
            open: row.get(2)?,
            evidence: word_at(row, 3)?,
            whole: row.get(4)?,
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

pub(super) fn word_at<T: DeserializeOwned>(row: &Row<'_>, at: usize) -> rusqlite::Result<T> {
    let word = row.get_ref(at)?.as_str().map_err(|e| unreadable(at, Type::Text, e))?;
    let word: StrDeserializer<'_, WordError> = word.into_deserializer();
    T::deserialize(word).map_err(|e| unreadable(at, Type::Text, e))
}

pub(super) fn time_at(row: &Row<'_>, at: usize) -> rusqlite::Result<Timestamp> {
    Timestamp::from_microsecond(row.get(at)?).map_err(|e| unreadable(at, Type::Integer, e))
}

pub(super) fn unreadable<E: StdError + Send + Sync + 'static>(
    at: usize,
    of: Type,
    e: E,
) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(at, of, Box::new(e))
}

/// A column holds what this program never writes there.
pub(super) fn odd(at: usize, found: &str) -> rusqlite::Error {
    unreadable(at, Type::Text, WordError::custom(found))
}

fn unsayable(e: impl Into<Box<dyn StdError + Send + Sync>>) -> rusqlite::Error {
    rusqlite::Error::ToSqlConversionFailure(e.into())
}
