//! A stretch of speech that has begun and not yet ended.
//!
//! Owns [`Turn`]: which frames belong to it, where it may be cut, what is said of
//! it. Runs on the thread `capture-<counter>`; at most `max_utterance_s` of frames
//! are held, as a level and a score each.

use super::vad::FRAME;
use crate::units::{Dbfs, SampleIndex, Score};

/// What is kept of a frame.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    /// How likely it holds a voice.
    pub(super) score: Score,
    /// The mean square of its samples.
    pub(super) power: f32,
    /// Whether speech goes on in it.
    pub(super) speech: bool,
    /// Whether nobody can tell whose microphone its voice is near to.
    pub(super) unsure: bool,
}

/// Frames on each side that a candidate for a cut is averaged over: 144 ms in all,
/// longer than the closure of a stop consonant, shorter than a pause for breath.
const SMOOTH: usize = 4;
/// What a score of 1 weighs against level when a cut is chosen. As much as speech
/// stands above its pauses in a quiet room, so that level decides there and the
/// score decides in noise.
const SCORE_WEIGHT_DB: f32 = 30.0;

/// Speech under way on one channel.
#[derive(Debug)]
pub(super) struct Turn {
    /// Where its range begins, pre-roll or overlap included.
    pub(super) start: SampleIndex,
    /// The floor when it began.
    pub(super) ambient: Dbfs,
    /// Whether it continues a piece that was cut.
    pub(super) continues: bool,
    /// The first sample of `frames`.
    frames_from: SampleIndex,
    frames: Vec<Frame>,
    /// One past the last speech frame.
    speech_end: usize,
    /// Frames before this one were in the piece before too.
    news_from: usize,
    /// Frames before this one had their draft.
    drafted_to: usize,
    /// From here on another draft is asked for, whenever the last one was.
    look_at: Option<SampleIndex>,
}

impl Turn {
    /// Speech that was noticed at the last of `frames`, the first of which is at `frames_from`.
    pub(super) fn begin(
        start: SampleIndex,
        frames_from: SampleIndex,
        frames: Vec<Frame>,
        ambient: Dbfs,
    ) -> Self {
        let speech_end = frames.len();
        Turn {
            start,
            ambient,
            continues: false,
            frames_from,
            frames,
            speech_end,
            news_from: 0,
            drafted_to: 0,
            look_at: None,
        }
    }

    /// Takes in the next frame.
    pub(super) fn push(&mut self, frame: Frame) {
        self.frames.push(frame);
        if frame.speech {
            self.speech_end = self.frames.len();
        }
    }

    /// Frames since the last one of speech.
    pub(super) fn silent_frames(&self) -> usize {
        self.frames.len() - self.speech_end
    }

    /// One past the last sample of speech.
    pub(super) fn speech_end(&self) -> SampleIndex {
        self.sample_of(self.speech_end)
    }

    /// One past the last sample of its frames.
    pub(super) fn end(&self) -> SampleIndex {
        self.sample_of(self.frames.len())
    }

    /// Frames of speech that no piece before held.
    pub(super) fn speech_frames(&self) -> usize {
        self.frames.iter().skip(self.news_from).filter(|f| f.speech).count()
    }

    /// Whether nobody can tell whose speech most of it is.
    pub(super) fn is_unsure(&self) -> bool {
        let speech = self.frames.iter().filter(|frame| frame.speech);
        let (unsure, all) = speech
            .fold((0, 0), |(unsure, all), frame| (unsure + usize::from(frame.unsure), all + 1));
        all > 0 && 2 * unsure >= all
    }

    /// Frames since the last draft of it, or since it began.
    pub(super) fn since_draft(&self) -> usize {
        self.frames.len() - self.drafted_to
    }

    /// A draft is asked for as soon as it goes on to `at`.
    pub(super) fn look_at(&mut self, at: SampleIndex) {
        self.look_at = Some(at);
    }

    /// Whether a draft was asked for by now.
    pub(super) fn is_asked_for(&self) -> bool {
        self.look_at.is_some_and(|at| self.end() >= at)
    }

    /// A draft of all its frames has been given.
    pub(super) fn drafted(&mut self) {
        self.drafted_to = self.frames.len();
        self.look_at = None;
    }

