//! `liyu rejudge`: kept encounters judged again by the rules in force.
//!
//! Runs on the main thread. The service that holds the store judges them itself, some at a
//! time; without one this command holds the store for as long as it takes.

use super::local_time::listing;
use super::show::{outcome_word, verdict_word};
use super::{entry, errand, setup, viewer};
use crate::account::Action;
use crate::cli::Rejudge as Args;
use crate::conduct::{Rulebook, Verdict};
use crate::config::Config;
use crate::lang::{pick, tell};
use crate::pipeline::rejudge;
use crate::record::{ChangedEncounter, RecordError, Rejudge, Rejudging, Sight};
use crate::service::errand::ask;
use crate::service::message::{FromService, ToService};
use crate::tr;
use anyhow::Result;
use jiff::tz::TimeZone;
use std::io::Write;
use std::path::Path;

/// Encounters that are judged at a time when nobody waits for the store.
const STRETCH: u32 = 500;

/// Judges what `args` ask for, and prints what has changed.
pub fn run(config: &Config, store_dir: &Path, args: &Args, out: &mut impl Write) -> Result<()> {
    let Args { counter, since, until, dry_run, json, user } = args;
    let listing = listing(counter.as_deref(), since.as_deref(), until.as_deref())?;
    let mut asked = Rejudge { listing, after: None, dry: *dry_run };
    let (mut judged, mut changed) = (0, 0);
    each(config, store_dir, user.as_deref(), &mut asked, |done| {
        judged += done.judged;
        changed += done.changed.len();
        done.changed.iter().try_for_each(|changed| print(changed, *json, out))
    })?;
    tell(match dry_run {
        true => tr!(
            "判了 {} 次接待,{} 次会变(没有写下)",
            "{} encounter(s) judged, {} would change (nothing was written)",
            judged,
            changed
        ),
        false => {
            tr!("判了 {} 次接待,{} 次变了", "{} encounter(s) judged, {} changed", judged, changed)
        }
    });
    Ok(())
}

/// Has stretch after stretch judged, and `take` told of each.
fn each(
    config: &Config,
    store_dir: &Path,
    user: Option<&str>,
    asked: &mut Rejudge,
    mut take: impl FnMut(&Rejudging) -> Result<()>,
) -> Result<()> {
    let mut next = judge(config, store_dir, user)?;
    loop {
        let done = next(asked)?;
        take(&done)?;
        asked.after = done.next;
        if asked.after.is_none() {
            return Ok(());
        }
    }
}

/// What judges a stretch.
type Judge = Box<dyn FnMut(&Rejudge) -> Result<Rejudging>>;

/// The service, or the store itself.
fn judge(config: &Config, store_dir: &Path, user: Option<&str>) -> Result<Judge> {
    match errand::attach(store_dir, user, true) {
        Ok(client) => Ok(Box::new(move |asked| {
            let request = ToService::Rejudge { asked: asked.clone() };
            Ok(*ask(&client, request, |event| match event {
                FromService::Rejudged(done) => Some(done),
                _ => None,
            })?)
        })),
        Err(error) if errand::is_absent(&error) => {
            if !store_dir.is_dir() {
                return Err(RecordError::NoStore { path: store_dir.to_owned() }.into());
            }
            let packs = Rulebook::shipped(&config.conduct)?;
            let mut store = entry::open_rows(store_dir)?;
            let (actor, sight) = if store.is_sealed()? {
                let name = user.ok_or_else(errand::no_person)?;
                let account = entry::enter(&mut store, name)?.account;
                entry::allow(&mut store, &account, Action::Decide, "")?;
                let viewer = viewer::viewer(config, &account);
                (viewer.actor, viewer.sight)
            } else {
                (setup::actor(user), Sight::default())
            };
            Ok(Box::new(move |asked| {
                let (done, _) = rejudge(&mut store, &packs, asked, STRETCH, (&actor, &sight))?;
                Ok(done)
            }))
        }
        Err(error) => Err(error),
    }
}

fn print(changed: &ChangedEncounter, json: bool, out: &mut impl Write) -> Result<()> {
    if json {
        return Ok(writeln!(out, "{}", serde_json::to_string(changed)?)?);
    }
    let ChangedEncounter { row, was, rules } = changed;
    let at = row.at.to_zoned(TimeZone::system()).strftime("%Y-%m-%d %H:%M:%S");
    let (id, counter, is) = (&row.id, &row.counter, outcome_word(row.outcome));
    writeln!(out, "{id}  {at}  {counter}  {} → {is}", outcome_word(*was))?;
    let word =
        |verdict: Option<Verdict>| verdict.map_or(pick("不涉及", "no occasion"), verdict_word);
    for rule in rules {
        writeln!(out, "  {}  {} → {}", rule.rule, word(rule.was), word(rule.is))?;
    }
    Ok(())
}
