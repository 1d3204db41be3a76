//! What each hour of each counter comes to, added up as it is heard.
//!
//! Runs on the thread `record`. Only adds; what it comes to is read by `figures`. Each sum
//! bears its hash, since the log does not tell of it.

use super::{Store, rows};
use crate::phrasebook::List;
use crate::record::words::sha256_hex;
use crate::record::{HourCounts, HourTally, RecordError};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::fmt::Write as _;

/// Microseconds of an hour.
pub(super) const HOUR_US: i64 = 3_600_000_000;

impl Store {
    /// Adds `counts` to the hour of the clock (UTC) that `hour` lies in.
    pub fn count(
        &mut self,
        hour: Timestamp,
        counter: &str,
        counts: &HourCounts,
    ) -> Result<(), RecordError> {
        self.writer()?;
        self.change(|db| add(db, hour, counter, counts))
    }

    /// Adds `n` times that the phrase `id` of `list` was heard, in the same hour.
    /// `phrase` is as its list prints it now.
    pub fn count_phrase(
        &mut self,
        hour: Timestamp,
        counter: &str,
        list: List,
        id: &str,
        phrase: &str,
        n: u64,
    ) -> Result<(), RecordError> {
        self.writer()?;
        let phrase = self.written(id, phrase)?;
        self.change(|db| add_phrase(db, hour, counter, (list, id, &phrase), n))
    }

    /// Adds all of `tallies` at once: one wait for the disk however many they are.
    pub fn count_all(&mut self, tallies: &[HourTally]) -> Result<(), RecordError> {
        self.writer()?;
        let mut written = Vec::new();
        for phrase in tallies.iter().flat_map(|tally| &tally.phrases) {
            written.push(self.written(&phrase.id, &phrase.phrase)?);
        }
        let mut written = written.iter();
        self.change(|db| {
            for tally in tallies {
                let HourTally { hour, counter, counts, phrases } = tally;
                add(db, *hour, counter, counts)?;
                for phrase in phrases {
                    let text = written.next().map_or("", String::as_str);
                    let named = (phrase.list, phrase.id.as_str(), text);
                    add_phrase(db, *hour, counter, named, phrase.n)?;
                }
            }
            Ok(())
        })
    }

    /// What hours have been written that are no longer what was written: each hour, its
    /// counter, and of a phrase's count the phrase's id. Rows from before this was kept are
    /// passed over.
    pub fn unsound_hours(&self) -> Result<Vec<(Timestamp, String, Option<String>)>, RecordError> {
        unsound(&self.db).map_err(RecordError::index(&self.index))
    }

    /// What the index may say a phrase is called; what it is called is remembered.
    fn written(&mut self, id: &str, phrase: &str) -> Result<String, RecordError> {
        if !self.is_sealed()? {
            return Ok(phrase.to_owned());
        }
        self.names.insert(id, phrase);
        Ok(String::new())
    }
}

/// Takes out what phrases are called.
pub(super) fn blank(db: &Connection) -> rusqlite::Result<()> {
    let mut all = db.prepare(
        "UPDATE hour_phrases SET phrase = '' WHERE phrase <> '' \
         RETURNING hour_us, counter, list, id, n",
    )?;
    let mut rows = all.query([])?;
    let mut blanked: Vec<(i64, String, String, String, i64)> = Vec::new();
    while let Some(row) = rows.next()? {
        blanked.push((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?));
    }
    for (hour_us, counter, list, id, n) in blanked {
        sign_phrase(db, (hour_us, &counter, &list, &id), "", n)?;
    }
    Ok(())
}

