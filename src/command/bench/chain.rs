//! The real chain under made-up counters: recognisers, lists, a store that is thrown
//! away, one played microphone a counter.
//!
//! Each counter has a thread `capture-<counter>`, as in `watch`; the main thread takes
//! what comes out, keeps when it came, and looks at the ledgers and the process.

use super::speech::{Hall, Speech};
use crate::bench::Picker;
use crate::bench::load::{Backlog, Told};
use crate::bench::soak::Samples;
use crate::capture::{Account, CaptureError, Loss, Played, Stop, Tempo};
use crate::clock::{self, SessionClock};
use crate::command::setup::{self, Ears};
use crate::config::Config;
use crate::event::Event;
use crate::lang::tell;
use crate::ledger::{Ledger, Tally};
use crate::phrasebook::List;
use crate::pipeline::{Again, Drafts, Output, Parts, Pipeline, PipelineError, Session, spawn};
use crate::readings::Reading;
use crate::tape::Tape;
use crate::transcribe::Transcriber;
use crate::units::{SAMPLE_RATE, SampleIndex, samples};
use anyhow::{Result, bail};
use crossbeam_channel::RecvTimeoutError;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Between two looks at the ledgers and the process.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// Seconds between two losses that are ordered, and samples of each, at least and most.
const LOSS_EVERY_S: (f64, f64) = (60.0, 180.0);
const LOSS_SAMPLES: (usize, usize) = (100, 32_000);
/// No loss so near the end: it would still be on its way when the device closes.
const LOSS_FREE_S: f64 = 5.0;

/// A soft hiss, from peak to peak.
const HISS: f32 = 0.001;

/// What is to be run.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// Counters at once.
    pub counters: usize,
    /// The share of the time that recordings are played.
    pub talk: f64,
    /// Seconds at the beginning that are not counted.
    pub warm_up_s: f64,
    /// Seconds after that.
    pub length_s: f64,
    /// How fast.
    pub tempo: Tempo,
    /// Whether the devices lose stretches now and then.
    pub losses: bool,
    /// Whether it is kept how late each thing was told: memory that grows with the run.
    pub latencies: bool,
    /// The seed of all that is drawn.
    pub seed: u64,
}

/// What a look shows, while it runs.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// Seconds that the slowest counter has played.
    pub at_s: f64,
    /// The process.
    pub reading: Reading,
    /// Utterances that wait or are being decoded.
    pub waiting: u64,
}

/// What came of it. Latencies are of what was said after the warm-up.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Taboo phrases that count, from their end to their flag; empty unless the plan
    /// keeps them.
    pub phrase_latencies: Vec<Told>,
    /// Civil phrases that count, the same.
    pub civil_latencies: Vec<Told>,
    /// Utterances, from the end of speech to their text; the same.
    pub utterance_latencies: Vec<Told>,
    /// Phrases that count.
    pub hits: usize,
    /// Utterances.
    pub utterances: usize,
    /// Seconds that were counted, of one counter.
    pub seconds: f64,
    /// Seconds it took by the wall, those counted.
    pub wall_s: f64,
    /// CPU seconds of that time.
    pub cpu_s: Option<f64>,
    /// What waited, after the warm-up.
    pub backlog: Backlog,
    /// The process when the talk ended.
    pub reading: Reading,
    /// The most memory that any look or the system has seen.
    pub peak_rss_mb: Option<f64>,
    /// All counters added up, the warm-up included.
    pub tally: Tally,
    /// Every counter's samples.
    pub samples: Vec<Samples>,
    /// Recogniser threads.
    pub workers: usize,
    /// Whether somebody stopped it.
    pub stopped_early: bool,
}

/// One counter from outside.
struct Seat {
    name: String,
    ledger: Arc<Ledger>,
    account: Arc<Account>,
    /// When its device began to play.
    began: Instant,
    end: Stop,
}

