//! How far a share, a rate or a difference may be from the truth, given how often it
//! was seen.
//!
//! Pure arithmetic, beneath everything.

use serde::{Deserialize, Serialize};

/// The confidence of every interval, two-sided, and of every lone bound, one-sided.
pub const CONFIDENCE: f64 = 0.95;

/// The 0.975 quantile of the normal law.
const Z: f64 = 1.959_963_984_540_054;
/// Halving so often leaves no doubt in a double.
const HALVINGS: usize = 80;

/// From the least to the most that the truth may be.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// The least.
    pub low: f64,
    /// The most.
    pub high: f64,
}

/// The share that `seen` of `of` stand for: the score interval (Wilson 1927). `None`
/// when nothing was tried.
pub fn share(seen: usize, of: usize) -> Option<Interval> {
    if of == 0 {
        return None;
    }
    let n = of as f64;
    let p = seen as f64 / n;
    let z2 = Z * Z;
    let middle = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = Z / (1.0 + z2 / n) * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
    // All and none are ends of the scale; rounding must not move them.
    let low = if seen == 0 { 0.0 } else { (middle - half).max(0.0) };
    let high = if seen >= of { 1.0 } else { (middle + half).min(1.0) };
    Some(Interval { low, high })
}

/// The highest share under which none of `of` still has a chance of
/// 1 - [`CONFIDENCE`]; 1 when nothing was tried.
pub fn none_seen_share(of: usize) -> f64 {
    if of == 0 { 1.0 } else { 1.0 - (1.0 - CONFIDENCE).powf(1.0 / of as f64) }
}

/// The mean of the Poisson law that `seen` events stand for, exact and two-sided
/// (Garwood 1936); for none seen the one-sided bound of [`upper_bound`].
pub fn count(seen: usize) -> Interval {
    if seen == 0 {
        return Interval { low: 0.0, high: upper_bound(0) };
    }
    let tail = (1.0 - CONFIDENCE) / 2.0;
    let low = mean_where(|mean| 1.0 - at_most(seen - 1, mean) < tail, seen);
    let high = mean_where(|mean| at_most(seen, mean) > tail, seen);
    Interval { low, high }
}

/// The highest mean of a Poisson law under which `seen` events or fewer still have a
/// chance of 1 - [`CONFIDENCE`]: the exact one-sided upper bound (Garwood 1936). For
/// none seen it is 2.996, the "rule of three".
pub fn upper_bound(seen: usize) -> f64 {
    mean_where(|mean| at_most(seen, mean) > 1.0 - CONFIDENCE, seen)
}

/// The mean up to which `below` holds.
fn mean_where(below: impl Fn(f64) -> bool, seen: usize) -> f64 {
    let (mut low, mut high) = (0.0, seen as f64 * 2.0 + 12.0);
    for _ in 0..HALVINGS {
        let mean = f64::midpoint(low, high);
        if below(mean) { low = mean } else { high = mean }
    }
    f64::midpoint(low, high)
}

/// The chance of `seen` events or fewer where `mean` are expected.
fn at_most(seen: usize, mean: f64) -> f64 {
    // By logarithms: the terms of large means are too small for a double.
    let mut log_term = -mean;
    let mut sum = log_term.exp();
    for k in 1..=seen {
        log_term += mean.ln() - (k as f64).ln();
        sum += log_term.exp();
    }
    sum
}

/// The chance that cases which went one way only come apart as far as `won` and `lost`
/// or farther when both ways are alike: the exact test of McNemar (1947), two-sided.
pub fn paired(won: usize, lost: usize) -> f64 {
    let n = won + lost;
    let fewer = won.min(lost);
    let mut log_term = -(n as f64) * std::f64::consts::LN_2;
    let mut sum = log_term.exp();
    for k in 1..=fewer {
        log_term += ((n - k + 1) as f64).ln() - (k as f64).ln();
        sum += log_term.exp();
    }
    (2.0 * sum).min(1.0)
}

/// The value that `share` (0 to 1) of `sorted` do not exceed: the nearest rank. `None`
/// for no values.
pub fn percentile(sorted: &[f64], share: f64) -> Option<f64> {
    let rank = (share * sorted.len() as f64).ceil().max(1.0) as usize;
    sorted.get(rank - 1).copied()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn near(found: f64, expected: f64, by: f64) {
        assert!((found - expected).abs() < by, "{found}, expected {expected}");
    }

    /// Against the chi-square tables: half the 0.95 quantile at 2(k + 1) degrees.
    #[test]
    fn bounds_are_those_of_the_tables() {
        for (seen, expected) in
            [(0, 2.9957), (1, 4.7439), (2, 6.2958), (5, 10.5130), (10, 16.9622), (100, 118.079)]
        {
            near(upper_bound(seen), expected, 0.01);
        }
    }

    /// Garwood's table of 95 % limits.
    #[test]
    fn counts_are_those_of_the_tables() {
        for (seen, low, high) in
            [(1, 0.0253, 5.5716), (2, 0.2422, 7.2247), (5, 1.6235, 11.6683), (10, 4.7954, 18.3904)]
        {
            near(count(seen).low, low, 2e-4);
            near(count(seen).high, high, 2e-4);
        }
        near(count(0).high, 2.9957, 1e-3);
    }

    /// Against Newcombe, "Two-sided confidence intervals for the single proportion", 1998.
    #[test]
    fn shares_are_those_of_the_tables() {
        for (seen, of, low, high) in [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ] {
            let interval = share(seen, of).unwrap();
            near(interval.low, low, 1e-4);
            near(interval.high, high, 1e-4);
        }
        assert_eq!(share(0, 0), None);
        assert_eq!(share(7, 7).unwrap().high, 1.0);
        near(none_seen_share(300), 0.00994, 1e-4);
    }

    #[test]
    fn pairs_are_tested_exactly() {
        near(paired(0, 5), 0.0625, 1e-9);
        near(paired(0, 6), 0.03125, 1e-9);
        near(paired(2, 8), 0.109375, 1e-9);
        assert_eq!(paired(0, 0), 1.0);
        assert_eq!(paired(4, 4), 1.0);
    }

    #[test]
    fn percentiles_are_nearest_ranks() {
        let values: Vec<f64> = (1..=20).map(f64::from).collect();
        assert_eq!(percentile(&values, 0.5), Some(10.0));
        assert_eq!(percentile(&values, 0.95), Some(19.0));
        assert_eq!(percentile(&values, 1.0), Some(20.0));
        assert_eq!(percentile(&[], 0.5), None);
    }

    proptest! {
        #[test]
        fn what_was_seen_lies_in_its_interval(of in 1usize..200, part in 0.0f64..=1.0) {
            let seen = (of as f64 * part) as usize;
            let share = share(seen, of).unwrap();
            let p = seen as f64 / of as f64;
            prop_assert!(share.low <= p + 1e-12 && p <= share.high + 1e-12);
            let count = count(seen);
            prop_assert!(count.low <= seen as f64 && seen as f64 <= count.high);
            prop_assert!(upper_bound(seen) <= count.high + 1e-9);
            prop_assert!((paired(seen, of) - paired(of, seen)).abs() < 1e-12);
        }
    }
}
