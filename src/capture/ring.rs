//! The lock-free ring between the realtime callback and the capture thread.
//!
//! Owns the samples on their way and the exact places where some were lost.
//! [`Feeder`] runs inside the callback of the sound system: no lock, no
//! allocation, no log; when the ring is full it counts and goes on.
//! [`Reader`] runs on the capture thread.

use cpal::FromSample;
use rtrb::{Consumer, Producer, RingBuffer};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

/// How much sound the ring holds; a capture thread that is away longer loses some.
const RING_SECONDS: usize = 2;
/// Losses that can wait to be read. When they are used up, sound is dropped
/// into the last one until there is room, so none goes unsaid.
const LOSSES_WAITING: usize = 64;
/// The longest loss that a driver's clock is believed for.
const LONGEST_XRUN: Duration = Duration::from_secs(60);

/// Frames that were lost before frame `before` of those that went through the ring.
#[derive(Debug, Clone, Copy)]
struct Loss {
    before: u64,
    frames: u64,
}

/// What callbacks tell without passing it through the ring.
#[derive(Debug, Default)]
pub(super) struct Signals {
    /// Overruns that the driver reported and that were not yet taken.
    xruns: AtomicU64,
    /// The driver lost samples and the next callback must find out how many.
    broken: AtomicBool,
    /// The stream will not go on.
    lost: AtomicBool,
}

impl Signals {
    /// The driver reports that it lost samples.
    pub(super) fn xrun(&self) {
        self.xruns.fetch_add(1, Ordering::Relaxed);
        self.broken.store(true, Ordering::Release);
    }

    /// The driver reports that the stream is over.
    pub(super) fn lose(&self) {
        self.lost.store(true, Ordering::Release);
    }

    /// Whether the stream is over.
    pub(super) fn is_lost(&self) -> bool {
        self.lost.load(Ordering::Acquire)
    }

    /// Overruns since the last call.
    pub(super) fn take_xruns(&self) -> u64 {
        self.xruns.swap(0, Ordering::Relaxed)
    }
}

/// A ring for frames of `channels` samples at `rate_hz`; all its memory is taken here.
pub(super) fn ring(rate_hz: u32, channels: usize) -> (Feeder, Reader) {
    let channels = channels.max(1);
    let (samples_in, samples_out) =
        RingBuffer::new((rate_hz as usize).max(1) * RING_SECONDS * channels);
    let (losses_in, losses_out) = RingBuffer::new(LOSSES_WAITING);
    let signals = Arc::new(Signals::default());
    let feeder = Feeder {
        samples: samples_in,
        losses: losses_in,
        signals: Arc::clone(&signals),
        channels,
        rate_hz: rate_hz.max(1),
        fed: 0,
        dropped: 0,
        expected: None,
    };
    let reader = Reader { samples: samples_out, losses: losses_out, signals, channels, read: 0 };
    (feeder, reader)
}

/// The callback's end.
#[derive(Debug)]
pub(super) struct Feeder {
    samples: Producer<f32>,
    losses: Producer<Loss>,
    signals: Arc<Signals>,
    channels: usize,
    rate_hz: u32,
    /// Frames that went into the ring.
    fed: u64,
    /// Frames lost since, not yet told.
    dropped: u64,
    /// When the driver should have captured the next frame.
    expected: Option<Duration>,
}

impl Feeder {
    /// Passes on interleaved frames that the driver captured at `captured` (its
    /// own monotonic clock); what does not fit is counted.
    pub(super) fn feed<T>(&mut self, data: &[T], captured: Duration)
    where
        T: Copy,
        f32: FromSample<T>,
    {
        let frames = data.len() / self.channels;
        self.count_xrun(captured);
        let lasts = Duration::from_nanos(frames as u64 * 1_000_000_000 / u64::from(self.rate_hz));
        self.expected = Some(captured + lasts);

        let mut room = self.samples.slots() / self.channels;
        if self.dropped > 0 && room > 0 {
            let loss = Loss { before: self.fed, frames: self.dropped };
            match self.losses.push(loss) {
                Ok(()) => self.dropped = 0,
                Err(_) => room = 0,
            }
        }
        let taken = frames.min(room);
        if let Ok(chunk) = self.samples.write_chunk_uninit(taken * self.channels) {
            chunk.fill_from_iter(data.iter().map(|sample| f32::from_sample_(*sample)));
            self.fed += taken as u64;
            self.dropped += (frames - taken) as u64;
        }
    }

    /// After a driver's overrun, the jump of its clock says how much is missing.
    fn count_xrun(&mut self, captured: Duration) {
        if !self.signals.broken.swap(false, Ordering::AcqRel) {
            return;
        }
        let jump = self.expected.and_then(|expected| captured.checked_sub(expected));
        let jump = jump.unwrap_or_default().min(LONGEST_XRUN);
        // Rounded, as the clock's nanoseconds are: to the very frame up to 192 kHz.
        let frames = jump.as_nanos() * u128::from(self.rate_hz) + 500_000_000;
        self.dropped += (frames / 1_000_000_000) as u64;
    }
}

/// What is next in a ring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// So many frames were read.
    Frames(u64),
    /// So many frames were lost here.
    Lost(u64),
    /// Nothing yet.
    Nothing,
}

/// The capture thread's end.
#[derive(Debug)]
pub(super) struct Reader {
    samples: Consumer<f32>,
    losses: Consumer<Loss>,
    signals: Arc<Signals>,
    channels: usize,
    read: u64,
}

