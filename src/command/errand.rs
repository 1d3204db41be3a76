//! Asking something of retention: of the service that holds the store, else of the store
//! itself.
//!
//! Runs on the main thread. Once there are accounts, whoever asks says who they are and
//! proves it; making a copy takes none, it is only written down.

use super::{entry, passphrase, setup};
use crate::account::Action;
use crate::clock;
use crate::config::Config;
use crate::error::Usage;
use crate::record::{Note, RecordError, Retained, Retaining, Sight, Warrant, What};
use crate::service::ServiceError;
use crate::service::client::Client;
use crate::service::errand::{ask, greeted};
use crate::service::message::{FromService, ToService};
use crate::service::signin::sign_in;
use crate::tr;
use anyhow::{Result, bail};
use std::path::Path;

/// Attaches to the service of a store and signs in as `user` where that is needed.
pub fn attach(store_dir: &Path, user: Option<&str>, needs_person: bool) -> Result<Client> {
    let client = Client::attach(store_dir, &setup::actor(user))?;
    if !greeted(&client)?.unsealed && needs_person {
        let name = user.ok_or_else(no_person)?;
        let secret = passphrase::ask(name)?;
        sign_in(&client, name, &secret)?;
    }
    Ok(client)
}

/// Does what is `asked`, as `user` where there are accounts.
pub fn retaining(
    config: &Config,
    store_dir: &Path,
    user: Option<&str>,
    asked: Retaining,
) -> Result<Retained> {
    let needs_person = !matches!(asked, Retaining::BackedUp { .. });
    match attach(store_dir, user, needs_person) {
        Ok(client) => Ok(*ask(&client, ToService::Retain { asked }, |event| match event {
            FromService::Retained(retained) => Some(retained),
            _ => None,
        })?),
        Err(error) if is_absent(&error) => alone(config, store_dir, user, &asked),
        Err(error) => Err(error),
    }
}

/// Whether there is no service, so that the store is free.
pub fn is_absent(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref(), Some(ServiceError::NotRunning { .. }))
}

/// The same of a store that nobody holds.
fn alone(
    config: &Config,
    store_dir: &Path,
    user: Option<&str>,
    asked: &Retaining,
) -> Result<Retained> {
    if !store_dir.is_dir() {
        return Err(RecordError::NoStore { path: store_dir.to_owned() }.into());
    }
    let mut store = entry::open_rows(store_dir)?;
    let needs_person = !matches!(asked, Retaining::BackedUp { .. });
    if !needs_person || !store.is_sealed()? {
        let actor = setup::actor(user);
        return Ok(store.retaining(asked, &config.retention, (&actor, None), clock::now())?);
    }
    let person = entry::enter(&mut store, user.ok_or_else(no_person)?)?;
    let account = person.account;
    entry::allow(&mut store, &account, Action::Retain, "")?;
    let units = config.counters.iter().map(|c| (c.name.as_str(), c.unit.as_str()));
    let warrant = Warrant::of(&account, Sight::of(&account, units));
    let who = (account.id.as_str(), Some(&warrant));
    match store.retaining(asked, &config.retention, who, clock::now()) {
        Err(RecordError::Denied { id, why }) => {
            let (at, actor, what) = (clock::now(), account.id.clone(), What::Refused);
            store.log(&Note { at, actor, what, about: id, value: why.word() })?;
            bail!("{why}");
        }
        done => Ok(done?),
    }
}

/// What is said to who does not say who they are.
pub fn no_person() -> anyhow::Error {
    Usage(tr!(
        "这里已有账户:请加 --user 名字,再输入口令",
        "there are accounts here: add --user NAME and give the passphrase"
    ))
    .into()
}
