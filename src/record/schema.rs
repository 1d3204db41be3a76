//! The tables of the index, their history, and how a connection is set up.
//!
//! Runs on whichever thread opens a store. Changes the shape of tables, never
//! rows. No column may ever hold free speech; `decisions.note` and `ticket_steps.note` are
//! what a person or this program wrote about it, sealed as the evidence is; `tickets.lacking`
//! is a sentence of this program.
//!
//! Settings of each connection, and why:
//!
//! | pragma | value | why |
//! |---|---|---|
//! | `journal_mode` | `WAL` | consoles read while the service writes |
//! | `synchronous` | `FULL` | a row that was acknowledged survives a loss of power |
//! | `foreign_keys` | `ON` | no decision without its incident |
//! | `busy_timeout` | 5000 ms | a backup or a reader may hold the index for a moment |
//! | `recursive_triggers` | `ON` | `REPLACE` must not delete a decision unnoticed |
//! | `secure_delete` | `ON` | what is taken out of a row is not left in its page |
//! | `temp_store` | `MEMORY` | nothing of the index in another directory |
//! | `trusted_schema` | `OFF` | a prepared index must not make us run its functions |
//!
//! Times are whole microseconds since 1970 in UTC, durations seconds, hashes
//! SHA-256 in lower-case hex, words of enumerations those of `--json`.

use super::RecordError;
use rusqlite::Connection;
use rusqlite_migration::{M, Migrations};
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;
use std::time::Duration;

/// `LIYU` in ASCII: marks the file as ours, for `file` and for us.
const APPLICATION_ID: i64 = 0x4c49_5955;

/// How long a statement waits for another process, milliseconds.
const BUSY_TIMEOUT_MS: u64 = 5_000;

