//! The mel filter bank that a ggml file carries.
//!
//! Pure; any thread. Slaney's scale (linear below 1 kHz, logarithmic above) with
//! area normalisation, as `librosa.filters.mel(sr=16000, n_fft=400)` makes it;
//! the arithmetic follows librosa step by step, so that the weights are the same.

const SAMPLE_RATE_HZ: f64 = 16_000.0;
const FFT_SAMPLES: usize = 400;
const HZ_PER_LINEAR_MEL: f64 = 200.0 / 3.0;
const FIRST_LOG_HZ: f64 = 1_000.0;

/// A bank of triangular filters over the bins of a power spectrum.
#[derive(Debug, Clone, PartialEq)]
pub struct MelFilters {
    /// Filters.
    pub bands: u32,
    /// Spectrum bins, 201 for an FFT of 400 samples.
    pub bins: u32,
    /// `bands` rows of `bins` weights.
    pub weights: Vec<f32>,
}

/// The bank of `bands` filters from 0 to 8 kHz.
pub fn slaney(bands: usize) -> MelFilters {
    let bins = FFT_SAMPLES / 2 + 1;
    let top_mel = mel_of_hz(SAMPLE_RATE_HZ / 2.0);
    let step = top_mel / (bands + 1) as f64;
    let edge_hz = |n: usize| {
        // The last point of an even spacing is its end, not a product.
        hz_of_mel(if n == bands + 1 { top_mel } else { n as f64 * step })
    };
    let bin_hz = SAMPLE_RATE_HZ / FFT_SAMPLES as f64;
    let mut weights = Vec::with_capacity(bands * bins);
    for band in 0..bands {
        let (low, mid, high) = (edge_hz(band), edge_hz(band + 1), edge_hz(band + 2));
        let area = 2.0 / (high - low);
        for bin in 0..bins {
            let hz = bin as f64 * bin_hz;
            let rising = -(low - hz) / (mid - low);
            let falling = (high - hz) / (high - mid);
            let height = rising.min(falling);
            // Written out, so that zeros are positive whatever the compiler does.
            let height = if height > 0.0 { height as f32 } else { 0.0 };
            weights.push((f64::from(height) * area) as f32);
        }
    }
    MelFilters { bands: bands as u32, bins: bins as u32, weights }
}

fn mels_per_log_hz() -> f64 {
    6.4_f64.ln() / 27.0
}

fn mel_of_hz(hz: f64) -> f64 {
    if hz >= FIRST_LOG_HZ {
        FIRST_LOG_HZ / HZ_PER_LINEAR_MEL + (hz / FIRST_LOG_HZ).ln() / mels_per_log_hz()
    } else {
        hz / HZ_PER_LINEAR_MEL
    }
}

fn hz_of_mel(mel: f64) -> f64 {
    let first_log_mel = FIRST_LOG_HZ / HZ_PER_LINEAR_MEL;
    if mel >= first_log_mel {
        FIRST_LOG_HZ * (mels_per_log_hz() * (mel - first_log_mel)).exp()
    } else {
        HZ_PER_LINEAR_MEL * mel
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::digest::Digest;

    #[test]
    fn the_bank_is_the_one_that_whisper_was_trained_with() {
        let bank = slaney(80);
        assert_eq!((bank.bands, bank.bins, bank.weights.len()), (80, 201, 80 * 201));
        let mut digest = Digest::default();
        bank.weights.iter().for_each(|w| digest.update(&w.to_le_bytes()));
        // `mel_80` of OpenAI's `mel_filters.npz`, but for the sign of its first
        // weight, which is a negative zero there.
        assert_eq!(
            digest.finish(),
            "85818f156f7e189453901a515e4726d270d307f976e161cf9403e8caab405498"
        );
    }
}