impl Reader {
    /// What the callbacks signalled.
    pub(super) fn signals(&self) -> &Signals {
        &self.signals
    }

    /// A handle on the signals for the driver's error callback.
    pub(super) fn signals_handle(&self) -> Arc<Signals> {
        Arc::clone(&self.signals)
    }

    /// Frames that wait to be read.
    pub(super) fn waiting(&self) -> u64 {
        (self.samples.slots() / self.channels) as u64
    }

    /// Frames that ever came through.
    pub(super) fn arrived(&self) -> u64 {
        self.read + self.waiting()
    }

    /// Replaces `out` by at most `most` frames, up to the next loss.
    pub(super) fn read(&mut self, most: usize, out: &mut Vec<f32>) -> Next {
        out.clear();
        // Samples first, losses second: a loss is told before the frames after it.
        let waiting = self.waiting();
        let until_loss = match self.losses.peek() {
            Ok(loss) if loss.before <= self.read => {
                let frames = loss.frames;
                return match self.losses.pop() {
                    Ok(_) => Next::Lost(frames),
                    Err(_) => Next::Nothing,
                };
            }
            Ok(loss) => loss.before - self.read,
            Err(_) => u64::MAX,
        };
        let frames = waiting.min(until_loss).min(most as u64);
        if frames == 0 {
            return Next::Nothing;
        }
        match self.samples.read_chunk(frames as usize * self.channels) {
            Ok(chunk) => {
                let (first, second) = chunk.as_slices();
                out.extend_from_slice(first);
                out.extend_from_slice(second);
                chunk.commit_all();
                self.read += frames;
                Next::Frames(frames)
            }
            Err(_) => Next::Nothing,
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use assert_no_alloc::{AllocDisabler, assert_no_alloc};
    use cpal::{I24, Sample, U24};
    use proptest::prelude::*;

    #[global_allocator]
    static ALLOCATOR: AllocDisabler = AllocDisabler;

    /// Feeds 30 buffers without reading: the ring overflows on the way.
    fn feed_without_allocating<T>(format: &str)
    where
        f32: FromSample<T>,
        T: Sample + FromSample<f32>,
    {
        let (mut feeder, mut reader) = ring(8_000, 2);
        let data = vec![T::from_sample(0.25f32); 2 * 800];
        assert_no_alloc(|| {
            for n in 0..30u64 {
                if n == 10 {
                    feeder.signals.xrun();
                }
                feeder.feed(&data, Duration::from_millis(100 * n));
            }
        });
        let mut out = Vec::new();
        assert_eq!(reader.read(usize::MAX, &mut out), Next::Frames(16_000), "{format}");
        assert!(out.iter().all(|s| (s - 0.25).abs() < 0.01), "{format}: {}", out[0]);
        feeder.feed(&data, Duration::from_secs(3));
        assert_eq!(reader.read(usize::MAX, &mut out), Next::Lost(8_000), "{format}");
        assert_eq!(reader.read(usize::MAX, &mut out), Next::Frames(800), "{format}");
        assert_eq!(reader.read(usize::MAX, &mut out), Next::Nothing, "{format}");
    }

    #[test]
    fn the_callback_never_allocates_whatever_the_format() {
        feed_without_allocating::<i8>("i8");
        feed_without_allocating::<i16>("i16");
        feed_without_allocating::<I24>("i24");
        feed_without_allocating::<i32>("i32");
        feed_without_allocating::<i64>("i64");
        feed_without_allocating::<u8>("u8");
        feed_without_allocating::<u16>("u16");
        feed_without_allocating::<U24>("u24");
        feed_without_allocating::<u32>("u32");
        feed_without_allocating::<u64>("u64");
        feed_without_allocating::<f32>("f32");
        feed_without_allocating::<f64>("f64");
    }

    #[test]
    fn a_drivers_overrun_is_measured_by_its_clock() {
        let (mut feeder, mut reader) = ring(16_000, 1);
        let mut out = Vec::new();
        feeder.feed(&[0.5f32; 160], Duration::from_millis(1_000));
        feeder.signals.xrun();
        feeder.feed(&[0.5f32; 160], Duration::from_millis(1_060));
        assert_eq!(reader.signals().take_xruns(), 1);
        assert_eq!(reader.read(4_000, &mut out), Next::Frames(160));
        assert_eq!(reader.read(4_000, &mut out), Next::Lost(800));
        assert_eq!(reader.read(4_000, &mut out), Next::Frames(160));
    }

    proptest! {
        /// Frame n carries the value n; whatever is read or lost, it stays at its place.
        #[test]
        fn losses_are_told_at_their_places(
            steps in prop::collection::vec((1usize..700, 0usize..700), 1..200),
        ) {
            let (mut feeder, mut reader) = ring(500, 2);
            let (mut sent, mut place) = (0u64, 0u64);
            let mut out = Vec::new();
            for (feeds, reads) in steps {
                let data: Vec<f32> =
                    (0..feeds as u64).flat_map(|n| [(sent + n) as f32, 0.0]).collect();
                feeder.feed(&data, Duration::ZERO);
                sent += feeds as u64;
                match reader.read(reads, &mut out) {
                    Next::Frames(frames) => {
                        for n in 0..frames {
                            prop_assert_eq!(out[2 * n as usize], (place + n) as f32);
                        }
                        place += frames;
                    }
                    Next::Lost(frames) => place += frames,
                    Next::Nothing => {}
                }
            }
            prop_assert!(place <= sent);
        }
    }
}