/// Each entry is final once it has been released; add, never edit.
const STEPS: &[M<'static>] =
    &[M::up(FIRST), M::up(SECOND), M::up(THIRD), M::up(FOURTH), M::up(FIFTH)];

/// Incidents and decisions.
const FIRST: &str = "PRAGMA application_id = 0x4c495955;

    CREATE TABLE meta (
        key TEXT PRIMARY KEY,
        value TEXT NOT NULL
    ) WITHOUT ROWID, STRICT;

    -- What incidents were judged by: many share one.
    CREATE TABLE provenances (
        n INTEGER PRIMARY KEY,
        json TEXT NOT NULL UNIQUE
    ) STRICT;

    CREATE TABLE incidents (
        id TEXT NOT NULL UNIQUE,
        revision INTEGER NOT NULL CHECK (revision > 0),
        state TEXT NOT NULL CHECK (state IN ('open', 'closed')),
        counter TEXT NOT NULL,
        source TEXT,
        channel INTEGER NOT NULL CHECK (channel >= 0),
        role TEXT NOT NULL,
        phrase_id TEXT NOT NULL,
        phrase TEXT NOT NULL,
        hits INTEGER NOT NULL CHECK (hits >= 0),
        severity TEXT NOT NULL,
        disposition TEXT NOT NULL,
        at_us INTEGER NOT NULL,
        in_hours INTEGER CHECK (in_hours IN (0, 1)),
        start_s REAL NOT NULL,
        end_s REAL NOT NULL,
        clip TEXT NOT NULL,
        clip_sha256 TEXT NOT NULL,
        words_sha256 TEXT NOT NULL,
        evidence TEXT NOT NULL CHECK (evidence IN ('ok', 'missing', 'changed')),
        provenance INTEGER NOT NULL REFERENCES provenances (n)
    ) STRICT;
    CREATE INDEX incidents_at ON incidents (at_us, id);
    CREATE INDEX incidents_counter ON incidents (counter, at_us, id);
    CREATE INDEX incidents_disposition ON incidents (disposition, at_us, id);

    CREATE TABLE decisions (
        n INTEGER PRIMARY KEY AUTOINCREMENT,
        incident TEXT NOT NULL REFERENCES incidents (id),
        -- What was there to be decided on: the clip may have grown since.
        revision INTEGER NOT NULL,
        at_us INTEGER NOT NULL,
        actor TEXT NOT NULL,
        disposition TEXT NOT NULL,
        note TEXT NOT NULL
    ) STRICT;
    CREATE INDEX decisions_incident ON decisions (incident, n);
    CREATE TRIGGER decisions_stay BEFORE UPDATE ON decisions
    BEGIN SELECT RAISE(ABORT, 'a decision is never changed'); END;
    CREATE TRIGGER decisions_remain BEFORE DELETE ON decisions
    BEGIN SELECT RAISE(ABORT, 'a decision is never removed'); END;";

/// Deeds besides decisions, complaints, what each hour comes to.
const SECOND: &str = "
    -- What was done, as in `--json`; `disposition` is what the incident is after it.
    ALTER TABLE decisions ADD COLUMN deed TEXT NOT NULL DEFAULT 'decided';
    -- Of a decision what the incident was before, empty in rows from before this; of the
    -- others whose it is, or what came of it.
    ALTER TABLE decisions ADD COLUMN value TEXT NOT NULL DEFAULT '';

    ALTER TABLE incidents ADD COLUMN kind TEXT NOT NULL DEFAULT 'taboo';
    -- What the deeds have come to: always the sum of the rows in `decisions`.
    ALTER TABLE incidents ADD COLUMN seen INTEGER NOT NULL DEFAULT 0 CHECK (seen IN (0, 1));
    ALTER TABLE incidents ADD COLUMN assignee TEXT;
    ALTER TABLE incidents ADD COLUMN escalated_us INTEGER;
    ALTER TABLE incidents ADD COLUMN outcome TEXT;
    ALTER TABLE incidents ADD COLUMN comments INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE incidents ADD COLUMN gravity INTEGER NOT NULL GENERATED ALWAYS AS
        (CASE severity WHEN 'critical' THEN 3 WHEN 'serious' THEN 2 ELSE 1 END) VIRTUAL;

    -- The orders that a listing can have; ties go newest first.
    DROP INDEX incidents_counter;
    CREATE INDEX incidents_counter ON incidents (counter, at_us DESC, id DESC);
    CREATE INDEX incidents_phrase ON incidents (phrase, at_us DESC, id DESC);
    CREATE INDEX incidents_phrase_id ON incidents (phrase_id, at_us DESC, id DESC);
    CREATE INDEX incidents_gravity ON incidents (gravity DESC, at_us DESC, id DESC);
    CREATE INDEX incidents_escalated ON incidents (at_us, id) WHERE escalated_us IS NOT NULL;
    CREATE INDEX incidents_complaint ON incidents (id) WHERE kind = 'complaint';
    CREATE INDEX incidents_assignee ON incidents (assignee, at_us, id)
        WHERE assignee IS NOT NULL;

    CREATE TABLE tickets (
        id TEXT NOT NULL UNIQUE,
        counter TEXT NOT NULL,
        received_us INTEGER NOT NULL,
        via TEXT NOT NULL,
        -- No foreign key: a complaint stands when no sound was kept, or its row is lost.
        incident TEXT,
        lacking TEXT NOT NULL,
        state TEXT NOT NULL,
        at_fault INTEGER CHECK (at_fault IN (0, 1)),
        reply_by TEXT
    ) STRICT;
    CREATE INDEX tickets_received ON tickets (received_us, id);
    CREATE INDEX tickets_incident ON tickets (incident) WHERE incident IS NOT NULL;

    CREATE TABLE ticket_steps (
        n INTEGER PRIMARY KEY AUTOINCREMENT,
        ticket TEXT NOT NULL REFERENCES tickets (id),
        at_us INTEGER NOT NULL,
        actor TEXT NOT NULL,
        change TEXT NOT NULL,
        value TEXT NOT NULL,
        note TEXT NOT NULL
    ) STRICT;
    CREATE INDEX ticket_steps_ticket ON ticket_steps (ticket, n);
    CREATE TRIGGER ticket_steps_stay BEFORE UPDATE ON ticket_steps
    BEGIN SELECT RAISE(ABORT, 'a step is never changed'); END;
    CREATE TRIGGER ticket_steps_remain BEFORE DELETE ON ticket_steps
    BEGIN SELECT RAISE(ABORT, 'a step is never removed'); END;

    -- What was heard in an hour of the clock in UTC, added up as it comes.
    CREATE TABLE hours (
        hour_us INTEGER NOT NULL,
        counter TEXT NOT NULL,
        heard_s REAL NOT NULL,
        lost_s REAL NOT NULL,
        muted_s REAL NOT NULL,
        utterances INTEGER NOT NULL,
        civil INTEGER NOT NULL,
        PRIMARY KEY (hour_us, counter)
    ) WITHOUT ROWID, STRICT;
    CREATE TABLE hour_phrases (
        hour_us INTEGER NOT NULL,
        counter TEXT NOT NULL,
        list TEXT NOT NULL,
        id TEXT NOT NULL,
        phrase TEXT NOT NULL,
        n INTEGER NOT NULL,
        PRIMARY KEY (hour_us, counter, list, id)
    ) WITHOUT ROWID, STRICT;";

/// Accounts, seats, the log, and how evidence is kept.
const THIRD: &str = "
    -- `failures` and `failed_us` count wrong passphrases in a row.
    CREATE TABLE accounts (
        n INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL UNIQUE,
        office TEXT NOT NULL,
        unit TEXT NOT NULL,
        standing TEXT NOT NULL,
        public TEXT NOT NULL,
        -- The secret, locked by the passphrase.
        locked BLOB NOT NULL,
        until_us INTEGER,
        made_us INTEGER NOT NULL,
        failures INTEGER NOT NULL DEFAULT 0,
        failed_us INTEGER
    ) STRICT;

    CREATE TABLE seats (
        n INTEGER PRIMARY KEY AUTOINCREMENT,
        counter TEXT NOT NULL,
        -- Empty when a swap says that nobody sits there.
        person TEXT NOT NULL,
        from_us INTEGER NOT NULL,
        until_us INTEGER NOT NULL,
        origin TEXT NOT NULL
    ) STRICT;
    CREATE INDEX seats_counter ON seats (counter, from_us);

    ALTER TABLE incidents ADD COLUMN unit TEXT NOT NULL DEFAULT '';
    ALTER TABLE incidents ADD COLUMN person TEXT;
    ALTER TABLE incidents ADD COLUMN integrity INTEGER NOT NULL DEFAULT 0
        CHECK (integrity IN (0, 1));
    -- Ids of accounts with spaces between; empty when the evidence lies open.
    ALTER TABLE incidents ADD COLUMN sealed_to TEXT NOT NULL DEFAULT '';
    ALTER TABLE incidents ADD COLUMN whole_sha256 TEXT;
    ALTER TABLE incidents ADD COLUMN answer_by_us INTEGER;
    ALTER TABLE incidents ADD COLUMN held INTEGER NOT NULL DEFAULT 0 CHECK (held IN (0, 1));
    ALTER TABLE incidents ADD COLUMN set_aside_us INTEGER;
    CREATE INDEX incidents_person ON incidents (person, at_us, id) WHERE person IS NOT NULL;
    CREATE INDEX incidents_set_aside ON incidents (set_aside_us) WHERE set_aside_us IS NOT NULL;

    -- What may be removed with all that was done about it: its receipt is in the log.
    CREATE TABLE purges (
        incident TEXT PRIMARY KEY,
        at_us INTEGER NOT NULL
    ) WITHOUT ROWID, STRICT;
    DROP TRIGGER decisions_remain;
    CREATE TRIGGER decisions_remain BEFORE DELETE ON decisions
    WHEN NOT EXISTS (SELECT 1 FROM purges WHERE incident = OLD.incident)
    BEGIN SELECT RAISE(ABORT, 'a decision is never removed'); END;

    CREATE TABLE log (
        n INTEGER PRIMARY KEY,
        at_us INTEGER NOT NULL,
        actor TEXT NOT NULL,
        what TEXT NOT NULL,
        about TEXT NOT NULL,
        value TEXT NOT NULL,
        row TEXT NOT NULL,
        sha256 TEXT NOT NULL
    ) STRICT;
    CREATE INDEX log_about ON log (about, n);
    CREATE TRIGGER log_stays BEFORE UPDATE ON log
    BEGIN SELECT RAISE(ABORT, 'a line of the log is never changed'); END;
    CREATE TRIGGER log_remains BEFORE DELETE ON log
    BEGIN SELECT RAISE(ABORT, 'a line of the log is never removed'); END;";

/// Notes that are sealed, and sums that can be checked.
const FOURTH: &str = "
    -- A note may be sealed, or sealed anew; nothing else of a step ever changes.
    DROP TRIGGER decisions_stay;
    CREATE TRIGGER decisions_stay BEFORE UPDATE ON decisions
    WHEN NEW.note NOT LIKE 'age:%' OR NEW.n <> OLD.n OR NEW.incident <> OLD.incident
        OR NEW.revision <> OLD.revision OR NEW.at_us <> OLD.at_us OR NEW.actor <> OLD.actor
        OR NEW.disposition <> OLD.disposition OR NEW.deed <> OLD.deed OR NEW.value <> OLD.value
    BEGIN SELECT RAISE(ABORT, 'a decision is never changed'); END;
    DROP TRIGGER ticket_steps_stay;
    CREATE TRIGGER ticket_steps_stay BEFORE UPDATE ON ticket_steps
    WHEN NEW.note NOT LIKE 'age:%' OR NEW.n <> OLD.n OR NEW.ticket <> OLD.ticket
        OR NEW.at_us <> OLD.at_us OR NEW.actor <> OLD.actor OR NEW.change <> OLD.change
        OR NEW.value <> OLD.value
    BEGIN SELECT RAISE(ABORT, 'a step is never changed'); END;

    -- A complaint may be removed as an incident may: `purges` names either.
    DROP TRIGGER ticket_steps_remain;
    CREATE TRIGGER ticket_steps_remain BEFORE DELETE ON ticket_steps
    WHEN NOT EXISTS (SELECT 1 FROM purges WHERE incident = OLD.ticket)
    BEGIN SELECT RAISE(ABORT, 'a step is never removed'); END;

    -- Ids of the accounts that the notes on it are sealed to; null while they lie open.
    ALTER TABLE tickets ADD COLUMN sealed_to TEXT;
    -- Over the values of the row; null in rows from before this.
    ALTER TABLE hours ADD COLUMN sha256 TEXT;
    ALTER TABLE hour_phrases ADD COLUMN sha256 TEXT;";

/// Encounters, and what hours come to besides.
const FIFTH: &str = "
    -- Somebody was served. No free speech: what happened is typed.
    CREATE TABLE encounters (
        id TEXT NOT NULL UNIQUE,
        counter TEXT NOT NULL,
        source TEXT,
        at_us INTEGER NOT NULL,
        start_s REAL NOT NULL,
        end_s REAL NOT NULL,
        clear_start INTEGER NOT NULL CHECK (clear_start IN (0, 1)),
        clear_end INTEGER NOT NULL CHECK (clear_end IN (0, 1)),
        outcome TEXT NOT NULL,
        -- Null where nobody knows who speaks.
        has_citizen INTEGER CHECK (has_citizen IN (0, 1)),
        kept INTEGER NOT NULL,
        broken INTEGER NOT NULL,
        remedied INTEGER NOT NULL,
        merits INTEGER NOT NULL,
        not_judged INTEGER NOT NULL,
        overtime INTEGER NOT NULL CHECK (overtime IN (0, 1)),
        unit TEXT NOT NULL,
        person TEXT,
        -- The names of the packs it was judged by, with spaces between.
        packs TEXT NOT NULL,
        -- Seconds of speech in it, and of what was understood.
        speech_s REAL NOT NULL,
        understood_s REAL NOT NULL,
        -- Over `moments.json`, which is kept for some days only.
        moments_sha256 TEXT NOT NULL
    ) STRICT;
    CREATE INDEX encounters_at ON encounters (at_us, id);
    CREATE INDEX encounters_counter ON encounters (counter, at_us, id);
    CREATE INDEX encounters_outcome ON encounters (outcome, at_us, id);
    CREATE INDEX encounters_person ON encounters (person, at_us, id) WHERE person IS NOT NULL;

    -- What rules came to in it. `reasons` is a JSON list of sentences of this program.
    CREATE TABLE rulings (
        encounter TEXT NOT NULL REFERENCES encounters (id),
        rule TEXT NOT NULL,
        title TEXT NOT NULL,
        hint INTEGER NOT NULL CHECK (hint IN (0, 1)),
        verdict TEXT NOT NULL,
        at_s REAL NOT NULL,
        reasons TEXT NOT NULL,
        PRIMARY KEY (encounter, rule)
    ) WITHOUT ROWID, STRICT;

    -- Ids of phrases, times and levels; gone after some days.
    CREATE TABLE moments (
        encounter TEXT NOT NULL UNIQUE REFERENCES encounters (id),
        json TEXT NOT NULL
    ) STRICT;

    ALTER TABLE hours ADD COLUMN speech_s REAL NOT NULL DEFAULT 0;
    ALTER TABLE hours ADD COLUMN understood_s REAL NOT NULL DEFAULT 0;
    ALTER TABLE hours ADD COLUMN judged_s REAL NOT NULL DEFAULT 0;
    ALTER TABLE hours ADD COLUMN encounters INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE hours ADD COLUMN judged INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE hours ADD COLUMN courtesy_asked INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE hours ADD COLUMN courtesy_kept INTEGER NOT NULL DEFAULT 0;";

const MIGRATIONS: Migrations<'static> = Migrations::from_slice(STEPS);

/// The schema version that this program makes.
const LATEST: i64 = STEPS.len() as i64;

/// Refuses an index that this program must not touch, without touching it:
/// reads the file's first 100 bytes and does not let SQLite near it. An index
/// that is absent or empty passes.
/// The layout is that of <https://www.sqlite.org/fileformat.html#the_database_header>.
pub(super) fn look(index: &Path) -> Result<(), RecordError> {
    let mut file = match File::open(index) {
        Ok(file) => file,
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(()),
        Err(e) => return Err(RecordError::reading(index)(e)),
    };
    let mut header = Vec::with_capacity(100);
    file.by_ref().take(100).read_to_end(&mut header).map_err(RecordError::reading(index))?;
    if header.is_empty() {
        return Ok(());
    }
    let number = |at: usize| {
        let bytes = header.get(at..at + 4)?;
        Some(i64::from(u32::from_be_bytes(bytes.try_into().ok()?)))
    };
    match (header.starts_with(b"SQLite format 3\0"), number(60), number(68)) {
        (true, Some(version), Some(application)) if header.len() == 100 => {
            judge(index, version, application)
        }
        _ => {
            let found = "not an SQLite file".to_owned();
            Err(RecordError::Corrupt { path: index.to_owned(), found })
        }
    }
}

fn judge(index: &Path, version: i64, application: i64) -> Result<(), RecordError> {
    let path = || index.to_owned();
    if version == 0 && application == 0 {
        // Made a moment before a crash; or somebody's empty database.
        Ok(())
    } else if application != APPLICATION_ID {
        Err(RecordError::Corrupt { path: path(), found: "another program's database".to_owned() })
    } else if version > LATEST {
        Err(RecordError::Newer { path: path(), found: version, known: LATEST })
    } else {
        Ok(())
    }
}

/// Sets up a connection that may write, checks the index and brings its tables
/// up to date.
pub(super) fn prepare(db: &mut Connection, index: &Path) -> Result<(), RecordError> {
    let failed = RecordError::index(index);
    configure(db).map_err(&failed)?;
    // The header may be older than what stands in the write-ahead log.
    judge(index, version(db).map_err(&failed)?, application(db).map_err(&failed)?)?;
    check(db, index)?;
    let mode: String = db
        .pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))
        .map_err(&failed)?;
    if !mode.eq_ignore_ascii_case("wal") {
        let source = std::io::Error::new(ErrorKind::Unsupported, format!("journal_mode {mode}"));
        return Err(RecordError::Unwritable { path: index.to_owned(), source });
    }
    MIGRATIONS.to_latest(db).map_err(|e| match e {
        rusqlite_migration::Error::RusqliteError { err, .. } => failed(err),
        other => RecordError::Corrupt { path: index.to_owned(), found: other.to_string() },
    })
}

