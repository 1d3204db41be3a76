//! The loop of the thread `record`, which owns the store: verdicts become
//! incidents with clips, and consoles' questions about them are answered.
//!
//! When the store cannot be written the run stops: never listen without recording.

use super::Output;
use super::session::Session;
use crate::calendar::Calendar;
use crate::capture::Stop;
use crate::clock;
use crate::event::{Event, IncidentEvent};
use crate::judge::{Certainty, Verdict};
use crate::record::{
    Disposition, Dossier, Evidence, HeardUtterance, Incident, IncidentState, Provenance,
    Query, RecordError, Store,
};
use crate::tape::Pin;
use crate::units::SampleRange;
use crossbeam_channel::{Receiver, Sender, select};
use jiff::tz::TimeZone;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

/// The name that decisions carry while there are no accounts.
const LOCAL_ACTOR: &str = "local";

/// A verdict on its way to the store.
pub struct Filing {
    /// The session.
    pub session: Arc<Session>,
    /// What it came to.
    pub verdict: Verdict,
    /// The stretch that the clip should hold, as far as the tape does.
    pub clip: SampleRange,
    /// What was said in that stretch, on all channels.
    pub heard: Vec<HeardUtterance>,
    /// Keeps the clip's sound on the tape.
    pub pin: Pin,
}

/// A question for the store. Whoever asked may be gone when the answer comes.
pub enum Ask {
    /// The latest incidents, newest first.
    Latest {
        /// At most so many.
        limit: u32,
        /// Where the answer goes.
        reply: Sender<Result<Vec<Incident>, RecordError>>,
    },
    /// All that is known of one incident.
    Open {
        /// The incident's id.
        id: String,
        /// Where the answer goes.
        reply: Sender<Result<Dossier, RecordError>>,
    },
    /// A decision; gives the row as it now is.
    Decide {
        /// The incident's id.
        id: String,
        /// What it becomes.
        disposition: Disposition,
        /// Why.
        note: String,
        /// Where the answer goes.
        reply: Sender<Result<Incident, RecordError>>,
    },
}

/// What the archive needs to know besides the verdicts.
pub struct Config {
    /// What every incident is stamped with.
    pub provenance: Provenance,
    /// The hours of each counter by name; a counter that is not in it has none.
    pub hours: HashMap<String, Calendar>,
}

/// The archive. [`Archive::run`] is the whole life of its thread.
pub struct Archive {
    store: Store,
    config: Config,
    out: Sender<Output>,
    stop: Stop,
    ids: HashMap<(u64, u64), String>,
    failed: Option<RecordError>,
}

impl Archive {
    /// An archive over an open store; raises `stop` when it cannot write.
    pub fn new(store: Store, config: Config, out: Sender<Output>, stop: Stop) -> Archive {
        Archive { store, config, out, stop, ids: HashMap::new(), failed: None }
    }

    /// Works until nobody can send a filing or a question any more. After a failed
    /// write it takes and drops what still comes, so that nobody waits for it.
    pub fn run(
        mut self,
        filings: &Receiver<Filing>,
        asks: &Receiver<Ask>,
    ) -> Result<(), RecordError> {
        let (no_filing, no_ask) = (crossbeam_channel::never(), crossbeam_channel::never());
        let (mut filing, mut asking) = (true, true);
        while filing || asking {
            select! {
                recv(if filing { filings } else { &no_filing }) -> next => match next {
                    Ok(next) if self.failed.is_none() => self.file(&next),
                    Ok(_) => {}
                    Err(_) => filing = false,
                },
                recv(if asking { asks } else { &no_ask }) -> next => match next {
                    Ok(ask) => self.answer(ask),
                    Err(_) => asking = false,
                },
            }
        }
        self.failed.map_or(Ok(()), Err)
    }

    fn file(&mut self, filing: &Filing) {
        match self.store_filing(filing) {
            Ok(incident) => self.publish(&filing.session, &incident),
            Err(error) => {
                self.stop.set();
                self.failed = Some(error);
            }
        }
    }

    fn store_filing(&mut self, filing: &Filing) -> Result<Incident, RecordError> {
        let Filing { session, verdict, clip, heard, pin: _ } = filing;
        let key = (session.id, verdict.episode);
        let at = session.clock.at(verdict.range.start);
        let id = match self.ids.get(&key) {
            Some(id) => id.clone(),
            None => {
                let id = self.store.new_id(at)?;
                self.ids.insert(key, id.clone());
                session.ledger.incidents.fetch_add(1, Relaxed);
                id
            }
        };
        let mut held = *clip;
        let planes = (0..session.roles.len())
            .map(|channel| {
                let (range, plane) = session.tape.read(channel, *clip);
                held = range;
                plane
            })
            .collect();
        let foremost = verdict.foremost();
        let evidence = Evidence {
            incident: Incident {
                id,
                revision: 1,
                state: if verdict.closed { IncidentState::Closed } else { IncidentState::Open },
                counter: session.counter.clone(),
                source: session.source.clone(),
                channel: verdict.channel,
                role: session.role(verdict.channel),
                phrase_id: foremost.map(|hit| hit.id.clone()).unwrap_or_default(),
                phrase: foremost.map(|hit| hit.phrase.clone()).unwrap_or_default(),
                hits: verdict.hits.len() as u32,
                severity: verdict.severity,
                disposition: match verdict.certainty {
                    Certainty::Alarm => Disposition::New,
                    Certainty::SpeakerUnconfirmed => Disposition::Uncertain,
                },
                at,
                in_hours: self
                    .config
                    .hours
                    .get(&session.counter)
                    .map(|calendar| calendar.is_open(&at.to_zoned(TimeZone::system()))),
                start_s: verdict.range.start.seconds(),
                end_s: verdict.range.end.seconds(),
                clip: String::new(),
                clip_sha256: String::new(),
                provenance: self.config.provenance.clone(),
            },
            planes,
            clip_start_s: held.start.seconds(),
            hit_in_clip_s: verdict.range.start.seconds() - held.start.seconds(),
            heard: heard.clone(),
        };
        self.store.put(&evidence)
    }

    /// Nobody may be listening any more; the store has it all the same.
    fn publish(&self, session: &Session, incident: &Incident) {
        let event = Event::Incident(IncidentEvent {
            source: session.source.clone(),
            id: incident.id.clone(),
            revision: incident.revision,
            state: incident.state,
            counter: incident.counter.clone(),
            channel: incident.channel,
            role: incident.role,
            phrase: incident.phrase.clone(),
            phrase_id: incident.phrase_id.clone(),
            severity: incident.severity,
            disposition: incident.disposition,
            at: incident.at,
            start_s: incident.start_s,
            end_s: incident.end_s,
            clip: incident.clip.clone(),
        });
        self.out.send(Output::Event(event)).ok();
        self.out.send(Output::Incident(Box::new(incident.clone()))).ok();
    }

    fn answer(&mut self, ask: Ask) {
        // An asker who has left is not waited for.
        match ask {
            Ask::Latest { limit, reply } => {
                let query = Query { limit, ..Query::default() };
                reply.send(self.store.incidents(&query)).ok();
            }
            Ask::Open { id, reply } => {
                reply.send(self.store.detail(&id)).ok();
            }
            Ask::Decide { id, disposition, note, reply } => {
                let decided =
                    self.store.decide(&id, disposition, LOCAL_ACTOR, &note, clock::now());
                reply.send(decided).ok();
            }
        }
    }
}
