//! Test signals: bells, tunes and blows, and what is taken for them by mistake. Made here,
//! at 16 kHz, full scale 1.0.

use std::f32::consts::TAU;

/// Samples a second.
pub const RATE: f32 = 16_000.0;

/// Seconds of silence.
pub fn silence(s: f32) -> Vec<f32> {
    vec![0.0; (s * RATE) as usize]
}

/// Adds `sound` to `to` at `at_s`, `db` louder.
pub fn mix(to: &mut Vec<f32>, at_s: f32, sound: &[f32], db: f32) {
    let at = (at_s * RATE) as usize;
    if to.len() < at + sound.len() {
        to.resize(at + sound.len(), 0.0);
    }
    let gain = 10f32.powf(db / 20.0);
    to[at..].iter_mut().zip(sound).for_each(|(to, s)| *to += gain * s);
}

/// White noise of an RMS level in dBFS; the same every time.
pub fn noise(s: f32, db: f32) -> Vec<f32> {
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    let gain = 10f32.powf(db / 20.0) * 3f32.sqrt();
    (0..(s * RATE) as usize)
        .map(|_| {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            ((seed >> 40) as f32 / (1 << 23) as f32 - 1.0) * gain
        })
        .collect()
}

/// Something heard over a time.
fn render(s: f32, of: impl Fn(f32) -> f32) -> Vec<f32> {
    (0..(s * RATE) as usize).map(|n| of(n as f32 / RATE)).collect()
}

/// A tone with the odd harmonics of a square wave below 7.5 kHz.
fn square(hz: f32, t: f32) -> f32 {
    (0..8)
        .map(|n| (2 * n + 1) as f32)
        .filter(|n| n * hz < 7_500.0)
        .map(|n| (TAU * hz * n * t).sin() / n)
        .sum()
}

/// Begins and ends within 5 ms, so that nothing clicks.
fn gated(sound: Vec<f32>) -> Vec<f32> {
    let (n, ramp) = (sound.len(), (0.005 * RATE) as usize);
    let edge = |at: usize| (at.min(n - 1 - at) as f32 / ramp as f32).min(1.0);
    sound.iter().enumerate().map(|(at, s)| s * edge(at)).collect()
}

/// A desk telephone's electronic ringer: two tones in turn, `rate_hz` changes a second.
pub fn warble(low_hz: f32, high_hz: f32, rate_hz: f32, s: f32) -> Vec<f32> {
    gated(render(s, |t| {
        let hz = if ((t * rate_hz) as u32).is_multiple_of(2) { low_hz } else { high_hz };
        0.2 * square(hz, t)
    }))
}

/// A bell with two gongs and a clapper that the ringing current of 25 Hz moves.
pub fn clapper(s: f32) -> Vec<f32> {
    let gong = |base: f32, since: f32| -> f32 {
        [(1.0, 1.0), (2.76, 0.6), (5.4, 0.25)]
            .iter()
            .filter(|(ratio, _)| ratio * base < 7_500.0)
            .map(|(ratio, level)| {
                level * (TAU * ratio * base * since).sin() * (-since * 18.0 * ratio).exp()
            })
            .sum()
    };
    gated(render(s, |t| {
        let strikes = (t * 50.0) as i32;
        (0..6)
            .filter_map(|back| {
                let strike = strikes - back;
                let base = if strike % 2 == 0 { 1_210.0 } else { 1_380.0 };
                (strike >= 0).then(|| 0.15 * gong(base, t - strike as f32 / 50.0))
            })
            .sum()
    }))
}

/// Tones at once, each with a second harmonic.
pub fn chord(tones: &[f32], s: f32) -> Vec<f32> {
    gated(render(s, |t| {
        let tone = |hz: &f32| (TAU * hz * t).sin() + 0.3 * (TAU * 2.0 * hz * t).sin();
        0.2 * tones.iter().map(tone).sum::<f32>()
    }))
}

/// Bare sines at once.
pub fn sines(tones: &[f32], s: f32) -> Vec<f32> {
    gated(render(s, |t| 0.25 * tones.iter().map(|hz| (TAU * hz * t).sin()).sum::<f32>()))
}

/// `burst` on and off, `times` times.
pub fn cadence(burst: &[f32], off_s: f32, times: usize) -> Vec<f32> {
    let mut all = Vec::new();
    for _ in 0..times {
        all.extend_from_slice(burst);
        all.extend(silence(off_s));
    }
    all
}

