//! Whose a piece of evidence is, and who keeps the keys to it.
//!
//! Runs on the thread `record`. Accounts are read again whenever the index may have changed
//! since: an account that was made a moment ago must have a key to what is heard now.

use super::{Store, accounts, rows};
use crate::account::seated;
use crate::record::sealing::Keepers;
use crate::record::{Custody, RecordError};
use jiff::Timestamp;
use std::sync::Arc;

impl Store {
    /// How an incident at `counter`, said at `at`, is kept: of which unit the counter is,
    /// whose it is as far as seats say, and whether a phrase on integrity is in it.
    pub fn custody_for(
        &self,
        counter: &str,
        unit: &str,
        at: Timestamp,
        integrity: bool,
    ) -> Result<Custody, RecordError> {
        let person = seated(&self.seats_at(at)?, counter, at).one();
        Ok(Custody { unit: unit.to_owned(), person, integrity, ..Custody::default() })
    }

    /// Whether evidence is sealed: there is an account.
    pub fn is_sealed(&self) -> Result<bool, RecordError> {
        rows::is_sealed(&self.db).map_err(RecordError::index(&self.index))
    }

    /// Who keeps the keys; absent while there is no account and all lies open.
    pub(super) fn keepers(&mut self) -> Result<Option<Arc<Keepers>>, RecordError> {
        let now = self.change_number()?;
        if let Some((then, keepers)) = &self.writer()?.keepers
            && *then == now
        {
            return Ok(open_or(keepers));
        }
        let keepers = Arc::new(self.read_keepers()?);
        self.writer()?.keepers = Some((now, Arc::clone(&keepers)));
        Ok(open_or(&keepers))
    }

    pub(super) fn read_keepers(&self) -> Result<Keepers, RecordError> {
        let listed = accounts::list(&self.db).map_err(RecordError::index(&self.index))?;
        let accounts = listed.into_iter().map(|locked| locked.account).collect();
        Ok(Keepers { accounts, recovery: self.recovery()? })
    }

    /// Has accounts read again: the number of the index's change does not tell our own.
    pub(super) fn forget_keepers(&mut self) {
        if let Some(writer) = &mut self.writer {
            writer.keepers = None;
        }
    }
}

fn open_or(keepers: &Arc<Keepers>) -> Option<Arc<Keepers>> {
    (!keepers.accounts.is_empty()).then(|| Arc::clone(keepers))
}
