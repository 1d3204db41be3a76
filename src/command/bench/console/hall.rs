//! A running service of many counters at which nobody stands.
//!
//! The host, its socket and its store are those of every service; only the ledgers of the
//! counters are kept by a thread, `counters`, instead of by microphones: levels that move,
//! speech that comes and goes. So every state that is published differs from the last.

use super::store::counter;
use crate::bench::Picker;
use crate::calendar::{Calendar, Session};
use crate::capture::Stop;
use crate::command::setup;
use crate::ledger::Ledger;
use crate::meters::Reading as Shown;
use crate::pipeline::{Counting, Mute, PipelineError, Reading, run_closed, spawn};
use crate::record::Rules;
use crate::service::host::{self, Facts, Host, Wires};
use crate::service::message::{CounterInfo, Notice};
use crate::service::server::Server;
use crate::units::{Dbfs, Role, SAMPLE_RATE};
use anyhow::Result;
use crossbeam_channel::{Sender, bounded};
use jiff::civil::{Time, Weekday};
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread::JoinHandle;
use std::time::Duration;

/// Questions, requests and notices that may wait.
const WAITING: usize = 64;
/// Between two changes of the ledgers.
const HEARD_EVERY: Duration = Duration::from_millis(100);
/// Of ten looks at a counter somebody speaks in so many.
const SPEAKS: usize = 4;
const SEED: u64 = 37;

/// The service.
pub struct Hall {
    stop: Stop,
    notice: Sender<Notice>,
    reading: Reading,
    service: JoinHandle<io::Result<()>>,
    record: JoinHandle<()>,
    counters: JoinHandle<()>,
}

impl Hall {
    /// Serves the store in `dir`.
    pub fn open(dir: &Path, counters: usize) -> Result<Hall> {
        // As every service begins: checked and mended.
        drop(setup::open_store(dir)?);
        let stop = Stop::new();
        let ledgers: Vec<_> = (0..counters).map(|_| Arc::new(Ledger::new(2))).collect();
        let facts = Facts {
            store: dir.to_owned(),
            model: "base".to_owned(),
            lists: "cd".repeat(32),
            counters: ledgers
                .iter()
                .enumerate()
                .map(|(n, ledger)| host::Counter {
                    info: CounterInfo { name: counter(n), roles: vec![Role::Clerk, Role::Citizen] },
                    ledger: Arc::clone(ledger),
                    away: Arc::new(AtomicBool::new(false)),
                    hours: always(),
                    on_duty: Some(format!("{:03}", n + 1)),
                    mute: Mute::default(),
                })
                .collect(),
            counting: Counting::default(),
            units: Vec::new(),
            idle_min: 10,
            before_decision: true,
            shadow_days: 0,
            rules: Rules::FOR_EVER,
            packs: None,
        };
        let (request, requests) = bounded(WAITING);
        let (asks, asked) = bounded(WAITING);
        let (output, outputs) = bounded(1);
        let (notice, notices) = bounded(1);
        let host = Host::new(facts, Server::start(dir, request)?);
        let reading = Reading::start(dir, None, &stop)?;
        let looks = reading.looks();
        let wires = Wires { outputs, asks, looks, requests, notices, stop: stop.clone() };
        let place = dir.to_owned();
        let record = spawn("record", &stop, move || run_closed(&place, None, 10, &asked, &output))?;
        let service = spawn("service", &stop, move || host.run(wires, |_| Ok(())))?;
        let over = stop.clone();
        let counters = spawn("counters", &stop, move || hear(&ledgers, &over))?;
        Ok(Hall { stop, notice, reading, service, record, counters })
    }

    /// Ends it.
    pub fn close(self) -> Result<()> {
        self.stop.set();
        drop(self.notice);
        self.service.join().map_err(|_| PipelineError::Panicked("service"))??;
        self.record.join().map_err(|_| PipelineError::Panicked("record"))?;
        self.reading.join()?;
        self.counters.join().map_err(|_| PipelineError::Panicked("counters"))?;
        Ok(())
    }
}

/// Open day and night.
fn always() -> Calendar {
    Calendar {
        sessions: vec![Session { from: Time::MIN, until: Time::MAX }],
        weekdays: Weekday::Monday.cycle_forward().take(7).collect(),
        closing_min: 0,
        ..Calendar::default()
    }
}

/// Keeps the ledgers until `stop` is raised.
fn hear(ledgers: &[Arc<Ledger>], stop: &Stop) {
    let mut pick = Picker::from_state(SEED);
    while !stop.is_set() {
        for ledger in ledgers {
            ledger.heard.fetch_add(u64::from(SAMPLE_RATE) / 10, Relaxed);
            let speaks = pick.below(10) < SPEAKS;
            ledger.speaking.store(speaks, Relaxed);
            let shown = [(); 2].map(|()| {
                let level = Dbfs(if speaks { -30.0 } else { -65.0 } + pick.share() as f32 * 10.0);
                Shown { level, peak: Dbfs(level.0 + 6.0), clipped: false }
            });
            for (channel, reading) in shown.iter().enumerate() {
                ledger.set_level(channel, reading.level);
            }
            ledger.meters.show(shown.into_iter());
        }
        std::thread::sleep(HEARD_EVERY);
    }
}
