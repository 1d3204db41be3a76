//! Any rate to another, mostly 16 kHz, all channels in step, without moving anything in
//! time.
//!
//! Owns the filter state of one uninterrupted stretch of sound; runs on the capture
//! thread and, the other way, on that of the player. The FFT resampler of rubato is used because the ratio is
//! fixed: its anti-alias filter (a Blackman-Harris² windowed sinc as long as
//! the block) is better than that of a polynomial and costs a fraction of the
//! asynchronous sinc. Its delay is constant and removed here, so that output
//! sample n is what was heard n output periods after the stretch began.

use super::CaptureError;
use crate::units::SAMPLE_RATE;
use rubato::audioadapter_buffers::direct::SequentialSliceOfVecs;
use rubato::{Fft, FixedSync, Resampler as _};
use std::fmt::Display;

/// The shortest FFT block is 40 ms, which puts the edge of the filter near
/// 7.7 kHz and keeps the delay of live sound under that of any word.
const BLOCKS_PER_SECOND: u32 = 25;

/// Samples at 16 kHz that last as long as `frames` at `rate_hz`, rounded.
pub(super) fn resampled_len(frames: u64, rate_hz: u32) -> u64 {
    scaled_len(frames, rate_hz, SAMPLE_RATE)
}

/// Samples at `to_hz` that last as long as `frames` at `rate_hz`, rounded.
fn scaled_len(frames: u64, rate_hz: u32, to_hz: u32) -> u64 {
    let rate = u128::from(rate_hz.max(1));
    let scaled = (u128::from(frames) * u128::from(to_hz) + rate / 2) / rate;
    u64::try_from(scaled).unwrap_or(u64::MAX)
}

/// A streaming resampler.
pub(crate) struct Resampler {
    rate_hz: u32,
    to_hz: u32,
    engine: Option<Engine>,
    frames_in: u64,
    frames_out: u64,
}

/// What is needed when the rates differ.
struct Engine {
    fft: Fft<f32>,
    /// One block of input, filled up to `fill`.
    input: Vec<Vec<f32>>,
    fill: usize,
    /// One block of output.
    output: Vec<Vec<f32>>,
    /// Samples of delay still to be thrown away.
    skip: usize,
}

impl Resampler {
    /// From `rate_hz` (not zero) to 16 kHz; at 16 kHz samples pass through untouched.
    pub(super) fn new(rate_hz: u32, channels: usize) -> Result<Self, CaptureError> {
        Resampler::between(rate_hz, SAMPLE_RATE, channels)
    }

    /// From `rate_hz` to `to_hz`, neither zero; equal rates pass samples through untouched.
    pub(crate) fn between(rate_hz: u32, to_hz: u32, channels: usize) -> Result<Self, CaptureError> {
        let engine = match rate_hz == to_hz {
            true => None,
            false => Some(Engine::new(rate_hz, to_hz, channels).map_err(|e| fault(rate_hz, e))?),
        };
        Ok(Resampler { rate_hz, to_hz, engine, frames_in: 0, frames_out: 0 })
    }

    /// Feeds `planes` (one a channel, of one length) and appends what is ready to `out`.
    pub(crate) fn push(
        &mut self,
        planes: &[Vec<f32>],
        out: &mut [Vec<f32>],
    ) -> Result<(), CaptureError> {
        let frames = planes.first().map_or(0, Vec::len);
        self.frames_in += frames as u64;
        let Some(engine) = &mut self.engine else {
            for (plane, out) in planes.iter().zip(out) {
                out.extend_from_slice(plane);
            }
            self.frames_out += frames as u64;
            return Ok(());
        };
        let mut from = 0;
        while from < frames {
            let count = engine.fill(planes, from);
            from += count;
            if engine.is_full() {
                let most = usize::MAX;
                let given = engine.process(out, most).map_err(|e| fault(self.rate_hz, e))?;
                self.frames_out += given as u64;
            }
        }
        Ok(())
    }

