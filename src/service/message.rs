//! What a service and its consoles say to each other: JSON, one message a line.
//!
//! A console that falls behind loses [`FromService::Status`] and
//! [`FromService::Line`] first and is then sent a fresh [`FromService::Hello`];
//! incidents are in the store and never lost.

use crate::account::{Account, Office};
use crate::conduct::State;
use crate::ledger::Tally;
pub use crate::pipeline::{Line, Mark};
pub use crate::record::HeardUtterance;
use crate::record::{
    Counts, Deed, EncounterDetail, EncounterListing, EncounterPage, EncounterRow, Entry,
    EvidenceState, Figures, Incident, Listing, Page, Rejudge, Rejudging, Retained, Retaining, Span,
    Staffed, Staffing, Ticket, TicketChange, Via,
};
use crate::units::{Dbfs, Role};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The version of this language; a console of another version is turned away.
pub const PROTOCOL: u32 = 4;

/// From a service to a console.
#[allow(clippy::large_enum_variant, reason = "some 256 of them wait at most")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FromService {
    /// The first message, and again after a console fell behind.
    Hello(Hello),
    /// Several times a second while the service listens.
    Status(Status),
    /// An utterance was decoded.
    Line(Line),
    /// An incident is new or has changed.
    Incident(Incident),
    /// The answer to [`ToService::Open`].
    Detail(Box<Detail>),
    /// The answer to [`ToService::List`].
    Page {
        /// The request's.
        serial: u64,
        /// What was asked for.
        page: Page,
    },
    /// The answer to [`ToService::Encounters`].
    Encounters {
        /// The request's.
        serial: u64,
        /// What was asked for.
        page: EncounterPage,
    },
    /// The answer to [`ToService::Encounter`].
    Encounter(Box<EncounterDetail>),
    /// An encounter is over, or was judged again.
    Met(EncounterRow),
    /// The answer to [`ToService::Figures`].
    Figures(Box<Figures>),
    /// The answer to [`ToService::Tickets`]: all that are not settled and the latest that
    /// are, newest first.
    #[serde(with = "tickets")]
    Tickets(Vec<Ticket>),
    /// A complaint is new or has changed.
    Ticket(Box<Ticket>),
    /// Something changed about how the hall is heard; also in [`Hello::log`].
    Log(LogLine),
    /// Something that a person should know; stays until the next one of its `key`.
    Notice(Notice),
    /// The answer to [`ToService::SignIn`].
    Challenge(Challenge),
    /// Somebody has signed in at this console; a fresh [`FromService::Hello`] follows.
    SignedIn(Box<Me>),
    /// Nobody is signed in at this console any more; a fresh [`FromService::Hello`] follows.
    SignedOut {
        /// Why, in the language of the service; empty when it was asked for.
        why: String,
    },
    /// A request could not be carried out.
    Refused {
        /// Why, in the language of the service.
        why: String,
    },
    /// The answer to [`ToService::Praise`].
    Praised {
        /// The incident that it will be, once its sound has been gathered; absent when
        /// nothing is kept.
        incident: Option<String>,
        /// What is lacking, in the language of the service.
        lacking: String,
    },
    /// The answer to [`ToService::Rejudge`].
    Rejudged(Box<Rejudging>),
    /// The answer to [`ToService::Retain`].
    Retained(Box<Retained>),
    /// The answer to [`ToService::Staff`].
    Staffed(Staffed),
    /// The service is stopping.
    Bye,
}