    /// The level of its speech frames; of all frames when none is speech.
    pub(super) fn level(&self) -> Dbfs {
        let mean = |wanted: &dyn Fn(&&Frame) -> bool| {
            let (sum, n) = self
                .frames
                .iter()
                .filter(wanted)
                .fold((0.0_f64, 0_u32), |(sum, n), f| (sum + f64::from(f.power), n + 1));
            (n > 0).then(|| sum / f64::from(n))
        };
        let power = mean(&|f| f.speech).or_else(|| mean(&|_| true)).unwrap_or(0.0);
        Dbfs::from_amplitude(power.sqrt() as f32)
    }

    /// Cuts at the quietest frame of the last third: this turn ends there, what
    /// is given back begins `overlap` frames earlier and goes on.
    pub(super) fn cut(&mut self, overlap: usize) -> Turn {
        let cut = self.quietest(self.frames.len() * 2 / 3);
        let again = cut.saturating_sub(overlap);
        let from = self.sample_of(again);
        let next = Turn {
            start: from.max(self.start),
            ambient: self.ambient,
            continues: true,
            frames_from: from,
            frames: self.frames[again..].to_vec(),
            speech_end: self.speech_end.saturating_sub(again),
            news_from: cut - again,
            drafted_to: self.drafted_to.saturating_sub(again),
            look_at: self.look_at,
        };
        self.frames.truncate(cut);
        self.speech_end = self.speech_end.min(cut);
        next
    }

    /// The frame at or after `from` around which level and score are lowest.
    fn quietest(&self, from: usize) -> usize {
        let cost = |at: usize| {
            let near =
                &self.frames[at.saturating_sub(SMOOTH)..(at + SMOOTH + 1).min(self.frames.len())];
            let sum: f32 = near
                .iter()
                .map(|f| Dbfs::from_amplitude(f.power.sqrt()).0 + SCORE_WEIGHT_DB * f.score.0)
                .sum();
            sum / near.len() as f32
        };
        (from..self.frames.len())
            .map(|at| (at, cost(at)))
            .min_by(|(_, a), (_, b)| a.total_cmp(b))
            .map_or(from, |(at, _)| at)
    }

    fn sample_of(&self, frame: usize) -> SampleIndex {
        self.frames_from + (frame * FRAME) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(score: f32, amplitude: f32) -> Frame {
        Frame {
            score: Score(score),
            power: amplitude * amplitude,
            speech: score >= 0.5,
            unsure: false,
        }
    }

    fn turn(frames: Vec<Frame>) -> Turn {
        let at = SampleIndex(1000);
        Turn::begin(at.saturating_sub(100), at, frames, Dbfs::FLOOR)
    }

    #[test]
    fn the_level_is_that_of_speech_frames_only() {
        let turn = turn(vec![frame(0.9, 0.1), frame(0.1, 0.9), frame(0.9, 0.1)]);
        assert!((turn.level().0 + 20.0).abs() < 0.01, "{}", turn.level());
    }

    #[test]
    fn a_cut_is_at_the_pause_of_the_last_third() {
        let mut frames = vec![frame(0.9, 0.1); 300];
        frames[50..70].fill(frame(0.0, 0.0));
        frames[240..250].fill(frame(0.2, 0.001));
        let mut first = turn(frames);
        let second = first.cut(30);
        let cut = (first.end() - SampleIndex(1000)) as usize / FRAME;
        assert!((243..=247).contains(&cut), "{cut}");
        assert_eq!(second.frames_from, first.end().saturating_sub(30 * FRAME as u64));
        assert_eq!(second.start, second.frames_from);
        assert_eq!(second.end(), SampleIndex(1000 + 300 * FRAME as u64));
        assert!(second.continues && !first.continues);
        assert_eq!(second.speech_frames(), 50, "from the end of the pause to the end");
    }

    #[test]
    fn in_noise_the_score_finds_the_pause() {
        let mut frames: Vec<Frame> =
            (0..300).map(|n| frame(0.9, 0.1 + 0.02 * (n as f32 * 0.7).sin())).collect();
        for frame in &mut frames[270..280] {
            frame.score = Score(0.1);
            frame.speech = false;
        }
        let mut first = turn(frames);
        first.cut(0);
        let cut = (first.end() - SampleIndex(1000)) as usize / FRAME;
        assert!((272..=278).contains(&cut), "{cut}");
    }
}
