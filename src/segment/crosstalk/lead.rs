//! Which of two microphones hears a voice first, and by how much.
//!
//! Normalised cross-correlation of the last 128 ms at 4 kHz, high frequencies raised by a first
//! difference so that a pitch period does not pass for a delay (the coarse end of the family
//! of C. Knapp, G. Carter, "The generalized correlation method for estimation of time delay",
//! IEEE Trans. ASSP 24(4), 1976). A quarter of a millisecond, 9 cm of sound, is its grain.

use crate::units::SAMPLE_RATE;
use std::collections::VecDeque;

/// Samples of 16 kHz that make one here.
const DECIMATE: usize = 4;
/// Samples compared, 128 ms; the longest delay looked for, 20 ms: 7 m of air.
const WINDOW: usize = 512;
const MOST: usize = 80;
/// New samples between two looks, 64 ms.
const EVERY: usize = 256;
/// Looks remembered, half a second; so many must agree.
const LOOKS: usize = 8;
const AGREE: usize = 4;
/// A look counts from this correlation on.
const LEAST: f32 = 0.6;
/// A delay this short is none, ms: two microphones side by side, or two wires.
pub(in crate::segment) const NONE_MS: f32 = 0.4;

/// A delay that was seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::segment) struct Look {
    /// By how much the first channel is ahead; negative when the second is.
    pub(in crate::segment) ahead_ms: f32,
    /// How well the two agree then, 0 to 1.
    pub(in crate::segment) correlation: f32,
}

/// The last sound of two channels.
pub(in crate::segment) struct Lead {
    sound: [VecDeque<f32>; 2],
    /// The sum of the samples that do not yet make one, their number, the last sample.
    partial: [(f32, usize, f32); 2],
    fresh: usize,
    looks: VecDeque<Option<Look>>,
}

impl Lead {
    /// Nothing has been heard.
    pub(in crate::segment) fn new() -> Lead {
        let room = || VecDeque::with_capacity(WINDOW + 2 * MOST);
        Lead {
            sound: [room(), room()],
            partial: [(0.0, 0, 0.0); 2],
            fresh: 0,
            looks: VecDeque::with_capacity(LOOKS),
        }
    }

    /// Takes in samples of both channels, as many of each; where a `look` is worth it and it is
    /// time for one, says what it saw.
    pub(in crate::segment) fn hear(&mut self, samples: [&[f32]; 2], look: bool) -> Option<Look> {
        for (side, samples) in samples.into_iter().enumerate() {
            let (sum, held, last) = &mut self.partial[side];
            for sample in samples {
                *sum += sample - *last;
                *last = *sample;
                *held += 1;
                if *held == DECIMATE {
                    if self.sound[side].len() == WINDOW + 2 * MOST {
                        self.sound[side].pop_front();
                    }
                    self.sound[side].push_back(*sum);
                    self.fresh += side;
                    (*sum, *held) = (0.0, 0);
                }
            }
        }
        if self.fresh < EVERY {
            return None;
        }
        self.fresh = 0;
        if self.looks.len() == LOOKS {
            self.looks.pop_front();
        }
        let look = look.then(|| self.look()).flatten();
        self.looks.push_back(look);
        look
    }

    /// The channel, 0 or 1, that heard the last half second first; `None` when neither did,
    /// or they hear different things.
    pub(in crate::segment) fn first(&self) -> Option<usize> {
        let ahead = |sign: f32| {
            let looks = self.looks.iter().flatten();
            looks.filter(|look| look.correlation >= LEAST && look.ahead_ms * sign > NONE_MS).count()
        };
        match (ahead(1.0), ahead(-1.0)) {
            (first, 0) if first >= AGREE => Some(0),
            (0, second) if second >= AGREE => Some(1),
            _ => None,
        }
    }

    fn look(&mut self) -> Option<Look> {
        let [first, second] = &mut self.sound;
        if first.len() < WINDOW + 2 * MOST || second.len() != first.len() {
            return None;
        }
        let (first, second) = (&*first.make_contiguous(), &*second.make_contiguous());
        let middle = &first[MOST..MOST + WINDOW];
        let power = |samples: &[f32]| samples.iter().map(|s| s * s).sum::<f32>();
        let mut own = power(&second[..WINDOW]);
        let middle_power = power(middle);
        let mut best: Option<(usize, f32)> = None;
        for lag in 0..=2 * MOST {
            let held = &second[lag..lag + WINDOW];
            if lag > 0 {
                own += held[WINDOW - 1].powi(2) - second[lag - 1].powi(2);
            }
            let product: f32 = middle.iter().zip(held).map(|(a, b)| a * b).sum();
            let scale = (middle_power * own.max(0.0)).sqrt();
            let correlation = if scale > 0.0 { product.abs() / scale } else { 0.0 };
            if best.is_none_or(|(_, most)| correlation > most) {
                best = Some((lag, correlation));
            }
        }
        let (lag, correlation) = best?;
        let ms = 1000.0 * DECIMATE as f32 / SAMPLE_RATE as f32;
        Some(Look { ahead_ms: (lag as f32 - MOST as f32) * ms, correlation: correlation.min(1.0) })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::segment::tests::recorded;

    #[test]
    fn whoever_hears_a_voice_first_is_told_and_by_how_much() {
        let voice = &recorded(1)[8_000..24_000];
        for (delay, gain, expected) in [(48, 0.5, Some(0)), (160, 2.0, Some(0)), (0, 0.5, None)] {
            let late: Vec<f32> = voice.iter().map(|s| s * gain).collect();
            let late = [vec![0.0; delay], late].concat();
            let (mut ahead, mut behind, mut seen) = (Lead::new(), Lead::new(), Vec::new());
            for (a, b) in voice.chunks_exact(256).zip(late.chunks_exact(256)) {
                seen.extend(ahead.hear([a, b], true));
                behind.hear([b, a], true);
            }
            assert_eq!(ahead.first(), expected, "{seen:?}");
            assert_eq!(behind.first(), expected.map(|first| 1 - first));
            let last = seen.last().unwrap();
            assert!((last.ahead_ms - delay as f32 / 16.0).abs() < 0.3, "{last:?}");
        }
    }

    #[test]
    fn two_voices_have_no_first() {
        let (first, second) = (recorded(0), recorded(1));
        let mut lead = Lead::new();
        for (a, b) in first.chunks_exact(256).zip(second[30_000..].chunks_exact(256)) {
            lead.hear([a, b], true);
            assert_eq!(lead.first(), None);
        }
    }
}