/// From a console to a service.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ToService {
    /// The first message.
    Attach {
        /// The console's [`PROTOCOL`].
        protocol: u32,
        /// Who is at it, as the system knows them; at most 64 characters.
        #[serde(default)]
        actor: String,
    },
    /// Asks to sign in; answered with [`FromService::Challenge`], or refused while the
    /// account is shut. Counts as a wrong passphrase until [`ToService::Prove`] proves
    /// otherwise.
    SignIn {
        /// The account's name.
        name: String,
    },
    /// Shows that the console holds the account's secret: the text that the challenge was
    /// sealed over. No passphrase ever goes over the socket.
    Prove {
        /// That text.
        text: String,
    },
    /// Asks to sign out.
    SignOut,
    /// Somebody takes a seat.
    Swap {
        /// The counter's name.
        counter: String,
        /// The account's id; empty when nobody sits there.
        person: String,
    },
    /// Stops listening for a while, or goes on with it.
    Mute {
        /// The counter's name; all when absent.
        counter: Option<String>,
        /// For how long, at most 240; 0 goes on at once.
        minutes: u32,
        /// Why; may be empty.
        note: String,
    },
    /// A piece of evidence that was sealed anew where somebody could open it: a
    /// [`Renewed`](crate::record::Renewed) as JSON, in pieces that follow one another.
    Renewed {
        /// Counts from 0; another 0 begins anew.
        part: u32,
        /// Whether it is the last.
        last: bool,
        /// Its text.
        text: String,
    },
    /// Asks something of retention.
    Retain {
        /// What.
        asked: Retaining,
    },
    /// Asks something about people and seats.
    Staff {
        /// What.
        asked: Box<Staffing>,
    },
    /// Asks for the evidence of an incident.
    Open {
        /// The incident's id.
        id: String,
    },
    /// Adds a step to an incident's history. [`Deed::Undone`] is asked for with
    /// [`ToService::Undo`].
    Act {
        /// The incident's id.
        id: String,
        /// What is done.
        deed: Deed,
        /// Why; may be empty.
        note: String,
    },
    /// Takes back the latest decision on an incident, if nothing was built on it.
    Undo {
        /// The incident's id.
        id: String,
    },
    /// Asks for a stretch of the incidents.
    List {
        /// Comes back with the answer; a console keeps to the latest.
        serial: u64,
        /// Which, and in what order.
        listing: Listing,
        /// How many to leave out first.
        offset: u64,
        /// At most so many; more than 500 are never given.
        limit: u32,
    },
    /// Asks for a stretch of the encounters.
    Encounters {
        /// Comes back with the answer; a console keeps to the latest.
        serial: u64,
        /// Which.
        listing: EncounterListing,
        /// How many to leave out first.
        offset: u64,
        /// At most so many; more than 500 are never given.
        limit: u32,
    },
    /// Asks for one encounter, with its moments while they are kept.
    Encounter {
        /// Its id.
        id: String,
    },
    /// Has some kept encounters judged again by the packs in force: as many as the service
    /// does at a time. The rest is asked for with the answer's `next`.
    Rejudge {
        /// Which.
        asked: Rejudge,
    },
    /// Asks what a day or a week comes to.
    Figures {
        /// Which.
        span: Span,
    },
    /// Asks for the complaints.
    Tickets,
    /// Somebody complains: keeps what is still in memory of this counter.
    Mark {
        /// The counter's name.
        counter: String,
        /// How it came in.
        via: Via,
        /// What is complained of; may be empty.
        note: String,
    },
    /// Somebody praises: keeps what is still in memory of this counter for whoever it
    /// concerns.
    Praise {
        /// The counter's name.
        counter: String,
        /// How it came in.
        via: Via,
        /// What is praised; may be empty.
        note: String,
    },
    /// Adds a step to a complaint.
    Handle {
        /// The complaint's id.
        id: String,
        /// What changes.
        change: TicketChange,
        /// Why; may be empty.
        note: String,
    },
}

/// All that a console needs to draw itself for the first time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hello {
    /// The service's [`PROTOCOL`].
    pub protocol: u32,
    /// The service's version.
    pub liyu: String,
    /// The store's directory.
    pub store: String,
    /// Name of the model, empty when the service does not listen.
    pub model: String,
    /// The first eight hex digits of the lists' content hash.
    pub lists: String,
    /// Whether clips are readable by whoever has the disk.
    pub unsealed: bool,
    /// The counters it listens to; empty when it only serves its store.
    pub counters: Vec<CounterInfo>,
    /// The latest lines, oldest first.
    pub lines: Vec<Line>,
    /// The latest incidents, newest first.
    pub incidents: Vec<Incident>,
    /// Notices in force.
    pub notices: Vec<Notice>,
    /// The latest changes, oldest first.
    #[serde(default)]
    pub log: Vec<LogLine>,
    /// Who is signed in at this console; absent where nobody is, or need be.
    #[serde(default)]
    pub me: Option<Box<Me>>,
    /// The names of those who may be named here.
    #[serde(default)]
    pub people: Vec<Person>,
    /// Until when a new hall's figures are told of the whole only, not of a counter or a
    /// person; absent where they may be.
    #[serde(default)]
    pub shadow_until: Option<Timestamp>,
    /// Whether staff may hear a clip on which nobody has decided yet.
    #[serde(default = "yes")]
    pub before_decision: bool,
}

fn yes() -> bool {
    true
}

/// What a console must open to sign in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Challenge {
    /// The account's secret, locked by its passphrase; in hex.
    pub locked: String,
    /// A text that was made up just now, sealed to the account; in hex.
    pub sealed: String,
}

