//! The store: one directory with an index and the evidence beside it.
//!
//! All SQL stands in this directory and in `schema`. Runs on the thread
//! `record`, which owns the one [`Store`] that writes; any thread may own one
//! that reads. Never decides who may see what.

mod accounts;
mod act;
mod amend;
mod backup;
mod count;
mod digest;
mod encounter;
mod figures;
mod keep;
mod listing;
pub(super) mod log;
mod names;
mod open;
mod pour;
mod query;
mod rejudge;
mod request;
mod reseal;
pub(super) mod retain;
pub(super) mod rows;
mod seal;
mod staffing;
mod texts;
pub(super) mod ticket;
mod tries;
mod verify;

pub use accounts::{LockedAccount, NewAccount};
pub use backup::{Copied, restore};
pub use log::Note;
pub use query::{Dossier, Query};
pub use rejudge::Changed;
pub use reseal::{Renewed, Resealed, Scope};
pub use retain::Sentence;
pub use seal::Begun;
pub use texts::Place;
pub use tries::{Try, shut_until};

use names::Names;
use rows::Stowed;

use super::fault::Step;
use super::files::FileSet;
use super::sealing::Keepers;
use super::sink::{Evidence, EvidenceSink, Stored};
use super::words::Hashes;
use super::{
    Custody, EvidenceState, Handling, Incident, IncidentState, MACHINE, RecordError, What, new_id,
};
use crate::{clock, tr};
use jiff::Timestamp;
use rusqlite::{Connection, TransactionBehavior};
use std::collections::HashSet;
use std::fs::File;
use std::hash::{BuildHasher, RandomState};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Days that a member of staff has to answer a decision, unless the settings say otherwise.
const ANSWER_DAYS: u32 = 10;

/// An open store.
#[derive(Debug)]
pub struct Store {
    db: Connection,
    dir: PathBuf,
    index: PathBuf,
    names: Names,
    /// Days that a member of staff has to answer a decision.
    answer_days: u32,
    /// Absent when the store was opened to read only.
    writer: Option<Writer>,
}

/// What only the one process has that writes.
#[derive(Debug)]
struct Writer {
    sink: EvidenceSink,
    /// Ids given out whose incidents are not in the index yet.
    issued: HashSet<String>,
    /// Accounts as last read, and the number of the index's change they were read at.
    keepers: Option<(i64, Arc<Keepers>)>,
    /// Held for the life of the store.
    _lock: File,
}

impl Store {
    /// The store's directory, as it was given.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// An id for an incident said at `at` that no other has, or ever had: a receipt in the
    /// log must not tell of two.
    pub fn new_id(&mut self, at: Timestamp) -> Result<String, RecordError> {
        self.writer()?;
        // Each RandomState has keys of its own; hashing nothing gives 64 bits of them.
        let mut random = RandomState::new().hash_one(()) as u32;
        loop {
            let id = new_id(at, random);
            if self.is_free(&id)? && self.writer()?.issued.insert(id.clone()) {
                return Ok(id);
            }
            random = random.wrapping_add(1);
        }
    }

    /// Whether no incident has this id and none had it that was removed.
    fn is_free(&self, id: &str) -> Result<bool, RecordError> {
        let asked = || -> rusqlite::Result<bool> {
            Ok(rows::find(&self.db, id)?.is_none() && !retain::is_purged(&self.db, id)?)
        };
        asked().map_err(RecordError::index(&self.index))
    }

    /// Stores an incident: as revision 1 when its id is new, else as the next
    /// revision, whose files replace those of the last. On disk and synced when
    /// it returns; gives the row as it now is.
    ///
    /// A disposition that people have decided stays, and a closed incident stays
    /// closed: evidence that comes late is kept all the same. So does whom it concerns:
    /// `custody` of a later revision says only of which unit and kind it is.
    ///
    /// Once there is an account, everything that was said is sealed to the audience of its
    /// custody before it reaches the disk, and the index does not say the phrase.
    pub fn put(&mut self, evidence: &Evidence) -> Result<Incident, RecordError> {
        let id = &evidence.incident.id;
        self.writer()?;
        refuse_unsayable(evidence)?;
        let first = Incident { revision: 1, ..evidence.incident.clone() };
        let (mut incident, old) =
            following(&self.db, first).map_err(RecordError::index(&self.index))?;
        let keepers = self.keepers()?;
        let audience = keepers.map(|keepers| keepers.audience(&incident.custody));
        self.names.learn(&mut incident, audience.is_some());
        incident.custody.sealed_to = audience.as_ref().map(|a| a.ids.clone()).unwrap_or_default();
        incident.custody.whole_sha256 = None;
        let stored = self.writer()?.sink.write(&incident, evidence, audience.as_ref())?;
        let Stored { clip, clip_sha256, words_sha256, whole_sha256 } = stored;
        let custody = Custody { whole_sha256, ..incident.custody };
        let mut incident = Incident { clip, clip_sha256, custody, ..incident };
        notes_stay_behind(&self.db, &mut incident, old.as_ref())
            .map_err(RecordError::index(&self.index))?;
        let hashes = Hashes::of(&incident, words_sha256);
        let row = Stowed { incident, hashes, evidence: EvidenceState::Ok };
        let note = was_stored(&row.incident);
        self.change(|db| {
            rows::put(db, &row)?;
            log::append(db, &note)
        })?;

        let writer = self.writer()?;
        writer.issued.remove(id);
        writer.sink.fault.pass(Step::RowCommitted)?;
        if let Some(set) = old.and_then(|old| FileSet::of_clip(&old.clip)) {
            writer.sink.forget(&set)?;
        }
        self.incident(id)
    }

