//! When each letter of a text was said.
//!
//! Pure. Letters are spread evenly over those stretches of the utterance in which
//! somebody speaks: pauses, the sound kept before the first word and the silence after
//! the last take none. The loud frames are told by the utterance itself, so that noise
//! and gain change little. whisper.cpp's own token times (cross-attention and dynamic
//! time warping) want other tensors kept in every pass of the decoder, and end the
//! process where they fail.

use crate::units::{Dbfs, SAMPLE_RATE};

/// A frame is a hundredth of a second.
const FRAME: usize = SAMPLE_RATE as usize / 100;
const FRAME_S: f32 = 0.01;

/// Of the way from the quietest to the loudest frames, where speech begins.
const SPEECH_FROM: f32 = 0.4;
/// No more than this below the loudest frames is speech, however quiet the room.
const DEEPEST_DB: f32 = 35.0;
/// The quietest and the loudest frames, as shares of all.
const QUIETEST: f32 = 0.1;
const LOUDEST: f32 = 0.95;
/// Shorter gaps are closures inside words and weak syllables, not pauses.
const GAP_FRAMES: usize = 20;
/// Shorter bursts are clicks.
const BURST_FRAMES: usize = 4;

/// When a letter of a text was said.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LetterTime {
    /// The letter's first byte in the text.
    pub at: usize,
    /// Seconds from the beginning of the utterance to that of the letter.
    pub start_s: f32,
    /// Seconds from the beginning of the utterance to the end of the letter.
    pub end_s: f32,
}

/// The times of the letters and digits of `text`, said in `samples`; in order, none
/// beyond the sound. Empty when there is no letter or no frame.
pub fn letter_times(text: &str, samples: &[f32]) -> Vec<LetterTime> {
    let speech = speech(samples);
    let letters: Vec<usize> =
        text.char_indices().filter(|(_, ch)| ch.is_alphanumeric()).map(|(at, _)| at).collect();
    if speech.is_empty() || letters.is_empty() {
        return Vec::new();
    }
    // Speech frames before a boundary between letters; a letter begins in the frame
    // after the boundary and ends with the one before it.
    let share = |letter: usize| letter as f32 * speech.len() as f32 / letters.len() as f32;
    let inside = |boundary: f32, frame: usize| {
        let frame = frame.min(speech.len() - 1);
        (speech[frame] as f32 + (boundary - frame as f32).clamp(0.0, 1.0)) * FRAME_S
    };
    let times = letters.iter().enumerate().map(|(n, at)| {
        let (from, to) = (share(n), share(n + 1));
        let start_s = inside(from, from as usize);
        let end_s = inside(to, (to.ceil() as usize).saturating_sub(1));
        LetterTime { at: *at, start_s, end_s: end_s.max(start_s) }
    });
    times.collect()
}

/// The frames in which somebody speaks; all of them when nothing stands out.
fn speech(samples: &[f32]) -> Vec<usize> {
    let levels: Vec<f32> = samples.chunks_exact(FRAME).map(|frame| Dbfs::of(frame).0).collect();
    let mut sorted = levels.clone();
    sorted.sort_by(f32::total_cmp);
    let share = |of: f32| sorted.get((of * sorted.len() as f32) as usize).copied();
    let (Some(quiet), Some(loud)) = (share(QUIETEST), share(LOUDEST)) else { return Vec::new() };
    let least = (quiet + SPEECH_FROM * (loud - quiet)).max(loud - DEEPEST_DB);
    let mut speaks: Vec<bool> = levels.iter().map(|level| *level >= least).collect();
    let begins = speaks.iter().position(|speaks| *speaks);
    let ends = speaks.iter().rposition(|speaks| *speaks);
    if let (Some(begins), Some(ends)) = (begins, ends) {
        flip(&mut speaks[begins..=ends], false, GAP_FRAMES);
    }
    flip(&mut speaks, true, BURST_FRAMES);
    let frames: Vec<usize> = (0..speaks.len()).filter(|at| speaks[*at]).collect();
    if frames.is_empty() { (0..speaks.len()).collect() } else { frames }
}

/// Turns every run of `value` that is shorter than `least` into its opposite.
fn flip(frames: &mut [bool], value: bool, least: usize) {
    let mut at = 0;
    while at < frames.len() {
        let run = frames[at..].iter().take_while(|frame| **frame == frames[at]).count();
        if frames[at] == value && run < least {
            frames[at..at + run].fill(!value);
        }
        at += run;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A tone of so many hundredths of a second.
    fn tone(frames: usize, level: f32) -> Vec<f32> {
        (0..frames * FRAME).map(|n| level * (n as f32 * 0.3).sin()).collect()
    }

    fn near(a: f32, b: f32) -> bool {
        (a - b).abs() < 0.03
    }

    #[test]
    fn pauses_and_edges_take_no_letter() {
        let sound =
            [tone(40, 1e-4), tone(60, 0.3), tone(50, 1e-4), tone(60, 0.2), tone(50, 1e-4)].concat();
        let times = letter_times("不归我管，你去问", &sound);
        assert_eq!(times.len(), 7);
        assert!(near(times[0].start_s, 0.4), "{times:?}");
        assert!(near(times[6].end_s, 2.1), "{times:?}");
        // Three and a half letters before the pause.
        assert!(times[2].end_s < 1.0 && times[4].start_s > 1.5, "{times:?}");
        assert_eq!(times[4].at, "不归我管，".len());
    }

    #[test]
    fn gain_and_noise_change_little() {
        let noise = |n: usize, level: f32| level * ((n * 7919 % 1000) as f32 / 500.0 - 1.0);
        let clean = [tone(40, 0.0), tone(120, 0.3), tone(40, 0.0)].concat();
        let noisy: Vec<f32> =
            clean.iter().enumerate().map(|(n, sample)| 0.1 * (sample + noise(n, 0.08))).collect();
        for sound in [clean, noisy] {
            let times = letter_times("不知道", &sound);
            assert!(near(times[0].start_s, 0.4) && near(times[2].end_s, 1.6), "{times:?}");
        }
    }

    #[test]
    fn no_letter_or_no_sound_gives_no_times() {
        assert_eq!(letter_times("。，", &tone(50, 0.1)), []);
        assert_eq!(letter_times("不", &[0.0; 20]), []);
        assert_eq!(letter_times("不", &[0.0; 1600]).len(), 1);
    }

    proptest! {
        #[test]
        fn times_are_in_order_and_within_the_sound(
            text in "[不归我管a1，。 ]{0,30}",
            pieces in prop::collection::vec((1usize..60, 0f32..0.5), 1..8),
        ) {
            let sound: Vec<f32> =
                pieces.iter().flat_map(|(frames, level)| tone(*frames, *level)).collect();
            let seconds = sound.len() as f32 / SAMPLE_RATE as f32;
            let times = letter_times(&text, &sound);
            let letters = text.chars().filter(|ch| ch.is_alphanumeric()).count();
            prop_assert_eq!(times.len(), letters);
            let mut last = 0.0;
            let mut byte = 0;
            for time in times {
                prop_assert!(text.is_char_boundary(time.at) && time.at >= byte);
                prop_assert!(last <= time.start_s + 1e-4, "{} {:?}", last, time);
                prop_assert!(time.start_s <= time.end_s && time.end_s <= seconds + 1e-4);
                (last, byte) = (time.end_s, time.at);
            }
        }
    }
}