/// Sets up a connection that changes no tables, and refuses an index that is older.
pub(super) fn prepare_rows(db: &Connection, index: &Path) -> Result<(), RecordError> {
    let failed = RecordError::index(index);
    configure(db).map_err(&failed)?;
    let version = version(db).map_err(&failed)?;
    judge(index, version, application(db).map_err(&failed)?)?;
    if version < LATEST {
        return Err(RecordError::Older { path: index.to_owned() });
    }
    Ok(())
}

fn configure(db: &Connection) -> rusqlite::Result<()> {
    wait_for_others(db)?;
    db.pragma_update(None, "synchronous", "FULL")?;
    db.pragma_update(None, "foreign_keys", true)?;
    db.pragma_update(None, "recursive_triggers", true)?;
    db.pragma_update(None, "secure_delete", "ON")?;
    db.pragma_update(None, "temp_store", "MEMORY")?;
    db.pragma_update(None, "trusted_schema", false)
}

/// Lets statements wait for other processes.
pub(super) fn wait_for_others(db: &Connection) -> rusqlite::Result<()> {
    db.busy_timeout(Duration::from_millis(BUSY_TIMEOUT_MS))
}

fn version(db: &Connection) -> rusqlite::Result<i64> {
    db.pragma_query_value(None, "user_version", |row| row.get(0))
}

