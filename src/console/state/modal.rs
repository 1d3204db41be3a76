//! What a person is asked for: a line of text, a choice, or a second key.
//!
//! Pure data.

use crate::record::TicketState;

/// What stands in front of everything until it is answered or left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Modal {
    /// A line of text.
    Input(Input),
    /// One of several.
    Menu(Menu),
    /// A second key.
    Ask(Ask),
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
}

/// A step that takes a second key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// Takes the latest decision back.
    Undo { id: String },
    /// Puts the incident before the duty leader.
    Escalate { id: String },
}
