//! The beginning of sealed mode: what lies open is sealed, and no trace of it is left in
//! the files of the store.
//!
//! Runs in the command that makes the first account, and again when a store is opened that
//! a crash left half sealed. One incident is one step: its files are written sealed as a
//! new revision, its row and the notes on it follow in one transaction, the open files go
//! last. So a crash leaves each incident open or sealed, and the rest is done at the next
//! start. What the disk itself keeps of removed files is beyond us.

use super::rows::{self, Stowed};
use super::{NewAccount, Store, accounts, count, log, machine};
use crate::account::{Account, Office};
use crate::record::files::{FileSet, Part};
use crate::record::sealing::{Audience, Keepers, is_sealed_note};
use crate::record::sink::Files;
use crate::record::words::{self, Hashes, Label, sha256_hex};
use crate::record::{EvidenceState, Handling, Incident, MACHINE, RecordError, What, repair};
use crate::vault::{Public, VaultError};
use jiff::Timestamp;
use rusqlite::{Connection, params};

/// Under which it stands in `meta` that sealing has begun and not ended.
const BEGUN: &str = "sealing";

/// What the first account came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Begun {
    /// The account.
    pub account: Account,
    /// Incidents that lay open and are sealed now.
    pub sealed: u32,
    /// Whether no trace is left in the index. A program that reads it keeps it from being
    /// cleaned; then the next start cleans it.
    pub is_clean: bool,
}

/// A note and its place in its table.
pub(super) type Noted = (i64, String);

