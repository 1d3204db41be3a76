//! What becomes of a complaint in the store: a ticket at once, and an incident when the
//! desk has gathered what was in memory.
//!
//! Thread `record`. The ticket names its incident before that is there, so that a crash
//! between the two is found at the next start and told on the ticket. What is lacking is
//! told there too: nothing is missing in silence.

use super::Output;
use super::archive::Archive;
use super::ask::{Answer, Marking};
use super::complaint::{Complaint, Kept, Nothing, Sealed};
use super::session::Session;
use crate::clock;
use crate::event::{Event, IncidentEvent};
use crate::phrasebook::{List, Severity};
use crate::record::{
    Disposition, Evidence, Handling, Incident, IncidentKind, IncidentState, NewTicket, Provenance,
    RecordError, Span, Store, Ticket,
};
use crate::tape::Take;
use crate::tr;
use crate::units::{Role, SAMPLE_RATE, SampleIndex, SampleRange};
use crossbeam_channel::Sender;
use jiff::tz::TimeZone;
use std::sync::atomic::Ordering::Relaxed;

/// Missing stretches that are told one by one.
const HOLES_TOLD: usize = 3;
/// Shorter holes are not told: rounding of rates, a block on its way.
const HOLE_LEAST: u64 = SAMPLE_RATE as u64 / 2;

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
                return Ok((self.store.amend_ticket(ticket, None, &why.told())?, None));
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
        let lacking = self.lacking(kept, &take, &missing);
        if take.held == 0 || is_silent(&take.planes) {
            return Ok((self.store.amend_ticket(ticket, None, &lacking)?, None));
        }
        let incident = self.store.put(&self.evidence(id.clone(), kept, take))?;
        Ok((self.store.amend_ticket(ticket, Some(&id), &lacking)?, Some(incident)))
    }

    fn evidence(&self, id: String, kept: &Kept, take: Take) -> Evidence {
        let Kept { session, heard, .. } = kept;
        let at = session.clock.at(kept.at);
        let taboo =
            heard.iter().flat_map(|heard| &heard.hits).filter(|hit| hit.list == List::Taboo);
        let first = taboo.clone().map(|hit| hit.range.start).min();
        let clip_start = take.range.start;
        let channel = session.roles.iter().position(|role| *role == Role::Clerk).unwrap_or(0);
        Evidence {
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
                at,
                in_hours: self.in_hours(&session.counter, at),
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
            planes: take.planes,
            heard: heard.clone(),
        }
    }

    /// Why no sound was kept, or less than should be; empty when all was.
    fn lacking(&self, kept: &Kept, take: &Take, missing: &[SampleRange]) -> String {
        let Kept { session, clip, is_talk, is_whole, .. } = kept;
        let mut lacking = Vec::new();
        let gone: Vec<SampleRange> =
            missing.iter().copied().filter(|hole| hole.len() >= HOLE_LEAST).collect();
        if take.held == 0 {
            lacking.push(tr!(
                "内存里没有声音:此前 {:.0} 秒没有收到(设备断开,或刚开始监听)",
                "there was no sound in memory: nothing came in the {:.0} s before (device lost, or listening had just begun)",
                clip.seconds()
            ));
        } else if is_silent(&take.planes) {
            lacking.push(tr!(
                "麦克风静音:{:.0} 秒全是数字零,没有可保存的声音",
                "the microphone was muted: {:.0} s of digital zero, no sound to keep",
                clip.seconds()
            ));
        } else {
            if !gone.is_empty() {
                lacking.push(holes(session, &gone));
            }
            for (channel, _) in muted(&take.planes) {
                lacking.push(tr!("声道 {} 静音", "channel {} was muted", channel + 1));
            }
            if !is_talk {
                lacking
                    .push(tr!("这段时间没有听到人说话", "nobody was heard to speak in this time"));
            }
        }
        if !is_talk && self.in_hours(&session.counter, session.clock.at(kept.at)) == Some(false) {
            lacking.push(tr!("不在开放时间", "outside opening hours"));
        }
        if !is_whole {
            lacking.push(tr!(
                "一部分话还在识别,文字稍后补上",
                "some of the words are still being decoded and will follow"
            ));
        }
        lacking.join(&tr!(";", "; "))
    }

    fn tell_sealed(&self, kept: &Kept, incident: Incident) {
        let session = &kept.session;
        if incident.revision == 1 {
            session.ledger.incidents.fetch_add(1, Relaxed);
        }
        let event = Event::Incident(IncidentEvent {
            source: session.source.clone(),
            id: incident.id.clone(),
            revision: incident.revision,
            state: incident.state,
            kind: incident.kind,
            counter: incident.counter.clone(),
            channel: incident.channel,
            role: incident.role,
            phrase: String::new(),
            phrase_id: String::new(),
            severity: incident.severity,
            remedy: None,
            disposition: incident.disposition,
            stopped_by: None,
            early: false,
            at: incident.at,
            start_s: incident.start_s,
            end_s: incident.end_s,
            clip: incident.clip.clone(),
        });
        // Nobody may be listening any more; the store has it all the same.
        self.out.send(Output::Event(event)).ok();
        self.out.send(Output::Incident(Box::new(incident))).ok();
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

impl Nothing {
    fn told(self) -> String {
        match self {
            Nothing::NotHeard => tr!(
                "这个柜台没有在监听,没有录音",
                "this counter is not listened to; there is no sound"
            ),
            Nothing::Off => tr!(
                "设置为不保存投诉录音(complaint.keep_s = 0)",
                "the settings keep no sound for complaints (complaint.keep_s = 0)"
            ),
        }
    }
}

/// Channels that are digital zero from end to end.
fn muted(planes: &[Vec<f32>]) -> impl Iterator<Item = (usize, &Vec<f32>)> {
    planes.iter().enumerate().filter(|(_, plane)| plane.iter().all(|sample| *sample == 0.0))
}

fn is_silent(planes: &[Vec<f32>]) -> bool {
    muted(planes).count() == planes.len()
}

/// Which seconds are missing, by the clock on the wall.
fn holes(session: &Session, holes: &[SampleRange]) -> String {
    let time = |at: SampleIndex| {
        session.clock.at(at).to_zoned(TimeZone::system()).strftime("%H:%M:%S").to_string()
    };
    let told: Vec<String> = holes
        .iter()
        .take(HOLES_TOLD)
        .map(|hole| format!("{}–{}", time(hole.start), time(hole.end)))
        .collect();
    let more = if holes.len() > HOLES_TOLD { " …" } else { "" };
    let seconds: f64 = holes.iter().map(|hole| hole.seconds()).sum();
    tr!(
        "缺 {:.0} 秒声音:{}{}",
        "{:.0} s of sound are missing: {}{}",
        seconds,
        told.join(", "),
        more
    )
}
