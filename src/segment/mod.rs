//! From blocks to utterances: voice activity, pre-roll, hangover, long turns cut; and
//! to drafts of utterances that have not ended yet.
//!
//! Owns [`Utterance`], [`Draft`] and the [`Config`] of the stage. Runs on the thread
//! `capture-<counter>`, one [`Segmenter`] a channel; synchronous and
//! deterministic, block size never changes what comes out. It keeps no audio,
//! only a level and a score for each frame: the sound of an utterance is taken
//! from the tape, which may forget everything before
//! [`Segmenter::pending_from`]. Knows neither whisper nor the clock.

mod bank;
mod crosstalk;
mod floor;
mod roletest;
mod segmenter;
mod turn;
pub mod vad;

#[cfg(test)]
mod tests;

pub use bank::Bank;
pub use roletest::{RoleTest, Roles, SPEECH_LEAST_S, Side};
pub use segmenter::Segmenter;

use crate::units::{Dbfs, SampleRange, Score};

/// A stretch of one channel that holds speech, to be decoded as one piece.
#[derive(Debug, Clone, PartialEq)]
pub struct Utterance {
    /// The channel it was heard on, counted from zero.
    pub channel: usize,
    /// The samples to decode, pre-roll and hangover included.
    pub range: SampleRange,
    /// The level of its speech frames.
    pub level: Dbfs,
    /// The level of the counter when nobody spoke, as known when it began.
    pub ambient: Dbfs,
    /// Whether it is the continuation of a turn that was cut; its beginning then
    /// overlaps the end of the piece before.
    pub continues: bool,
    /// Whether the turn was cut at its end and goes on in the piece that follows.
    pub goes_on: bool,
    /// Stretches of `range` in which this channel hears only what leaks from another: in
    /// order, none touches the next, each at least [`FOREIGN_MS`] long.
    pub foreign: Vec<SampleRange>,
    /// Whether another channel hears the same voice and nobody can tell whose it is.
    pub unsure: bool,
}

/// A stretch of somebody else's voice that is shorter than this may be chance.
pub const FOREIGN_MS: u32 = 160;

/// What has been heard so far of a turn that has not ended, to be decoded early. All
/// of it comes again in an utterance.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// The channel it is heard on, counted from zero.
    pub channel: usize,
    /// The samples to decode; the session has heard all of them.
    pub range: SampleRange,
    /// What made it worth a look.
    pub why: Why,
    /// Whether it begins where the utterance will, and not in the middle of it.
    pub whole: bool,
    /// As [`Utterance::foreign`].
    pub foreign: Vec<SampleRange>,
    /// As [`Utterance::unsure`], by what has been heard so far.
    pub unsure: bool,
}

/// What made a draft worth a look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// A short pause: the range is that of the utterance if nobody speaks on.
    Pause,
    /// Speech runs on; the last of it is in the middle of a word, most likely.
    RunsOn,
}

/// What takes in what a segmenter finds, in the order of its ends.
pub trait Sink {
    /// An utterance has ended.
    fn utterance(&mut self, utterance: Utterance);
    /// A turn that has not ended is worth a look.
    fn draft(&mut self, draft: Draft);
}

/// Who collects utterances wants no drafts.
impl Sink for Vec<Utterance> {
    fn utterance(&mut self, utterance: Utterance) {
        self.push(utterance);
    }

    fn draft(&mut self, _: Draft) {}
}

/// An utterance, or a draft of one.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    /// It has ended.
    Utterance(Utterance),
    /// It has not.
    Draft(Draft),
}

impl Sink for Vec<Found> {
    fn utterance(&mut self, utterance: Utterance) {
        self.push(Found::Utterance(utterance));
    }

    fn draft(&mut self, draft: Draft) {
        self.push(Found::Draft(draft));
    }
}

/// When an utterance begins, ends and is cut.
///
/// Times are rounded up to whole frames of 16 ms, except the pre-roll and the
/// tail, which are exact. What is recommended, and why, stands in `docs/vad.md`;
/// the values in force stand in the settings file only.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// A frame that scores this or more counts towards the beginning of speech. 0 to 1.
    pub onset: Score,
    /// Once speech has begun, a frame that scores this or more continues it. 0 to 1,
    /// not above `onset`.
    pub offset: Score,
    /// Speech must be so many decibels louder than the quietest tenth of the last
    /// 20 s; 0 asks for nothing. What tells the counter from the babble of the hall.
    pub above_floor_db: f32,
    /// Speech begins when this much of the last `onset_window_ms` reached `onset`.
    pub onset_ms: u32,
    /// How far back the beginning of speech is looked for; at least `onset_ms`.
    pub onset_window_ms: u32,
    /// Sound kept before the first speech frame, so that a soft first consonant is whole.
    pub pre_roll_ms: u32,
    /// Speech ends when nothing reached `offset` for this long; all of it is latency.
    pub hangover_ms: u32,
    /// Sound kept after the last speech frame; at most `hangover_ms` is ever used.
    pub tail_ms: u32,
    /// An utterance with fewer speech frames than this is dropped and counted.
    pub min_speech_ms: u32,
    /// A longer turn is cut at the quietest point of its last third.
    pub max_utterance_s: f32,
    /// How far before the cut the next piece begins; at most a third of
    /// `max_utterance_s` is ever used.
    pub overlap_ms: u32,
    /// A channel that is quieter by this many decibels than another on which somebody
    /// speaks hears only the leak of that. 0 turns it off.
    pub crosstalk_db: f32,
    /// A silence of this much gives a draft of the turn so far, though not before all of
    /// `tail_ms` has been heard; nothing when that is no shorter than the hangover. 0
    /// gives none.
    pub draft_pause_ms: u32,
    /// Speech that runs on for this long since the beginning of its turn, or since the
    /// last draft of it, gives a draft. 0 gives none.
    pub draft_every_ms: u32,
    /// A draft of speech that runs on reaches back this far, or to the beginning of its
    /// turn; at least a second.
    pub draft_window_s: f32,
}