/// Who is signed in at a console.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Me {
    /// The account.
    pub account: Account,
    /// Incidents of theirs, or of their scope, that they have not seen.
    pub unseen: u64,
    /// Minutes without a key after which they are signed out.
    pub idle_min: u32,
}

/// Somebody whose name a console may show for their id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The account's id.
    pub id: String,
    /// The name.
    pub name: String,
    /// What they are there for.
    pub office: Office,
}

/// A counter as configured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CounterInfo {
    /// Its name.
    pub name: String,
    /// The role of each channel.
    pub roles: Vec<Role>,
}

/// How everything is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Status {
    /// When.
    pub at: Timestamp,
    /// In the order of [`Hello::counters`].
    pub counters: Vec<CounterStatus>,
    /// The lists in force now, as in [`Hello::lists`].
    #[serde(default)]
    pub lists: String,
    /// The machine.
    #[serde(default)]
    pub machine: Machine,
}

/// How the machine is. What could not be measured is absent.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Machine {
    /// Megabytes free where the store lies.
    pub disk_free_mb: Option<u64>,
    /// Megabytes that the service holds in memory.
    pub memory_mb: Option<u64>,
    /// Cores that the service keeps busy, over the last seconds.
    pub cores: Option<f64>,
}

/// Something that changed about how the hall is heard: lists, devices, hours.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LogLine {
    /// When.
    pub at: Timestamp,
    /// One line, in the language of the service.
    pub text: String,
}

/// How one counter is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CounterStatus {
    /// What it is doing.
    pub state: Hearing,
    /// Its ledger.
    pub tally: Tally,
    /// Seconds by which the oldest utterance not yet decoded lags behind.
    pub delay_s: f64,
    /// The highest peak of each channel since the last status, dBFS.
    #[serde(default)]
    pub peaks: Vec<Dbfs>,
    /// Whether samples reached full scale since the last status.
    #[serde(default)]
    pub clipping: bool,
    /// Who is on duty; absent when nobody said so.
    #[serde(default)]
    pub on_duty: Option<String>,
    /// What today comes to so far.
    #[serde(default)]
    pub today: Counts,
    /// Seconds up to now that a complaint could still keep.
    #[serde(default)]
    pub kept_s: f64,
    /// Until when it is not listened to: on somebody's word, or because it is closed; then
    /// `state` is [`Hearing::Closed`].
    #[serde(default)]
    pub muted_until: Option<Timestamp>,
    /// The id of whoever sits there, as far as roster and swaps say.
    #[serde(default)]
    pub seated: Option<String>,
    /// What goes on there, as far as it has been judged; absent where nobody knows.
    #[serde(default)]
    pub serving: Option<State>,
}

/// Whether a counter is being heard.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hearing {
    /// Sound comes in and nobody speaks.
    #[default]
    Quiet,
    /// Somebody speaks.
    Speech,
    /// Nothing but digital zero comes in.
    Muted,
    /// The device is away; trying again.
    Lost,
    /// Outside opening hours.
    Closed,
}

/// The evidence of an incident.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Detail {
    /// The row of the index.
    pub incident: Incident,
    /// Whether clip and words are there and unchanged; unless they are, `heard`
    /// is empty and the times are 0.
    pub evidence: EvidenceState,
    /// The clip's path, absolute. Sealed as `incident.custody` says.
    pub clip: String,
    /// Of sealed evidence the path of its words, absolute: a label in one line, then the
    /// sealed bytes; `heard` is empty then. Empty when it lies open.
    #[serde(default)]
    pub words: String,
    /// Seconds from the clip's beginning to the first phrase.
    pub hit_in_clip_s: f64,
    /// Seconds of the clip.
    pub clip_s: f64,
    /// What was heard, in order of time.
    pub heard: Vec<HeardUtterance>,
    /// All that people have done about it, oldest first.
    pub history: Vec<Entry>,
}

/// Something that a person should know.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Notice {
    /// What it is about; a later notice of the same key replaces it.
    pub key: String,
    /// How bad.
    pub level: NoticeLevel,
    /// One line, in the language of the service; empty takes the notice back.
    pub text: String,
}

/// How bad a [`Notice`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeLevel {
    /// Good to know.
    Info,
    /// Something is not as it should be.
    Warning,
    /// The service does not do its work.
    Fault,
}