    /// Ends the stretch: appends the rest to `out`, so that it is as long as
    /// its input to the nearest sample, and begins a new one.
    pub(crate) fn finish(&mut self, out: &mut [Vec<f32>]) -> Result<(), CaptureError> {
        let target = scaled_len(self.frames_in, self.rate_hz, self.to_hz);
        if let Some(engine) = &mut self.engine {
            while self.frames_out < target {
                engine.pad();
                let most = usize::try_from(target - self.frames_out).unwrap_or(usize::MAX);
                let given = engine.process(out, most).map_err(|e| fault(self.rate_hz, e))?;
                self.frames_out += given as u64;
            }
            engine.reset();
        }
        self.frames_in = 0;
        self.frames_out = 0;
        Ok(())
    }

    /// Forgets what it was fed and begins a new stretch.
    pub(crate) fn reset(&mut self) {
        if let Some(engine) = &mut self.engine {
            engine.reset();
        }
        self.frames_in = 0;
        self.frames_out = 0;
    }
}

impl Engine {
    fn new(
        rate_hz: u32,
        to_hz: u32,
        channels: usize,
    ) -> Result<Self, rubato::ResamplerConstructionError> {
        let fft = Fft::<f32>::new(
            rate_hz as usize,
            to_hz as usize,
            block_len(rate_hz, to_hz),
            channels,
            FixedSync::Both,
        )?;
        Ok(Engine {
            input: vec![vec![0.0; fft.input_frames_next()]; channels],
            fill: 0,
            output: vec![vec![0.0; fft.output_frames_next()]; channels],
            skip: fft.output_delay(),
            fft,
        })
    }

    fn block_len(&self) -> usize {
        self.input.first().map_or(0, Vec::len)
    }

    fn is_full(&self) -> bool {
        self.fill == self.block_len()
    }

    /// Takes what fits of `planes` from frame `from`; returns how many frames that was.
    fn fill(&mut self, planes: &[Vec<f32>], from: usize) -> usize {
        let room = self.block_len() - self.fill;
        let count = room.min(planes.first().map_or(0, Vec::len) - from);
        for (input, plane) in self.input.iter_mut().zip(planes) {
            input[self.fill..self.fill + count].copy_from_slice(&plane[from..from + count]);
        }
        self.fill += count;
        count
    }

    /// Fills the block up with silence.
    fn pad(&mut self) {
        for input in &mut self.input {
            input[self.fill..].fill(0.0);
        }
        self.fill = self.block_len();
    }

    /// Resamples the full block and appends at most `most` samples; returns how many.
    fn process(&mut self, out: &mut [Vec<f32>], most: usize) -> Result<usize, Box<dyn Display>> {
        let channels = self.input.len();
        let frames_in = self.block_len();
        let frames_out = self.output.first().map_or(0, Vec::len);
        {
            let input = SequentialSliceOfVecs::new(&self.input, channels, frames_in)
                .map_err(|e| Box::new(e) as Box<dyn Display>)?;
            let mut output = SequentialSliceOfVecs::new_mut(&mut self.output, channels, frames_out)
                .map_err(|e| Box::new(e) as Box<dyn Display>)?;
            self.fft
                .process_into_buffer(&input, &mut output, None)
                .map_err(|e| Box::new(e) as Box<dyn Display>)?;
        }
        self.fill = 0;
        let start = self.skip.min(frames_out);
        self.skip -= start;
        let end = frames_out.min(start.saturating_add(most));
        for (out, output) in out.iter_mut().zip(&self.output) {
            out.extend_from_slice(&output[start..end]);
        }
        Ok(end - start)
    }

    fn reset(&mut self) {
        self.fft.reset();
        self.fill = 0;
        self.skip = self.fft.output_delay();
    }
}

/// Input frames in an FFT block: the fewest of at least 40 ms that end on a
/// sample at both rates, and even, for the middle of an odd filter lies between
/// samples and its delay could not be removed exactly.
fn block_len(rate_hz: u32, to_hz: u32) -> usize {
    let whole = rate_hz / gcd(rate_hz, to_hz);
    let least = rate_hz.div_ceil(BLOCKS_PER_SECOND).div_ceil(whole);
    let count = if whole % 2 == 1 { least.next_multiple_of(2) } else { least };
    (whole * count) as usize
}

fn gcd(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { gcd(b, a % b) }
}

fn fault(rate_hz: u32, why: impl Display) -> CaptureError {
    CaptureError::Resample { rate_hz, why: why.to_string() }
}

#[cfg(test)]
#[path = "resample_tests.rs"]
mod tests;
