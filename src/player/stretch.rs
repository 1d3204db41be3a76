//! Slower speech at the same pitch.
//!
//! Pure. WSOLA, overlap-add by waveform similarity: W. Verhelst and M. Roelands, "An
//! overlap-add technique based on waveform similarity (WSOLA) for high quality time-scale
//! modification of speech", ICASSP 1993. Frames are laid half over one another at an even
//! pace; each is taken from near where it is due, at the place that goes on most like the
//! frame before would have gone on.

use std::f32::consts::TAU;

/// Samples that each frame adds: 15 ms at 16 kHz.
const HOP: usize = 240;
/// Samples of a frame: two periods of the lowest voices.
const FRAME: usize = 2 * HOP;
/// How far from its due place a frame is looked for, samples: a period of the lowest
/// voices, 80 Hz.
const SEARCH: i64 = 200;

/// Where in a clip it is, and what it needs to go on there.
#[derive(Debug, Clone)]
pub(super) struct Stretch {
    rate: f64,
    /// Where it began, a sample of the clip.
    from: usize,
    /// Hops given so far.
    hops: u64,
    /// Where the last frame was taken.
    last: i64,
    /// The second half of the last frame, faded out.
    tail: Vec<f32>,
    /// The rising half of a Hann window; the falling half is one minus it.
    rise: Vec<f32>,
}

impl Stretch {
    /// From sample `from` on, `rate` times as fast as it was spoken; `rate` is above 0.
    pub(super) fn new(from: usize, rate: f64) -> Stretch {
        let rise = |n: usize| 0.5 - 0.5 * (TAU * n as f32 / FRAME as f32).cos();
        Stretch {
            rate,
            from,
            hops: 0,
            last: 0,
            tail: Vec::with_capacity(HOP),
            rise: (0..HOP).map(rise).collect(),
        }
    }

    /// Appends the next 15 ms or what is left of them to `out`; false at the end of `clip`,
    /// which is the same at every call.
    pub(super) fn next(&mut self, clip: &[f32], out: &mut Vec<f32>) -> bool {
        let due = self.from as f64 + (self.hops * HOP as u64) as f64 * self.rate;
        let left = ((clip.len() as f64 - due) / self.rate).round();
        if left < 1.0 {
            return false;
        }
        let count = HOP.min(left as usize);
        let due = due.round() as i64;
        // At the pace of speech every frame goes on where the last one stopped.
        if self.rate == 1.0 {
            out.extend((0..count as i64).map(|n| at(clip, due + n)));
            self.hops += 1;
            return true;
        }
        let begin = if self.hops == 0 { due } else { self.likest(clip, due) };
        if self.hops == 0 {
            // Nothing to fade from: the first half is given as it is.
            let fall = self.rise.iter().map(|rise| 1.0 - rise);
            self.tail.extend(fall.enumerate().map(|(n, fall)| fall * at(clip, due + n as i64)));
        }
        for n in 0..count {
            out.push(self.tail[n] + self.rise[n] * at(clip, begin + n as i64));
        }
        for (n, (tail, rise)) in self.tail.iter_mut().zip(&self.rise).enumerate() {
            *tail = (1.0 - rise) * at(clip, begin + (HOP + n) as i64);
        }
        self.last = begin;
        self.hops += 1;
        true
    }

    /// The place near `due` from which `clip` is most like what follows the last frame, by
    /// normalised correlation; of equals the one nearest to `due`.
    fn likest(&self, clip: &[f32], due: i64) -> i64 {
        let follows: Vec<f32> =
            (0..FRAME as i64).map(|n| at(clip, self.last + HOP as i64 + n)).collect();
        let (mut best, mut most) = (due, f32::NEG_INFINITY);
        for step in 0..=2 * SEARCH {
            // 0, 1, -1, 2, -2 ...
            let away = if step % 2 == 1 { step / 2 + 1 } else { -(step / 2) };
            let Ok(from) = usize::try_from(due + away) else { continue };
            let Some(found) = clip.get(from..from + FRAME) else { continue };
            let (mut alike, mut energy) = (0.0_f32, 0.0_f32);
            for (a, b) in found.iter().zip(&follows) {
                alike += a * b;
                energy += a * a;
            }
            let alike = alike / energy.sqrt().max(f32::MIN_POSITIVE);
            if alike > most {
                (best, most) = (due + away, alike);
            }
        }
        best
    }
}

