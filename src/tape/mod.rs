//! The memory of a session's sound: pre-roll, what waits for the recogniser, what a
//! clip still needs, what a complaint may still keep, and nothing else.
//!
//! A [`Tape`] is a handle, shared by the threads `capture-<counter>` (writes),
//! `transcribe-<n>` and `record` (read). The latest stretch stays in memory; what
//! is older and still pinned moves to an encrypted spool; what nobody needs is
//! forgotten. Speech leaves it for the disk only through `record`'s sink.

mod spool;

use crate::capture::Block;
use crate::units::{SAMPLE_RATE, SampleIndex, SampleRange};
use spool::{Slot, Spool};
use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Samples a channel in each chunk: one second.
const CHUNK_SAMPLES: usize = SAMPLE_RATE as usize;
const BYTES_A_SAMPLE: usize = 2;

/// How much a tape may keep, and where.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// The latest seconds that are always kept, for pre-roll.
    pub history_s: f64,
    /// Seconds before those that are always kept too, for complaints: in memory, where
    /// each costs 32 kB a channel, and never in the spool.
    pub keep_s: f64,
    /// Seconds kept in memory before pinned sound moves to the spool, `keep_s` not
    /// counted; at least `history_s`.
    pub memory_s: f64,
    /// Megabytes that the spool may take on disk.
    pub spool_mb: u64,
    /// Where the spool lies.
    pub spool_dir: PathBuf,
}

/// The sound of one session, all channels; a handle to it.
#[derive(Clone)]
pub struct Tape(Arc<Mutex<Inner>>);

struct Inner {
    config: Config,
    channels: usize,
    chunks: VecDeque<Chunk>,
    end: SampleIndex,
    pins: BTreeMap<SampleIndex, usize>,
    in_memory: usize,
    spool: Option<Spool>,
    fault: Option<io::Error>,
}

struct Chunk {
    at: SampleIndex,
    len: usize,
    sound: Sound,
}

/// 16-bit samples, channel after channel.
enum Sound {
    Memory(Vec<Vec<i16>>),
    Spooled(Slot),
}

/// What a tape gave back.
#[derive(Debug, Clone, PartialEq)]
pub struct Take {
    /// The stretch it covers: shorter than asked for where the tape has not come yet
    /// or has forgotten.
    pub range: SampleRange,
    /// One plane for each channel asked for, full scale 1.0, as long as `range`.
    /// What was never heard, or could not be kept, is silence.
    pub planes: Vec<Vec<f32>>,
    /// Samples of one channel that were truly there.
    pub held: u64,
}

/// Keeps everything from a moment on until it is dropped.
pub struct Pin {
    tape: Tape,
    from: SampleIndex,
}

impl Tape {
    /// An empty tape of `channels` channels.
    pub fn new(channels: usize, config: Config) -> Tape {
        Tape(Arc::new(Mutex::new(Inner {
            config,
            channels,
            chunks: VecDeque::new(),
            end: SampleIndex(0),
            pins: BTreeMap::new(),
            in_memory: 0,
            spool: None,
            fault: None,
        })))
    }

    /// Appends a block; a hole before it costs nothing and is read as silence. Whoever
    /// will still need sound from `keep_from` on and has not pinned it yet says so here.
    pub fn append(&self, block: &Block, keep_from: SampleIndex) {
        let mut inner = self.lock();
        inner.end = inner.end.max(block.at);
        inner.push(&block.planes);
        inner.tidy(keep_from);
    }

    /// Lets time pass up to `to` without sound, so that what is old is forgotten; whoever
    /// will still need sound from `keep_from` on says so here.
    pub fn pass(&self, to: SampleIndex, keep_from: SampleIndex) {
        let mut inner = self.lock();
        inner.end = inner.end.max(to);
        inner.tidy(keep_from);
    }

    /// Keeps everything from `from` on for as long as the pin lives.
    pub fn pin(&self, from: SampleIndex) -> Pin {
        *self.lock().pins.entry(from).or_insert(0) += 1;
        Pin { tape: self.clone(), from }
    }

    /// The sound of `channel` in `range`.
    pub fn read(&self, channel: usize, range: SampleRange) -> Take {
        let mut inner = self.lock();
        inner.read(channel..channel + 1, range)
    }

    /// The sound of all channels in `range`.
    pub fn read_all(&self, range: SampleRange) -> Take {
        let mut inner = self.lock();
        let channels = 0..inner.channels;
        inner.read(channels, range)
    }

    /// One past the last sample that came, lost ones included.
    pub fn end(&self) -> SampleIndex {
        self.lock().end
    }

    /// The stretches of `range` that are not there, in order: not come yet, lost on the
    /// way in, or forgotten.
    pub fn missing(&self, range: SampleRange) -> Vec<SampleRange> {
        self.lock().missing(range)
    }

