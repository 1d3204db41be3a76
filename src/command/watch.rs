//! `liyu watch`: all configured counters, live, with a screen or as a service.
//!
//! Each counter has a thread `capture-<counter>` that opens its device and runs
//! its session; the host publishes to consoles. The screen of `watch` itself is
//! a console like any other, attached over the same socket.

use super::printer::Printer;
use super::reload::Following;
use super::setup::{self, Ears};
use super::show;
use super::tested::{self, Tested};
use super::{attend, attest};
use crate::capture::{CaptureError, ChannelMap, DeviceConfig, DeviceSource, Source, Stop};
use crate::cli::Watch;
use crate::clock::{self, SessionClock};
use crate::conduct::Rulebook;
use crate::config::{Config, Counter, Profile};
use crate::console::{self, Visit};
use crate::escalate;
use crate::event::{Event, WarningEvent, WarningKind};
use crate::lang::tell;
use crate::ledger::{Ledger, Tally};
use crate::pipeline::{
    Again, Drafts, Intake, Mute, Parts, Pipeline, PipelineError, Reading, Session, spawn,
};
use crate::service::client::Client;
use crate::service::hook::Hook;
use crate::service::host::{self, Facts, Host, Tapped, Wires};
use crate::service::message::{CounterInfo, Notice, NoticeLevel};
use crate::service::queue::Queue;
use crate::service::server::Server;
use crate::tape::{self, Tape};
use crate::tr;
use crate::units::Role;
use anyhow::{Result, anyhow, bail};
use crossbeam_channel::{Sender, bounded};
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::AcqRel};
use std::thread::JoinHandle;
use std::time::Instant;

/// Requests of all consoles that may wait for the host.
const REQUESTS: usize = 64;
/// Ledgers are made before a device has told how many channels it has.
const CHANNELS_MOST: usize = 32;
/// Notices of all sources that may wait for the host.
const NOTICES: usize = 64;

