//! How often something happens, and how often it may happen at most, from a count.
//!
//! Pure arithmetic.

/// The confidence of upper bounds, one-sided.
pub const CONFIDENCE: f64 = 0.95;

/// The highest mean of a Poisson law under which `seen` events or fewer still have a
/// chance of 1 - [`CONFIDENCE`]: the exact one-sided upper bound (Garwood 1936). For
/// none seen it is 2.996, the "rule of three".
pub fn upper_bound(seen: usize) -> f64 {
    let (mut low, mut high) = (0.0, seen as f64 * 2.0 + 10.0);
    // The chance falls as the mean grows; halving 60 times leaves no doubt in a double.
    for _ in 0..60 {
        let mean = f64::midpoint(low, high);
        if at_most(seen, mean) > 1.0 - CONFIDENCE { low = mean } else { high = mean }
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

#[cfg(test)]
mod tests {
    use super::upper_bound;

    /// Against the chi-square tables: half the 0.95 quantile at 2(k + 1) degrees.
    #[test]
    fn bounds_are_those_of_the_tables() {
        for (seen, expected) in
            [(0, 2.9957), (1, 4.7439), (2, 6.2958), (5, 10.5130), (10, 16.9622), (100, 118.079)]
        {
            let bound = upper_bound(seen);
            assert!((bound - expected).abs() < 0.01, "{seen}: {bound}");
        }
    }
}
