//! The loop of the thread `record`, which owns the store: verdicts become
//! incidents with clips, and what people do about them is written down.
//! What complaints become stands in [`tickets`](super::tickets).
//!
//! When the store cannot be written the run stops: never listen without recording.

use super::Output;
use super::ask::{Answer, Ask, Change};
use super::changing::{failed, make};
use super::complaint::{Complaint, Sealed};
use super::counts::Counting;
use super::lists::InUse;
use super::meeting::Meeting;
use super::minimum::{Spoken, minimum};
use super::praise::Praise;
use super::session::Session;
use super::tickets::marked;
use crate::calendar::Calendar;
use crate::capture::Stop;
use crate::clock;
use crate::event::{Event, IncidentEvent};
use crate::judge::{Certainty, Verdict};
use crate::record::{
    Custody, Disposition, Evidence, Handling, Incident, IncidentKind, IncidentState, MACHINE,
    Provenance, RecordError, Store,
};
use crate::tape::Pin;
use crate::tr;
use crate::units::SampleRange;
use crossbeam_channel::{Receiver, Sender, select, tick};
use jiff::Timestamp;
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

/// How often counts are written: what a crash may lose of them.
const WRITE_EVERY: Duration = Duration::from_secs(60);
/// How often it is looked whether today's incidents have changed.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// What reaches the archive from the desk.
pub enum Post {
    /// A verdict.
    Verdict(Filing),
    /// What came of a complaint.
    Complaint(Sealed),
    /// An encounter that is over.
    Encounter(Box<Meeting>),
}

/// A verdict on its way to the store.
pub struct Filing {
    /// The session.
    pub session: Arc<Session>,
    /// What it came to.
    pub verdict: Verdict,
    /// The stretch that the clip should hold, as far as the tape does.
    pub clip: SampleRange,
    /// What was said in that stretch, on all channels.
    pub heard: Vec<Spoken>,
    /// The version of the lists it was judged by, in full.
    pub lists: String,
    /// Keeps the clip's sound on the tape.
    pub _pin: Pin,
}

/// What the archive needs to know besides the verdicts.
pub struct Config {
    /// What every incident is stamped with, but for the version of the lists: that
    /// comes with each verdict.
    pub provenance: Provenance,
    /// The hours of each counter by name; a counter that is not in it has none.
    pub hours: HashMap<String, Calendar>,
    /// The unit of each counter by name; one that is not in it has none.
    pub units: HashMap<String, String>,
    /// Whether the citizen is silent in clips where both sides are known.
    pub mute_citizen: bool,
}

/// The archive. [`Archive::run`] is the whole life of its thread.
pub struct Archive {
    pub(super) store: Store,
    pub(super) config: Config,
    pub(super) out: Sender<Output>,
    stop: Stop,
    ids: HashMap<(u64, u64), String>,
    /// Tickets that wait for the desk, with the ids of the incidents that they will have.
    pub(super) waiting: HashMap<String, String>,
    /// Praise that waits for the desk, by the id of the incident that it will be.
    pub(super) praises: HashMap<String, Praise>,
    pub(super) desk: Sender<Complaint>,
    pub(super) counting: Counting,
    /// Whether today's incidents are other than the store last said.
    pub(super) changed: bool,
    pub(super) failed: Option<RecordError>,
}

impl Archive {
    /// An archive over an open store; raises `stop` when it cannot write.
    pub fn new(
        store: Store,
        config: Config,
        out: Sender<Output>,
        desk: Sender<Complaint>,
        counting: Counting,
        stop: Stop,
    ) -> Archive {
        let (ids, waiting, praises) = (HashMap::new(), HashMap::new(), HashMap::new());
        let changed = true;
        let failed = None;
        Archive { store, config, out, stop, ids, waiting, praises, desk, counting, changed, failed }
    }