impl Store {
    /// Makes the first account, which must be a supervisor's, and seals all that lies there;
    /// from now on nothing lies open. `recovery` is the public half of the recovery key,
    /// whose secret must have been printed before: what is sealed now opens with it and
    /// with the account's, and with nothing else.
    pub fn begin_sealing(
        &mut self,
        first: &NewAccount,
        recovery: &Public,
        actor: &str,
        at: Timestamp,
    ) -> Result<Begun, RecordError> {
        self.writer()?;
        if first.office != Office::Supervisor {
            return Err(RecordError::FirstAccount);
        }
        if self.is_sealed()? {
            let account = self.add_account(first, actor, at)?;
            return Ok(Begun { account, sealed: 0, is_clean: true });
        }
        // Files of a crash are none of the index and hold speech: they go first.
        repair::run(&mut self.db, &self.dir, &self.index)?;
        self.change(|db| {
            accounts::put_recovery(db, recovery, actor, at)?;
            accounts::insert(db, first, actor, at)?;
            db.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?1, '')", [BEGUN])?;
            Ok(())
        })?;
        self.forget_keepers();
        let sealed = self.finish_sealing()?;
        let account = self.account_named(&first.name)?.map(|locked| locked.account);
        let name = first.name.clone();
        let account = account.ok_or(RecordError::NoSuchAccount { name })?;
        Ok(Begun { account, sealed, is_clean: !self.is_sealing()? })
    }

    /// Seals what lies open though there are accounts; gives how many incidents.
    pub(super) fn finish_sealing(&mut self) -> Result<u32, RecordError> {
        let Some(keepers) = self.keepers()? else { return Ok(0) };
        let open = open_incidents(&self.db).map_err(RecordError::index(&self.index))?;
        if open.is_empty() && !self.is_sealing()? {
            return Ok(0);
        }
        for id in &open {
            self.seal_open(id, &keepers)?;
        }
        let left = left_open(&self.db).map_err(RecordError::index(&self.index))?;
        for id in &left {
            self.seal_rest(id, &keepers)?;
        }
        self.seal_complaints(&keepers)?;
        self.change(count::blank)?;
        if self.wipe()? {
            self.change(|db| db.execute("DELETE FROM meta WHERE key = ?1", [BEGUN]).map(drop))?;
        }
        Ok(u32::try_from(open.len()).unwrap_or(u32::MAX))
    }

    fn is_sealing(&self) -> Result<bool, RecordError> {
        self.db
            .query_row("SELECT EXISTS (SELECT 1 FROM meta WHERE key = ?1)", [BEGUN], |r| r.get(0))
            .map_err(RecordError::index(&self.index))
    }

    /// Seals one incident that lies open. What is missing or changed stays so: its hashes
    /// remain those of what was written once.
    fn seal_open(&mut self, id: &str, keepers: &Keepers) -> Result<(), RecordError> {
        let index = self.index.clone();
        let failed = RecordError::index(&index);
        let unsealed = |source| RecordError::Unsealed { id: id.to_owned(), source };
        let Some(row) = rows::find(&self.db, id).map_err(&failed)? else { return Ok(()) };
        let audience = keepers.audience(&row.incident.custody);
        let notes = sealed_notes(&self.db, id, &audience).map_err(&failed)?;
        let notes = notes.map_err(unsealed)?;

        let mut incident = row.incident.clone();
        incident.custody.sealed_to = audience.ids.clone();
        self.names.learn(&mut incident, true);
        let old = FileSet::of_clip(&row.incident.clip).filter(|set| set.id == id);
        let mut sealed = Stowed { incident, hashes: row.hashes.clone(), evidence: row.evidence };
        if let Some(old) = &old {
            let files = self.sealed_files(&row, old, &audience, &mut sealed)?;
            let set =
                FileSet { id: id.to_owned(), revision: sealed.incident.revision, sealed: true };
            self.writer()?.sink.lay(&set, &files)?;
        }
        self.change(|db| {
            rows::put(db, &sealed)?;
            put_notes(db, "decisions", &notes)?;
            log::append(db, &machine(What::Resealed, id, &audience.ids.join(" ")))
        })?;
        match old {
            Some(old) => self.writer()?.sink.forget(&old),
            None => Ok(()),
        }
    }

    /// Seals what the index says in the open about an incident whose files are sealed: a
    /// crash came between the two.
    fn seal_rest(&mut self, id: &str, keepers: &Keepers) -> Result<(), RecordError> {
        let index = self.index.clone();
        let failed = RecordError::index(&index);
        let audience = keepers.audience(&self.stowed(id)?.incident.custody);
        let notes = sealed_notes(&self.db, id, &audience).map_err(&failed)?;
        let notes = notes.map_err(|source| RecordError::Unsealed { id: id.to_owned(), source })?;
        self.change(|db| {
            put_notes(db, "decisions", &notes)?;
            db.execute("UPDATE incidents SET phrase = '' WHERE id = ?1", [id])?;
            log::append(db, &machine(What::Resealed, id, &audience.ids.join(" ")))
        })
    }

    /// The files of `old` sealed, as the next revision; fills in of `sealed` what the row must
    /// say of them.
    fn sealed_files(
        &self,
        row: &Stowed,
        old: &FileSet,
        audience: &Audience,
        sealed: &mut Stowed,
    ) -> Result<Files, RecordError> {
        let id = &row.incident.id;
        let reading = RecordError::reading(&self.dir);
        let unsealed = |source| RecordError::Unsealed { id: id.clone(), source };
        let (state, _) = words::examine(&self.dir, old, &row.hashes).map_err(&reading)?;
        let clip = words::read(&self.dir, old, Part::Clip).map_err(&reading)?;
        let file = words::read(&self.dir, old, Part::Words).map_err(&reading)?;
        let clip = clip.map(|clip| audience.seal(&clip)).transpose().map_err(unsealed)?;

        let revision = row.incident.revision.max(old.revision).saturating_add(1);
        let set = FileSet { id: id.clone(), revision, sealed: true };
        sealed.evidence = state;
        sealed.incident.revision = revision;
        sealed.incident.clip = set.relative(Part::Clip).unwrap_or_default();
        sealed.incident.custody.whole_sha256 = None;
        if let (EvidenceState::Ok, Some(clip)) = (state, &clip) {
            sealed.incident.clip_sha256 = sha256_hex(clip);
        }
        let words = match file {
            None => None,
            Some(file) => {
                let read = Label::read(&file);
                let body = read.as_ref().map_or(file.as_slice(), |(_, body)| body);
                let body = audience.seal(body).map_err(unsealed)?;
                let (from_s, hit_s, clip_s) = read
                    .as_ref()
                    .map_or((0.0, 0.0, 0.0), |(l, _)| (l.clip_start_s, l.hit_in_clip_s, l.clip_s));
                let label = labelled(&sealed.incident, from_s, hit_s, clip_s, &body);
                Some(label.map_err(|why| RecordError::BadEvidence { id: id.clone(), why })?)
            }
        };
        let words_sha256 = match (state, &words) {
            (EvidenceState::Ok, Some(words)) => sha256_hex(words),
            _ => row.hashes.words_sha256.clone(),
        };
        sealed.hashes = Hashes::of(&sealed.incident, words_sha256);
        Ok(Files { words, whole: None, clip })
    }

    /// Seals the notes on complaints that lie open.
    fn seal_complaints(&mut self, keepers: &Keepers) -> Result<(), RecordError> {
        let audience = keepers.desk();
        for id in open_tickets(&self.db).map_err(RecordError::index(&self.index))? {
            let unsealed = |source| RecordError::Unsealed { id: id.clone(), source };
            let notes = ticket_notes(&self.db, &id).map_err(RecordError::index(&self.index))?;
            let sealed = seal_all(notes, &audience).map_err(unsealed)?;
            let ids = audience.ids.join(" ");
            self.change(|db| {
                put_notes(db, "ticket_steps", &sealed)?;
                db.execute("UPDATE tickets SET sealed_to = ?2 WHERE id = ?1", [&id, &ids])?;
                log::append(db, &machine(What::Complaint, &id, "sealed"))
            })?;
        }
        Ok(())
    }

    /// Leaves nothing in the index's files of what is no longer in its rows; `false` when
    /// somebody who reads keeps the write-ahead log from being emptied.
    fn wipe(&mut self) -> Result<bool, RecordError> {
        let failed = RecordError::index(&self.index);
        self.db.execute_batch("VACUUM").map_err(&failed)?;
        let busy: bool = self
            .db
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))
            .map_err(&failed)?;
        Ok(!busy)
    }
}

