//! Encounters out of the store to be judged again, and what they come to back into it.
//!
//! Whoever judges knows the packs; the store knows none. Reading runs on any thread; what is
//! written is one transaction for some encounters, each with its line in the log and the
//! figures of its hour.

use super::Store;
use super::count::recount;
use super::encounter::{COLUMNS, custody_at, moments, replace_rulings, row_at, rulings, wanted};
use super::listing::PAGE_MOST;
use super::log::{Note, append};
use super::rows::word;
use crate::record::{
    EncounterListing, EncounterRow, HourCounts, RecordError, Rejudged, Served, Sight, What,
};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, params, params_from_iter};

/// What an encounter comes to now, and what of its hour's figures goes and comes.
pub type Changed = (Rejudged, HourCounts, HourCounts);

impl Store {
    /// The encounters of `listing` in `sight` whose moments are still kept, after the one of
    /// id `after`, oldest first; at most `limit` and never more than 500. The id of the last
    /// asks for those after it.
    pub fn kept_encounters(
        &self,
        sight: &Sight,
        listing: &EncounterListing,
        after: Option<&(Timestamp, String)>,
        limit: u32,
    ) -> Result<Vec<Served>, RecordError> {
        let read = || -> rusqlite::Result<Vec<Served>> {
            let (mut conditions, mut values) = wanted(sight, listing)?;
            if let Some((at, id)) = after {
                conditions.push_str(" AND (i.at_us, i.id) > (?, ?)");
                values.push(at.as_microsecond().into());
                values.push(id.clone().into());
            }
            let sql = format!(
                "SELECT {COLUMNS}, i.unit, i.person, i.clear_start, i.clear_end, i.packs, \
                 i.speech_s, i.understood_s \
                 FROM encounters i JOIN moments m ON m.encounter = i.id WHERE {conditions} \
                 ORDER BY i.at_us, i.id LIMIT {}",
                limit.min(PAGE_MOST)
            );
            let found: Vec<Served> = self
                .db
                .prepare(&sql)?
                .query_map(params_from_iter(&values), served)?
                .collect::<rusqlite::Result<_>>()?;
            found.into_iter().map(|served| filled(&self.db, served)).collect()
        };
        read().map_err(RecordError::index(&self.index))
    }

    /// The encounter of this id, if there is one whose moments are kept.
    pub fn kept_encounter(&self, id: &str) -> Result<Option<Served>, RecordError> {
        let read = || -> rusqlite::Result<Option<Served>> {
            let sql = format!(
                "SELECT {COLUMNS}, i.unit, i.person, i.clear_start, i.clear_end, i.packs, \
                 i.speech_s, i.understood_s \
                 FROM encounters i JOIN moments m ON m.encounter = i.id WHERE i.id = ?1"
            );
            let found = self.db.prepare_cached(&sql)?.query_row([id], served).optional()?;
            found.map(|served| filled(&self.db, served)).transpose()
        };
        read().map_err(RecordError::index(&self.index))
    }

    /// Writes down what encounters come to by now, all at once; of each a line in the log by
    /// `actor`. One that is not there any more is passed over.
    pub fn rejudged(
        &mut self,
        changed: &[Changed],
        actor: &str,
        at: Timestamp,
    ) -> Result<Vec<EncounterRow>, RecordError> {
        self.writer()?;
        let mut rows = Vec::new();
        self.change(|db| {
            for (Rejudged { id, outcome, rulings, packs }, less, more) in changed {
                let sql = format!("SELECT {COLUMNS} FROM encounters i WHERE i.id = ?1");
                let found = db.prepare_cached(&sql)?.query_row([id], row_at).optional()?;
                let Some(before) = found else { continue };
                let now = EncounterRow { outcome: *outcome, ..before.clone() }.counted(rulings);
                db.prepare_cached(
                    "UPDATE encounters SET outcome = ?2, kept = ?3, broken = ?4, remedied = ?5, \
                     merits = ?6, not_judged = ?7, packs = ?8 WHERE id = ?1",
                )?
                .execute(params![
                    id,
                    word(outcome)?,
                    now.kept,
                    now.broken,
                    now.remedied,
                    now.merits,
                    now.not_judged,
                    packs.join(" "),
                ])?;
                replace_rulings(db, id, rulings)?;
                recount(db, now.at, &now.counter, (less, more))?;
                let value = format!("{} {}", word(&before.outcome)?, word(outcome)?);
                let (actor, about) = (actor.to_owned(), id.clone());
                append(db, &Note { at, actor, what: What::Rejudged, about, value })?;
                rows.push(now);
            }
            Ok(())
        })?;
        Ok(rows)
    }
}

fn served(row: &Row<'_>) -> rusqlite::Result<Served> {
    let packs: String = row.get(18)?;
    Ok(Served {
        row: row_at(row)?,
        rulings: Vec::new(),
        moments: Vec::new(),
        clear_start: row.get(16)?,
        clear_end: row.get(17)?,
        packs: packs.split_whitespace().map(str::to_owned).collect(),
        speech_s: row.get(19)?,
        understood_s: row.get(20)?,
        custody: custody_at(row, 14)?,
    })
}

fn filled(db: &rusqlite::Connection, mut served: Served) -> rusqlite::Result<Served> {
    served.rulings = rulings(db, &served.row.id)?;
    served.moments = moments(db, &served.row.id)?.unwrap_or_default();
    Ok(served)
}
