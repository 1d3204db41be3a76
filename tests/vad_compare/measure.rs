//! What is counted: errors frame by frame, and what the segmenter makes of them.

use crate::corpus::Stream;
use crate::detectors::Played;
use liyu::segment::vad::FRAME;
use liyu::segment::{Config, Segmenter, Utterance};
use liyu::units::{SampleIndex, SampleRange};
use std::fmt;

/// Errors of a detector frame by frame, in percent but for the area.
#[derive(Clone, Copy)]
pub struct Frames {
    /// Area under the curve of hits against false alarms: 1 perfect, 0.5 chance.
    auc: f64,
    /// Speech frames below the threshold.
    miss: f64,
    /// Other frames above it.
    false_alarm: f64,
    /// Speech frames missed where 5 % of the others are false alarms.
    miss_at_5: f64,
}

impl Frames {
    pub const HEAD: &str = "AUC miss% false% miss%@5%false";

    pub fn mean(all: &[Frames]) -> Frames {
        let mean = |of: fn(&Frames) -> f64| all.iter().map(of).sum::<f64>() / all.len() as f64;
        Frames {
            auc: mean(|f| f.auc),
            miss: mean(|f| f.miss),
            false_alarm: mean(|f| f.false_alarm),
            miss_at_5: mean(|f| f.miss_at_5),
        }
    }
}

impl fmt::Display for Frames {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Frames { auc, miss, false_alarm, miss_at_5 } = self;
        write!(f, "{auc:.3} {miss:5.1} {false_alarm:5.1} {miss_at_5:5.1}")
    }
}

/// Compares scores with the truth at `threshold` and over all thresholds.
pub fn frame_level(scores: &[f32], truth: &[bool], threshold: f32) -> Frames {
    let mut pairs: Vec<(f32, bool)> = scores.iter().copied().zip(truth.iter().copied()).collect();
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0));
    let speech = pairs.iter().filter(|p| p.1).count() as f64;
    let other = pairs.len() as f64 - speech;
    // Equal scores are one step of the curve, crossed on its diagonal.
    let (mut hits, mut alarms, mut area, mut miss_at_5) = (0.0, 0.0, 0.0, None);
    for step in pairs.chunk_by(|a, b| a.0 == b.0) {
        let (h, a) = (hits, alarms);
        hits += step.iter().filter(|p| p.1).count() as f64 / speech;
        alarms += step.iter().filter(|p| !p.1).count() as f64 / other;
        area += (alarms - a) * (hits + h) / 2.0;
        if alarms >= 0.05 && miss_at_5.is_none() {
            let share = if alarms > a { (0.05 - a) / (alarms - a) } else { 0.0 };
            miss_at_5 = Some(1.0 - (h + share * (hits - h)));
        }
    }
    let rate = |wanted: bool, n: f64| {
        let wrong = pairs.iter().filter(|(s, t)| *t == wanted && (*s >= threshold) != wanted);
        100.0 * wrong.count() as f64 / n
    };
    Frames {
        auc: area,
        miss: rate(true, speech),
        false_alarm: rate(false, other),
        miss_at_5: 100.0 * miss_at_5.unwrap_or(0.0),
    }
}

/// The utterances of `sound`, with the scores of its frames given.
pub fn utterances(sound: &[f32], scores: &[f32], config: &Config) -> Vec<Utterance> {
    let mut out = Vec::new();
    let mut segmenter = Segmenter::with_voice_activity(0, config, Played(scores.iter()));
    segmenter.push(SampleIndex(0), sound, &mut out);
    segmenter.finish(&mut out);
    out
}

/// What utterances make of sentences.
#[derive(Clone, Copy, Default)]
pub struct Segments {
    /// Speech frames inside utterances, in percent.
    covered: f64,
    /// The same of loud speech frames.
    loud: f64,
    /// Utterance time that is not speech, in percent; pre-roll, tail and pauses count.
    idle: f64,
    /// Sentences of which less than a tenth is inside utterances.
    lost: f64,
    /// Milliseconds cut from the beginning and the end of sentences, 95th percentile.
    begin_cut_ms: f64,
    end_cut_ms: f64,
    /// Sentences that lie in two or more utterances.
    split: f64,
    /// Utterances that hold words of two or more sentences.
    fused: f64,
    /// Pieces that continue a turn over the maximum length.
    cut: f64,
    /// Utterances without any speech.
    empty: f64,
    /// All utterances.
    all: f64,
}

impl Segments {
    pub const HEAD: &str =
        "covered% loud% idle% lost begin-cut-p95ms end-cut-p95ms split fused cut empty all";

