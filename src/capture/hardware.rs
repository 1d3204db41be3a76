//! cpal: finding an input device, choosing a format, starting a stream.
//!
//! Owns the stream and its callbacks. Opened and closed on the capture thread;
//! the callbacks run on a thread of the sound system and only touch the ring
//! and its signals: no lock, no allocation, no log.

use super::live::{Hardware, Opened};
use super::ring::{Feeder, Signals, ring};
use super::{CaptureError, DeviceConfig};
use cpal::traits::{DeviceTrait, HostTrait, StreamTrait};
use cpal::{
    BufferSize, Data, ErrorKind, InputCallbackInfo, SampleFormat, StreamConfig,
    SupportedBufferSize, SupportedStreamConfig, SupportedStreamConfigRange,
};
use std::time::Duration;

/// How long the sound system may take to start a stream.
const START_TIMEOUT: Duration = Duration::from_secs(5);

/// The longest time between two callbacks that is asked for; sound systems left
/// alone may take seconds, which a clerk would see as delay.
const PERIODS_PER_SECOND: u32 = 20;

/// Names that ALSA lists and nobody records from: silence, rate converters,
/// and a bridge whose library talks to stderr when its server is absent.
const PLUGINS: [&str; 9] =
    ["null", "lavrate", "samplerate", "speexrate", "speex", "jack", "oss", "upmix", "vdownmix"];

/// Whether the device of this id is part of the sound system, not a device.
pub(super) fn is_plugin(id: &str) -> bool {
    PLUGINS.contains(&id)
}

/// One input device through cpal.
pub(super) struct CpalInput {
    config: DeviceConfig,
    /// Channels that every stream must have; fixed when first opened.
    width: Option<u16>,
    stream: Option<cpal::Stream>,
}

impl CpalInput {
    pub(super) fn new(config: DeviceConfig) -> Self {
        CpalInput { width: config.channels, config, stream: None }
    }

    /// Channels in each frame of the stream that runs, or that must be opened.
    pub(super) fn width(&self) -> Option<u16> {
        self.width
    }

    /// Fixes the channels that a stream must have.
    pub(super) fn require_width(&mut self, width: u16) {
        self.width = Some(width);
    }
}

impl Hardware for CpalInput {
    fn name(&self) -> String {
        self.config.label()
    }

    fn open(&mut self) -> Result<Opened, CaptureError> {
        self.close();
        quietly(|| {
            let label = self.config.label();
            let device = find(self.config.name.as_deref())?;
            let least = self.config.map.as_ref().map_or(1, super::ChannelMap::needs);
            let wish =
                Wish { rate_hz: self.config.rate_hz, channels: self.width, least_channels: least };
            let chosen = choose(&device, &wish, &label)?;
            let mut config: StreamConfig = chosen.config();
            config.buffer_size = buffer_size(&chosen);
            let (feeder, reader) = ring(config.sample_rate, usize::from(config.channels));
            let signals = reader.signals_handle();
            let stream = device
                .build_input_stream_raw(
                    config,
                    chosen.sample_format(),
                    data_callback(feeder),
                    error_callback(signals),
                    Some(START_TIMEOUT),
                )
                .and_then(|stream| stream.play().map(|()| stream))
                .map_err(|error| device_fault(&label, &error))?;
            self.stream = Some(stream);
            self.width = Some(config.channels);
            Ok(Opened { reader, rate_hz: config.sample_rate, width: usize::from(config.channels) })
        })
    }

    fn close(&mut self) {
        self.stream = None;
    }
}

/// The realtime callback, for whatever format the stream has.
fn data_callback(mut feeder: Feeder) -> impl FnMut(&Data, &InputCallbackInfo) + Send + 'static {
    move |data, info| {
        let nanos = info.timestamp().capture.as_nanos();
        let captured = Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX));
        macro_rules! feed {
            ($($format:ident => $sample:ty),*) => {
                match data.sample_format() {
                    $(SampleFormat::$format => {
                        if let Some(samples) = data.as_slice::<$sample>() {
                            feeder.feed(samples, captured);
                        }
                    })*
                    _ => {}
                }
            };
        }
        feed!(
            I8 => i8, I16 => i16, I24 => cpal::I24, I32 => i32, I64 => i64,
            U8 => u8, U16 => u16, U24 => cpal::U24, U32 => u32, U64 => u64,
            F32 => f32, F64 => f64
        );
    }
}

/// The error callback; it may run on the realtime thread too.
fn error_callback(signals: std::sync::Arc<Signals>) -> impl FnMut(cpal::Error) + Send + 'static {
    move |error| match error.kind() {
        ErrorKind::Xrun => signals.xrun(),
        ErrorKind::DeviceNotAvailable
        | ErrorKind::StreamInvalidated
        | ErrorKind::HostUnavailable
        | ErrorKind::PermissionDenied => signals.lose(),
        // The stream goes on, or the watchdog notices that it does not.
        _ => {}
    }
}

/// 50 ms, or as near as the device allows.
fn buffer_size(chosen: &SupportedStreamConfig) -> BufferSize {
    match chosen.buffer_size() {
        SupportedBufferSize::Range { min, max } if min <= max => {
            BufferSize::Fixed((chosen.sample_rate() / PERIODS_PER_SECOND).clamp(*min, *max))
        }
        _ => BufferSize::Default,
    }
}

