//! Serious incidents that nobody has looked at are put before the duty leader.
//!
//! Owns the thread `escalate` of a service: it looks every few seconds for what is due,
//! has it written down, and only then tells whoever the hall has named, by a program or
//! by a webhook on its own network. So an incident is escalated once, also across a
//! restart; should the power go between the two, it stands as escalated and nobody was
//! told. Reads the store by itself; writes through the thread `record` alone. A program
//! or webhook that fails is told as a notice and stops nothing.

mod program;
mod webhook;

pub use webhook::Webhook;

use crate::capture::Stop;
use crate::clock;
use crate::phrasebook::Severity;
use crate::pipeline::{Answer, Ask, Change, PipelineError, spawn};
use crate::record::{Deed, Disposition, Incident, IncidentKind, MACHINE, RecordError, Store};
use crate::tr;
use crossbeam_channel::{Sender, bounded};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// Between two looks for what is due.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// Between two looks whether to end.
const STOP_EVERY: Duration = Duration::from_millis(200);

/// Older incidents are left alone: a store that is years old must not ring a leader's
/// telephone for each of its incidents on the day this is switched on.
const WITHIN: SignedDuration = SignedDuration::from_hours(24);

/// When and to whom.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Config {
    /// Minutes after it was said at which an incident that nobody has looked at is
    /// escalated; 0 for never.
    pub after_min: u32,
    /// A program and its arguments; empty for none. It is run by no shell, is given the
    /// incident as JSON on its standard input, and 10 seconds.
    pub command: Vec<String>,
    /// Where the same JSON is posted.
    pub webhook: Option<Webhook>,
}

/// What is told of an incident: its row in the index, without what was heard.
#[derive(Debug, Serialize)]
struct Told<'a> {
    r#type: &'static str,
    id: &'a str,
    counter: &'a str,
    phrase_id: &'a str,
    phrase: &'a str,
    hits: u32,
    severity: Severity,
    disposition: Disposition,
    at: Timestamp,
    in_hours: Option<bool>,
    escalated_at: Timestamp,
}

/// Starts the thread `escalate`, unless `config` says never. `tell` is given what went
/// wrong, and `None` once it works again. Ends soon after `stop` is raised; it holds
/// `asks` until then.
pub fn start(
    dir: &Path,
    config: Config,
    asks: Sender<Ask>,
    stop: &Stop,
    tell: impl FnMut(Option<String>) + Send + 'static,
) -> Result<Option<JoinHandle<()>>, PipelineError> {
    if config.after_min == 0 {
        return Ok(None);
    }
    let duty = Duty::new(dir, config, asks, tell);
    let ending = stop.clone();
    spawn("escalate", stop, move || duty.run(&ending)).map(Some)
}

/// What the thread does, without its clock.
struct Duty<T> {
    dir: PathBuf,
    config: Config,
    /// Absent until there is a store that can be read.
    store: Option<Store>,
    asks: Sender<Ask>,
    tell: T,
}

impl<T: FnMut(Option<String>)> Duty<T> {
    fn new(dir: &Path, config: Config, asks: Sender<Ask>, tell: T) -> Duty<T> {
        Duty { dir: dir.to_owned(), config, store: None, asks, tell }
    }

    fn run(mut self, stop: &Stop) {
        let mut next = Instant::now();
        while !stop.is_set() {
            if Instant::now() >= next {
                self.look(clock::now(), stop);
                next = Instant::now() + LOOK_EVERY;
            }
            thread::sleep(STOP_EVERY);
        }
    }

    /// Escalates what is due at `now`; gives how many.
    fn look(&mut self, now: Timestamp, stop: &Stop) -> usize {
        let due = match self.due(now) {
            Ok(due) => due,
            Err(error) => {
                (self.tell)(Some(tr!("上报:{}", "escalation: {}", error)));
                return 0;
            }
        };
        let mut escalated = 0;
        for incident in due {
            if stop.is_set() {
                break;
            }
            // Somebody was faster, or the service is ending.
            let Some(incident) = self.write_down(&incident.id) else { continue };
            escalated += 1;
            let outcome = self.tell_all(&incident, now);
            (self.tell)(outcome.err().map(|why| {
                tr!(
                    "事件 {} 已上报,但通知未送达:{}",
                    "incident {} was escalated, but: {}",
                    incident.id,
                    why
                )
            }));
        }
        escalated
    }

    fn due(&mut self, now: Timestamp) -> Result<Vec<Incident>, RecordError> {
        let store = match self.store.take() {
            Some(store) => store,
            None => Store::open_read_only(&self.dir)?,
        };
        let store = self.store.insert(store);
        let after = SignedDuration::from_mins(i64::from(self.config.after_min));
        let (Ok(since), Ok(until)) = (now.checked_sub(WITHIN), now.checked_sub(after)) else {
            return Ok(Vec::new());
        };
        let mut unseen = store.unseen(since, until)?;
        unseen.retain(is_serious);
        Ok(unseen)
    }

    /// The row after the deed; `None` when it did not fit.
    fn write_down(&self, id: &str) -> Option<Incident> {
        let (reply, answers) = bounded(1);
        let change = Change::Act { id: id.to_owned(), deed: Deed::Escalated, note: String::new() };
        let (actor, warrant) = (MACHINE.to_owned(), None);
        self.asks.send(Ask { change, actor, warrant, tag: 0, reply }).ok()?;
        match answers.recv() {
            Ok((_, Answer::Done(Ok(incident)))) => Some(*incident),
            _ => None,
        }
    }

    /// Runs the program and posts to the webhook; gives what went wrong.
    fn tell_all(&self, incident: &Incident, now: Timestamp) -> Result<(), String> {
        let told = Told {
            r#type: "escalation",
            id: &incident.id,
            counter: &incident.counter,
            phrase_id: &incident.phrase_id,
            phrase: &incident.phrase,
            hits: incident.hits,
            severity: incident.severity,
            disposition: incident.disposition,
            at: incident.at,
            in_hours: incident.in_hours,
            escalated_at: incident.handling.escalated_at.unwrap_or(now),
        };
        let json = serde_json::to_vec(&told).map_err(|e| e.to_string())?;
        let run = match self.config.command.as_slice() {
            [] => Ok(()),
            [program, arguments @ ..] => program::run(program, arguments, &json),
        };
        let posted = self.config.webhook.as_ref().map_or(Ok(()), |webhook| webhook.post(&json));
        let faults: Vec<String> = [run, posted].into_iter().filter_map(Result::err).collect();
        if faults.is_empty() { Ok(()) } else { Err(faults.join(&tr!(";", "; "))) }
    }
}

/// Whether it is worth a leader's time: it alarms, and more than a coldness was said.
fn is_serious(incident: &Incident) -> bool {
    incident.kind == IncidentKind::Taboo
        && incident.severity >= Severity::Serious
        && incident.disposition == Disposition::New
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
