//! What the console knows and where its user stands.
//!
//! Owns [`State`] and the [`Message`]s and [`Effect`]s around it; `queue`, `modal`,
//! `encounters`, `player`, `sign_in` and `sitting` hold the parts that have rules of their own. Pure data on the console's
//! thread; `update` changes it, `view` draws it.

mod encounters;
mod modal;
mod player;
mod queue;
mod sign_in;
mod sitting;
mod stretch;

pub use encounters::{EncounterFilter, Encounters, Mark, Marked, OpenEncounter};
pub use modal::{Ask, Input, Menu, MenuKind, Modal, PAUSES_MIN, Purpose, Ruling};
pub use player::{PlayerCommand, PlayerState, RATES, SEEK_S, Wave};
pub use queue::{Filter, Handled, Period, Queue};
pub use sign_in::{Passphrase, SignIn, Step, Why};
pub use sitting::Sitting;
pub use stretch::{Moved, STRETCH, Stretch, Want, since};

use super::hold::Hold;
use super::keeper::{Job, Kept, Shut};
use super::keys::Context;
use super::settings::Settings;
use super::text::{Words, words};
use crate::cases::Case;
use crate::lang::Lang;
use crate::phrasebook::Severity;
use crate::record::{Deed, Disposition, Figures, Incident, IncidentKind, Span, Ticket};
use crate::service::message::{
    CounterInfo, CounterStatus, Detail, FromService, Line, LogLine, Machine, Notice, ToService,
};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use ratatui::crossterm::event::{KeyEvent, MouseEvent};
use std::collections::VecDeque;

/// Lines that are kept of each counter.
pub const LINES: usize = 300;

/// The latest incidents that are kept; the queue asks for its own.
pub const INCIDENTS: usize = 5_000;

/// Changes of how the hall is heard that are kept.
pub const LOG: usize = 200;

/// Something that happened to the console.
#[derive(Debug, Clone)]
pub enum Message {
    /// A key was pressed.
    Key(KeyEvent),
    /// The mouse did something.
    Mouse(MouseEvent),
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
    /// The clip of the incident `id` was read; without peaks it could not be.
    Wave { id: String, wave: Wave },
    /// The player began, went on, paused, ended or failed.
    Player(PlayerState),
    /// What was remembered could not be read or written; why.
    Forgot(String),
    /// The keeper has done a job. Sound went to the player beside this.
    Kept(Box<Kept>),
    /// A job could not be handed to the keeper.
    NotKept,
    /// A case was written to this file, or could not be; why.
    CaseKept(Result<String, String>),
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
    /// Ring the bell; several at a time ring once.
    Bell,
    /// Read the clip of the incident `id`; answered with [`Message::Wave`].
    LoadWave { id: String, clip: String },
    /// Work the player; answered with [`Message::Player`].
    Play(PlayerCommand),
    /// Write down what shall be there the next time.
    Remember(Box<Settings>),
    /// Ask the keeper; answered with [`Message::Kept`].
    Keep(Box<Job>),
    /// Write a case that the phrase of this id must not be found in; answered with
    /// [`Message::CaseKept`].
    KeepCase(String, Box<Case>),
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

/// A counter, how it is, and what was said at it.
#[derive(Debug, Clone, PartialEq)]
pub struct Counter {
    pub info: CounterInfo,
    /// Absent until the service has told it.
    pub status: Option<CounterStatus>,
    /// What of its sound is held for the eye.
    pub hold: Hold,
    /// Oldest first; at most [`LINES`].
    pub lines: VecDeque<Line>,
}

/// The views, in the order of their number keys and of the Tab key.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum View {
    /// All counters.
    #[default]
    Hall,
    /// What is said at one counter.
    Live,
    /// The incidents.
    Queue,
    /// What today or the week comes to.
    Figures,
    /// Whether everything is heard.
    Health,
    /// The complaints.
    Complaints,
    /// The encounters.
    Encounters,
}

impl View {
    /// All of them, in order.
    pub const ALL: [View; 7] = [
        View::Hall,
        View::Live,
        View::Queue,
        View::Figures,
        View::Health,
        View::Complaints,
        View::Encounters,
    ];
}

