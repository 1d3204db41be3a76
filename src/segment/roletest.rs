//! A test of who sits at which microphone: one side speaks at a time, and it is measured
//! where it is louder and where it comes first.
//!
//! Owns [`RoleTest`] and what it comes to. Pure, on whatever thread feeds it; keeps levels,
//! never sound. For counters whose channels are lines of an intercom, where a side tone brings
//! the clerk's own voice into the other line: there roles are taken for known only when this
//! has passed.

use super::Config;
use super::crosstalk::{APART_DB, Lead, Look, NONE_MS};
use super::floor::NoiseFloor;
use super::vad::{Earshot, FRAME, VoiceActivity};
use crate::units::Dbfs;

/// Speech of a side that says something about it.
pub const SPEECH_LEAST_S: f32 = 1.5;

/// What was measured while one side spoke.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Side {
    /// Seconds of speech.
    pub speech_s: f32,
    /// How much louder it was on the first channel than on the second, dB.
    pub louder_db: f32,
    /// By how much the first channel heard it before the second, ms; negative when after it.
    /// Absent when the two hear too different things.
    pub ahead_ms: Option<f32>,
}

/// Listens to two channels while one side speaks.
pub struct RoleTest {
    onset: f32,
    voices: [Earshot; 2],
    floors: [NoiseFloor; 2],
    lead: Lead,
    partial: [Vec<f32>; 2],
    /// Power on each channel in frames of speech, and how many there were.
    power: [f64; 2],
    frames: u32,
    looks: Vec<Look>,
}

impl RoleTest {
    /// Nobody has spoken.
    pub fn new(config: &Config) -> RoleTest {
        RoleTest {
            onset: config.onset.0,
            voices: [Earshot::new(), Earshot::new()],
            floors: [NoiseFloor::new(), NoiseFloor::new()],
            lead: Lead::new(),
            partial: [Vec::new(), Vec::new()],
            power: [0.0; 2],
            frames: 0,
            looks: Vec::new(),
        }
    }

    /// Takes in samples of both channels, as many of each, 16 kHz.
    pub fn hear(&mut self, planes: [&[f32]; 2]) {
        for (partial, samples) in self.partial.iter_mut().zip(planes) {
            partial.extend(
                samples.iter().map(|s| if s.is_finite() { s.clamp(-1.0, 1.0) } else { 0.0 }),
            );
        }
        while self.partial.iter().all(|partial| partial.len() >= FRAME) {
            let mut frames = [[0.0; FRAME]; 2];
            for (frame, partial) in frames.iter_mut().zip(&mut self.partial) {
                for (slot, sample) in frame.iter_mut().zip(partial.drain(..FRAME)) {
                    *slot = sample;
                }
            }
            self.frame(&frames);
        }
    }

    fn frame(&mut self, frames: &[[f32; FRAME]; 2]) {
        let mut speech = false;
        for (voice, frame) in self.voices.iter_mut().zip(frames) {
            speech |= voice.score(frame).0 >= self.onset;
        }
        let look = self.lead.hear([&frames[0], &frames[1]], speech);
        if !speech {
            for (floor, frame) in self.floors.iter_mut().zip(frames) {
                floor.hear(Dbfs::of(frame));
            }
            return;
        }
        self.frames += 1;
        self.looks.extend(look.filter(|look| look.correlation >= 0.5));
        for (power, frame) in self.power.iter_mut().zip(frames) {
            *power += frame.iter().map(|s| f64::from(*s).powi(2)).sum::<f64>() / FRAME as f64;
        }
    }

    /// What it came to.
    pub fn finish(mut self) -> Side {
        let level = |side: usize| {
            // What is there without anybody speaking is nobody's.
            let quiet = 10f64.powf(f64::from(self.floors[side].level().0) / 10.0);
            let mean = self.power[side] / f64::from(self.frames.max(1));
            10.0 * (mean - quiet).max(1e-12).log10()
        };
        self.looks.sort_by(|a, b| a.ahead_ms.total_cmp(&b.ahead_ms));
        let middle = self.looks.get(self.looks.len() / 2);
        Side {
            speech_s: self.frames as f32 * FRAME as f32 / 16_000.0,
            louder_db: (level(0) - level(1)) as f32,
            ahead_ms: middle.filter(|_| self.looks.len() >= 4).map(|look| look.ahead_ms),
        }
    }
}

/// What a test of both sides comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Roles {
    /// Each side is nearer to its own channel.
    AsSet,
    /// Each side is nearer to the other's channel.
    Swapped,
    /// One of them said too little.
    TooLittle,
    /// The channels do not tell the sides apart.
    Alike,
}

impl Roles {
    /// Of what was measured while the side of the first channel spoke, and then the other.
    pub fn of(first: &Side, second: &Side) -> Roles {
        if first.speech_s < SPEECH_LEAST_S || second.speech_s < SPEECH_LEAST_S {
            return Roles::TooLittle;
        }
        // Gains drop out of the difference.
        let apart_db = first.louder_db - second.louder_db;
        let leads =
            |side: &Side| side.ahead_ms.map_or(0.0, |ms| if ms.abs() > NONE_MS { ms } else { 0.0 });
        // Where both levels are alike, a delay that turns round with the speaker tells.
        let turns = (leads(first), leads(second));
        match (apart_db, turns) {
            (db, _) if db >= APART_DB => Roles::AsSet,
            (db, _) if db <= -APART_DB => Roles::Swapped,
            (_, (first, second)) if first > 0.0 && second < 0.0 => Roles::AsSet,
            (_, (first, second)) if first < 0.0 && second > 0.0 => Roles::Swapped,
            _ => Roles::Alike,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::tests::{config, recorded};

    fn side(near: &[f32], leak_db: f32, delay: usize, first: bool) -> Side {
        let gain = 10f32.powf(leak_db / 20.0);
        let late = std::iter::repeat_n(&0.0, delay).chain(near).map(|s| s * gain);
        let far: Vec<f32> = late.take(near.len()).collect();
        let mut test = RoleTest::new(&config());
        for (near, far) in near.chunks(700).zip(far.chunks(700)) {
            test.hear(if first { [near, far] } else { [far, near] });
        }
        test.finish()
    }

    #[test]
    fn each_side_is_near_to_its_own_channel_or_to_the_others() {
        let clerk = &recorded(0)[4 * 16_000..8 * 16_000];
        let citizen = &recorded(1)[..4 * 16_000];
        for (leak_db, delay) in [(-12.0, 0), (-6.0, 0), (-6.0, 40), (-2.0, 40)] {
            let (first, second) =
                (side(clerk, leak_db, delay, true), side(citizen, leak_db, delay, false));
            assert_eq!(Roles::of(&first, &second), Roles::AsSet, "{first:?} {second:?}");
            assert_eq!(Roles::of(&second, &first), Roles::Swapped);
            assert!((first.louder_db + leak_db).abs() < 0.7, "{first:?}");
        }
    }

    #[test]
    fn channels_that_hear_the_same_or_nobody_tell_nothing() {
        let clerk = &recorded(0)[4 * 16_000..8 * 16_000];
        let (first, second) = (side(clerk, 0.0, 0, true), side(clerk, 0.0, 0, false));
        assert_eq!(Roles::of(&first, &second), Roles::Alike);
        let silent = side(&[0.0; 16_000], -6.0, 0, true);
        assert_eq!(Roles::of(&first, &silent), Roles::TooLittle);
    }
}
