//! Copying a store while it is written, and back.
//!
//! Runs on the thread of whoever copies, with a store that only reads; the one that writes
//! never waits for it. Every file of evidence has a name of its own that is never used
//! again, so what has been copied once need not be looked at again.
//!
//! 1. Files are copied as the index names them, the newest first, until a moment is found
//!    at which none is lacking: within one view of the index all its files are there.
//! 2. The index is copied out of that same view, by SQLite's own means.
//! 3. What that index does not name is taken away again: it went meanwhile.
//! 4. Everything is read back and compared with its hashes, the log from its first line.
//! 5. Only then does the copy get its name.
//!
//! A crash leaves a directory that begins with a dot and is removed by the next copy.

use super::Store;
use super::rows::word_at;
use crate::record::files::{CLIPS, FileSet, Part, absolute};
use crate::record::sink::{make_dir, sync_dir};
use crate::record::{Break, EvidenceState, GENESIS, RecordError, breaks};
use rusqlite::Connection;
use rusqlite::backup::{Backup as Copying, StepResult};
use std::collections::HashSet;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

/// Times that a view of the index is tried in which nothing is lacking. Each needs to copy
/// only what came since the last, so that it is soon shorter than the time between two
/// incidents.
const ROUNDS: usize = 200;

/// Times that the index is asked for while another copy or a checkpoint holds it.
const BUSY: usize = 100;

/// Lines of the log that are checked together.
const LINES: u32 = 10_000;

/// What was copied.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Copied {
    /// Incidents.
    pub incidents: u64,
    /// Files of evidence.
    pub files: u64,
    /// Bytes, the index among them.
    pub bytes: u64,
    /// Number and hash of the last line of the log: to be noted elsewhere.
    pub head: (u64, String),
    /// Incidents whose evidence was not what was written before it was copied.
    pub unsound: Vec<String>,
    /// Lines of the log that do not fit.
    pub breaks: Vec<Break>,
}

/// The files that a row names.
struct Named {
    id: String,
    files: Vec<String>,
    /// Whether all of them should be there.
    ok: bool,
}

impl Store {
    /// Copies the store to `to`, which must be absent or an empty directory, while another
    /// process may write it. What comes meanwhile is in it or not, whole either way.
    pub fn back_up(&self, to: &Path) -> Result<Copied, RecordError> {
        refuse_full(to)?;
        let part = beside(to);
        if part.exists() {
            fs::remove_dir_all(&part).map_err(RecordError::writing(&part))?;
        }
        make_dir(&part.join(CLIPS)).map_err(RecordError::writing(&part))?;
        let copied = self.copy_to(&part)?;
        sync_dir(&part).map_err(RecordError::writing(&part))?;
        fs::rename(&part, to).map_err(RecordError::writing(to))?;
        if let Some(above) = to.parent().filter(|above| !above.as_os_str().is_empty()) {
            sync_dir(above).map_err(RecordError::writing(above))?;
        }
        Ok(copied)
    }

    fn copy_to(&self, part: &Path) -> Result<Copied, RecordError> {
        let failed = RecordError::index(&self.index);
        let index = part.join("index.db");
        let mut have = HashSet::new();
        // Most of it, however long that takes: what goes meanwhile does not matter.
        for named in named(&self.db).map_err(&failed)? {
            self.copy_files(&named, part, &mut have)?;
        }
        for _ in 0..ROUNDS {
            let view = self.db.unchecked_transaction().map_err(&failed)?;
            let rows = named(&view).map_err(&failed)?;
            let mut lacking = false;
            for row in &rows {
                lacking |= !self.copy_files(row, part, &mut have)? && row.ok;
            }
            if lacking {
                continue;
            }
            copy_index(&view, &index)?;
            drop(view);
            self.forget_rest(part, &rows, &mut have)?;
            let copied = self.read_back(part, &rows)?;
            // What was good and is not any more was written again under its name.
            let mut again = false;
            for id in &copied.unsound {
                if matches!(self.detail(id), Ok(dossier) if dossier.evidence == EvidenceState::Ok) {
                    again = true;
                    for file in rows.iter().filter(|row| row.id == *id).flat_map(|row| &row.files) {
                        have.remove(file);
                    }
                }
            }
            if !again {
                return Ok(copied);
            }
        }
        let busy = io::Error::new(ErrorKind::ResourceBusy, "the store changes too fast");
        Err(RecordError::reading(&self.dir)(busy))
    }

    /// Copies the files that are lacking; false when one of them is gone.
    fn copy_files(
        &self,
        row: &Named,
        part: &Path,
        have: &mut HashSet<String>,
    ) -> Result<bool, RecordError> {
        let mut all = true;
        for file in &row.files {
            if have.contains(file) {
                continue;
            }
            let (from, to) = (absolute(&self.dir, file), absolute(part, file));
            let dir = to.parent().unwrap_or(part);
            make_dir(dir).map_err(RecordError::writing(dir))?;
            let source = match File::open(&from) {
                Err(e) if e.kind() == ErrorKind::NotFound => {
                    all = false;
                    continue;
                }
                opened => opened.map_err(RecordError::reading(&from))?,
            };
            copy(source, &to).map_err(RecordError::writing(&to))?;
            have.insert(file.clone());
        }
        Ok(all)
    }