/// Runs the plan to its end, or until `stop` is raised; `each` sees every look.
pub fn run(
    config: &Config,
    speech: &Arc<Speech>,
    plan: &Plan,
    stop: &Stop,
    mut each: impl FnMut(&Look),
) -> Result<Outcome> {
    let mut ears = Ears::open(config)?;
    stretch(&mut ears.recognisers, config.segment.max_utterance_s)?;
    let folder = tempfile::tempdir()?;
    let workers = ears.recognisers.len();
    let parts = Parts {
        recognisers: ears.recognisers,
        edition: ears.edition,
        store: setup::open_store(folder.path())?,
        segment: config.segment.clone(),
        // No hours: the figures must not depend on the time of day.
        desk: setup::desk(config, true, HashMap::new())?,
        archive: setup::archive(config, ears.provenance, HashMap::new()),
        live: plan.tempo == Tempo::Real,
        // As `watch` does it; in compressed time drafts would measure nothing.
        drafts: if plan.tempo == Tempo::Real { Drafts::GiveWay } else { Drafts::Off },
        latest_first: (plan.tempo == Tempo::Real).then_some(setup::PATIENCE),
    };
    let (mut pipeline, outputs) = Pipeline::start(parts, stop)?;
    let mut seats = Vec::with_capacity(plan.counters);
    let mut listening = Vec::with_capacity(plan.counters);
    for n in 0..plan.counters {
        let Some(intake) = pipeline.intake() else { bail!("pipeline closed") };
        let name = (n + 1).to_string();
        let ledger = Arc::new(Ledger::new(speech.channels()));
        let end = Stop::new();
        let hall = Box::new(Hall::new(Arc::clone(speech), plan.talk, plan.seed, n));
        let length = samples(plan.warm_up_s + plan.length_s);
        let losses = if plan.losses { losses(length, plan.seed, n) } else { Vec::new() };
        let mut source =
            Played::new(hall, plan.tempo, length, losses, end.clone(), Arc::clone(&ledger))?;
        let (account, began) = (source.account(), Instant::now());
        let session = Session {
            id: n as u64,
            counter: name.clone(),
            source: None,
            again: Again::new(speech.channels()),
            tape: Tape::new(speech.channels(), setup::tape(config, folder.path(), true)),
            roles: speech.roles(),
            clock: SessionClock::starting(clock::now()),
            live: plan.tempo == Tempo::Real,
            ledger: Arc::clone(&ledger),
        };
        listening.push(spawn(&format!("capture-{name}"), stop, move || {
            intake.run(Arc::new(session), &mut source)
        })?);
        seats.push(Seat { name, ledger, account, began, end });
    }
    pipeline.close();

    let tail_s = f64::from(config.segment.tail_ms.min(config.segment.hangover_ms)) / 1e3;
    let mut watch = Watch::new(&seats, plan, tail_s);
    let mut looked = Instant::now();
    loop {
        match outputs.recv_timeout(LOOK_EVERY) {
            Ok(Output::Event(event)) => watch.hear(&event),
            Ok(Output::Warning(warning)) => tell(warning),
            Ok(Output::Line(_) | Output::Incident(_) | Output::Met { .. } | Output::Ticket(_))
            | Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
        if stop.is_set() {
            seats.iter().for_each(|seat| seat.end.set());
        }
        if looked.elapsed() >= LOOK_EVERY {
            looked = Instant::now();
            let over = listening.iter().all(JoinHandle::is_finished);
            if let Some(look) = watch.look(over) {
                each(&look);
            }
        }
    }
    watch.look(true);
    let mut outcome = watch.outcome;
    for (thread, seat) in listening.into_iter().zip(&seats) {
        let ended: Result<(), CaptureError> =
            thread.join().map_err(|_| PipelineError::Panicked("capture"))?;
        ended?;
        outcome.tally.add(&seat.ledger.tally());
        outcome.samples.push(seat.samples());
    }
    pipeline.join()?;
    outcome.workers = workers;
    outcome.stopped_early = stop.is_set();
    Ok(outcome)
}

/// Lets every recogniser decode the longest utterance that is ever cut, and keep what that
/// took until its first piece: the peak then holds the most that all of them need at once,
/// which a few minutes of talk may not show.
fn stretch(recognisers: &mut [Box<dyn Transcriber>], longest_s: f32) -> Result<()> {
    let mut picker = Picker::stream(super::SEED, 0);
    let hiss: Vec<f32> =
        (0..samples(f64::from(longest_s))).map(|_| (picker.share() as f32 - 0.5) * HISS).collect();
    for recogniser in recognisers {
        recogniser.transcribe(&hiss)?;
    }
    Ok(())
}

/// What the device of counter number `counter` loses in `length` samples.
fn losses(length: u64, seed: u64, counter: usize) -> Vec<Loss> {
    let mut picker = Picker::stream(seed.wrapping_add(2), counter as u64);
    let last = length.saturating_sub(samples(LOSS_FREE_S) + LOSS_SAMPLES.1 as u64);
    let (mut losses, mut at) = (Vec::new(), 0);
    loop {
        let (least, most) = LOSS_EVERY_S;
        at += samples(least + picker.share() * (most - least));
        if at >= last {
            return losses;
        }
        let (least, most) = LOSS_SAMPLES;
        let samples = (least + picker.below(most - least + 1)) as u64;
        losses.push(Loss { at: SampleIndex(at), samples });
        at += samples;
    }
}

impl Seat {
    fn samples(&self) -> Samples {
        Samples {
            counter: self.name.clone(),
            passed: self.account.passed.load(Relaxed),
            heard: self.ledger.heard.load(Relaxed),
            lost: self.ledger.lost_overrun.load(Relaxed) + self.ledger.lost_device.load(Relaxed),
            ordered: self.account.lost.load(Relaxed),
            stretches: self.account.losses.load(Relaxed),
        }
    }
}

/// What is kept while it runs.
struct Watch<'a> {
    seats: &'a [Seat],
    plan: &'a Plan,
    tail_s: f64,
    outcome: Outcome,
    /// When the warm-up was over, and the CPU time by then.
    warm: Option<(Instant, Option<f64>, f64)>,
    over: bool,
}

