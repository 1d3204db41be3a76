//! A file at the pace it was spoken, or as fast as it can be read; ends when asked.
//!
//! Wraps any source; runs on the thread `replay`, the only one that may sleep
//! for the sake of a recording.

use super::{CaptureError, Piece, Source, Stop};
use crate::units::SampleIndex;
use std::thread;
use std::time::{Duration, Instant};

/// A source that can be stopped, and slowed to real time.
pub struct Playback<S> {
    source: S,
    stop: Stop,
    began: Option<Instant>,
}

impl<S: Source> Playback<S> {
    /// `source`, at its own pace when `real_time`.
    pub fn new(source: S, stop: Stop, real_time: bool) -> Self {
        Playback { source, stop, began: real_time.then(Instant::now) }
    }
}

impl<S: Source> Source for Playback<S> {
    fn channels(&self) -> usize {
        self.source.channels()
    }

    fn next_piece(&mut self) -> Result<Option<Piece>, CaptureError> {
        if self.stop.is_set() {
            return Ok(None);
        }
        let piece = self.source.next_piece()?;
        if let (Some(began), Some(Piece::Block(block))) = (self.began, &piece) {
            let end = SampleIndex(block.at.0 + block.len() as u64).seconds();
            thread::sleep(Duration::from_secs_f64(end).saturating_sub(began.elapsed()));
        }
        Ok(piece)
    }
}