/// Struck notes that die away: hertz and seconds to the next one.
pub fn struck(notes: &[(f32, f32)], decay: f32) -> Vec<f32> {
    let mut all = Vec::new();
    let mut at_s = 0.0;
    for (hz, s) in notes {
        let note = render(1.2, |t| {
            let partial = |n: f32, level: f32| level * (TAU * n * hz * t).sin();
            0.3 * (partial(1.0, 1.0) + partial(2.0, 0.3) + partial(3.0, 0.15)) * (-t * decay).exp()
        });
        mix(&mut all, at_s, &note, 0.0);
        at_s += s;
    }
    all
}

/// Notes of a small loudspeaker: hertz, or 0 for a rest, and seconds.
pub fn melody(notes: &[(f32, f32)]) -> Vec<f32> {
    notes
        .iter()
        .flat_map(|(hz, s)| match *hz > 0.0 {
            true => gated(render(*s, |t| 0.2 * square(*hz, t))),
            false => silence(*s),
        })
        .collect()
}

/// A well-known tune of old mobile telephones (F. Tárrega, Gran Vals, 1902), twice.
pub fn waltz() -> Vec<f32> {
    let (e, f, c, d, b, g) = (1318.5, 740.0, 1108.7, 1174.7, 987.8, 554.4);
    let line = [
        (e, 0.13),
        (d, 0.13),
        (f, 0.27),
        (830.6, 0.27),
        (c, 0.13),
        (b, 0.13),
        (587.3, 0.27),
        (659.3, 0.27),
        (b, 0.13),
        (880.0, 0.13),
        (g, 0.27),
        (659.3, 0.27),
        (880.0, 0.6),
    ];
    melody(&[&line[..], &line[..]].concat())
}

/// Somebody who sings a line: harmonics of a voice with vibrato and a glide into each note.
pub fn song(notes: &[(f32, f32)]) -> Vec<f32> {
    let mut phase = 0.0_f32;
    let mut hz = notes.first().map_or(220.0, |(hz, _)| *hz);
    let mut all = Vec::new();
    for (wanted, s) in notes {
        for n in 0..(s * RATE) as usize {
            let t = n as f32 / RATE;
            hz += (wanted - hz) * (1.0 / (0.04 * RATE));
            let now = hz * (1.0 + 0.012 * (TAU * 5.5 * t).sin());
            phase = (phase + now / RATE).fract();
            let voice: f32 = (1..25)
                .filter(|n| *n as f32 * now < 7_000.0)
                .map(|n| {
                    let f = n as f32 * now;
                    let formant = |at: f32, wide: f32| 1.0 / (1.0 + ((f - at) / wide).powi(2));
                    let level = (formant(650.0, 120.0) + 0.5 * formant(1_150.0, 150.0))
                        / (n as f32).sqrt()
                        + 0.05 / n as f32;
                    level * (TAU * phase * n as f32).sin()
                })
                .sum();
            all.push(0.2 * voice);
        }
    }
    all
}

/// Music of a hall: bass, chords and a tune, without a pause.
pub fn music(s: f32) -> Vec<f32> {
    let chords = [
        [261.6, 329.6, 392.0],
        [220.0, 261.6, 329.6],
        [349.2, 440.0, 523.3],
        [392.0, 493.9, 587.3],
    ];
    let tune = [784.0, 659.3, 880.0, 784.0, 698.5, 659.3, 587.3, 523.3];
    render(s, |t| {
        let chord = chords[(t / 2.0) as usize % 4];
        let lead = tune[(t / 0.5) as usize % 8];
        let since = t % 0.5;
        let pad: f32 = chord.iter().map(|hz| 0.05 * (TAU * hz * t).sin()).sum();
        let bass = 0.12 * (TAU * chord[0] / 4.0 * t).sin();
        pad + bass + 0.08 * square(lead, t) * (-since * 3.0).exp()
    })
}

/// A modem: two tones in turn at 300 baud, after a scrambled sequence.
pub fn modem(s: f32) -> Vec<f32> {
    let mut phase = 0.0_f32;
    (0..(s * RATE) as usize)
        .map(|n| {
            let bit = (n as f32 / RATE * 300.0) as u32;
            let hz = if bit.wrapping_mul(2_654_435_761) >> 30 & 1 == 0 { 1_070.0 } else { 1_270.0 };
            phase = (phase + hz / RATE).fract();
            0.25 * (TAU * phase).sin()
        })
        .collect()
}

/// A blow: noise that is gone within a tenth of a second.
pub fn blow() -> Vec<f32> {
    let mut blow = noise(0.4, -4.0);
    let n = RATE * 0.02;
    blow.iter_mut().enumerate().for_each(|(at, s)| *s *= (-(at as f32) / n).exp());
    blow
}
