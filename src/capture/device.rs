//! An input device as a source.
//!
//! Owns what a configuration may ask of a device, and the tie between cpal and
//! the state machine that keeps it alive. Belongs to the thread
//! `capture-<counter>`, which should also open it.

use super::hardware::CpalInput;
use super::live::{Hardware, Live, Pace};
use super::{CaptureError, ChannelMap, Piece, Source, Stop};
use crate::ledger::Ledger;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// What to record from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeviceConfig {
    /// Name or id of the device, or a part of one; `None` for the system's default.
    pub name: Option<String>,
    /// Frames a second; `None` for what the device prefers.
    pub rate_hz: Option<u32>,
    /// Channels to open; `None` for what the device prefers and the map needs.
    pub channels: Option<u16>,
    /// The channels to use; `None` for all.
    pub map: Option<ChannelMap>,
    /// Tries to reopen a lost device before it is given up; `None` for ever.
    pub rebuild_tries: Option<u32>,
}

impl DeviceConfig {
    /// The device as messages name it.
    pub fn label(&self) -> String {
        self.name.clone().unwrap_or_else(|| "default".to_owned())
    }
}

/// Whether a device can be heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeviceStatus {
    /// Samples arrive.
    Hearing,
    /// No samples arrive: it is being opened or reopened.
    Away,
}

/// The sound of one input device, through every loss of it.
///
/// Index 0 is the first sample heard, or, with [`DeviceSource::open_later`],
/// the call. The device's own clock counts while it runs; while it is away the
/// monotonic clock does, in gaps of about 100 ms.
pub struct DeviceSource {
    live: Live<CpalInput, WallPace>,
    away: Arc<AtomicBool>,
}

impl DeviceSource {
    /// Opens the device and starts to record.
    ///
    /// # Errors
    /// The `NoDevice` and `Device…` kinds of [`CaptureError`]; after that only
    /// [`CaptureError::DeviceGone`] comes, from [`Source::next_piece`].
    pub fn open(
        config: DeviceConfig,
        stop: Stop,
        ledger: Arc<Ledger>,
    ) -> Result<DeviceSource, CaptureError> {
        let mut hardware = CpalInput::new(config.clone());
        let opened = hardware.open()?;
        let width = hardware.width().unwrap_or(1);
        let mut source = DeviceSource::over(hardware, config, width, stop, ledger);
        source.live.run(opened)?;
        Ok(source)
    }

    /// Like [`DeviceSource::open`], for a device that may not be there yet: it
    /// is looked for as one that was lost. Its channels are those of the map,
    /// else `channels`, else one.
    pub fn open_later(config: DeviceConfig, stop: Stop, ledger: Arc<Ledger>) -> DeviceSource {
        let mut hardware = CpalInput::new(config.clone());
        let width = config.channels.unwrap_or(1);
        if config.map.is_none() {
            hardware.require_width(width);
        }
        DeviceSource::over(hardware, config, width, stop, ledger)
    }

    fn over(
        hardware: CpalInput,
        config: DeviceConfig,
        width: u16,
        stop: Stop,
        ledger: Arc<Ledger>,
    ) -> DeviceSource {
        let picks = match config.map {
            Some(map) => map.inputs,
            None => (0..usize::from(width)).collect(),
        };
        let pace = WallPace(Instant::now());
        let live = Live::new(hardware, pace, picks, config.rebuild_tries, stop, ledger);
        DeviceSource { away: live.away(), live }
    }

    /// Whether the device can be heard now.
    pub fn status(&self) -> DeviceStatus {
        match self.away.load(Ordering::Acquire) {
            true => DeviceStatus::Away,
            false => DeviceStatus::Hearing,
        }
    }

    /// True while the device is away; for other threads to look at.
    pub fn away(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.away)
    }
}

impl Source for DeviceSource {
    fn channels(&self) -> usize {
        self.live.channels()
    }

    fn next_piece(&mut self) -> Result<Option<Piece>, CaptureError> {
        self.live.next_piece()
    }
}

/// The monotonic clock since the source was opened.
struct WallPace(Instant);

impl Pace for WallPace {
    fn now(&self) -> Duration {
        self.0.elapsed()
    }

    fn wait(&self, time: Duration) {
        std::thread::sleep(time);
    }
}
