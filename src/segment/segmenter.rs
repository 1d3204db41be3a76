//! One channel's samples in, utterances and drafts of them out.
//!
//! Owns [`Segmenter`]: the state between blocks. Runs on the thread
//! `capture-<counter>`; holds no audio beyond one unfinished frame.

use super::floor::{NoiseFloor, Presence};
use super::turn::{Frame, Turn};
use super::vad::{Earshot, FRAME, VoiceActivity, frames};
use super::{Config, Draft, FOREIGN_MS, Sink, Utterance, Why};
use crate::capture::Gap;
use crate::units::{Dbfs, SAMPLE_RATE, SampleIndex, SampleRange, Score, samples};
use std::cmp::Ordering;
use std::collections::VecDeque;

/// After so much digital zero a detector is as good as new: it is reset and asked
/// no more until a sample is not zero. Before that, zeros are scored as any sound.
const DEAF_AFTER_MS: u32 = 1_000;

/// Finds the utterances of one channel. Feed it with [`push`](Self::push) and
/// [`gap`](Self::gap), end it with [`finish`](Self::finish).
pub struct Segmenter<V = Earshot> {
    channel: usize,
    rules: Rules,
    voice: V,
    ambient: NoiseFloor,
    presence: Presence,
    /// The next sample expected; `None` before the first.
    next: Option<SampleIndex>,
    /// Samples that do not yet make a frame.
    partial: Vec<f32>,
    /// No utterance to come may begin before this sample.
    barrier: SampleIndex,
    /// The last frames while nobody speaks, as many as onset looks at.
    recent: VecDeque<Frame>,
    turn: Option<Turn>,
    zero_frames: usize,
    masked: bool,
    /// Whether the frames to come are somebody else's speech and nothing more.
    foreign: bool,
    /// Whether nobody can tell whose speech they are.
    unsure: bool,
    /// Where they were somebody else's, in order; as far back as a turn may reach.
    leaks: VecDeque<SampleRange>,
    too_short: u64,
}

/// A [`Config`] in frames and samples.
struct Rules {
    onset: Score,
    offset: Score,
    onset_frames: usize,
    onset_window: usize,
    pre_roll: u64,
    hangover: usize,
    tail: u64,
    min_speech: usize,
    max: u64,
    overlap: usize,
    /// Frames of silence that give a draft.
    draft_pause: Option<usize>,
    /// Frames of speech that runs on that give a draft.
    draft_every: Option<usize>,
    draft_window: u64,
}

impl Rules {
    /// Any values give a segmenter that works: contradictions go to the nearest
    /// sense, because a stage must not panic on what the settings let through.
    fn of(config: &Config) -> Self {
        let ms = |ms: u32| samples(f64::from(ms) / 1000.0);
        let max = samples(f64::from(config.max_utterance_s)).max(u64::from(SAMPLE_RATE));
        let onset_frames = frames(config.onset_ms).max(1);
        let hangover = frames(config.hangover_ms).max(1);
        let tail_ms = config.tail_ms.min(config.hangover_ms);
        let draft_pause = frames(config.draft_pause_ms.max(tail_ms)).max(1);
        let draft_window = samples(f64::from(config.draft_window_s));
        Rules {
            onset: config.onset,
            offset: if config.offset < config.onset { config.offset } else { config.onset },
            onset_frames,
            onset_window: frames(config.onset_window_ms).max(onset_frames),
            pre_roll: ms(config.pre_roll_ms),
            hangover,
            tail: ms(tail_ms),
            min_speech: frames(config.min_speech_ms),
            max,
            overlap: frames(config.overlap_ms).min((max / 3) as usize / FRAME),
            draft_pause: (config.draft_pause_ms > 0 && draft_pause < hangover)
                .then_some(draft_pause),
            draft_every: (config.draft_every_ms > 0).then(|| frames(config.draft_every_ms).max(1)),
            draft_window: draft_window.max(u64::from(SAMPLE_RATE)),
        }
    }
}

impl Segmenter<Earshot> {
    /// A segmenter for `channel`, with earshot.
    pub fn new(channel: usize, config: &Config) -> Self {
        Segmenter::with_voice_activity(channel, config, Earshot::new())
    }
}

impl<V: VoiceActivity> Segmenter<V> {
    /// A segmenter with another detector.
    pub fn with_voice_activity(channel: usize, config: &Config, voice: V) -> Self {
        let rules = Rules::of(config);
        Segmenter {
            channel,
            voice,
            ambient: NoiseFloor::new(),
            presence: Presence::above(config.above_floor_db),
            next: None,
            partial: Vec::with_capacity(FRAME),
            barrier: SampleIndex::default(),
            recent: VecDeque::with_capacity(rules.onset_window),
            turn: None,
            zero_frames: 0,
            masked: false,
            foreign: false,
            unsure: false,
            leaks: VecDeque::new(),
            too_short: 0,
            rules,
        }
    }

