//! `liyu user passwd`.

use crate::command::passphrase;
use crate::command::staffing::Registry;
use crate::record::Staffing;
use crate::tr;
use crate::vault::{Cost, lock};
use anyhow::{Context, Result};
use std::io::Write;
use std::path::Path;

/// Locks the account's secret with another passphrase; the secret stays, so nothing need
/// be sealed anew.
pub fn run(store_dir: &Path, name: &str, out: &mut impl Write) -> Result<()> {
    let mut registry = Registry::enter(store_dir, Some(name))?;
    let passphrase = passphrase::make(name)?;
    let secret = registry.secret().context("nobody has proven themselves")?;
    let locked = lock(secret, &passphrase, Cost::default())?;
    registry.ask(Staffing::Relock { locked })?;
    writeln!(out, "{}", tr!("{} 的口令已更换", "the passphrase of {} was changed", name))?;
    Ok(())
}
