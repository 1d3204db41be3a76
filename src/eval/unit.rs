//! What came of one utterance: the row that everything else is counted from.
//!
//! Plain data; a line of `utterances.jsonl`, written and read again by `--against`.

use super::condition::Condition;
use super::errors::Errors;
use crate::event::Delay;
use crate::phrasebook::List;
use crate::units::Role;
use serde::{Deserialize, Serialize};

/// An utterance under one condition, or a turn of a dialogue.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Unit {
    /// The recording, as its manifest names it.
    pub file: String,
    /// Its place among the turns of the recording, from 0.
    pub turn: usize,
    /// What was done to it.
    pub condition: Condition,
    /// Its kind in the manifest; empty when it has none.
    pub kind: String,
    /// Where the recording comes from: its name up to the first `_`.
    pub source: String,
    /// Who speaks.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub voice: Option<String>,
    /// Whose mouth it is.
    pub role: Role,
    /// What was said.
    pub text: String,
    /// What was understood on its channel in its time, utterances parted by ` | `.
    pub heard: String,
    /// Seconds of the recording without lead; at its first turn only.
    pub audio_s: f64,
    /// The phrases that are in it.
    pub expect: Vec<Expected>,
    /// Whether those are taken from its text by the lists, as nobody wrote them down.
    pub by_text: bool,
    /// The phrases that were heard.
    pub hits: Vec<UnitHit>,
    /// Why texts were not believed, one word for each.
    pub doubts: Vec<String>,
    /// Errors in characters of its whole channel, at the channel's first turn.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub characters: Option<Errors>,
    /// The same in toneless syllables.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub syllables: Option<Errors>,
    /// Whether it stands for hits outside of all turns.
    #[serde(skip_serializing_if = "is_false", default)]
    pub stray: bool,
}

// By reference, as serde asks for it.
fn is_false(flag: &bool) -> bool {
    !*flag
}

/// A phrase that is in an utterance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Expected {
    /// Its list.
    pub list: List,
    /// As the manifest has it.
    pub text: String,
    /// Whether it was found itself, or a phrase that means the same.
    pub found: bool,
}

/// A phrase that was heard in an utterance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UnitHit {
    /// Its list.
    pub list: List,
    /// Its id.
    pub id: String,
    /// As the list prints it.
    pub phrase: String,
    /// What stood in the text.
    pub heard: String,
    /// 0 to 1, 1 for exact.
    pub score: f32,
    /// Where it begins, in seconds of the recording; below 0 in the lead.
    pub start_s: f64,
    /// Where it ends.
    pub end_s: f64,
    /// What keeps it from counting.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub stopped_by: Option<String>,
    /// What it is worth.
    pub worth: Worth,
    /// The expected phrase that it stands for, as the manifest has it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub stands_for: Option<String>,
    /// From the end of the phrase to its flag; `queue_s` is 0.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub delay: Option<Delay>,
}

/// What a hit is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Worth {
    /// A phrase that was expected, or one that means the same.
    Expected,
    /// A phrase that the lists find in the reference text too.
    Said,
    /// Another taboo phrase, where one was expected and is not told otherwise.
    Other,
    /// Nothing of the kind was said.
    False,
    /// It does not count, so it is neither right nor wrong.
    Stopped,
}

impl Unit {
    /// What it and its condition are called, for comparing runs.
    pub fn key(&self) -> String {
        format!("{}#{} {}", self.file, self.turn, self.condition)
    }

    /// Whether a phrase of `list` is in it.
    pub fn expects(&self, list: List) -> bool {
        self.expect.iter().any(|expected| expected.list == list)
    }

    /// Its hits on `list` that count.
    pub fn counting(&self, list: List) -> impl Iterator<Item = &UnitHit> {
        self.hits.iter().filter(move |hit| hit.list == list && hit.worth != Worth::Stopped)
    }

    /// Whether any phrase of `list` was told in it.
    pub fn told(&self, list: List) -> bool {
        self.counting(list).next().is_some()
    }

    /// Whether a phrase of `list` was told rightly.
    pub fn right(&self, list: List) -> bool {
        self.counting(list).any(|hit| hit.worth != Worth::False)
    }

    /// Whether a phrase of `list` was heard too unsurely to be told.
    pub fn unsure(&self, list: List) -> bool {
        let unsure = |hit: &UnitHit| hit.stopped_by.as_deref() == Some("hearing_unconfirmed");
        self.hits.iter().any(|hit| hit.list == list && unsure(hit))
    }

    /// Whether a phrase of `list` was told wrongly.
    pub fn wrong(&self, list: List) -> bool {
        self.counting(list).any(|hit| hit.worth == Worth::False)
    }
}