    /// Takes in the samples that begin at `at` (16 kHz, full scale 1.0) and adds
    /// the utterances that end with them, and the drafts that are worth a look by then,
    /// to `out`, in order.
    ///
    /// Samples are expected to follow on those before; a hole counts as a
    /// [`gap`](Self::gap), samples that were heard already are passed over.
    pub fn push(&mut self, at: SampleIndex, samples: &[f32], out: &mut impl Sink) {
        let next = match self.next {
            Some(next) if at > next => {
                self.skip_to(at, out);
                at
            }
            Some(next) => next,
            None => {
                self.barrier = at;
                at
            }
        };
        let known = usize::try_from(next - at).unwrap_or(usize::MAX).min(samples.len());
        let mut rest = &samples[known..];
        self.next = Some(next + rest.len() as u64);
        let mut frame_at = next.saturating_sub(self.partial.len() as u64);
        while self.partial.len() + rest.len() >= FRAME {
            let (now, later) = rest.split_at(FRAME - self.partial.len());
            let mut frame = [0.0; FRAME];
            let held = self.partial.iter().chain(now);
            for (slot, sample) in frame.iter_mut().zip(held) {
                // Finite by contract; a detector must not meet what breaks it.
                *slot = if sample.is_finite() { sample.clamp(-1.0, 1.0) } else { 0.0 };
            }
            self.partial.clear();
            rest = later;
            self.frame(frame_at, &frame, out);
            frame_at = frame_at + FRAME as u64;
        }
        self.partial.extend_from_slice(rest);
    }

    /// Whether the frames to come are somebody else's speech: they count as silence,
    /// and teach nothing about the ambient level.
    pub fn mask(&mut self, masked: bool) {
        self.masked = masked;
    }

    /// What else is known of the frames to come: whether nothing but somebody else's speech
    /// is in them, and whether nobody can tell whose speech they hold.
    pub fn origin(&mut self, foreign: bool, unsure: bool) {
        (self.foreign, self.unsure) = (foreign, unsure);
    }

    /// Passes over samples that were lost: the utterance under way ends where the
    /// sound does, and nothing to come reaches back across the gap.
    pub fn gap(&mut self, gap: &Gap, out: &mut impl Sink) {
        self.skip_to(gap.at + gap.samples, out);
    }

    /// Ends the session: what is under way ends here. Nothing may follow.
    pub fn finish(&mut self, out: &mut impl Sink) {
        let end = self.next.unwrap_or_default();
        self.skip_to(end, out);
    }

    /// Asks for a draft of the turn under way, if there is one, as soon as it goes on to `at`.
    pub fn look_at(&mut self, at: SampleIndex) {
        if let Some(turn) = &mut self.turn {
            turn.look_at(at);
        }
    }

    /// Whether an utterance is under way.
    pub fn speaking(&self) -> bool {
        self.turn.is_some()
    }

    /// The earliest sample that an utterance to come may still hold, pre-roll
    /// included; everything before may be forgotten. Never moves back. `None`
    /// before the first sample.
    pub fn pending_from(&self) -> Option<SampleIndex> {
        let next = self.next?;
        Some(match &self.turn {
            Some(turn) => turn.start,
            None => {
                let seen = (self.recent.len() * FRAME + self.partial.len()) as u64;
                self.start_for(next.saturating_sub(seen))
            }
        })
    }

    /// The level of the channel when nobody speaks; [`Dbfs::FLOOR`] before it was heard.
    pub fn ambient(&self) -> Dbfs {
        self.ambient.level()
    }

    /// Utterances dropped because they held too little speech.
    pub fn too_short(&self) -> u64 {
        self.too_short
    }

    /// Where an utterance begins whose first speech frame is at `at`.
    fn start_for(&self, at: SampleIndex) -> SampleIndex {
        at.saturating_sub(self.rules.pre_roll).max(self.barrier)
    }

    fn skip_to(&mut self, to: SampleIndex, out: &mut impl Sink) {
        let heard_to = self.next.unwrap_or(to);
        if let Some(turn) = self.turn.take() {
            self.close(turn, heard_to, out);
        }
        self.voice.reset();
        self.zero_frames = 0;
        self.partial.clear();
        self.recent.clear();
        let to = to.max(heard_to);
        self.next = Some(to);
        self.barrier = to;
    }

    fn frame(&mut self, at: SampleIndex, samples: &[f32; FRAME], out: &mut impl Sink) {
        let frame = self.measure(samples);
        if self.foreign {
            self.leak(SampleRange::new(at, at + FRAME as u64));
        }
        match self.turn.take() {
            None => self.turn = self.onset(at, frame),
            Some(turn) => self.turn = self.go_on(turn, frame, out),
        }
    }

    /// Notes that `frame` is somebody else's.
    fn leak(&mut self, frame: SampleRange) {
        match self.leaks.back_mut() {
            Some(last) if last.end == frame.start => last.end = frame.end,
            _ => self.leaks.push_back(frame),
        }
        // Nothing to come begins earlier than that.
        let oldest = frame.start.saturating_sub(self.rules.max + self.rules.pre_roll);
        while self.leaks.front().is_some_and(|first| first.end < oldest) {
            self.leaks.pop_front();
        }
    }

