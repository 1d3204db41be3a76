//! The outline of a clip, for drawing.
//!
//! [`Waveform::load`] reads on the thread that asks, which should not be one that draws.

use super::clip::Clip;
use super::{InMemory, PlayerFault};
use std::path::Path;

/// The most buckets that are made: wider than any terminal by far.
const BUCKETS_MOST: usize = 4_096;

/// The lowest and the highest sample of each stretch of a clip, all channels as one.
#[derive(Debug, Clone, PartialEq)]
pub struct Waveform {
    /// One for each stretch, in order of time, full scale 1.0; the stretches are of one
    /// length, to a sample.
    pub peaks: Vec<(f32, f32)>,
    /// Seconds of the clip.
    pub length_s: f64,
}

impl Waveform {
    /// The outline of the clip at `path` in `buckets` stretches, at least 1 and at most
    /// 4096 and no more than there are samples.
    ///
    /// # Errors
    /// Those of a clip that cannot be read.
    pub fn load(path: &Path, buckets: usize) -> Result<Waveform, PlayerFault> {
        Ok(Waveform::drawn(&Clip::load(path)?, buckets))
    }

    /// The same of a clip that is in memory; `path` is what faults call it.
    ///
    /// # Errors
    /// Those of a clip that cannot be read.
    pub fn of(path: &Path, sound: &InMemory, buckets: usize) -> Result<Waveform, PlayerFault> {
        Ok(Waveform::drawn(&Clip::of(path, sound)?, buckets))
    }

    fn drawn(clip: &Clip, buckets: usize) -> Waveform {
        Waveform { peaks: peaks(clip.samples(), buckets), length_s: clip.length_s() }
    }
}

fn peaks(samples: &[f32], buckets: usize) -> Vec<(f32, f32)> {
    let buckets = buckets.clamp(1, BUCKETS_MOST).min(samples.len());
    (0..buckets)
        .map(|n| {
            let part = &samples[n * samples.len() / buckets..(n + 1) * samples.len() / buckets];
            part.iter().fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), sample| {
                (low.min(*sample), high.max(*sample))
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_bang_stands_in_its_stretch() {
        let mut samples = vec![0.0; 1_000];
        samples[505] = -0.75;
        samples[507] = 0.5;
        let outline = peaks(&samples, 10);
        assert_eq!(outline.len(), 10);
        for (n, peak) in outline.into_iter().enumerate() {
            assert_eq!(peak, if n == 5 { (-0.75, 0.5) } else { (0.0, 0.0) });
        }
    }

    proptest! {
        #[test]
        fn every_sample_lies_within_its_outline(
            samples in prop::collection::vec(-1.0f32..1.0, 1..500), buckets in 0usize..9_000,
        ) {
            let outline = peaks(&samples, buckets);
            prop_assert!((1..=BUCKETS_MOST.min(samples.len())).contains(&outline.len()));
            let low = outline.iter().fold(f32::INFINITY, |low, peak| low.min(peak.0));
            let high = outline.iter().fold(f32::NEG_INFINITY, |high, peak| high.max(peak.1));
            for sample in samples {
                prop_assert!((low..=high).contains(&sample));
            }
        }
    }
}
