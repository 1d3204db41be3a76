//! What became of the sound of a complaint.
//!
//! Runs on the thread `record`, and only for a complaint whose sound was not gathered when
//! it came in. No step of a person is touched.

use super::{Store, log, machine};
use crate::record::{RecordError, Ticket, What};
use rusqlite::params;

impl Store {
    /// Notes which incident keeps the sound of a complaint, if one does, and what is
    /// lacking. Gives the complaint as it now is.
    pub fn amend_ticket(
        &mut self,
        id: &str,
        incident: Option<&str>,
        lacking: &str,
    ) -> Result<Ticket, RecordError> {
        self.writer()?;
        self.change(|db| {
            db.prepare_cached("UPDATE tickets SET incident = ?2, lacking = ?3 WHERE id = ?1")?
                .execute(params![id, incident, lacking])?;
            let value = if incident.is_some() { "sound kept" } else { "no sound" };
            log::append(db, &machine(What::Complaint, id, value))
        })?;
        self.ticket(id)
    }
}