/// An incident that is open on the screen.
#[derive(Debug, Clone, PartialEq)]
pub struct Opened {
    pub id: String,
    /// Absent until the service has answered.
    pub detail: Option<Box<Detail>>,
    /// Absent until the clip was read.
    pub wave: Option<Wave>,
    /// How its evidence stands, where that is sealed.
    pub seal: Seal,
    /// Whether it was told that a person has heard the clip.
    pub played: bool,
    /// The clip that was last put to the player; the incident may have a newer one by now.
    pub sounding: Option<String>,
    /// Rows scrolled down.
    pub scroll: usize,
    /// Whether it was told that a person has opened it.
    pub told: bool,
}

/// How sealed evidence stands with whoever looks at it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Seal {
    /// It lies open, or nothing is known of it yet.
    #[default]
    None,
    /// It is being opened.
    Opening,
    /// It was opened, in memory; the clip too, unless that could not be.
    Opened(Option<Shut>),
    /// It stays shut.
    Shut(Shut),
}

/// A word in the footer about the last key; gone with the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Flash {
    /// This was asked for.
    Sent(Deed),
    /// Taking back a decision was asked for.
    UndoSent,
    /// Keeping what is in memory was asked for.
    ComplaintSent,
    /// A step on a complaint was asked for.
    StepSent,
    Refused(String),
    ReasonNeeded,
    /// What was typed is no date.
    DateNeeded,
    NotAttached,
    Busy,
    /// The list is being read anew, nothing is selected.
    Reading,
    /// The clip proves nothing or is not there.
    NoClip,
    /// The complaint kept no sound.
    NothingKept,
    /// The incident cannot become this.
    MayNot(Disposition),
    /// Nobody has to see anything.
    NothingNew,
    /// There is no incident before or after this one.
    NoNeighbour,
    /// There is no encounter before or after this one.
    NoEncounter,
    /// No incident was made of the selected mark.
    NoIncident,
    /// No counter is listened to.
    NotListening,
    /// The duty leader has it, or somebody has decided.
    NotToEscalate,
    /// There is no decision to take back.
    NothingToUndo,
    /// What was remembered could not be read or written.
    Forgot(String),
    /// This person signed in; with incidents that they have not seen.
    SignedIn {
        name: String,
        unseen: u64,
    },
    /// The office of whoever is signed in does not do it.
    NotYours,
    /// The clip is sealed and not opened.
    Sealed(Shut),
    /// It is being opened.
    Opening,
    /// It is not heard before somebody has decided.
    NotBefore,
    /// Who decided first does not decide on the appeal.
    DecidedBefore,
    /// Nobody has appealed.
    NotAppealed,
    /// Nobody is known who could be named.
    NoStaff,
    /// A swap was asked for: counter and person.
    SwapSent(String, String),
    /// Not to listen was asked for, or to listen again.
    MuteSent(u32),
    /// There is no sentence of the phrase to be kept, or it was not overturned.
    NoCase,
    /// A case was written to this file.
    CaseKept(String),
    /// A case could not be written.
    CaseLost(String),
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
    /// The latest, newest first; what is unseen or escalated is told from them.
    pub incidents: Vec<Incident>,
    /// Gravest first.
    pub notices: Vec<Notice>,
    pub machine: Machine,
    /// Oldest first.
    pub log: VecDeque<LogLine>,
    /// Newest first.
    pub tickets: Vec<Ticket>,
    /// Of `span`; absent until the service has answered.
    pub figures: Option<Box<Figures>>,
    pub span: Span,
    /// When the figures were last asked for.
    pub figures_asked: Option<Timestamp>,
    pub view: View,
    /// Whether a public screen is drawn: no names, no words.
    pub wall: bool,
    /// The counter that is selected in hall and health and shown in the live view.
    pub counter_at: usize,
    /// Lines between the end of the counter's transcript and the last one shown.
    pub back: usize,
    /// Rows scrolled down in figures and health.
    pub scroll: usize,
    pub queue: Queue,
    pub encounters: Encounters,
    /// The open encounter; an incident may be open before it.
    pub encounter: Option<OpenEncounter>,
    pub ticket_at: usize,
    pub opened: Option<Opened>,
    /// How the player last said it is; of whatever clip it had.
    pub player: Option<PlayerState>,
    /// How fast clips are played: one of [`RATES`].
    pub rate: f64,
    /// Rows that the help is scrolled down, while it is open.
    pub help: Option<usize>,
    /// What a person is asked for, in front of everything.
    pub modal: Option<Modal>,
    pub flash: Option<Flash>,
    /// Who is at this console, as the system knows them; may be empty.
    pub me: String,
    /// Who is signed in, and what follows from that.
    pub who: Sitting,
    /// Those to whom incidents were given, the latest first.
    pub names: Vec<String>,
    /// The language switched to by key, if it was.
    pub chosen_lang: Option<Lang>,
    /// What was last written down, and when.
    pub remembered: (Settings, Timestamp),
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
            incidents: Vec::new(),
            notices: Vec::new(),
            machine: Machine::default(),
            log: VecDeque::new(),
            tickets: Vec::new(),
            figures: None,
            span: Span::Day,
            figures_asked: None,
            view: View::Hall,
            wall: false,
            counter_at: 0,
            back: 0,
            scroll: 0,
            queue: Queue::default(),
            encounters: Encounters::default(),
            encounter: None,
            ticket_at: 0,
            opened: None,
            player: None,
            rate: 1.0,
            help: None,
            modal: None,
            flash: None,
            me: String::new(),
            who: Sitting::new(now),
            names: Vec::new(),
            chosen_lang: None,
            remembered: (Settings::default(), now),
        }
    }

    /// The words of its language.
    pub fn words(&self) -> &'static Words {
        words(self.lang)
    }

    /// What is in front.
    pub fn context(&self) -> Context {
        match &self.modal {
            Some(Modal::Input(_)) => Context::Input,
            Some(Modal::Menu(menu)) if menu.kind == MenuKind::Filters => Context::Filters,
            Some(Modal::Menu(_)) => Context::Menu,
            Some(Modal::Ask(_)) => Context::Ask,
            Some(Modal::SignIn(_)) => Context::SignIn,
            None if self.wall => Context::Wall,
            None if self.help.is_some() => Context::Help,
            None if self.opened.is_some() => Context::Detail,
            None if self.encounter.is_some() => Context::Encounter,
            None => Context::View(self.view),
        }
    }

    /// The counter that is selected.
    pub fn counter(&self) -> Option<&Counter> {
        self.counters.get(self.counter_at)
    }

    /// How the player stands with the open incident, if it has its clip.
    pub fn player_of_it(&self) -> Option<&PlayerState> {
        let opened = self.opened.as_ref()?;
        let clip = opened.detail.as_ref().map(|detail| &detail.clip);
        let ours = |player: &&PlayerState| {
            Some(&player.clip) == clip || Some(&player.clip) == opened.sounding.as_ref()
        };
        self.player.as_ref().filter(ours)
    }

    /// The latest that is known of the incident `id`.
    pub fn incident(&self, id: &str) -> Option<&Incident> {
        let opened = self.opened.as_ref().and_then(|opened| opened.detail.as_ref());
        let queued = self.queue.list.rows.iter();
        let known = self.incidents.iter().chain(queued).filter(|incident| incident.id == id);
        known
            .chain(opened.map(|detail| &detail.incident).filter(|incident| incident.id == id))
            .max_by_key(|incident| incident.revision)
    }

    /// The incident that a step would be about: the open or the selected one.
    pub fn target(&self) -> Option<&str> {
        match self.context() {
            Context::Detail => self.opened.as_ref().map(|opened| opened.id.as_str()),
            Context::View(View::Queue) => {
                self.queue.list.selected().map(|incident| incident.id.as_str())
            }
            _ => None,
        }
    }

    /// Those that rang and that nobody has seen, newest first.
    pub fn unseen(&self) -> impl Iterator<Item = &Incident> {
        self.incidents.iter().filter(|incident| rings(incident))
    }

    /// Those before the duty leader on which nobody has decided, newest first.
    pub fn escalated(&self) -> impl Iterator<Item = &Incident> {
        self.incidents.iter().filter(|incident| {
            incident.handling.escalated_at.is_some() && waits(incident.disposition)
        })
    }

    /// Complaints that are not settled.
    pub fn open_tickets(&self) -> usize {
        self.tickets.iter().filter(|ticket| !ticket.state.is_settled()).count()
    }
}

/// Whether an incident rings and stays marked until somebody has seen it. What is
/// uncertain never does.
pub fn rings(incident: &Incident) -> bool {
    incident.kind == IncidentKind::Taboo
        && incident.severity >= Severity::Serious
        && incident.disposition == Disposition::New
        && !incident.handling.seen
}

/// Whether whom it concerns can still answer: no appeal was made.
pub fn may_answer(disposition: Disposition) -> bool {
    use Disposition::{Appealed, Overturned, Upheld};
    !matches!(disposition, Appealed | Upheld | Overturned)
}

/// Whether nobody has decided yet.
pub fn waits(disposition: Disposition) -> bool {
    matches!(disposition, Disposition::New | Disposition::Uncertain | Disposition::Reviewed)
}
