//! What becomes of a complaint in the store: a ticket at once, and an incident when the
//! desk has gathered what was in memory.
//!
//! Thread `record`. The ticket names its incident before that is there, so that a crash
//! between the two is found at the next start and told on the ticket. What is lacking is
//! told there too: nothing is missing in silence.

use super::Output;
use super::archive::Archive;
use super::ask::{Answer, Marking};
use super::complaint::{Complaint, Kept, Sealed};
use super::lacking::{is_silent, lacking, nothing};
use super::minimum::minimum;
use crate::clock;
use crate::phrasebook::{List, Severity};
use crate::record::{
    Disposition, Evidence, Handling, Incident, IncidentKind, IncidentState, NewTicket, Provenance,
    RecordError, Span, Store, Ticket,
};
use crate::tape::Take;
use crate::tr;
use crate::units::{Role, SampleIndex};
use crossbeam_channel::Sender;
use jiff::tz::TimeZone;
use std::sync::atomic::Ordering::Relaxed;

/// A ticket as it comes in.
fn new_ticket(
    marking: &Marking,
    actor: &str,
    incident: Option<String>,
    lacking: String,
) -> NewTicket {
    let Marking { counter, via, note, at } = marking.clone();
    NewTicket { counter, received_at: at, via, incident, lacking, actor: actor.to_owned(), note }
}

/// Writes down a complaint while nothing listens.
pub fn unheard(store: &mut Store, marking: &Marking, actor: &str) -> Result<Ticket, RecordError> {
    let lacking = tr!("当时没有在监听,没有录音", "nothing was listening; there is no sound");
    store.open_ticket(&new_ticket(marking, actor, None, lacking))
}

/// Tells a ticket, and answers whoever wanted it.
pub(super) fn marked(
    ticket: Result<Ticket, RecordError>,
    (tag, reply): (u64, &Sender<(u64, Answer)>),
    out: &Sender<Output>,
) {
    let ticket = ticket.map(Box::new);
    if let Ok(ticket) = &ticket {
        out.send(Output::Ticket(ticket.clone())).ok();
    }
    // An asker who has left is not waited for.
    reply.send((tag, Answer::Marked(ticket))).ok();
}

impl Archive {
    /// Writes down a complaint and has the desk gather what is in memory.
    pub(super) fn complain(
        &mut self,
        marking: &Marking,
        actor: &str,
    ) -> Result<Ticket, RecordError> {
        let incident = self.store.new_id(marking.at)?;
        let pending = tr!("正在保存声音和文字", "sound and words are being kept");
        let ticket =
            self.store.open_ticket(&new_ticket(marking, actor, Some(incident.clone()), pending))?;
        let complaint = Complaint {
            ticket: ticket.id.clone(),
            counter: marking.counter.clone(),
            at: marking.at,
        };
        if self.desk.try_send(complaint).is_ok() {
            self.waiting.insert(ticket.id.clone(), incident);
            return Ok(ticket);
        }
        let lacking = tr!(
            "同时投诉太多,或服务正在停止,没有保存录音",
            "too many complaints at once, or the service is stopping; no sound was kept"
        );
        self.store.amend_ticket(&ticket.id, None, &lacking)
    }

    /// Stores what the desk has gathered.
    pub(super) fn seal(&mut self, sealed: &Sealed) {
        if self.praises.contains_key(&sealed.ticket) {
            if let Err(error) = self.store_praise(&sealed.ticket, sealed) {
                self.fail(error);
            }
            return;
        }
        match self.store_sealed(sealed) {
            Ok((ticket, incident)) => {
                self.changed = true;
                if let (Some(incident), Ok(kept)) = (incident, &sealed.outcome) {
                    self.tell_sealed(kept, incident);
                }
                self.tell_ticket(ticket);
            }
            Err(error) => self.fail(error),
        }
    }

