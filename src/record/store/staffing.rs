//! Accounts and seats as people change them, held against what must always be true.

use super::Store;
use crate::account::{Account, Office, Seat, Standing};
use crate::record::{RecordError, Staffed, Staffing};
use jiff::Timestamp;

impl Store {
    /// Does what is asked about people. `actor` asked: an account, or whoever runs the
    /// machine.
    ///
    /// # Errors
    /// [`RecordError::NoAccounts`] before the first account, [`RecordError::NameTaken`],
    /// [`RecordError::NoSuchAccount`], [`RecordError::LastSupervisor`],
    /// [`RecordError::NotLeaving`].
    pub fn staffing(
        &mut self,
        asked: &Staffing,
        actor: &str,
        at: Timestamp,
    ) -> Result<Staffed, RecordError> {
        let of = |id: String| Staffed { id, seats: 0 };
        match asked {
            Staffing::Join { new } => {
                if !self.is_sealed()? {
                    return Err(RecordError::NoAccounts);
                }
                Ok(of(self.add_account(new, actor, at)?.id))
            }
            Staffing::Stand { name, standing } => {
                let account = self.find_account(name)?;
                self.may_stand(&account, *standing)?;
                self.set_standing(&account.id, *standing, actor, at)?;
                Ok(of(account.id))
            }
            Staffing::Relock { locked } => {
                let account = self.accounts()?.into_iter().find(|account| account.id == actor);
                let account =
                    account.ok_or_else(|| RecordError::NoSuchAccount { name: actor.to_owned() })?;
                self.relock(&account.id, (&account.public, locked), actor, "", at)?;
                Ok(of(account.id))
            }
            Staffing::Seat { seats } => {
                let mut new: Vec<Seat> = Vec::new();
                for seat in seats {
                    if !new.contains(seat) && !self.seats_at(seat.from)?.contains(seat) {
                        new.push(seat.clone());
                    }
                }
                self.add_seats(&new, actor, at)?;
                Ok(Staffed { id: String::new(), seats: new.len() as u64 })
            }
        }
    }

    /// The account called `name`, whether it can be signed in to or not.
    pub fn find_account(&self, name: &str) -> Result<Account, RecordError> {
        let found = self.account_named(name)?.map(|locked| locked.account);
        found.ok_or_else(|| RecordError::NoSuchAccount { name: name.to_owned() })
    }

    fn may_stand(&self, account: &Account, standing: Standing) -> Result<(), RecordError> {
        let name = || account.name.clone();
        if standing == Standing::Leaving && account.office != Office::Staff {
            return Err(RecordError::NotLeaving { name: name() });
        }
        let is_last = standing != Standing::Active
            && looks_after_all(account)
            && self.accounts()?.iter().all(|it| it.id == account.id || !looks_after_all(it));
        if is_last { Err(RecordError::LastSupervisor { name: name() }) } else { Ok(()) }
    }
}

/// Whether whatever happens lies open to them.
fn looks_after_all(account: &Account) -> bool {
    account.office == Office::Supervisor
        && account.standing == Standing::Active
        && account.unit.is_empty()
        && account.until.is_none()
}
