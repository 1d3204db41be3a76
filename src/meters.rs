//! What each microphone of a counter shows just now, on its way to whoever draws it.
//!
//! A triple buffer between one writer (`capture-<counter>`) and one reader (the host):
//! neither waits for the other, neither allocates on the writer's side, and a reading is
//! never half of one block and half of the next. Made of atomics only. Keeps no history.

use crate::units::Dbfs;
use std::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed};
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU32};

/// One channel, as of the latest block.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading {
    /// Root-mean-square level of the latest block.
    pub level: Dbfs,
    /// The highest peak since the reading before was taken.
    pub peak: Dbfs,
    /// Whether a sample reached full scale since then.
    pub clipped: bool,
}

impl Reading {
    /// A channel on which there was nothing.
    pub const SILENT: Reading = Reading { level: Dbfs::FLOOR, peak: Dbfs::FLOOR, clipped: false };
}

/// The index of a buffer; the bit above says that nobody has taken it yet.
const INDEX: u8 = 3;
const FRESH: u8 = 4;

/// The buffer. One thread shows, one takes: with more of either nothing breaks, but
/// readings may mix.
#[derive(Debug)]
pub struct Meters {
    buffers: [Box<[Slot]>; 3],
    /// The buffer between the two.
    middle: AtomicU8,
    /// The writer's.
    back: AtomicU8,
    /// The reader's.
    front: AtomicU8,
}

#[derive(Debug)]
struct Slot {
    level: AtomicU32,
    peak: AtomicU32,
    clipped: AtomicBool,
}

impl Meters {
    /// Meters of `channels` channels that have shown nothing.
    pub fn new(channels: usize) -> Meters {
        let slot = || Slot {
            level: AtomicU32::new(Dbfs::FLOOR.0.to_bits()),
            peak: AtomicU32::new(Dbfs::FLOOR.0.to_bits()),
            clipped: AtomicBool::new(false),
        };
        let buffer = || (0..channels).map(|_| slot()).collect();
        Meters {
            buffers: [buffer(), buffer(), buffer()],
            middle: AtomicU8::new(0),
            back: AtomicU8::new(1),
            front: AtomicU8::new(2),
        }
    }

    /// Whether what was shown last has been taken, or nothing was shown yet.
    pub fn is_taken(&self) -> bool {
        self.middle.load(Acquire) & FRESH == 0
    }

    /// Shows one reading a channel; those beyond the channels are left out. The writer's.
    pub fn show(&self, readings: impl Iterator<Item = Reading>) {
        let back = self.back.load(Relaxed);
        for (slot, reading) in self.buffer(back).iter().zip(readings) {
            slot.level.store(reading.level.0.to_bits(), Relaxed);
            slot.peak.store(reading.peak.0.to_bits(), Relaxed);
            slot.clipped.store(reading.clipped, Relaxed);
        }
        // Release: whoever takes this buffer sees what stands in it.
        let before = self.middle.swap(back | FRESH, AcqRel);
        self.back.store(before & INDEX, Relaxed);
    }

    /// What was shown last, unless it has been taken already. The reader's.
    pub fn take(&self) -> Option<Vec<Reading>> {
        if self.is_taken() {
            return None;
        }
        let shown = self.middle.swap(self.front.load(Relaxed), AcqRel) & INDEX;
        self.front.store(shown, Relaxed);
        let dbfs = |bits: &AtomicU32| Dbfs(f32::from_bits(bits.load(Relaxed)));
        let reading = |slot: &Slot| Reading {
            level: dbfs(&slot.level),
            peak: dbfs(&slot.peak),
            clipped: slot.clipped.load(Relaxed),
        };
        Some(self.buffer(shown).iter().map(reading).collect())
    }

    fn buffer(&self, index: u8) -> &[Slot] {
        // There are three, and only their indices go from hand to hand.
        self.buffers.get(usize::from(index)).map_or(&[], |buffer| buffer)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::sync::Arc;

    fn reading(n: u32) -> Reading {
        Reading { level: Dbfs(n as f32), peak: Dbfs(n as f32), clipped: n % 2 == 1 }
    }

    #[test]
    fn the_latest_is_taken_once() {
        let meters = Meters::new(2);
        assert_eq!((meters.take(), meters.is_taken()), (None, true));
        meters.show([reading(1), reading(2)].into_iter());
        meters.show([reading(3), reading(4), reading(5)].into_iter());
        assert!(!meters.is_taken());
        assert_eq!(meters.take().unwrap(), [reading(3), reading(4)]);
        assert_eq!(meters.take(), None);
        meters.show([reading(6), reading(7)].into_iter());
        assert_eq!(meters.take().unwrap(), [reading(6), reading(7)]);
    }

    #[test]
    fn a_reading_is_never_torn_and_never_goes_back() {
        const LAST: u32 = 20_000;
        let meters = Arc::new(Meters::new(3));
        let writer = {
            let meters = Arc::clone(&meters);
            std::thread::spawn(move || {
                (1..=LAST).for_each(|n| meters.show([reading(n); 3].into_iter()));
            })
        };
        let mut seen = 0.0;
        while seen < LAST as f32 {
            let done = writer.is_finished();
            match meters.take() {
                Some(taken) => {
                    assert!(taken.iter().all(|one| *one == taken[0]), "{taken:?}");
                    assert!(taken[0].level.0 > seen, "{taken:?} after {seen}");
                    seen = taken[0].level.0;
                }
                None if done => break,
                None => std::hint::spin_loop(),
            }
        }
        assert_eq!(seen, LAST as f32);
        writer.join().unwrap();
    }
}