    fn store_sealed(
        &mut self,
        Sealed { ticket, outcome }: &Sealed,
    ) -> Result<(Ticket, Option<Incident>), RecordError> {
        let kept = match outcome {
            Ok(kept) => kept,
            Err(why) => {
                self.waiting.remove(ticket);
                return Ok((self.store.amend_ticket(ticket, None, &nothing(*why))?, None));
            }
        };
        let Some(id) = self.waiting.get(ticket).cloned() else {
            return Ok((self.store.ticket(ticket)?, None));
        };
        if kept.is_whole {
            self.waiting.remove(ticket);
        }
        let missing = kept.session.tape.missing(kept.clip);
        let take = kept.session.tape.read_all(kept.clip);
        let closed = self.in_hours(&kept.session, kept.session.clock.at(kept.at)) == Some(false);
        let lacking = lacking(kept, &take, &missing, closed);
        if take.held == 0 || is_silent(&take.planes) {
            return Ok((self.store.amend_ticket(ticket, None, &lacking)?, None));
        }
        let incident = self.store.put(&self.evidence(id.clone(), kept, take)?)?;
        Ok((self.store.amend_ticket(ticket, Some(&id), &lacking)?, Some(incident)))
    }

    pub(super) fn evidence(
        &self,
        id: String,
        kept: &Kept,
        take: Take,
    ) -> Result<Evidence, RecordError> {
        let Kept { session, heard, .. } = kept;
        let at = session.clock.at(kept.at);
        let hits = heard.iter().flat_map(|spoken| &spoken.heard.hits);
        let taboo = hits.filter(|hit| hit.list == List::Taboo);
        let integrity = taboo.clone().any(|hit| hit.terms.integrity);
        let first = taboo.clone().map(|hit| hit.range.start).min();
        let clip_start = take.range.start;
        let channel = session.roles.iter().position(|role| *role == Role::Clerk).unwrap_or(0);
        let least = minimum(take, heard, &session.roles, self.config.mute_citizen, channel);
        Ok(Evidence {
            incident: Incident {
                id,
                revision: 1,
                state: if kept.is_whole { IncidentState::Closed } else { IncidentState::Open },
                kind: IncidentKind::Complaint,
                counter: session.counter.clone(),
                source: session.source.clone(),
                channel,
                role: session.role(channel),
                phrase_id: String::new(),
                phrase: String::new(),
                hits: taboo.count() as u32,
                severity: Severity::Serious,
                disposition: Disposition::New,
                handling: Handling::default(),
                custody: self.custody(&session.counter, at, integrity)?,
                at,
                in_hours: self.in_hours(session, at),
                start_s: clip_start.seconds(),
                end_s: kept.at.seconds().max(clip_start.seconds()),
                clip: String::new(),
                clip_sha256: String::new(),
                provenance: Provenance {
                    lists_sha256: kept.lists.clone(),
                    ..self.config.provenance.clone()
                },
            },
            clip_start_s: clip_start.seconds(),
            hit_in_clip_s: first.map_or(0.0, |first| SampleIndex(first - clip_start).seconds()),
            planes: least.planes,
            whole: least.whole,
            heard: least.heard,
        })
    }

    pub(super) fn tell_sealed(&self, kept: &Kept, incident: Incident) {
        let session = &kept.session;
        if incident.revision == 1 {
            session.ledger.incidents.fetch_add(1, Relaxed);
        }
        self.publish(session, incident, None);
    }

    fn tell_ticket(&self, ticket: Ticket) {
        self.out.send(Output::Ticket(Box::new(ticket))).ok();
    }

    /// Says on the tickets that still wait that nothing more will come.
    pub(super) fn give_up_waiting(&mut self) {
        if self.failed.is_some() {
            return;
        }
        for (ticket, incident) in std::mem::take(&mut self.waiting) {
            let had = self.store.incident(&incident).is_ok();
            let lacking = match had {
                true => tr!(
                    "服务停止时一部分话还没有识别",
                    "the service stopped before all of the words were decoded"
                ),
                false => tr!(
                    "服务停止前没来得及保存录音",
                    "the service stopped before the sound was kept"
                ),
            };
            let incident = had.then_some(incident.as_str());
            match self.store.amend_ticket(&ticket, incident, &lacking) {
                Ok(ticket) => self.tell_ticket(ticket),
                Err(error) => return self.fail(error),
            }
        }
    }

    /// Writes the counts since the last time, and asks what today comes to with them.
    pub(super) fn write_counts(&mut self) {
        if self.failed.is_some() {
            return;
        }
        let tallies = self.counting.take().tallies();
        let now = clock::now();
        let written = self
            .store
            .count_all(&tallies)
            .and_then(|()| self.store.figures(Span::Day, now, &TimeZone::system()));
        match written {
            Ok(figures) => {
                let day = now.to_zoned(TimeZone::system()).date();
                self.counting.written(day, figures.by_counter.into_iter().collect());
                self.changed = false;
            }
            Err(error) => self.fail(error),
        }
    }
}
