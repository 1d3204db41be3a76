//! Whether a store is what was written: every line of the log, every row it tells of,
//! every file a row names.
//!
//! Runs on any thread with a store that reads; changes nothing, and takes as long as
//! reading the whole store does. A service may write meanwhile: index and log are read as
//! they stand at one moment, and a file that does not fit is looked at again.
//!
//! The chain of the log says that no line is another than was written; the latest line
//! about a row says what the row must be; the row says what its files must be. Whoever
//! writes a whole new chain over everything is found by its head alone, compared with one
//! that was noted elsewhere.

use super::log::append;
use super::rows::time_at;
use super::{Store, digest, machine, transact};
use crate::record::files::{self, CLIPS, FileSet, Part, absolute};
use crate::record::words::sha256_hex;
use crate::record::{AuditLine, Break, GENESIS, RecordError, StoreFlaw, Verified, What};
use jiff::Timestamp;
use rusqlite::{Connection, Row};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::io;
use std::path::Path;

/// Statements that give the ids of all rows that the log must tell of.
const LOGGED: [&str; 7] = [
    "SELECT id FROM incidents",
    "SELECT id FROM tickets",
    "SELECT id FROM accounts",
    "SELECT DISTINCT counter FROM seats",
    "SELECT incident FROM purges",
    "SELECT DISTINCT incident FROM decisions",
    "SELECT id FROM encounters",
];

/// The latest line about something.
struct Latest {
    n: u64,
    row: String,
}

/// What a row says of one of its files.
#[derive(PartialEq)]
struct Expected {
    path: String,
    sha256: String,
}

impl Store {
    /// Reads everything and gives all that is not as it was written. `head`: the hash of a
    /// line that was noted elsewhere must still stand in the log.
    pub fn check(&self, head: Option<&str>) -> Result<Verified, RecordError> {
        let mut found = Verified::default();
        // What is listed before the rows are read has its row, or had one.
        let listed = list(&self.dir).map_err(RecordError::reading(&self.dir))?;
        let failed = RecordError::index(&self.index);
        self.integrity(&mut found);
        let expected = {
            let together = self.db.unchecked_transaction().map_err(&failed)?;
            let latest = lines(&together, head, &mut found).map_err(&failed)?;
            rows_told(&together, &latest, &mut found).map_err(&failed)?;
            expected(&together, None).map_err(&failed)?
        };
        for id in self.unsound_moments()? {
            found.flaws.push(StoreFlaw::Moments { id });
        }
        let unsigned = unsigned(&self.db);
        match self.unsound_hours().and_then(|mut hours| {
            hours.extend(unsigned.map_err(&failed)?);
            Ok(hours)
        }) {
            Ok(hours) => {
                let flaw = |(at, counter, phrase)| StoreFlaw::Hour { at, counter, phrase };
                found.flaws.extend(hours.into_iter().map(flaw));
            }
            // An hour that is no time, say.
            Err(error) => found.flaws.push(StoreFlaw::Index { found: error.to_string() }),
        }
        self.files(&expected, &listed, &mut found)?;
        Ok(found)
    }

    /// Whether the rows of `id` are what the latest line about it says.
    pub fn is_as_logged(&self, id: &str) -> Result<bool, RecordError> {
        let now = digest::of(&self.db, id).map_err(RecordError::index(&self.index))?;
        Ok(self.log_about(id)?.last().is_some_and(|line| line.row == now))
    }

    /// The pages of the index, its own indices and constraints.
    fn integrity(&self, found: &mut Verified) {
        let read = || -> rusqlite::Result<Vec<String>> {
            self.db.prepare("PRAGMA integrity_check")?.query_map([], |row| row.get(0))?.collect()
        };
        match read() {
            Ok(told) => {
                let bad = told.into_iter().filter(|line| line != "ok");
                found.flaws.extend(bad.map(|found| StoreFlaw::Index { found }));
            }
            Err(error) => found.flaws.push(StoreFlaw::Index { found: error.to_string() }),
        }
    }

    /// Compares the files that rows name, and finds those that none does.
    fn files(
        &self,
        expected: &BTreeMap<String, Vec<Expected>>,
        listed: &BTreeSet<String>,
        found: &mut Verified,
    ) -> Result<(), RecordError> {
        let failed = RecordError::index(&self.index);
        let mut named: BTreeSet<&str> = BTreeSet::new();
        for (id, files) in expected {
            found.incidents += 1;
            named.extend(files.iter().map(|file| file.path.as_str()));
            let flaws = self.compare(files, found)?;
            if flaws.is_empty() {
                continue;
            }
            // The writer may have put the next revision in place meanwhile.
            let now = expected_of(&self.db, id).map_err(&failed)?;
            let flaws = if now == *files { flaws } else { self.compare(&now, found)? };
            found.flaws.extend(flaws);
        }
        for path in listed.iter().filter(|path| !named.contains(path.as_str())) {
            if !absolute(&self.dir, path).exists() || self.is_new(path).map_err(&failed)? {
                continue;
            }
            found.flaws.push(StoreFlaw::Stray { path: path.clone() });
        }
        Ok(())
    }

