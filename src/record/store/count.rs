//! What each hour of each counter comes to, added up as it is heard.
//!
//! Runs on the thread `record`. Only adds; what it comes to is read by `figures`.

use super::{Store, rows};
use crate::phrasebook::List;
use crate::record::{HourCounts, HourTally, RecordError};
use jiff::Timestamp;
use rusqlite::{Connection, params};

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
        self.change(|db| add_phrase(db, hour, counter, (list, id, phrase), n))
    }

    /// Adds all of `tallies` at once: one wait for the disk however many they are.
    pub fn count_all(&mut self, tallies: &[HourTally]) -> Result<(), RecordError> {
        self.writer()?;
        self.change(|db| {
            for tally in tallies {
                let HourTally { hour, counter, counts, phrases } = tally;
                add(db, *hour, counter, counts)?;
                for phrase in phrases {
                    let named = (phrase.list, phrase.id.as_str(), phrase.phrase.as_str());
                    add_phrase(db, *hour, counter, named, phrase.n)?;
                }
            }
            Ok(())
        })
    }
}

fn add(
    db: &Connection,
    hour: Timestamp,
    counter: &str,
    counts: &HourCounts,
) -> rusqlite::Result<()> {
    db.prepare_cached(
        "INSERT INTO hours (hour_us, counter, heard_s, lost_s, muted_s, utterances, civil) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) \
         ON CONFLICT (hour_us, counter) DO UPDATE SET heard_s = heard_s + excluded.heard_s, \
         lost_s = lost_s + excluded.lost_s, muted_s = muted_s + excluded.muted_s, \
         utterances = utterances + excluded.utterances, civil = civil + excluded.civil",
    )?
    .execute(params![
        start(hour),
        counter,
        counts.heard_s,
        counts.lost_s,
        counts.muted_s,
        whole(counts.utterances),
        whole(counts.civil),
    ])?;
    Ok(())
}

fn add_phrase(
    db: &Connection,
    hour: Timestamp,
    counter: &str,
    (list, id, phrase): (List, &str, &str),
    n: u64,
) -> rusqlite::Result<()> {
    db.prepare_cached(
        "INSERT INTO hour_phrases (hour_us, counter, list, id, phrase, n) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
         ON CONFLICT (hour_us, counter, list, id) DO UPDATE SET n = n + excluded.n, \
         phrase = excluded.phrase",
    )?
    .execute(params![start(hour), counter, rows::word(&list)?, id, phrase, whole(n)])?;
    Ok(())
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
