//! What a crash left, found and mended when a store is opened.
//!
//! Runs on the thread that opens the store, before anything else reads it. The
//! names of all files are listed once and compared with all rows; files are
//! read and hashed only where there is no row, the row was open, or the row was
//! found unsound before. Rows are changed before files are removed, so that a
//! crash here is mended by the next start.
//!
//! Afterwards there is no temporary file, no clip without words, no file
//! without a row (but for files that are none of ours, which are left alone),
//! no open incident, no row without its files that does not say so, and no sealed
//! complaint without its ticket.

mod report;

pub use report::Repair;

use crate::record::files::{self, CLIPS, FileSet, Part, TEMPORARY, absolute};
use crate::record::store;
use crate::record::store::rows::{self, Brief, Stowed};
use crate::record::store::{log, retain, ticket};
use crate::record::words::{self, Found, Hashes};
use crate::record::{EvidenceState, Incident, IncidentState, RecordError, What};
use rusqlite::Connection;
use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::Path;

/// The files of one revision, as listed.
#[derive(Debug, Clone, Copy, Default)]
struct Listed {
    revision: u32,
    words: bool,
    open_clip: bool,
    sealed_clip: bool,
    whole: bool,
}

impl Listed {
    /// Whether words and a clip are there; of a whole only its label knows.
    fn is_complete(self) -> bool {
        self.words && (self.open_clip || self.sealed_clip)
    }

    /// Whether the files that `row` names are all there.
    fn has_all_of(self, row: &Brief, own: &FileSet) -> bool {
        let clip = if own.sealed { self.sealed_clip } else { self.open_clip };
        self.revision == own.revision && self.words && clip && (self.whole || !row.whole)
    }

    fn count(self) -> u32 {
        [self.words, self.open_clip, self.sealed_clip, self.whole].into_iter().map(u32::from).sum()
    }

    fn set(self, id: &str) -> FileSet {
        FileSet { id: id.to_owned(), revision: self.revision, sealed: self.sealed_clip }
    }
}

type Listing = HashMap<String, Vec<Listed>>;

/// A change to the index that repair has decided on.
enum Change {
    Put(Box<Stowed>),
    Mark(String, EvidenceState),
    Close(String),
}

impl Change {
    /// The incident, and what the log says of it.
    fn told(&self) -> (&str, &'static str) {
        match self {
            Change::Put(row) => (&row.incident.id, "row"),
            Change::Mark(id, EvidenceState::Ok) => (id, "evidence ok"),
            Change::Mark(id, EvidenceState::Missing) => (id, "evidence missing"),
            Change::Mark(id, EvidenceState::Changed) => (id, "evidence changed"),
            Change::Close(id) => (id, "closed"),
        }
    }
}

/// Work in progress: what to change and remove, in that order.
struct Plan<'a> {
    root: &'a Path,
    changes: Vec<Change>,
    removals: Vec<FileSet>,
    report: Repair,
}

/// Mends the store in `root`.
pub(super) fn run(db: &mut Connection, root: &Path, index: &Path) -> Result<Repair, RecordError> {
    let failed = RecordError::index(index);
    let clips = root.join(CLIPS);
    let mut plan =
        Plan { root, changes: Vec::new(), removals: Vec::new(), report: Repair::default() };
    let mut listing = plan.list(&clips).map_err(RecordError::reading(&clips))?;
    for row in rows::briefs(db).map_err(&failed)? {
        let sets = listing.remove(&row.id).unwrap_or_default();
        plan.compare(db, index, row, sets)?;
    }
    let lone = listing.keys().map(String::as_str);
    plan.report.purges_finished = retain::finish_purges(db, root, index, lone)?;
    for (id, sets) in listing {
        if retain::is_purged(db, &id).map_err(&failed)? {
            continue;
        }
        plan.adopt(db, index, &id, sets)?;
    }

    if !plan.changes.is_empty() {
        store::transact(db, |db| plan.apply(db)).map_err(&failed)?;
    }
    let complaints = store::transact(db, ticket::mend).map_err(&failed)?;
    (plan.report.tickets_made, plan.report.tickets_bereft) = complaints;
    for set in &plan.removals {
        remove(root, set)?;
    }
    plan.report.missing.sort_unstable();
    plan.report.changed.sort_unstable();
    Ok(plan.report)
}

