//! From interleaved frames at any rate to blocks at 16 kHz with their indices.
//!
//! Owns the bookkeeping that files and devices share: channels picked, samples
//! cleaned, rates converted, and an index that runs on through every gap. Runs
//! on the capture thread; knows nothing of where frames come from.

use super::meter::Meter;
use super::resample::{Resampler, resampled_len};
use super::{Block, CaptureError, Gap, GapCause};
use crate::ledger::Ledger;
use crate::units::SampleIndex;
use std::sync::Arc;

/// The longest block handed on, 100 ms.
const LONGEST_BLOCK: usize = 1_600;

/// One input at one rate, from where it was opened to where it ends.
pub(super) struct Intake {
    /// Channels in each interleaved frame.
    width: usize,
    /// The channels of a frame that become planes.
    picks: Vec<usize>,
    rate_hz: u32,
    meter: Meter,
    resampler: Resampler,
    ledger: Arc<Ledger>,
    /// Picked planes at the input rate; kept to save allocations.
    planes: Vec<Vec<f32>>,
    /// Planes at 16 kHz not yet handed on.
    ready: Vec<Vec<f32>>,
    /// Where this input began, and frames since, lost ones included: the sum
    /// is what keeps the rounding of many gaps from adding up.
    began: SampleIndex,
    frames: u64,
    /// The index of the first sample of `ready`.
    at: SampleIndex,
}

impl Intake {
    /// For frames of `width` channels at `rate_hz`, of which `picks` are used
    /// (all below `width`); the first sample will have the index `at`.
    pub(super) fn new(
        rate_hz: u32,
        width: usize,
        picks: Vec<usize>,
        at: SampleIndex,
        ledger: Arc<Ledger>,
    ) -> Result<Self, CaptureError> {
        let channels = picks.len();
        Ok(Intake {
            width,
            rate_hz,
            meter: Meter::new(Arc::clone(&ledger), rate_hz, channels),
            resampler: Resampler::new(rate_hz, channels)?,
            ledger,
            planes: vec![Vec::new(); channels],
            ready: vec![Vec::new(); channels],
            picks,
            began: at,
            frames: 0,
            at,
        })
    }

    /// Feeds whole interleaved frames, full scale 1.0.
    pub(super) fn push(&mut self, interleaved: &[f32]) -> Result<(), CaptureError> {
        for (plane, pick) in self.planes.iter_mut().zip(&self.picks) {
            plane.clear();
            plane.extend(interleaved.iter().skip(*pick).step_by(self.width));
        }
        self.meter.clean(&mut self.planes);
        self.frames += (interleaved.len() / self.width) as u64;
        self.resampler.push(&self.planes, &mut self.ready)
    }

    /// The next block that is ready, at most 100 ms long.
    pub(super) fn take(&mut self) -> Option<Block> {
        let len = self.ready.first().map_or(0, Vec::len).min(LONGEST_BLOCK);
        if len == 0 {
            return None;
        }
        let planes = self.ready.iter_mut().map(|plane| plane.drain(..len).collect()).collect();
        let block = Block { at: self.at, planes };
        self.at = self.at + len as u64;
        self.meter.heard(&block);
        Some(block)
    }

    /// Makes everything fed so far ready; call before a gap and at the end.
    pub(super) fn finish(&mut self) -> Result<(), CaptureError> {
        self.resampler.finish(&mut self.ready)
    }

    /// A gap of `frames` at the input rate, right after everything taken.
    pub(super) fn lose(&mut self, frames: u64, cause: GapCause) -> Option<Gap> {
        self.frames = self.frames.saturating_add(frames);
        let until = self.began.0.saturating_add(resampled_len(self.frames, self.rate_hz));
        let samples = until.saturating_sub(self.at.0);
        self.skip(samples, cause)
    }

    /// The index after everything taken.
    pub(super) fn at(&self) -> SampleIndex {
        self.at
    }

    /// Moves the beginning to `at`; only before anything is fed.
    pub(super) fn begin_at(&mut self, at: SampleIndex) {
        self.began = at;
        self.at = at;
    }

    fn skip(&mut self, samples: u64, cause: GapCause) -> Option<Gap> {
        if samples == 0 {
            return None;
        }
        let gap = Gap { at: self.at, samples, cause };
        self.ledger.gap(cause, samples);
        self.at = self.at + samples;
        Some(gap)
    }
}
