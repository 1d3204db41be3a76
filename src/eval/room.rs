//! Speech as it sounds in a room: convolution with an impulse response.
//!
//! Pure. By overlap-add with a real FFT: the cost grows with the logarithm of the
//! response only.

use realfft::RealFftPlanner;

/// Seconds of a room's tail that are kept after the last sample of the speech.
pub const TAIL_S: f64 = 1.0;

/// `speech` in the room of `response`, longer by its tail, `tail_most` samples at most.
/// The delay of the direct path is kept; the energy is that of `speech`, so that the
/// level of the speech stays.
pub fn in_room(speech: &[f32], response: &[f32], tail_most: usize) -> Vec<f32> {
    let mut wet = convolve(speech, response);
    wet.truncate(speech.len() + tail_most);
    let (before, after) = (energy(speech), energy(&wet));
    if after > 0.0 {
        let gain = (before / after).sqrt() as f32;
        wet.iter_mut().for_each(|sample| *sample *= gain);
    }
    wet
}

fn energy(samples: &[f32]) -> f64 {
    samples.iter().map(|s| f64::from(*s) * f64::from(*s)).sum()
}

/// The linear convolution, `a.len() + b.len() - 1` samples; empty when either is.
pub fn convolve(a: &[f32], b: &[f32]) -> Vec<f32> {
    if a.is_empty() || b.is_empty() {
        return Vec::new();
    }
    let (long, short) = if a.len() >= b.len() { (a, b) } else { (b, a) };
    let size = (2 * short.len()).next_power_of_two().max(1024);
    let step = size - short.len() + 1;
    let mut planner = RealFftPlanner::<f32>::new();
    let (forth, back) = (planner.plan_fft_forward(size), planner.plan_fft_inverse(size));
    let mut filter = forth.make_output_vec();
    let mut block = forth.make_input_vec();
    block[..short.len()].copy_from_slice(short);
    // The lengths are those of the plan: neither direction can fail.
    if forth.process(&mut block, &mut filter).is_err() {
        return Vec::new();
    }
    let mut out = vec![0.0_f32; long.len() + short.len() - 1];
    let mut spectrum = forth.make_output_vec();
    let scale = 1.0 / size as f32;
    for (at, part) in long.chunks(step).enumerate() {
        block.fill(0.0);
        block[..part.len()].copy_from_slice(part);
        if forth.process(&mut block, &mut spectrum).is_err() {
            return Vec::new();
        }
        for (one, other) in spectrum.iter_mut().zip(&filter) {
            *one *= other;
        }
        if back.process(&mut spectrum, &mut block).is_err() {
            return Vec::new();
        }
        let into = out.iter_mut().skip(at * step);
        into.zip(&block).for_each(|(sum, sample)| *sum += sample * scale);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn plain(a: &[f32], b: &[f32]) -> Vec<f32> {
        let mut out = vec![0.0; a.len() + b.len() - 1];
        for (i, x) in a.iter().enumerate() {
            for (j, y) in b.iter().enumerate() {
                out[i + j] += x * y;
            }
        }
        out
    }

    proptest! {
        #[test]
        fn it_is_the_plain_sum(
            a in prop::collection::vec(-1.0f32..1.0, 1..3000),
            b in prop::collection::vec(-1.0f32..1.0, 1..200),
        ) {
            let (fast, slow) = (convolve(&a, &b), plain(&a, &b));
            prop_assert_eq!(fast.len(), slow.len());
            for (x, y) in fast.iter().zip(&slow) {
                prop_assert!((x - y).abs() < 1e-3, "{} {}", x, y);
            }
        }

        #[test]
        fn a_unit_impulse_changes_nothing_and_a_late_one_only_delays(
            a in prop::collection::vec(-1.0f32..1.0, 1..3000),
            late in 0usize..50,
        ) {
            let mut impulse = vec![0.0; late + 1];
            impulse[late] = 0.5;
            let wet = in_room(&a, &impulse, 100);
            prop_assert_eq!(wet.len(), a.len() + late);
            for (x, y) in wet.iter().skip(late).zip(&a) {
                prop_assert!((x - y).abs() < 1e-4);
            }
        }
    }

    #[test]
    fn nothing_makes_nothing() {
        assert!(convolve(&[], &[1.0]).is_empty());
        assert!(in_room(&[], &[1.0], 10).is_empty());
        assert_eq!(in_room(&[0.0; 4], &[1.0], 10), [0.0; 4]);
    }
}