fn application(db: &Connection) -> rusqlite::Result<i64> {
    db.pragma_query_value(None, "application_id", |row| row.get(0))
}

/// `quick_check`: every page and every row is read, index entries are not
/// compared with their rows.
fn check(db: &Connection, index: &Path) -> Result<(), RecordError> {
    let found: String = db
        .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
        .map_err(RecordError::index(index))?;
    if found == "ok" { Ok(()) } else { Err(RecordError::Corrupt { path: index.to_owned(), found }) }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
pub(super) mod tests {
    use super::*;

    /// An index as the first version made it.
    pub(in crate::record) fn first_version(index: &Path) -> Connection {
        version_of(index, 1)
    }

    /// An index as it was when `steps` of its history had been made.
    pub(in crate::record) fn version_of(index: &Path, steps: usize) -> Connection {
        let mut db = Connection::open(index).unwrap();
        Migrations::from_slice(&STEPS[..steps]).to_latest(&mut db).unwrap();
        db
    }

    #[test]
    fn the_migrations_are_valid_and_mark_the_file() {
        MIGRATIONS.validate().unwrap();
        let mut db = Connection::open_in_memory().unwrap();
        MIGRATIONS.to_latest(&mut db).unwrap();
        assert_eq!(application(&db).unwrap(), APPLICATION_ID);
        assert_eq!(version(&db).unwrap(), LATEST);
    }
}
