//! What a person is asked for: a line of text, a choice, or a second key.
//!
//! Pure data.

use super::SignIn;
use crate::cases::Case;
use crate::record::{Disposition, Ground, TicketState};
use crate::service::message::Person;

/// Minutes for which listening can be stopped, in the order in which they are offered.
pub const PAUSES_MIN: [u32; 4] = [15, 30, 60, 120];

/// What stands in front of everything until it is answered or left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Modal {
    /// A line of text.
    Input(Input),
    /// One of several.
    Menu(Menu),
    /// A second key.
    Ask(Ask),
    /// Who is there.
    SignIn(SignIn),
}

/// A line of text that is being typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// What for.
    pub purpose: Purpose,
    /// What has been typed.
    pub text: String,
    /// Whole texts that can be taken over.
    pub offered: Vec<String>,
    /// Whether the next quit key really quits.
    pub quitting: bool,
}

impl Input {
    /// An empty line.
    pub fn new(purpose: Purpose) -> Input {
        Input { purpose, text: String::new(), offered: Vec::new(), quitting: false }
    }
}

/// What a line of text is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Purpose {
    /// Why the incident is dismissed.
    Dismiss { id: String },
    /// A remark on the incident.
    Comment { id: String },
    /// Whose the incident is; empty for nobody.
    Assign { id: String },
    /// What the queue shall hold.
    Search,
    /// What is complained of at the counter; may be empty.
    Complain { counter: String },
    /// A remark on the complaint.
    Remark { id: String },
    /// When the complaint must be answered.
    ReplyBy { id: String },
    /// Why the complaint is so; may be empty.
    Settle { id: String, state: TicketState },
    /// Why the unit is at fault or not; may be empty.
    Fault { id: String, at_fault: bool },
    /// Why whom it concerns disagrees.
    Appeal { id: String, ground: Ground },
    /// Why the appeal is so decided.
    Ruling { id: String, ruling: Ruling },
}

/// What can become of an appeal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ruling {
    Upheld,
    Overturned,
}

impl Ruling {
    /// Both, in the order in which they are offered.
    pub const ALL: [Ruling; 2] = [Ruling::Upheld, Ruling::Overturned];

    /// What the incident becomes.
    pub fn disposition(self) -> Disposition {
        match self {
            Ruling::Upheld => Disposition::Upheld,
            Ruling::Overturned => Disposition::Overturned,
        }
    }
}

/// A choice that is being made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Menu {
    /// Of what.
    pub kind: MenuKind,
    /// The row that is selected.
    pub at: usize,
}

/// What can be chosen from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MenuKind {
    /// What came of the incident at the counter.
    Outcome { id: String },
    /// What the queue shows; each row turns by itself.
    Filters,
    /// How far the complaint is; it was `from` when it was asked.
    Settle { id: String, from: TicketState },
    /// Whether the unit is at fault.
    Fault { id: String },
    /// On what ground whom it concerns disagrees.
    Ground { id: String },
    /// What becomes of the appeal.
    Ruling { id: String },
    /// Whom the incident concerns; the last row is nobody.
    Person { id: String, people: Vec<Person> },
    /// Who sits at the counter now; the last row is nobody.
    Seat { counter: String, people: Vec<Person> },
    /// Where whoever is here sits now.
    OwnSeat { counters: Vec<String> },
    /// How long the counter, or every one, is not listened to.
    Pause { counter: Option<String>, rows: Vec<(Option<String>, u32)> },
}

/// A step that takes a second key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// Takes the latest decision back.
    Undo { id: String },
    /// Puts the incident before the duty leader.
    Escalate { id: String },
    /// Writes the sentence out of the store, as a case that the phrase must not be found in.
    Case { id: String, phrase_id: String, case: Box<Case> },
}
