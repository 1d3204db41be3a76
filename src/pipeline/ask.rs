//! What a service asks of the store, and what comes back.
//!
//! Pure data. Changes go to the thread `record`, which alone writes; looks go to the
//! thread `reading`, so that neither waits for the other. All answers come back on one channel.

use crate::account::{Account, AccountId, Seat};
use crate::conduct::Rulebook;
use crate::record::{
    Deed, Dossier, EncounterDetail, EncounterListing, EncounterPage, Figures, Incident, Listing,
    Note, Page, RecordError, Rejudge, Rejudging, Renewed, Retained, Retaining, Rules, Sight, Span,
    Staffed, Staffing, Ticket, TicketChange, Try, Via, Warrant,
};
use crate::vault::Public;
use crossbeam_channel::Sender;
use jiff::Timestamp;
use std::sync::Arc;

/// A change that is wanted, and where its answer goes. Whoever asked may be gone when
/// the answer comes.
pub struct Ask {
    /// What is to change.
    pub change: Change,
    /// Who wants it.
    pub actor: String,
    /// What they may; absent where everybody may everything, and of the machine itself.
    pub warrant: Option<Box<Warrant>>,
    /// Comes back with the answer.
    pub tag: u64,
    /// Where the answer goes; must be received for as long as changes are asked for.
    pub reply: Sender<(u64, Answer)>,
}

/// What can be changed. What has changed also comes out as an output.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// A step on an incident, answered with [`Answer::Done`].
    Act {
        /// The incident's id.
        id: String,
        /// What is done.
        deed: Deed,
        /// Why; may be empty.
        note: String,
    },
    /// Takes back the latest decision on the incident with this id; answered alike.
    Undo(String),
    /// A step on a complaint, answered with [`Answer::Handled`].
    Handle {
        /// The complaint's id.
        id: String,
        /// What changes.
        change: TicketChange,
        /// Why; may be empty.
        note: String,
    },
    /// Somebody complains; answered with [`Answer::Marked`]. The ticket itself comes out
    /// as an output, and once more when its sound has been gathered.
    Mark(Marking),
    /// Somebody praises; answered with [`Answer::Praised`]. There is no ticket: the
    /// incident comes out as an output when its sound has been gathered.
    Praise(Marking),
    /// A line for the log, answered with [`Answer::Logged`].
    Log(Note),
    /// Somebody tries to sign in by this name; answered with [`Answer::Tried`].
    Try(String),
    /// The try has ended: whether it was the account that it claimed, or nobody's name;
    /// answered with [`Answer::TryEnded`].
    EndTry {
        /// The account's id; absent when there was none of that name.
        id: Option<AccountId>,
        /// Whether it succeeded.
        succeeded: bool,
    },
    /// What is asked of retention, by these rules; answered with [`Answer::Retained`].
    Retain {
        /// What is asked.
        asked: Retaining,
        /// For how long things are kept.
        rules: Rules,
    },
    /// What is asked about people and seats; answered with [`Answer::Staffed`].
    Staff(Box<Staffing>),
    /// Kept encounters are to be judged again, by these packs; answered with
    /// [`Answer::Rejudged`].
    Rejudge {
        /// Which.
        asked: Rejudge,
        /// By which packs.
        packs: Arc<Rulebook>,
    },
    /// Somebody takes a seat; answered with [`Answer::Logged`].
    Sit(Seat),
    /// Evidence was sealed anew by whoever could open it; answered with
    /// [`Answer::Renewed`].
    Renew(Box<Renewed>),
}

/// A question that changes nothing, and where its answer goes.
pub struct Look {
    /// What is asked.
    pub question: Question,
    /// What whoever asks may see.
    pub sight: Sight,
    /// Comes back with the answer.
    pub tag: u64,
    /// Where the answer goes; must be received for as long as questions are asked.
    pub reply: Sender<(u64, Answer)>,
}

/// What can be asked.
#[derive(Debug, Clone, PartialEq)]
pub enum Question {
    /// The latest incidents: at most so many, newest first.
    Latest(u32),
    /// All that is known of the incident with this id.
    Open(String),
    /// A stretch of a listing.
    List {
        /// Which, and in what order.
        listing: Listing,
        /// How many to leave out first.
        offset: u64,
        /// At most so many.
        limit: u32,
    },
    /// A stretch of the encounters.
    Encounters {
        /// Which.
        listing: EncounterListing,
        /// How many to leave out first.
        offset: u64,
        /// At most so many.
        limit: u32,
    },
    /// All that is known of the encounter with this id.
    Encounter(String),
    /// What a day or a week comes to.
    Figures(Span),
    /// The complaints.
    Tickets,
    /// How much room is left where the store lies.
    Room,
    /// Who there is, and who sits where.
    People,
}

/// Who there is, and who sits where.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct People {
    /// All accounts; none while everything lies open.
    pub accounts: Vec<Account>,
    /// The seats that hold now.
    pub seats: Vec<Seat>,
    /// What everything is sealed to besides.
    pub recovery: Option<Public>,
}

/// A complaint that somebody makes just now.
#[derive(Debug, Clone, PartialEq)]
pub struct Marking {
    /// The counter's name.
    pub counter: String,
    /// How it came in.
    pub via: Via,
    /// What is complained of; may be empty.
    pub note: String,
    /// When it came in.
    pub at: Timestamp,
}

/// What can be answered.
#[derive(Debug)]
pub enum Answer {
    /// To [`Question::Latest`].
    Latest(Result<Vec<Incident>, RecordError>),
    /// To [`Question::Open`].
    Opened(Result<Box<Dossier>, RecordError>),
    /// To [`Question::List`].
    Page(Result<Box<Page>, RecordError>),
    /// To [`Question::Encounters`].
    Encounters(Result<Box<EncounterPage>, RecordError>),
    /// To [`Question::Encounter`]; absent where there is none, or none in sight.
    Encounter(Result<Option<Box<EncounterDetail>>, RecordError>),
    /// To [`Question::Figures`].
    Figures(Result<Box<Figures>, RecordError>),
    /// To [`Question::Tickets`].
    Tickets(Result<Vec<Ticket>, RecordError>),
    /// To [`Question::Room`]: megabytes of 10^6 bytes; absent when the system does not
    /// say.
    Room(Option<u64>),
    /// To [`Question::People`].
    People(Result<Box<People>, RecordError>),
    /// To [`Change::Act`] and [`Change::Undo`]: the row as it now is.
    Done(Result<Box<Incident>, RecordError>),
    /// To [`Change::Handle`]: the complaint as it now is.
    Handled(Result<Box<Ticket>, RecordError>),
    /// To [`Change::Mark`]: the complaint as it was received.
    Marked(Result<Box<Ticket>, RecordError>),
    /// To [`Change::Praise`]: the id that its incident will have, and what is lacking;
    /// without an id nothing is kept.
    Praised(Result<(Option<String>, String), RecordError>),
    /// To [`Change::Retain`].
    Retained(Result<Box<Retained>, RecordError>),
    /// To [`Change::Staff`].
    Staffed(Result<Staffed, RecordError>),
    /// To [`Change::Rejudge`].
    Rejudged(Result<Box<Rejudging>, RecordError>),
    /// To [`Change::Log`] and [`Change::Sit`].
    Logged(Result<(), RecordError>),
    /// To [`Change::Renew`].
    Renewed(Result<(), RecordError>),
    /// To [`Change::Try`].
    Tried(Result<Try, RecordError>),
    /// To [`Change::EndTry`]: incidents of theirs that they have not seen.
    TryEnded(Result<u64, RecordError>),
}
