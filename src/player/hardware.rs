//! cpal: the system's default output.
//!
//! Owns the stream and its callbacks. Opened and closed on the thread `player`; the
//! callbacks run on a thread of the sound system and only touch the tap.

use super::PlayerFault;
use super::deck::Output;
use super::tap::Tap;
use crate::capture::quietly;
use cpal::traits::{DeviceTrait, HostTrait, StreamTrait};
use cpal::{
    BufferSize, Data, ErrorKind, OutputCallbackInfo, SampleFormat, StreamConfig,
    SupportedBufferSize, SupportedStreamConfig,
};
use std::time::Duration;

/// How long the sound system may take to start a stream.
const START_TIMEOUT: Duration = Duration::from_secs(3);

/// The longest time between two callbacks that is asked for: 50 ms. Systems left alone may
/// take seconds, and a pause would come that much late.
const PERIODS_PER_SECOND: u32 = 20;

/// The default output device.
#[derive(Default)]
pub(super) struct Speakers {
    found: Option<(cpal::Device, SupportedStreamConfig)>,
    stream: Option<cpal::Stream>,
}

impl Output for Speakers {
    fn find(&mut self) -> Result<(u32, usize), PlayerFault> {
        self.close();
        quietly(|| {
            let device =
                cpal::default_host().default_output_device().ok_or(PlayerFault::NoDevice)?;
            let config = device.default_output_config().map_err(|error| fault(&error))?;
            let shape = (config.sample_rate(), usize::from(config.channels()));
            self.found = Some((device, config));
            Ok(shape)
        })
    }

    fn start(&mut self, tap: Tap) -> Result<(), PlayerFault> {
        let Some((device, chosen)) = self.found.take() else { return Err(PlayerFault::NoDevice) };
        quietly(|| {
            let mut config: StreamConfig = chosen.config();
            config.buffer_size = buffer_size(&chosen);
            let alarm = tap.alarm();
            let broken = move |error: cpal::Error| match error.kind() {
                ErrorKind::DeviceNotAvailable
                | ErrorKind::StreamInvalidated
                | ErrorKind::HostUnavailable
                | ErrorKind::PermissionDenied => alarm.lose(),
                // The stream goes on, or the player notices that it does not.
                _ => {}
            };
            let format = chosen.sample_format();
            let stream = device
                .build_output_stream_raw(config, format, callback(tap), broken, Some(START_TIMEOUT))
                .and_then(|stream| stream.play().map(|()| stream))
                .map_err(|error| fault(&error))?;
            self.stream = Some(stream);
            Ok(())
        })
    }

    fn close(&mut self) {
        let stream = self.stream.take();
        quietly(|| drop(stream));
    }
}

/// The realtime callback, for whatever format the stream has.
fn callback(mut tap: Tap) -> impl FnMut(&mut Data, &OutputCallbackInfo) + Send + 'static {
    move |data, _| {
        macro_rules! fill {
            ($($format:ident => $sample:ty),*) => {
                match data.sample_format() {
                    $(SampleFormat::$format => {
                        if let Some(samples) = data.as_slice_mut::<$sample>() {
                            tap.fill(samples);
                        }
                    })*
                    _ => {}
                }
            };
        }
        fill!(
            I8 => i8, I16 => i16, I24 => cpal::I24, I32 => i32, I64 => i64,
            U8 => u8, U16 => u16, U24 => cpal::U24, U32 => u32, U64 => u64,
            F32 => f32, F64 => f64
        );
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

/// What an error of cpal means for the person who wants to hear.
fn fault(error: &cpal::Error) -> PlayerFault {
    match error.kind() {
        ErrorKind::DeviceBusy => PlayerFault::Busy,
        ErrorKind::PermissionDenied => PlayerFault::Denied,
        ErrorKind::DeviceNotAvailable | ErrorKind::HostUnavailable => PlayerFault::NoDevice,
        _ => PlayerFault::System(error.to_string()),
    }
}
