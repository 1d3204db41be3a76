//! What becomes of praise: an incident of its kind, with what was in memory, that reaches
//! whoever it concerns.
//!
//! Thread `record`. As a complaint, but without a ticket: nothing is to be answered and
//! nothing hangs on it. Where no sound was kept there is nothing to show, and that is said.

use super::Output;
use super::archive::Archive;
use super::ask::Marking;
use super::complaint::{Complaint, Kept, Sealed};
use super::lacking::{is_silent, nothing};
use crate::clock;
use crate::record::{Deed, Evidence, Incident, IncidentKind, MACHINE, RecordError};
use crate::tr;

/// Praise on its way.
pub struct Praise {
    /// Who filed it.
    actor: String,
    /// What is praised; may be empty.
    note: String,
    /// Whether its note has been written down.
    is_noted: bool,
}

impl Archive {
    /// Has the desk gather what is in memory. Gives the id that the incident will have,
    /// and what is lacking.
    pub(super) fn praise(
        &mut self,
        marking: Marking,
        actor: String,
    ) -> Result<(Option<String>, String), RecordError> {
        let Marking { counter, note, at, .. } = marking;
        let id = self.store.new_id(at)?;
        let complaint = Complaint { ticket: id.clone(), counter, at };
        if self.desk.try_send(complaint).is_err() {
            let lacking = tr!(
                "同时提交太多,或服务正在停止,没有保存录音",
                "too many at once, or the service is stopping; no sound was kept"
            );
            return Ok((None, lacking));
        }
        self.praises.insert(id.clone(), Praise { actor, note, is_noted: false });
        let pending = tr!("正在保存声音和文字", "sound and words are being kept");
        Ok((Some(id), pending))
    }

    /// Stores what the desk has gathered of the praise `id`.
    pub(super) fn store_praise(&mut self, id: &str, sealed: &Sealed) -> Result<(), RecordError> {
        let lacking = match &sealed.outcome {
            Ok(kept) => {
                let take = kept.session.tape.read_all(kept.clip);
                if take.held > 0 && !is_silent(&take.planes) {
                    let evidence = self.evidence(id.to_owned(), kept, take)?;
                    return self.keep_praise(id, kept, evidence);
                }
                tr!("没有听到声音", "no sound was heard")
            }
            Err(why) => nothing(*why),
        };
        self.praises.remove(id);
        self.out
            .send(Output::Warning(tr!("表扬没有保存:{}", "praise could not be kept: {}", lacking)))
            .ok();
        Ok(())
    }

    /// Stores what was gathered of a merit, as praise with a note of the machine's: `what` was
    /// done, in which encounter.
    pub(super) fn praise_merit(
        &mut self,
        kept: &Kept,
        what: &str,
        encounter: &str,
    ) -> Result<(), RecordError> {
        let take = kept.session.tape.read_all(kept.clip);
        if take.held == 0 || is_silent(&take.planes) {
            let text = tr!(
                "{} 的优点没有留下录音:声音已不在内存里",
                "no clip was kept of a merit in {}: its sound is in memory no more",
                encounter
            );
            self.out.send(Output::Warning(text)).ok();
            return Ok(());
        }
        let id = self.store.new_id(kept.session.clock.at(kept.at))?;
        let mut evidence = self.evidence(id.clone(), kept, take)?;
        evidence.incident.kind = IncidentKind::Praise;
        let incident = self.store.put(&evidence)?;
        let note = format!("{what} · {encounter}");
        self.store.act(&id, Deed::Commented, MACHINE, &note, clock::now())?;
        self.changed = true;
        self.tell_sealed(kept, incident);
        Ok(())
    }

    fn keep_praise(
        &mut self,
        id: &str,
        kept: &Kept,
        mut evidence: Evidence,
    ) -> Result<(), RecordError> {
        evidence.incident.kind = IncidentKind::Praise;
        let incident = self.store.put(&evidence)?;
        let incident = self.note_praise(id, incident)?;
        if kept.is_whole {
            self.praises.remove(id);
        }
        self.changed = true;
        self.tell_sealed(kept, incident);
        Ok(())
    }

    fn note_praise(&mut self, id: &str, incident: Incident) -> Result<Incident, RecordError> {
        let Some(praise) = self.praises.get_mut(id) else { return Ok(incident) };
        if praise.is_noted || praise.note.is_empty() {
            return Ok(incident);
        }
        praise.is_noted = true;
        let (actor, note) = (praise.actor.clone(), praise.note.clone());
        self.store.act(id, Deed::Commented, &actor, &note, clock::now())
    }

    /// Says of praise that still waits that nothing more will come.
    pub(super) fn give_up_praises(&mut self) {
        for (id, _) in std::mem::take(&mut self.praises) {
            if self.store.incident(&id).is_err() {
                let text = tr!(
                    "服务停止前没来得及保存一条表扬",
                    "the service stopped before praise could be kept"
                );
                self.out.send(Output::Warning(text)).ok();
            }
        }
    }
}
