//! A WAV file as a source.
//!
//! Owns an open file; runs on the capture thread and waits for nothing but the
//! disk. Streams: memory does not grow with the file. A file that cannot be
//! opened or is no WAV is an error; damage after that is heard to the end,
//! counted, and said by a last gap.

use super::intake::Intake;
use super::resample::resampled_len;
use super::wav::{Wav, WavFault};
use super::{CaptureError, ChannelMap, GapCause, Piece, Source};
use crate::ledger::Ledger;
use crate::tr;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;
use std::sync::Arc;

/// Reads a second; each is 50 ms of sound.
const READS_PER_SECOND: u32 = 20;

/// The sound of one WAV file: any usual rate, 1 to 8 channels, 8 to 32-bit integers or floats.
pub struct FileSource {
    wav: Wav<Box<dyn Read + Send>>,
    intake: Intake,
    frames: Vec<f32>,
    channels: usize,
    len_samples: u64,
    stage: Stage,
}

/// How far a file is.
enum Stage {
    /// There may be more frames.
    Reading,
    /// No more frames; blocks may be left, then the gap.
    Draining,
    /// Nothing more to give.
    Done,
}

impl FileSource {
    /// Opens the file at `path` and reads its head; all of its channels are used.
    ///
    /// # Errors
    /// The `File…`, `NotWav` and `WavUnsupported` kinds of [`CaptureError`].
    pub fn open(path: &Path, ledger: Arc<Ledger>) -> Result<FileSource, CaptureError> {
        FileSource::open_mapped(path, None, ledger)
    }

    /// Like [`FileSource::open`], with only the channels that `map` names.
    ///
    /// # Errors
    /// Also [`CaptureError::FileChannels`] when the file has fewer channels.
    pub fn open_mapped(
        path: &Path,
        map: Option<&ChannelMap>,
        ledger: Arc<Ledger>,
    ) -> Result<FileSource, CaptureError> {
        let unreadable = |error: io::Error| open_fault(path, error);
        // Before opening: opening a pipe waits for whoever writes to it.
        let meta = std::fs::metadata(path).map_err(unreadable)?;
        if meta.is_dir() {
            return Err(CaptureError::FileIsDirectory { path: path.to_owned() });
        }
        // A pipe or a device cannot be looked at first and read later.
        if !meta.is_file() {
            return Err(CaptureError::NotWav {
                path: path.to_owned(),
                why: tr!("不是普通文件,请先存成文件", "not a regular file; save it as one first"),
            });
        }
        let on_disk = Some(meta.len());
        let file = File::open(path).map_err(unreadable)?;
        FileSource::from_reader(path, Box::new(BufReader::new(file)), on_disk, map, ledger)
    }

    /// The same from bytes that come from anywhere; `path` is what errors call them,
    /// `on_disk` their number when it is known.
    ///
    /// # Errors
    /// As [`FileSource::open_mapped`].
    pub fn from_reader(
        path: &Path,
        reader: Box<dyn Read + Send>,
        on_disk: Option<u64>,
        map: Option<&ChannelMap>,
        ledger: Arc<Ledger>,
    ) -> Result<FileSource, CaptureError> {
        let owned = || path.to_owned();
        let wav = Wav::open(reader).map_err(|fault| match fault {
            WavFault::Empty => CaptureError::FileEmpty { path: owned() },
            WavFault::NotWav(why) => CaptureError::NotWav { path: owned(), why },
            WavFault::Unsupported(what) => CaptureError::WavUnsupported { path: owned(), what },
            WavFault::Unreadable(error) => open_fault(path, error),
        })?;
        let picks = match map {
            Some(map) if map.needs() > wav.channels() => {
                return Err(CaptureError::FileChannels {
                    path: owned(),
                    has: wav.channels(),
                    needs: map.needs(),
                });
            }
            Some(map) => map.inputs.clone(),
            None => (0..wav.channels()).collect(),
        };
        let fits = on_disk.map_or(u64::MAX, |bytes| bytes / wav.frame_bytes() as u64);
        let frames = wav.promised().unwrap_or(u64::MAX).min(fits);
        let known = if frames == u64::MAX { 0 } else { frames };
        Ok(FileSource {
            channels: picks.len(),
            len_samples: resampled_len(known, wav.rate_hz()),
            intake: Intake::new(wav.rate_hz(), wav.channels(), picks, Default::default(), ledger)?,
            frames: Vec::new(),
            stage: Stage::Reading,
            wav,
        })
    }

    /// About how many samples at 16 kHz are to come from the beginning to the
    /// end, for a progress bar; 0 when nobody can know (a pipe).
    pub fn len_samples(&self) -> u64 {
        self.len_samples
    }

    /// Frames a second in the file.
    pub fn rate_hz(&self) -> u32 {
        self.wav.rate_hz()
    }
}

impl Source for FileSource {
    fn channels(&self) -> usize {
        self.channels
    }

    fn next_piece(&mut self) -> Result<Option<Piece>, CaptureError> {
        loop {
            if let Some(block) = self.intake.take() {
                return Ok(Some(Piece::Block(block)));
            }
            match self.stage {
                Stage::Reading => {
                    let most = (self.wav.rate_hz() / READS_PER_SECOND).max(1) as usize;
                    self.wav.read(most, &mut self.frames);
                    if self.frames.is_empty() {
                        self.intake.finish()?;
                        self.stage = Stage::Draining;
                    } else {
                        self.intake.push(&self.frames)?;
                    }
                }
                Stage::Draining => {
                    self.stage = Stage::Done;
                    let missing = self.wav.missing();
                    if missing > 0
                        && let Some(gap) = self.intake.lose(missing, GapCause::Truncated)
                    {
                        return Ok(Some(Piece::Gap(gap)));
                    }
                }
                Stage::Done => return Ok(None),
            }
        }
    }
}

fn open_fault(path: &Path, source: io::Error) -> CaptureError {
    let path = path.to_owned();
    match source.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
            CaptureError::FileMissing { path }
        }
        io::ErrorKind::PermissionDenied => CaptureError::FileDenied { path },
        io::ErrorKind::IsADirectory => CaptureError::FileIsDirectory { path },
        _ => CaptureError::FileUnreadable { path, source },
    }
}

#[cfg(test)]
#[path = "file_tests.rs"]
mod tests;