    /// Works until nobody can send a filing or want a change any more. After a failed
    /// write it takes and drops what still comes, so that nobody waits for it.
    pub fn run(
        mut self,
        filings: &Receiver<Post>,
        asks: &Receiver<Ask>,
    ) -> Result<(), RecordError> {
        let (writes, looks) = (tick(WRITE_EVERY), tick(LOOK_EVERY));
        self.write_counts();
        let (no_filing, no_ask) = (crossbeam_channel::never(), crossbeam_channel::never());
        let (mut filing, mut asking) = (true, true);
        while filing || asking {
            select! {
                recv(if filing { filings } else { &no_filing }) -> next => match next {
                    Ok(Post::Verdict(next)) if self.failed.is_none() => self.file(&next),
                    Ok(Post::Complaint(next)) if self.failed.is_none() => self.seal(&next),
                    Ok(Post::Encounter(next)) if self.failed.is_none() => self.meet(*next),
                    Ok(_) => {}
                    Err(_) => filing = false,
                },
                recv(if asking { asks } else { &no_ask }) -> next => match next {
                    Ok(ask) => self.answer(ask),
                    Err(_) => asking = false,
                },
                recv(writes) -> _ => self.write_counts(),
                recv(looks) -> _ => if self.changed {
                    self.write_counts();
                },
            }
        }
        self.give_up_waiting();
        self.give_up_praises();
        self.write_counts();
        self.failed.map_or(Ok(()), Err)
    }

    fn file(&mut self, filing: &Filing) {
        match self.store_filing(filing) {
            Ok(incident) => {
                self.changed = true;
                self.publish(&filing.session, incident, Some(&filing.verdict));
            }
            Err(error) => self.fail(error),
        }
    }

    /// Never listen without recording.
    pub(super) fn fail(&mut self, error: RecordError) {
        self.stop.set();
        self.failed = Some(error);
    }

    fn store_filing(&mut self, filing: &Filing) -> Result<Incident, RecordError> {
        let Filing { session, verdict, clip, heard, lists, .. } = filing;
        let key = (session.id, verdict.episode);
        let at = session.clock.at(verdict.range.start);
        let known = self.ids.get(&key).cloned();
        let id = match &known {
            Some(id) => id.clone(),
            None => self.store.new_id(at)?,
        };
        if let (Some(id), Some(heir)) = (&known, verdict.merged_into) {
            let heir = self.ids.get(&(session.id, heir)).cloned();
            return self.merge(id, heir.as_deref());
        }
        let take = session.tape.read_all(*clip);
        // A decoding that comes after the tape has forgotten brings no sound; the clip
        // that is there already is worth more than the words that are new.
        if take.range.start > verdict.range.start && known.is_some() {
            return match verdict.closed {
                true => self.store.close(&id),
                false => self.store.incident(&id),
            };
        }
        let (start, channel) = (take.range.start, verdict.channel);
        let least = minimum(take, heard, &session.roles, self.config.mute_citizen, channel);
        let foremost = verdict.foremost();
        let integrity = verdict.hits.iter().any(|hit| hit.terms.integrity);
        let evidence = Evidence {
            incident: Incident {
                id: id.clone(),
                revision: 1,
                state: if verdict.closed { IncidentState::Closed } else { IncidentState::Open },
                kind: IncidentKind::Taboo,
                counter: session.counter.clone(),
                source: session.source.clone(),
                channel: verdict.channel,
                // Where nobody can tell who spoke, its role is not that of its channel.
                role: foremost.map_or(session.role(verdict.channel), |hit| hit.role),
                phrase_id: foremost.map(|hit| hit.id.clone()).unwrap_or_default(),
                phrase: foremost.map(|hit| hit.phrase.clone()).unwrap_or_default(),
                hits: verdict.hits.len() as u32,
                severity: verdict.severity,
                disposition: match verdict.certainty {
                    Certainty::Alarm => Disposition::New,
                    Certainty::SpeakerUnconfirmed
                    | Certainty::HearingUnconfirmed
                    | Certainty::OutsideEncounter
                    | Certainty::CounterUnconfirmed => Disposition::Uncertain,
                },
                handling: Handling::default(),
                custody: self.custody(&session.counter, at, integrity)?,
                at,
                in_hours: self.in_hours(session, at),
                start_s: verdict.range.start.seconds(),
                end_s: verdict.range.end.seconds(),
                clip: String::new(),
                clip_sha256: String::new(),
                provenance: Provenance {
                    lists_sha256: lists.clone(),
                    ..self.config.provenance.clone()
                },
            },
            clip_start_s: start.seconds(),
            hit_in_clip_s: verdict.range.start.seconds() - start.seconds(),
            planes: least.planes,
            whole: least.whole,
            heard: least.heard,
        };
        let incident = self.store.put(&evidence)?;
        if known.is_none() {
            self.ids.insert(key, id);
            session.ledger.incidents.fetch_add(1, Relaxed);
        }
        Ok(incident)
    }

