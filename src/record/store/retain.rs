//! Carrying out how long things are kept: set aside, brought back, held, gone.
//!
//! Runs on the thread `record`, or in a command that holds the store. What is to happen is
//! decided in `retention`. Something is removed in one transaction with its receipt in the
//! log, and is written down in `purges`; only then go its files. A crash between the two
//! leaves files that `purges` names: the next start removes them and takes none of them
//! for evidence without a row.

use super::log::{Note, append};
use super::rows::{time_at, word_at};
use super::{Store, machine, transact};
use crate::record::fault::Step;
use crate::record::files::CLIPS;
use crate::record::id::month;
use crate::record::retention::{Case, Fate, Rule, Rules, UNDELETE_DAYS, after, fate, held};
use crate::record::sink::sync_dir;
use crate::record::{MACHINE, RecordError, Retained, Unfit, What};
use jiff::Timestamp;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::io;
use std::path::Path;
use std::time::Duration;

/// Incidents that are changed in one transaction: a reader never waits long for it.
const TOGETHER: usize = 100;

/// What a [`Case`] is read from; `i` is `incidents`.
const CASES: &str = "SELECT i.id, i.at_us, i.disposition, i.kind, i.integrity, i.state = 'open', \
     i.held, i.set_aside_us, \
     (SELECT max(d.at_us) FROM decisions d WHERE d.incident = i.id \
      AND d.deed IN ('decided', 'undone', 'appealed')), \
     (SELECT min(t.state NOT IN ('received', 'checking')) FROM tickets t WHERE t.incident = i.id), \
     (SELECT max(s.at_us) FROM tickets t JOIN ticket_steps s ON s.ticket = t.id \
      WHERE t.incident = i.id) FROM incidents i";

/// Something that retention has in its sight, and what is to become of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// The incident's id.
    pub id: String,
    /// All of it that bears on its time.
    pub case: Case,
    /// What is to become of it.
    pub fate: Fate,
}

impl Store {
    /// What is to become of each incident at `now`, newest first.
    pub fn fates(&self, rules: &Rules, now: Timestamp) -> Result<Vec<Sentence>, RecordError> {
        let all = cases(&self.db).map_err(RecordError::index(&self.index))?;
        let judged = |(id, case)| Sentence { id, case, fate: fate(&case, rules, now) };
        Ok(all.into_iter().map(judged).collect())
    }

    /// Does with each incident, and each complaint without one, what `rules` say at `now`:
    /// sets aside what has had its time, removes what has been set aside long enough.
    pub fn retain(&mut self, rules: &Rules, now: Timestamp) -> Result<Retained, RecordError> {
        self.writer()?;
        let (mut over, mut early, mut gone) = (Vec::new(), Vec::new(), Vec::new());
        for Sentence { id, fate, .. } in self.fates(rules, now)? {
            match fate {
                Fate::Over(rule) => over.push((id, rule)),
                Fate::Early => early.push(id),
                Fate::Gone => gone.push(id),
                Fate::Held(_) | Fate::Kept { .. } | Fate::Aside { .. } => {}
            }
        }
        for some in over.chunks(TOGETHER) {
            self.change(|db| {
                some.iter().try_for_each(|(id, rule)| put_aside(db, id, MACHINE, rule.word(), now))
            })?;
        }
        for some in early.chunks(TOGETHER) {
            self.change(|db| {
                some.iter().try_for_each(|id| back(db, id, MACHINE, "the clock was ahead", now))
            })?;
        }
        let tickets = bereft(&self.db, rules, now).map_err(RecordError::index(&self.index))?;
        for some in tickets.chunks(TOGETHER) {
            self.change(|db| some.iter().try_for_each(|id| drop_ticket(db, id, now)))?;
        }
        let files_left = self.purge(&gone, now)?;
        let forgotten = self.forget_moments(rules, now)?;
        if forgotten > 0 && gone.is_empty() {
            self.forget_pages().map_err(RecordError::index(&self.index))?;
        }
        gone.extend(tickets);
        let set_aside = over.into_iter().map(|(id, _)| id).collect();
        Ok(Retained {
            set_aside,
            brought_back: early,
            purged: gone,
            files_left,
            forgotten,
            ..Retained::default()
        })
    }

    /// Sets one aside before its time, because of `why`. [`Unfit::Held`] when it must be
    /// kept.
    pub fn set_aside(
        &mut self,
        id: &str,
        actor: &str,
        why: &str,
        at: Timestamp,
    ) -> Result<(), RecordError> {
        self.writer()?;
        let case = self.case(id)?;
        let refuse = |why| Err(RecordError::Unfit { id: id.to_owned(), why });
        match held(&case) {
            Some(held) => refuse(Unfit::Held(held)),
            None if case.set_aside_at.is_some() => refuse(Unfit::SetAside),
            None => self.change(|db| put_aside(db, id, actor, why, at)),
        }
    }

