//! What the console knows and where its user stands.
//!
//! Owns [`State`] and the [`Message`]s and [`Effect`]s around it. Pure data on
//! the console's thread; `update` changes it, `view` draws it.

use super::keys::Context;
use super::text::{Words, words};
use crate::lang::Lang;
use crate::record::{Disposition, Incident};
use crate::service::message::{
    CounterInfo, CounterStatus, Detail, FromService, Line, Notice, ToService,
};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use ratatui::crossterm::event::KeyEvent;
use std::collections::VecDeque;

/// Lines of transcript that are kept.
pub const LINES: usize = 500;

/// Incidents that are kept; the rest are in the store.
pub const INCIDENTS: usize = 5_000;

/// Something that happened to the console.
#[derive(Debug, Clone)]
pub enum Message {
    /// A key was pressed.
    Key(KeyEvent),
    /// Text was pasted.
    Paste(String),
    /// The terminal has this many columns and rows.
    Resize(u16, u16),
    /// The service said something.
    Service(Box<FromService>),
    /// The connection ended; a greeting says that another stands.
    Lost,
    /// A request could not be handed over.
    NotSent,
    /// It is now this late.
    Tick(Timestamp),
}

/// Something that the world must do.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Draw: what is on the screen has changed.
    Draw,
    /// Send a request to the service.
    Send(ToService),
    /// Switch the language of the process.
    Speak(Lang),
    /// End the console.
    Quit,
}

/// How the console stands with the service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    /// Connected or connecting; no greeting yet.
    Attaching,
    /// Greeted.
    Attached,
    /// The connection broke.
    Lost,
    /// The service said that it stops.
    Stopped,
    /// The service wants nothing to do with us.
    TurnedAway(String),
}

/// What the service said about itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Header {
    pub liyu: String,
    pub store: String,
    pub model: String,
    pub lists: String,
    pub unsealed: bool,
}

/// A counter and how it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Counter {
    pub info: CounterInfo,
    pub status: Option<CounterStatus>,
}

/// The panels of the main view, in the order of the Tab key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Panel {
    Incidents,
    Transcript,
    Counters,
}

/// An incident that is open on the screen.
#[derive(Debug, Clone, PartialEq)]
pub struct Opened {
    pub id: String,
    /// Absent until the service has answered.
    pub detail: Option<Box<Detail>>,
    /// Rows scrolled down.
    pub scroll: usize,
}

/// A reason that is being typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The incident.
    pub id: String,
    /// What it becomes.
    pub disposition: Disposition,
    /// What has been typed.
    pub text: String,
    /// Whether the next quit key really quits.
    pub quitting: bool,
}

/// A word in the footer about the last key; gone with the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Flash {
    Sent(Disposition),
    Refused(String),
    ReasonNeeded,
    NotAttached,
    Busy,
}

/// All of it.
#[derive(Debug, Clone)]
pub struct State {
    pub lang: Lang,
    /// Whether colours may be used.
    pub colour: bool,
    /// Columns and rows.
    pub size: (u16, u16),
    pub now: Timestamp,
    pub zone: TimeZone,
    pub link: Link,
    pub header: Option<Header>,
    pub counters: Vec<Counter>,
    /// Oldest first.
    pub lines: VecDeque<Line>,
    /// Newest first.
    pub incidents: Vec<Incident>,
    /// Gravest first.
    pub notices: Vec<Notice>,
    pub panel: Panel,
    pub counter_at: usize,
    /// Lines between the end of the transcript and the last one shown.
    pub back: usize,
    pub incident_at: usize,
    pub opened: Option<Opened>,
    /// Whether the health of the selected counter is open.
    pub health: bool,
    /// Rows that the help is scrolled down, while it is open.
    pub help: Option<usize>,
    pub reason: Option<Reason>,
    pub flash: Option<Flash>,
}

impl State {
    /// A console that knows nothing yet.
    pub fn new(lang: Lang, colour: bool, zone: TimeZone, now: Timestamp, size: (u16, u16)) -> Self {
        State {
            lang,
            colour,
            size,
            now,
            zone,
            link: Link::Attaching,
            header: None,
            counters: Vec::new(),
            lines: VecDeque::new(),
            incidents: Vec::new(),
            notices: Vec::new(),
            panel: Panel::Incidents,
            counter_at: 0,
            back: 0,
            incident_at: 0,
            opened: None,
            health: false,
            help: None,
            reason: None,
            flash: None,
        }
    }

    /// The words of its language.
    pub fn words(&self) -> &'static Words {
        words(self.lang)
    }

    /// What is in front.
    pub fn context(&self) -> Context {
        if self.reason.is_some() {
            Context::Reason
        } else if self.help.is_some() {
            Context::Help
        } else if self.opened.is_some() {
            Context::Detail
        } else if self.health {
            Context::Health
        } else {
            Context::Main(self.panel)
        }
    }

    /// The incident that a decision would be about.
    pub fn decidable(&self) -> Option<&str> {
        match self.context() {
            Context::Detail => self.opened.as_ref().map(|opened| opened.id.as_str()),
            Context::Main(Panel::Incidents) => {
                self.incidents.get(self.incident_at).map(|incident| incident.id.as_str())
            }
            _ => None,
        }
    }
}
