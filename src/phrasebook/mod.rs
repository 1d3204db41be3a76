//! The phrase lists of `phrases/`: parse, check, compile, version.
//!
//! Owns [`Phrase`] and what trainers write about it. Pure but for reading files;
//! loaded on the main thread, shared read-only with the thread `judge`.

mod history;
mod life;
mod load;
mod pen;
mod plain;
mod publish;
mod read;
pub mod rule;
mod slot;
mod terms;

pub use history::{SHORT, Step, short};
pub use life::{InForce, Standing};
pub use load::{Look, SHIPPED, Shelf};
pub use pen::{Pen, PenError, Value};
pub use plain::{PlainEntry, PlainKind, plain_entries};
pub use publish::{Order, PublishError, Published, publish};
pub use read::{Origins, Survey};
pub use slot::{FREE_MOST, KINDS, Part, Slot, SlotFault, parts};
pub use terms::{
    Condition, Count, Hours, REMEDY_S, Remedy, Terms, WITHIN_MOST_S, WITHIN_MOST_TURNS, Weight,
    When, Within,
};

use serde::{Deserialize, Serialize};
use std::sync::Arc;

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
    /// Only citizens say it: never an alarm, but rules may look for it.
    Citizen,
}

/// Where in an utterance a phrase must stand to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Position {
    /// Anywhere.
    #[default]
    Anywhere,
    /// In the first clause: before the first punctuation.
    First,
    /// In the last clause: after the last punctuation.
    Last,
    /// It is all that was said, particles aside.
    Whole,
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
    /// What the recogniser is known to write for it, compared by character.
    pub aliases: Vec<String>,
    /// Look-alikes: harmless wordings that absorb a match they cover.
    pub decoys: Vec<String>,
    /// Harmless longer strings that hold the phrase, compared by character.
    pub not_within: Vec<String>,
    /// One of these must stand in the same utterance, compared by character; empty: none.
    pub near: Vec<String>,
    /// None of these may stand in the same utterance, compared by character.
    pub not_near: Vec<String>,
    /// How far `near` and `not_near` look, in characters; absent: the whole utterance.
    pub near_chars: Option<u16>,
    /// Where in the utterance it must stand.
    pub position: Position,
    /// The phrase must begin a clause or stand right after one of these, folded; empty:
    /// anywhere.
    pub preceded_by: Vec<String>,
    /// The phrase must end a clause or stand right before one of these, folded; empty:
    /// anywhere.
    pub followed_by: Vec<String>,
    /// Whether a lead-in of quotation or negation (别再说…, 不是说…) stops it.
    pub lead_ins: bool,
    /// What looks beyond its own words.
    pub terms: Arc<Terms>,
    /// The regulation and line it is printed in, or "ours" with a reason.
    pub source: String,
    /// For people; may be empty.
    pub notes: String,
}

impl Phrase {
    /// Whether the text holds a slot such as `{金额}`; see [`Slot`].
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
pub fn is_template(text: &str) -> bool {
    text.contains('{')
}

/// A kind of speech that a regulation forbids or asks for without giving words: an
/// empty group, kept so that nothing of the regulation is lost.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Category {
    /// Unique among the ids of phrases and categories.
    pub id: String,
    /// The name of the pack it stands in.
    pub pack: String,
    /// What it is, in the regulation's words.
    pub text: String,
    /// The kind of list it would stand on.
    pub list: List,
    /// When at the counter it belongs; may be empty.
    pub scene: String,
    /// What is wrong, or good, about it; may be empty.
    pub category: String,
    /// The packs whose phrases, ours, fill it; may be empty.
    pub packs: Vec<String>,
    /// The regulation and line.
    pub source: String,
    /// For people; may be empty.
    pub notes: String,
}

/// Lead-ins after which a taboo phrase is spoken of, not said. Those of all packs
/// count for all phrases that heed them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct LeadIns {
    /// 别再说, 不准说 …
    pub quotation: Vec<String>,
    /// 不是, 没说 …
    pub negation: Vec<String>,
}

/// How far a pack has come on its way into force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Being written: not matched when listening.
    Draft,
    /// Matched and counted, never alarmed.
    Shadow,
    /// In force.
    Approved,
}

impl Status {
    /// How each is written, in the order of the way.
    pub const WORDS: [(&str, Status); 3] =
        [("draft", Status::Draft), ("shadow", Status::Shadow), ("approved", Status::Approved)];

    /// How it is written.
    pub fn word(self) -> &'static str {
        Status::WORDS[self as usize].0
    }
}

/// The header of a pack.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pack {
    /// Its file name without `.toml`.
    pub name: String,
    /// For people.
    pub title: String,
    /// Who answers for it; may be empty.
    pub owner: String,
    /// How far it has come; a pack that does not say is in force.
    pub status: Status,
    /// How it came there, in the order of the file; empty for a pack that nobody
    /// manages.
    pub history: Vec<Step>,
    /// The version of its content; see [`Pack::content_version`].
    pub version: String,
    /// For people: what it holds; may be empty.
    pub notes: String,
    /// Lead-ins that it adds.
    pub lead_ins: LeadIns,
}

/// The packs in force, read and checked. Immutable; share it in an `Arc`.
#[derive(Debug, Clone, PartialEq)]
pub struct Phrasebook {
    packs: Vec<Pack>,
    phrases: Vec<Phrase>,
    categories: Vec<Category>,
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

    /// The kinds of speech that are named without words.
    pub fn categories(&self) -> &[Category] {
        &self.categories
    }

    /// The phrase with this id.
    pub fn phrase(&self, id: &str) -> Option<&Phrase> {
        self.phrases.iter().find(|phrase| phrase.id == id)
    }

    /// The same phrases without anything that could stop a wording: no decoys,
    /// `not_within`, `near`, `not_near`, position or lead-ins. For those who want to see
    /// what guards do; never listen by it.
    pub fn unguarded(&self) -> Phrasebook {
        let mut book = self.clone();
        for phrase in &mut book.phrases {
            for guards in [
                &mut phrase.decoys,
                &mut phrase.not_within,
                &mut phrase.near,
                &mut phrase.not_near,
                &mut phrase.preceded_by,
                &mut phrase.followed_by,
            ] {
                guards.clear();
            }
            phrase.position = Position::Anywhere;
            phrase.lead_ins = false;
        }
        book
    }

    /// The same phrases with aliases that are not in the lists, each with the place of its
    /// phrase. For trying them; the version stays that of the lists.
    pub fn with_aliases<'a>(
        &self,
        added: impl IntoIterator<Item = (usize, &'a str)>,
    ) -> Phrasebook {
        let mut book = self.clone();
        for (phrase, alias) in added {
            if let Some(phrase) = book.phrases.get_mut(phrase) {
                phrase.aliases.push(alias.to_owned());
            }
        }
        book
    }

    /// SHA-256 over the names and [versions](Pack::content_version) of all packs, 64
    /// hexadecimal digits.
    pub fn version(&self) -> &str {
        &self.version
    }
}

#[cfg(test)]
mod tests;