    /// Brings back one that was set aside, and holds it. [`Unfit::NotSetAside`] when it
    /// was not.
    pub fn bring_back(&mut self, id: &str, actor: &str, at: Timestamp) -> Result<(), RecordError> {
        self.writer()?;
        if self.case(id)?.set_aside_at.is_none() {
            return Err(RecordError::Unfit { id: id.to_owned(), why: Unfit::NotSetAside });
        }
        self.change(|db| {
            back(db, id, actor, "", at)?;
            set_held(db, id, true, actor, at)
        })
    }

    /// Keeps one whatever its time, or no longer. What says nothing new leaves no line.
    pub fn hold(
        &mut self,
        id: &str,
        hold: bool,
        actor: &str,
        at: Timestamp,
    ) -> Result<(), RecordError> {
        self.writer()?;
        if self.case(id)?.held == hold {
            return Ok(());
        }
        self.change(|db| set_held(db, id, hold, actor, at))
    }

    pub(super) fn case(&self, id: &str) -> Result<Case, RecordError> {
        self.db
            .prepare_cached(&format!("{CASES} WHERE i.id = ?1"))
            .and_then(|mut one| one.query_row([id], case).optional())
            .map_err(RecordError::index(&self.index))?
            .map(|(_, case)| case)
            .ok_or_else(|| RecordError::NoSuchIncident { id: id.to_owned() })
    }

    /// Removes incidents from index and disk; gives how many files resisted.
    fn purge(&mut self, ids: &[String], now: Timestamp) -> Result<u32, RecordError> {
        let mut left = 0;
        for some in ids.chunks(TOGETHER) {
            self.change(|db| some.iter().try_for_each(|id| remove(db, id, now)))?;
            let dir = self.dir.clone();
            let fault = &self.writer()?.sink.fault;
            fault.pass(Step::PurgeCommitted)?;
            let ids = some.iter().map(String::as_str).collect();
            left += erase(&dir, &ids, || fault.pass(Step::OldHalfRemoved))?;
        }
        if !ids.is_empty() {
            self.forget_pages().map_err(RecordError::index(&self.index))?;
        }
        Ok(left)
    }

    /// Takes what was removed out of the write-ahead log as well. With a reader at work
    /// it stays there until the next time.
    fn forget_pages(&self) -> rusqlite::Result<()> {
        // A reader must not make the pipeline wait.
        self.db.busy_timeout(Duration::ZERO)?;
        let done = self.db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
        crate::record::schema::wait_for_others(&self.db)?;
        done
    }
}

fn cases(db: &Connection) -> rusqlite::Result<Vec<(String, Case)>> {
    db.prepare_cached(&format!("{CASES} ORDER BY i.at_us DESC, i.id DESC"))?
        .query_map([], case)?
        .collect()
}

fn case(row: &Row<'_>) -> rusqlite::Result<(String, Case)> {
    let moment = |at| match row.get_ref(at)? {
        ValueRef::Null => Ok(None),
        _ => time_at(row, at).map(Some),
    };
    let settled: Option<bool> = row.get(9)?;
    let complaint = settled.zip(moment(10)?);
    let case = Case {
        said_at: time_at(row, 1)?,
        disposition: word_at(row, 2)?,
        decided_at: moment(8)?,
        kind: word_at(row, 3)?,
        integrity: row.get(4)?,
        open: row.get(5)?,
        held: row.get(6)?,
        set_aside_at: moment(7)?,
        complaint,
    };
    Ok((row.get(0)?, case))
}

fn put_aside(
    db: &Connection,
    id: &str,
    actor: &str,
    why: &str,
    at: Timestamp,
) -> rusqlite::Result<()> {
    db.prepare_cached("UPDATE incidents SET set_aside_us = ?2 WHERE id = ?1")?
        .execute(params![id, at.as_microsecond()])?;
    append(db, &line(What::SetAside, id, actor, why, at))
}

fn back(db: &Connection, id: &str, actor: &str, why: &str, at: Timestamp) -> rusqlite::Result<()> {
    db.prepare_cached("UPDATE incidents SET set_aside_us = NULL WHERE id = ?1")?.execute([id])?;
    append(db, &line(What::BroughtBack, id, actor, why, at))
}

fn set_held(
    db: &Connection,
    id: &str,
    hold: bool,
    actor: &str,
    at: Timestamp,
) -> rusqlite::Result<()> {
    db.prepare_cached("UPDATE incidents SET held = ?2 WHERE id = ?1")?
        .execute(params![id, hold])?;
    let value = if hold { "held" } else { "released" };
    append(db, &line(What::Held, id, actor, value, at))
}

pub(super) fn line(what: What, about: &str, actor: &str, value: &str, at: Timestamp) -> Note {
    let owned = |text: &str| text.to_owned();
    Note { at, actor: owned(actor), what, about: owned(about), value: owned(value) }
}