/// Listens until it is told to stop.
pub fn run(config: &Config, store_dir: &Path, args: &Watch) -> Result<()> {
    let began = Instant::now();
    let ears = Ears::open(config)?;
    let mut store = setup::open_store(store_dir)?;
    store.set_answer_days(config.review.answer_days);
    let unattested = attest::look(&mut store, &config.attested)?;
    let stop = setup::stop_on_signal()?;

    let counters = counters(config);
    let tested = Tested::load(store_dir)?;
    let hook = config.complaint.listen.map(|address| {
        let names = counters.iter().map(|counter| counter.name.clone()).collect();
        Hook::bind(address, store_dir, names)
    });
    let hook = hook.transpose()?;
    let (sources, unheard) = open_all(&counters, config, &stop);
    if args.headless && unheard.len() == counters.len() {
        bail!(unheard.join("\n"));
    }
    let ledgers: Vec<Arc<Ledger>> = sources.iter().map(|(_, ledger)| Arc::clone(ledger)).collect();

    let (model, lists) = (ears.provenance.model.clone(), ears.provenance.lists_sha256.clone());
    let seats = counters.iter().zip(&sources);
    let seats = seats.map(|(counter, (source, ledger))| host::Counter {
        info: CounterInfo { name: counter.name.clone(), roles: roles(counter, source, &tested) },
        ledger: Arc::clone(ledger),
        away: source.away(),
        hours: counter.hours.clone(),
        on_duty: counter.on_duty.clone(),
        mute: setup::mute(config, &counter.hours),
    });
    let seats: Vec<host::Counter> = seats.collect();
    let mutes: Vec<Mute> = seats.iter().map(|seat| seat.mute.clone()).collect();
    let hours = counters.iter().map(|counter| (counter.name.clone(), counter.hours.clone()));
    let hours: HashMap<_, _> = hours.collect();
    let parts = Parts {
        recognisers: ears.recognisers,
        edition: Arc::clone(&ears.edition),
        store,
        segment: config.segment.clone(),
        desk: setup::desk(config, true, hours.clone())?,
        archive: setup::archive(config, ears.provenance, hours),
        live: true,
        drafts: Drafts::GiveWay,
        latest_first: Some(setup::PATIENCE),
    };
    let (mut pipeline, outputs) = Pipeline::start(parts, &stop)?;
    let (request, requests) = bounded(REQUESTS);
    let (notice, notices) = bounded(NOTICES.max(2 * counters.len() + 1));
    let bell = notice.clone();
    let following =
        Following::start(ears.packs, ears.edition, pipeline.lists(), &stop, move |notice| {
            // A host that has ended needs no notice.
            bell.send(notice).ok();
        })?;
    for (n, text) in unheard.into_iter().enumerate() {
        let key = format!("unheard-{n}");
        // There is room for one a counter.
        notice.try_send(Notice { key, level: NoticeLevel::Fault, text }).ok();
    }
    let untested = counters.iter().filter(|counter| !tested.knows(counter));
    let untested: Vec<WarningEvent> =
        untested.map(|counter| untested_roles(&counter.name)).collect();
    for WarningEvent { counter, text, .. } in &untested {
        let (key, text) = (format!("roles {counter}"), text.clone());
        // There is room for two a counter.
        notice.try_send(Notice { key, level: NoticeLevel::Warning, text }).ok();
    }
    if let Some(text) = unattested {
        if !args.headless {
            // The host tells its notices where no screen is.
            tell(&text);
        }
        let (key, level) = ("attest".to_owned(), NoticeLevel::Warning);
        notice.try_send(Notice { key, level, text }).ok();
    }
    let facts = Facts {
        store: std::path::absolute(store_dir)?,
        model,
        lists,
        counters: seats,
        counting: pipeline.counting(),
        units: counters.iter().map(|c| (c.name.clone(), c.unit.clone())).collect(),
        idle_min: config.accounts.idle_min,
        before_decision: config.review.before_decision,
        shadow_days: config.review.shadow_days,
        rules: config.retention,
        packs: Some(Arc::new(Rulebook::shipped(&config.conduct)?)),
    };
    let host = Host::new(facts, Server::start(store_dir, request)?);

    let alive = Arc::new(AtomicUsize::new(sources.len()));
    let mut listening = Vec::with_capacity(sources.len());
    let heard = counters.iter().zip(sources).zip(mutes);
    for (id, ((counter, (source, ledger)), mute)) in heard.enumerate() {
        let Some(intake) = pipeline.intake() else { bail!("pipeline closed") };
        let intake = intake.obeying(mute);
        let seat = Seat {
            id: id as u64,
            name: counter.name.clone(),
            roles: roles(counter, &source, &tested),
            ledger,
            tape: setup::tape(config, store_dir, true),
            notice: notice.clone(),
            alive: Arc::clone(&alive),
            stop: stop.clone(),
        };
        let work = move || seat.listen(&intake, source);
        listening.push(spawn(&format!("capture-{}", counter.name), &stop, work)?);
    }
    let hook = hook.map(|hook| {
        let until = stop.clone();
        spawn("complaints", &stop, move || hook.listen(&until))
    });
    let hook = hook.transpose()?;
    let queue = listen_to_queue(config, &counters, &pipeline, &stop, notice.clone())?;
    let Some(asks) = pipeline.asks() else { bail!("pipeline closed") };
    let escalating = escalate::start(
        store_dir,
        config.escalation.clone(),
        asks.clone(),
        &stop,
        setup::notices("escalation", notice),
    )?;
    pipeline.close();
    let reading = Reading::start(store_dir, Some(pipeline.lists().in_use()), &stop)?;
    let looks = reading.looks();
    let wires = Wires { outputs, asks, looks, requests, notices, stop: stop.clone() };

    let mut printer = if args.headless { Some(Printer::start(args.json, &stop)?) } else { None };
    if let (Some(printer), true) = (&mut printer, args.json) {
        for warning in untested {
            printer.print(&Event::Warning(warning))?;
        }
    }
    let shown = match &mut printer {
        Some(printer) => host
            .run(wires, |tapped| match tapped {
                Tapped::Event(event) => printer.print(event),
                Tapped::Notice(text) => {
                    tell(text);
                    Ok(())
                }
            })
            .map_err(anyhow::Error::from),
        None => {
            with_screen(host, wires, store_dir, &attend::visit(config, store_dir, false), &stop)
        }
    };

    let mut faults = Vec::new();
    for (thread, counter) in listening.into_iter().zip(&counters) {
        match thread.join() {
            Ok(Ok(())) => {}
            Ok(Err(error)) => faults.push(anyhow!("{}: {error}", counter.name)),
            Err(_) => faults.push(PipelineError::Panicked("capture").into()),
        }
    }
    if hook.is_some_and(|hook| hook.join().is_err()) {
        faults.push(PipelineError::Panicked("complaints").into());
    }
    if queue.is_some_and(|queue| queue.join().is_err()) {
        faults.push(PipelineError::Panicked("queue").into());
    }
    faults.extend(pipeline.join().err().map(anyhow::Error::from));
    if escalating.is_some_and(|thread| thread.join().is_err()) {
        faults.push(PipelineError::Panicked("escalate").into());
    }
    faults.extend(reading.join().err().map(anyhow::Error::from));
    faults.extend(following.end().err().map(anyhow::Error::from));
    faults.extend(shown.err());
    if let Some(printer) = printer {
        let mut tally = Tally::default();
        ledgers.iter().for_each(|ledger| tally.add(&ledger.tally()));
        let last = printer.finish(&Event::Summary(show::summary(&tally, began.elapsed())));
        faults.extend(last.err().map(anyhow::Error::from));
    }
    // The last one gives the exit code; the others are told here.
    let last = faults.pop();
    faults.iter().for_each(|fault| tell(format!("{fault:#}")));
    last.map_or(Ok(()), Err)
}