/// A sample of the clip; silence beyond its ends.
fn at(clip: &[f32], n: i64) -> f32 {
    usize::try_from(n).ok().and_then(|n| clip.get(n)).copied().unwrap_or(0.0)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(clip: &[f32], from: usize, rate: f64) -> Vec<f32> {
        let (mut stretch, mut out) = (Stretch::new(from, rate), Vec::new());
        while stretch.next(clip, &mut out) {}
        out
    }

    /// Upward crossings of zero a second, between the first and the last.
    fn pitch_hz(sound: &[f32]) -> f64 {
        let ups: Vec<usize> =
            (1..sound.len()).filter(|n| sound[n - 1] <= 0.0 && sound[*n] > 0.0).collect();
        let length = (ups.last().unwrap() - ups[0]) as f64 / 16_000.0;
        (ups.len() - 1) as f64 / length
    }

    fn tone(hz: f32, samples: usize) -> Vec<f32> {
        (0..samples).map(|n| 0.5 * (TAU * hz * n as f32 / 16_000.0).sin()).collect()
    }

    #[test]
    fn slower_is_longer_and_no_lower() {
        for hz in [90.0, 131.0, 220.0, 440.0, 1_234.0] {
            let clip = tone(hz, 32_000);
            let slow = all(&clip, 0, 0.75);
            assert!((slow.len() as f64 - 32_000.0 / 0.75).abs() <= 1.0, "{}", slow.len());
            let pitch = pitch_hz(&slow);
            assert!((pitch / f64::from(hz) - 1.0).abs() < 0.01, "{hz} Hz became {pitch} Hz");
            // No frame cancels another: the level of every 50 ms is that of the tone.
            for part in slow[..slow.len() - 1_600].chunks_exact(800) {
                let level = part.iter().map(|s| s * s).sum::<f32>() / 800.0;
                assert!((level - 0.125).abs() < 0.03, "{hz} Hz: {level}");
            }
        }
    }

    #[test]
    fn a_click_stays_at_its_place() {
        let mut clip = vec![0.0; 32_000];
        clip[16_000..16_040].fill(0.9);
        let slow = all(&clip, 4_000, 0.75);
        let heard = slow.iter().position(|s| *s > 0.2).unwrap() as f64 * 0.75 + 4_000.0;
        assert!((heard - 16_000.0).abs() <= SEARCH as f64 + HOP as f64, "{heard}");
    }

    proptest! {
        #[test]
        fn the_pace_of_speech_changes_nothing(
            clip in prop::collection::vec(-1.0f32..1.0, 1..2_000), from in 0usize..2_100,
        ) {
            prop_assert_eq!(&all(&clip, from, 1.0)[..], clip.get(from..).unwrap_or(&[]));
        }

        #[test]
        fn no_sound_grows_and_every_clip_ends(
            clip in prop::collection::vec(-1.0f32..1.0, 1..3_000), from in 0usize..3_000,
            rate in 0.5f64..2.0,
        ) {
            let out = all(&clip, from, rate);
            let wanted = clip.len().saturating_sub(from) as f64 / rate;
            prop_assert!((out.len() as f64 - wanted).abs() <= 1.0, "{} of {wanted}", out.len());
            let peak = clip.iter().fold(0.0f32, |peak, s| peak.max(s.abs()));
            prop_assert!(out.iter().all(|s| s.abs() <= peak * 1.000_01));
        }
    }
}
