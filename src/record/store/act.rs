//! What people do about an incident, written down.
//!
//! Runs on the thread `record`. The rules stand in `disposition` and `handling`; here
//! a step that fits becomes a row, and the incident moves with it in one transaction.

use super::log::{Note, append};
use super::{Store, rows};
use crate::record::handling::taken_back;
use crate::record::{Deed, Disposition, Entry, Incident, RecordError, Unfit, What};
use jiff::{SignedDuration, Timestamp};

impl Incident {
    /// Nothing is done about what was set aside, until it is brought back.
    fn refuse_set_aside(&self) -> Result<(), RecordError> {
        match self.custody.set_aside_at {
            Some(_) => Err(RecordError::Unfit { id: self.id.clone(), why: Unfit::SetAside }),
            None => Ok(()),
        }
    }
}

impl Store {
    /// Writes down that `actor` did `deed` at `at`, and why; what people write is sealed as
    /// the evidence is. A decision sets the time until when it can be appealed. Gives the row as it now is;
    /// [`RecordError::NotAllowed`] when it may not become what was decided,
    /// [`RecordError::Unfit`] when the step does not fit otherwise. What says nothing
    /// new (a second look of the same person, the same assignee again) leaves no row.
    pub fn act(
        &mut self,
        id: &str,
        deed: Deed,
        actor: &str,
        note: &str,
        at: Timestamp,
    ) -> Result<Incident, RecordError> {
        self.writer()?;
        let row = self.incident(id)?;
        row.refuse_set_aside()?;
        let becomes = match deed {
            Deed::Decided { disposition } => Some(disposition),
            Deed::Appealed { .. } => Some(Disposition::Appealed),
            _ => None,
        };
        if let Some(to) = becomes
            && !row.disposition.may_become(to)
        {
            let from = row.disposition;
            return Err(RecordError::NotAllowed { id: row.id, from, to });
        }
        let deed = match deed {
            Deed::Assigned { to } => Deed::Assigned { to: to.trim().to_owned() },
            other => other,
        };
        let unfit = |why| RecordError::Unfit { id: id.to_owned(), why };
        deed.check(&row, note).map_err(unfit)?;
        match becomes {
            Some(Disposition::Appealed) if row.custody.answer_by.is_some_and(|by| at > by) => {
                return Err(unfit(Unfit::TooLate));
            }
            Some(Disposition::Upheld | Disposition::Overturned) => {
                let judges = rows::judges(&self.db, id).map_err(RecordError::index(&self.index))?;
                if judges.iter().any(|judge| judge == actor) {
                    return Err(unfit(Unfit::SamePerson));
                }
            }
            _ => {}
        }
        let says_nothing = match &deed {
            Deed::Seen => {
                rows::has_seen(&self.db, id, actor).map_err(RecordError::index(&self.index))?
            }
            Deed::Assigned { to } => {
                row.handling.assignee.as_deref().unwrap_or_default() == to && note.trim().is_empty()
            }
            _ => false,
        };
        if says_nothing {
            return Ok(row);
        }
        self.step(&row, deed, actor, note, at)
    }

    /// Takes back the latest decision on an incident: it is again what it was before.
    /// [`RecordError::Unfit`] when there is none, when the machine decided, or when an
    /// appeal was built on it.
    pub fn undo(&mut self, id: &str, actor: &str, at: Timestamp) -> Result<Incident, RecordError> {
        self.writer()?;
        let row = self.incident(id)?;
        row.refuse_set_aside()?;
        let turns = rows::turns(&self.db, id).map_err(RecordError::index(&self.index))?;
        let disposition =
            taken_back(&turns).map_err(|why| RecordError::Unfit { id: id.to_owned(), why })?;
        self.step(&row, Deed::Undone { disposition }, actor, "", at)
    }

    /// As [`Store::act`] with a decision.
    pub fn decide(
        &mut self,
        id: &str,
        disposition: Disposition,
        actor: &str,
        note: &str,
        at: Timestamp,
    ) -> Result<Incident, RecordError> {
        self.act(id, Deed::Decided { disposition }, actor, note, at)
    }

    fn step(
        &mut self,
        row: &Incident,
        deed: Deed,
        actor: &str,
        note: &str,
        at: Timestamp,
    ) -> Result<Incident, RecordError> {
        let note = self.note_on_incident(row, actor, note.trim())?;
        let answer_by = self.answer_by(row, &deed, at);
        let entry = Entry { at, actor: actor.to_owned(), deed, note };
        self.change(|db| {
            let value = rows::step(db, row, &entry)?;
            if answer_by != row.custody.answer_by {
                rows::answer_by(db, &row.id, answer_by)?;
            }
            let (at, actor, about) = (entry.at, entry.actor.clone(), row.id.clone());
            let what = if entry.deed == Deed::Played { What::Played } else { What::Acted };
            append(db, &Note { at, actor, what, about, value })
        })?;
        self.incident(&row.id)
    }

    /// A note as it may be kept.
    fn note_on_incident(
        &mut self,
        row: &Incident,
        actor: &str,
        note: &str,
    ) -> Result<String, RecordError> {
        match self.keepers()? {
            None => Ok(note.to_owned()),
            Some(keepers) => keepers
                .audience(&row.custody)
                .seal_note(actor, note)
                .map_err(|source| RecordError::Unsealed { id: row.id.clone(), source }),
        }
    }

    /// Until when the incident can be appealed after `deed`.
    fn answer_by(&self, row: &Incident, deed: &Deed, at: Timestamp) -> Option<Timestamp> {
        match deed {
            Deed::Decided {
                disposition: Disposition::Confirmed | Disposition::Dismissed | Disposition::Remedied,
            } => {
                let hours = i64::from(self.answer_days) * 24;
                Some(at.checked_add(SignedDuration::from_hours(hours)).unwrap_or(Timestamp::MAX))
            }
            Deed::Undone { disposition } if disposition.is_undecided() => None,
            _ => row.custody.answer_by,
        }
    }
}
