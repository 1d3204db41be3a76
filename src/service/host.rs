//! The loop that stands between a running pipeline and everybody who looks at it.
//!
//! Runs on the main thread of a headless service, else on the thread `service`.
//! Receives outputs, answers consoles, publishes how everything is; waits for
//! neither a console nor the store.

use super::message::{
    CounterInfo, CounterStatus, Detail, FromService, Hearing, Hello, Line, Machine, Notice,
    NoticeLevel, PROTOCOL, Status, ToService,
};
use super::server::{ConsoleId, Request, Server};
use crate::calendar::Calendar;
use crate::capture::Stop;
use crate::clock;
use crate::event::Event;
use crate::ledger::{Ledger, Tally};
use crate::meters::Reading;
use crate::pipeline::{Answer, Ask, Call, Counting, Output, Question};
use crate::record::{Deed, Dossier, Incident};
use crate::tr;
use crate::units::{Dbfs, SampleIndex};
use crossbeam_channel::{Receiver, Sender, TrySendError, bounded, never, select, tick};
use jiff::tz::TimeZone;
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
    /// Questions to the store; dropped when `stop` is raised, so that it can end.
    pub asks: Sender<Ask>,
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

/// The host; [`Host::run`] is its life.
pub struct Host {
    facts: Facts,
    server: Server,
    asks: Option<Sender<Ask>>,
    answer: Sender<(u64, Answer)>,
    answers: Receiver<(u64, Answer)>,
    asked: HashMap<u64, ConsoleId>,
    next_tag: u64,
    lines: VecDeque<Line>,
    notices: Vec<Notice>,
    before: Vec<Tally>,
    /// What the microphones of each counter showed last.
    meters: Vec<Vec<Reading>>,
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
            asks: None,
            answer,
            answers,
            asked: HashMap::new(),
            next_tag: 0,
            lines: VecDeque::new(),
            notices: Vec::new(),
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
        let Wires { outputs, asks, mut requests, mut notices, stop } = wires;
        self.asks = Some(asks);
        let answers = self.answers.clone();
        let ticks = tick(STATUS_EVERY);
        let mut tapped = Ok(());
        loop {
            select! {
                recv(outputs) -> output => match output {
                    Ok(Output::Event(event)) => {
                        if let Event::Lists(lists) = &event {
                            self.facts.lists.clone_from(&lists.sha256);
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
                    if stop.is_set() {
                        self.asks = None;
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
            Output::Ticket(ticket) => self.server.publish(FromService::Ticket(ticket)),
            Output::Incident(incident) => self.server.publish(FromService::Incident(*incident)),
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
        self.notices.retain(|old| old.key != notice.key);
        if !notice.text.is_empty() {
            self.notices.push(notice.clone());
        }
        self.server.publish(FromService::Notice(notice));
    }

    fn serve(&mut self, request: Request) {
        let (console, question, greeting) = match request {
            Request::NeedHello { console } => (console, Question::Latest(INCIDENTS), true),
            Request::Said { console, body } => match body {
                ToService::Attach { .. } => return,
                ToService::Open { id } => (console, Question::Open(id), false),
                ToService::Act { id, deed: Deed::Decided { disposition }, note } => {
                    (console, Question::Decide { id, disposition, note }, false)
                }
                ToService::Mark { counter, note, .. } if is_too_long(&counter, &note) => {
                    let why = tr!("柜台名或说明太长", "the counter's name or the note is too long");
                    self.refuse(console, why);
                    return;
                }
                ToService::Mark { counter, via, note } => {
                    let (actor, at) = (String::new(), clock::now());
                    let call = Call { counter, via, actor, note, at };
                    (console, Question::Complain(call), false)
                }
                _ => {
                    self.refuse(
                        console,
                        tr!("服务不认识这个请求", "the service does not know this request"),
                    );
                    return;
                }
            },
        };
        let tag = self.next_tag;
        self.next_tag += 1;
        let ask = Ask { question, tag, reply: self.answer.clone() };
        match self.asks.as_ref().map(|asks| asks.try_send(ask)) {
            Some(Ok(())) => {
                self.asked.insert(tag, console);
            }
            // A console must be greeted, with what there is.
            _ if greeting => self.greet(console, Vec::new()),
            Some(Err(TrySendError::Full(_))) => {
                self.refuse(
                    console,
                    tr!("记录正忙,请再按一次", "the store is busy; press it again"),
                );
            }
            Some(Err(TrySendError::Disconnected(_))) | None => {
                self.refuse(console, tr!("服务正在停止", "the service is stopping"));
            }
        }
    }

    fn reply(&mut self, tag: u64, answer: Answer) {
        let Some(console) = self.asked.remove(&tag) else { return };
        match answer {
            Answer::Latest(Ok(incidents)) => self.greet(console, incidents),
            Answer::Latest(Err(error)) => {
                self.greet(console, Vec::new());
                self.refuse(console, error.to_string());
            }
            Answer::Opened(Ok(dossier)) => {
                let detail = Box::new(detail(*dossier));
                self.server.send(console, FromService::Detail(detail));
            }
            Answer::Decided(Ok(incident)) => {
                let id = incident.id.clone();
                self.server.publish(FromService::Incident(*incident));
                self.serve(Request::Said { console, body: ToService::Open { id } });
            }
            Answer::Complained(Ok(ticket)) => self.server.publish(FromService::Ticket(ticket)),
            Answer::Opened(Err(error))
            | Answer::Decided(Err(error))
            | Answer::Complained(Err(error)) => {
                self.refuse(console, error.to_string());
            }
        }
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
            log: Vec::new(),
        };
        self.server.send(console, FromService::Hello(hello));
    }

    fn refuse(&self, console: ConsoleId, why: String) {
        self.server.send(console, FromService::Refused { why });
    }

    fn status(&mut self) -> Status {
        let at = clock::now();
        let local = at.to_zoned(TimeZone::system());
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
                None if away => meters.fill(Reading::SILENT),
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
            });
        }
        Status { at, counters, lists: self.lists(), machine: Machine::default() }
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
        hit_in_clip_s: dossier.hit_in_clip_s,
        clip_s: dossier.clip_s,
        heard: dossier.heard,
        history: dossier.history,
    }
}
