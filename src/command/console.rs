//! `liyu console`: a screen on the running service, or on the store when nothing
//! runs.
//!
//! Without a service this starts one that listens to nothing: the same socket,
//! the same messages, the same screen.

use super::setup;
use crate::capture::Stop;
use crate::config::Config;
use crate::console;
use crate::pipeline::{Parts, Pipeline, PipelineError, spawn};
use crate::record::{Provenance, Store};
use crate::service::ServiceError;
use crate::service::client::Client;
use crate::service::host::{Facts, Host, Wires};
use crate::service::server::Server;
use crate::tr;
use anyhow::{Result, bail};
use crossbeam_channel::bounded;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// Requests of all consoles that may wait for the host.
const REQUESTS: usize = 64;

/// Shows the service of the store at `store_dir` until the person leaves.
pub fn run(config: &Config, store_dir: &Path) -> Result<()> {
    let stop = Stop::new();
    let on_signal = stop.clone();
    ctrlc::set_handler(move || on_signal.set())?;
    match Client::attach(store_dir) {
        Ok(client) => Ok(console::run(client, stop.flag())?),
        Err(ServiceError::NotRunning { .. }) => store_only(config, store_dir, stop),
        Err(error) => Err(error.into()),
    }
}

fn store_only(config: &Config, store_dir: &Path, stop: Stop) -> Result<()> {
    if !store_dir.is_dir() {
        bail!(tr!(
            "没有记录目录 {};先运行 liyu watch 或 liyu replay",
            "there is no store at {}; run liyu watch or liyu replay first",
            store_dir.display()
        ));
    }
    let phrasebook = Arc::new(setup::phrasebook(config)?);
    let (store, repair) = Store::open(store_dir)?;
    if !repair.is_clean() {
        eprintln!("liyu: {repair}");
    }
    let facts = Facts {
        store: std::path::absolute(store_dir)?,
        model: String::new(),
        lists: phrasebook.version().to_owned(),
        counters: Vec::new(),
    };
    let provenance = Provenance {
        liyu: env!("CARGO_PKG_VERSION").to_owned(),
        model: String::new(),
        model_sha256: String::new(),
        lists_sha256: phrasebook.version().to_owned(),
        thresholds: BTreeMap::new(),
    };
    let parts = Parts {
        recognisers: Vec::new(),
        phrasebook,
        store,
        segment: config.segment.clone(),
        desk: setup::desk(config, false),
        archive: setup::archive(provenance, None),
        live: false,
    };
    let (mut pipeline, outputs) = Pipeline::start(parts, stop.clone())?;
    let (request, requests) = bounded(REQUESTS);
    let (notice, notices) = bounded(1);
    let host = Host::new(facts, Server::start(store_dir, request)?);
    let Some(asks) = pipeline.asks() else { bail!("pipeline closed") };
    pipeline.close();
    let wires = Wires { outputs, asks, requests, notices, stop: stop.clone() };
    let service = spawn("service", move || host.run(wires, |_| Ok(())))?;
    let shown = Client::attach(store_dir)
        .map_err(anyhow::Error::from)
        .and_then(|client| Ok(console::run(client, stop.flag())?));
    stop.set();
    service.join().map_err(|_| PipelineError::Panicked("service"))??;
    drop(notice);
    pipeline.join()?;
    shown
}
