//! What people do about an incident, step by step, and where that leaves it.
//!
//! Pure data and the rules of the steps. Every step is a row of its own, never changed
//! and never removed; [`Handling`] is what the steps so far come to. Who may take a step
//! is not decided here.
//!
//! | step | when |
//! |---|---|
//! | decided | as the table of [`Disposition::next`] says |
//! | undone | the latest decision in force is a person's and no appeal was built on it |
//! | seen, played, assigned, attended, concerns | at any time |
//! | appealed | a decision stands, its time has not passed; the note says why |
//! | upheld, overturned | by someone who did not decide before |
//! | commented | at any time, with a note |
//! | escalated | nobody has decided, and it has not been escalated |

use super::unfit::{NAME_MOST, Unfit, fit_note};
use super::{Disposition, Incident};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A step that someone took on an incident. Never changed, never removed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// When.
    pub at: Timestamp,
    /// Who; `liyu` for the machine itself.
    pub actor: String,
    /// What they did.
    #[serde(flatten)]
    pub deed: Deed,
    /// Why, in their words; may be empty.
    pub note: String,
}

/// What someone did about an incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "deed", rename_all = "snake_case")]
pub enum Deed {
    /// It became this.
    Decided {
        /// What it became.
        disposition: Disposition,
    },
    /// The latest decision was taken back.
    Undone {
        /// What it is again.
        disposition: Disposition,
    },
    /// Someone has opened it.
    Seen,
    /// A remark; the note is what was remarked.
    Commented,
    /// It is somebody's to look into.
    Assigned {
        /// Whose; empty when it is nobody's any more.
        to: String,
    },
    /// It was put before the duty leader.
    Escalated,
    /// What was done about it at the counter.
    Attended {
        /// What came of it.
        outcome: Outcome,
    },
    /// Someone has heard the clip.
    Played,
    /// It was said whom it concerns.
    Concerns {
        /// The account's id; empty when it belongs to the counter again.
        person: String,
    },
    /// Whom it concerns disagrees; the incident becomes [`Disposition::Appealed`].
    Appealed {
        /// On what ground.
        ground: Ground,
    },
}

/// What an appeal rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// Somebody else sat there.
    NotMe,
    /// It was not said, or not so.
    NotSaid,
    /// It was said in another sense, or by the citizen.
    Context,
    /// It was put right at once.
    PutRight,
    /// Another one; the note says which.
    Other,
}

impl Ground {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Ground; 5] =
        [Ground::NotMe, Ground::NotSaid, Ground::Context, Ground::PutRight, Ground::Other];
}

/// What came of an incident at the counter itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The citizen was apologised to.
    Apologised,
    /// The matter was put right and done.
    Corrected,
    /// Someone else took over the counter.
    TakenOver,
    /// The citizen had left.
    Left,
    /// Nothing was found amiss.
    Nothing,
}

impl Outcome {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Outcome; 5] = [
        Outcome::Apologised,
        Outcome::Corrected,
        Outcome::TakenOver,
        Outcome::Left,
        Outcome::Nothing,
    ];
}

/// What the steps on an incident have come to, but for its disposition.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Handling {
    /// Whether anybody has opened it.
    pub seen: bool,
    /// Whose it is to look into.
    pub assignee: Option<String>,
    /// When it was put before the duty leader.
    pub escalated_at: Option<Timestamp>,
    /// What was done about it at the counter.
    pub outcome: Option<Outcome>,
    /// Remarks on it.
    pub comments: u32,
}

impl Deed {
    /// Whether this may be done about `incident`, with the note that goes with it. What
    /// a decision may become is asked of [`Disposition::may_become`].
    pub(super) fn check(&self, incident: &Incident, note: &str) -> Result<(), Unfit> {
        fit_note(note)?;
        match self {
            Deed::Undone { .. } => Err(Unfit::NotSo),
            Deed::Commented if note.trim().is_empty() => Err(Unfit::WantsNote),
            Deed::Assigned { to } if to.chars().count() > NAME_MOST => Err(Unfit::LongName),
            Deed::Escalated if !incident.disposition.is_undecided() => Err(Unfit::Decided),
            Deed::Appealed { .. } if note.trim().is_empty() => Err(Unfit::WantsNote),
            Deed::Concerns { person } if person.chars().count() > NAME_MOST => Err(Unfit::LongName),
            Deed::Escalated if incident.handling.escalated_at.is_some() => Err(Unfit::Escalated),
            _ => Ok(()),
        }
    }
}

/// A decision, or the taking back of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// It became something.
    To {
        /// What it became.
        after: Disposition,
        /// What it was before.
        before: Disposition,
        /// Whether this program decided.
        machine: bool,
    },
    /// The latest decision in force was taken back.
    Back,
}

/// What an incident becomes when its latest decision in force is taken back; `turns`
/// oldest first.
pub(super) fn taken_back(turns: &[Turn]) -> Result<Disposition, Unfit> {
    let mut in_force = Vec::new();
    for turn in turns {
        match *turn {
            Turn::To { after, before, machine } => in_force.push((after, before, machine)),
            Turn::Back => {
                in_force.pop();
            }
        }
    }
    match in_force.last() {
        None => Err(Unfit::NothingToUndo),
        Some((Disposition::Appealed | Disposition::Upheld | Disposition::Overturned, ..)) => {
            Err(Unfit::BuiltOn)
        }
        Some((_, _, true)) => Err(Unfit::NotAPersons),
        Some((_, before, false)) => Ok(*before),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Disposition::{Appealed, Confirmed, Dismissed, New, Remedied, Uncertain};
    use proptest::prelude::*;

    fn to(before: Disposition, after: Disposition) -> Turn {
        Turn::To { after, before, machine: false }
    }

    #[test]
    fn the_latest_decision_in_force_is_taken_back() {
        let machines = Turn::To { after: Dismissed, before: New, machine: true };
        for (turns, expected) in [
            (vec![], Err(Unfit::NothingToUndo)),
            (vec![to(Uncertain, Confirmed)], Ok(Uncertain)),
            (vec![to(New, Confirmed), to(Confirmed, Dismissed)], Ok(Confirmed)),
            (vec![to(New, Confirmed), to(Confirmed, Dismissed), Turn::Back], Ok(New)),
            (vec![to(New, Confirmed), Turn::Back], Err(Unfit::NothingToUndo)),
            (vec![to(New, Confirmed), Turn::Back, to(New, Remedied)], Ok(New)),
            (vec![to(New, Confirmed), to(Confirmed, Appealed)], Err(Unfit::BuiltOn)),
            (vec![machines], Err(Unfit::NotAPersons)),
            (vec![machines, to(Dismissed, Confirmed)], Ok(Dismissed)),
        ] {
            assert_eq!(taken_back(&turns), expected, "{turns:?}");
        }
    }

    proptest! {
        /// Taking back as often as was decided leads to where it began.
        #[test]
        fn all_can_be_taken_back_until_an_appeal(path in proptest::collection::vec(0usize..9, 0..8)) {
            let (mut now, mut turns) = (New, Vec::new());
            for step in path {
                let next = Disposition::ALL[step];
                if now.may_become(next) && next != Appealed {
                    turns.push(to(now, next));
                    now = next;
                }
            }
            for _ in 0..turns.len() {
                now = taken_back(&turns).expect("something to take back");
                turns.push(Turn::Back);
            }
            prop_assert_eq!(now, New);
            prop_assert_eq!(taken_back(&turns), Err(Unfit::NothingToUndo));
        }
    }
}
