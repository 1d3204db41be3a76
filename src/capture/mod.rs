//! From a device or a file to blocks of 16 kHz samples.
//!
//! Owns what comes in: [`Block`]s and [`Gap`]s, and the [`Source`]s that make
//! them. Runs on the thread `capture-<counter>`; the realtime callback, in
//! `ring` and `hardware`, runs on a thread of the sound system and must not
//! lock, allocate or log. Nothing here knows speech from noise.
//!
//! ```text
//! file   wav ─────────────────────────────┐
//! device hardware ─ ring ─ live ──────────┴─ intake: pick, meter, resample ─ Block, Gap
//!        (or played, for measuring)
//! ```

mod channels;
mod device;
mod error;
mod file;
mod hardware;
mod intake;
mod list;
mod live;
mod meter;
mod playback;
mod played;
mod resample;
mod ring;
mod stop;
mod wav;

pub use channels::ChannelMap;
pub use device::{DeviceConfig, DeviceSource, DeviceStatus};
pub use error::CaptureError;
pub use file::FileSource;
pub(crate) use hardware::quietly;
pub use list::{DeviceFormat, DeviceInfo, devices};
pub use playback::Playback;
pub use played::{Account, Loss, Played, Sound, Tempo};
pub(crate) use resample::Resampler;
pub use stop::Stop;

pub use crate::ledger::GapCause;

use crate::units::SampleIndex;

/// Consecutive samples of every channel of a counter, at 16 kHz, full scale 1.0.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// The session's index of the first sample.
    pub at: SampleIndex,
    /// One plane a channel, all of one length, every sample finite.
    pub planes: Vec<Vec<f32>>,
}

impl Block {
    /// Samples in each channel.
    pub fn len(&self) -> usize {
        self.planes.first().map_or(0, Vec::len)
    }

    /// Whether it holds no sample.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A stretch of a session that was not heard. Indices run on through it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// The session's index of the first sample lost.
    pub at: SampleIndex,
    /// Samples lost, at 16 kHz.
    pub samples: u64,
    /// Why.
    pub cause: GapCause,
}

/// What a source gives next.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    /// Sound.
    Block(Block),
    /// Sound that was lost.
    Gap(Gap),
}

/// Something that sound comes out of, in order and without holes in the indices.
pub trait Source: Send {
    /// Channels in every block; fixed for the life of the source.
    fn channels(&self) -> usize;

    /// The next piece; `None` at the end of the file or when asked to stop.
    ///
    /// May wait for a device, never for anything downstream.
    fn next_piece(&mut self) -> Result<Option<Piece>, CaptureError>;
}
