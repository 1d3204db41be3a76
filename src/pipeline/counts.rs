//! What each counter comes to hour by hour: what figures are made of.
//!
//! [`Hourly`] adds up and is pure. [`Counting`] is a handle to what has not been written
//! yet, behind a lock held for moments: the thread `judge` adds, `record` writes it to the
//! store once a minute and at the end, the host reads what today comes to. A crash loses
//! the last minute. Numbers and the ids of phrases only, never words.

use crate::ledger::Ledger;
use crate::phrasebook::List;
use crate::record::{Counts, HourCounts, HourTally, PhraseTally};
use crate::units::SampleIndex;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{RoundMode, Timestamp, TimestampRound, Unit};
use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What passed at a counter since it was told last, in samples of one channel.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Passed {
    /// One past the last sample, lost ones included.
    pub end: SampleIndex,
    /// Samples that reached segmentation.
    pub heard: u64,
    /// Samples lost on the way in.
    pub lost: u64,
    /// Samples of digital zero, and those not listened to on somebody's word.
    pub muted: u64,
}

/// The sums of one counter in one hour.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sum {
    /// What was heard.
    pub counts: HourCounts,
    /// Civil hits that count, by the id of their phrase, with the phrase as printed.
    pub civil: BTreeMap<String, (String, u64)>,
}

/// Sums by hour and counter. Hours are those of the clock in UTC, as the store keeps them,
/// told by their beginning.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Hourly {
    sums: BTreeMap<(Timestamp, String), Sum>,
}

impl Hourly {
    /// Adds what passed at `counter` up to `at`; all of it counts for the hour of `at`.
    pub fn pass(&mut self, counter: &str, at: Timestamp, passed: &Passed) {
        let seconds = |samples: u64| SampleIndex(samples).seconds();
        let counts = &mut self.sum(counter, at).counts;
        counts.heard_s += seconds(passed.heard);
        counts.lost_s += seconds(passed.lost);
        counts.muted_s += seconds(passed.muted);
    }

    /// Adds samples of utterances that could not be kept for decoding.
    pub fn lose(&mut self, counter: &str, at: Timestamp, samples: u64) {
        if samples > 0 {
            self.sum(counter, at).counts.lost_s += SampleIndex(samples).seconds();
        }
    }

    /// Adds an utterance that was decoded and believed, said at `at`.
    pub fn utterance(&mut self, counter: &str, at: Timestamp) {
        self.sum(counter, at).counts.utterances += 1;
    }

    /// Adds a civil phrase that counts, in an utterance said at `at`; `first` of those
    /// in it.
    pub fn civil(&mut self, counter: &str, at: Timestamp, id: &str, phrase: &str, first: bool) {
        let sum = self.sum(counter, at);
        sum.counts.civil += u64::from(first);
        let times = sum.civil.entry(id.to_owned()).or_insert_with(|| (phrase.to_owned(), 0));
        times.1 += 1;
    }

    /// Adds speech of `samples` on one channel, said at `at`: whether it was understood and
    /// believed.
    pub fn speech(&mut self, counter: &str, at: Timestamp, samples: u64, understood: bool) {
        let counts = &mut self.sum(counter, at).counts;
        let seconds = SampleIndex(samples).seconds();
        counts.speech_s += seconds;
        if understood {
            counts.understood_s += seconds;
        }
    }

    /// Adds what an encounter that began at `at` comes to.
    pub fn encounter(&mut self, counter: &str, at: Timestamp, comes_to: &HourCounts) {
        self.sum(counter, at).counts.add(comes_to);
    }

    /// The sums, by hour and counter.
    pub fn sums(&self) -> impl Iterator<Item = (Timestamp, &str, &Sum)> {
        self.sums.iter().map(|((hour, counter), sum)| (*hour, counter.as_str(), sum))
    }

    /// The sums as the store takes them.
    pub fn tallies(&self) -> Vec<HourTally> {
        let phrase = |(id, (phrase, n)): (&String, &(String, u64))| PhraseTally {
            list: List::Civil,
            id: id.clone(),
            phrase: phrase.clone(),
            n: *n,
        };
        let tally = |(hour, counter, sum): (Timestamp, &str, &Sum)| HourTally {
            hour,
            counter: counter.to_owned(),
            counts: sum.counts,
            phrases: sum.civil.iter().map(phrase).collect(),
        };
        self.sums().map(tally).collect()
    }

