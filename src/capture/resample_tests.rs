//! What the resampler promises: length, time, amplitude, and silence above 8 kHz.

#![allow(clippy::unwrap_used)]

use super::*;
use proptest::prelude::*;
use std::f64::consts::TAU;

const RATES_HZ: [u32; 12] =
    [1_000, 8_000, 11_025, 16_000, 22_050, 24_000, 32_000, 44_100, 47_999, 48_000, 96_000, 384_000];

fn tone(rate_hz: u32, hz: f64, frames: usize) -> Vec<f32> {
    (0..frames).map(|n| (0.5 * (TAU * hz * n as f64 / f64::from(rate_hz)).sin()) as f32).collect()
}

fn resample(rate_hz: u32, planes: &[Vec<f32>], block: usize) -> Vec<Vec<f32>> {
    let mut resampler = Resampler::new(rate_hz, planes.len()).unwrap();
    let mut out = vec![Vec::new(); planes.len()];
    let frames = planes[0].len();
    let mut from = 0;
    while from < frames {
        let to = (from + block).min(frames);
        let part: Vec<Vec<f32>> = planes.iter().map(|p| p[from..to].to_vec()).collect();
        resampler.push(&part, &mut out).unwrap();
        from = to;
    }
    resampler.finish(&mut out).unwrap();
    out
}

/// Amplitude and phase (radians) of `hz` in `samples`, which begin at sample `first`.
fn measure(samples: &[f32], hz: f64, first: usize) -> (f64, f64) {
    let (mut re, mut im) = (0.0, 0.0);
    for (n, sample) in samples.iter().enumerate() {
        let angle = TAU * hz * (first + n) as f64 / f64::from(SAMPLE_RATE);
        re += f64::from(*sample) * angle.sin();
        im += f64::from(*sample) * angle.cos();
    }
    let scale = 2.0 / samples.len() as f64;
    ((re * re + im * im).sqrt() * scale, im.atan2(re))
}

#[test]
fn a_tone_keeps_its_frequency_amplitude_and_phase() {
    for rate_hz in RATES_HZ.into_iter().filter(|rate| *rate >= 8_000) {
        let out = resample(rate_hz, &[tone(rate_hz, 1_000.0, 2 * rate_hz as usize)], 1_000);
        // One second of whole periods from the middle.
        let (amplitude, phase) = measure(&out[0][8_000..24_000], 1_000.0, 8_000);
        assert!((amplitude - 0.5).abs() < 0.005, "{rate_hz} Hz: amplitude {amplitude}");
        // A sixteenth of a turn is one sample.
        assert!(phase.abs() < TAU / 16.0 / 50.0, "{rate_hz} Hz: phase {phase}");
    }
}

#[test]
fn an_impulse_stays_in_its_place_from_the_first_block_to_the_last() {
    for rate_hz in [8_000, 22_050, 44_100, 48_000, 96_000] {
        let frames = rate_hz as usize;
        for at in [0, frames / 100, frames / 2, frames - 1] {
            let mut plane = vec![0.0; frames];
            plane[at] = 1.0;
            let out = resample(rate_hz, &[plane], 999);
            let loudest = out[0].iter().enumerate().max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()));
            let expected = at as f64 * f64::from(SAMPLE_RATE) / f64::from(rate_hz);
            let found = loudest.unwrap().0 as f64;
            assert!((found - expected).abs() <= 1.0, "{rate_hz} Hz: {expected} became {found}");
        }
    }
}

#[test]
fn what_16_khz_cannot_carry_is_attenuated_and_speech_is_not() {
    for rate_hz in [44_100, 48_000, 96_000] {
        let frames = 2 * rate_hz as usize;
        for hz in [8_200.0, 9_000.0, 12_000.0, 20_000.0] {
            let out = resample(rate_hz, &[tone(rate_hz, hz, frames)], 480);
            let peak = out[0][8_000..24_000].iter().fold(0.0f32, |a, s| a.max(s.abs()));
            assert!(peak < 0.5 * 0.001, "{rate_hz} Hz: {hz} Hz leaks {peak}");
        }
        let out = resample(rate_hz, &[tone(rate_hz, 7_000.0, frames)], 480);
        let (amplitude, _) = measure(&out[0][8_000..24_000], 7_000.0, 8_000);
        assert!(amplitude > 0.49, "{rate_hz} Hz: 7 kHz falls to {amplitude}");
    }
}

#[test]
fn a_second_stretch_begins_afresh() {
    let mut resampler = Resampler::new(48_000, 1).unwrap();
    let plane = [tone(48_000, 440.0, 5_000)];
    let (mut first, mut second) = (vec![Vec::new()], vec![Vec::new()]);
    resampler.push(&plane, &mut first).unwrap();
    resampler.finish(&mut first).unwrap();
    resampler.push(&plane, &mut second).unwrap();
    resampler.finish(&mut second).unwrap();
    assert_eq!(first, second);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn block_size_changes_nothing_and_the_length_is_exact(
        rate in 0..RATES_HZ.len(),
        frames in 0usize..20_000,
        block in 1usize..5_000,
    ) {
        let rate_hz = RATES_HZ[rate];
        let planes = [tone(rate_hz, 300.0, frames), tone(rate_hz, 700.0, frames)];
        let whole = resample(rate_hz, &planes, frames.max(1));
        prop_assert_eq!(&whole, &resample(rate_hz, &planes, block));
        let expected = (frames as f64 * 16_000.0 / f64::from(rate_hz)).round() as usize;
        prop_assert_eq!(whole[0].len(), expected);
        prop_assert_eq!(whole[1].len(), expected);
    }

    #[test]
    fn any_rate_is_taken(rate_hz in 1_000u32..=384_000) {
        let out = resample(rate_hz, &[vec![0.25; 3_000]], 700);
        prop_assert_eq!(out[0].len() as u64, resampled_len(3_000, rate_hz));
        prop_assert!(out[0].iter().all(|s| s.is_finite() && s.abs() < 0.5));
    }
}

/// Run with `--ignored --nocapture`; prints the cost of a minute of stereo.
#[test]
#[ignore = "a measurement"]
fn real_time_factor() {
    for rate_hz in [44_100, 48_000] {
        let planes = vec![tone(rate_hz, 440.0, 60 * rate_hz as usize); 2];
        let began = std::time::Instant::now();
        let out = resample(rate_hz, &planes, 2_400);
        let rtf = began.elapsed().as_secs_f64() / 60.0;
        println!("{rate_hz} Hz stereo: RTF {rtf:.5} ({} samples)", out[0].len());
    }
}
