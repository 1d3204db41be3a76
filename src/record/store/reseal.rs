//! Sealing anew, when other people than before may open a thing.
//!
//! A supervisor has joined or left, an incident has got a name, a passphrase was reset. To
//! open what lies there takes the secret of somebody who may; so this runs where such a
//! secret is: in a command, or at a console, which hands over what it made ([`Renewed`]).
//! One incident is one step, as in `seal`: a crash leaves it sealed as before or anew.

use super::seal::{Noted, incident_notes, labelled, put_notes, ticket_notes};
use super::{Note, Store, log, rows};
use crate::record::files::{FileSet, Part};
use crate::record::sealing::{Audience, Keepers, is_sealed_note, open_note};
use crate::record::sink::Files;
use crate::record::words::{self, Hashes, Label, sha256_hex};
use crate::record::{Custody, EvidenceState, Incident, RecordError, What};
use crate::vault::{self, Secret, VaultError};
use jiff::Timestamp;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

/// What is to be sealed anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// All that is not sealed to today's audience.
    Stale,
    /// One incident, whoever it is sealed to.
    Incident(String),
}

/// What sealing anew came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Resealed {
    /// Incidents sealed anew.
    pub incidents: u32,
    /// Complaints whose notes were.
    pub complaints: u32,
    /// Those that the secret does not open.
    pub not_for_you: u32,
    /// Incidents whose evidence is missing or not what was written; left as they are.
    pub unsound: u32,
    /// Incidents whose whole stays sealed as it was: that takes two secrets.
    pub wholes_left: u32,
}

/// One incident's evidence sealed anew, on its way to the store.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Renewed {
    /// The incident.
    pub id: String,
    /// The clip it was made from; what was made from another one is not taken.
    pub from_clip: String,
    /// The accounts it is sealed to.
    pub sealed_to: Vec<String>,
    /// The sealed clip.
    pub clip: Vec<u8>,
    /// The sealed words, without their label.
    pub body: Vec<u8>,
    /// The whole, when it was sealed anew too.
    pub whole: Option<Vec<u8>>,
    /// The notes on it, by their places.
    pub notes: Vec<(i64, String)>,
}

/// What came of trying to seal one anew.
enum Renewal {
    Made(Box<Renewed>),
    NotForYou,
    Unsound,
}

impl Store {
    /// Opens with `one`'s secret what `scope` says and seals it to today's audience, one
    /// incident a step; the whole only where `other` is given too. What `one` cannot open
    /// is counted and left.
    pub fn reseal(
        &mut self,
        (one, other): (&Secret, Option<&Secret>),
        scope: &Scope,
        actor: &str,
        at: Timestamp,
    ) -> Result<Resealed, RecordError> {
        self.writer()?;
        let mut done = Resealed::default();
        let ids = match scope {
            Scope::Stale => self.stale()?,
            Scope::Incident(id) => vec![id.clone()],
        };
        for id in ids {
            let keepers = self.read_keepers()?;
            match self.renewal(&id, &keepers, (one, other))? {
                Renewal::Made(renewed) => {
                    let left = renewed.whole.is_none();
                    if let Some(incident) = self.take_renewed(*renewed, actor, at)? {
                        done.incidents += 1;
                        done.wholes_left +=
                            u32::from(left && incident.custody.whole_sha256.is_some());
                    }
                }
                Renewal::NotForYou => done.not_for_you += 1,
                Renewal::Unsound => done.unsound += 1,
            }
        }
        if *scope == Scope::Stale {
            self.reseal_complaints(one, actor, at, &mut done)?;
        }
        Ok(done)
    }

    /// The incidents that are sealed to others than today's audience, oldest first.
    pub fn stale(&self) -> Result<Vec<String>, RecordError> {
        let keepers = self.read_keepers()?;
        if keepers.accounts.is_empty() {
            return Ok(Vec::new());
        }
        let read = || -> rusqlite::Result<Vec<String>> {
            let mut all = self.db.prepare_cached(
                "SELECT id, unit, person, integrity, sealed_to FROM incidents \
                 WHERE sealed_to <> '' ORDER BY at_us, id",
            )?;
            let mut rows = all.query([])?;
            let mut stale = Vec::new();
            while let Some(row) = rows.next()? {
                let custody = Custody {
                    unit: row.get(1)?,
                    person: row.get(2)?,
                    integrity: row.get(3)?,
                    ..Custody::default()
                };
                let sealed_to: String = row.get(4)?;
                if keepers.audience(&custody).ids.join(" ") != sealed_to {
                    stale.push(row.get(0)?);
                }
            }
            Ok(stale)
        };
        read().map_err(RecordError::index(&self.index))
    }

