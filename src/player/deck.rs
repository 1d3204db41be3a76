//! What is played, where it is, and how it gets to the output.
//!
//! Runs on the thread `player`, which hands it commands and the time; owns no thread and no
//! clock. The place in the clip is counted in frames that the output took, so it is what is
//! heard but for the latency of the device.

use super::clip::Clip;
use super::stretch::Stretch;
use super::tap::{Feed, Tap, tap};
use super::{InMemory, PlayerCommand, PlayerFault, PlayerState};
use crate::capture::Resampler;
use crate::units::SAMPLE_RATE;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Sound that waits for the output: what a busy machine may be late by.
const LEAD_S: f64 = 0.2;
/// While it plays, between two looks at the output.
const TURN: Duration = Duration::from_millis(20);
/// While it plays, between two states told.
const TELL_EVERY: Duration = Duration::from_millis(100);
/// A device that is not used is given back after so long.
const IDLE: Duration = Duration::from_secs(3);
/// A device that takes nothing for so long is lost.
const STALLED: Duration = Duration::from_secs(3);
/// The slowest and the fastest that makes sense of speech.
const RATES: (f64, f64) = (0.5, 2.0);

/// Something that sound can be put out through.
pub(super) trait Output: Send {
    /// Finds the device; gives its frames a second and its channels.
    fn find(&mut self) -> Result<(u32, usize), PlayerFault>;

    /// Starts to take sound from `tap`. Nothing runs when it fails.
    fn start(&mut self, tap: Tap) -> Result<(), PlayerFault>;

    /// Stops, if it runs.
    fn close(&mut self);
}

/// An output that runs.
struct Running {
    feed: Feed,
    resampler: Resampler,
    rate_hz: u32,
    /// The frame at which the present stretch of sound began, its place in the clip in
    /// seconds, and seconds of the clip in each frame from there.
    began: (u64, f64, f64),
    /// Sound on its way into the ring, and how much of it is in.
    ready: Vec<f32>,
    given: usize,
    /// Whether all of the clip is in `ready`.
    ended: bool,
    /// Frames taken at the last look, and when they last changed.
    looked: (u64, Duration),
}

/// The player without its thread.
pub(super) struct Deck<O> {
    output: O,
    running: Option<Running>,
    /// The clip that was last asked for, and its sound unless that could not be read.
    clip: String,
    loaded: Option<Clip>,
    /// The clip whose sound was handed over, and that sound.
    held: Option<(String, InMemory)>,
    stretch: Stretch,
    rate: f64,
    playing: bool,
    /// Where it stands while nothing runs, seconds.
    rests_s: f64,
    fault: Option<String>,
    told: Option<PlayerState>,
    told_at: Duration,
    idle_since: Duration,
    now: Duration,
}

impl<O: Output> Deck<O> {
    /// Nothing loaded.
    pub(super) fn new(output: O) -> Deck<O> {
        Deck {
            output,
            running: None,
            clip: String::new(),
            loaded: None,
            held: None,
            stretch: Stretch::new(0, 1.0),
            rate: 1.0,
            playing: false,
            rests_s: 0.0,
            fault: None,
            told: None,
            told_at: Duration::ZERO,
            idle_since: Duration::ZERO,
            now: Duration::ZERO,
        }
    }

    /// Does what is asked at `now`; what goes wrong stands in the next state.
    pub(super) fn command(&mut self, command: PlayerCommand, now: Duration) {
        self.now = now;
        self.fault = None;
        let done = match command {
            PlayerCommand::Toggle { clip } if clip != self.clip || self.loaded.is_none() => {
                self.load(clip).and_then(|()| self.go(0.0))
            }
            PlayerCommand::Toggle { .. } if self.playing => {
                self.pause();
                Ok(())
            }
            PlayerCommand::Toggle { .. } => match self.position_s() {
                at_s if at_s >= self.length_s() => self.go(0.0),
                at_s => self.go(at_s),
            },
            PlayerCommand::Hold { clip, sound } => {
                self.held = Some((clip, sound));
                Ok(())
            }
            PlayerCommand::Seek(by_s) => {
                let by_s = if by_s.is_nan() { 0.0 } else { by_s };
                self.move_to(self.position_s() + by_s)
            }
            PlayerCommand::Rate(rate) => {
                let at_s = self.position_s();
                let rate = if rate.is_finite() { rate } else { 1.0 };
                self.rate = rate.clamp(RATES.0, RATES.1);
                self.move_to(at_s)
            }
            PlayerCommand::Stop => {
                self.close();
                self.loaded = None;
                self.held = None;
                self.clip.clear();
                self.rests_s = 0.0;
                Ok(())
            }
        };
        if let Err(fault) = done {
            self.fail(&fault);
        }
    }

    /// Looks after the output; gives the state when it is to be told.
    pub(super) fn turn(&mut self, now: Duration) -> Option<PlayerState> {
        self.now = now;
        if let Err(fault) = self.look() {
            self.fail(&fault);
        }
        let state = self.state();
        let jumped = self.told.as_ref().is_none_or(|told| {
            (told.playing, told.rate, &told.fault, &told.clip)
                != (state.playing, state.rate, &state.fault, &state.clip)
        });
        let moved = self.told.as_ref() != Some(&state);
        let due = now.saturating_sub(self.told_at) >= TELL_EVERY || !state.playing;
        if !(jumped || moved && due) {
            return None;
        }
        self.told_at = now;
        self.told = Some(state.clone());
        Some(state)
    }

    /// How long it may be left alone; for ever when nothing runs.
    pub(super) fn rest(&self) -> Option<Duration> {
        self.running.is_some().then_some(TURN)
    }

