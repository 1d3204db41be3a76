//! Hits in context -> [`Verdict`]s with reasons.
//!
//! Pure; runs on the thread `judge`, one judge a session. Hits are keyed by
//! phrase and sample range, so that a repeated or late decoding of the same
//! sound never makes a second incident.

use crate::phrasebook::Severity;
use crate::spot::Hit;
use crate::units::SampleRange;
use serde::{Deserialize, Serialize};

/// What an episode of taboo speech comes to, as known so far. A later verdict on
/// the same episode replaces it.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// The episode, unique in its session.
    pub episode: u64,
    /// The channel it was heard on.
    pub channel: usize,
    /// From the first phrase to the last.
    pub range: SampleRange,
    /// The gravest of its hits.
    pub severity: Severity,
    /// Whether it may alarm, or who spoke is too unsure for that.
    pub certainty: Certainty,
    /// Its hits in order of time; never empty.
    pub hits: Vec<Hit>,
    /// Whether no further hit can join it.
    pub closed: bool,
}

/// Whether an episode may raise an alarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// The phrase counts from the mouth it came from.
    Alarm,
    /// A citizen may have said it: kept and shown apart, never alarmed.
    SpeakerUnconfirmed,
}