/// Starts hearing the hall's queue system, where there is one.
fn listen_to_queue(
    config: &Config,
    counters: &[Counter],
    pipeline: &Pipeline,
    stop: &Stop,
    notice: Sender<Notice>,
) -> Result<Option<JoinHandle<()>>> {
    let (listen, file) = (config.queue.listen, config.queue.file.as_deref());
    if listen.is_none() && file.is_none() {
        return Ok(None);
    }
    let Some(calls) = pipeline.calls() else { bail!("pipeline closed") };
    let names = counters.iter().map(|counter| counter.name.clone()).collect();
    let queue = Queue::open(listen, file, names, calls)?;
    let until = stop.clone();
    let tell = move |text| {
        let (key, level) = ("queue".to_owned(), NoticeLevel::Warning);
        // A full queue of notices has told enough.
        notice.try_send(Notice { key, level, text }).ok();
    };
    Ok(Some(spawn("queue", stop, move || queue.listen(&until, tell))?))
}

/// Runs the host on a thread of its own and the screen on this one.
fn with_screen(
    host: Host,
    wires: Wires,
    store_dir: &Path,
    visit: &Visit,
    stop: &Stop,
) -> Result<()> {
    let service = spawn("service", stop, move || host.run(wires, |_| Ok(())))?;
    let shown = Client::attach(store_dir, &setup::actor(None))
        .map_err(anyhow::Error::from)
        .and_then(|client| Ok(console::run(client, visit, stop.flag())?));
    stop.set();
    let served = service.join().map_err(|_| PipelineError::Panicked("service"))?;
    shown.and(served.map_err(anyhow::Error::from))
}

/// The configured counters, or one on the default microphone.
fn counters(config: &Config) -> Vec<Counter> {
    if !config.counters.is_empty() {
        return config.counters.clone();
    }
    vec![Counter {
        name: tr!("1号窗口", "counter 1"),
        device: None,
        channels: None,
        hours: config.hours.clone(),
        on_duty: None,
        unit: String::new(),
        profile: Profile::Open,
    }]
}

/// Opens the device of every counter; also tells which could not be opened and why.
/// Those are looked for as if they had been lost.
fn open_all(
    counters: &[Counter],
    config: &Config,
    stop: &Stop,
) -> (Vec<(DeviceSource, Arc<Ledger>)>, Vec<String>) {
    let mut opened = Vec::with_capacity(counters.len());
    let mut faults = Vec::new();
    for counter in counters {
        let device = DeviceConfig {
            name: counter.device.clone(),
            map: counter.channels.clone(),
            rebuild_tries: config.rebuild_tries,
            ..DeviceConfig::default()
        };
        let channels = counter.channels.as_ref().map_or(CHANNELS_MOST, ChannelMap::channels);
        let ledger = Arc::new(Ledger::new(channels));
        let source = DeviceSource::open(device.clone(), stop.clone(), Arc::clone(&ledger))
            .unwrap_or_else(|error| {
                faults.push(format!("{}: {error}", counter.name));
                DeviceSource::open_later(device, stop.clone(), Arc::clone(&ledger))
            });
        opened.push((source, ledger));
    }
    (opened, faults)
}

/// Whose each channel is; of a counter that must be tested first and was not, nobody knows.
fn roles(counter: &Counter, source: &DeviceSource, tested: &Tested) -> Vec<Role> {
    match &counter.channels {
        Some(map) if tested.knows(counter) => map.roles.clone(),
        Some(map) => vec![Role::Unknown; map.roles.len()],
        None => vec![Role::Unknown; source.channels()],
    }
}

/// Where one counter is listened to.
struct Seat {
    id: u64,
    name: String,
    roles: Vec<Role>,
    ledger: Arc<Ledger>,
    tape: tape::Config,
    notice: Sender<Notice>,
    alive: Arc<AtomicUsize>,
    stop: Stop,
}

impl Seat {
    fn listen(self, intake: &Intake, mut source: DeviceSource) -> Result<(), CaptureError> {
        let session = Session {
            id: self.id,
            counter: self.name.clone(),
            source: None,
            again: Again::new(self.roles.len()),
            tape: Tape::new(self.roles.len(), self.tape),
            roles: self.roles,
            clock: SessionClock::starting(clock::now()),
            live: true,
            ledger: self.ledger,
        };
        let outcome = intake.run(Arc::new(session), &mut source);
        if let Err(error) = &outcome {
            let notice = Notice {
                key: format!("device-{}", self.name),
                level: NoticeLevel::Fault,
                text: format!("{}: {error}", self.name),
            };
            // A host that has ended needs no notice; the error comes back as well.
            self.notice.send(notice).ok();
        }
        // Never run on with nothing to hear.
        if self.alive.fetch_sub(1, AcqRel) == 1 {
            self.stop.set();
        }
        outcome
    }
}

/// That nobody has tested whose the lines of an intercom are.
fn untested_roles(counter: &str) -> WarningEvent {
    WarningEvent {
        source: None,
        counter: counter.to_owned(),
        warning: WarningKind::RolesUntested,
        over: false,
        at_s: 0.0,
        text: tested::untested(counter),
    }
}
