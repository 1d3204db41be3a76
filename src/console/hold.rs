//! What passes too quickly for the eye, held for a while: the peaks of a counter's
//! channels, and that its sound was cut off.
//!
//! Pure data on the console's thread; the times are the service's.

use crate::service::message::CounterStatus;
use crate::units::Dbfs;
use jiff::{SignedDuration, Timestamp};

/// How long a peak stays, as on a peak programme meter.
const PEAK_FOR: SignedDuration = SignedDuration::from_secs(2);

/// How long it is told that sound was cut off: a glance every few seconds must find it.
const CLIPPING_FOR: SignedDuration = SignedDuration::from_secs(10);

/// The peaks and clipping of one counter.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Hold {
    peaks: Vec<(Dbfs, Timestamp)>,
    clipped: Option<Timestamp>,
    clipping: bool,
}

impl Hold {
    /// Takes in how the counter was `at` a time; whether anything that shows has changed.
    /// Time that runs backwards, as after a change of the service's clock, ends every hold.
    pub fn take(&mut self, at: Timestamp, status: &CounterStatus) -> bool {
        let mut changed = self.peaks.len() > status.peaks.len();
        let old = |since: Timestamp, limit| at < since || at.duration_since(since) >= limit;
        self.peaks.truncate(status.peaks.len());
        for (channel, peak) in status.peaks.iter().enumerate() {
            let fresh = (*peak, at);
            match self.peaks.get_mut(channel) {
                Some(held) if peak.0 >= held.0.0 || old(held.1, PEAK_FOR) => {
                    changed |= held.0 != *peak;
                    *held = fresh;
                }
                Some(_) => {}
                None => {
                    changed = true;
                    self.peaks.push(fresh);
                }
            }
        }
        if status.clipping {
            self.clipped = Some(at);
        }
        let clipping = self.clipped.is_some_and(|since| !old(since, CLIPPING_FOR));
        changed |= clipping != self.clipping;
        self.clipping = clipping;
        changed
    }

    /// The peak of `channel` that is held.
    pub fn peak(&self, channel: usize) -> Option<Dbfs> {
        self.peaks.get(channel).map(|(peak, _)| *peak)
    }

    /// The channel with the highest peak.
    pub fn loudest(&self) -> Option<usize> {
        let peak = |channel: &usize| self.peaks[*channel].0.0;
        (0..self.peaks.len()).max_by(|a, b| peak(a).total_cmp(&peak(b)))
    }

    /// Whether sound was cut off just now.
    pub fn clipping(&self) -> bool {
        self.clipping
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn at(ms: i64) -> Timestamp {
        Timestamp::from_millisecond(1_795_313_100_000 + ms).unwrap()
    }

    fn status(peaks: &[f32], clipping: bool) -> CounterStatus {
        let peaks = peaks.iter().copied().map(Dbfs).collect();
        CounterStatus { peaks, clipping, ..CounterStatus::default() }
    }

    #[test]
    fn a_peak_stays_for_two_seconds_and_a_higher_one_takes_over() {
        let mut hold = Hold::default();
        for (ms, peak, expected) in [
            (0, -6.0, -6.0),
            (200, -20.0, -6.0),
            (400, -3.0, -3.0),
            (2200, -40.0, -3.0),
            (2400, -40.0, -40.0),
        ] {
            hold.take(at(ms), &status(&[peak], false));
            assert_eq!(hold.peak(0), Some(Dbfs(expected)), "{ms}");
        }
        assert_eq!(hold.peak(1), None);
        hold.take(at(2600), &status(&[], false));
        assert_eq!((hold.peak(0), hold.loudest()), (None, None));
    }

    #[test]
    fn clipping_is_told_for_ten_seconds() {
        let mut hold = Hold::default();
        for (ms, clips, expected) in
            [(0, false, false), (200, true, true), (10_100, false, true), (10_200, false, false)]
        {
            hold.take(at(ms), &status(&[-1.0, -0.0], clips));
            assert_eq!(hold.clipping(), expected, "{ms}");
        }
        assert_eq!(hold.loudest(), Some(1));
    }

    #[test]
    fn a_clock_that_is_set_back_ends_all_holds() {
        let mut hold = Hold::default();
        hold.take(at(5000), &status(&[-3.0], true));
        hold.take(at(0), &status(&[-30.0], false));
        assert_eq!((hold.peak(0), hold.clipping()), (Some(Dbfs(-30.0)), false));
    }
}
