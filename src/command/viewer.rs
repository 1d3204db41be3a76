//! Who looks at a store, and what of it they may see: for commands that read rows.
//!
//! Runs on the main thread. Where there are accounts whoever looks signs in: with the
//! service that holds the store, else with the store itself. The same tries are counted as
//! at a console.

use super::{entry, errand, passphrase, setup};
use crate::account::{Account, Action, may};
use crate::clock;
use crate::config::Config;
use crate::record::{Denied, Note, RecordError, Sight, Store, What};
use crate::service::ServiceError;
use crate::service::client::Client;
use crate::service::errand::greeted;
use crate::service::signin::sign_in;
use anyhow::{Result, bail};
use std::path::Path;

/// Whoever looks.
pub struct Viewer {
    /// Who it is, as the log names them.
    pub actor: String,
    /// What they may see.
    pub sight: Sight,
}

/// Signs `user` in where there are accounts, and refuses what their office is not for: any
/// of `actions` will do.
pub fn enter(
    config: &Config,
    store_dir: &Path,
    user: Option<&str>,
    actions: &[Action],
) -> Result<Viewer> {
    if !Store::open_read_only(store_dir)?.is_sealed()? {
        return Ok(Viewer { actor: setup::actor(user), sight: Sight::default() });
    }
    let name = user.ok_or_else(errand::no_person)?;
    match Client::attach(store_dir, name) {
        Ok(client) => {
            greeted(&client)?;
            let (_, me) = sign_in(&client, name, &passphrase::ask(name)?)?;
            if !allowed(&me.account, actions) {
                bail!("{}", denied(actions));
            }
            Ok(viewer(config, &me.account))
        }
        Err(ServiceError::NotRunning { .. }) => {
            let mut store = entry::open_rows(store_dir)?;
            let account = entry::enter(&mut store, name)?.account;
            if !allowed(&account, actions) {
                let (at, actor, what) = (clock::now(), account.id, What::Refused);
                let (about, value) = (String::new(), denied(actions).word());
                store.log(&Note { at, actor, what, about, value })?;
                bail!("{}", denied(actions));
            }
            Ok(viewer(config, &account))
        }
        Err(error) => Err(error.into()),
    }
}

/// What of the store of `config` the holder of `account` may see.
pub fn viewer(config: &Config, account: &Account) -> Viewer {
    let units = config.counters.iter().map(|c| (c.name.as_str(), c.unit.as_str()));
    Viewer { actor: account.id.clone(), sight: Sight::of(account, units) }
}

fn allowed(account: &Account, actions: &[Action]) -> bool {
    actions.iter().any(|action| may(account.office, *action))
}

fn denied(actions: &[Action]) -> Denied {
    Denied::Office(actions.first().copied().unwrap_or(Action::ManageAccounts))
}

/// The store to be read; one that is older is brought up to date first.
pub fn open(store_dir: &Path) -> Result<Store> {
    match Store::open_read_only(store_dir) {
        Err(RecordError::Older { .. }) => {
            drop(setup::open_store(store_dir)?);
            Ok(Store::open_read_only(store_dir)?)
        }
        opened => Ok(opened?),
    }
}