impl Plan<'_> {
    /// Lists all evidence; removes temporary files, counts what is not ours.
    fn list(&mut self, clips: &Path) -> io::Result<Listing> {
        let mut listing = Listing::new();
        for month in fs::read_dir(clips)? {
            let month = month?;
            if !month.file_type()?.is_dir() {
                self.report.foreign += 1;
                continue;
            }
            let month_name = month.file_name();
            for file in fs::read_dir(month.path())? {
                let file = file?;
                let name = file.file_name();
                let is_file = file.file_type()?.is_file();
                let names = (month_name.to_str(), name.to_str());
                let (Some(month), Some(name), true) = (names.0, names.1, is_file) else {
                    self.report.foreign += 1;
                    continue;
                };
                if let Some((whole, TEMPORARY)) = name.rsplit_once('.')
                    && files::parse(month, whole).is_some()
                {
                    fs::remove_file(file.path())?;
                    self.report.temporary_removed += 1;
                } else if let Some((set, part)) = files::parse(month, name) {
                    note(listing.entry(set.id.clone()).or_default(), &set, part);
                } else {
                    self.report.foreign += 1;
                }
            }
        }
        Ok(listing)
    }

    /// Compares a row with the files of its id.
    fn compare(
        &mut self,
        db: &Connection,
        index: &Path,
        row: Brief,
        mut sets: Vec<Listed>,
    ) -> Result<(), RecordError> {
        let own = FileSet::of_clip(&row.clip).filter(|set| set.id == row.id);
        let own_revision = own.as_ref().map_or(0, |set| set.revision);
        sets.sort_unstable_by_key(|set| std::cmp::Reverse(set.revision));
        let clips = self.root.join(CLIPS);

        // A newer revision was written, and the crash came before its row.
        let newer: Vec<Listed> =
            sets.iter().copied().filter(|set| set.revision > own_revision).collect();
        for (at, set) in newer.iter().enumerate() {
            let files = set.set(&row.id);
            if set.is_complete()
                && let Found::Sound(label, hashes) =
                    words::identify(self.root, &files).map_err(RecordError::reading(&clips))?
            {
                self.report.rows_advanced += 1;
                self.put(db, label.incident, hashes, EvidenceState::Ok)
                    .map_err(RecordError::index(index))?;
                self.drop_old(&row.id, &sets[at + 1..]);
                return Ok(());
            }
            self.drop_halves(&row.id, *set);
        }

        let older = &sets[newer.len()..];
        let complete = match (older.first(), &own) {
            (Some(set), Some(own)) => set.has_all_of(&row, own),
            _ => false,
        };
        let evidence = if !complete {
            EvidenceState::Missing
        } else if row.open || row.evidence != EvidenceState::Ok {
            let failed = RecordError::index(index);
            match (own, rows::find(db, &row.id).map_err(&failed)?) {
                (Some(own), Some(stowed)) => {
                    words::examine(self.root, &own, &stowed.hashes)
                        .map_err(RecordError::reading(&clips))?
                        .0
                }
                _ => EvidenceState::Missing,
            }
        } else {
            EvidenceState::Ok
        };
        // Older files stay while they are all that is left.
        if complete {
            self.drop_old(&row.id, &older[1..]);
        }
        self.say(&row.id, evidence);
        if evidence != row.evidence {
            self.changes.push(Change::Mark(row.id.clone(), evidence));
        }
        if row.open {
            self.report.closed += 1;
            self.changes.push(Change::Close(row.id));
        }
        Ok(())
    }

    /// Makes the row of evidence that has none, from its newest revision.
    fn adopt(
        &mut self,
        db: &Connection,
        index: &Path,
        id: &str,
        mut sets: Vec<Listed>,
    ) -> Result<(), RecordError> {
        let clips = self.root.join(CLIPS);
        sets.sort_unstable_by_key(|set| std::cmp::Reverse(set.revision));
        for (at, set) in sets.iter().enumerate() {
            let files = set.set(id);
            let found = if set.is_complete() {
                words::identify(self.root, &files).map_err(RecordError::reading(&clips))?
            } else {
                Found::Useless
            };
            let (label, hashes, evidence) = match found {
                Found::Sound(label, hashes) => (label, hashes, EvidenceState::Ok),
                Found::ClipChanged(label, hashes) => (label, hashes, EvidenceState::Changed),
                Found::Useless => {
                    self.drop_halves(id, *set);
                    continue;
                }
            };
            self.report.rows_made += 1;
            self.say(id, evidence);
            self.put(db, label.incident, hashes, evidence).map_err(RecordError::index(index))?;
            self.drop_old(id, &sets[at + 1..]);
            break;
        }
        Ok(())
    }

    /// Plans the row of evidence that has no row yet. It is closed: nothing can
    /// join it any more. What people had made of it is taken from the index,
    /// not from the label.
    fn put(
        &mut self,
        db: &Connection,
        found: Incident,
        hashes: Hashes,
        evidence: EvidenceState,
    ) -> rusqlite::Result<()> {
        let (mut incident, old) = store::following(db, found)?;
        store::notes_stay_behind(db, &mut incident, old.as_ref())?;
        let id = incident.id.clone();
        if incident.state == IncidentState::Open {
            self.report.closed += 1;
        }
        self.changes.push(Change::Put(Box::new(Stowed { incident, hashes, evidence })));
        self.changes.push(Change::Close(id));
        Ok(())
    }

    fn say(&mut self, id: &str, evidence: EvidenceState) {
        match evidence {
            EvidenceState::Ok => {}
            EvidenceState::Missing => self.report.missing.push(id.to_owned()),
            EvidenceState::Changed => self.report.changed.push(id.to_owned()),
        }
    }

    fn drop_halves(&mut self, id: &str, set: Listed) {
        self.report.halves_removed += set.count();
        self.removals.push(set.set(id));
    }

    fn drop_old(&mut self, id: &str, sets: &[Listed]) {
        for set in sets {
            self.report.old_removed += set.count();
            self.removals.push(set.set(id));
        }
    }

    fn apply(&self, db: &Connection) -> rusqlite::Result<()> {
        for change in &self.changes {
            match change {
                Change::Put(row) => rows::put(db, row)?,
                Change::Mark(id, evidence) => rows::mark(db, id, *evidence)?,
                Change::Close(id) => rows::close(db, id)?,
            }
            let (id, how) = change.told();
            log::append(db, &store::machine(What::Mended, id, how))?;
        }
        Ok(())
    }
}

fn note(sets: &mut Vec<Listed>, set: &FileSet, part: Part) {
    let revision = set.revision;
    let at = sets.iter().position(|set| set.revision == revision).unwrap_or_else(|| {
        sets.push(Listed { revision, ..Listed::default() });
        sets.len() - 1
    });
    match part {
        Part::Words => sets[at].words = true,
        Part::Clip if set.sealed => sets[at].sealed_clip = true,
        Part::Clip => sets[at].open_clip = true,
        Part::Whole => sets[at].whole = true,
    }
}

fn remove(root: &Path, set: &FileSet) -> Result<(), RecordError> {
    for relative in set.every() {
        let path = absolute(root, &relative);
        match fs::remove_file(&path) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => {
                return Err(RecordError::writing(&path)(e));
            }
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests;