/// The words file of sealed evidence: a label that says no phrase, and the sealed body.
pub(super) fn labelled(
    incident: &Incident,
    clip_start_s: f64,
    hit_in_clip_s: f64,
    clip_s: f64,
    body: &[u8],
) -> Result<Vec<u8>, String> {
    let incident =
        Incident { phrase: String::new(), handling: Handling::default(), ..incident.clone() };
    Label::new(incident, clip_start_s, hit_in_clip_s, clip_s, body)
        .with_body(body)
        .map_err(|e| e.to_string())
}

fn open_incidents(db: &Connection) -> rusqlite::Result<Vec<String>> {
    db.prepare("SELECT id FROM incidents WHERE sealed_to = '' ORDER BY at_us, id")?
        .query_map([], |row| row.get(0))?
        .collect()
}

fn left_open(db: &Connection) -> rusqlite::Result<Vec<String>> {
    db.prepare(
        "SELECT id FROM incidents WHERE phrase <> '' UNION SELECT incident FROM decisions \
         WHERE note <> '' AND note NOT LIKE 'age:%' AND actor <> ?1",
    )?
    .query_map([MACHINE], |row| row.get(0))?
    .collect()
}

fn open_tickets(db: &Connection) -> rusqlite::Result<Vec<String>> {
    db.prepare("SELECT id FROM tickets WHERE sealed_to IS NULL ORDER BY id")?
        .query_map([], |row| row.get(0))?
        .collect()
}

/// What people have noted on an incident, who, and where it stands.
pub(super) fn incident_notes(
    db: &Connection,
    id: &str,
) -> rusqlite::Result<Vec<(i64, String, String)>> {
    db.prepare_cached("SELECT n, actor, note FROM decisions WHERE incident = ?1 AND note <> ''")?
        .query_map([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect()
}

/// The same of a complaint.
pub(super) fn ticket_notes(
    db: &Connection,
    id: &str,
) -> rusqlite::Result<Vec<(i64, String, String)>> {
    db.prepare_cached("SELECT n, actor, note FROM ticket_steps WHERE ticket = ?1 AND note <> ''")?
        .query_map([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect()
}

fn sealed_notes(
    db: &Connection,
    id: &str,
    audience: &Audience,
) -> rusqlite::Result<Result<Vec<Noted>, VaultError>> {
    Ok(seal_all(incident_notes(db, id)?, audience))
}

/// Those of `notes` that lie open, sealed.
fn seal_all(
    notes: Vec<(i64, String, String)>,
    audience: &Audience,
) -> Result<Vec<Noted>, VaultError> {
    let mut sealed = Vec::new();
    for (n, actor, note) in notes {
        let to = audience.seal_note(&actor, &note)?;
        if is_sealed_note(&to) && to != note {
            sealed.push((n, to));
        }
    }
    Ok(sealed)
}

/// Puts notes in the place of those that stand in `table`, which lets nothing else be
/// changed.
pub(super) fn put_notes(
    db: &Connection,
    table: &'static str,
    notes: &[Noted],
) -> rusqlite::Result<()> {
    for (n, note) in notes {
        db.prepare_cached(&format!("UPDATE {table} SET note = ?2 WHERE n = ?1"))?
            .execute(params![n, note])?;
    }
    Ok(())
}