impl Watch<'_> {
    fn new<'a>(seats: &'a [Seat], plan: &'a Plan, tail_s: f64) -> Watch<'a> {
        Watch { seats, plan, tail_s, outcome: Outcome::default(), warm: None, over: false }
    }

    fn hear(&mut self, event: &Event) {
        let counted = |end_s: f64| end_s >= self.plan.warm_up_s;
        match event {
            // One that is told again was counted when it was told first.
            Event::Hit(hit) if hit.stopped_by.is_none() && !hit.again && counted(hit.end_s) => {
                self.outcome.hits += 1;
                if let Some(delay) = hit.delay.filter(|_| self.plan.latencies) {
                    let by_clock_s = self.since(&hit.counter, hit.end_s);
                    let latencies = match hit.list {
                        List::Taboo => &mut self.outcome.phrase_latencies,
                        List::Civil => &mut self.outcome.civil_latencies,
                    };
                    latencies.push(Told { delay, by_clock_s });
                }
            }
            Event::Utterance(utterance) if counted(utterance.end_s) => {
                self.outcome.utterances += 1;
                if let Some(mut delay) = utterance.delay.filter(|_| self.plan.latencies) {
                    // An utterance ends with silence that is kept; speech ended before.
                    delay.hangover_s += self.tail_s;
                    let end_s = utterance.end_s - self.tail_s;
                    let by_clock_s = self.since(&utterance.counter, end_s);
                    self.outcome.utterance_latencies.push(Told { delay, by_clock_s });
                }
            }
            _ => {}
        }
    }

    /// Seconds since `at_s` of the counter was played, when it plays at real pace.
    fn since(&self, counter: &str, at_s: f64) -> f64 {
        let seat = self.seats.iter().find(|seat| seat.name == counter);
        seat.map_or(0.0, |seat| seat.began.elapsed().as_secs_f64() - at_s)
    }

    /// A look; `None` once the talk is `over`, which the first such look keeps.
    fn look(&mut self, over: bool) -> Option<Look> {
        if self.over {
            return None;
        }
        self.over = over;
        let sum = |count: fn(&Ledger) -> u64| self.seats.iter().map(|s| count(&s.ledger)).sum();
        let waiting = sum(|ledger| ledger.waiting.load(Relaxed));
        let spooled: u64 = sum(|ledger| ledger.spooled_bytes.load(Relaxed));
        let passed = self.seats.iter().map(|seat| seat.account.passed.load(Relaxed)).min();
        let at_s = passed.unwrap_or_default() as f64 / f64::from(SAMPLE_RATE);
        let reading = Reading::take();
        let outcome = &mut self.outcome;
        let peaks = [outcome.peak_rss_mb, reading.rss_mb, reading.peak_rss_mb];
        outcome.peak_rss_mb = peaks.into_iter().flatten().reduce(f64::max);
        if self.warm.is_none() && at_s >= self.plan.warm_up_s {
            self.warm = Some((Instant::now(), reading.cpu_s, at_s));
        }
        if let Some((began, cpu_s, from_s)) = self.warm {
            outcome.backlog.most = outcome.backlog.most.max(waiting);
            let spooled_most = &mut outcome.backlog.spooled_most_bytes;
            *spooled_most = (*spooled_most).max(spooled);
            outcome.seconds = at_s - from_s;
            outcome.wall_s = began.elapsed().as_secs_f64();
            outcome.cpu_s = reading.cpu_s.zip(cpu_s).map(|(now, then)| now - then);
        }
        outcome.backlog.at_end = waiting;
        outcome.reading = reading;
        Some(Look { at_s, reading, waiting })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn losses_are_seeded_apart_and_end_in_time() {
        let hour = samples(3_600.0);
        let told = losses(hour, 1, 0);
        assert_eq!(told, losses(hour, 1, 0));
        assert_ne!(told, losses(hour, 1, 1));
        assert!((20..=60).contains(&told.len()), "{}", told.len());
        for pair in told.windows(2) {
            assert!(pair[1].at.0 > pair[0].at.0 + pair[0].samples);
        }
        let last = told.last().map_or(0, |loss| loss.at.0 + loss.samples);
        assert!(last + samples(LOSS_FREE_S) <= hour);
        assert!(losses(samples(20.0), 1, 0).is_empty());
    }
}