    pub fn mean(all: &[Segments]) -> Segments {
        let mean = |of: fn(&Segments) -> f64| all.iter().map(of).sum::<f64>() / all.len() as f64;
        Segments {
            covered: mean(|s| s.covered),
            loud: mean(|s| s.loud),
            idle: mean(|s| s.idle),
            lost: mean(|s| s.lost),
            begin_cut_ms: mean(|s| s.begin_cut_ms),
            end_cut_ms: mean(|s| s.end_cut_ms),
            split: mean(|s| s.split),
            fused: mean(|s| s.fused),
            cut: mean(|s| s.cut),
            empty: mean(|s| s.empty),
            all: mean(|s| s.all),
        }
    }
}

impl fmt::Display for Segments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let s = self;
        write!(
            f,
            "{:5.1} {:6.2} {:4.1} {:4.1} {:4.0} {:4.0} {:4.1} {:4.1} {:3.0} {:3.0} {:3.0}",
            s.covered,
            s.loud,
            s.idle,
            s.lost,
            s.begin_cut_ms,
            s.end_cut_ms,
            s.split,
            s.fused,
            s.cut,
            s.empty,
            s.all
        )
    }
}

pub fn segment_level(stream: &Stream, utterances: &[Utterance]) -> Segments {
    let frame_range = |n: usize| {
        SampleRange::new(SampleIndex((n * FRAME) as u64), SampleIndex(((n + 1) * FRAME) as u64))
    };
    // A frame is covered when its middle is.
    let mut covered = vec![false; stream.truth.len()];
    for u in utterances {
        for (n, slot) in covered.iter_mut().enumerate() {
            let middle = frame_range(n).start + FRAME as u64 / 2;
            *slot |= u.range.start <= middle && middle < u.range.end;
        }
    }
    let count = |of: &dyn Fn(bool, bool) -> bool| {
        stream.truth.iter().zip(&covered).filter(|(t, c)| of(**t, **c)).count() as f64
    };
    let loud = stream.loud.iter().zip(&covered).filter(|(loud, _)| **loud);
    let (all_loud, held_loud) =
        loud.fold((0.0, 0.0), |(all, held), (_, c)| (all + 1.0, held + f64::from(u8::from(*c))));
    let mut begins = Vec::new();
    let mut ends = Vec::new();
    let (mut lost, mut split) = (0.0, 0.0);
    for sentence in &stream.sentences {
        let touching: Vec<&Utterance> =
            utterances.iter().filter(|u| u.range.overlaps(*sentence)).collect();
        let held: u64 = touching
            .iter()
            .map(|u| u.range.end.min(sentence.end) - u.range.start.max(sentence.start))
            .sum();
        if held * 10 < sentence.len() {
            lost += 1.0;
            continue;
        }
        if touching.iter().filter(|u| !u.continues).count() > 1 {
            split += 1.0;
        }
        let ms = |samples: u64| samples as f32 / 16.0;
        begins.push(ms(touching[0].range.start - sentence.start));
        ends.push(ms(sentence.end - touching[touching.len() - 1].range.end));
    }
    let words_of = |u: &Utterance| stream.sentences.iter().filter(|s| s.overlaps(u.range)).count();
    let how_many =
        |of: &dyn Fn(&Utterance) -> bool| utterances.iter().filter(|u| of(u)).count() as f64;
    Segments {
        covered: 100.0 * count(&|t, c| t && c) / count(&|t, _| t),
        loud: 100.0 * held_loud / all_loud,
        idle: 100.0 * count(&|t, c| !t && c) / count(&|_, c| c).max(1.0),
        lost,
        begin_cut_ms: f64::from(percentile(&mut begins, 0.95)),
        end_cut_ms: f64::from(percentile(&mut ends, 0.95)),
        split,
        fused: how_many(&|u| words_of(u) > 1),
        cut: how_many(&|u| u.continues),
        empty: how_many(&|u| words_of(u) == 0),
        all: utterances.len() as f64,
    }
}

fn percentile(values: &mut [f32], share: f64) -> f32 {
    values.sort_by(f32::total_cmp);
    let at = (values.len().saturating_sub(1) as f64 * share).round() as usize;
    values.get(at).copied().unwrap_or(f32::NAN)
}

pub fn median(values: &mut [f32]) -> f32 {
    percentile(values, 0.5)
}

/// From the first to the last frame of `turn` that is less than 35 dB below its loudest.
pub fn loud_within(sound: &[f32], turn: SampleRange) -> SampleRange {
    let from = turn.start.0 as usize;
    let power: Vec<f32> = sound[from..(turn.end.0 as usize).min(sound.len())]
        .chunks_exact(FRAME)
        .map(|f| f.iter().map(|s| s * s).sum())
        .collect();
    let limit = power.iter().copied().fold(0.0, f32::max) * 10.0_f32.powf(-3.5);
    let at = |n: usize| turn.start + (n * FRAME) as u64;
    match (power.iter().position(|p| *p > limit), power.iter().rposition(|p| *p > limit)) {
        (Some(first), Some(last)) => SampleRange::new(at(first), at(last + 1)),
        _ => turn,
    }
}
