//! The loop that stands between a running pipeline and everybody who looks at it.
//!
//! Runs on the main thread of a headless service, else on the thread `service`.
//! Receives outputs, answers consoles, publishes how everything is; waits for
//! neither a console nor the store: changes go to the thread that writes it, looks to
//! the one that reads it, complaints to whoever has the sound. Nobody is told or may do
//! more than their account allows; what is refused is written down.

mod audit;
mod entry;
mod mute;
mod renewing;
mod serve;
mod status;
mod tell;

use super::gauge::Gauge;
use super::journal::{Journal, Stand};
use super::jumps::Jumps;
use super::message::{CounterInfo, FromService, Line, Me, Notice, NoticeLevel};
use super::register::Register;
use super::server::{ConsoleId, Request, Server};
use crate::account::{Account, Seat};
use crate::calendar::Calendar;
use crate::capture::Stop;
use crate::clock;
use crate::conduct::Rulebook;
use crate::event::Event;
use crate::ledger::{Ledger, Tally};
use crate::meters;
use crate::pipeline::{Answer, Ask, Counting, Look, Mute, Output, Question};
use crate::record::{Note, Rules, What};
use audit::Audit;
use crossbeam_channel::{Receiver, Sender, bounded, never, select, tick};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use std::collections::{HashMap, VecDeque};
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::{Duration, Instant};

/// How often the state of all counters is published.
const STATUS_EVERY: Duration = Duration::from_millis(200);
/// Lines that a new console is shown.
const LINES: usize = 200;
/// Incidents that a new console is shown.
const INCIDENTS: u32 = 200;
/// Answers of the store that may wait.
const ANSWERS: usize = 64;

/// A counter that is listened to.
pub struct Counter {
    /// Its name and roles.
    pub info: CounterInfo,
    /// Its counts.
    pub ledger: Arc<Ledger>,
    /// Whether its device is away just now.
    pub away: Arc<AtomicBool>,
    /// Its hours.
    pub hours: Calendar,
    /// Who is on duty there.
    pub on_duty: Option<String>,
    /// Whether it may be listened to.
    pub mute: Mute,
}

/// What hardly changes while a service runs.
pub struct Facts {
    /// The store's directory, absolute.
    pub store: PathBuf,
    /// Name of the model, empty when nothing is listened to.
    pub model: String,
    /// The version of the lists; follows the events that tell of others.
    pub lists: String,
    /// The counters.
    pub counters: Vec<Counter>,
    /// What they come to.
    pub counting: Counting,
    /// Each counter of the settings and its unit, whether it is listened to or not.
    pub units: Vec<(String, String)>,
    /// Minutes without doing anything after which somebody is signed out.
    pub idle_min: u32,
    /// Whether staff may hear a clip on which nobody has decided yet.
    pub before_decision: bool,
    /// Days from the first account in which no figure is told of a counter.
    pub shadow_days: u32,
    /// For how long things are kept.
    pub rules: Rules,
    /// The rules of conduct in force; absent where none are.
    pub packs: Option<Arc<Rulebook>>,
}

/// Everything the host is connected to.
pub struct Wires {
    /// What the pipeline gives. The host ends when it closes.
    pub outputs: Receiver<Output>,
    /// Changes of the store; dropped when `stop` is raised, so that it can end.
    pub asks: Sender<Ask>,
    /// Looks at the store.
    pub looks: Sender<Look>,
    /// What consoles want.
    pub requests: Receiver<Request>,
    /// What the sources have to tell.
    pub notices: Receiver<Notice>,
    /// The request to end.
    pub stop: Stop,
}

