//! The loop that stands between a running pipeline and everybody who looks at it.
//!
//! Runs on the main thread of a headless service, else on the thread `service`.
//! Receives outputs, answers consoles, publishes how everything is; waits for
//! neither a console nor the store: changes go to the thread that writes it, looks to
//! the one that reads it, complaints to whoever has the sound.

use super::gauge::Gauge;
use super::journal::{Journal, Stand};
use super::message::{
    CounterInfo, CounterStatus, Detail, FromService, Hearing, Hello, Line, Notice, NoticeLevel,
    PROTOCOL, Status, ToService,
};
use super::server::{ConsoleId, Request, Server};
use crate::calendar::Calendar;
use crate::capture::Stop;
use crate::clock;
use crate::event::Event;
use crate::ledger::{Ledger, Tally};
use crate::meters;
use crate::pipeline::{Answer, Ask, Change, Counting, Look, Marking, Output, Question};
use crate::record::{Dossier, Incident};
use crate::tr;
use crate::units::{Dbfs, SampleIndex};
use crossbeam_channel::{Receiver, Sender, TrySendError, bounded, never, select, tick};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use std::collections::{HashMap, VecDeque};
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

/// How often the state of all counters is published.
const STATUS_EVERY: Duration = Duration::from_millis(200);
/// Lines that a new console is shown.
const LINES: usize = 200;
/// Incidents that a new console is shown.
const INCIDENTS: u32 = 200;
/// Answers of the store that may wait.
const ANSWERS: usize = 64;

/// Characters of a complaint's counter.
const COUNTER_MOST: usize = 64;
/// Characters of what is complained of.
const NOTE_MOST: usize = 2000;

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
#[derive(Clone, Copy)]
enum Waiting {
    /// A console that is to be greeted.
    Greeting(ConsoleId),
    /// A console that asked.
    Console(ConsoleId),
    /// A console that asked for a stretch of a listing, under its serial.
    Page(ConsoleId, u64),
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
}