fn add(
    db: &Connection,
    hour: Timestamp,
    counter: &str,
    counts: &HourCounts,
) -> rusqlite::Result<()> {
    let sum = db
        .prepare_cached(&format!(
            "INSERT INTO hours ({SUM}) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14) \
             ON CONFLICT (hour_us, counter) DO UPDATE SET heard_s = heard_s + excluded.heard_s, \
             lost_s = lost_s + excluded.lost_s, muted_s = muted_s + excluded.muted_s, \
             utterances = utterances + excluded.utterances, civil = civil + excluded.civil, \
             speech_s = speech_s + excluded.speech_s, \
             understood_s = understood_s + excluded.understood_s, \
             judged_s = judged_s + excluded.judged_s, \
             encounters = encounters + excluded.encounters, judged = judged + excluded.judged, \
             courtesy_asked = courtesy_asked + excluded.courtesy_asked, \
             courtesy_kept = courtesy_kept + excluded.courtesy_kept RETURNING {SUM}"
        ))?
        .query_row(
            params![
                start(hour),
                counter,
                counts.heard_s,
                counts.lost_s,
                counts.muted_s,
                whole(counts.utterances),
                whole(counts.civil),
                counts.speech_s,
                counts.understood_s,
                counts.judged_s,
                whole(counts.encounters),
                whole(counts.judged),
                whole(counts.courtesy_asked),
                whole(counts.courtesy_kept),
            ],
            sum_of_hour,
        )?;
    db.prepare_cached("UPDATE hours SET sha256 = ?3 WHERE hour_us = ?1 AND counter = ?2")?
        .execute(params![start(hour), counter, sum])?;
    Ok(())
}

/// Takes `less` from an hour and adds `more`, of what encounters came to: they were judged
/// again.
pub(super) fn recount(
    db: &Connection,
    hour: Timestamp,
    counter: &str,
    (less, more): (&HourCounts, &HourCounts),
) -> rusqlite::Result<()> {
    let sum = db
        .prepare_cached(&format!(
            "UPDATE hours SET judged_s = max(0.0, judged_s - ?3 + ?4), \
             judged = max(0, judged - ?5 + ?6), \
             courtesy_asked = max(0, courtesy_asked - ?7 + ?8), \
             courtesy_kept = max(0, courtesy_kept - ?9 + ?10) \
             WHERE hour_us = ?1 AND counter = ?2 RETURNING {SUM}"
        ))?
        .query_row(
            params![
                start(hour),
                counter,
                less.judged_s,
                more.judged_s,
                whole(less.judged),
                whole(more.judged),
                whole(less.courtesy_asked),
                whole(more.courtesy_asked),
                whole(less.courtesy_kept),
                whole(more.courtesy_kept),
            ],
            sum_of_hour,
        )
        .optional()?;
    if let Some(sum) = sum {
        db.prepare_cached("UPDATE hours SET sha256 = ?3 WHERE hour_us = ?1 AND counter = ?2")?
            .execute(params![start(hour), counter, sum])?;
    }
    Ok(())
}

/// What an hour holds, in the order in which [`sum_at`] reads it.
pub(super) const SUM: &str = "hour_us, counter, heard_s, lost_s, muted_s, utterances, civil, \
     speech_s, understood_s, judged_s, encounters, judged, courtesy_asked, courtesy_kept";

/// The values of a row of [`SUM`].
pub(super) fn sum_at(row: &Row<'_>) -> rusqlite::Result<HourCounts> {
    let whole = |at| row.get(at).map(|n: i64| n.unsigned_abs());
    Ok(HourCounts {
        heard_s: row.get(2)?,
        lost_s: row.get(3)?,
        muted_s: row.get(4)?,
        utterances: whole(5)?,
        civil: whole(6)?,
        speech_s: row.get(7)?,
        understood_s: row.get(8)?,
        judged_s: row.get(9)?,
        encounters: whole(10)?,
        judged: whole(11)?,
        courtesy_asked: whole(12)?,
        courtesy_kept: whole(13)?,
    })
}