    /// Takes away what was copied and is named no more.
    fn forget_rest(
        &self,
        part: &Path,
        rows: &[Named],
        have: &mut HashSet<String>,
    ) -> Result<(), RecordError> {
        let named: HashSet<&String> = rows.iter().flat_map(|row| &row.files).collect();
        let rest: Vec<String> = have.iter().filter(|file| !named.contains(file)).cloned().collect();
        for file in rest {
            let path = absolute(part, &file);
            fs::remove_file(&path).map_err(RecordError::writing(&path))?;
            have.remove(&file);
        }
        Ok(())
    }

    /// Reads the copy as it will be read one day.
    fn read_back(&self, part: &Path, rows: &[Named]) -> Result<Copied, RecordError> {
        let store = Store::open_read_only(part)?;
        let mut copied = Copied {
            incidents: rows.len() as u64,
            head: store.log_head()?,
            unsound: store.verify()?.into_iter().map(|(row, _)| row.id).collect(),
            breaks: store.log_breaks()?,
            ..Copied::default()
        };
        let mut files = vec![PathBuf::from("index.db")];
        files.extend(rows.iter().flat_map(|row| &row.files).map(PathBuf::from));
        for file in &files {
            if let Ok(meta) = fs::metadata(part.join(file)) {
                copied.bytes += meta.len();
                copied.files += 1;
            }
        }
        copied.files = copied.files.saturating_sub(1);
        Ok(copied)
    }

    /// All that is wrong with the log, from its first line to its last.
    pub fn log_breaks(&self) -> Result<Vec<Break>, RecordError> {
        let (mut first, mut before, mut found) = (1, GENESIS.to_owned(), Vec::new());
        loop {
            let lines = self.log_lines(first, LINES)?;
            found.extend(breaks(&lines, first, &before));
            let Some(last) = lines.last() else { return Ok(found) };
            (first, before) = (last.n.saturating_add(1), last.sha256.clone());
        }
    }
}

/// Restores the copy in `from` into `into`, which must be absent or an empty directory:
/// copied and read back before it gets its name.
pub fn restore(from: &Path, into: &Path) -> Result<Copied, RecordError> {
    Store::open_read_only(from)?.back_up(into)
}

/// What the index names, the newest first: what is most likely to go.
fn named(db: &Connection) -> rusqlite::Result<Vec<Named>> {
    db.prepare_cached(
        "SELECT id, clip, evidence, whole_sha256 IS NOT NULL FROM incidents \
         ORDER BY at_us DESC, id DESC",
    )?
    .query_map([], |row| {
        let clip: String = row.get(1)?;
        let state: EvidenceState = word_at(row, 2)?;
        let mut parts = vec![Part::Clip, Part::Words];
        if row.get(3)? {
            parts.push(Part::Whole);
        }
        let set = FileSet::of_clip(&clip);
        let files = set.iter().flat_map(|set| parts.iter().filter_map(|part| set.relative(*part)));
        let files: Vec<String> = files.collect();
        Ok(Named { id: row.get(0)?, files, ok: state == EvidenceState::Ok })
    })?
    .collect()
}

/// Copies the index as `view` sees it, complete in one file.
fn copy_index(view: &Connection, index: &Path) -> Result<(), RecordError> {
    let failed = RecordError::index(index);
    match fs::remove_file(index) {
        Err(e) if e.kind() != ErrorKind::NotFound => return Err(RecordError::writing(index)(e)),
        _ => {}
    }
    let mut copy = Connection::open(index).map_err(&failed)?;
    {
        let copying = Copying::new(view, &mut copy).map_err(&failed)?;
        let mut tries = 0;
        loop {
            match copying.step(-1).map_err(&failed)? {
                StepResult::Done => break,
                _ if tries < BUSY => {
                    tries += 1;
                    thread::sleep(Duration::from_millis(20));
                }
                _ => {
                    let busy = io::Error::from(ErrorKind::ResourceBusy);
                    return Err(RecordError::writing(index)(busy));
                }
            }
        }
    }
    // A copy at rest needs no files beside its index.
    copy.pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(())).map_err(&failed)?;
    let found: String =
        copy.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0)).map_err(&failed)?;
    if found != "ok" {
        return Err(RecordError::Corrupt { path: index.to_owned(), found });
    }
    copy.close().map_err(|(_, e)| failed(e))?;
    let written = File::open(index).and_then(|file| file.sync_all());
    written.map_err(RecordError::writing(index))
}

fn copy(mut from: File, to: &Path) -> io::Result<()> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o640);
    let mut to = options.open(to)?;
    io::copy(&mut from, &mut to)?;
    to.sync_all()
}

/// Where the copy grows until it gets its name.
fn beside(to: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(to.file_name().unwrap_or_default());
    name.push(".liyu-part");
    to.with_file_name(name)
}

fn refuse_full(to: &Path) -> Result<(), RecordError> {
    let full = || Err(RecordError::NotEmpty { path: to.to_owned() });
    match fs::read_dir(to) {
        Ok(mut entries) => {
            if entries.next().is_some() {
                full()
            } else {
                Ok(())
            }
        }
        Err(e) if e.kind() == ErrorKind::NotFound && to.file_name().is_some() => Ok(()),
        Err(e) if e.kind() == ErrorKind::NotADirectory => full(),
        Err(e) => Err(RecordError::reading(to)(e)),
    }
}