/// What a stream must be like.
struct Wish {
    rate_hz: Option<u32>,
    channels: Option<u16>,
    least_channels: usize,
}

/// The system's format when it will do, else the best one that the device has.
fn choose(
    device: &cpal::Device,
    wish: &Wish,
    label: &str,
) -> Result<SupportedStreamConfig, CaptureError> {
    let fits_channels = |channels: u16| {
        usize::from(channels) >= wish.least_channels
            && wish.channels.is_none_or(|asked| asked == channels)
    };
    let default = device.default_input_config().map_err(|error| device_fault(label, &error))?;
    if fits_channels(default.channels())
        && wish.rate_hz.is_none_or(|asked| asked == default.sample_rate())
        && is_readable(default.sample_format())
    {
        return Ok(default);
    }
    let ranges = device.supported_input_configs().map_err(|error| device_fault(label, &error))?;
    let rate_hz = wish.rate_hz.unwrap_or(default.sample_rate());
    ranges
        .filter(|range| fits_channels(range.channels()) && is_readable(range.sample_format()))
        .filter(|range| wish.rate_hz.is_none_or(|asked| range.contains_rate(asked)))
        .min_by_key(|range| {
            (range.channels(), !range.contains_rate(rate_hz), rank(range.sample_format()))
        })
        .map(|range| at_rate(range, rate_hz))
        .ok_or_else(|| CaptureError::DeviceFormat {
            name: label.to_owned(),
            wanted: wish.to_string(),
        })
}

impl std::fmt::Display for Wish {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(rate_hz) = self.rate_hz {
            write!(f, "{rate_hz} Hz, ")?;
        }
        match self.channels {
            Some(channels) => write!(f, "{channels} ch"),
            None => write!(f, ">= {} ch", self.least_channels),
        }
    }
}

fn at_rate(range: SupportedStreamConfigRange, rate_hz: u32) -> SupportedStreamConfig {
    let rate_hz = rate_hz.clamp(range.min_sample_rate(), range.max_sample_rate());
    range.with_sample_rate(rate_hz)
}

/// DSD is a bit stream; nothing here decodes it.
pub(super) fn is_readable(format: SampleFormat) -> bool {
    rank(format) < u8::MAX
}

/// Formats in the order of preference: enough bits first, then few bytes.
fn rank(format: SampleFormat) -> u8 {
    match format {
        SampleFormat::F32 => 0,
        SampleFormat::I32 => 1,
        SampleFormat::I24 => 2,
        SampleFormat::I16 => 3,
        SampleFormat::U32 | SampleFormat::U24 | SampleFormat::U16 => 4,
        SampleFormat::F64 | SampleFormat::I64 | SampleFormat::U64 => 5,
        SampleFormat::I8 | SampleFormat::U8 => 6,
        _ => u8::MAX,
    }
}

/// The input device of this name or id, or the default one.
pub(super) fn find(name: Option<&str>) -> Result<cpal::Device, CaptureError> {
    let host = cpal::default_host();
    let Some(name) = name.filter(|name| !name.is_empty() && *name != "default") else {
        return host.default_input_device().ok_or(CaptureError::NoDevice);
    };
    let devices: Vec<cpal::Device> =
        host.input_devices().map_err(|error| device_fault(name, &error))?.collect();
    let is = |device: &&cpal::Device, same: fn(&str, &str) -> bool| {
        same(&device.to_string(), name) || device.id().is_ok_and(|id| same(id.id(), name))
    };
    let exact = devices.iter().find(|device| is(device, |a, b| a == b));
    let found = exact.or_else(|| devices.iter().find(|device| is(device, |a, b| a.contains(b))));
    found.cloned().ok_or_else(|| {
        let mut present: Vec<String> =
            devices.iter().filter_map(|device| Some(device.id().ok()?.id().to_owned())).collect();
        present.retain(|id| !is_plugin(id));
        present.truncate(8);
        if present.is_empty() {
            return CaptureError::NoDevice;
        }
        CaptureError::DeviceMissing { name: name.to_owned(), present: present.join(", ") }
    })
}

/// What an error of cpal means for the person at the device.
pub(super) fn device_fault(label: &str, error: &cpal::Error) -> CaptureError {
    let name = label.to_owned();
    match error.kind() {
        ErrorKind::PermissionDenied => CaptureError::DeviceDenied { name },
        ErrorKind::DeviceBusy => CaptureError::DeviceBusy { name },
        ErrorKind::UnsupportedConfig | ErrorKind::UnsupportedOperation => {
            CaptureError::DeviceFormat { name, wanted: error.to_string() }
        }
        _ => CaptureError::DeviceFault { name, why: error.to_string() },
    }
}

/// Runs `work` with ALSA's library kept off stderr, which belongs to us (its
/// chatter about absent plugins would tear a terminal screen).
#[cfg(target_os = "linux")]
pub(crate) fn quietly<T>(work: impl FnOnce() -> T) -> T {
    // The buffer that takes the text is this thread's and is replaced, hence
    // emptied, by every call; without one the text goes to stderr as before.
    let _taker = alsa::Output::local_error_handler().ok();
    work()
}

/// Runs `work`; other sound systems are quiet.
#[cfg(not(target_os = "linux"))]
pub(crate) fn quietly<T>(work: impl FnOnce() -> T) -> T {
    work()
}
