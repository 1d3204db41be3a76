//! `liyu mark`: somebody complains about a counter.
//!
//! The running service keeps what is still in memory of it. Without one the complaint is
//! written down all the same, and says that there is no sound.

use super::setup;
use crate::cli::Mark;
use crate::clock;
use crate::config::is_name;
use crate::error::Usage;
use crate::lang::tell;
use crate::pipeline::{Marking, unheard};
use crate::record::{RecordError, Via};
use crate::service::ServiceError;
use crate::service::marking::{mark, praise};
use crate::tr;
use anyhow::{Result, bail};
use std::io::Write;
use std::path::Path;

/// Characters of a note, as the service takes them.
const NOTE_MOST: usize = 2000;

/// Who says so where there are accounts and none was signed in to.
const UNSIGNED: &str = "command";

/// Prints the ticket's id, and on stderr what is lacking.
pub fn run(store_dir: &Path, args: &Mark, out: &mut impl Write) -> Result<()> {
    let Mark { counter, note, .. } = args;
    if !is_name(counter) {
        let why =
            tr!("应为 1 到 64 个字,不含控制字符", "use 1 to 64 characters, no control characters");
        return Err(Usage(format!("COUNTER: {why}")).into());
    }
    let note = note.as_deref().unwrap_or_default().trim();
    if note.chars().count() > NOTE_MOST {
        let why = tr!("不超过 {} 个字", "use at most {} characters", NOTE_MOST);
        return Err(Usage(format!("--note: {why}")).into());
    }
    let actor = setup::actor(None);
    if args.praise {
        return praised(store_dir, &actor, counter, note, out);
    }
    let ticket = match mark(store_dir, &actor, counter, Via::Command, note) {
        Err(ServiceError::NotRunning { .. }) => {
            // A store that is made only to complain in would be the wrong one.
            if !store_dir.is_dir() {
                return Err(RecordError::NoStore { path: store_dir.to_owned() }.into());
            }
            let (mut store, via) = (setup::open_store(store_dir)?, Via::Command);
            let (counter, note) = (counter.clone(), note.to_owned());
            // Once there are accounts people are named by them alone.
            let actor = if store.is_sealed()? { UNSIGNED } else { &actor };
            unheard(&mut store, &Marking { counter, via, note, at: clock::now() }, actor)?
        }
        told => told?,
    };
    writeln!(out, "{}", ticket.id)?;
    if !ticket.lacking.is_empty() {
        tell(ticket.lacking);
    }
    Ok(())
}

/// Prints the id of the incident that the praise will be.
fn praised(
    store_dir: &Path,
    actor: &str,
    counter: &str,
    note: &str,
    out: &mut impl Write,
) -> Result<()> {
    match praise(store_dir, actor, counter, Via::Command, note)? {
        (Some(incident), _) => writeln!(out, "{incident}")?,
        (None, lacking) => bail!(lacking),
    }
    Ok(())
}
