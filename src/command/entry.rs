//! Signing in to a store that no service holds: the account and its secret, for one
//! command.
//!
//! Runs on the main thread. The same tries are counted as at a console, and the same lines
//! stand in the log.

use super::passphrase;
use crate::account::{Account, Action, may};
use crate::clock;
use crate::record::{Note, RecordError, Store, Try, What};
use crate::tr;
use crate::vault::{self, Secret, VaultError};
use anyhow::{Result, bail};
use std::path::Path;

/// Somebody who has shown that they are who they say.
pub struct Person {
    /// Their account.
    pub account: Account,
    /// What opens what is sealed to them.
    pub secret: Secret,
}

/// Asks for the passphrase of `name` and opens their account.
pub fn enter(store: &mut Store, name: &str) -> Result<Person> {
    let passphrase = passphrase::ask(name)?;
    enter_with(store, name, &passphrase)
}

/// Opens the account `name` with a passphrase that was asked for.
pub fn enter_with(store: &mut Store, name: &str, passphrase: &str) -> Result<Person> {
    let now = clock::now();
    let locked = match store.begin_try(name, now)? {
        Try::Open(locked) => *locked,
        Try::Shut(until) => bail!(tr!(
            "{} 口令错误次数过多,请 {} 秒后再试",
            "too many wrong passphrases for {}; try again in {} s",
            name,
            until.duration_since(now).as_secs().max(1)
        )),
        Try::Nobody => {
            store.end_try(None, false, now)?;
            bail!(refused(name));
        }
    };
    let opened = vault::unlock(&locked.locked, passphrase);
    let account = locked.account;
    store.end_try(Some(&account.id), opened.is_ok(), clock::now())?;
    match opened {
        Ok(secret) => Ok(Person { account, secret }),
        Err(VaultError::WrongPassphrase) => bail!(refused(name)),
        Err(error) => bail!(tr!(
            "{} 的密钥无法打开({});请由两人执行 liyu user reset",
            "the key of {} cannot be opened ({}); have two people run liyu user reset",
            name,
            error
        )),
    }
}

fn refused(name: &str) -> String {
    tr!(
        "{} 的名字或口令不对,或账户已停用;忘记口令由两人执行 liyu user reset",
        "wrong name or passphrase for {}, or the account has ended; a forgotten one is reset by two people: liyu user reset",
        name
    )
}

/// Refuses what the person's office is not for, and writes that down.
pub fn allow(store: &mut Store, person: &Account, action: Action, about: &str) -> Result<()> {
    if may(person.office, action) {
        return Ok(());
    }
    store.log(&Note {
        at: clock::now(),
        actor: person.id.clone(),
        what: What::Refused,
        about: about.to_owned(),
        value: action.word(),
    })?;
    bail!(tr!(
        "{} 的账户无权这样做;这次尝试已记入日志",
        "the account of {} may not do this; the attempt stands in the log",
        person.name
    ));
}

/// As [`open_rows`], and makes a store where there is none: accounts may come before
/// anything is heard.
pub fn open_or_make(dir: &Path) -> Result<Store> {
    match Store::open_read_only(dir) {
        Err(RecordError::NoStore { .. }) => super::setup::open_store(dir),
        _ => open_rows(dir),
    }
}

/// Opens the store in `dir` to change rows of it. A service that holds it is told of, with
/// what to do.
pub fn open_rows(dir: &Path) -> Result<Store> {
    match Store::open_rows(dir) {
        Err(RecordError::InUse { path, .. }) => bail!(tr!(
            "{} 正由运行中的服务使用;请先停止服务再执行,完成后重新启动",
            "{} is held by a running service; stop it, run this, and start it again",
            path.display()
        )),
        // It is brought up to date first.
        Err(RecordError::Older { .. }) => {
            drop(super::setup::open_store(dir)?);
            Ok(Store::open_rows(dir)?)
        }
        opened => Ok(opened?),
    }
}
