//! `liyu user passwd`.

use crate::clock;
use crate::command::{entry, passphrase};
use crate::tr;
use crate::vault::{Cost, lock};
use anyhow::Result;
use std::io::Write;
use std::path::Path;

/// Locks the account's secret with another passphrase; the secret stays, so nothing need
/// be sealed anew.
pub fn run(store_dir: &Path, name: &str, out: &mut impl Write) -> Result<()> {
    let mut store = entry::open_rows(store_dir)?;
    let person = entry::enter(&mut store, name)?;
    let passphrase = passphrase::make(name)?;
    let locked = lock(&person.secret, &passphrase, Cost::default())?;
    let account = &person.account;
    store.relock(&account.id, (&account.public, &locked), &account.id, "", clock::now())?;
    writeln!(out, "{}", tr!("{} 的口令已更换", "the passphrase of {} was changed", name))?;
    Ok(())
}
