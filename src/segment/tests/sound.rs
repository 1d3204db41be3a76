//! Seeded sound for tests: white and pink noise, the same on every machine.
//!
//! Used by the tests of this room and by `tests/vad_compare`. Endless iterators,
//! so that an hour of noise needs no hour of memory.

/// Numbers that look random: xorshift64* (G. Marsaglia 2003, S. Vigna 2016).
pub struct Random(u64);

impl Random {
    /// A sequence of its own for every seed.
    pub fn new(seed: u64) -> Self {
        Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// Evenly spread from 0 to 1.
    pub fn unit(&mut self) -> f32 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 40) as f32 / (1 << 24) as f32
    }

    /// A whole number below `n`.
    #[allow(dead_code)] // Only the comparison draws sentences.
    pub fn below(&mut self, n: usize) -> usize {
        ((self.unit() * n as f32) as usize).min(n.saturating_sub(1))
    }

    /// Near enough to Gaussian, variance 1: the sum of twelve evens (Irwin-Hall).
    fn normal(&mut self) -> f32 {
        (0..12).map(|_| self.unit()).sum::<f32>() - 6.0
    }
}

/// White Gaussian noise with a root mean square of 1.
pub fn white(seed: u64) -> impl Iterator<Item = f32> {
    let mut random = Random::new(seed);
    std::iter::repeat_with(move || random.normal())
}

/// Pink noise, -3 dB an octave, with a root mean square of about 1: P. Kellet's
/// filter, within 0.5 dB above 20 Hz at 16 kHz.
pub fn pink(seed: u64) -> impl Iterator<Item = f32> {
    const POLES: [(f32, f32); 6] = [
        (0.99886, 0.0555179),
        (0.99332, 0.0750759),
        (0.96900, 0.153_852),
        (0.86650, 0.310_485_6),
        (0.55000, 0.5329522),
        (-0.7616, -0.016_898),
    ];
    let mut state = [0.0_f32; 6];
    let mut delayed = 0.0_f32;
    white(seed).map(move |white| {
        for (slot, (pole, gain)) in state.iter_mut().zip(POLES) {
            *slot = pole * *slot + gain * white;
        }
        let pink = state.iter().sum::<f32>() + delayed + white * 0.5362;
        delayed = white * 0.115926;
        pink / 2.6
    })
}

/// A linear gain from decibels.
pub fn gain(db: f32) -> f32 {
    10.0_f32.powf(db / 20.0)
}
