//! Complaints in the index.
//!
//! Changes run on the thread `record`; any store that reads may list. Every change is a
//! row that stays; the row of the complaint is what they come to.

use super::rows::{self, time_at, word, word_at};
use super::{Note, Store, log, machine};
use crate::record::{
    MACHINE, NewTicket, RecordError, Ticket, TicketChange, TicketState, TicketStep, Via, What,
};
use crate::tr;
use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension, Row, params};

/// Settled complaints that are listed, the latest.
const SETTLED_MOST: u32 = 200;

const COLUMNS: &str = "id, counter, received_us, via, incident, lacking, state, at_fault, reply_by";

impl Store {
    /// Writes down a complaint; gives it with its id. Its incident need not be in the
    /// index yet: should a crash come between, the next start says so on the complaint.
    pub fn open_ticket(&mut self, new: &NewTicket) -> Result<Ticket, RecordError> {
        let id = format!("C{}", self.new_id(new.received_at)?);
        let (note, sealed_to) = self.note_on_ticket(&id, &new.actor, &new.note)?;
        let new = NewTicket { note, ..new.clone() };
        self.change(|db| {
            open(db, &id, &new, sealed_to.as_deref())?;
            log::append(db, &told(&id, &new.actor, new.received_at, "received"))
        })?;
        self.ticket(&id)
    }

    /// Adds a step to a complaint and gives it as it now is, or [`RecordError::Unfit`].
    pub fn handle_ticket(
        &mut self,
        id: &str,
        change: TicketChange,
        actor: &str,
        note: &str,
        at: Timestamp,
    ) -> Result<Ticket, RecordError> {
        self.writer()?;
        let state = self.ticket(id)?.state;
        change.check(state, note).map_err(|why| RecordError::Unfit { id: id.to_owned(), why })?;
        let (note, _) = self.note_on_ticket(id, actor, note.trim())?;
        let step = TicketStep { at, actor: actor.to_owned(), change, note };
        self.change(|db| {
            let value = take(db, id, &step)?;
            log::append(db, &told(id, actor, at, &value))
        })?;
        self.ticket(id)
    }

    /// A note as it may be kept, and the accounts it is sealed to once notes are.
    fn note_on_ticket(
        &mut self,
        id: &str,
        actor: &str,
        note: &str,
    ) -> Result<(String, Option<String>), RecordError> {
        let Some(keepers) = self.keepers()? else { return Ok((note.to_owned(), None)) };
        let audience = keepers.desk();
        let unsealed = |source| RecordError::Unsealed { id: id.to_owned(), source };
        let note = audience.seal_note(actor, note).map_err(unsealed)?;
        Ok((note, Some(audience.ids.join(" "))))
    }

    /// One complaint; [`RecordError::NoSuchTicket`] when there is none.
    pub fn ticket(&self, id: &str) -> Result<Ticket, RecordError> {
        let failed = RecordError::index(&self.index);
        let found = self
            .db
            .prepare_cached(&format!("SELECT {COLUMNS} FROM tickets WHERE id = ?1"))
            .and_then(|mut one| one.query_row([id], ticket).optional())
            .map_err(&failed)?;
        let mut ticket = found.ok_or_else(|| RecordError::NoSuchTicket { id: id.to_owned() })?;
        ticket.steps = steps(&self.db, id).map_err(&failed)?;
        Ok(ticket)
    }

    /// All complaints that are not settled and the latest 200 that are, newest first.
    pub fn tickets(&self) -> Result<Vec<Ticket>, RecordError> {
        self.list_tickets().map_err(RecordError::index(&self.index))
    }

    fn list_tickets(&self) -> rusqlite::Result<Vec<Ticket>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM tickets WHERE NOT EXISTS (SELECT 1 FROM incidents i \
             WHERE i.id = tickets.incident AND i.set_aside_us IS NOT NULL) \
             AND (state IN ('received', 'checking') OR id IN (SELECT id FROM tickets WHERE state NOT IN ('received', 'checking') \
             ORDER BY received_us DESC, id DESC LIMIT ?1)) ORDER BY received_us DESC, id DESC"
        );
        let mut tickets: Vec<Ticket> = self
            .db
            .prepare_cached(&sql)?
            .query_map([SETTLED_MOST], ticket)?
            .collect::<rusqlite::Result<_>>()?;
        for ticket in &mut tickets {
            ticket.steps = steps(&self.db, &ticket.id)?;
        }
        Ok(tickets)
    }
}

/// What the log says of a complaint.
fn told(id: &str, actor: &str, at: Timestamp, value: &str) -> Note {
    let (actor, about, value) = (actor.to_owned(), id.to_owned(), value.to_owned());
    Note { at, actor, what: What::Complaint, about, value }
}

/// Inserts a complaint with its first step.
fn open(
    db: &Connection,
    id: &str,
    new: &NewTicket,
    sealed_to: Option<&str>,
) -> rusqlite::Result<()> {
    db.prepare_cached(
        "INSERT INTO tickets (id, counter, received_us, via, incident, lacking, sealed_to, state) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'received')",
    )?
    .execute(params![
        id,
        new.counter,
        new.received_at.as_microsecond(),
        word(&new.via)?,
        new.incident,
        new.lacking,
        sealed_to,
    ])?;
    append(
        db,
        id,
        &TicketStep {
            at: new.received_at,
            actor: new.actor.clone(),
            change: TicketChange::State { state: TicketState::Received },
            note: new.note.clone(),
        },
    )
    .map(drop)
}