    fn compare(
        &self,
        files: &[Expected],
        found: &mut Verified,
    ) -> Result<Vec<StoreFlaw>, RecordError> {
        let mut flaws = Vec::new();
        for Expected { path, sha256 } in files {
            let at = absolute(&self.dir, path);
            let path = path.clone();
            // A path that we did not write must not make us read there.
            if set_of(&path).is_none() {
                flaws.push(StoreFlaw::FileMissing { path });
                continue;
            }
            match fs::read(&at) {
                Ok(bytes) if sha256_hex(&bytes) == *sha256 => found.files += 1,
                Ok(_) => flaws.push(StoreFlaw::FileChanged { path }),
                Err(e) if e.kind() == io::ErrorKind::NotFound => {
                    flaws.push(StoreFlaw::FileMissing { path });
                }
                Err(e) => return Err(RecordError::reading(&at)(e)),
            }
        }
        Ok(flaws)
    }

    /// Whether a file belongs to a row that was written since the rows were read.
    fn is_new(&self, path: &str) -> rusqlite::Result<bool> {
        let Some(set) = set_of(path) else { return Ok(false) };
        Ok(expected_of(&self.db, &set.id)?.iter().any(|file| file.path == path))
    }
}

/// The hours without a hash that began after the log did: none was written so.
fn unsigned(db: &Connection) -> rusqlite::Result<Vec<(Timestamp, String, Option<String>)>> {
    db.prepare(
        "SELECT hour_us, counter, NULL FROM hours WHERE sha256 IS NULL \
         AND hour_us > (SELECT min(at_us) FROM log) \
         UNION ALL SELECT hour_us, counter, id FROM hour_phrases WHERE sha256 IS NULL \
         AND hour_us > (SELECT min(at_us) FROM log)",
    )?
    .query_map([], |row| Ok((time_at(row, 0)?, row.get(1)?, row.get(2)?)))?
    .collect()
}

/// The set that a file belongs to, by its path relative to the store; `None` of a path that
/// this program never writes.
fn set_of(path: &str) -> Option<FileSet> {
    let (month, name) = path.strip_prefix(CLIPS)?.strip_prefix('/')?.split_once('/')?;
    files::parse(month, name).map(|(set, _)| set)
}

/// Writes a line about every row of an index that is older than the log, once: what the
/// rows were before nobody can say any more.
pub(super) fn baseline(db: &mut Connection) -> rusqlite::Result<()> {
    let begun = "SELECT EXISTS (SELECT 1 FROM log)";
    if db.query_row(begun, [], |row| row.get::<_, bool>(0))? {
        return Ok(());
    }
    let ids = ids(db)?;
    transact(db, |db| {
        ids.iter().try_for_each(|id| append(db, &machine(What::Mended, id, "before the log")))
    })
}

/// The ids of all rows that the log must tell of.
fn ids(db: &Connection) -> rusqlite::Result<BTreeSet<String>> {
    let mut ids = BTreeSet::new();
    for sql in LOGGED {
        let mut statement = db.prepare(sql)?;
        let mut all = statement.query([])?;
        while let Some(row) = all.next()? {
            ids.insert(row.get::<_, String>(0)?);
        }
    }
    Ok(ids)
}

/// All files below the clips' directory, relative to the store.
fn list(dir: &Path) -> io::Result<BTreeSet<String>> {
    let mut listed = BTreeSet::new();
    let clips = dir.join(CLIPS);
    if !clips.is_dir() {
        return Ok(listed);
    }
    for month in fs::read_dir(clips)? {
        let month = month?;
        let name = month.file_name().to_string_lossy().into_owned();
        if !month.file_type()?.is_dir() {
            listed.insert(format!("{CLIPS}/{name}"));
            continue;
        }
        for file in fs::read_dir(month.path())? {
            let file = file?.file_name();
            listed.insert(format!("{CLIPS}/{name}/{}", file.to_string_lossy()));
        }
    }
    Ok(listed)
}

