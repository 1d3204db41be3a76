//! Which input devices there are, and what each can do.
//!
//! Asks the sound system afresh on every call, on the caller's thread; opens
//! each device for a moment where that is the only way to know.

use super::CaptureError;
use super::hardware::{is_plugin, is_readable, quietly};
use cpal::traits::{DeviceTrait, HostTrait};
use std::collections::BTreeSet;

/// One input device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceInfo {
    /// The sound system (`ALSA`, `WASAPI`, `CoreAudio` …).
    pub host: String,
    /// What people call it.
    pub name: String,
    /// What the configuration should call it; unique on this machine.
    pub id: String,
    /// Whether it is what the system records from by default.
    pub is_default: bool,
    /// The rate and channels that are used when nothing is asked for.
    pub preferred: Option<(u32, u16)>,
    /// What it can do, in ranges of rates.
    pub formats: Vec<DeviceFormat>,
}

/// A range of rates in some sample formats.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceFormat {
    /// Lowest rate.
    pub min_rate_hz: u32,
    /// Highest rate.
    pub max_rate_hz: u32,
    /// Fewest and most channels.
    pub channels: (u16, u16),
    /// Names of sample formats (`i16`, `f32` …).
    pub samples: Vec<String>,
}

/// The input devices that can be opened now, the default one first.
///
/// # Errors
/// [`CaptureError::NoDevice`] when there is none.
pub fn devices() -> Result<Vec<DeviceInfo>, CaptureError> {
    let found = quietly(|| {
        let host = cpal::default_host();
        let default = host.default_input_device();
        let default_id = default.as_ref().and_then(|device| device.id().ok());
        let listed = host.input_devices().into_iter().flatten();
        let mut seen = BTreeSet::new();
        default
            .into_iter()
            .chain(listed)
            .filter_map(|device| {
                let id = device.id().ok()?;
                if is_plugin(id.id()) || !seen.insert(id.id().to_owned()) {
                    return None;
                }
                let formats = formats(&device);
                (!formats.is_empty()).then(|| DeviceInfo {
                    host: host.id().name().to_owned(),
                    name: device.to_string(),
                    is_default: Some(&id) == default_id.as_ref(),
                    preferred: device
                        .default_input_config()
                        .ok()
                        .map(|config| (config.sample_rate(), config.channels())),
                    formats,
                    id: id.id().to_owned(),
                })
            })
            .collect::<Vec<_>>()
    });
    if found.is_empty() { Err(CaptureError::NoDevice) } else { Ok(found) }
}

/// The formats of a device, those of one range of rates as one.
fn formats(device: &cpal::Device) -> Vec<DeviceFormat> {
    let mut formats: Vec<DeviceFormat> = Vec::new();
    for range in device.supported_input_configs().into_iter().flatten() {
        if !is_readable(range.sample_format()) {
            continue;
        }
        let (min, max) = (range.min_sample_rate(), range.max_sample_rate());
        let sample = range.sample_format().to_string();
        let same = formats.iter_mut().find(|f| (f.min_rate_hz, f.max_rate_hz) == (min, max));
        match same {
            Some(format) => {
                format.channels.0 = format.channels.0.min(range.channels());
                format.channels.1 = format.channels.1.max(range.channels());
                if !format.samples.contains(&sample) {
                    format.samples.push(sample);
                }
            }
            None => formats.push(DeviceFormat {
                min_rate_hz: min,
                max_rate_hz: max,
                channels: (range.channels(), range.channels()),
                samples: vec![sample],
            }),
        }
    }
    formats.sort_by_key(|format| (format.min_rate_hz, format.max_rate_hz));
    formats
}
