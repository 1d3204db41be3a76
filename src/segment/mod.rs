//! From blocks to utterances: voice activity, pre-roll, hangover, long turns cut.
//!
//! Owns [`Utterance`]. Runs on the thread `capture-<counter>`, one segmenter a
//! channel; synchronous and deterministic, block size never changes what comes
//! out. Knows neither whisper nor the clock.

use crate::units::{Dbfs, SampleRange};

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
