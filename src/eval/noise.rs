//! Noise laid under speech at a given ratio, by seed.
//!
//! Pure. The ratio is that of plain energies over the utterance, as in torchaudio's
//! `add_noise`; what comes before and after the utterance has the noise alone.

use super::random::Random;
use crate::units::SAMPLE_RATE;
use std::sync::Arc;

/// The level of the room tone: a quiet office through a close microphone.
pub const TONE_DBFS: f64 = -75.0;
/// Voices in babble. With eight none can be followed.
const TALKERS: usize = 8;
/// A sum that would be beyond full scale is turned down to this.
const PEAK_MOST: f32 = 0.99;

/// Something to lay under speech.
#[derive(Debug, Clone)]
pub struct Noise {
    /// What the report calls it.
    pub name: String,
    /// What it is made of.
    pub material: Material,
}

/// What noise is made of. All sound is 16 kHz.
#[derive(Debug, Clone)]
pub enum Material {
    /// One recording, which begins anew where it ends.
    Loop(Arc<Vec<f32>>),
    /// Sentences of several people: eight at a time talk at once.
    Babble(Arc<Vec<Vec<f32>>>),
}

impl Noise {
    /// `n` samples of it, from a place that chance picks.
    pub fn take(&self, n: usize, random: &mut Random) -> Vec<f32> {
        match &self.material {
            Material::Loop(samples) => {
                let from = random.below(samples.len());
                samples.iter().copied().cycle().skip(from).take(n).collect()
            }
            Material::Babble(sentences) => babble(sentences, n, random),
        }
    }
}

/// Eight talkers of like loudness, each saying sentences one after the other.
fn babble(sentences: &[Vec<f32>], n: usize, random: &mut Random) -> Vec<f32> {
    let mut sum = vec![0.0_f32; n];
    let sentences: Vec<&Vec<f32>> = sentences.iter().filter(|s| power(s) > 0.0).collect();
    if sentences.is_empty() {
        return sum;
    }
    for _ in 0..TALKERS {
        // Somebody has begun before the recording does.
        let mut late = random.below(SAMPLE_RATE as usize * 2);
        let mut at = 0;
        while at < n {
            let sentence = sentences[random.below(sentences.len())];
            let gain = 1.0 / power(sentence).sqrt() as f32;
            let rest = sentence.iter().skip(late);
            let into = sum.iter_mut().skip(at);
            into.zip(rest).for_each(|(sum, sample)| *sum += sample * gain);
            at += sentence.len().saturating_sub(late);
            late = 0;
        }
    }
    sum
}

/// Mean square; 0 for no samples.
pub fn power(samples: &[f32]) -> f64 {
    let sum: f64 = samples.iter().map(|s| f64::from(*s) * f64::from(*s)).sum();
    if samples.is_empty() { 0.0 } else { sum / samples.len() as f64 }
}

/// Hiss at [`TONE_DBFS`].
pub fn tone(n: usize, random: &mut Random) -> Vec<f32> {
    let amplitude = 10_f64.powf(TONE_DBFS / 20.0);
    (0..n).map(|_| (random.normal() * amplitude) as f32).collect()
}

/// Lays the channels of an utterance on a bed of sound that is longer by `lead` samples
/// on both sides. With `snr_db` the bed is turned up or down to that ratio over the
/// utterance; without, it stays as it is. Where the sum would be beyond full scale, all
/// of it is turned down.
pub fn lay(channels: &[Vec<f32>], bed: &[f32], lead: usize, snr_db: Option<f64>) -> Vec<Vec<f32>> {
    let longest = channels.iter().map(Vec::len).max().unwrap_or(0);
    let under = bed.get(lead..lead + longest).unwrap_or_default();
    let gain = match snr_db {
        None => 1.0,
        Some(snr_db) => {
            let speech = channels.iter().map(|c| power(c)).sum::<f64>() / channels.len() as f64;
            let noise = power(under);
            if noise > 0.0 { (speech / noise / 10_f64.powf(snr_db / 10.0)).sqrt() } else { 0.0 }
        }
    } as f32;
    let mut laid: Vec<Vec<f32>> = channels
        .iter()
        .map(|channel| {
            let mut sum: Vec<f32> = bed.iter().map(|sample| sample * gain).collect();
            let into = sum.iter_mut().skip(lead);
            into.zip(channel).for_each(|(sum, sample)| *sum += sample);
            sum
        })
        .collect();
    let peak = laid.iter().flatten().fold(0.0_f32, |peak, sample| peak.max(sample.abs()));
    if peak > PEAK_MOST {
        let down = PEAK_MOST / peak;
        laid.iter_mut().flatten().for_each(|sample| *sample *= down);
    }
    laid
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sine(n: usize, step: f32, level: f32) -> Vec<f32> {
        (0..n).map(|at| (at as f32 * step).sin() * level).collect()
    }

    proptest! {
        #[test]
        fn the_ratio_of_a_mix_is_the_one_asked_for(snr_db in -5.0f64..30.0, lead in 0usize..800) {
            let speech = sine(8000, 0.11, 0.05);
            let noise = Noise {
                name: "x".into(),
                material: Material::Loop(Arc::new(sine(999, 0.7, 0.4))),
            };
            let bed = noise.take(8000 + 2 * lead, &mut Random::new(1, "mix"));
            let laid = lay(&[speech.clone()], &bed, lead, Some(snr_db));
            let peak = laid[0].iter().fold(0.0f32, |p, s| p.max(s.abs()));
            prop_assert!(peak <= 0.991);
            // What the speech is scaled by is what is left of its correlation.
            let under: Vec<f32> = laid[0][lead..lead + 8000].to_vec();
            let cross: f64 = under.iter().zip(&speech).map(|(a, b)| f64::from(a * b)).sum();
            let own: f64 = speech.iter().map(|s| f64::from(s * s)).sum();
            let scale = (cross / own) as f32;
            let rest: Vec<f32> = under.iter().zip(&speech).map(|(a, b)| a - scale * b).collect();
            let kept: Vec<f32> = speech.iter().map(|s| scale * s).collect();
            let found = 10.0 * (power(&kept) / power(&rest)).log10();
            prop_assert!((found - snr_db).abs() < 0.2, "{} for {}", found, snr_db);
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_samples() {
        let sentences = Arc::new(vec![sine(5000, 0.3, 0.5), sine(7000, 0.2, 0.1)]);
        let babble = Noise { name: "b".into(), material: Material::Babble(sentences) };
        let take = |seed| babble.take(20_000, &mut Random::new(seed, "a.wav"));
        assert_eq!(take(1), take(1));
        assert_ne!(take(1), take(2));
        assert_eq!(take(1).len(), 20_000);
        let tone = tone(16_000, &mut Random::new(1, "t"));
        assert!((10.0 * power(&tone).log10() - TONE_DBFS).abs() < 0.5);
    }

    #[test]
    fn silence_and_emptiness_do_no_harm() {
        let quiet = Noise { name: "q".into(), material: Material::Babble(Arc::new(Vec::new())) };
        assert_eq!(quiet.take(3, &mut Random::new(1, "q")), [0.0; 3]);
        let laid = lay(&[vec![0.1; 4]], &[0.0; 8], 2, Some(10.0));
        assert_eq!(laid, [[0.0, 0.0, 0.1, 0.1, 0.1, 0.1, 0.0, 0.0]]);
    }
}
