//! A frame's level and the pitches in it.
//!
//! 16 ms under a Hann window, every 8 ms: short enough to part the two tones of a warble
//! (down to 20 ms each), long enough to tell a pitch to half a percent between its bins
//! (quadratic interpolation of the log spectrum; J. O. Smith, "Spectral Audio Signal
//! Processing", 2011). Frames that are hardly louder than the floor are not transformed.

use super::floor::Floor;
use realfft::num_complex::Complex;
use realfft::{RealFftPlanner, RealToComplex};
use std::sync::Arc;

/// Samples from frame to frame: 8 ms.
pub(super) const HOP: usize = 128;
/// Samples of a frame.
pub(super) const WINDOW: usize = 256;
/// Frames a second.
pub(super) const FRAMES_HZ: f32 = 125.0;
/// Hertz from bin to bin.
const BIN_HZ: f32 = 62.5;
/// The bins in which pitches are looked for, 375 to 7500 Hz: no bell's tone is lower, and
/// voices are strongest below.
const BINS: std::ops::Range<usize> = 6..120;
/// Pitches that are told of a frame.
pub(super) const PEAKS: usize = 4;
/// A frame this much above the floor is looked at, dB.
pub(super) const ACTIVE_DB: f32 = 5.0;
/// A pitch stands so much above its surroundings, as a ratio of powers: 8 dB.
const PROMINENT: f32 = 6.3;
/// And so much above what its bin holds all the time (a whistle of a machine): 9 dB.
const NEWER: f32 = 8.0;
/// What a bin holds all the time is taken off so many times, for it goes up and down.
const OLD: f32 = 3.0;
/// Pitches more than this below the strongest are not told, as a ratio of powers: 26 dB.
const WEAKEST: f32 = 0.0025;

/// A pitch.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Peak {
    /// Hertz.
    pub hz: f32,
    /// Power, relative.
    pub power: f32,
}

/// What is known of a frame.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Frame {
    /// Level of its newest 8 ms, dB relative to full scale.
    pub db: f32,
    /// Level of the floor then.
    pub floor_db: f32,
    /// Levels of the newest 8 ms, 4 ms each.
    pub parts_db: [f32; 2],
    /// Whether it is louder than the floor; only then is the rest told.
    pub active: bool,
    /// Its pitches, the strongest first; unused ones have no power.
    pub peaks: [Peak; PEAKS],
    /// Share of what is new in it that lies below 375 Hz.
    pub low: f32,
    /// Share of its power above 375 Hz that its pitches hold.
    pub tonal: f32,
    /// The weakest of four bands from 60 Hz to 8 kHz as a share of an even spread.
    pub spread: f32,
}

impl Frame {
    /// Its pitches within `ratio` of the strongest in power.
    pub fn strong(&self, ratio: f32) -> impl Iterator<Item = &Peak> {
        let least = self.peaks[0].power * ratio;
        self.peaks.iter().filter(move |peak| peak.power > 0.0 && peak.power >= least)
    }
}

/// Turns a channel's samples into frames.
pub(super) struct Spectrum {
    fft: Arc<dyn RealToComplex<f32>>,
    window: Vec<f32>,
    input: Vec<f32>,
    output: Vec<Complex<f32>>,
    scratch: Vec<Complex<f32>>,
    power: Vec<f32>,
    /// What each bin holds all the time.
    usual: Vec<f32>,
    previous: [f32; HOP],
    floor: Floor,
    count: u32,
}

/// How fast the usual power of a bin follows, as shares and ratios of a frame.
const USUAL_DOWN: f32 = 0.1;
const USUAL_UP: f32 = 1.004;
/// Frames after which the usual power is brought up to date even where nothing happens.
const USUAL_EVERY: u32 = 16;

fn db(power: f32) -> f32 {
    10.0 * power.max(1e-10).log10()
}

fn mean_square(samples: &[f32]) -> f32 {
    samples.iter().map(|s| s * s).sum::<f32>() / samples.len().max(1) as f32
}

impl Spectrum {
    /// A channel of which nothing was heard.
    pub fn new() -> Spectrum {
        let fft = RealFftPlanner::<f32>::new().plan_fft_forward(WINDOW);
        let hann =
            |n: usize| 0.5 - 0.5 * (std::f32::consts::TAU * (n as f32 + 0.5) / WINDOW as f32).cos();
        Spectrum {
            window: (0..WINDOW).map(hann).collect(),
            input: fft.make_input_vec(),
            output: fft.make_output_vec(),
            scratch: fft.make_scratch_vec(),
            power: vec![0.0; WINDOW / 2 + 1],
            usual: vec![0.0; WINDOW / 2 + 1],
            previous: [0.0; HOP],
            floor: Floor::new(),
            count: 0,
            fft,
        }
    }