/// What whoever started the host sees of what passes through it.
pub enum Tapped<'a> {
    /// An event.
    Event(&'a Event),
    /// The text of a notice or warning.
    Notice(&'a str),
}

/// Where the threads that answer are reached.
struct Lines {
    asks: Option<Sender<Ask>>,
    looks: Sender<Look>,
}

/// Who waits for an answer, and for what.
enum Waiting {
    /// A console that is to be greeted, once it is known who there is.
    Meeting(ConsoleId),
    /// A console that is to be greeted, with what there is to see.
    Greeting(ConsoleId),
    /// A console that asked.
    Console(ConsoleId),
    /// A console that asked for a stretch of a listing, under its serial.
    Page(ConsoleId, u64),
    /// A console that is to see the evidence of this incident, once that is written down.
    Evidence(ConsoleId, String, Box<FromService>),
    /// A console at which somebody tries this name.
    Trying(ConsoleId, String),
    /// A console at which this account has proven itself.
    Entering(ConsoleId, Box<Account>),
    /// The host itself, and a line of the log that it is about.
    Log(Box<Note>),
    /// The host itself.
    Host,
}

/// The host; [`Host::run`] is its life.
pub struct Host {
    facts: Facts,
    server: Server,
    wired: Option<Lines>,
    answer: Sender<(u64, Answer)>,
    answers: Receiver<(u64, Answer)>,
    asked: HashMap<u64, Waiting>,
    next_tag: u64,
    lines: VecDeque<Line>,
    notices: Vec<Notice>,
    journal: Journal,
    gauge: Gauge,
    before: Vec<Tally>,
    /// What the microphones of each counter showed last.
    meters: Vec<Vec<meters::Reading>>,
    /// All accounts; absent until the store has said, and nobody is let in till then.
    accounts: Option<Vec<Account>>,
    /// The seats that hold now.
    seats: Vec<Seat>,
    /// What the names of nobody are asked with.
    seed: Vec<u8>,
    register: Register,
    /// Evidence that consoles have sealed anew, as far as it has come.
    coming: renewing::Coming,
    /// What is known of whoever has just signed in, for their greeting.
    mes: HashMap<ConsoleId, Me>,
    audit: Audit,
    jumps: Jumps,
    /// Which counters their hours had shut at the last look.
    shut: Vec<bool>,
    /// When it was last looked at what has had its time.
    retained: Option<Timestamp>,
}

impl Host {
    /// A host that serves consoles through `server`.
    pub fn new(facts: Facts, server: Server) -> Host {
        let (answer, answers) = bounded(ANSWERS);
        Host {
            meters: vec![Vec::new(); facts.counters.len()],
            shut: vec![false; facts.counters.len()],
            retained: None,
            before: facts.counters.iter().map(|counter| counter.ledger.tally()).collect(),
            facts,
            server,
            wired: None,
            answer,
            answers,
            asked: HashMap::new(),
            next_tag: 0,
            lines: VecDeque::new(),
            notices: Vec::new(),
            journal: Journal::default(),
            gauge: Gauge::default(),
            accounts: None,
            seats: Vec::new(),
            seed: Vec::new(),
            register: Register::default(),
            coming: renewing::Coming::default(),
            mes: HashMap::new(),
            audit: Audit::default(),
            jumps: Jumps::default(),
        }
    }

    /// Works until the outputs close, then says goodbye to all consoles. `tap` sees
    /// every event and notice and must not wait; when it fails the host raises `stop`
    /// and taps no more.
    pub fn run(
        mut self,
        wires: Wires,
        mut tap: impl FnMut(Tapped<'_>) -> io::Result<()>,
    ) -> io::Result<()> {
        let Wires { outputs, asks, looks, mut requests, mut notices, stop } = wires;
        self.wired = Some(Lines { asks: Some(asks), looks });
        let answers = self.answers.clone();
        let ticks = tick(STATUS_EVERY);
        let mut tapped = Ok(());
        self.listens("began");
        loop {
            select! {
                recv(outputs) -> output => match output {
                    Ok(Output::Event(event)) => {
                        self.event(&event);
                        if tapped.is_ok() {
                            tapped = tap(Tapped::Event(&event));
                            if tapped.is_err() {
                                stop.set();
                            }
                        }
                    }
                    Ok(output) => {
                        if let Output::Warning(text) = &output
                            && tapped.is_ok()
                        {
                            tapped = tap(Tapped::Notice(text));
                        }
                        self.show(output);
                    }
                    Err(_) => break,
                },
                recv(requests) -> request => match request {
                    Ok(request) => self.serve(request, Instant::now()),
                    Err(_) => requests = never(),
                },
                recv(notices) -> notice => match notice {
                    Ok(notice) => {
                        if tapped.is_ok() && !notice.text.is_empty() {
                            tapped = tap(Tapped::Notice(&notice.text));
                        }
                        self.notice(notice);
                    }
                    Err(_) => notices = never(),
                },
                recv(answers) -> answer => if let Ok((tag, answer)) = answer {
                    self.reply(tag, answer);
                },
                recv(ticks) -> _ => {
                    self.look_round(Instant::now());
                    if stop.is_set() && self.wired.as_ref().is_some_and(|w| w.asks.is_some()) {
                        self.listens("ended");
                        if let Some(wired) = &mut self.wired {
                            wired.asks = None;
                        }
                    }
                }
            }
        }
        self.server.stop();
        tapped
    }

    fn event(&mut self, event: &Event) {
        if let Event::Warning(warning) = event {
            let (key, level) = (format!("setup {}", warning.counter), NoticeLevel::Warning);
            let text = if warning.over { String::new() } else { warning.text.clone() };
            self.notice(Notice { key, level, text });
        }
        let Event::Lists(lists) = event else { return };
        self.facts.lists.clone_from(&lists.sha256);
        let line = self.journal.lists(lists);
        self.publish(FromService::Log(line));
        if !lists.refused {
            self.note(What::ListsChanged, "", &lists.version);
        }
    }

    /// Writes down that listening began or ended; a console on a store listens to nothing.
    fn listens(&mut self, what: &str) {
        if !self.facts.counters.is_empty() {
            self.note(What::Service, "", what);
        }
    }

    /// What is done several times a second.
    fn look_round(&mut self, now: Instant) {
        let at = clock::now();
        if let Some(jump) = self.jumps.look(at, now) {
            self.note(What::ClockJumped, "", &format!("{:+.0} s", jump.as_secs_f64()));
        }
        self.see_out(now);
        let local = at.to_zoned(TimeZone::system());
        self.watch(at, &local);
        self.look_at_mutes(at);
        self.retain_in_time(at);
        let status = self.status(at, &local);
        self.publish(FromService::Status(status));
        self.write_owed();
    }

    /// Looks at the machine and at who there is now and then, and at what belongs in the
    /// log.
    fn watch(&mut self, at: Timestamp, local: &Zoned) {
        if self.gauge.look(at) {
            self.look(Waiting::Host, Question::Room, Default::default());
            self.look(Waiting::Host, Question::People, Default::default());
        }
        let stands: Vec<(&str, Stand)> = self
            .facts
            .counters
            .iter()
            .map(|counter| {
                let stand =
                    Stand { away: counter.away.load(Relaxed), open: counter.hours.is_open(local) };
                (counter.info.name.as_str(), stand)
            })
            .collect();
        for line in self.journal.look(at, &stands) {
            self.publish(FromService::Log(line));
        }
    }

    fn warn(&mut self, key: &str, text: String) {
        self.notice(Notice { key: key.to_owned(), level: NoticeLevel::Warning, text });
    }

    fn lists(&self) -> String {
        self.facts.lists.chars().take(8).collect()
    }
}

#[cfg(all(test, unix))]
#[allow(clippy::unwrap_used)]
mod tests;