/// Removes an incident, all that was done about it, and its complaint. Its receipt says
/// what its files were, so that a copy that turns up can be told to be one.
fn remove(db: &Connection, id: &str, now: Timestamp) -> rusqlite::Result<()> {
    let hashes = "SELECT clip_sha256, words_sha256 FROM incidents WHERE id = ?1";
    let (clip, words): (String, String) =
        db.prepare_cached(hashes)?.query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let tickets: Vec<String> = db
        .prepare_cached("SELECT id FROM tickets WHERE incident = ?1")?
        .query_map([id], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    tickets.iter().try_for_each(|ticket| drop_ticket(db, ticket, now))?;
    mark_purged(db, id, now)?;
    db.prepare_cached("DELETE FROM decisions WHERE incident = ?1")?.execute([id])?;
    db.prepare_cached("DELETE FROM incidents WHERE id = ?1")?.execute([id])?;
    let value = format!("clip {clip} words {words}");
    append(db, &Note { at: now, ..machine(What::Purged, id, &value) })
}

fn drop_ticket(db: &Connection, id: &str, now: Timestamp) -> rusqlite::Result<()> {
    mark_purged(db, id, now)?;
    db.prepare_cached("DELETE FROM ticket_steps WHERE ticket = ?1")?.execute([id])?;
    db.prepare_cached("DELETE FROM tickets WHERE id = ?1")?.execute([id])?;
    append(db, &Note { at: now, ..machine(What::Purged, id, "complaint") })
}

fn mark_purged(db: &Connection, id: &str, now: Timestamp) -> rusqlite::Result<()> {
    db.prepare_cached(
        "INSERT INTO purges (incident, at_us) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
    )?
    .execute(params![id, now.as_microsecond()])
    .map(drop)
}

/// Settled complaints of which no sound was kept, and whose time is over with the days
/// that others could be brought back in.
fn bereft(db: &Connection, rules: &Rules, now: Timestamp) -> rusqlite::Result<Vec<String>> {
    let all: Vec<(String, Timestamp)> = db
        .prepare_cached(
            "SELECT t.id, (SELECT max(s.at_us) FROM ticket_steps s WHERE s.ticket = t.id) \
             FROM tickets t WHERE t.incident IS NULL AND t.state NOT IN ('received', 'checking') \
             ORDER BY t.id",
        )?
        .query_map([], |row| Ok((row.get(0)?, time_at(row, 1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let days = Rule::Complaint.days(rules).saturating_add(UNDELETE_DAYS);
    Ok(all.into_iter().filter(|(_, last)| now >= after(*last, days)).map(|(id, _)| id).collect())
}

/// Whether an incident was removed.
pub(in crate::record) fn is_purged(db: &Connection, id: &str) -> rusqlite::Result<bool> {
    db.prepare_cached("SELECT EXISTS (SELECT 1 FROM purges WHERE incident = ?1)")?
        .query_row([id], |row| row.get(0))
}

/// Removes every file of `ids` below `root`, whatever it is for; gives how many resisted.
/// `removed` is told of each.
pub(in crate::record) fn erase(
    root: &Path,
    ids: &HashSet<&str>,
    removed: impl Fn() -> Result<(), RecordError>,
) -> Result<u32, RecordError> {
    let mut months: BTreeMap<String, HashSet<&str>> = BTreeMap::new();
    for id in ids {
        if let Some(month) = month(id) {
            months.entry(month).or_default().insert(id);
        }
    }
    let mut left = 0;
    for (month, ids) in months {
        let dir = root.join(CLIPS).join(month);
        let listed = match fs::read_dir(&dir) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => continue,
            listed => listed.map_err(RecordError::reading(&dir))?,
        };
        for file in listed {
            let file = file.map_err(RecordError::reading(&dir))?;
            let name = file.file_name();
            let id = name.to_str().and_then(|name| name.split('.').next());
            if id.is_some_and(|id| ids.contains(id)) {
                match fs::remove_file(file.path()) {
                    Err(e) if e.kind() != io::ErrorKind::NotFound => left += 1,
                    _ => removed()?,
                }
            }
        }
        sync_dir(&dir).map_err(RecordError::writing(&dir))?;
    }
    Ok(left)
}

/// Removes the files of incidents that were removed from the index before a crash came;
/// gives how many there were.
pub(in crate::record) fn finish_purges<'a>(
    db: &mut Connection,
    root: &Path,
    index: &Path,
    ids: impl Iterator<Item = &'a str>,
) -> Result<u32, RecordError> {
    let failed = RecordError::index(index);
    let mut purged = HashSet::new();
    for id in ids {
        if is_purged(db, id).map_err(&failed)? {
            purged.insert(id);
        }
    }
    if purged.is_empty() {
        return Ok(0);
    }
    erase(root, &purged, || Ok(()))?;
    transact(db, |db| {
        purged.iter().try_for_each(|id| append(db, &machine(What::Mended, id, "purge finished")))
    })
    .map_err(&failed)?;
    Ok(purged.len() as u32)
}