/// Appends a step and moves the complaint; gives what the log says of it.
fn take(db: &Connection, id: &str, step: &TicketStep) -> rusqlite::Result<String> {
    let said = append(db, id, step)?;
    match step.change {
        TicketChange::State { state } => {
            db.prepare_cached("UPDATE tickets SET state = ?2 WHERE id = ?1")?
                .execute([id, &word(&state)?])?;
        }
        TicketChange::Fault { at_fault } => {
            db.prepare_cached("UPDATE tickets SET at_fault = ?2 WHERE id = ?1")?
                .execute(params![id, at_fault])?;
        }
        TicketChange::ReplyBy { date } => {
            db.prepare_cached("UPDATE tickets SET reply_by = ?2 WHERE id = ?1")?
                .execute([id, &date.to_string()])?;
        }
        TicketChange::Remark => {}
    }
    Ok(said)
}

fn append(db: &Connection, id: &str, step: &TicketStep) -> rusqlite::Result<String> {
    let (change, value) = match step.change {
        TicketChange::State { state } => ("state", word(&state)?),
        TicketChange::Fault { at_fault } => ("fault", at_fault.to_string()),
        TicketChange::ReplyBy { date } => ("reply_by", date.to_string()),
        TicketChange::Remark => ("remark", String::new()),
    };
    db.prepare_cached(
        "INSERT INTO ticket_steps (ticket, at_us, actor, change, value, note) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![id, step.at.as_microsecond(), step.actor, change, value, step.note])?;
    Ok(format!("{change} {value}").trim_end().to_owned())
}

fn ticket(row: &Row<'_>) -> rusqlite::Result<Ticket> {
    let reply_by: Option<String> = row.get(8)?;
    Ok(Ticket {
        id: row.get(0)?,
        counter: row.get(1)?,
        received_at: time_at(row, 2)?,
        via: word_at(row, 3)?,
        incident: row.get(4)?,
        lacking: row.get(5)?,
        state: word_at(row, 6)?,
        at_fault: row.get(7)?,
        reply_by: reply_by.map(|text| date(8, &text)).transpose()?,
        steps: Vec::new(),
    })
}

fn steps(db: &Connection, id: &str) -> rusqlite::Result<Vec<TicketStep>> {
    db.prepare_cached(
        "SELECT at_us, actor, change, value, note FROM ticket_steps WHERE ticket = ?1 ORDER BY n",
    )?
    .query_map([id], |row| {
        let (change, value): (String, String) = (row.get(2)?, row.get(3)?);
        let change = match change.as_str() {
            "state" => TicketChange::State { state: word_at(row, 3)? },
            "fault" => TicketChange::Fault { at_fault: value == "true" },
            "reply_by" => TicketChange::ReplyBy { date: date(3, &value)? },
            "remark" => TicketChange::Remark,
            other => return Err(rows::odd(2, other)),
        };
        Ok(TicketStep { at: time_at(row, 0)?, actor: row.get(1)?, change, note: row.get(4)? })
    })?
    .collect()
}

fn date(at: usize, text: &str) -> rusqlite::Result<Date> {
    text.parse().map_err(|_| rows::odd(at, text))
}

/// Mends what a crash between the two halves of a complaint left: a sealed incident
/// that no complaint names gets one, and a complaint whose incident never came says so.
/// Gives how many of each.
pub(in crate::record) fn mend(db: &Connection) -> rusqlite::Result<(u32, u32)> {
    let lost: Vec<String> = db
        .prepare(
            "UPDATE tickets SET incident = NULL, lacking = ?1 WHERE incident IS NOT NULL \
             AND NOT EXISTS (SELECT 1 FROM incidents i WHERE i.id = tickets.incident) \
             RETURNING id",
        )?
        .query_map(
            [tr!("封存未完成,没有录音", "sealing was cut short; there is no sound")],
            |row| row.get(0),
        )?
        .collect::<rusqlite::Result<_>>()?;
    for id in &lost {
        log::append(db, &machine(What::Mended, id, "no sound"))?;
    }
    let orphans: Vec<(String, String, Timestamp)> = db
        .prepare(
            "SELECT id, counter, at_us FROM incidents i WHERE kind = 'complaint' \
             AND NOT EXISTS (SELECT 1 FROM tickets t WHERE t.incident = i.id)",
        )?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, time_at(row, 2)?)))?
        .collect::<rusqlite::Result<_>>()?;
    for (incident, counter, received_at) in &orphans {
        let new = NewTicket {
            counter: counter.clone(),
            received_at: *received_at,
            via: Via::Console,
            incident: Some(incident.clone()),
            lacking: String::new(),
            actor: MACHINE.to_owned(),
            note: tr!("由录音找回的投诉", "recovered from its clip"),
        };
        // An incident has one complaint, so the incident's id makes a free one.
        let id = format!("C{incident}");
        open(db, &id, &new, None)?;
        log::append(db, &machine(What::Mended, &id, "row"))?;
    }
    Ok((orphans.len() as u32, lost.len() as u32))
}
