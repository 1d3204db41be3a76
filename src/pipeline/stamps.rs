//! When a piece of sound went from hand to hand, and what a flag's delay is made of.
//!
//! Stamps travel with the piece: set on `capture-<counter>` and `transcribe-<n>`, read
//! on `judge`. They measure and decide nothing.

use crate::event::Delay;
use crate::units::{SampleIndex, SampleRange};
use std::time::Instant;

/// The moment a piece was handed to the recognisers.
#[derive(Debug, Clone, Copy)]
pub struct Release {
    /// One past the last sample that its session had heard by then.
    pub heard_to: SampleIndex,
    /// When that was.
    pub at: Instant,
}

impl Release {
    /// Just now, in a session that has heard everything before `heard_to`.
    pub fn now(heard_to: SampleIndex) -> Release {
        Release { heard_to, at: Instant::now() }
    }
}

/// A piece's way up to its text.
#[derive(Debug, Clone, Copy)]
pub struct Stamps {
    /// When it was handed to the recognisers.
    pub release: Release,
    /// When one took it up.
    pub taken: Instant,
    /// When there was a text.
    pub decoded: Instant,
}

impl Stamps {
    /// What the delay of a phrase in this piece is made of when it is told at `told`.
    pub fn delay(&self, phrase: SampleRange, told: Instant) -> Delay {
        let seconds = |from: Instant, to: Instant| to.saturating_duration_since(from).as_secs_f64();
        let past = SampleRange::new(phrase.end, self.release.heard_to);
        Delay {
            hangover_s: past.seconds(),
            queue_s: seconds(self.release.at, self.taken),
            decode_s: seconds(self.taken, self.decoded),
            match_s: seconds(self.decoded, told),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn every_part_of_a_delay_is_from_one_stamp_to_the_next() {
        let at = Instant::now();
        let after = |ms: u64| at + Duration::from_millis(ms);
        let release = Release { heard_to: SampleIndex(32_000), at };
        let stamps = Stamps { release, taken: after(250), decoded: after(750) };
        let phrase = SampleRange::new(SampleIndex(8_000), SampleIndex(24_000));
        let delay = stamps.delay(phrase, after(875));
        let parts = Delay { hangover_s: 0.5, queue_s: 0.25, decode_s: 0.5, match_s: 0.125 };
        assert_eq!(delay, parts);
        assert!((delay.total_s() - 1.375).abs() < 1e-9);
    }
}
