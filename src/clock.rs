//! From a sample of a session to the time of day, and the only `now()`.
//!
//! Stages count samples and never ask for the time; whoever shows or stores a
//! moment asks the session's [`SessionClock`]. Used on any thread.

use crate::units::SampleIndex;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, Zoned};
use std::collections::VecDeque;
use std::sync::{PoisonError, RwLock};

/// The wall clock. The one place that reads it.
pub fn now() -> Timestamp {
    Timestamp::now()
}

/// The day it is where this machine stands.
pub fn today() -> Date {
    now().to_zoned(TimeZone::system()).date()
}

/// Maps the samples of one session to wall time.
///
/// The clock of a sound card is not the wall's: at 50 parts in a million they drift
/// apart by four seconds a day, and a machine that slept is off by hours. Whoever
/// listens live therefore anchors the session again from time to time; a moment is
/// counted from the last anchor before it.
#[derive(Debug)]
pub struct SessionClock {
    anchors: RwLock<VecDeque<(SampleIndex, Timestamp)>>,
    /// Where the hall is, whose hours count.
    zone: TimeZone,
}

/// Anchors that are remembered: with one a minute, more than a backlog of two hours.
const ANCHORS: usize = 128;

impl SessionClock {
    /// A session whose first sample was heard at `start`, where this machine stands.
    pub fn starting(start: Timestamp) -> Self {
        SessionClock::starting_in(start, TimeZone::system())
    }

    /// A session whose first sample was heard at `start` in a hall of that time zone.
    pub fn starting_in(start: Timestamp, zone: TimeZone) -> Self {
        SessionClock { anchors: RwLock::new(VecDeque::from([(SampleIndex(0), start)])), zone }
    }

    /// What the clock in the hall says at `time`.
    pub fn local(&self, time: Timestamp) -> Zoned {
        time.to_zoned(self.zone.clone())
    }

    /// Sample `at` was heard just now, at `now`. Anchors must come in order.
    pub fn anchor(&self, at: SampleIndex, now: Timestamp) {
        let mut anchors = self.anchors.write().unwrap_or_else(PoisonError::into_inner);
        if anchors.len() == ANCHORS {
            anchors.pop_front();
        }
        anchors.push_back((at, now));
    }

    /// When sample `at` was heard, to the microsecond.
    pub fn at(&self, at: SampleIndex) -> Timestamp {
        let anchors = self.anchors.read().unwrap_or_else(PoisonError::into_inner);
        let last = anchors.iter().rev().find(|(anchor, _)| *anchor <= at).or(anchors.front());
        let Some((anchor, time)) = last.copied() else { return Timestamp::UNIX_EPOCH };
        let micros = |at: SampleIndex| (at.seconds() * 1e6).round() as i64;
        let since = SignedDuration::from_micros(micros(at) - micros(anchor));
        time.saturating_add(since).unwrap_or(time)
    }

    /// The sample that was heard at `time`: the inverse of [`SessionClock::at`], the
    /// latest where a clock that was set back says one time twice.
    pub fn index(&self, time: Timestamp) -> SampleIndex {
        let anchors = self.anchors.read().unwrap_or_else(PoisonError::into_inner);
        let last = anchors.iter().rev().find(|(_, at)| *at <= time).or(anchors.front());
        let Some((anchor, at)) = last.copied() else { return SampleIndex(0) };
        let since_s = time.duration_since(at).as_secs_f64();
        SampleIndex::from_seconds(anchor.seconds() + since_s)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_leads_back_to_its_sample() {
        let start: Timestamp = "2026-11-23T09:00:00Z".parse().unwrap();
        let clock = SessionClock::starting(start);
        clock.anchor(SampleIndex(60 * 16_000), start + SignedDuration::from_secs(61));
        for second in [0, 1, 59, 60, 61, 600] {
            let at = SampleIndex(second * 16_000);
            assert_eq!(clock.index(clock.at(at)), at, "{second} s");
        }
        assert_eq!(clock.index(start - SignedDuration::from_secs(9)), SampleIndex(0));
    }

    #[test]
    fn a_moment_counts_from_the_last_anchor_before_it() {
        let start: Timestamp = "2026-11-23T09:00:00Z".parse().unwrap();
        let clock = SessionClock::starting(start);
        assert_eq!(clock.at(SampleIndex(16_000)), start + SignedDuration::from_secs(1));
        // The machine slept for an hour.
        let later = start + SignedDuration::from_secs(3_660);
        clock.anchor(SampleIndex(60 * 16_000), later);
        assert_eq!(clock.at(SampleIndex(16_000)), start + SignedDuration::from_secs(1));
        assert_eq!(clock.at(SampleIndex(61 * 16_000)), later + SignedDuration::from_secs(1));
        for n in 0..1_000 {
            clock.anchor(SampleIndex((100 + n) * 16_000), later);
        }
        assert_eq!(clock.at(SampleIndex(1_099 * 16_000)), later);
        assert!(clock.at(SampleIndex(0)) < later, "older than every anchor: counted back");
    }
}
