//! A device as an endless source: loses it, waits, reopens it, keeps time.
//!
//! Owns the state machine between a running stream and one that is away; runs
//! on the capture thread. Hardware and time come in through two small traits,
//! so that every turn of it is tested without either. While a device is away
//! the wall keeps the time and gaps are given as it passes; while it runs, its
//! own sample clock does.

use super::intake::Intake;
use super::ring::{Next, Reader};
use super::{CaptureError, Gap, GapCause, Piece, Stop};
use crate::ledger::Ledger;
use crate::units::{SampleIndex, samples};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Silence of the driver that counts as a lost device, once it gave samples …
const NO_SAMPLES: Duration = Duration::from_secs(2);
/// … and before: sound servers may hold back a first buffer of two seconds.
const NO_FIRST_SAMPLES: Duration = Duration::from_secs(5);
/// Between two looks at the ring.
const POLL: Duration = Duration::from_millis(15);
/// Least sound that is worth a block, and most that is read at once.
const SHORTEST_READ: Duration = Duration::from_millis(20);
const LONGEST_READ: Duration = Duration::from_millis(100);
/// While a device is away gaps are given in pieces of this length …
const GAP_STEP: Duration = Duration::from_millis(100);
/// … and this far behind the wall: the first sound of a device that came back
/// was captured a little earlier than it is seen. What is younger than this
/// when the source is stopped was on its way, not lost.
const GAP_LAG: Duration = Duration::from_millis(250);
/// Waits before the tries to reopen a device: the first, then doubled up to the last.
const FIRST_BACKOFF: Duration = Duration::from_millis(250);
const LAST_BACKOFF: Duration = Duration::from_secs(8);

/// What can be opened and closed. Dropping the last [`Opened`] does not close it.
pub(super) trait Hardware {
    /// The device's name, for people.
    fn name(&self) -> String;
    /// Starts a stream, with `picks` all below its width.
    fn open(&mut self) -> Result<Opened, CaptureError>;
    /// Ends the stream, if there is one.
    fn close(&mut self);
}

/// A stream that was started.
pub(super) struct Opened {
    /// The capture thread's end of the ring that it fills.
    pub(super) reader: Reader,
    /// Frames a second.
    pub(super) rate_hz: u32,
    /// Samples in a frame.
    pub(super) width: usize,
}

/// A monotonic clock and a way to let time pass.
pub(super) trait Pace {
    /// Since some moment.
    fn now(&self) -> Duration;
    /// Lets `time` pass.
    fn wait(&self, time: Duration);
}

enum State {
    Running(Running),
    /// The stream is closed; what it gave is handed on.
    Leaving(Intake),
    Away {
        next_try: Duration,
    },
    /// All was handed on.
    Ended,
}

struct Running {
    reader: Reader,
    intake: Intake,
    rate_hz: u32,
    /// When samples last arrived, and how many frames had then.
    last_data: Duration,
    arrived: u64,
    heard: bool,
    /// Frames lost, to be said once what came before them is handed on.
    lost_frames: u64,
}

/// A source over some [`Hardware`].
pub(super) struct Live<H, P> {
    hardware: H,
    pace: P,
    stop: Stop,
    ledger: Arc<Ledger>,
    picks: Vec<usize>,
    most_tries: Option<u32>,
    /// Tries to reopen since something was last heard.
    tries: u32,
    last_fault: String,
    away: Arc<AtomicBool>,
    /// Asked to stop, with the stream closed: what it gave is still handed on.
    stopping: bool,
    state: State,
    /// The index after everything given.
    at: SampleIndex,
    /// The moment that `at` stands for; kept while no stream keeps the time.
    accounted: Duration,
    /// Nothing was given yet: the session begins with the first sample.
    fresh: bool,
    frames: Vec<f32>,
}