    /// How many days from a decision a member of staff may appeal; 10 unless set.
    pub fn set_answer_days(&mut self, days: u32) {
        self.answer_days = days;
    }

    /// Makes the next writes stop at `step` as a crash would.
    #[cfg(test)]
    pub(super) fn crash_at(&mut self, step: Step) {
        if let Some(writer) = &mut self.writer {
            writer.sink.fault.at = Some(step);
        }
    }

    /// Closes an incident as its next revision, with the files of the last. One
    /// that is closed already is left as it is.
    pub fn close(&mut self, id: &str) -> Result<Incident, RecordError> {
        self.writer()?;
        if self.stowed(id)?.incident.state == IncidentState::Open {
            self.change(|db| {
                rows::close(db, id)?;
                log::append(db, &machine(What::Stored, id, "closed"))
            })?;
        }
        self.incident(id)
    }

    /// Runs `statements` as one transaction.
    fn change(
        &mut self,
        statements: impl FnOnce(&Connection) -> rusqlite::Result<()>,
    ) -> Result<(), RecordError> {
        transact(&mut self.db, statements).map_err(RecordError::index(&self.index))
    }

    fn writer(&mut self) -> Result<&mut Writer, RecordError> {
        match &mut self.writer {
            Some(writer) => Ok(writer),
            None => Err(RecordError::ReadOnly { path: self.dir.clone() }),
        }
    }
}

/// That the machine did `what` to `about` just now.
pub(super) fn machine(what: What, about: &str, value: &str) -> Note {
    let (actor, about, value) = (MACHINE.to_owned(), about.to_owned(), value.to_owned());
    Note { at: clock::now(), actor, what, about, value }
}

fn was_stored(incident: &Incident) -> Note {
    machine(What::Stored, &incident.id, &format!("r{}", incident.revision))
}

/// `new` as the revision that follows the row with its id, and that row. What
/// people have done and that it is closed go over from the row.
pub(super) fn following(
    db: &Connection,
    new: Incident,
) -> rusqlite::Result<(Incident, Option<Incident>)> {
    let disposition = new.disposition.undecided();
    let mut new = Incident { disposition, handling: Handling::default(), ..new };
    let old = rows::find(db, &new.id)?.map(|row| row.incident);
    if let Some(old) = &old {
        new.revision = new.revision.max(old.revision.saturating_add(1));
        if old.state == IncidentState::Closed {
            new.state = IncidentState::Closed;
        }
        // The machine may change its mind until people have made up theirs.
        if old.disposition != old.disposition.undecided() {
            new.disposition = old.disposition;
        }
        new.handling = old.handling.clone();
        let kept = old.custody.clone();
        // Who sat there is asked once; after that people say.
        new.custody.person = kept.person;
        new.custody.answer_by = kept.answer_by;
        new.custody.held = kept.held;
        new.custody.set_aside_at = kept.set_aside_at;
    }
    Ok((new, old))
}

/// Of an incident whose files are sealed to others than before, and whose notes are not: that
/// it is sealed as before, so that it is known to be due for sealing anew.
pub(super) fn notes_stay_behind(
    db: &Connection,
    new: &mut Incident,
    old: Option<&Incident>,
) -> rusqlite::Result<()> {
    let Some(old) = old.filter(|old| old.custody.is_sealed()) else { return Ok(()) };
    if old.custody.sealed_to != new.custody.sealed_to && rows::has_sealed_notes(db, &new.id)? {
        new.custody.sealed_to.clone_from(&old.custody.sealed_to);
    }
    Ok(())
}

/// Runs `statements` as one transaction: all of them or none.
pub(super) fn transact<T>(
    db: &mut Connection,
    statements: impl FnOnce(&Connection) -> rusqlite::Result<T>,
) -> rusqlite::Result<T> {
    let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let made = statements(&transaction)?;
    transaction.commit()?;
    Ok(made)
}

/// Notes who made the index, once.
fn note_maker(db: &Connection) -> rusqlite::Result<()> {
    db.execute(
        "INSERT INTO meta (key, value) VALUES ('made_by', ?1) ON CONFLICT DO NOTHING",
        [concat!("liyu ", env!("CARGO_PKG_VERSION"))],
    )?;
    Ok(())
}

/// Refuses numbers that neither SQLite nor JSON can hold, before anything is
/// written.
fn refuse_unsayable(evidence: &Evidence) -> Result<(), RecordError> {
    let Evidence { incident, clip_start_s, hit_in_clip_s, .. } = evidence;
    let numbers = [incident.start_s, incident.end_s, *clip_start_s, *hit_in_clip_s];
    let thresholds = incident.provenance.thresholds.values();
    if numbers.iter().chain(thresholds).all(|x| x.is_finite()) {
        return Ok(());
    }
    let why = tr!("时间或阈值不是有限数", "a time or threshold is not finite");
    Err(RecordError::BadEvidence { id: incident.id.clone(), why })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
pub(crate) mod testkit;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests;
