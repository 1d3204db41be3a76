//! Whether anybody was there to be served when something was said.
//!
//! Pure. Where the clerk and the citizen have a microphone each, the citizen's tells. A
//! phrase that the clerk says while nobody is served, to a colleague or into a telephone, is
//! told to nobody's harm: it is kept apart and never alarms. Live, utterances come in any
//! order and a citizen may speak after the clerk has: then the phrase counts from that
//! moment on. What has once counted stays so.

use crate::units::{SampleIndex, SampleRange, samples};

/// Who came and went at a counter whose citizens have a microphone of their own.
#[derive(Debug, Clone)]
pub(super) struct Visits {
    /// How long after a phrase a citizen's first word still makes it one said to them.
    within: u64,
    /// Where utterances of citizens begin; sorted.
    citizens: Vec<SampleIndex>,
    /// Where one encounter ends and what follows is another's; sorted.
    parted: Vec<SampleIndex>,
}

impl Visits {
    /// Of a session in which nobody was heard.
    pub fn new(within_s: f64) -> Visits {
        Visits { within: samples(within_s), citizens: Vec::new(), parted: Vec::new() }
    }

    /// A citizen spoke.
    pub fn spoke(&mut self, at: SampleIndex) {
        insert(&mut self.citizens, at);
    }

    /// What comes from here on is no more of the encounter before.
    pub fn part(&mut self, at: SampleIndex) {
        insert(&mut self.parted, at);
    }

    /// Whether what was said in `range` was said while a citizen was there.
    pub fn is_served(&self, range: SampleRange) -> bool {
        let next = self.parted.partition_point(|at| *at <= range.start);
        let from = next.checked_sub(1).and_then(|last| self.parted.get(last));
        let from = from.copied().unwrap_or(SampleIndex(0));
        let until = range.end + self.within;
        let until = self.parted.get(next).map_or(until, |parted| until.min(*parted));
        let first = self.citizens.partition_point(|at| *at < from);
        self.citizens.get(first).is_some_and(|at| *at <= until)
    }

    /// Forgets what is of no use to anything said after `oldest`.
    pub fn forget(&mut self, oldest: SampleIndex) {
        let over = self.parted.partition_point(|at| *at <= oldest);
        // The last of those that are over bounds the encounter that was running then.
        self.parted.drain(..over.saturating_sub(1));
        let from = self.parted.first().filter(|_| over > 0).copied().unwrap_or_default();
        let before = self.citizens.partition_point(|at| *at < from);
        self.citizens.drain(..before);
        // Of one encounter the first word is as good as all before `oldest`.
        let old = self.citizens.partition_point(|at| *at < oldest);
        if old > 1 {
            self.citizens.drain(1..old);
        }
    }
}

fn insert(sorted: &mut Vec<SampleIndex>, at: SampleIndex) {
    if let Err(place) = sorted.binary_search(&at) {
        sorted.insert(place, at);
    }
}
