//! Who sat at which counter when.

use super::AccountId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Where a [`Seat`] comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// A roster that was read in.
    Roster,
    /// A swap made at a console; from its beginning it counts for more than a roster.
    Swap,
}

/// A stretch of time that somebody sits at a counter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seat {
    /// The counter's name.
    pub counter: String,
    /// Who; empty when a swap says that nobody does.
    pub person: AccountId,
    /// From then on.
    pub from: Timestamp,
    /// Until then; of a swap until the next one or the day's end.
    pub until: Timestamp,
    /// Where it comes from.
    pub origin: Origin,
}

/// Who can have been at a counter at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seats {
    /// This one and no other.
    One(AccountId),
    /// Nobody is known to, or several are: it belongs to the counter until a person is
    /// confirmed.
    Unclear(Vec<AccountId>),
}

impl Seats {
    /// Who, where it is one.
    pub fn one(self) -> Option<AccountId> {
        match self {
            Seats::One(person) => Some(person),
            Seats::Unclear(_) => None,
        }
    }
}

/// Who sat at `counter` at `at`, as far as `seats` know.
pub fn seated(seats: &[Seat], counter: &str, at: Timestamp) -> Seats {
    let there = |seat: &&Seat| seat.counter == counter && seat.from <= at && at < seat.until;
    let latest_swap = seats
        .iter()
        .filter(there)
        .filter(|seat| seat.origin == Origin::Swap)
        .max_by_key(|seat| seat.from);
    let mut people: Vec<AccountId> = match latest_swap {
        Some(swap) => vec![swap.person.clone()],
        None => seats.iter().filter(there).map(|seat| seat.person.clone()).collect(),
    };
    people.retain(|person| !person.is_empty());
    people.sort_unstable();
    people.dedup();
    match <[AccountId; 1]>::try_from(people) {
        Ok([one]) => Seats::One(one),
        Err(people) => Seats::Unclear(people),
    }
}
