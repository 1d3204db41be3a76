//! A clip in memory, all channels as one.
//!
//! Reads whatever `capture` reads, on the thread that asks. Keeps no file open.

use super::{InMemory, PlayerFault};
use crate::capture::{CaptureError, FileSource, Piece, Source};
use crate::ledger::Ledger;
use crate::units::SAMPLE_RATE;
use std::io::Cursor;
use std::path::Path;
use std::sync::Arc;

/// The longest clip that is played, in minutes: 38 MB in memory. Those of incidents are
/// seconds long.
const LONGEST_MIN: u64 = 10;
/// The same in samples.
const MOST: u64 = LONGEST_MIN * 60 * SAMPLE_RATE as u64;

/// The sound of a clip at 16 kHz, full scale 1.0, never empty.
#[derive(Debug, Clone)]
pub(super) struct Clip {
    samples: Arc<[f32]>,
}

impl Clip {
    /// Reads the clip at `path`. Its channels are added; where that would go beyond full
    /// scale the whole clip is made softer.
    pub(super) fn load(path: &Path) -> Result<Clip, PlayerFault> {
        Clip::load_at_most(path, MOST)
    }

    /// Reads the clip whose bytes are in memory; `path` is what faults call it.
    pub(super) fn of(path: &Path, sound: &InMemory) -> Result<Clip, PlayerFault> {
        let bytes = Some(sound.as_ref().len() as u64);
        let reader = Box::new(Cursor::new(sound.clone()));
        let source = FileSource::from_reader(path, reader, bytes, None, ledger());
        Clip::gather(path, source.map_err(PlayerFault::Unreadable)?, MOST)
    }

    fn load_at_most(path: &Path, most: u64) -> Result<Clip, PlayerFault> {
        Clip::gather(path, FileSource::open(path, ledger()).map_err(failed)?, most)
    }

    fn gather(path: &Path, mut source: FileSource, most: u64) -> Result<Clip, PlayerFault> {
        let mut samples: Vec<f32> = Vec::new();
        while let Some(piece) = source.next_piece().map_err(failed)? {
            let comes = match &piece {
                Piece::Block(block) => block.len() as u64,
                // The end that a damaged file only promises.
                Piece::Gap(_) => 0,
            };
            if samples.len() as u64 + comes > most {
                return Err(PlayerFault::TooLong(path.to_owned(), LONGEST_MIN));
            }
            if let Piece::Block(block) = piece {
                let from = samples.len();
                samples.resize(from + block.len(), 0.0);
                for plane in &block.planes {
                    for (sum, sample) in samples[from..].iter_mut().zip(plane) {
                        *sum += sample;
                    }
                }
            }
        }
        if samples.is_empty() {
            return Err(PlayerFault::Empty(path.to_owned()));
        }
        let peak = samples.iter().fold(1.0_f32, |peak, sample| peak.max(sample.abs()));
        samples.iter_mut().for_each(|sample| *sample /= peak);
        Ok(Clip { samples: samples.into() })
    }

    /// All of it.
    pub(super) fn samples(&self) -> &[f32] {
        &self.samples
    }

    /// How long it is, in seconds.
    pub(super) fn length_s(&self) -> f64 {
        self.samples.len() as f64 / f64::from(SAMPLE_RATE)
    }
}

/// A clip's losses are those of its recording: nobody asks this ledger.
fn ledger() -> Arc<Ledger> {
    Arc::new(Ledger::new(0))
}

fn failed(error: CaptureError) -> PlayerFault {
    match error {
        CaptureError::FileMissing { path } => PlayerFault::Gone(path),
        other => PlayerFault::Unreadable(other),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn wav(path: &Path, channels: u16, frames: &[&[i16]]) {
        let spec = hound::WavSpec {
            channels,
            sample_rate: SAMPLE_RATE,
            bits_per_sample: 16,
            sample_format: hound::SampleFormat::Int,
        };
        let mut wav = hound::WavWriter::create(path, spec).unwrap();
        for sample in frames.iter().copied().flatten() {
            wav.write_sample(*sample).unwrap();
        }
        wav.finalize().unwrap();
    }

    #[test]
    fn channels_are_added_and_never_clip() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.wav");
        wav(&path, 2, &[&[8_192, 0], &[0, -8_192], &[8_192, 8_192]]);
        assert_eq!(Clip::load(&path).unwrap().samples(), [0.25, -0.25, 0.5]);
        wav(&path, 2, &[&[-32_768, -32_768], &[16_384, 0]]);
        assert_eq!(Clip::load(&path).unwrap().samples(), [-1.0, 0.25]);
    }

    #[test]
    fn what_is_in_memory_sounds_as_the_file_does() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.wav");
        wav(&path, 2, &[&[8_192, 0], &[0, -8_192], &[8_192, 8_192]]);
        let of = |bytes: Vec<u8>| Clip::of(&path, &InMemory::new(bytes.into()));
        let bytes = std::fs::read(&path).unwrap();
        assert_eq!(of(bytes).unwrap().samples(), Clip::load(&path).unwrap().samples());
        for broken in [b"".to_vec(), b"no sound".to_vec()] {
            assert!(matches!(of(broken), Err(PlayerFault::Unreadable(_))));
        }
    }

    #[test]
    fn what_cannot_be_played_says_why() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.wav");
        assert!(matches!(Clip::load(&path), Err(PlayerFault::Gone(_))));
        wav(&path, 1, &[]);
        assert!(matches!(Clip::load(&path), Err(PlayerFault::Empty(_))));
        wav(&path, 1, &[&[1; 100]]);
        assert!(matches!(Clip::load_at_most(&path, 99), Err(PlayerFault::TooLong(..))));
        assert!(Clip::load_at_most(&path, 100).is_ok());
        std::fs::write(&path, "no sound").unwrap();
        assert!(matches!(Clip::load(&path), Err(PlayerFault::Unreadable(_))));
    }
}
