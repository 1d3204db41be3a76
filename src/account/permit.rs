//! The table of who may do what. Enforced by the service and by every command that works
//! on a store; what is refused is logged.

use super::Office;
use Action as A;
use Office as O;
use serde::{Deserialize, Serialize};

/// What can be done with a store and the hall it is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// See how each counter is: levels, states, losses.
    SeeHall,
    /// Read what is being said, live.
    ReadLive,
    /// See incidents of the own scope: unit, person, integrity. Inspectors see them without
    /// counter, person and history.
    SeeIncidents,
    /// Open the evidence of an incident.
    OpenEvidence,
    /// Confirm, dismiss, call remedied, take back, assign, escalate, attend to.
    Decide,
    /// Remark on an incident.
    Comment,
    /// Say of one's own incident that one has heard it; explain; appeal.
    Answer,
    /// Decide an appeal, unless one decided before.
    DecideAppeal,
    /// Say whom an incident concerns.
    NamePerson,
    /// Take a seat at a counter, or hand it over.
    Swap,
    /// Stop listening to a counter for a while.
    Mute,
    /// Take in complaints and praise and see to them.
    HandleComplaints,
    /// See what days and weeks come to.
    SeeFigures,
    /// See what each phrase comes to.
    SeePhrases,
    /// Read the log.
    ReadLog,
    /// Give evidence out of the house, with a second person.
    Export,
    /// Bring back what retention has set aside, hold it, answer citizens' requests.
    Retain,
    /// Make, change and end accounts; re-seal.
    ManageAccounts,
}

impl Action {
    /// The word that stands in the log and in messages.
    pub fn word(self) -> String {
        // A plain variant is always a word.
        match serde_json::to_value(self) {
            Ok(serde_json::Value::String(word)) => word,
            _ => String::new(),
        }
    }

    /// All of them, as listed.
    pub const ALL: [Action; 18] = [
        A::SeeHall,
        A::ReadLive,
        A::SeeIncidents,
        A::OpenEvidence,
        A::Decide,
        A::Comment,
        A::Answer,
        A::DecideAppeal,
        A::NamePerson,
        A::Swap,
        A::Mute,
        A::HandleComplaints,
        A::SeeFigures,
        A::SeePhrases,
        A::ReadLog,
        A::Export,
        A::Retain,
        A::ManageAccounts,
    ];
}

/// Whether an office may do it at all; whose incident it is is asked besides.
///
/// | | supervisor | staff | trainer | inspector | auditor | discipline |
/// |---|---|---|---|---|---|---|
/// | see the hall | yes | | yes | yes | | |
/// | read live | yes | | | | | |
/// | see incidents | unit | own | | nameless | | integrity |
/// | open evidence | unit | own | | | | integrity |
/// | decide | unit | | | | | integrity |
/// | comment | unit | own | | | | integrity |
/// | answer | | own | | | | |
/// | decide an appeal | unit | | | | | integrity |
/// | name the person | unit | | | | | integrity |
/// | swap | yes | yes | | | | |
/// | mute | yes | | | | | |
/// | complaints | yes | | | | | |
/// | figures | yes | | | yes | | |
/// | phrases | yes | | yes | yes | | |
/// | read the log | yes | | | | yes | yes |
/// | export | unit | | | | | integrity |
/// | retain | unit | | | | | integrity |
/// | accounts | yes | | | | | |
pub fn may(office: Office, action: Action) -> bool {
    match office {
        O::Supervisor => action != A::Answer,
        O::Staff => {
            matches!(action, A::SeeIncidents | A::OpenEvidence | A::Comment | A::Answer | A::Swap)
        }
        O::Trainer => matches!(action, A::SeeHall | A::SeePhrases),
        O::Inspector => {
            matches!(action, A::SeeHall | A::SeeIncidents | A::SeeFigures | A::SeePhrases)
        }
        O::Auditor => action == A::ReadLog,
        O::Discipline => matches!(
            action,
            A::SeeIncidents
                | A::OpenEvidence
                | A::Decide
                | A::Comment
                | A::DecideAppeal
                | A::NamePerson
                | A::ReadLog
                | A::Export
                | A::Retain
        ),
    }
}
