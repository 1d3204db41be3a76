//! From blocks to utterances: voice activity, pre-roll, hangover, long turns cut.
//!
//! Owns [`Utterance`] and the [`Config`] of the stage. Runs on the thread
//! `capture-<counter>`, one [`Segmenter`] a channel; synchronous and
//! deterministic, block size never changes what comes out. It keeps no audio,
//! only a level and a score for each frame: the sound of an utterance is taken
//! from the tape, which may forget everything before
//! [`Segmenter::pending_from`]. Knows neither whisper nor the clock.

mod bank;
mod floor;
mod segmenter;
mod turn;
pub mod vad;

#[cfg(test)]
mod tests;

pub use bank::Bank;
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
}
