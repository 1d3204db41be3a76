//! Whether two microphones hear one voice: the courses of their levels.
//!
//! One voice makes both levels rise and fall together, whatever lies between the microphones:
//! gain, distance, delay, walls. Over half a second the difference of the two levels of one
//! voice scatters by 0 to 1 dB in a dry room and by 2.4 to 5.4 dB in reverberant ones; of two
//! voices, each in its own microphone, by 8 dB and more. The levels of one voice correlate by
//! 0.65 to 1 where they move, those of two by less than 0.5 (docs/channels.md).

use super::Frame;
use std::collections::VecDeque;

/// Frames looked at: 512 ms, two or three syllables.
const FRAMES: usize = 32;
/// Up to this scatter it is one voice; up to the second it may be.
const SCATTER_MOST_DB: [f32; 2] = [4.5, 6.5];
/// From this correlation on it is one voice; from the second on it may be.
const CORRELATED: [f32; 2] = [0.65, 0.55];
/// Levels that hardly move correlate with anything.
const LEAST_SPREAD_DB: f32 = 2.5;
/// A frame is never taken for quieter: 16-bit silence.
const LEAST_POWER: f32 = 1e-9;

/// The last frames of two channels.
pub(super) struct Envelopes {
    /// Powers, and the same in dB.
    recent: VecDeque<([f32; 2], [f32; 2])>,
}

impl Envelopes {
    pub(super) fn new() -> Envelopes {
        Envelopes { recent: VecDeque::with_capacity(FRAMES) }
    }

    pub(super) fn hear(&mut self, frame: &Frame<'_>) {
        if self.recent.len() == FRAMES {
            self.recent.pop_front();
        }
        let power = frame.samples.map(|samples| {
            let power = samples.iter().map(|s| s * s).sum::<f32>() / samples.len().max(1) as f32;
            power.max(LEAST_POWER)
        });
        self.recent.push_back((power, power.map(|power| 10.0 * power.log10())));
    }

    /// How much louder the first channel was, over all that is remembered, dB.
    pub(super) fn difference_db(&self) -> f32 {
        let sum = |side: usize| self.recent.iter().map(|(power, _)| power[side]).sum::<f32>();
        10.0 * (sum(0).max(LEAST_POWER) / sum(1).max(LEAST_POWER)).log10()
    }

    /// How it looks: surely one voice, perhaps, or not.
    pub(super) fn voices(&self) -> Voices {
        let n = self.recent.len().max(1) as f32;
        let (mut sum, mut squares, mut product) = ([0.0; 2], [0.0; 2], 0.0);
        for (_, [first, second]) in &self.recent {
            sum = [sum[0] + first, sum[1] + second];
            squares = [squares[0] + first * first, squares[1] + second * second];
            product += first * second;
        }
        let variance = |side: usize| (squares[side] / n - (sum[side] / n).powi(2)).max(0.0);
        let (first, second) = (variance(0), variance(1));
        let common = product / n - sum[0] / n * (sum[1] / n);
        let scatter_db = (first + second - 2.0 * common).max(0.0).sqrt();
        let correlation = match first.min(second) >= LEAST_SPREAD_DB * LEAST_SPREAD_DB {
            true => common / (first * second).sqrt(),
            false => 0.0,
        };
        let is = |n: usize| scatter_db <= SCATTER_MOST_DB[n] || correlation >= CORRELATED[n];
        match (is(0), is(1)) {
            (true, _) => Voices::One,
            (_, true) => Voices::PerhapsOne,
            _ => Voices::Two,
        }
    }
}

/// How many voices two channels hear.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Voices {
    /// Both hear one.
    One,
    /// Both may hear one.
    PerhapsOne,
    /// Each hears something of its own.
    Two,
}
