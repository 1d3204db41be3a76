//! `liyu console`: a screen on the running service, or on the store when nothing
//! runs.
//!
//! Without a service this starts one that listens to nothing, on a socket of its
//! own beside the store: the same messages, the same screen, and a `liyu watch`
//! may take the store at any time.

use super::reload::Packs;
use super::setup;
use crate::capture::Stop;
use crate::config::Config;
use crate::console;
use crate::pipeline::{Counting, PipelineError, run_closed, spawn};
use crate::record::Store;
use crate::service::ServiceError;
use crate::service::client::Client;
use crate::service::host::{Facts, Host, Wires};
use crate::service::server::Server;
use crate::tr;
use anyhow::{Result, bail};
use crossbeam_channel::bounded;
use std::path::Path;

/// Requests of the console, and questions to the store, that may wait.
const WAITING: usize = 64;

/// Shows the service of the store at `store_dir` until the person leaves.
pub fn run(config: &Config, store_dir: &Path) -> Result<()> {
    let stop = setup::stop_on_signal()?;
    match Client::attach(store_dir) {
        Ok(client) => Ok(console::run(client, stop.flag())?),
        Err(ServiceError::NotRunning { .. }) => store_only(config, store_dir, &stop),
        Err(error) => Err(error.into()),
    }
}

fn store_only(config: &Config, store_dir: &Path, stop: &Stop) -> Result<()> {
    if !store_dir.is_dir() {
        bail!(tr!(
            "没有记录目录 {};先运行 liyu watch 或 liyu replay",
            "there is no store at {}; run liyu watch or liyu replay first",
            store_dir.display()
        ));
    }
    // Nothing runs, so what a crash left can be mended; somebody may be faster.
    match setup::open_store(store_dir) {
        Ok(store) => drop(store),
        Err(error) => drop(Store::open_read_only(store_dir).map_err(|_| error)?),
    }
    let facts = Facts {
        store: std::path::absolute(store_dir)?,
        model: String::new(),
        lists: Packs::load(config)?.1.version(),
        counters: Vec::new(),
        counting: Counting::default(),
    };
    let meeting = tempfile::tempdir()?;
    let (request, requests) = bounded(WAITING);
    let (asks, asked) = bounded(WAITING);
    let (output, outputs) = bounded(1);
    let (notice, notices) = bounded(1);
    let host = Host::new(facts, Server::start(meeting.path(), request)?);
    let wires = Wires { outputs, asks, requests, notices, stop: stop.clone() };
    let dir = store_dir.to_owned();
    let record = spawn("record", stop, move || run_closed(&dir, &asked))?;
    let service = spawn("service", stop, move || host.run(wires, |_| Ok(())))?;
    let shown = Client::attach(meeting.path())
        .map_err(anyhow::Error::from)
        .and_then(|client| Ok(console::run(client, stop.flag())?));
    stop.set();
    // The host ends when nothing more can come out.
    drop((output, notice));
    service.join().map_err(|_| PipelineError::Panicked("service"))??;
    record.join().map_err(|_| PipelineError::Panicked("record"))?;
    shown
}