    /// Samples of one channel, of the latest `config.keep_s`, that are there.
    pub fn kept(&self) -> u64 {
        let inner = self.lock();
        let kept = crate::units::samples(inner.config.keep_s);
        let range = SampleRange::new(inner.end.saturating_sub(kept), inner.end);
        let missing: u64 = inner.missing(range).iter().map(|hole| hole.len()).sum();
        range.len() - missing
    }

    /// Bytes waiting on disk.
    pub fn spooled_bytes(&self) -> u64 {
        self.lock().spool.as_ref().map_or(0, Spool::bytes)
    }

    /// Why the spool has last refused sound, since the last call.
    pub fn take_fault(&self) -> Option<io::Error> {
        self.lock().fault.take()
    }

    /// A thread that panicked under the lock leaves whole chunks behind: carry on.
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pin {
    /// The first sample kept.
    pub fn from(&self) -> SampleIndex {
        self.from
    }
}

impl Drop for Pin {
    fn drop(&mut self) {
        let mut inner = self.tape.lock();
        if let Some(count) = inner.pins.get_mut(&self.from) {
            *count -= 1;
            if *count == 0 {
                inner.pins.remove(&self.from);
            }
        }
    }
}

impl Inner {
    fn push(&mut self, planes: &[Vec<f32>]) {
        let len = planes.first().map_or(0, Vec::len);
        let mut done = 0;
        while done < len {
            let room = match self.chunks.back() {
                Some(Chunk { at, len, sound: Sound::Memory(_) })
                    if *at + *len as u64 == self.end =>
                {
                    CHUNK_SAMPLES - len
                }
                _ => 0,
            };
            if room == 0 {
                // A hole came: the chunk before it will never be full.
                if let Some(Chunk { sound: Sound::Memory(planes), .. }) = self.chunks.back_mut() {
                    planes.iter_mut().for_each(Vec::shrink_to_fit);
                }
                let planes = vec![Vec::with_capacity(CHUNK_SAMPLES); self.channels];
                self.chunks.push_back(Chunk { at: self.end, len: 0, sound: Sound::Memory(planes) });
                self.in_memory += 1;
                continue;
            }
            let n = room.min(len - done);
            if let Some(chunk) = self.chunks.back_mut()
                && let Sound::Memory(kept) = &mut chunk.sound
            {
                for (kept, plane) in kept.iter_mut().zip(planes) {
                    kept.extend(plane[done..done + n].iter().map(|s| to_16_bit(*s)));
                }
                chunk.len += n;
            }
            self.end = self.end + n as u64;
            done += n;
        }
    }

    /// Forgets what nobody needs, and moves to the spool what memory has no room for.
    fn tidy(&mut self, keep_from: SampleIndex) {
        let history = self.history();
        let pinned = self.pins.keys().next().copied().unwrap_or(self.end);
        let keep = keep_from.min(history).min(pinned);
        while let Some(chunk) = self.chunks.front()
            && chunk.at + chunk.len as u64 <= keep
        {
            match self.chunks.pop_front().map(|chunk| chunk.sound) {
                Some(Sound::Memory(_)) => self.in_memory -= 1,
                Some(Sound::Spooled(slot)) => {
                    if let Some(spool) = &mut self.spool {
                        spool.free(slot);
                    }
                }
                None => {}
            }
        }
        let room = ((self.config.memory_s + self.config.keep_s) as usize).max(1);
        while self.in_memory > room && self.spool_oldest(history) {}
    }

    /// Where what is always kept begins.
    fn history(&self) -> SampleIndex {
        let history_s = self.config.history_s + self.config.keep_s;
        self.end.saturating_sub(crate::units::samples(history_s))
    }

    fn missing(&self, range: SampleRange) -> Vec<SampleRange> {
        let mut missing = Vec::new();
        let mut at = range.start;
        for chunk in &self.chunks {
            let whole = SampleRange::new(chunk.at, chunk.at + chunk.len as u64);
            if whole.overlaps(range) {
                missing.push(SampleRange::new(at, whole.start));
                at = whole.end.max(at);
            }
        }
        missing.push(SampleRange::new(at, range.end));
        missing.retain(|hole| !hole.is_empty());
        missing
    }

