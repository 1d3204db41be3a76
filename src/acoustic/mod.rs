//! Sounds that are no speech: telephone bells, mobile tunes, slams.
//!
//! Owns [`Heard`] and what finds it. Runs on the thread `capture-<counter>` beside the
//! segmenters, one set of detectors a channel; synchronous and deterministic, block size
//! never changes what comes out. Keeps levels and pitches of the last seconds, no sound.
//! Knows neither words nor what a sound means: a bell is a fact, whose it was to take is a
//! matter of rules.
//!
//! | file | owns |
//! |---|---|
//! | `ears` | channels side by side, and one sound for what several of them hear |
//! | `spectrum` | a frame's level and the pitches in it |
//! | `floor` | the level of a channel when nothing happens |
//! | `steady` | stretches in which the same few pitches sound |
//! | `bell` | which of them are bursts of a bell |
//! | `tune` | melodies with a beginning and an end |
//! | `slam` | blows |

mod bell;
mod ears;
mod floor;
mod slam;
mod spectrum;
mod steady;
mod tune;

#[cfg(test)]
mod signals;
#[cfg(test)]
mod tests;

pub use ears::{Ears, LAG};

use crate::units::SampleRange;
use serde::{Deserialize, Serialize};

/// A sound that is no speech.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Heard {
    /// The channel that heard it best, counted from zero.
    pub channel: usize,
    /// From its beginning to its end.
    pub range: SampleRange,
    /// What it is.
    pub kind: Kind,
    /// Its level over that channel's own when nothing happens, dB.
    pub above_db: f32,
}

/// What a sound is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// One burst of a telephone's bell; a double burst is one.
    Ring,
    /// A melody that begins and ends at once, as mobile telephones have. A hint: other
    /// devices play such as well.
    Mobile,
    /// A blow of wide band, alone and louder than speech. A hint: a stamp sounds alike.
    Slam,
}