/// A list by itself has no place for the type of its message; under a name it has.
mod tickets {
    use super::Ticket;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Serialize)]
    struct Said<'a> {
        tickets: &'a [Ticket],
    }

    #[derive(Deserialize)]
    struct Heard {
        tickets: Vec<Ticket>,
    }

    pub(super) fn serialize<S: Serializer>(tickets: &[Ticket], to: S) -> Result<S::Ok, S::Error> {
        Said { tickets }.serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Ticket>, D::Error> {
        Ok(Heard::deserialize(from)?.tickets)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::record::{Disposition, Held, TicketState, TicketStep};
    use jiff::civil::date;

    /// What cannot be put in a line is never sent, so every kind of message is.
    #[test]
    fn every_message_goes_there_and_back_in_one_line() {
        let at = Timestamp::UNIX_EPOCH;
        let step = |change| TicketStep { at, actor: "前台".into(), change, note: String::new() };
        let ticket = Ticket {
            id: "C1".into(),
            counter: "1".into(),
            received_at: at,
            via: Via::Device,
            incident: None,
            lacking: String::new(),
            state: TicketState::True,
            at_fault: Some(true),
            reply_by: Some(date(2026, 12, 1)),
            steps: vec![
                step(TicketChange::State { state: TicketState::Checking }),
                step(TicketChange::Fault { at_fault: true }),
                step(TicketChange::ReplyBy { date: date(2026, 12, 1) }),
                step(TicketChange::Remark),
            ],
        };
        let page = Page { total: 1, offset: 0, incidents: Vec::new(), unsearched: 1 };
        let figures = Figures {
            span: Span::Day,
            from: at,
            until: at,
            total: Counts::default(),
            by_time: vec![(at, Counts::default())],
            by_counter: vec![("1".into(), Counts::default())],
            by_phrase: Vec::new(),
        };
        let held = vec![("x".to_owned(), Held::Appeal)];
        let retained = Retained { held, files_left: 1, ..Retained::default() };
        let notice = Notice { key: "k".into(), level: NoticeLevel::Info, text: "t".into() };
        let encounter = EncounterPage { total: 3, offset: 1, encounters: Vec::new() };
        let rejudging =
            Rejudging { judged: 9, next: Some((at, "E1".into())), ..Default::default() };
        for message in [
            FromService::Page { serial: 1, page },
            FromService::Encounters { serial: 2, page: encounter },
            FromService::Rejudged(Box::new(rejudging)),
            FromService::Figures(Box::new(figures)),
            FromService::Tickets(vec![ticket.clone()]),
            FromService::Tickets(Vec::new()),
            FromService::Ticket(Box::new(ticket)),
            FromService::Log(LogLine { at, text: "t".into() }),
            FromService::Notice(notice),
            FromService::Refused { why: "w".into() },
            FromService::Retained(Box::new(retained)),
            FromService::Bye,
        ] {
            let line = serde_json::to_string(&message).unwrap();
            assert!(!line.contains('\n'));
            assert_eq!(serde_json::from_str::<FromService>(&line).unwrap(), message, "{line}");
        }
        let (id, note) = ("x".to_owned(), String::new());
        for deed in [
            Deed::Decided { disposition: Disposition::New },
            Deed::Seen,
            Deed::Assigned { to: "李雷".into() },
        ] {
            let message = ToService::Act { id: id.clone(), deed, note: note.clone() };
            let line = serde_json::to_string(&message).unwrap();
            assert_eq!(serde_json::from_str::<ToService>(&line).unwrap(), message, "{line}");
        }
        for message in [
            ToService::Undo { id: id.clone() },
            ToService::Encounters {
                serial: 1,
                listing: EncounterListing { since: Some(at), ..EncounterListing::default() },
                offset: 0,
                limit: 9,
            },
            ToService::Encounter { id: id.clone() },
            ToService::Rejudge { asked: Rejudge { dry: true, ..Rejudge::default() } },
            ToService::List { serial: 1, listing: Listing::default(), offset: 2, limit: 3 },
            ToService::Figures { span: Span::Week },
            ToService::Tickets,
            ToService::Mute { counter: None, minutes: 0, note: note.clone() },
            ToService::Retain { asked: Retaining::Run },
            ToService::Retain { asked: Retaining::BringBack { id: id.clone() } },
            ToService::Retain { asked: Retaining::BackedUp { value: id.clone() } },
            ToService::Handle { id, change: TicketChange::Remark, note },
        ] {
            let line = serde_json::to_string(&message).unwrap();
            assert_eq!(serde_json::from_str::<ToService>(&line).unwrap(), message, "{line}");
        }
    }
}