    /// Closes an incident whose phrases all stand in another one by now. Its evidence
    /// stays; unless people have decided otherwise it counts no more.
    fn merge(&mut self, id: &str, heir: Option<&str>) -> Result<Incident, RecordError> {
        let incident = self.store.close(id)?;
        if !matches!(incident.disposition, Disposition::New | Disposition::Uncertain) {
            return Ok(incident);
        }
        let heir = heir.unwrap_or_default();
        let note = tr!("并入事件 {}", "part of incident {}", heir);
        self.store.decide(id, Disposition::Dismissed, MACHINE, &note, clock::now())
    }

    /// How what is said at `counter` at `at` is kept.
    pub(super) fn custody(
        &self,
        counter: &str,
        at: Timestamp,
        integrity: bool,
    ) -> Result<Custody, RecordError> {
        let unit = self.config.units.get(counter).map_or("", String::as_str);
        self.store.custody_for(counter, unit, at, integrity)
    }

    pub(super) fn in_hours(&self, session: &Session, at: Timestamp) -> Option<bool> {
        let calendar = self.config.hours.get(&session.counter)?;
        Some(calendar.is_open(&session.clock.local(at)))
    }

    /// Tells an incident, and what the verdict behind it adds; a complaint has none. Nobody
    /// may be listening any more; the store has it all the same.
    pub(super) fn publish(&self, session: &Session, incident: Incident, verdict: Option<&Verdict>) {
        let event = Event::Incident(IncidentEvent {
            source: session.source.clone(),
            id: incident.id.clone(),
            revision: incident.revision,
            state: incident.state,
            kind: incident.kind,
            counter: incident.counter.clone(),
            channel: incident.channel,
            role: incident.role,
            phrase: incident.phrase.clone(),
            phrase_id: incident.phrase_id.clone(),
            severity: incident.severity,
            remedy: verdict.and_then(Verdict::foremost).and_then(|hit| hit.remedy),
            disposition: incident.disposition,
            stopped_by: verdict.and_then(|v| v.certainty.stopped_by()).map(str::to_owned),
            early: verdict.is_some_and(|verdict| verdict.early),
            at: incident.at,
            start_s: incident.start_s,
            end_s: incident.end_s,
            clip: incident.clip.clone(),
        });
        self.out.send(Output::Event(event)).ok();
        self.out.send(Output::Incident(Box::new(incident))).ok();
    }

    fn answer(&mut self, ask: Ask) {
        self.changed = true;
        match ask.change {
            Change::Mark(marking) => {
                let complained = self.complain(&marking, &ask.actor);
                marked(complained, (ask.tag, &ask.reply), &self.out);
            }
            Change::Praise(marking) => {
                let praised = self.praise(marking, ask.actor);
                // An asker who has left is not waited for.
                ask.reply.send((ask.tag, Answer::Praised(praised))).ok();
            }
            _ => make(&mut self.store, ask, &self.out),
        }
    }
}

/// Makes changes in a store that nobody has open, until nobody can want any more. What
/// a crash left is mended first, and told. The store is held only while something is
/// written: whoever wants to listen may have it at any time.
///
/// A change does not check the whole index nor list all evidence again: that would make
/// every key press wait for it, and it touches rows only. The index was checked when
/// this began, and is again whenever somebody starts to listen.
///
/// Phrases are called what `lists` say, where the index does not; `answer_days` are those in
/// which staff can answer a decision.
pub fn run_closed(
    dir: &Path,
    lists: Option<&InUse>,
    answer_days: u32,
    asks: &Receiver<Ask>,
    out: &Sender<Output>,
) {
    let mended = match Store::open(dir) {
        Ok((_, repair)) if repair.is_clean() => None,
        Ok((_, repair)) => Some(repair.to_string()),
        // Somebody listens by now, and mends.
        Err(RecordError::InUse { .. }) => None,
        Err(error) => Some(error.to_string()),
    };
    if let Some(text) = mended {
        out.send(Output::Warning(text)).ok();
    }
    for ask in asks {
        match Store::open_rows(dir) {
            Ok(mut store) => {
                store.set_answer_days(answer_days);
                if let Some(lists) = lists {
                    store.name_phrases(lists.edition().names());
                }
                make(&mut store, ask, out);
            }
            Err(error) => failed(ask, error),
        }
    }
}