    fn state(&self) -> PlayerState {
        PlayerState {
            clip: self.clip.clone(),
            position_s: self.position_s(),
            playing: self.playing,
            rate: self.rate,
            fault: self.fault.clone(),
        }
    }

    fn load(&mut self, clip: String) -> Result<(), PlayerFault> {
        self.pause();
        self.rests_s = 0.0;
        self.loaded = None;
        self.clip = clip;
        let path = Path::new(&self.clip);
        self.loaded = Some(match &self.held {
            Some((clip, sound)) if *clip == self.clip => Clip::of(path, sound)?,
            _ => Clip::load(path)?,
        });
        Ok(())
    }

    /// Plays from `at_s`.
    fn go(&mut self, at_s: f64) -> Result<(), PlayerFault> {
        // What is in memory could be heard, but nobody may hear what has expired.
        if !Path::new(&self.clip).exists() {
            return Err(PlayerFault::Gone(PathBuf::from(&self.clip)));
        }
        if self.running.is_none() {
            self.open()?;
        }
        self.playing = true;
        self.move_to(at_s)?;
        if let Some(running) = &mut self.running {
            running.looked.1 = self.now;
            running.feed.play(true);
        }
        Ok(())
    }

    fn pause(&mut self) {
        if let Some(running) = &self.running {
            running.feed.play(false);
        }
        if self.playing {
            self.playing = false;
            self.idle_since = self.now;
        }
    }

    /// Goes on at `at_s`, as near as the clip allows.
    fn move_to(&mut self, at_s: f64) -> Result<(), PlayerFault> {
        let at_s = at_s.clamp(0.0, self.length_s());
        self.rests_s = at_s;
        self.stretch = Stretch::new((at_s * f64::from(SAMPLE_RATE)).round() as usize, self.rate);
        let rate = self.rate;
        if let Some(running) = &mut self.running {
            running.begin(at_s, rate);
        }
        self.fill()
    }

    fn open(&mut self) -> Result<(), PlayerFault> {
        let (rate_hz, channels) = self.output.find()?;
        let resampler = Resampler::between(SAMPLE_RATE, rate_hz, 1)
            .map_err(|error| PlayerFault::System(error.to_string()))?;
        let (feed, tap) = tap(rate_hz, channels);
        self.output.start(tap)?;
        self.running = Some(Running {
            feed,
            resampler,
            rate_hz,
            began: (0, self.rests_s, 0.0),
            ready: Vec::new(),
            given: 0,
            ended: false,
            looked: (0, self.now),
        });
        Ok(())
    }

    fn close(&mut self) {
        self.rests_s = self.position_s();
        self.pause();
        self.output.close();
        self.running = None;
    }

    fn fail(&mut self, fault: &PlayerFault) {
        self.fault = Some(fault.to_string());
        self.close();
    }

    fn look(&mut self) -> Result<(), PlayerFault> {
        let Some(running) = &mut self.running else { return Ok(()) };
        if running.feed.is_lost() {
            return Err(PlayerFault::Lost);
        }
        let taken = running.feed.taken();
        if taken != running.looked.0 || !self.playing {
            running.looked = (taken, self.now);
        } else if self.now.saturating_sub(running.looked.1) >= STALLED {
            return Err(PlayerFault::Lost);
        }
        if self.playing && running.is_over() {
            self.pause();
        } else if self.playing {
            self.fill()?;
        } else if self.now.saturating_sub(self.idle_since) >= IDLE {
            // By now the device has played out what it had taken.
            self.close();
        }
        Ok(())
    }

    /// Puts sound into the ring until enough waits there.
    fn fill(&mut self) -> Result<(), PlayerFault> {
        let (Some(running), Some(clip)) = (&mut self.running, &self.loaded) else {
            return Ok(());
        };
        let lead = (LEAD_S * f64::from(running.rate_hz)) as u64;
        let failed = |error: crate::capture::CaptureError| PlayerFault::System(error.to_string());
        while running.feed.waiting() < lead {
            running.given += running.feed.push(&running.ready[running.given..]);
            if running.given < running.ready.len() {
                // The ring is full of what is to be skipped.
                break;
            }
            running.ready.clear();
            running.given = 0;
            if running.ended {
                break;
            }
            let mut piece = Vec::new();
            let mut out = [std::mem::take(&mut running.ready)];
            let made = if self.stretch.next(clip.samples(), &mut piece) {
                running.resampler.push(&[piece], &mut out)
            } else {
                running.ended = true;
                running.resampler.finish(&mut out)
            };
            [running.ready] = out;
            made.map_err(failed)?;
        }
        Ok(())
    }

    fn length_s(&self) -> f64 {
        self.loaded.as_ref().map_or(0.0, Clip::length_s)
    }

    fn position_s(&self) -> f64 {
        match &self.running {
            Some(running) if running.is_over() => self.length_s(),
            Some(running) => running.position_s().min(self.length_s()),
            None => self.rests_s,
        }
    }
}

impl Running {
    /// From now on it is the sound of the clip from `at_s` on.
    fn begin(&mut self, at_s: f64, rate: f64) {
        self.feed.skip();
        self.resampler.reset();
        self.began = (self.feed.fed(), at_s, rate / f64::from(self.rate_hz));
        self.ready.clear();
        self.given = 0;
        self.ended = false;
    }

    fn position_s(&self) -> f64 {
        let (frame, at_s, per_frame_s) = self.began;
        // Until the output has skipped what is old it stands at the beginning.
        at_s + self.feed.taken().saturating_sub(frame) as f64 * per_frame_s
    }

    /// Whether the output has taken all of the clip.
    fn is_over(&self) -> bool {
        self.ended && self.given == self.ready.len() && self.feed.waiting() == 0
    }
}

#[cfg(test)]
#[path = "deck_tests.rs"]
mod tests;
