//! Turns that are worth another look: a phrase stood at the end of a draft of them, where
//! speech was cut, and what follows says whether it is one.
//!
//! Written by `judge`, read by `capture-<counter>`; plain atomics. Whoever is late asks in
//! vain: the turn is over, and its utterance says all.

use crate::units::SampleIndex;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Nothing is asked for.
const NOTHING: u64 = u64::MAX;

/// What is asked for, by channel.
#[derive(Debug)]
pub struct Again(Vec<AtomicU64>);

impl Again {
    /// For so many channels, nothing asked for.
    pub fn new(channels: usize) -> Again {
        Again((0..channels).map(|_| AtomicU64::new(NOTHING)).collect())
    }

    /// Asks for a draft of the turn on `channel` as soon as it goes on to `at`.
    pub fn ask(&self, channel: usize, at: SampleIndex) {
        if let Some(slot) = self.0.get(channel) {
            slot.store(at.0, Relaxed);
        }
    }

    /// What was asked for since the last call: channels, and where to look at each.
    pub fn take(&self) -> impl Iterator<Item = (usize, SampleIndex)> {
        let asked = self.0.iter().map(|slot| slot.swap(NOTHING, Relaxed));
        asked.enumerate().filter(|(_, at)| *at != NOTHING).map(|(n, at)| (n, SampleIndex(at)))
    }
}
