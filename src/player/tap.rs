//! The lock-free ring between the thread `player` and the realtime callback.
//!
//! [`Feed`] runs on the thread `player`; [`Tap`] inside the callback of the sound system:
//! no lock, no allocation, no log. A frame is one sample here: all channels are alike.

use cpal::{FromSample, Sample};
use rtrb::{Consumer, Producer, RingBuffer};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// What sound the ring has room for: half a second.
const RINGS_PER_SECOND: u32 = 2;
/// A change between sound and silence takes so long, so that it does not click: 5 ms.
const RAMPS_PER_SECOND: f32 = 200.0;
/// Devices of more channels are heard on the first two.
const SPEAKERS: usize = 2;

/// What both ends know.
#[derive(Debug, Default)]
struct Shared {
    /// Whether sound is wanted.
    playing: AtomicBool,
    /// Frames before this one are not heard any more.
    skip_to: AtomicU64,
    /// Frames that left the ring.
    taken: AtomicU64,
    /// Whether the stream has failed.
    lost: AtomicBool,
}

/// A ring for `rate_hz` frames a second; all its memory is taken here.
pub(super) fn tap(rate_hz: u32, channels: usize) -> (Feed, Tap) {
    let (frames_in, frames_out) = RingBuffer::new((rate_hz / RINGS_PER_SECOND).max(1) as usize);
    let shared = Arc::new(Shared::default());
    let feed = Feed { frames: frames_in, shared: Arc::clone(&shared), fed: 0 };
    let tap = Tap {
        frames: frames_out,
        shared,
        channels: channels.max(1),
        taken: 0,
        gain: 0.0,
        step: RAMPS_PER_SECOND / rate_hz.max(1) as f32,
    };
    (feed, tap)
}

/// The player's end.
#[derive(Debug)]
pub(super) struct Feed {
    frames: Producer<f32>,
    shared: Arc<Shared>,
    /// Frames that ever went in.
    fed: u64,
}

impl Feed {
    /// Puts in what fits; gives how many that were.
    pub(super) fn push(&mut self, frames: &[f32]) -> usize {
        let count = frames.len().min(self.frames.slots());
        if let Ok(chunk) = self.frames.write_chunk_uninit(count) {
            chunk.fill_from_iter(frames[..count].iter().copied());
            self.fed += count as u64;
        }
        count
    }

    /// Frames that ever went in.
    pub(super) fn fed(&self) -> u64 {
        self.fed
    }

    /// Frames that ever came out, heard or skipped.
    pub(super) fn taken(&self) -> u64 {
        self.shared.taken.load(Ordering::Acquire)
    }

    /// Frames that wait to be heard.
    pub(super) fn waiting(&self) -> u64 {
        let skipped = self.shared.skip_to.load(Ordering::Acquire);
        self.fed - self.taken().max(skipped)
    }

    /// Whether sound shall come out.
    pub(super) fn play(&self, playing: bool) {
        self.shared.playing.store(playing, Ordering::Release);
    }

    /// What waits is not heard any more.
    pub(super) fn skip(&self) {
        self.shared.skip_to.store(self.fed, Ordering::Release);
    }

    /// Whether the stream has failed.
    pub(super) fn is_lost(&self) -> bool {
        self.shared.lost.load(Ordering::Acquire)
    }
}

/// How a failed stream is told, from any thread.
#[derive(Debug, Clone)]
pub(super) struct Alarm(Arc<Shared>);

impl Alarm {
    /// The stream has failed.
    pub(super) fn lose(&self) {
        self.0.lost.store(true, Ordering::Release);
    }
}

/// The callback's end.
#[derive(Debug)]
pub(super) struct Tap {
    frames: Consumer<f32>,
    shared: Arc<Shared>,
    channels: usize,
    taken: u64,
    /// From 0, silence, to 1.
    gain: f32,
    step: f32,
}

impl Tap {
    /// How to say that the stream has failed.
    pub(super) fn alarm(&self) -> Alarm {
        Alarm(Arc::clone(&self.shared))
    }

    /// Fills `data`, interleaved, with what is next, or with silence.
    pub(super) fn fill<T: Sample + FromSample<f32>>(&mut self, data: &mut [T]) {
        self.skip();
        let playing = self.shared.playing.load(Ordering::Acquire);
        for frame in data.chunks_mut(self.channels) {
            let sample = if playing || self.gain > 0.0 { self.next(playing) } else { 0.0 };
            for (n, out) in frame.iter_mut().enumerate() {
                *out = if n < SPEAKERS { T::from_sample(sample) } else { T::EQUILIBRIUM };
            }
        }
        self.shared.taken.store(self.taken, Ordering::Release);
    }

    fn next(&mut self, playing: bool) -> f32 {
        let Ok(sample) = self.frames.pop() else {
            // Nothing there, the end or a slow machine: what comes next begins softly.
            self.gain = 0.0;
            return 0.0;
        };
        self.taken += 1;
        self.gain = (self.gain + if playing { self.step } else { -self.step }).clamp(0.0, 1.0);
        sample * self.gain
    }

    fn skip(&mut self) {
        let skip_to = self.shared.skip_to.load(Ordering::Acquire);
        if let Ok(away) = usize::try_from(skip_to.saturating_sub(self.taken))
            && away > 0
            && let Ok(chunk) = self.frames.read_chunk(away.min(self.frames.slots()))
        {
            self.taken += chunk.len() as u64;
            chunk.commit_all();
            self.gain = 0.0;
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use assert_no_alloc::assert_no_alloc;

    #[test]
    fn the_callback_never_allocates_and_ramps_without_a_click() {
        let (mut feed, mut tap) = tap(16_000, 3);
        assert_eq!(feed.push(&[0.5; 9_000]), 8_000);
        let mut data = vec![9.0f32; 3 * 400];
        assert_no_alloc(|| tap.fill(&mut data));
        assert!(data.iter().all(|s| *s == 0.0), "nothing plays before it is told to");
        feed.play(true);
        assert_no_alloc(|| tap.fill(&mut data));
        assert_eq!(feed.taken(), 400);
        let heard: Vec<f32> = data.chunks(3).map(|frame| frame[0]).collect();
        assert!(heard.windows(2).all(|w| (w[1] - w[0]).abs() < 0.01));
        assert_eq!((data[3 * 399], data[3 * 399 + 1], data[3 * 399 + 2]), (0.5, 0.5, 0.0));
        feed.play(false);
        assert_no_alloc(|| tap.fill(&mut data));
        let faded = feed.taken() - 400;
        assert!((80..82).contains(&faded), "a pause fades out for 5 ms and takes no more");
        assert_eq!(data[3 * 399], 0.0);
        let mut bytes = vec![0u8; 3 * 10];
        assert_no_alloc(|| tap.fill(&mut bytes));
        assert!(bytes.iter().all(|b| *b == 128), "silence of unsigned samples is the middle");
    }

    #[test]
    fn what_is_skipped_is_not_heard() {
        let (mut feed, mut tap) = tap(16_000, 1);
        feed.push(&[1.0; 300]);
        feed.skip();
        feed.push(&[-0.5; 300]);
        feed.play(true);
        let mut data = vec![0.0f32; 200];
        assert_no_alloc(|| tap.fill(&mut data));
        assert_eq!((feed.taken(), feed.waiting()), (500, 100));
        assert!(data.iter().all(|s| *s <= 0.0) && data[199] == -0.5);
        // An empty ring is silence, not the end.
        assert_no_alloc(|| tap.fill(&mut data));
        assert_eq!((feed.taken(), data[199]), (600, 0.0));
    }
}
