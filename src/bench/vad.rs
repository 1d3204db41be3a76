//! What finding speech costs: earshot, and the plain energy gate it replaces.
//!
//! Runs on the caller's thread; prints nothing.

use super::figures::nearest_rank;
use super::table::table;
use crate::segment::vad::{Earshot, Energy, FRAME, VoiceActivity};
use crate::segment::{Config, Segmenter};
use crate::tr;
use crate::units::{SAMPLE_RATE, SampleIndex};
use serde::Serialize;
use std::fmt;
use std::hint::black_box;
use std::time::Instant;

/// Samples in each block that a segmenter is given: 20 ms, as from a device.
const BLOCK: usize = SAMPLE_RATE as usize / 50;

/// One detector on one channel.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct VadRow {
    /// The detector.
    pub detector: String,
    /// One frame of 16 ms through the detector alone, in microseconds.
    pub frame_us: f64,
    /// The detector alone: time over time of sound.
    pub detector_rtf: f64,
    /// The whole segmenter with it, the same: what one channel of a counter costs.
    pub channel_rtf: f64,
    /// That over the energy gate's, in the same round.
    pub ratio: f64,
    /// Utterances that it cut.
    pub utterances: usize,
    /// Seconds in them.
    pub speech_s: f64,
}

/// All rows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct VadReport {
    /// Seconds of sound, one channel.
    pub sound_s: f64,
    /// Seconds of it in which recordings were played.
    pub talk_s: f64,
    /// Rounds that medians are taken over.
    pub rounds: usize,
    /// The detectors.
    pub rows: Vec<VadRow>,
}

/// One round of one detector.
struct Round {
    detector_s: f64,
    channel_s: f64,
}

/// Measures on `sound` (16 kHz), of which `talk_s` seconds are recordings, in turns.
pub fn vad(sound: &[f32], talk_s: f64, config: &Config, rounds: usize) -> VadReport {
    let rounds = rounds.max(1);
    let sound_s = sound.len() as f64 / f64::from(SAMPLE_RATE);
    let (mut earshot, mut energy) = (Vec::new(), Vec::new());
    let (mut by_earshot, mut by_energy) = ((0, 0.0), (0, 0.0));
    for _ in 0..rounds {
        let (round, found) = round(sound, config, Earshot::new);
        earshot.push(round);
        by_earshot = found;
        let (round, found) = self::round(sound, config, Energy::new);
        energy.push(round);
        by_energy = found;
    }
    let frames = (sound.len() / FRAME).max(1) as f64;
    let row = |name: String, own: &[Round], (utterances, speech_s): (usize, f64)| {
        let detector_s = median(own.iter().map(|round| round.detector_s));
        let per_sound = |time_s: f64| time_s / sound_s.max(1e-9);
        let ratios = own.iter().zip(&energy).map(|(own, gate)| own.channel_s / gate.channel_s);
        VadRow {
            detector: name,
            frame_us: detector_s / frames * 1e6,
            detector_rtf: per_sound(detector_s),
            channel_rtf: per_sound(median(own.iter().map(|round| round.channel_s))),
            ratio: median(ratios),
            utterances,
            speech_s,
        }
    };
    let rows = vec![
        row("earshot".to_owned(), &earshot, by_earshot),
        row(tr!("能量门限", "energy gate"), &energy, by_energy),
    ];
    VadReport { sound_s, talk_s, rounds, rows }
}

fn round<V: VoiceActivity>(
    sound: &[f32],
    config: &Config,
    new: impl Fn() -> V,
) -> (Round, (usize, f64)) {
    let mut detector = new();
    let began = Instant::now();
    for frame in sound.as_chunks::<FRAME>().0 {
        black_box(detector.score(frame));
    }
    let detector_s = began.elapsed().as_secs_f64();
    let mut segmenter = Segmenter::with_voice_activity(0, config, new());
    let mut found = Vec::new();
    let began = Instant::now();
    for (n, block) in sound.chunks(BLOCK).enumerate() {
        segmenter.push(SampleIndex((n * BLOCK) as u64), block, &mut found);
    }
    segmenter.finish(&mut found);
    let channel_s = began.elapsed().as_secs_f64();
    let speech_s = found.iter().map(|utterance| utterance.range.seconds()).sum();
    (Round { detector_s, channel_s }, (found.len(), speech_s))
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    nearest_rank(&values, 50).copied().unwrap_or_default()
}

impl fmt::Display for VadReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{}",
            tr!(
                "听出人声,一个声道 {:.0} 秒,其中录音 {:.0} 秒;{} 轮取中位数",
                "finding speech: one channel of {:.0} s, {:.0} s of it recordings; medians of {} rounds",
                self.sound_s,
                self.talk_s,
                self.rounds
            )
        )?;
        let heads = tr!(
            "检测器|每帧(微秒)|检测器 RTF|整个声道 RTF|是门限的几倍|切出的话|共(秒)",
            "detector|frame (us)|detector RTF|channel RTF|times the gate|utterances|in them (s)"
        );
        let rows = self.rows.iter().map(|row| {
            vec![
                row.detector.clone(),
                format!("{:.1}", row.frame_us),
                format!("{:.5}", row.detector_rtf),
                format!("{:.5}", row.channel_rtf),
                format!("{:.1}", row.ratio),
                row.utterances.to_string(),
                format!("{:.0}", row.speech_s),
            ]
        });
        table(f, &heads, rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_as_people_read_them() {
        let row = |detector: &str, ratio| VadRow {
            detector: detector.to_owned(),
            frame_us: 7.0 * ratio,
            detector_rtf: 0.000_44 * ratio,
            channel_rtf: 0.000_6 * ratio,
            ratio,
            utterances: 12,
            speech_s: 48.2,
        };
        let rows = vec![row("earshot", 12.5), row("gate", 1.0)];
        insta::assert_snapshot!(VadReport { sound_s: 120.0, talk_s: 48.0, rounds: 5, rows });
    }
}
