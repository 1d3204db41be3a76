//! `liyu roster`: who sits at which counter when.
//!
//! Runs on the main thread. A roster is taken whole or not at all; what stands in the
//! store already is not written down twice.

use super::staffing::Registry;
use crate::account::{read_roster, seated, seats};
use crate::cli::Roster;
use crate::clock;
use crate::config::Config;
use crate::document::Document;
use crate::record::{Staffing, Store};
use crate::tr;
use anyhow::{Result, anyhow};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;

/// Does what `args` ask for.
pub fn run(config: &Config, store_dir: &Path, args: &Roster, out: &mut impl Write) -> Result<()> {
    match args {
        Roster::Import { file, by } => import(config, store_dir, file, by.as_deref(), out),
        Roster::Show { at } => show(config, store_dir, *at, out),
    }
}

fn import(
    config: &Config,
    store_dir: &Path,
    file: &Path,
    by: Option<&str>,
    out: &mut impl Write,
) -> Result<()> {
    // The file first: nobody should type a passphrase for a roster with faults.
    let document = Document::open(file).map_err(|faults| anyhow!("{faults}"))?;
    let shifts = read_roster(&document).map_err(|faults| anyhow!("{faults}"))?;
    let mut registry = Registry::open(store_dir, by)?;
    let counters: Vec<String> = config.counters.iter().map(|c| c.name.clone()).collect();
    let accounts = Store::open_read_only(store_dir)?.accounts()?;
    let zone = TimeZone::system();
    let all = seats(document.name(), &shifts, &accounts, &counters, &zone)
        .map_err(|faults| anyhow!("{faults}"))?;
    let count = all.len() as u64;
    let new = registry.ask(Staffing::Seat { seats: all })?.seats;
    let known = count - new;
    writeln!(
        out,
        "{}",
        tr!("登记 {} 班,{} 班此前已登记", "{} shifts taken in, {} were known", new, known)
    )?;
    Ok(())
}

fn show(
    config: &Config,
    store_dir: &Path,
    at: Option<DateTime>,
    out: &mut impl Write,
) -> Result<()> {
    let store = Store::open_read_only(store_dir)?;
    let at = match at {
        Some(at) => at.to_zoned(TimeZone::system())?.timestamp(),
        None => clock::now(),
    };
    let (seats, accounts) = (store.seats_at(at)?, store.accounts()?);
    let name = |id: &str| {
        let account = accounts.iter().find(|account| account.id == id);
        account.map_or_else(|| id.to_owned(), |account| account.name.clone())
    };
    let counters: BTreeSet<&str> = config
        .counters
        .iter()
        .map(|counter| counter.name.as_str())
        .chain(seats.iter().map(|seat| seat.counter.as_str()))
        .collect();
    for counter in counters {
        let people = match seated(&seats, counter, at) {
            crate::account::Seats::One(person) => name(&person),
            crate::account::Seats::Unclear(people) if people.is_empty() => "-".to_owned(),
            crate::account::Seats::Unclear(people) => {
                let names: Vec<String> = people.iter().map(|id| name(id)).collect();
                tr!("不明:{}", "unclear: {}", names.join(&tr!("、", ", ")))
            }
        };
        writeln!(out, "{counter}  {people}")?;
    }
    Ok(())
}