    /// Moves the oldest chunk in memory to the spool; not what is `history`, which is
    /// bounded by itself and never goes to the disk. False when nothing was moved.
    fn spool_oldest(&mut self, history: SampleIndex) -> bool {
        let Some(index) =
            self.chunks.iter().position(|chunk| matches!(chunk.sound, Sound::Memory(_)))
        else {
            self.in_memory = 0;
            return false;
        };
        let Some(chunk) = self.chunks.get_mut(index) else { return false };
        let Sound::Memory(planes) = &chunk.sound else { return false };
        if chunk.at + chunk.len as u64 > history {
            return false;
        }
        let bytes = pack(planes);
        if self.spool.is_none() {
            let most = self.config.spool_mb * 1_000_000;
            match Spool::create(&self.config.spool_dir, bytes.len(), most) {
                Ok(spool) => self.spool = Some(spool),
                Err(error) => self.fault = Some(error),
            }
        }
        self.in_memory -= 1;
        match self.spool.as_mut().map(|spool| spool.put(&bytes)) {
            Some(Ok(slot)) => chunk.sound = Sound::Spooled(slot),
            // No room on disk either: this second is lost. Whoever reads it finds it
            // missing and counts it.
            refused => {
                if let Some(Err(error)) = refused {
                    self.fault = Some(error);
                }
                self.chunks.remove(index);
            }
        }
        true
    }