    /// One incident sealed anew with what `one` can open, to be handed to the store that
    /// writes: see [`Store::take_renewed`]. Changes nothing. [`RecordError::Unopened`] when
    /// it is not sealed to `one`, or is not what was written.
    pub fn renew(
        &self,
        id: &str,
        secrets: (&Secret, Option<&Secret>),
    ) -> Result<Renewed, RecordError> {
        let unopened = |source| RecordError::Unopened { id: id.to_owned(), source };
        match self.renewal(id, &self.read_keepers()?, secrets)? {
            Renewal::Made(renewed) => Ok(*renewed),
            Renewal::NotForYou => Err(unopened(VaultError::NotForYou)),
            Renewal::Unsound => Err(unopened(VaultError::Damaged)),
        }
    }

    /// Puts evidence that was sealed anew in the place of what is there; gives the row as it
    /// now is. `None` when the evidence or its audience is another one by now: then it has
    /// to be made again. Whether it holds what it should cannot be seen from outside: the
    /// caller sees to who may do this, and the log says who did.
    pub fn take_renewed(
        &mut self,
        renewed: Renewed,
        actor: &str,
        at: Timestamp,
    ) -> Result<Option<Incident>, RecordError> {
        let Some(keepers) = self.keepers()? else { return Ok(None) };
        let Renewed { id, from_clip, sealed_to, clip, body, whole, notes } = renewed;
        let row = self.stowed(&id)?;
        let old = FileSet::of_clip(&row.incident.clip).filter(|set| set.id == id && set.sealed);
        let audience = keepers.audience(&row.incident.custody);
        let Some(old) = old.filter(|_| row.incident.clip == from_clip && audience.ids == sealed_to)
        else {
            return Ok(None);
        };
        let dir = self.dir.clone();
        let reading = RecordError::reading(&dir);
        let (state, file) = words::examine(&dir, &old, &row.hashes).map_err(&reading)?;
        let Some((label, _)) = file.as_deref().and_then(Label::read) else { return Ok(None) };
        if state != EvidenceState::Ok {
            return Ok(None);
        }
        let whole = match (whole, &row.incident.custody.whole_sha256) {
            (_, None) => None,
            (Some(whole), Some(_)) => Some(whole),
            (None, Some(_)) => words::read(&dir, &old, Part::Whole).map_err(&reading)?,
        };

        let mut incident = row.incident;
        incident.phrase.clear();
        incident.revision = incident.revision.max(old.revision).saturating_add(1);
        let set = FileSet { id: id.clone(), revision: incident.revision, sealed: true };
        incident.clip = set.relative(Part::Clip).unwrap_or_default();
        incident.clip_sha256 = sha256_hex(&clip);
        incident.custody.sealed_to = sealed_to;
        incident.custody.whole_sha256 = whole.as_deref().map(sha256_hex);
        let file =
            labelled(&incident, label.clip_start_s, label.hit_in_clip_s, label.clip_s, &body)
                .map_err(|why| RecordError::BadEvidence { id: id.clone(), why })?;
        let hashes = Hashes::of(&incident, sha256_hex(&file));
        let files = Files { words: Some(file), whole, clip: Some(clip) };
        self.writer()?.sink.lay(&set, &files)?;
        let value = incident.custody.sealed_to.join(" ");
        let row = rows::Stowed { incident, hashes, evidence: EvidenceState::Ok };
        let line = note(at, actor, What::Resealed, &id, &value);
        self.change(|db| {
            rows::put(db, &row)?;
            put_notes_of(db, &id, &notes)?;
            log::append(db, &line)
        })?;
        self.writer()?.sink.forget(&old)?;
        self.incident(&id).map(Some)
    }