impl<H: Hardware, P: Pace> Live<H, P> {
    /// A source whose device is to be opened by the first call of `next_piece`.
    pub(super) fn new(
        hardware: H,
        pace: P,
        picks: Vec<usize>,
        most_tries: Option<u32>,
        stop: Stop,
        ledger: Arc<Ledger>,
    ) -> Self {
        let now = pace.now();
        Live {
            hardware,
            pace,
            stop,
            ledger,
            picks,
            most_tries,
            tries: 0,
            last_fault: String::new(),
            away: Arc::new(AtomicBool::new(true)),
            stopping: false,
            state: State::Away { next_try: now },
            at: SampleIndex(0),
            accounted: now,
            fresh: true,
            frames: Vec::new(),
        }
    }

    /// True while the device is away.
    pub(super) fn away(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.away)
    }

    pub(super) fn channels(&self) -> usize {
        self.picks.len()
    }

    pub(super) fn hardware(&self) -> &H {
        &self.hardware
    }

    pub(super) fn next_piece(&mut self) -> Result<Option<Piece>, CaptureError> {
        loop {
            if self.stop.is_set() && !self.stopping {
                self.stopping = true;
                self.hardware.close();
                self.away.store(true, Ordering::Release);
            }
            let piece = match self.state {
                State::Running(_) => self.hear()?,
                State::Leaving(_) => self.leave(),
                State::Away { .. } if self.stopping => self.end(),
                State::Away { next_try } => self.wait_for_device(next_try)?,
                State::Ended => return Ok(None),
            };
            if piece.is_some() {
                return Ok(piece);
            }
        }
    }

    /// Goes on with a stream that was just started.
    pub(super) fn run(&mut self, opened: Opened) -> Result<(), CaptureError> {
        let intake = Intake::new(
            opened.rate_hz,
            opened.width,
            self.picks.clone(),
            self.at,
            Arc::clone(&self.ledger),
        )?;
        self.state = State::Running(Running {
            reader: opened.reader,
            intake,
            rate_hz: opened.rate_hz,
            last_data: self.pace.now(),
            arrived: 0,
            heard: false,
            lost_frames: 0,
        });
        Ok(())
    }

    /// One turn with a stream: a piece, or some waiting, or the loss of the device.
    fn hear(&mut self) -> Result<Option<Piece>, CaptureError> {
        let State::Running(run) = &mut self.state else { return Ok(None) };
        if let Some(block) = run.intake.take() {
            self.at = run.intake.at();
            return Ok(Some(Piece::Block(block)));
        }
        if run.lost_frames > 0 {
            let gap = run.intake.lose(std::mem::take(&mut run.lost_frames), GapCause::Overrun);
            self.at = run.intake.at();
            return Ok(gap.map(Piece::Gap));
        }
        self.ledger.xruns.fetch_add(run.reader.signals().take_xruns(), Ordering::Relaxed);
        let now = self.pace.now();
        let arrived = run.reader.arrived();
        if arrived > run.arrived {
            run.arrived = arrived;
            run.last_data = now;
        }
        let waiting = frames_time(run.reader.waiting(), run.rate_hz);
        let patience = if run.arrived > 0 { NO_SAMPLES } else { NO_FIRST_SAMPLES };
        let ending = self.stopping
            || run.reader.signals().is_lost()
            || now.saturating_sub(run.last_data) >= patience;
        if ending && waiting.is_zero() {
            self.lose_device()?;
            return Ok(None);
        }
        if waiting < SHORTEST_READ && !ending {
            self.pace.wait(POLL);
            return Ok(None);
        }
        if !run.heard {
            run.heard = true;
            self.tries = 0;
            self.away.store(self.stopping, Ordering::Release);
            let first_captured = run.last_data.saturating_sub(waiting);
            if !std::mem::take(&mut self.fresh)
                && let Some(gap) = self.gap_until(first_captured)
            {
                return Ok(Some(Piece::Gap(gap)));
            }
        }
        let most = (u128::from(run_rate(&self.state)) * LONGEST_READ.as_millis() / 1_000) as usize;
        let State::Running(run) = &mut self.state else { return Ok(None) };
        match run.reader.read(most.max(1), &mut self.frames) {
            Next::Frames(_) => run.intake.push(&self.frames)?,
            Next::Lost(frames) => {
                run.intake.finish()?;
                run.lost_frames = frames;
            }
            Next::Nothing => {}
        }
        Ok(None)
    }

    /// Closes the stream; the wall takes over the time.
    fn lose_device(&mut self) -> Result<(), CaptureError> {
        self.hardware.close();
        self.away.store(true, Ordering::Release);
        let now = self.pace.now();
        let away = State::Away { next_try: now + backoff(self.tries) };
        if let State::Running(mut run) = std::mem::replace(&mut self.state, away)
            && run.heard
        {
            // What was read last was captured just before.
            self.accounted = run.last_data;
            run.intake.finish()?;
            self.state = State::Leaving(run.intake);
        }
        Ok(())
    }

    fn leave(&mut self) -> Option<Piece> {
        let State::Leaving(intake) = &mut self.state else { return None };
        let block = intake.take();
        self.at = intake.at();
        if block.is_none() {
            self.state = State::Away { next_try: self.pace.now() + backoff(self.tries) };
        }
        block.map(Piece::Block)
    }

    /// One turn without a stream: a gap, a try to reopen, or some waiting.
    fn wait_for_device(&mut self, next_try: Duration) -> Result<Option<Piece>, CaptureError> {
        self.fresh = false;
        let now = self.pace.now();
        let until = now.saturating_sub(GAP_LAG);
        if until.saturating_sub(self.accounted) >= GAP_STEP {
            return Ok(self.gap_until(until).map(Piece::Gap));
        }
        if now < next_try {
            self.pace.wait(POLL.min(next_try - now));
            return Ok(None);
        }
        if self.most_tries.is_some_and(|most| self.tries >= most) {
            return Err(CaptureError::DeviceGone {
                name: self.hardware.name(),
                tries: self.tries,
                last: std::mem::take(&mut self.last_fault),
            });
        }
        self.tries += 1;
        match self.hardware.open() {
            Ok(opened) => {
                self.ledger.rebuilds.fetch_add(1, Ordering::Relaxed);
                self.last_fault = crate::tr!("没有声音数据", "no sound came");
                self.run(opened)?;
            }
            Err(error) => {
                self.last_fault = error.to_string();
                self.state = State::Away { next_try: self.pace.now() + backoff(self.tries) };
            }
        }
        Ok(None)
    }

    /// The gap from the last moment given to `moment`.
    fn gap_until(&mut self, moment: Duration) -> Option<Gap> {
        let time = moment.saturating_sub(self.accounted);
        let lost = samples(time.as_secs_f64());
        if lost == 0 {
            return None;
        }
        self.accounted = moment;
        let gap = Gap { at: self.at, samples: lost, cause: GapCause::DeviceLost };
        self.ledger.gap(gap.cause, gap.samples);
        self.at = self.at + lost;
        if let State::Running(run) = &mut self.state {
            run.intake.begin_at(self.at);
        }
        Some(gap)
    }

    /// The last turn: time that nothing accounts for is a gap.
    fn end(&mut self) -> Option<Piece> {
        self.state = State::Ended;
        let now = self.pace.now();
        let is_lost = now.saturating_sub(self.accounted) >= GAP_LAG;
        is_lost.then(|| self.gap_until(now)).flatten().map(Piece::Gap)
    }
}

fn run_rate(state: &State) -> u32 {
    match state {
        State::Running(run) => run.rate_hz,
        _ => 0,
    }
}

fn frames_time(frames: u64, rate_hz: u32) -> Duration {
    Duration::from_secs_f64(frames as f64 / f64::from(rate_hz.max(1)))
}

/// The wait before the try after `tries`: 0.25 s, doubled to 8 s.
fn backoff(tries: u32) -> Duration {
    FIRST_BACKOFF.saturating_mul(1 << tries.min(5)).min(LAST_BACKOFF)
}

#[cfg(test)]
#[path = "live_tests.rs"]
mod tests;
