//! Asking something about people: of the store, or of the service that holds it.
//!
//! Runs on the main thread. Whoever runs the machine may make and end accounts and say who
//! sits where: the log says so, and so do the consoles. `--by` has somebody prove who they
//! are first, before anything else is asked for; a service asks for that, as whoever
//! reaches it need not run the machine.

use super::entry::{self, Person};
use super::passphrase;
use crate::account::Action;
use crate::clock;
use crate::record::{OPERATOR, RecordError, Staffed, Staffing, Store};
use crate::service::client::Client;
use crate::service::errand::{ask, greeted};
use crate::service::message::{FromService, ToService};
use crate::service::signin::sign_in;
use crate::tr;
use crate::vault::Secret;
use anyhow::{Result, anyhow};
use std::path::Path;

/// Whoever can do what is asked.
pub enum Registry {
    /// The store, which nobody else holds, and who has proven themselves there.
    Store(Box<Store>, Option<Box<Person>>),
    /// The service that holds it, and the secret of whoever has signed in there.
    Service(Box<Client>, Box<Secret>),
}

impl Registry {
    /// Opens the store of `store_dir` or attaches to its service, as `by` where somebody is
    /// named, who must be there for accounts. Of whom it is the log does not say: no name
    /// stands in it.
    pub fn open(store_dir: &Path, by: Option<&str>) -> Result<Registry> {
        let registry = Registry::enter(store_dir, by)?;
        match registry {
            Registry::Store(mut store, Some(person)) => {
                entry::allow(&mut store, &person.account, Action::ManageAccounts, "")?;
                Ok(Registry::Store(store, Some(person)))
            }
            // The service looks itself.
            other => Ok(other),
        }
    }

    /// The same for what everybody may do about themselves.
    pub fn enter(store_dir: &Path, by: Option<&str>) -> Result<Registry> {
        match Store::open_rows(store_dir) {
            Err(RecordError::InUse { .. }) => {
                let by = by.ok_or_else(|| anyhow!(tr!(
                    "服务正在运行:请加 --by 名字(能管理账户的主管),或先停止服务",
                    "a service is running: add --by NAME (a supervisor, who may manage accounts), or stop it first"
                )))?;
                let client = Client::attach(store_dir, by)?;
                greeted(&client)?;
                let (secret, _) = sign_in(&client, by, &passphrase::ask(by)?)?;
                Ok(Registry::Service(Box::new(client), Box::new(secret)))
            }
            opened => {
                let mut store = match opened {
                    Ok(store) => store,
                    // It says what to do, and brings an older store up to date.
                    Err(_) => entry::open_rows(store_dir)?,
                };
                let person = match by {
                    Some(by) => Some(Box::new(entry::enter(&mut store, by)?)),
                    None => None,
                };
                Ok(Registry::Store(Box::new(store), person))
            }
        }
    }

    /// The secret of whoever has proven themselves.
    pub fn secret(&self) -> Option<&Secret> {
        match self {
            Registry::Store(_, person) => person.as_ref().map(|person| &person.secret),
            Registry::Service(_, secret) => Some(secret),
        }
    }

    /// Has it done.
    pub fn ask(&mut self, asked: Staffing) -> Result<Staffed> {
        match self {
            Registry::Store(store, person) => {
                let actor = person.as_ref().map_or(OPERATOR, |person| person.account.id.as_str());
                Ok(store.staffing(&asked, actor, clock::now())?)
            }
            Registry::Service(client, _) => {
                let asked = ToService::Staff { asked: Box::new(asked) };
                Ok(ask(client, asked, |event| match event {
                    FromService::Staffed(staffed) => Some(staffed),
                    _ => None,
                })?)
            }
        }
    }
}