/// The hash of a row of `hours`, over its values in their order. What hours came to know
/// later stands in it only where there is any: a row from before has the hash it had.
fn sum_of_hour(row: &Row<'_>) -> rusqlite::Result<String> {
    let (hour_us, counter): (i64, String) = (row.get(0)?, row.get(1)?);
    let seconds = |at| row.get(at).map(|s: f64| s.to_bits());
    let (heard, lost, muted) = (seconds(2)?, seconds(3)?, seconds(4)?);
    let (utterances, civil): (i64, i64) = (row.get(5)?, row.get(6)?);
    let mut said = format!("{hour_us} {counter} {heard:x} {lost:x} {muted:x} {utterances} {civil}");
    let later = HourCounts {
        heard_s: 0.0,
        lost_s: 0.0,
        muted_s: 0.0,
        utterances: 0,
        civil: 0,
        ..sum_at(row)?
    };
    if later != HourCounts::default() {
        let (speech, understood, judged) = (seconds(7)?, seconds(8)?, seconds(9)?);
        // Writing to a String cannot fail.
        let _ = write!(said, " {speech:x} {understood:x} {judged:x}");
        for at in 10..14 {
            let _ = write!(said, " {}", row.get::<_, i64>(at)?);
        }
    }
    Ok(sha256_hex(said.as_bytes()))
}

fn add_phrase(
    db: &Connection,
    hour: Timestamp,
    counter: &str,
    (list, id, phrase): (List, &str, &str),
    n: u64,
) -> rusqlite::Result<()> {
    let list = rows::word(&list)?;
    let n = db
        .prepare_cached(
            "INSERT INTO hour_phrases (hour_us, counter, list, id, phrase, n) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
             ON CONFLICT (hour_us, counter, list, id) DO UPDATE SET n = n + excluded.n, \
             phrase = excluded.phrase RETURNING n",
        )?
        .query_row(params![start(hour), counter, list, id, phrase, whole(n)], |row| row.get(0))?;
    sign_phrase(db, (start(hour), counter, &list, id), phrase, n)
}

/// Writes down what a count of a phrase is, in one hash.
fn sign_phrase(
    db: &Connection,
    (hour_us, counter, list, id): (i64, &str, &str, &str),
    phrase: &str,
    n: i64,
) -> rusqlite::Result<()> {
    db.prepare_cached(
        "UPDATE hour_phrases SET sha256 = ?5 \
         WHERE hour_us = ?1 AND counter = ?2 AND list = ?3 AND id = ?4",
    )?
    .execute(params![
        hour_us,
        counter,
        list,
        id,
        sum_of_phrase((hour_us, counter, list, id), phrase, n)
    ])?;
    Ok(())
}

fn sum_of_phrase(
    (hour_us, counter, list, id): (i64, &str, &str, &str),
    phrase: &str,
    n: i64,
) -> String {
    sha256_hex(format!("{hour_us} {counter}\n{list}\n{id}\n{phrase}\n{n}").as_bytes())
}

fn unsound(db: &Connection) -> rusqlite::Result<Vec<(Timestamp, String, Option<String>)>> {
    let mut found = Vec::new();
    let mut hours = db.prepare(&format!(
        "SELECT {SUM}, sha256 FROM hours WHERE sha256 IS NOT NULL ORDER BY hour_us, counter"
    ))?;
    let mut all = hours.query([])?;
    while let Some(row) = all.next()? {
        if sum_of_hour(row)? != row.get::<_, String>(14)? {
            found.push((rows::time_at(row, 0)?, row.get(1)?, None));
        }
    }
    let mut phrases = db.prepare(
        "SELECT hour_us, counter, list, id, phrase, n, sha256 FROM hour_phrases \
         WHERE sha256 IS NOT NULL ORDER BY hour_us, counter, list, id",
    )?;
    let mut all = phrases.query([])?;
    while let Some(row) = all.next()? {
        let (hour_us, n): (i64, i64) = (row.get(0)?, row.get(5)?);
        let text = |at| row.get::<_, String>(at);
        let (counter, list, id, phrase) = (text(1)?, text(2)?, text(3)?, text(4)?);
        if sum_of_phrase((hour_us, &counter, &list, &id), &phrase, n) != text(6)? {
            found.push((rows::time_at(row, 0)?, counter, Some(id)));
        }
    }
    Ok(found)
}

/// The beginning of the hour of the clock.
fn start(at: Timestamp) -> i64 {
    let us = at.as_microsecond();
    us - us.rem_euclid(HOUR_US)
}

/// No count of a person's life reaches the limit.
fn whole(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