    /// Adds the sums of `other`.
    pub fn add(&mut self, other: Hourly) {
        for ((hour, counter), Sum { counts, civil }) in other.sums {
            let sum = self.sums.entry((hour, counter)).or_default();
            sum.counts.add(&counts);
            for (id, (phrase, n)) in civil {
                sum.civil.entry(id).or_insert((phrase, 0)).1 += n;
            }
        }
    }

    /// Adds to `counts` what `counter` came to since `midnight`; the hour that this lies in
    /// counts as a whole.
    fn add_since(&self, counter: &str, midnight: Timestamp, counts: &mut Counts) {
        let from = hour_of(midnight);
        for (_, _, sum) in self.sums().filter(|(hour, of, _)| *hour >= from && *of == counter) {
            counts.heard.add(&sum.counts);
        }
    }

    fn sum(&mut self, counter: &str, at: Timestamp) -> &mut Sum {
        self.sums.entry((hour_of(at), counter.to_owned())).or_default()
    }
}

/// The beginning of the hour.
fn hour_of(at: Timestamp) -> Timestamp {
    let hour = TimestampRound::new().smallest(Unit::Hour).mode(RoundMode::Floor);
    at.round(hour).unwrap_or(at)
}

/// A handle to the sums of a running pipeline.
#[derive(Debug, Clone)]
pub struct Counting(Arc<Mutex<Inner>>);

#[derive(Debug)]
struct Inner {
    /// Where days begin.
    zone: TimeZone,
    /// Not written yet.
    added: Hourly,
    /// Being written.
    writing: Hourly,
    /// What the store said of a day.
    stored: Option<(Date, HashMap<String, Counts>)>,
}

impl Default for Counting {
    fn default() -> Counting {
        Counting::new(TimeZone::system())
    }
}

impl Counting {
    /// Nothing counted; days begin at midnight in `zone`.
    pub fn new(zone: TimeZone) -> Counting {
        let (added, writing) = (Hourly::default(), Hourly::default());
        Counting(Arc::new(Mutex::new(Inner { zone, added, writing, stored: None })))
    }

    /// What `counter` came to on `day` so far. Only a day that the store was asked about
    /// has what came before this run.
    pub fn on(&self, counter: &str, day: Date) -> Counts {
        let inner = self.lock();
        let stored = inner.stored.as_ref().filter(|(of, _)| *of == day);
        let stored = stored.and_then(|(_, counts)| counts.get(counter));
        let mut counts = stored.cloned().unwrap_or_default();
        if let Ok(midnight) = day.to_zoned(inner.zone.clone()) {
            inner.writing.add_since(counter, midnight.timestamp(), &mut counts);
            inner.added.add_since(counter, midnight.timestamp(), &mut counts);
        }
        counts
    }

    /// Adds to the sums.
    pub(super) fn add(&self, add: impl FnOnce(&mut Hourly)) {
        add(&mut self.lock().added);
    }

    /// What is to be written now; it is held until [`Counting::written`].
    pub(super) fn take(&self) -> Hourly {
        let mut inner = self.lock();
        let added = std::mem::take(&mut inner.added);
        inner.writing.add(added);
        inner.writing.clone()
    }

    /// What was taken stands in the store, and this is what that says of `day` now.
    pub(super) fn written(&self, day: Date, stored: HashMap<String, Counts>) {
        let mut inner = self.lock();
        inner.writing.sums.clear();
        inner.stored = Some((day, stored));
    }