    fn read(&mut self, channels: Range<usize>, range: SampleRange) -> Take {
        let first = self.chunks.front().map_or(self.end, |chunk| chunk.at);
        let range = SampleRange::new(range.start.max(first), range.end.min(self.end));
        let mut planes = vec![vec![0.0; range.len() as usize]; channels.len()];
        let mut held = 0;
        for chunk in &self.chunks {
            let whole = SampleRange::new(chunk.at, chunk.at + chunk.len as u64);
            if !whole.overlaps(range) {
                continue;
            }
            let from = (range.start - chunk.at) as usize;
            let until = ((range.end - chunk.at) as usize).min(chunk.len);
            let to = (chunk.at - range.start) as usize;
            let spooled;
            let sound = match &chunk.sound {
                Sound::Memory(planes) => planes,
                Sound::Spooled(slot) => {
                    // What cannot be read back is missing from `held`.
                    let Some(Ok(bytes)) = self.spool.as_mut().map(|spool| spool.get(*slot)) else {
                        continue;
                    };
                    spooled = unpack(&bytes);
                    &spooled
                }
            };
            held += (until - from) as u64;
            for (plane, channel) in planes.iter_mut().zip(channels.clone()) {
                let kept = sound.get(channel).and_then(|kept| kept.get(from..until));
                for (target, sample) in plane[to..].iter_mut().zip(kept.unwrap_or_default()) {
                    *target = from_16_bit(*sample);
                }
            }
        }
        Take { range, planes, held }
    }
}

/// Planes as one stretch of bytes, each filled up to a whole chunk.
fn pack(planes: &[Vec<i16>]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(planes.len() * CHUNK_SAMPLES * BYTES_A_SAMPLE);
    for plane in planes {
        bytes.extend(plane.iter().flat_map(|s| s.to_le_bytes()));
        bytes.resize(bytes.len() + (CHUNK_SAMPLES - plane.len()) * BYTES_A_SAMPLE, 0);
    }
    bytes
}

/// What [`pack`] packed, the filling included.
fn unpack(bytes: &[u8]) -> Vec<Vec<i16>> {
    bytes
        .chunks_exact(CHUNK_SAMPLES * BYTES_A_SAMPLE)
        .map(|plane| {
            let samples = plane.as_chunks::<BYTES_A_SAMPLE>().0;
            samples.iter().map(|sample| i16::from_le_bytes(*sample)).collect()
        })
        .collect()
}

fn to_16_bit(sample: f32) -> i16 {
    (sample * 32_768.0).round().clamp(-32_768.0, 32_767.0) as i16
}

fn from_16_bit(sample: i16) -> f32 {
    f32::from(sample) / 32_768.0
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn config(dir: &std::path::Path, spool_mb: u64) -> Config {
        Config { history_s: 2.0, keep_s: 0.0, memory_s: 3.0, spool_mb, spool_dir: dir.to_owned() }
    }

    /// A ramp that tells its own index, different on each channel.
    fn sample(channel: usize, index: u64) -> f32 {
        ((index * 7 + channel as u64 * 13) % 2_000) as f32 / 32_768.0
    }

    fn block(at: u64, len: usize) -> Block {
        let plane = |channel| (at..at + len as u64).map(|i| sample(channel, i)).collect();
        Block { at: SampleIndex(at), planes: vec![plane(0), plane(1)] }
    }

    fn range(start: u64, end: u64) -> SampleRange {
        SampleRange::new(SampleIndex(start), SampleIndex(end))
    }

    #[test]
    fn pinned_sound_survives_on_disk_and_is_forgotten_when_released() {
        let dir = tempfile::tempdir().unwrap();
        let tape = Tape::new(2, config(dir.path(), 10));
        let pin = tape.pin(SampleIndex(16_000));
        for n in 0..200u64 {
            tape.append(&block(n * 1_000, 1_000), SampleIndex(u64::MAX));
        }
        assert!(tape.spooled_bytes() > 0);
        let take = tape.read(1, range(16_500, 70_000));
        assert_eq!((take.range, take.held), (range(16_500, 70_000), 53_500));
        let expected: Vec<f32> = (16_500..70_000).map(|i| sample(1, i)).collect();
        assert_eq!(take.planes, [expected]);
        assert_eq!(tape.read_all(range(16_500, 70_000)).planes[1], take.planes[0]);
        assert!(tape.take_fault().is_none());

        drop(pin);
        tape.append(&block(200_000, 10), SampleIndex(u64::MAX));
        assert_eq!(tape.spooled_bytes(), 0);
        let covered = tape.read(0, range(0, 400_000)).range;
        assert!(covered.start.0 >= 200_010 - 3 * 16_000, "forgotten: {covered:?}");
        assert_eq!(covered.end.0, 200_010);
    }

    #[test]
    fn what_cannot_be_kept_is_counted() {
        let dir = tempfile::tempdir().unwrap();
        let tape = Tape::new(2, config(dir.path(), 0));
        let _pin = tape.pin(SampleIndex(0));
        for n in 0..10u64 {
            tape.append(&block(n * 16_000, 16_000), SampleIndex(u64::MAX));
        }
        assert_eq!(tape.take_fault().map(|fault| fault.kind()), Some(io::ErrorKind::StorageFull));
        let take = tape.read(0, range(0, 160_000));
        assert_eq!((take.range, take.held), (range(112_000, 160_000), 3 * 16_000));
        assert_eq!(take.planes[0][0], sample(0, 112_000));
    }

    #[test]
    fn what_is_kept_for_complaints_is_bounded_and_stays_off_the_disk() {
        let dir = tempfile::tempdir().unwrap();
        let tape = Tape::new(2, Config { keep_s: 5.0, ..config(dir.path(), 10) });
        let _pin = tape.pin(SampleIndex(0));
        // A device that comes and goes: half a second heard, half a second lost.
        for n in 0..60u64 {
            tape.append(&block(n * 16_000, 8_000), SampleIndex(u64::MAX));
            let inner = tape.lock();
            let kept = inner.end.saturating_sub(7 * 16_000);
            let spooled = |chunk: &Chunk| matches!(chunk.sound, Sound::Spooled(_));
            let on_disk = inner.chunks.iter().filter(|chunk| spooled(chunk));
            assert!(on_disk.map(|chunk| chunk.at + chunk.len as u64).all(|end| end <= kept));
            let in_memory = inner.chunks.iter().filter(|chunk| !spooled(chunk)).count();
            assert!(in_memory <= 3 + 5 && in_memory == inner.in_memory, "{in_memory}");
        }
        assert!(tape.spooled_bytes() > 0);
        assert_eq!(tape.kept(), 5 * 8_000);
        let end = tape.end().0;
        assert_eq!(end, 59 * 16_000 + 8_000);
        let missing = tape.missing(range(end - 24_000, end + 100));
        assert_eq!(missing, [range(end - 16_000, end - 8_000), range(end, end + 100)]);
        let take = tape.read_all(range(0, end));
        assert_eq!(take.held, 60 * 8_000, "pinned: all of it, from memory and disk");
    }

    #[test]
    fn a_hole_is_silence_and_costs_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let tape = Tape::new(2, config(dir.path(), 0));
        let hours = 100 * 3_600 * 16_000;
        tape.append(&block(0, 100), SampleIndex(0));
        tape.append(&block(40_000, 100), SampleIndex(0));
        tape.append(&block(hours, 100), SampleIndex(0));
        assert_eq!(tape.lock().chunks.len(), 3);
        let take = tape.read(0, range(90, 40_010));
        assert_eq!((take.range.len(), take.held), (39_920, 20));
        let heard = &take.planes[0];
        assert_eq!(heard[9], sample(0, 99));
        assert!(heard[10..39_910].iter().all(|s| *s == 0.0));
        assert_eq!(heard[39_910], sample(0, 40_000));
    }

    proptest! {
        #[test]
        fn block_size_never_changes_what_is_read(
            sizes in prop::collection::vec(1usize..5_000, 1..40),
            start in 0u64..60_000,
            len in 0u64..40_000,
        ) {
            let dir = tempfile::tempdir().unwrap();
            let tape = Tape::new(2, config(dir.path(), 10));
            let _pin = tape.pin(SampleIndex(0));
            let mut at = 0;
            for size in sizes {
                tape.append(&block(at, size), SampleIndex(u64::MAX));
                at += size as u64;
            }
            let take = tape.read(0, range(start, start + len));
            prop_assert_eq!(take.range.len() as usize, take.planes[0].len());
            prop_assert_eq!(take.held, take.range.len());
            for (n, s) in take.planes[0].iter().enumerate() {
                prop_assert_eq!(*s, sample(0, take.range.start.0 + n as u64));
            }
        }
    }
}
