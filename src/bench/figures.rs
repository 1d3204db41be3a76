//! Percentiles, and how fast something grows.
//!
//! Pure.

use serde::Serialize;

/// The nearest-rank percentile of what is sorted; nothing of nothing.
pub fn nearest_rank<T>(sorted: &[T], percent: usize) -> Option<&T> {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1)
}

/// Half, 95 and 99 of 100 took no longer, in seconds; nearest ranks, absent of nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Percentiles {
    /// The median.
    pub p50_s: Option<f64>,
    /// 95 of 100.
    pub p95_s: Option<f64>,
    /// 99 of 100.
    pub p99_s: Option<f64>,
}

impl Percentiles {
    /// Of any number of times.
    pub fn of(times: impl Iterator<Item = f64>) -> Percentiles {
        let mut times: Vec<f64> = times.collect();
        times.sort_by(f64::total_cmp);
        let at = |percent| nearest_rank(&times, percent).copied();
        Percentiles { p50_s: at(50), p95_s: at(95), p99_s: at(99) }
    }
}

/// The slope of the straight line that is nearest to the points by least squares: of `y`
/// for each unit of `x`. Absent when the points lie at fewer than two places.
pub fn slope(points: &[(f64, f64)]) -> Option<f64> {
    let n = points.len() as f64;
    let mean_x = points.iter().map(|(x, _)| x).sum::<f64>() / n;
    let mean_y = points.iter().map(|(_, y)| y).sum::<f64>() / n;
    let spread: f64 = points.iter().map(|(x, _)| (x - mean_x).powi(2)).sum();
    let both: f64 = points.iter().map(|(x, y)| (x - mean_x) * (y - mean_y)).sum();
    (spread > 0.0).then(|| both / spread)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn percentiles_are_nearest_ranks() {
        let sorted: Vec<u32> = (1..=200).collect();
        assert_eq!(nearest_rank(&sorted, 50), Some(&100));
        assert_eq!(nearest_rank(&sorted, 99), Some(&198));
        assert_eq!(nearest_rank(&[7], 1), Some(&7));
        assert_eq!(nearest_rank::<u32>(&[], 50), None);
        let p = Percentiles::of((1..=20).rev().map(f64::from));
        assert_eq!((p.p50_s, p.p95_s, p.p99_s), (Some(10.0), Some(19.0), Some(20.0)));
        assert_eq!(Percentiles::of(std::iter::empty()), Percentiles::default());
    }

    #[test]
    fn a_line_without_two_places_has_no_slope() {
        assert_eq!(slope(&[]), None);
        assert_eq!(slope(&[(1.0, 2.0)]), None);
        assert_eq!(slope(&[(1.0, 2.0), (1.0, 3.0)]), None);
    }

    proptest! {
        #[test]
        fn percentiles_lie_among_the_times_and_in_order(
            times in prop::collection::vec(0.0f64..1e3, 1..300),
        ) {
            let p = Percentiles::of(times.iter().copied());
            let (p50, p95, p99) = (p.p50_s.unwrap(), p.p95_s.unwrap(), p.p99_s.unwrap());
            prop_assert!(p50 <= p95 && p95 <= p99);
            for (value, percent) in [(p50, 50), (p95, 95), (p99, 99)] {
                prop_assert!(times.contains(&value));
                let below = times.iter().filter(|time| **time <= value).count();
                prop_assert!(below * 100 >= percent * times.len());
            }
        }

        /// Noise that is the same on both sides of the middle does not tilt a line.
        #[test]
        fn the_slope_of_a_known_line_is_found(a in -5.0f64..5.0, b in -100.0f64..100.0, noise in 0.0f64..3.0) {
            let points: Vec<(f64, f64)> = (0..60)
                .map(|n| {
                    let x = f64::from(n) / 60.0;
                    let wobble = if matches!(n % 4, 0 | 3) { noise } else { -noise };
                    (x, a * x + b + wobble)
                })
                .collect();
            prop_assert!((slope(&points).unwrap() - a).abs() < 1e-6);
        }
    }
}
