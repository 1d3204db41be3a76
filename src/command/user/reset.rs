//! `liyu user reset`: a forgotten passphrase, a new key, by two people.

use super::reseal::told;
use crate::account::{Account, Action, Office, Standing, may};
use crate::cli::ResetUser;
use crate::clock;
use crate::command::{entry, passphrase};
use crate::error::Usage;
use crate::lang::tell;
use crate::record::{Note, RECOVERY_ID, Resealed, Scope, Store, What};
use crate::tr;
use crate::vault::{Cost, Secret, lock};
use anyhow::{Result, bail};
use std::io::Write;
use std::path::Path;

/// Somebody who helps: an account or the holder of the recovery key.
struct Helper {
    /// The account's id, or [`RECOVERY_ID`].
    id: String,
    account: Option<Account>,
    secret: Secret,
}

/// Makes a new key and passphrase for an account, and seals to it what the two can open.
pub fn run(store_dir: &Path, args: &ResetUser, out: &mut impl Write) -> Result<()> {
    let ResetUser { name, by, and } = args;
    if by == and || by == name || and == name {
        let why = tr!(
            "需要另外两个不同的人(--by 与 --and)",
            "it takes two other people (--by and --and)"
        );
        return Err(Usage(why).into());
    }
    let mut store = entry::open_rows(store_dir)?;
    let account = store.find_account(name)?;
    if account.standing == Standing::Disabled {
        bail!(tr!("{} 已停用;请另建账户", "{} has ended; make a new account instead", name));
    }
    let helpers = [help(&mut store, by)?, help(&mut store, and)?];
    if let Some(refused) = refused(&store.accounts()?, &account, &helpers) {
        store.log(&Note {
            at: clock::now(),
            actor: refused.id.clone(),
            what: What::Refused,
            about: account.id.clone(),
            value: Action::ManageAccounts.word(),
        })?;
        bail!(tr!(
            "重设口令要两个主管,或一个主管加恢复密钥;这次尝试已记入日志",
            "it takes two supervisors, or one and the recovery key; the attempt stands in the log"
        ));
    }
    let passphrase = passphrase::make(name)?;
    let secret = Secret::generate()?;
    let locked = lock(&secret, &passphrase, Cost::default())?;
    let [first, second] = &helpers;
    let value = format!("reset {}", second.id);
    let now = clock::now();
    store.relock(&account.id, (&secret.public(), &locked), &first.id, &value, now)?;
    let done = reseal(&mut store, &helpers)?;
    tell(told(&done));
    writeln!(out, "{}", tr!("{} 的口令已重设", "the passphrase of {} was reset", name))?;
    Ok(())
}

fn help(store: &mut Store, name: &str) -> Result<Helper> {
    if name != RECOVERY_ID {
        let person = entry::enter(store, name)?;
        let id = person.account.id.clone();
        return Ok(Helper { id, account: Some(person.account), secret: person.secret });
    }
    let text = passphrase::asked(&tr!("恢复密钥:", "recovery key: "))?;
    let secret = Secret::from_text(&text).ok();
    let secret =
        secret.filter(|secret| store.recovery().is_ok_and(|key| key == Some(secret.public())));
    match secret {
        Some(secret) => Ok(Helper { id: RECOVERY_ID.to_owned(), account: None, secret }),
        None => {
            store.end_try(None, false, clock::now())?;
            bail!(tr!("这不是本记录目录的恢复密钥", "this is not the recovery key of this store"))
        }
    }
}

/// Which of the two may not: both must be for accounts, the recovery key counting as one.
/// Where it is there and nobody else could be the second, anybody with an account may.
fn refused<'a>(all: &[Account], account: &Account, helpers: &'a [Helper; 2]) -> Option<&'a Helper> {
    let manages = |office: Office| may(office, Action::ManageAccounts);
    let with_key = helpers.iter().any(|helper| helper.account.is_none());
    let alone = !all.iter().any(|other| {
        other.id != account.id && manages(other.office) && other.is_open(clock::now())
    });
    helpers.iter().find(|helper| {
        let may = helper.account.as_ref().is_none_or(|helper| manages(helper.office));
        !(may || with_key && alone)
    })
}

/// Seals anew, to the new key, all that the two can open, the whole with both.
fn reseal(store: &mut Store, helpers: &[Helper; 2]) -> Result<Resealed> {
    let [first, second] = helpers;
    let mut stale = |one: &Helper, other: &Helper| {
        let secrets = (&one.secret, Some(&other.secret));
        store.reseal(secrets, &Scope::Stale, &one.id, clock::now())
    };
    let done = stale(first, second)?;
    if done.not_for_you == 0 {
        return Ok(done);
    }
    // What the first could not open, the second may.
    let more = stale(second, first)?;
    Ok(Resealed {
        incidents: done.incidents + more.incidents,
        complaints: done.complaints + more.complaints,
        wholes_left: done.wholes_left + more.wholes_left,
        ..more
    })
}
