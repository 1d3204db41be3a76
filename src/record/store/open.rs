//! Opening a store: what is refused, who holds it, what is mended.
//!
//! Runs on the thread that starts the pipeline, before anything listens.

use super::names::Names;
use super::{ANSWER_DAYS, Store, Writer, note_maker, verify};
use crate::record::files::CLIPS;
use crate::record::sink::{EvidenceSink, make_dir, sync_dir};
use crate::record::{RecordError, Repair, repair, schema};
use rusqlite::{Connection, OpenFlags};
use std::collections::HashSet;
use std::fs::{self, File, TryLockError};
use std::io::{ErrorKind, Read, Seek, Write};
use std::path::{Path, PathBuf};

/// The index, below the store's directory.
const INDEX: &str = "index.db";

/// Locked by the process that writes; holds its pid in decimal.
const LOCK: &str = "lock";

impl Store {
    /// Opens the store in `dir` to read and write, makes it when it is absent
    /// (directories with mode 0750), mends what a crash left, and seals what lies open
    /// though there are accounts. Held by one
    /// process at a time, until the store is dropped.
    ///
    /// A file in place of the directory, a directory that cannot be written, a
    /// store that another process writes, a newer one and a damaged one are
    /// refused; a newer one is not touched at all.
    pub fn open(dir: impl AsRef<Path>) -> Result<(Store, Repair), RecordError> {
        let dir = dir.as_ref();
        refuse_file(dir)?;
        make_dir(dir).map_err(RecordError::writing(dir))?;
        let index = dir.join(INDEX);
        schema::look(&index)?;
        let lock = take_lock(dir)?;

        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut db =
            Connection::open_with_flags(&index, flags).map_err(RecordError::index(&index))?;
        schema::prepare(&mut db, &index)?;
        let clips = dir.join(CLIPS);
        make_dir(&clips).map_err(RecordError::writing(&clips))?;
        sync_dir(dir).map_err(RecordError::writing(dir))?;
        note_maker(&db).map_err(RecordError::index(&index))?;
        verify::baseline(&mut db).map_err(RecordError::index(&index))?;

        let mut repair = repair::run(&mut db, dir, &index)?;
        let mut store = Store::over(db, dir, index, Some(lock));
        repair.sealed = store.finish_sealing()?;
        Ok((store, repair))
    }

    fn over(db: Connection, dir: &Path, index: PathBuf, lock: Option<File>) -> Store {
        let writer = lock.map(|lock| Writer {
            sink: EvidenceSink::new(dir),
            issued: HashSet::new(),
            keepers: None,
            _lock: lock,
        });
        let (names, answer_days) = (Names::default(), ANSWER_DAYS);
        Store { db, dir: dir.to_owned(), index, names, answer_days, writer }
    }

    /// Opens a store that is up to date to change rows and nothing else: no check of the
    /// whole index, no look at the evidence, nothing mended. Held as by [`Store::open`].
    /// For whoever writes a step now and then and must not make a person wait; evidence
    /// must not be put through it.
    pub fn open_rows(dir: impl AsRef<Path>) -> Result<Store, RecordError> {
        let dir = dir.as_ref();
        let index = existing(dir)?;
        let lock = take_lock(dir)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(&index, flags).map_err(RecordError::index(&index))?;
        schema::prepare_rows(&db, &index)?;
        Ok(Store::over(db, dir, index, Some(lock)))
    }

    /// Opens the store in `dir` to look at, beside the process that writes it if
    /// there is one. Mends nothing; what changes is refused with
    /// [`RecordError::ReadOnly`].
    pub fn open_read_only(dir: impl AsRef<Path>) -> Result<Store, RecordError> {
        let dir = dir.as_ref();
        let index = existing(dir)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(&index, flags)
            .map_err(|e| RecordError::index(&index)(e).of_reader())?;
        schema::prepare_rows(&db, &index).map_err(RecordError::of_reader)?;
        Ok(Store::over(db, dir, index, None))
    }
}

/// The index of a store that must be there already, unless it must not be touched.
fn existing(dir: &Path) -> Result<PathBuf, RecordError> {
    refuse_file(dir)?;
    let index = dir.join(INDEX);
    if !index.exists() {
        return Err(RecordError::NoStore { path: dir.to_owned() });
    }
    schema::look(&index)?;
    Ok(index)
}

fn refuse_file(dir: &Path) -> Result<(), RecordError> {
    match fs::metadata(dir) {
        Ok(meta) if !meta.is_dir() => Err(RecordError::NotADirectory { path: dir.to_owned() }),
        Err(e) if e.kind() == ErrorKind::NotADirectory => {
            Err(RecordError::NotADirectory { path: dir.to_owned() })
        }
        // Making the directory will say what else is wrong.
        _ => Ok(()),
    }
}

/// The lock goes with its process, however that ends; the file stays.
fn take_lock(dir: &Path) -> Result<File, RecordError> {
    let path = dir.join(LOCK);
    let writing = RecordError::writing(&path);
    let mut file = File::options()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(&path)
        .map_err(&writing)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut text = String::new();
            // Some systems let nobody read what is locked: then the pid is not known.
            let pid = file.read_to_string(&mut text).ok().and_then(|_| text.trim().parse().ok());
            return Err(RecordError::InUse { path: dir.to_owned(), pid });
        }
        Err(TryLockError::Error(e)) => return Err(writing(e)),
    }
    file.set_len(0).map_err(&writing)?;
    file.rewind().map_err(&writing)?;
    writeln!(file, "{}", std::process::id()).map_err(&writing)?;
    Ok(file)
}
