//! The phrase lists of `phrases/`: parse, check, compile, version.
//!
//! Owns [`Phrase`] and what trainers write about it. Pure but for reading files;
//! loaded on the main thread, shared read-only with the thread `judge`.

mod load;
mod read;

pub use load::SHIPPED;

use serde::{Deserialize, Serialize};

/// Which kind of list a phrase stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum List {
    /// 服务忌语: must never be said.
    Taboo,
    /// 文明用语: should be said.
    Civil,
}

/// How grave a taboo phrase is. Civil phrases are all [`Severity::Minor`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// A coldness.
    Minor,
    /// A refusal or a shove to someone else.
    Serious,
    /// An insult or a threat.
    Critical,
}

/// Whose mouth a phrase must come from to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Speaker {
    /// Citizens say it too: no alarm unless the clerk is known to have said it.
    Clerk,
    /// Hardly ever said by a citizen: counts from an unknown mouth as well.
    Any,
}

/// What "said" means for a phrase; the rules of a counter build on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// These words are prescribed.
    Exact,
    /// One phrase of its group is enough.
    OneOf,
    /// An example of how to put it.
    Example,
    /// A word of the recommended vocabulary.
    Lexicon,
    /// The act counts, in any words; the text is only one way of doing it.
    SpeechAct,
}

/// How near a text must come to a phrase to count as it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Strictness {
    /// The very characters.
    Strict,
    /// The characters, or sounds that a recogniser takes for them.
    Normal,
    /// Farther sounds as well; only for long phrases.
    Loose,
}

/// One entry of a phrase list, as a trainer wrote it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Phrase {
    /// Unique among all packs that are loaded together.
    pub id: String,
    /// The name of the pack it stands in.
    pub pack: String,
    /// The phrase as printed; with `{slots}` it is a template.
    pub text: String,
    /// The kind of list it stands on.
    pub list: List,
    /// Phrases of one group do the same work; may be empty.
    pub group: String,
    /// What "said" means.
    pub mode: Mode,
    /// When at the counter it belongs; may be empty.
    pub scene: String,
    /// What is wrong, or good, about it; may be empty.
    pub category: String,
    /// How grave; [`Severity::Minor`] for civil phrases.
    pub severity: Severity,
    /// Whose mouth it must come from.
    pub speaker: Speaker,
    /// How near a text must come.
    pub strictness: Strictness,
    /// Other wordings that count as the phrase.
    pub variants: Vec<String>,
    /// Look-alikes: harmless wordings that absorb a match they cover.
    pub decoys: Vec<String>,
    /// Harmless longer strings that hold the phrase, compared by character.
    pub not_within: Vec<String>,
    /// The regulation and line it is printed in, or "ours" with a reason.
    pub source: String,
    /// For people; may be empty.
    pub notes: String,
}

impl Phrase {
    /// Whether the text holds a slot such as `{amount}`. Slots named for numbers
    /// (`amount`, `number`, `month`, `day`, 金额, 数字, 数量, 月, 日) take one number,
    /// all others up to twelve symbols of any kind; a template with such a free
    /// slot is matched only when six or more syllables of it are fixed.
    pub fn is_template(&self) -> bool {
        is_template(&self.text)
    }

    /// Text and variants that can be said as they stand: templates left out.
    pub fn wordings(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.text)
            .chain(&self.variants)
            .map(String::as_str)
            .filter(|wording| !is_template(wording))
    }
}

/// Whether `text` holds a slot.
pub(crate) fn is_template(text: &str) -> bool {
    text.contains('{')
}

/// The header of a pack.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pack {
    /// Its file name without `.toml`.
    pub name: String,
    /// For people.
    pub title: String,
    /// For people: what it holds, who answers for it; may be empty.
    pub notes: String,
}

/// The packs in force, read and checked. Immutable; share it in an `Arc`.
#[derive(Debug, Clone, PartialEq)]
pub struct Phrasebook {
    packs: Vec<Pack>,
    phrases: Vec<Phrase>,
    version: String,
}

impl Phrasebook {
    /// The packs, in the order they were asked for.
    pub fn packs(&self) -> &[Pack] {
        &self.packs
    }

    /// All phrases, in the order of packs and entries.
    pub fn phrases(&self) -> &[Phrase] {
        &self.phrases
    }

    /// The phrase with this id.
    pub fn phrase(&self, id: &str) -> Option<&Phrase> {
        self.phrases.iter().find(|phrase| phrase.id == id)
    }

    /// SHA-256 over the content of all packs, 64 hexadecimal digits. Comments and
    /// layout of the files do not enter, everything else does.
    pub fn version(&self) -> &str {
        &self.version
    }
}

#[cfg(test)]
mod tests;
