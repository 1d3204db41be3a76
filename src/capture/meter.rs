//! Cleans and counts samples on their way in, the same for files and devices.
//!
//! Owns the running state behind four counts of the ledger (not finite,
//! clipped, muted, heard) and the level of each channel. Runs on the capture
//! thread, before the resampler: one NaN would silence a whole FFT block, and
//! a filter smears both the clipped peak and the digital zero.

use super::Block;
use crate::ledger::Ledger;
use crate::meters::Reading;
use crate::units::{Dbfs, SAMPLE_RATE};
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

/// From this magnitude a sample counts as clipped: 16-bit full scale is
/// 0.99997, and converters that saturate stop within a few steps of it.
const CLIPPED: f32 = 0.9999;
/// Beyond this no recording means what it says: floats a little over full scale occur,
/// +12 dBFS does not. Such samples are damage, and would drown what is around them.
const LOUDEST: f32 = 4.0;

/// The one meter of a source.
#[derive(Debug)]
pub(super) struct Meter {
    ledger: Arc<Ledger>,
    rate_hz: u32,
    /// Frames of digital zero up to now, for each channel.
    zeros: Vec<u64>,
    /// Peaks of what was cleaned and not yet shown.
    peaks: Vec<Peak>,
    /// Those shown and not yet taken.
    shown: Vec<Peak>,
    /// Muted frames not yet worth one sample at 16 kHz, times [`SAMPLE_RATE`].
    rest: u64,
}

/// The loudest of a channel over some blocks.
#[derive(Debug, Clone, Copy, Default)]
struct Peak {
    amplitude: f32,
    clipped: bool,
}

impl Peak {
    fn with(self, other: Peak) -> Peak {
        Peak {
            amplitude: self.amplitude.max(other.amplitude),
            clipped: self.clipped || other.clipped,
        }
    }
}

impl Meter {
    /// A meter for planes at `rate_hz`.
    pub(super) fn new(ledger: Arc<Ledger>, rate_hz: u32, channels: usize) -> Self {
        Meter {
            ledger,
            rate_hz,
            zeros: vec![0; channels],
            peaks: vec![Peak::default(); channels],
            shown: vec![Peak::default(); channels],
            rest: 0,
        }
    }

    /// Silences samples that are not finite or beyond [`LOUDEST`]; counts those, the clipped and the muted.
    ///
    /// `planes` are at the rate of the source, all of one length. A stretch
    /// counts as muted once, however many of its channels are.
    pub(super) fn clean(&mut self, planes: &mut [Vec<f32>]) {
        let (mut not_finite, mut clipped, mut muted_frames) = (0, 0, 0);
        let kept = self.zeros.iter_mut().zip(&mut self.peaks);
        for (plane, (zeros, peak)) in planes.iter_mut().zip(kept) {
            let mut muted = 0;
            for sample in plane.iter_mut() {
                if !sample.is_finite() || sample.abs() > LOUDEST {
                    *sample = 0.0;
                    not_finite += 1;
                } else if sample.abs() >= CLIPPED {
                    clipped += 1;
                    peak.clipped = true;
                }
                peak.amplitude = peak.amplitude.max(sample.abs());
                if *sample == 0.0 {
                    *zeros += 1;
                    if *zeros > u64::from(self.rate_hz) {
                        muted += 1;
                    }
                } else {
                    *zeros = 0;
                }
            }
            muted_frames = muted_frames.max(muted);
        }
        self.ledger.not_finite.fetch_add(not_finite, Relaxed);
        self.ledger.clipped.fetch_add(clipped, Relaxed);
        self.mute(muted_frames);
    }

    /// Counts a block that goes downstream and shows its levels and the peaks until now.
    pub(super) fn heard(&mut self, block: &Block) {
        let Meter { ledger, peaks, shown, .. } = self;
        ledger.heard.fetch_add(block.len() as u64, Relaxed);
        if ledger.meters.is_taken() {
            shown.fill(Peak::default());
        }
        for (shown, peak) in shown.iter_mut().zip(peaks) {
            *shown = shown.with(std::mem::take(peak));
        }
        let planes = block.planes.iter().zip(shown).enumerate();
        ledger.meters.show(planes.map(|(channel, (plane, shown))| {
            let level = Dbfs::of(plane);
            ledger.set_level(channel, level);
            let peak = Dbfs::from_amplitude(shown.amplitude);
            Reading { level, peak, clipped: shown.clipped }
        }));
    }

    fn mute(&mut self, frames: u64) {
        let scaled = frames * u64::from(SAMPLE_RATE) + self.rest;
        self.rest = scaled % u64::from(self.rate_hz);
        self.ledger.muted.fetch_add(scaled / u64::from(self.rate_hz), Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_counted_and_silenced() {
        let ledger = Arc::new(Ledger::new(2));
        let mut meter = Meter::new(Arc::clone(&ledger), 16_000, 2);
        let mut planes = vec![vec![0.5, f32::NAN, f32::INFINITY], vec![1.0, -1.0, 0.99]];
        meter.clean(&mut planes);
        assert_eq!(planes[0], [0.5, 0.0, 0.0]);
        let tally = ledger.tally();
        assert_eq!((tally.not_finite, tally.clipped), (2, 2));
    }

    #[test]
    fn a_peak_is_shown_until_it_is_taken() {
        let ledger = Arc::new(Ledger::new(2));
        let mut meter = Meter::new(Arc::clone(&ledger), 16_000, 2);
        let mut hear = |left: f32, right: f32| {
            let mut planes = vec![vec![left, 0.0, 0.0, 0.0], vec![right; 4]];
            meter.clean(&mut planes);
            meter.heard(&Block { at: crate::units::SampleIndex(0), planes });
        };
        hear(1.0, 0.1);
        hear(0.01, 0.1);
        let taken = ledger.meters.take().unwrap_or_default();
        assert_eq!((taken[0].peak, taken[0].clipped), (Dbfs(0.0), true));
        assert_eq!(taken[0].level, Dbfs::of(&[0.01, 0.0, 0.0, 0.0]), "the latest");
        assert_eq!((taken[1].peak, taken[1].clipped), (Dbfs::from_amplitude(0.1), false));
        hear(0.01, 0.1);
        let taken = ledger.meters.take().unwrap_or_default();
        assert_eq!((taken[0].peak, taken[0].clipped), (Dbfs::from_amplitude(0.01), false));
    }

    #[test]
    fn only_zeros_past_the_first_second_are_muted_and_block_size_is_no_matter() {
        for block in [160, 4_410, 44_100] {
            let ledger = Arc::new(Ledger::new(1));
            let mut meter = Meter::new(Arc::clone(&ledger), 44_100, 1);
            for chunk in vec![0.0f32; 3 * 44_100].chunks(block) {
                meter.clean(&mut [chunk.to_vec()]);
            }
            meter.clean(&mut [vec![0.1]]);
            meter.clean(&mut [vec![0.0; 44_100]]);
            assert_eq!(ledger.tally().muted_s, 2.0, "blocks of {block}");
        }
    }
}
