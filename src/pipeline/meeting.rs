//! What becomes of an encounter that is over: a row, its rulings and its moments.
//!
//! The desk tells the event and gathers what a merit keeps, on the thread `judge`; on the
//! thread `record` it is written down, with whose it is, and told to consoles.

use super::Output;
use super::archive::Archive;
use super::complaint::Kept;
use super::conducting::Met;
use super::desk::Desk;
use super::ruling::{has_citizen, speech_s};
use super::session::Session;
use super::sitting::Sitting;
use crate::conduct::Verdict;
use crate::record::{EncounterRow, RecordError, RulingRow, Served};
use crate::units::{SampleIndex, SampleRange, samples};
use std::sync::Arc;

/// Seconds that a clip of a merit goes on after its beginning, with the clip's post-roll.
const MERIT_S: f64 = 20.0;

/// An encounter on its way to the store.
pub struct Meeting {
    /// The session.
    pub session: Arc<Session>,
    /// What it was and came to.
    pub met: Met,
    /// What of it is kept as praise.
    pub praise: Option<Merit>,
}

/// What is kept of a merit.
pub struct Merit {
    /// The sound and the words.
    kept: Kept,
    /// The rule, and what it asks for.
    what: String,
}

impl Desk {
    /// What is kept of an encounter with one of the merits that are worth it: the first.
    pub(super) fn merit(
        &self,
        session: &Arc<Session>,
        sitting: &Sitting,
        met: &Met,
    ) -> Option<Merit> {
        let worth = |ruling: &&RulingRow| {
            ruling.verdict == Verdict::Merit && self.config.merit_rules.contains(&ruling.rule)
        };
        let ruling = met.judgement.rulings.iter().find(worth)?;
        let at = SampleIndex::from_seconds(ruling.at_s);
        let until = SampleIndex::from_seconds(met.encounter.end_s.min(ruling.at_s + MERIT_S));
        let around = (self.config.clip_pre_roll_s, self.config.clip_post_roll_s);
        let clip = SampleRange::new(at, until).widen(samples(around.0), samples(around.1));
        let clip = SampleRange::new(clip.start, clip.end.min(session.tape.end()));
        let kept = Kept {
            session: Arc::clone(session),
            at,
            clip,
            heard: sitting.heard_in(clip),
            lists: self.version().to_owned(),
            is_talk: true,
            is_whole: true,
            _pin: session.tape.pin(clip.start),
        };
        Some(Merit { kept, what: format!("{} {}", ruling.rule, ruling.title) })
    }
}

impl Archive {
    /// Writes an encounter down and tells it.
    pub(super) fn meet(&mut self, meeting: Meeting) {
        if let Err(error) = self.store_meeting(meeting) {
            self.fail(error);
        }
    }

    fn store_meeting(&mut self, meeting: Meeting) -> Result<(), RecordError> {
        let Meeting { session, met, praise } = meeting;
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
            overtime: encounter.is_overtime(),
        };
        let (speech_s, understood_s) = speech_s(&encounter);
        let served = Served {
            row: row.counted(&judgement.rulings),
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
        let note = format!("{} {}", row.id, session.counter);
        self.out.send(Output::Met { row, custody }).ok();
        praise.map_or(Ok(()), |merit| self.praise_merit(&merit.kept, &merit.what, &note))
    }
}
