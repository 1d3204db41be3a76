//! What people do about an incident, written down.
//!
//! Runs on the thread `record`. The rules stand in `disposition` and `handling`; here
//! a step that fits becomes a row, and the incident moves with it in one transaction.

use super::log::{Note, append};
use super::{Store, rows};
use crate::record::handling::taken_back;
use crate::record::{Deed, Disposition, Entry, Incident, RecordError, What};
use jiff::Timestamp;

impl Store {
    /// Writes down that `actor` did `deed` at `at`, and why. Gives the row as it now is;
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
        deed.check(&row, note).map_err(|why| RecordError::Unfit { id: id.to_owned(), why })?;
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
        let entry = Entry { at, actor: actor.to_owned(), deed, note: note.trim().to_owned() };
        self.change(|db| {
            let value = rows::step(db, row, &entry)?;
            let (at, actor, about) = (entry.at, entry.actor.clone(), row.id.clone());
            let what = if entry.deed == Deed::Played { What::Played } else { What::Acted };
            append(db, &Note { at, actor, what, about, value })
        })?;
        self.incident(&row.id)
    }
}
