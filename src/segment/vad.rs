//! How likely it is that a frame holds a voice: the trait, and two that do it.
//!
//! Owns [`VoiceActivity`] and its implementations; [`Earshot`] is the one in use,
//! [`Energy`] the baseline that it has to beat (`docs/vad.md` compares both with
//! the WebRTC detector). Runs on the thread `capture-<counter>`. Decides nothing:
//! thresholds belong to the segmenter.

use super::floor::NoiseFloor;
use crate::units::{Dbfs, SAMPLE_RATE, Score};

/// Samples in a frame: 16 ms, what earshot takes.
pub const FRAME: usize = 256;

/// Whole frames in `ms` milliseconds, rounded up.
pub fn frames(ms: u32) -> usize {
    (u64::from(ms) * u64::from(SAMPLE_RATE)).div_ceil(1000 * FRAME as u64) as usize
}

/// A detector of voices that hears one channel, frame after frame.
pub trait VoiceActivity {
    /// The score of the next frame, 0 surely no voice, 1 surely a voice. Samples
    /// are finite and within ±1.
    fn score(&mut self, frame: &[f32; FRAME]) -> Score;

    /// Forgets what was heard, because what comes next does not follow on it.
    fn reset(&mut self);
}

/// What a frame is multiplied by before earshot hears it: -10 dB.
///
/// Its scores depend on level: pink noise at -20 dBFS is a voice to it and at
/// -30 dBFS is none, while speech loses nothing down to 20 dB softer (`docs/vad.md`).
const EARSHOT_GAIN: f32 = 0.316_227_77;

/// The recurrent network of the `earshot` crate (pyke, MIT or Apache-2.0).
pub struct Earshot(Box<earshot::Detector>);

impl Earshot {
    /// A detector that has heard nothing.
    pub fn new() -> Self {
        Earshot(earshot::Detector::default_boxed())
    }
}

impl Default for Earshot {
    fn default() -> Self {
        Earshot::new()
    }
}

impl VoiceActivity for Earshot {
    fn score(&mut self, frame: &[f32; FRAME]) -> Score {
        Score(self.0.predict_f32(&frame.map(|sample| sample * EARSHOT_GAIN)))
    }

    fn reset(&mut self) {
        self.0.reset();
    }
}

/// The frame's level above the noise floor: 0 up to [`Energy::LOW_DB`], 1 from
/// [`Energy::HIGH_DB`] on. The floor follows all frames, in the manner of minimum
/// statistics (see `NoiseFloor`).
pub struct Energy {
    floor: NoiseFloor,
}

impl Energy {
    /// So many decibels above the floor score 0.
    pub const LOW_DB: f32 = 3.0;
    /// So many decibels above the floor score 1.
    pub const HIGH_DB: f32 = 15.0;

    /// A detector that has heard nothing.
    pub fn new() -> Self {
        Energy { floor: NoiseFloor::new() }
    }
}

impl Default for Energy {
    fn default() -> Self {
        Energy::new()
    }
}

impl VoiceActivity for Energy {
    fn score(&mut self, frame: &[f32; FRAME]) -> Score {
        let level = Dbfs::of(frame);
        self.floor.hear(level);
        let above_db = level.0 - self.floor.level().0;
        Score(((above_db - Self::LOW_DB) / (Self::HIGH_DB - Self::LOW_DB)).clamp(0.0, 1.0))
    }

    fn reset(&mut self) {
        self.floor = NoiseFloor::new();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn milliseconds_become_whole_frames_rounded_up() {
        let table = [(0, 0), (1, 1), (16, 1), (17, 2), (48, 3), (500, 32)];
        for (ms, expected) in table {
            assert_eq!(frames(ms), expected, "{ms} ms");
        }
    }

    #[test]
    fn energy_hears_what_rises_above_its_floor() {
        let mut energy = Energy::new();
        let hiss: [f32; FRAME] = std::array::from_fn(|n| if n % 2 == 0 { 0.001 } else { -0.001 });
        for _ in 0..100 {
            assert_eq!(energy.score(&hiss).0, 0.0);
        }
        assert_eq!(energy.score(&hiss.map(|s| s * 10.0)).0, 1.0);
    }

    /// Overflow checks are on and earshot counts in fixed point: no input may panic.
    #[test]
    fn earshot_takes_whatever_is_within_full_scale() {
        let mut earshot = Earshot::new();
        let shapes: [fn(usize) -> f32; 6] = [
            |_| 0.0,
            |_| 1.0,
            |n| if n % 2 == 0 { 1.0 } else { -1.0 },
            |n| if n / 50 % 2 == 0 { 1.0 } else { -1.0 },
            |n| if n == 128 { 1.0 } else { 0.0 },
            |n| (n as f32 * 0.05).sin() * 1e-30,
        ];
        for round in 0..200 {
            for (n, shape) in shapes.iter().enumerate() {
                for _ in 0..(1 + (round + n) % 7) {
                    let score = earshot.score(&std::array::from_fn(shape));
                    assert!((0.0..=1.0).contains(&score.0), "{score:?}");
                }
            }
        }
    }
}
