//! Terms of a phrase that look beyond its own words: what was said before and
//! after, the time of day, and how it can be put right.
//!
//! Plain data, read by `read`, acted upon by `judge`.

use super::{Severity, Speaker};
use serde::{Deserialize, Serialize};

/// How much of a wrong a later phrase puts right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Remedy {
    /// A bare direction: 请您到三号窗口.
    Partial,
    /// A hand-over: 我帮您问一下, 我带您过去, a telephone number or a name.
    Full,
}

/// Where a condition looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// Before the phrase.
    Before,
    /// After it; the phrase waits until the window has passed.
    After,
}

/// How far a condition looks.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Within {
    /// So many seconds, at most [`WITHIN_MOST_S`].
    Seconds(f64),
    /// So many turns, the one that holds the phrase counting as none; at most
    /// [`WITHIN_MOST_TURNS`].
    Turns(u8),
}

/// The farthest a condition or a remedy may look, in seconds.
pub const WITHIN_MOST_S: f64 = 120.0;
/// The farthest a condition may look, in turns.
pub const WITHIN_MOST_TURNS: u8 = 6;

/// What a condition that is met comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Count {
    /// The phrase counts only where it is met.
    Only,
    /// The phrase counts only where it is not.
    Never,
}

/// One `context` of a phrase.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Condition {
    /// Where it looks.
    pub when: When,
    /// One of these must be heard; matched as phrases are, without slots.
    pub said: Vec<String>,
    /// From whose mouth.
    pub by: Speaker,
    /// How far it looks.
    pub within: Within,
    /// What comes of it.
    pub count: Count,
}

/// What a phrase comes to at some time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// It is as grave as this.
    Severity(Severity),
    /// It counts for nothing.
    Nothing,
    /// It counts in the speaker's favour; civil phrases only.
    Merit,
}

/// What a phrase comes to by the counter's hours; `None`: what it is anyway.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Hours {
    /// Within hours, not shortly before closing.
    pub open: Option<Weight>,
    /// Shortly before closing.
    pub closing: Option<Weight>,
    /// Outside hours.
    pub closed: Option<Weight>,
}

/// How long a taboo phrase can be put right when its entry does not say, in seconds.
pub const REMEDY_S: f64 = 20.0;

/// All terms of one phrase.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Terms {
    /// All of these must allow it.
    pub context: Vec<Condition>,
    /// What it comes to by the time of day.
    pub hours: Hours,
    /// For a taboo phrase: how long it can be put right, in seconds; 0: not at all.
    pub remedy_s: f64,
    /// For a civil phrase: how far it puts right what was said before it.
    pub remedy: Option<Remedy>,
    /// Matched and counted, never alarmed: the list is on probation.
    pub shadow: bool,
    /// On integrity (索要, 回扣): evidence of it is for those who follow that alone.
    #[serde(default)]
    pub integrity: bool,
}

impl Default for Terms {
    fn default() -> Terms {
        Terms {
            context: Vec::new(),
            hours: Hours::default(),
            remedy_s: REMEDY_S,
            remedy: None,
            shadow: false,
            integrity: false,
        }
    }
}
