//! A console on a store: on the service that runs there, else on the store alone.
//!
//! Shared by `console` and `review`. Without a service this starts one that listens to
//! nothing, on a socket of its own beside the store: the same messages, the same screen,
//! and a `liyu watch` may take the store at any time. What a crash left is mended behind the
//! screen, so that a big store opens at once.

use super::reload::Packs;
use super::setup;
use crate::capture::Stop;
use crate::conduct::Rulebook;
use crate::config::Config;
use crate::console::{self, Visit};
use crate::pipeline::{Counting, InUse, PipelineError, Reading, run_closed, spawn};
use crate::record::{Renewed, Store};
use crate::service::ServiceError;
use crate::service::client::Client;
use crate::service::host::{Facts, Host, Wires};
use crate::service::server::Server;
use crate::tr;
use crate::vault::Secret;
use anyhow::{Result, bail};
use crossbeam_channel::bounded;
use std::path::Path;
use std::sync::Arc;

/// Requests of the console, and questions to the store, that may wait.
const WAITING: usize = 64;

/// What a console on the store at `store_dir` is opened for, with the cases beside the
/// lists of `config`.
pub fn visit(config: &Config, store_dir: &Path, review: bool) -> Visit {
    Visit {
        review,
        cases: setup::phrases_folder(config).map(|folder| folder.join("cases")),
        renewer: Some((store_dir.to_owned(), renew)),
    }
}

/// The first piece of evidence behind the incident `after` that is sealed to others than
/// today's people, sealed anew with a `secret` that opens it. Changes nothing; a store that
/// cannot be read has none.
fn renew(store_dir: &Path, after: &str, secret: &Secret) -> Option<Renewed> {
    let store = Store::open_read_only(store_dir).ok()?;
    let stale = store.stale().ok()?;
    let behind = stale.iter().filter(|id| id.as_str() > after);
    behind.into_iter().find_map(|id| store.renew(id, (secret, None)).ok())
}

/// Shows the service of the store at `store_dir` until the person leaves.
pub fn run(config: &Config, store_dir: &Path, actor: &str, visit: &Visit) -> Result<()> {
    let stop = setup::stop_on_signal()?;
    match Client::attach(store_dir, actor) {
        Ok(client) => Ok(console::run(client, visit, stop.flag())?),
        Err(ServiceError::NotRunning { .. }) => store_only(config, store_dir, actor, visit, &stop),
        Err(error) => Err(error.into()),
    }
}

fn store_only(
    config: &Config,
    store_dir: &Path,
    actor: &str,
    visit: &Visit,
    stop: &Stop,
) -> Result<()> {
    if !store_dir.is_dir() {
        bail!(tr!(
            "没有记录目录 {};先运行 liyu watch 或 liyu replay",
            "there is no store at {}; run liyu watch or liyu replay first",
            store_dir.display()
        ));
    }
    match Store::open_read_only(store_dir) {
        Ok(store) => drop(store),
        // It has to be brought up to date, or was never finished, before it can be read.
        Err(_) => drop(setup::open_store(store_dir)?),
    }
    let (packs, lists) = Packs::load(config)?;
    let lists = InUse::new(packs.edition(lists));
    let facts = Facts {
        store: std::path::absolute(store_dir)?,
        model: String::new(),
        lists: lists.edition().version().to_owned(),
        counters: Vec::new(),
        counting: Counting::default(),
        units: config.counters.iter().map(|c| (c.name.clone(), c.unit.clone())).collect(),
        idle_min: config.accounts.idle_min,
        before_decision: config.review.before_decision,
        shadow_days: config.review.shadow_days,
        rules: config.retention,
        packs: Some(Arc::new(Rulebook::shipped(&config.conduct)?)),
    };
    let meeting = tempfile::tempdir()?;
    let (request, requests) = bounded(WAITING);
    let (asks, asked) = bounded(WAITING);
    let (output, outputs) = bounded(1);
    let (notice, notices) = bounded(1);
    let host = Host::new(facts, Server::start(meeting.path(), request)?);
    let reading = Reading::start(store_dir, Some(lists.clone()), stop)?;
    let looks = reading.looks();
    let wires = Wires { outputs, asks, looks, requests, notices, stop: stop.clone() };
    let (dir, answer_days) = (store_dir.to_owned(), config.review.answer_days);
    let record = spawn("record", stop, move || {
        run_closed(&dir, Some(&lists), answer_days, &asked, &output);
    })?;
    let service = spawn("service", stop, move || host.run(wires, |_| Ok(())))?;
    let shown = Client::attach(meeting.path(), actor)
        .map_err(anyhow::Error::from)
        .and_then(|client| Ok(console::run(client, visit, stop.flag())?));
    stop.set();
    // The host ends when nothing more can come out: once the thread `record` has.
    drop(notice);
    service.join().map_err(|_| PipelineError::Panicked("service"))??;
    record.join().map_err(|_| PipelineError::Panicked("record"))?;
    reading.join()?;
    shown
}