    fn renewal(
        &self,
        id: &str,
        keepers: &Keepers,
        (one, other): (&Secret, Option<&Secret>),
    ) -> Result<Renewal, RecordError> {
        let row = self.stowed(id)?;
        let custody = &row.incident.custody;
        let set = FileSet::of_clip(&row.incident.clip).filter(|set| set.id == id && set.sealed);
        let (Some(set), true) = (set, custody.is_sealed()) else { return Ok(Renewal::Unsound) };
        let reading = RecordError::reading(&self.dir);
        if words::examine(&self.dir, &set, &row.hashes).map_err(&reading)?.0 != EvidenceState::Ok {
            return Ok(Renewal::Unsound);
        }
        let whole = custody.whole_sha256.is_some();
        let all = words::read_all(&self.dir, &set, whole).map_err(&reading)?;
        let Some((clip, file, whole)) = all else { return Ok(Renewal::Unsound) };
        let Some((_, body)) = Label::read(&file) else { return Ok(Renewal::Unsound) };
        let (clip, body) = match (vault::open(&clip, one), vault::open(body, one)) {
            (Ok(clip), Ok(body)) => (clip, body),
            (Err(VaultError::NotForYou), _) => return Ok(Renewal::NotForYou),
            _ => return Ok(Renewal::Unsound),
        };
        let audience = keepers.audience(custody);
        let unsealed = |source| RecordError::Unsealed { id: id.to_owned(), source };
        let whole = match (whole, other) {
            // Two that are no pair of it leave it as it is.
            (Some(whole), Some(other)) => match vault::open_with_two(&whole, one, other) {
                Ok(plain) => audience.seal_whole(&plain).map_err(unsealed)?,
                Err(_) => None,
            },
            _ => None,
        };
        let notes = incident_notes(&self.db, id).map_err(RecordError::index(&self.index))?;
        Ok(Renewal::Made(Box::new(Renewed {
            id: id.to_owned(),
            from_clip: row.incident.clip.clone(),
            clip: audience.seal(&clip).map_err(unsealed)?,
            body: audience.seal(&body).map_err(unsealed)?,
            whole,
            notes: renewed_notes(notes, one, &audience).map_err(unsealed)?,
            sealed_to: audience.ids,
        })))
    }

    /// Seals the notes on complaints to today's supervisors.
    fn reseal_complaints(
        &mut self,
        one: &Secret,
        actor: &str,
        at: Timestamp,
        done: &mut Resealed,
    ) -> Result<(), RecordError> {
        let audience = self.read_keepers()?.desk();
        let ids = audience.ids.join(" ");
        let stale = stale_tickets(&self.db, &ids).map_err(RecordError::index(&self.index))?;
        for id in stale {
            let unsealed = |source| RecordError::Unsealed { id: id.clone(), source };
            let notes = ticket_notes(&self.db, &id).map_err(RecordError::index(&self.index))?;
            let sealed = notes.iter().filter(|(_, _, note)| is_sealed_note(note)).count();
            let renewed = renewed_notes(notes, one, &audience).map_err(unsealed)?;
            if renewed.len() < sealed {
                done.not_for_you += 1;
                continue;
            }
            let line = note(at, actor, What::Complaint, &id, "resealed");
            self.change(|db| {
                put_notes(db, "ticket_steps", &renewed)?;
                db.execute("UPDATE tickets SET sealed_to = ?2 WHERE id = ?1", [&id, &ids])?;
                log::append(db, &line)
            })?;
            done.complaints += 1;
        }
        Ok(())
    }
}

fn note(at: Timestamp, actor: &str, what: What, about: &str, value: &str) -> Note {
    let (actor, about, value) = (actor.to_owned(), about.to_owned(), value.to_owned());
    Note { at, actor, what, about, value }
}

/// Those of `notes` that `one` can open, sealed anew.
fn renewed_notes(
    notes: Vec<(i64, String, String)>,
    one: &Secret,
    audience: &Audience,
) -> Result<Vec<Noted>, VaultError> {
    let sealed = notes.into_iter().filter(|(_, _, note)| is_sealed_note(note));
    let open = sealed.filter_map(|(n, actor, note)| Some((n, actor, open_note(&note, one).ok()?)));
    open.map(|(n, actor, plain)| Ok((n, audience.seal_note(&actor, &plain)?))).collect()
}

/// Puts notes in their places, if they are places of this incident.
fn put_notes_of(db: &Connection, id: &str, notes: &[Noted]) -> rusqlite::Result<()> {
    let own: Vec<i64> = incident_notes(db, id)?.into_iter().map(|(n, _, _)| n).collect();
    let notes: Vec<Noted> =
        notes.iter().filter(|(n, note)| own.contains(n) && is_sealed_note(note)).cloned().collect();
    put_notes(db, "decisions", &notes)
}

fn stale_tickets(db: &Connection, ids: &str) -> rusqlite::Result<Vec<String>> {
    db.prepare(
        "SELECT id FROM tickets WHERE coalesce(sealed_to, '') <> ?1 AND EXISTS \
         (SELECT 1 FROM ticket_steps s WHERE s.ticket = tickets.id AND s.note LIKE 'age:%') \
         ORDER BY id",
    )?
    .query_map([ids], |row| row.get(0))?
    .collect()
}
