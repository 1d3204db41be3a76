//! Whose eyes a piece of evidence is for.
//!
//! | evidence | sealed to |
//! |---|---|
//! | any | the recovery key, which no account holds (the caller adds it) |
//! | of a taboo phrase, a complaint, a praise | supervisors of the counter's unit, and the member of staff it concerns once that is known |
//! | of a phrase on integrity | those who follow integrity, nobody else |
//! | the whole, with the citizen's voice | the same without the member of staff, any two of them together, the recovery key counting as one |

use super::{Account, AccountId, Office, Standing};

/// What decides whose eyes evidence is for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Concern {
    /// The unit of its counter; empty where the hall has none.
    pub unit: String,
    /// Whether a phrase on integrity is in it.
    pub integrity: bool,
    /// The member of staff it concerns, where that is known; until then it belongs to the
    /// counter and nobody's name is on it.
    pub person: Option<AccountId>,
}

/// The accounts that may open evidence of `concern`, in the order of `accounts`.
pub fn audience<'a>(concern: &Concern, accounts: &'a [Account]) -> Vec<&'a Account> {
    let may = |account: &&Account| match account.office {
        _ if account.standing == Standing::Disabled => false,
        Office::Supervisor => decides(account, concern),
        Office::Discipline => decides(account, concern),
        // One who is leaving opens what is theirs until it is settled.
        Office::Staff => !concern.integrity && concern.person.as_ref() == Some(&account.id),
        Office::Trainer | Office::Inspector | Office::Auditor => false,
    };
    accounts.iter().filter(may).collect()
}

/// The accounts of which any two may hear the whole.
pub fn pairs<'a>(concern: &Concern, accounts: &'a [Account]) -> Vec<&'a Account> {
    let may =
        |account: &&Account| account.standing == Standing::Active && decides(account, concern);
    accounts.iter().filter(may).collect()
}

fn decides(account: &Account, concern: &Concern) -> bool {
    let office = if concern.integrity { Office::Discipline } else { Office::Supervisor };
    account.office == office
        && account.standing == Standing::Active
        && account.covers(&concern.unit)
}
