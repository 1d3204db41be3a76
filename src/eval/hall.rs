//! What the figures mean for a hall in a day.
//!
//! Pure arithmetic on [`Figures`].

use super::figures::Figures;
use crate::interval::Interval;
use serde::{Deserialize, Serialize};

/// Counters of a hall.
pub const COUNTERS: f64 = 40.0;
/// Hours that each is open.
pub const HOURS: f64 = 7.0;
/// The share of that time in which somebody talks.
pub const TALK: f64 = 0.4;

/// A hall's day.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Hall {
    /// [`COUNTERS`].
    pub counters: f64,
    /// [`HOURS`].
    pub hours: f64,
    /// [`TALK`].
    pub talk: f64,
    /// False alarms a day; absent when none was seen.
    pub false_alarms_a_day: Option<f64>,
    /// 95 %; `high` is the one-sided bound when none was seen.
    pub false_alarms_a_day_interval: Option<Interval>,
    /// Taboo utterances in a thousand that the next figures assume.
    pub prevalence_per_1000: f64,
    /// The share of alarms that would be true then; absent when it would be certain for
    /// want of a false one.
    pub precision: Option<f64>,
    /// From the worst to the best that recall and false alarms allow at once.
    pub precision_interval: Option<Interval>,
}

/// The day of a hall with these figures, and `prevalence_per_1000` taboo utterances.
pub fn hall(figures: &Figures, prevalence_per_1000: f64) -> Hall {
    let talked_h = COUNTERS * HOURS * TALK;
    let alarms = &figures.false_alarms;
    let prevalence = prevalence_per_1000 / 1000.0;
    let precision = |recall: f64, false_share: f64| {
        let (right, wrong) = (recall * prevalence, false_share * (1.0 - prevalence));
        (right + wrong > 0.0).then(|| right / (right + wrong))
    };
    let share = alarms.share();
    let recall = figures.taboo.recall.zip(figures.taboo.recall_interval);
    let both = recall.zip(share);
    Hall {
        counters: COUNTERS,
        hours: HOURS,
        talk: TALK,
        false_alarms_a_day: alarms.per_hour.map(|rate| rate * talked_h),
        false_alarms_a_day_interval: alarms
            .per_hour_interval
            .map(|rate| Interval { low: rate.low * talked_h, high: rate.high * talked_h }),
        prevalence_per_1000,
        precision: both
            .filter(|(_, (share, _))| *share > 0.0)
            .and_then(|((recall, _), (share, _))| precision(recall, share)),
        precision_interval: both.and_then(|((_, recall), (_, share))| {
            Some(Interval {
                low: precision(recall.low, share.high)?,
                high: precision(recall.high, share.low)?,
            })
        }),
    }
}