    /// Forgets the samples before, because what comes next does not follow on them.
    pub fn reset(&mut self) {
        self.previous = [0.0; HOP];
    }

    /// The frame that ends with `newest`.
    pub fn frame(&mut self, newest: &[f32; HOP]) -> Frame {
        let (first, second) = newest.split_at(HOP / 2);
        let parts = [mean_square(first), mean_square(second)];
        let level = db((parts[0] + parts[1]) / 2.0);
        let floor_db = self.floor.db();
        self.floor.hear(level);
        let active = level >= floor_db + ACTIVE_DB;
        let mut frame =
            Frame { db: level, floor_db, parts_db: parts.map(db), active, ..Frame::default() };
        self.count = self.count.wrapping_add(1);
        if active || self.count.is_multiple_of(USUAL_EVERY) {
            self.transform(newest);
            if active {
                self.look(&mut frame);
            }
            self.learn(if active { 1 } else { USUAL_EVERY });
        }
        self.previous = *newest;
        frame
    }

    fn transform(&mut self, newest: &[f32; HOP]) {
        let samples = self.previous.iter().chain(newest);
        for ((input, sample), weight) in self.input.iter_mut().zip(samples).zip(&self.window) {
            *input = sample * weight;
        }
        // Lengths are those that the plan asked for: it cannot fail.
        let (input, output) = (&mut self.input, &mut self.output);
        if self.fft.process_with_scratch(input, output, &mut self.scratch).is_ok() {
            for (power, bin) in self.power.iter_mut().zip(&self.output) {
                *power = bin.norm_sqr() + 1e-12;
            }
        }
    }

    fn learn(&mut self, frames: u32) {
        let up = USUAL_UP.powi(frames.min(64) as i32);
        for (usual, power) in self.usual.iter_mut().zip(&self.power) {
            if *power < *usual {
                *usual += USUAL_DOWN * (*power - *usual);
            } else {
                *usual = (*usual * up).max(1e-11).min(*power);
            }
        }
    }

    fn look(&self, frame: &mut Frame) {
        let power = &self.power;
        let sum = |bins: std::ops::Range<usize>| power[bins].iter().sum::<f32>();
        let new = |bins: std::ops::Range<usize>| -> f32 {
            bins.map(|at| (power[at] - OLD * self.usual[at]).max(0.0)).sum()
        };
        let high = sum(BINS.start..power.len());
        let (new_low, new_high) = (new(1..BINS.start), new(BINS.start..power.len()));
        frame.low = new_low / (new_low + new_high).max(1e-12);
        let bands = [(1, 8), (8, 32), (32, 64), (64, 128)].map(|(from, to)| sum(from..to));
        let total: f32 = bands.iter().sum();
        frame.spread = 4.0 * bands.iter().copied().fold(f32::INFINITY, f32::min) / total;
        let mut peaks = [Peak::default(); PEAKS];
        let mut tonal = 0.0;
        for at in BINS {
            let here = power[at];
            let around = (power[at - 4] + power[at - 3] + power[at + 3] + power[at + 4]) / 4.0;
            if here <= power[at - 1]
                || here < power[at + 1]
                || here < PROMINENT * around
                || here < NEWER * self.usual[at]
            {
                continue;
            }
            tonal += sum(at - 2..at + 3);
            let place = peaks.iter().position(|peak| here > peak.power);
            if let Some(place) = place {
                peaks.copy_within(place..PEAKS - 1, place + 1);
                peaks[place] = Peak { hz: self.refined(at), power: here };
            }
        }
        let least = peaks[0].power * WEAKEST;
        for peak in &mut peaks {
            if peak.power < least {
                *peak = Peak::default();
            }
        }
        frame.peaks = peaks;
        frame.tonal = (tonal / high).min(1.0);
    }

    /// The pitch of the peak at a bin, from the parabola through it and its neighbours.
    fn refined(&self, at: usize) -> f32 {
        let [left, here, right] = [at - 1, at, at + 1].map(|bin| self.power[bin].ln());
        let curve = left - 2.0 * here + right;
        let offset = if curve < 0.0 { 0.5 * (left - right) / curve } else { 0.0 };
        (at as f32 + offset.clamp(-0.5, 0.5)) * BIN_HZ
    }
}
