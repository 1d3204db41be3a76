//! From the end of a phrase to its flag, over the taboo hits that were right.
//!
//! Pure.

use super::unit::{Unit, Worth};
use crate::event::Delay;
use crate::interval::percentile;
use crate::phrasebook::List;
use serde::{Deserialize, Serialize};

/// Percentiles of one part of the delay, in seconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Percentiles {
    /// Half are no later.
    pub p50_s: Option<f64>,
    /// 95 of 100 are no later.
    pub p95_s: Option<f64>,
    /// 99 of 100 are no later.
    pub p99_s: Option<f64>,
}

/// All parts.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Latency {
    /// Hits counted.
    pub n: usize,
    /// The sum of the parts, hit by hit.
    #[serde(flatten)]
    pub total: Percentiles,
    /// Until the piece was handed over.
    pub hangover: Percentiles,
    /// Waiting for a recogniser: 0 here, as files come faster than life.
    pub queue: Percentiles,
    /// Being decoded.
    pub decode: Percentiles,
    /// From text to flag.
    #[serde(rename = "match")]
    pub matching: Percentiles,
}

impl Latency {
    /// Of the first right taboo hit of each unit and phrase.
    pub fn of(units: &[Unit]) -> Latency {
        let right = |unit: &Unit| {
            let hits = unit.counting(List::Taboo).filter(|hit| hit.worth == Worth::Expected);
            hits.filter_map(|hit| hit.delay).collect::<Vec<_>>()
        };
        let delays: Vec<Delay> = units.iter().flat_map(right).collect();
        let part = |of: fn(&Delay) -> f64| {
            let mut values: Vec<f64> = delays.iter().map(of).collect();
            values.sort_by(f64::total_cmp);
            Percentiles {
                p50_s: percentile(&values, 0.50),
                p95_s: percentile(&values, 0.95),
                p99_s: percentile(&values, 0.99),
            }
        };
        Latency {
            n: delays.len(),
            total: part(Delay::total_s),
            hangover: part(|delay| delay.hangover_s),
            queue: part(|delay| delay.queue_s),
            decode: part(|delay| delay.decode_s),
            matching: part(|delay| delay.match_s),
        }
    }
}
