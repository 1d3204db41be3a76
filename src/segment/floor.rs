//! The level of a channel when nobody speaks.
//!
//! Owns [`NoiseFloor`], one for each channel. Runs on the thread
//! `capture-<counter>`; constant memory, no time but the frames it is given.

use super::vad::frames;
use crate::units::Dbfs;
use std::collections::VecDeque;

/// How much sound the floor remembers.
const MEMORY_MS: u32 = 20_000;
/// The share of remembered frames that lie below the floor.
///
/// L90, the level exceeded nine tenths of the time, is what ISO 1996 and the
/// noise regulations built on it call the background. A low percentile of the
/// past seconds is also the robust form of minimum statistics (R. Martin, "Noise
/// power spectral density estimation based on optimal smoothing and minimum
/// statistics", IEEE Trans. Speech Audio Process. 9(5), 2001; quantiles in
/// V. Stahl et al., ICASSP 2000): speech that the detector missed hardly moves it.
const SHARE: f32 = 0.1;
/// Width of a bin, and how many from [`Dbfs::FLOOR`] to full scale.
const BIN_DB: f32 = 0.5;
const BINS: usize = 201;

/// A low percentile of the levels of the last [`MEMORY_MS`].
pub(super) struct NoiseFloor {
    recent: VecDeque<u8>,
    histogram: [u16; BINS],
}

impl NoiseFloor {
    /// A floor that has heard nothing.
    pub(super) fn new() -> Self {
        NoiseFloor { recent: VecDeque::with_capacity(frames(MEMORY_MS)), histogram: [0; BINS] }
    }

    /// Takes in the level of one frame of no speech.
    pub(super) fn hear(&mut self, level: Dbfs) {
        if self.recent.len() == frames(MEMORY_MS)
            && let Some(oldest) = self.recent.pop_front()
        {
            self.histogram[usize::from(oldest)] -= 1;
        }
        // A float too small or too large for the type becomes its nearest end.
        let bin = (((level.0 - Dbfs::FLOOR.0) / BIN_DB).round() as u8).min(BINS as u8 - 1);
        self.recent.push_back(bin);
        self.histogram[usize::from(bin)] += 1;
    }

    /// The floor, to half a decibel; [`Dbfs::FLOOR`] before the first frame.
    pub(super) fn level(&self) -> Dbfs {
        let below = (self.recent.len() as f32 * SHARE) as usize;
        let mut seen = 0;
        for (bin, count) in self.histogram.iter().enumerate() {
            seen += usize::from(*count);
            if seen > below {
                return Dbfs(Dbfs::FLOOR.0 + bin as f32 * BIN_DB);
            }
        }
        Dbfs::FLOOR
    }
}

/// How fast a level follows the sound: the share of each new frame, a time
/// constant of about 150 ms, a syllable.
const FOLLOW: f32 = 0.1;
/// Whether something rises above all that was heard lately, speech included.
///
/// A detector of voices cannot tell the voice at the counter from those of the
/// hall. In a steady babble every frame is a voice, and without this no
/// utterance would ever end.
pub(super) struct Presence {
    floor: NoiseFloor,
    power: f32,
    above_db: f32,
}

impl Presence {
    /// Asks for `above_db` over the floor; 0 or less asks for nothing.
    pub(super) fn above(above_db: f32) -> Self {
        Presence { floor: NoiseFloor::new(), power: 0.0, above_db }
    }

    /// Takes in a frame; whether somebody near may be speaking in it. Always so
    /// while the memory fills: a session may begin in the middle of a sentence.
    pub(super) fn hear(&mut self, power: f32) -> bool {
        // A sound begins at once and fades slowly, so that no first syllable is late.
        self.power = power.max(self.power + FOLLOW * (power - self.power));
        let level = Dbfs::from_amplitude(self.power.sqrt());
        self.floor.hear(level);
        self.above_db <= 0.0
            || self.floor.recent.len() < frames(MEMORY_MS)
            || level.0 >= self.floor.level().0 + self.above_db
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_floor_that_heard_nothing_is_the_lowest() {
        assert_eq!(NoiseFloor::new().level(), Dbfs::FLOOR);
    }

    #[test]
    fn some_loud_frames_do_not_raise_it_and_a_lasting_change_does() {
        let mut floor = NoiseFloor::new();
        for n in 0..1000 {
            floor.hear(Dbfs(if n % 3 == 0 { -20.0 } else { -60.0 }));
        }
        assert_eq!(floor.level(), Dbfs(-60.0));
        for _ in 0..frames(MEMORY_MS) {
            floor.hear(Dbfs(-45.2));
        }
        assert_eq!(floor.level(), Dbfs(-45.0));
    }

    #[test]
    fn levels_out_of_range_are_held_at_its_ends() {
        let mut floor = NoiseFloor::new();
        floor.hear(Dbfs(20.0));
        assert_eq!(floor.level(), Dbfs(0.0));
        floor.hear(Dbfs(f32::NAN));
        floor.hear(Dbfs(f32::NEG_INFINITY));
        assert_eq!(floor.level(), Dbfs::FLOOR);
    }
}