    /// A thread that panicked under the lock leaves whole sums behind: carry on.
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What was told of a session's ledger so far.
#[derive(Debug, Default)]
pub struct Since(Passed);

impl Since {
    /// What passed since the last call, up to `end`.
    pub fn last(&mut self, ledger: &Ledger, end: SampleIndex) -> Passed {
        let lost = [&ledger.lost_overrun, &ledger.lost_device, &ledger.lost_truncated];
        let now = Passed {
            end,
            heard: ledger.heard.load(Relaxed),
            lost: lost.iter().map(|lost| lost.load(Relaxed)).sum(),
            muted: ledger.muted.load(Relaxed) + ledger.silenced.load(Relaxed),
        };
        let before = std::mem::replace(&mut self.0, now);
        Passed {
            end,
            // What is not listened to is taken off again.
            heard: now.heard.saturating_sub(before.heard),
            lost: now.lost - before.lost,
            muted: now.muted - before.muted,
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use jiff::tz::Offset;

    fn zone(seconds: i32) -> TimeZone {
        TimeZone::fixed(Offset::from_seconds(seconds).unwrap())
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn said_once() -> Counts {
        let heard = HourCounts { utterances: 1, ..HourCounts::default() };
        Counts { heard, ..Counts::default() }
    }

    fn passed(heard: u64) -> Passed {
        Passed { heard, ..Passed::default() }
    }

    #[test]
    fn sums_are_kept_by_the_hour() {
        let mut hourly = Hourly::default();
        hourly.pass("3", at("2026-11-23T03:59:59Z"), &passed(16_000));
        hourly.pass("3", at("2026-11-23T04:00:00Z"), &passed(32_000));
        hourly.utterance("3", at("2026-11-23T04:59:59Z"));
        hourly.civil("3", at("2026-11-23T04:59:59Z"), "C001", "您好", true);
        hourly.civil("3", at("2026-11-23T04:59:59Z"), "C001", "您好", false);
        let mut twice = hourly.clone();
        twice.add(hourly.clone());
        for (times, hourly) in [(1, hourly), (2, twice)] {
            let tallies = hourly.tallies();
            let hours: Vec<_> = tallies.iter().map(|tally| tally.hour).collect();
            assert_eq!(hours, [at("2026-11-23T03:00:00Z"), at("2026-11-23T04:00:00Z")]);
            assert_eq!(tallies[0].counts.heard_s, times as f64);
            let HourCounts { heard_s, utterances, civil, .. } = tallies[1].counts;
            assert_eq!((heard_s, utterances, civil), (2.0 * times as f64, times, times));
            assert_eq!(tallies[1].phrases[0].n, 2 * times);
        }
    }

    #[test]
    fn today_is_what_the_store_says_and_what_came_since_and_begins_anew_at_midnight() {
        let counting = Counting::new(zone(8 * 3_600));
        let (monday, tuesday) = (date(2026, 11, 23), date(2026, 11, 24));
        let said = |at: Timestamp| counting.add(|hourly| hourly.utterance("3", at));
        let heard = HourCounts { utterances: 40, ..HourCounts::default() };
        let stored = Counts { heard, incidents: 2, ..Counts::default() };
        counting.written(monday, HashMap::from([("3".to_owned(), stored)]));
        said(at("2026-11-23T15:59:59Z"));
        assert_eq!(counting.on("3", monday).heard.utterances, 41);
        assert_eq!(counting.on("3", monday).incidents, 2);
        assert_eq!(counting.on("4", monday), Counts::default());
        // Past midnight; while it is written nothing is missing and nothing twice.
        said(at("2026-11-23T16:00:00Z"));
        assert_eq!(counting.on("3", tuesday), said_once());
        let written = counting.take();
        assert_eq!(written.sums().count(), 2);
        assert_eq!(counting.on("3", tuesday).heard.utterances, 1);
        said(at("2026-11-23T16:00:01Z"));
        assert_eq!(counting.on("3", tuesday).heard.utterances, 2);
        counting.written(tuesday, HashMap::from([("3".to_owned(), said_once())]));
        assert_eq!(counting.on("3", tuesday).heard.utterances, 2);
        assert_eq!(counting.take().sums().count(), 1, "the second is still to be written");
    }

    #[test]
    fn what_was_told_of_a_ledger_adds_up_to_it() {
        let ledger = Ledger::new(1);
        let (mut since, mut heard, mut lost) = (Since::default(), 0, 0);
        for n in 1..10u64 {
            ledger.heard.fetch_add(n * 100, Relaxed);
            ledger.gap(crate::ledger::GapCause::DeviceLost, n);
            let passed = since.last(&ledger, SampleIndex(n));
            heard += passed.heard;
            lost += passed.lost;
        }
        assert_eq!(heard, ledger.heard.load(Relaxed));
        assert_eq!(lost, ledger.lost_device.load(Relaxed));
    }
}