/// Goes through the log from its first line; gives the latest line about each thing.
fn lines(
    db: &Connection,
    head: Option<&str>,
    found: &mut Verified,
) -> rusqlite::Result<HashMap<String, Latest>> {
    let mut latest: HashMap<String, Latest> = HashMap::new();
    let (mut expected, mut before) = (1, GENESIS.to_owned());
    let mut is_there = head.is_none();
    let sql = "SELECT n, at_us, actor, what, about, value, row, sha256 FROM log ORDER BY n";
    let mut statement = db.prepare(sql)?;
    let mut all = statement.query([])?;
    while let Some(row) = all.next()? {
        let n: i64 = row.get(0)?;
        let n = u64::try_from(n).unwrap_or(0);
        let sha256: String = row.get(7).unwrap_or_default();
        found.lines += 1;
        is_there |= head.is_some_and(|head| head.eq_ignore_ascii_case(&sha256));
        let line = super::log::line(row).ok();
        let fits = line.as_ref().is_some_and(|line| line.hash_after(&before) == sha256);
        if n != expected {
            found.flaws.push(StoreFlaw::Line { line: Break::Missing(expected) });
        } else if !fits {
            found.flaws.push(StoreFlaw::Line { line: Break::Changed(n) });
        }
        (expected, before) = (n.saturating_add(1), sha256);
        if let Some(line) = line {
            tell(line, &mut latest, found);
        }
    }
    found.head = (expected - 1, before);
    if let (Some(head), false) = (head, is_there) {
        found.flaws.push(StoreFlaw::Head { sha256: head.to_owned() });
    }
    Ok(latest)
}

/// Takes a line up as the latest about its thing. A line of a deed that changes no row must
/// find the row as the line before left it: or it would bless what was done behind the log.
fn tell(line: AuditLine, latest: &mut HashMap<String, Latest>, found: &mut Verified) {
    if line.about.is_empty() {
        return;
    }
    let changes_nothing = matches!(
        line.what,
        What::Opened
            | What::OpenedWhole
            | What::Exported
            | What::Refused
            | What::SignedIn
            | What::SignInFailed
            | What::SignedOut
    );
    if let Some(last) = latest.get(&line.about)
        && changes_nothing
        && last.row != line.row
    {
        found.flaws.push(StoreFlaw::Row { about: line.about.clone(), line: last.n });
    }
    latest.insert(line.about, Latest { n: line.n, row: line.row });
}

/// Compares rows with the latest line about them.
fn rows_told(
    db: &Connection,
    latest: &HashMap<String, Latest>,
    found: &mut Verified,
) -> rusqlite::Result<()> {
    for id in &ids(db)? {
        if !latest.contains_key(id) {
            found.flaws.push(StoreFlaw::Unlogged { about: id.clone() });
        }
    }
    let mut told: Vec<_> = latest.iter().collect();
    told.sort_unstable_by_key(|(_, latest)| latest.n);
    for (about, Latest { n, row }) in told {
        let now = digest::of(db, about)?;
        let (about, line) = (about.clone(), *n);
        match (now.is_empty(), row.is_empty()) {
            _ if now == *row => {}
            (true, false) => found.flaws.push(StoreFlaw::RowMissing { about, line }),
            (false, true) => found.flaws.push(StoreFlaw::Unlogged { about }),
            _ => found.flaws.push(StoreFlaw::Row { about, line }),
        }
    }
    Ok(())
}

const FILES: &str = "SELECT id, clip, clip_sha256, words_sha256, whole_sha256 FROM incidents";

/// The files of every incident, or of one.
fn expected(
    db: &Connection,
    id: Option<&str>,
) -> rusqlite::Result<BTreeMap<String, Vec<Expected>>> {
    let mut all = BTreeMap::new();
    let mut read = |row: &Row<'_>| -> rusqlite::Result<()> {
        all.insert(row.get(0)?, of_row(row)?);
        Ok(())
    };
    match id {
        Some(id) => {
            let mut statement = db.prepare_cached(&format!("{FILES} WHERE id = ?1"))?;
            let mut found = statement.query([id])?;
            while let Some(row) = found.next()? {
                read(row)?;
            }
        }
        None => {
            let mut statement = db.prepare(FILES)?;
            let mut found = statement.query([])?;
            while let Some(row) = found.next()? {
                read(row)?;
            }
        }
    }
    Ok(all)
}

fn expected_of(db: &Connection, id: &str) -> rusqlite::Result<Vec<Expected>> {
    Ok(expected(db, Some(id))?.remove(id).unwrap_or_default())
}

fn of_row(row: &Row<'_>) -> rusqlite::Result<Vec<Expected>> {
    let clip: String = row.get(1)?;
    let set = FileSet::of_clip(&clip);
    let beside = |part| set.as_ref().and_then(|set| set.relative(part));
    let mut files = vec![Expected { path: clip.clone(), sha256: row.get(2)? }];
    files.extend(
        beside(Part::Words)
            .map(|path| row.get(3).map(|sha256| Expected { path, sha256 }))
            .transpose()?,
    );
    let whole: Option<String> = row.get(4)?;
    files
        .extend(whole.and_then(|sha256| beside(Part::Whole).map(|path| Expected { path, sha256 })));
    Ok(files)
}
