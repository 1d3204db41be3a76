//! What becomes of an encounter that is over: a row, its rulings and its moments.
//!
//! Thread `record`. The event was told by the desk already; here it is written down, with
//! whose it is, and told to consoles.

use super::Output;
use super::archive::Archive;
use super::conducting::Met;
use super::ruling::{has_citizen, speech_s};
use super::session::Session;
use crate::record::{EncounterRow, RecordError, Served};
use std::sync::Arc;

/// An encounter on its way to the store.
pub struct Meeting {
    /// The session.
    pub session: Arc<Session>,
    /// What it was and came to.
    pub met: Met,
}

impl Archive {
    /// Writes an encounter down and tells it.
    pub(super) fn meet(&mut self, meeting: Meeting) {
        if let Err(error) = self.store_meeting(meeting) {
            self.fail(error);
        }
    }

    fn store_meeting(&mut self, Meeting { session, met }: Meeting) -> Result<(), RecordError> {
        let Met { id, at, encounter, judgement, packs } = met;
        let row = EncounterRow {
            id,
            counter: session.counter.clone(),
            source: session.source.clone(),
            at,
            start_s: encounter.start_s,
            end_s: encounter.end_s,
            outcome: judgement.outcome,
            has_citizen: has_citizen(&encounter),
            kept: 0,
            broken: 0,
            remedied: 0,
            merits: 0,
            not_judged: 0,
            overtime: self.is_overtime(&session, (encounter.start_s, encounter.end_s)),
        };
        let (speech_s, understood_s) = speech_s(&encounter);
        let served = Served {
            row: row.counted(&judgement.rulings),
            hours: Vec::new(),
            speech_s,
            understood_s,
            rulings: judgement.rulings,
            moments: encounter.moments,
            clear_start: encounter.clear_start,
            clear_end: encounter.clear_end,
            packs,
            custody: self.custody(&session.counter, at, false)?,
        };
        self.store.put_encounter(&served)?;
        self.changed = true;
        let (row, custody) = (Box::new(served.row), Box::new(served.custody));
        // Nobody may be listening any more; the store has it all the same.
        self.out.send(Output::Met { row, custody }).ok();
        Ok(())
    }

    /// Whether it began while the counter was open and ran on past its closing.
    fn is_overtime(&self, session: &Session, (start_s, end_s): (f64, f64)) -> bool {
        let open = |s| {
            let at = session.clock.at(crate::units::SampleIndex::from_seconds(s));
            self.in_hours(&session.counter, at)
        };
        open(start_s) == Some(true) && open(end_s) == Some(false)
    }
}