impl Host {
    /// A host that serves consoles through `server`.
    pub fn new(facts: Facts, server: Server) -> Host {
        let (answer, answers) = bounded(ANSWERS);
        Host {
            meters: vec![Vec::new(); facts.counters.len()],
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
        loop {
            select! {
                recv(outputs) -> output => match output {
                    Ok(Output::Event(event)) => {
                        if let Event::Lists(lists) = &event {
                            self.facts.lists.clone_from(&lists.sha256);
                            let line = self.journal.lists(lists);
                            self.server.publish(FromService::Log(line));
                        }
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
                    Ok(request) => self.serve(request),
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
                    if stop.is_set()
                        && let Some(wired) = &mut self.wired
                    {
                        wired.asks = None;
                    }
                    let status = self.status();
                    self.server.publish(FromService::Status(status));
                }
            }
        }
        self.server.stop();
        tapped
    }

    fn show(&mut self, output: Output) {
        match output {
            Output::Event(_) => {}
            Output::Line(line) => {
                if self.lines.len() == LINES {
                    self.lines.pop_front();
                }
                self.lines.push_back(line.clone());
                self.server.publish(FromService::Line(line));
            }
            Output::Incident(incident) => self.server.publish(FromService::Incident(*incident)),
            Output::Ticket(ticket) => self.server.publish(FromService::Ticket(ticket)),
            Output::Warning(text) => {
                self.notice(Notice {
                    key: "warning".to_owned(),
                    level: NoticeLevel::Warning,
                    text,
                });
            }
        }
    }

    fn notice(&mut self, notice: Notice) {
        let old = self.notices.iter().position(|old| old.key == notice.key);
        let old = old.map(|at| self.notices.remove(at).text);
        if let Some(line) = self.journal.notice(clock::now(), &notice, old.as_deref()) {
            self.server.publish(FromService::Log(line));
        }
        if !notice.text.is_empty() {
            self.notices.push(notice.clone());
        }
        self.server.publish(FromService::Notice(notice));
    }

    fn serve(&mut self, request: Request) {
        let (console, actor, body) = match request {
            Request::NeedHello { console } => {
                self.look(Waiting::Greeting(console), Question::Latest(INCIDENTS));
                return;
            }
            Request::Said { console, actor, body } => (console, actor, body),
        };
        let waiting = Waiting::Console(console);
        match body {
            ToService::Attach { .. } => {}
            ToService::SignIn { .. }
            | ToService::Prove { .. }
            | ToService::SignOut
            | ToService::Swap { .. }
            | ToService::Mute { .. } => {
                self.refuse(console, tr!("尚不支持", "not supported yet"));
            }
            ToService::Open { id } => self.look(waiting, Question::Open(id)),
            ToService::List { serial, listing, offset, limit } => {
                let question = Question::List { listing, offset, limit };
                self.look(Waiting::Page(console, serial), question);
            }
            ToService::Figures { span } => self.look(waiting, Question::Figures(span)),
            ToService::Tickets => self.look(waiting, Question::Tickets),
            ToService::Act { id, deed, note } => {
                self.ask(console, actor, Change::Act { id, deed, note });
            }
            ToService::Undo { id } => self.ask(console, actor, Change::Undo(id)),
            ToService::Handle { id, change, note } => {
                self.ask(console, actor, Change::Handle { id, change, note });
            }
            ToService::Mark { counter, note, .. } if is_too_long(&counter, &note) => {
                let why = tr!("柜台名或说明太长", "the counter's name or the note is too long");
                self.refuse(console, why);
            }
            ToService::Mark { counter, via, note } => {
                let marking = Marking { counter, via, note, at: clock::now() };
                self.ask(console, actor, Change::Mark(marking));
            }
        }
    }

    /// A fresh tag under which an answer comes back, and where to.
    fn tag(&mut self, waiting: Waiting) -> (u64, Sender<(u64, Answer)>) {
        let tag = self.next_tag;
        self.next_tag += 1;
        self.asked.insert(tag, waiting);
        (tag, self.answer.clone())
    }

    fn look(&mut self, waiting: Waiting, question: Question) {
        let (tag, reply) = self.tag(waiting);
        let look = Look { question, tag, reply };
        let Some(wired) = &self.wired else { return };
        let Err(error) = wired.looks.try_send(look) else { return };
        self.asked.remove(&tag);
        match waiting {
            // A console must be greeted, with what there is.
            Waiting::Greeting(console) => self.greet(console, Vec::new()),
            Waiting::Console(console) | Waiting::Page(console, _) => {
                self.refuse_full(console, &error);
            }
            Waiting::Host => {}
        }
    }

    fn ask(&mut self, console: ConsoleId, actor: String, change: Change) {
        let (tag, reply) = self.tag(Waiting::Console(console));
        let ask = Ask { change, actor, tag, reply };
        let sent = match self.wired.as_ref().and_then(|wired| wired.asks.as_ref()) {
            Some(asks) => asks.try_send(ask),
            None => Err(TrySendError::Disconnected(ask)),
        };
        if let Err(error) = sent {
            self.asked.remove(&tag);
            self.refuse_full(console, &error);
        }
    }

    fn refuse_full<T>(&self, console: ConsoleId, error: &TrySendError<T>) {
        let why = match error {
            TrySendError::Full(_) => {
                tr!("记录正忙,请再按一次", "the store is busy; press it again")
            }
            TrySendError::Disconnected(_) => tr!("服务正在停止", "the service is stopping"),
        };
        self.refuse(console, why);
    }

    fn reply(&mut self, tag: u64, answer: Answer) {
        let console = match (self.asked.remove(&tag), answer) {
            (Some(Waiting::Greeting(console)), Answer::Latest(latest)) => {
                let (incidents, why) = match latest {
                    Ok(incidents) => (incidents, None),
                    Err(error) => (Vec::new(), Some(error.to_string())),
                };
                self.greet(console, incidents);
                if let Some(why) = why {
                    self.refuse(console, why);
                }
                return;
            }
            (Some(Waiting::Page(console, serial)), Answer::Page(page)) => {
                match page {
                    Ok(page) => {
                        self.server.send(console, FromService::Page { serial, page: *page })
                    }
                    Err(error) => self.refuse(console, error.to_string()),
                }
                return;
            }
            (_, Answer::Room(disk_free_mb)) => {
                self.gauge.room(disk_free_mb);
                return;
            }
            (Some(Waiting::Console(console)), answer) => (console, answer),
            // Nobody asked, or not so.
            _ => return,
        };
        self.tell(console.0, console.1);
    }

    /// Tells a console what it asked for. What has changed was published already.
    fn tell(&mut self, console: ConsoleId, answer: Answer) {
        let message = match answer {
            Answer::Opened(Ok(dossier)) => FromService::Detail(Box::new(detail(*dossier))),
            Answer::Figures(Ok(figures)) => FromService::Figures(figures),
            Answer::Tickets(Ok(tickets)) => FromService::Tickets(tickets),
            Answer::Done(Ok(incident)) => {
                self.look(Waiting::Console(console), Question::Open(incident.id));
                return;
            }
            Answer::Opened(Err(error))
            | Answer::Figures(Err(error))
            | Answer::Tickets(Err(error))
            | Answer::Done(Err(error))
            | Answer::Handled(Err(error))
            | Answer::Marked(Err(error)) => FromService::Refused { why: error.to_string() },
            Answer::Handled(Ok(_)) | Answer::Marked(Ok(_)) => return,
            Answer::Latest(_) | Answer::Page(_) | Answer::Room(_) => return,
        };
        self.server.send(console, message);
    }

    fn greet(&self, console: ConsoleId, incidents: Vec<Incident>) {
        let hello = Hello {
            protocol: PROTOCOL,
            liyu: env!("CARGO_PKG_VERSION").to_owned(),
            store: self.facts.store.display().to_string(),
            model: self.facts.model.clone(),
            lists: self.lists(),
            unsealed: true,
            counters: self.facts.counters.iter().map(|counter| counter.info.clone()).collect(),
            lines: self.lines.iter().cloned().collect(),
            incidents,
            notices: self.notices.clone(),
            log: self.journal.lines(),
            me: None,
            people: Vec::new(),
            shadow_until: None,
            before_decision: true,
        };
        self.server.send(console, FromService::Hello(hello));
    }

    fn refuse(&self, console: ConsoleId, why: String) {
        self.server.send(console, FromService::Refused { why });
    }

    fn status(&mut self) -> Status {
        let at = clock::now();
        let local = at.to_zoned(TimeZone::system());
        self.watch(at, &local);
        let mut counters = Vec::with_capacity(self.facts.counters.len());
        let shown = self.before.iter_mut().zip(&mut self.meters);
        for (counter, (before, meters)) in self.facts.counters.iter().zip(shown) {
            let mut tally = counter.ledger.tally();
            tally.levels.truncate(counter.info.roles.len());
            let ledger = &counter.ledger;
            // One dead microphone beside a live one is a muted counter too.
            let silent = tally.levels.iter().any(|level| *level <= Dbfs::FLOOR);
            let state = if counter.away.load(Relaxed) {
                Hearing::Lost
            } else if silent && tally.muted_s > before.muted_s {
                Hearing::Muted
            } else if ledger.speaking.load(Relaxed) {
                Hearing::Speech
            } else if !counter.hours.is_open(&local) {
                Hearing::Closed
            } else {
                Hearing::Quiet
            };
            let judged_s = SampleIndex(ledger.judged_until.load(Relaxed)).seconds();
            let delay_s = match tally.waiting {
                0 => 0.0,
                // Only what passed at the microphone counts: the timeline of the session.
                _ => {
                    let now_s = tally.heard_s + tally.lost_overrun_s + tally.lost_device_s;
                    (now_s - judged_s).max(0.0)
                }
            };
            before.clone_from(&tally);
            // Nothing new within a tick is a thread that was late; a device that is away
            // shows nothing.
            let away = counter.away.load(Relaxed);
            match ledger.meters.take() {
                Some(readings) => meters.clone_from(&readings),
                None if away => meters.fill(meters::Reading::SILENT),
                None => {}
            }
            meters.truncate(counter.info.roles.len());
            counters.push(CounterStatus {
                state,
                tally,
                delay_s,
                peaks: meters.iter().map(|reading| reading.peak).collect(),
                clipping: meters.iter().any(|reading| reading.clipped),
                on_duty: counter.on_duty.clone(),
                today: self.facts.counting.on(&counter.info.name, local.date()),
                kept_s: SampleIndex(ledger.kept.load(Relaxed)).seconds(),
                muted_until: None,
                seated: None,
            });
        }
        Status { at, counters, lists: self.lists(), machine: self.gauge.machine() }
    }

    /// Looks at the machine now and then, and at what belongs in the log.
    fn watch(&mut self, at: Timestamp, local: &Zoned) {
        if self.gauge.look(at) {
            self.look(Waiting::Host, Question::Room);
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
            self.server.publish(FromService::Log(line));
        }
    }

    fn lists(&self) -> String {
        self.facts.lists.chars().take(8).collect()
    }
}

/// Whether a complaint is longer than people write one.
fn is_too_long(counter: &str, note: &str) -> bool {
    counter.chars().count() > COUNTER_MOST || note.chars().count() > NOTE_MOST
}

fn detail(dossier: Dossier) -> Detail {
    Detail {
        incident: dossier.incident,
        evidence: dossier.evidence,
        clip: dossier.clip.display().to_string(),
        words: String::new(),
        hit_in_clip_s: dossier.hit_in_clip_s,
        clip_s: dossier.clip_s,
        heard: dossier.heard,
        history: dossier.history,
    }
}

#[cfg(all(test, unix))]
#[allow(clippy::unwrap_used)]
#[path = "host_tests.rs"]
mod tests;