    /// What of `range` is somebody else's.
    fn foreign_in(&self, range: SampleRange) -> Vec<SampleRange> {
        let within = self
            .leaks
            .iter()
            .map(|leak| SampleRange::new(leak.start.max(range.start), leak.end.min(range.end)));
        within.filter(|leak| leak.len() >= samples(f64::from(FOREIGN_MS) / 1000.0)).collect()
    }

    /// Level and score of the next frame; learns the ambient level from it.
    fn measure(&mut self, samples: &[f32; FRAME]) -> Frame {
        let power = samples.iter().map(|s| s * s).sum::<f32>() / FRAME as f32;
        if samples.iter().any(|s| *s != 0.0) {
            self.zero_frames = 0;
            let near = self.presence.hear(power);
            // The detector hears masked frames too: its state must follow the sound.
            let score = self.voice.score(samples);
            if self.masked {
                return Frame { score: Score(0.0), power, speech: false, unsure: false };
            }
            let speech = near && score >= self.rules.offset;
            if !speech {
                self.ambient.hear(Dbfs::from_amplitude(power.sqrt()));
            }
            return Frame { score, power, speech, unsure: self.unsure };
        }
        self.zero_frames += 1;
        let deaf_after = frames(DEAF_AFTER_MS);
        let score = match self.zero_frames.cmp(&deaf_after) {
            Ordering::Less => self.voice.score(samples),
            Ordering::Equal => {
                self.voice.reset();
                Score(0.0)
            }
            Ordering::Greater => Score(0.0),
        };
        Frame { score, power, speech: false, unsure: false }
    }

    /// The turn that begins with the frame at `at`, if one does.
    fn onset(&mut self, at: SampleIndex, frame: Frame) -> Option<Turn> {
        if self.recent.len() == self.rules.onset_window {
            self.recent.pop_front();
        }
        self.recent.push_back(frame);
        let voiced = |f: &Frame| f.score >= self.rules.onset;
        if !(frame.speech && voiced(&frame))
            || self.recent.iter().filter(|f| voiced(f)).count() < self.rules.onset_frames
        {
            return None;
        }
        let first = self.recent.iter().position(voiced)?;
        let from = at.saturating_sub(((self.recent.len() - 1 - first) * FRAME) as u64);
        let frames = self.recent.drain(..).skip(first).collect();
        Some(Turn::begin(self.start_for(from), from, frames, self.ambient.level()))
    }

    /// What remains of the turn after `frame`; nothing when it ends here.
    fn go_on(&mut self, mut turn: Turn, frame: Frame, out: &mut impl Sink) -> Option<Turn> {
        turn.push(frame);
        let end = turn.end();
        if turn.silent_frames() >= self.rules.hangover {
            self.close(turn, end, out);
            return None;
        }
        if end - turn.start < self.rules.max {
            self.draft(&mut turn, out);
            return Some(turn);
        }
        let next = turn.cut(self.rules.overlap);
        let cut = turn.end();
        self.give(&turn, cut, true, out);
        Some(next)
    }

    /// Gives a draft of the turn if its last frame makes it worth a look.
    fn draft(&self, turn: &mut Turn, out: &mut impl Sink) {
        let Rules { draft_pause, draft_every, draft_window, .. } = self.rules;
        let silent = turn.silent_frames();
        let (why, range) = if draft_pause == Some(silent) {
            (Why::Pause, SampleRange::new(turn.start, turn.speech_end() + self.rules.tail))
        } else if silent == 0
            && draft_every.is_some_and(|every| turn.since_draft() >= every || turn.is_asked_for())
        {
            let end = turn.end();
            let start = end.saturating_sub(draft_window).max(turn.start);
            (Why::RunsOn, SampleRange::new(start, end))
        } else {
            return;
        };
        if self.says_nothing(turn) {
            return;
        }
        turn.drafted();
        let whole = range.start == turn.start;
        let (foreign, unsure) = (self.foreign_in(range), turn.is_unsure());
        out.draft(Draft { channel: self.channel, range, why, whole, foreign, unsure });
    }

    /// Whether the turn would give no utterance if it ended here.
    fn says_nothing(&self, turn: &Turn) -> bool {
        let speech = turn.speech_frames();
        if turn.continues { speech == 0 } else { speech < self.rules.min_speech }
    }

    /// Ends a turn, `heard_to` being the end of all sound so far.
    fn close(&mut self, turn: Turn, heard_to: SampleIndex, out: &mut impl Sink) {
        self.barrier = self.barrier.max(turn.start);
        let end = (turn.speech_end() + self.rules.tail).min(heard_to);
        if self.says_nothing(&turn) {
            // Of a continuation the piece before held all there was.
            self.too_short += u64::from(!turn.continues);
            return;
        }
        self.give(&turn, end, false, out);
    }

    fn give(&mut self, turn: &Turn, end: SampleIndex, goes_on: bool, out: &mut impl Sink) {
        self.barrier = self.barrier.max(end);
        let range = SampleRange::new(turn.start, end);
        out.utterance(Utterance {
            channel: self.channel,
            range,
            level: turn.level(),
            ambient: turn.ambient,
            continues: turn.continues,
            goes_on,
            foreign: self.foreign_in(range),
            unsure: turn.is_unsure(),
        });
    }
}
