//! Chance that comes out the same everywhere for the same seed.
//!
//! Pure. Good enough to pick words, recordings and pauses; for nothing else.

/// A linear congruential generator (Knuth's MMIX constants).
#[derive(Debug, Clone)]
pub struct Picker(u64);

impl Picker {
    /// From a state.
    pub fn from_state(state: u64) -> Picker {
        Picker(state)
    }

    /// The stream of number `n` for a seed. Neighbouring seeds and numbers give streams
    /// that have nothing in common (the finaliser of SplitMix64).
    pub fn stream(seed: u64, n: u64) -> Picker {
        let mut z =
            seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ n.wrapping_mul(0xd1b5_4a32_d192_ed03);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        Picker(z ^ (z >> 31))
    }

    fn next(&mut self) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        // The high bits are the random ones.
        self.0 >> 33
    }

    /// A number below `count`; 0 when that is 0.
    pub fn below(&mut self, count: usize) -> usize {
        self.next() as usize % count.max(1)
    }

    /// From 0 to below 1.
    pub fn share(&mut self) -> f64 {
        self.next() as f64 / (1u64 << 31) as f64
    }
}
