//! All lists made ready for the rules: folded wordings, where they stand, and
//! spotters with and without guards.
//!
//! Pure.

use super::{Finding, Level};
use crate::document::Outline;
use crate::normalize::{Accents, Ear, Normalized, normalize};
use crate::phrasebook::{Origins, Part, Phrase, Phrasebook, is_template, parts};
use crate::spot::Spotter;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Where in its entry a wording stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    Text,
    Variants,
    Aliases,
    Decoys,
    NotWithin,
    Near,
    NotNear,
}

impl Key {
    /// As it is written in a pack.
    pub fn name(self) -> &'static str {
        match self {
            Key::Text => "text",
            Key::Variants => "variants",
            Key::Aliases => "aliases",
            Key::Decoys => "decoys",
            Key::NotWithin => "not_within",
            Key::Near => "near",
            Key::NotNear => "not_near",
        }
    }
}

/// One folded wording or guard.
#[derive(Debug)]
pub(super) struct Wording {
    /// The place of its phrase in the book.
    pub phrase: usize,
    pub key: Key,
    /// Its place in the list at `key`; 0 for the text.
    pub index: usize,
    /// As it is written.
    pub raw: String,
    pub folded: Normalized,
    /// The folded characters; slots of templates as the name of their kind in braces.
    pub letters: String,
    pub template: bool,
}

impl Wording {
    /// Its path in the entry's outline.
    pub fn path(&self) -> String {
        match self.key {
            Key::Text => "text".to_owned(),
            key => format!("{}[{}]", key.name(), self.index),
        }
    }

    /// Whether the phrase is found by it.
    pub fn is_said(&self) -> bool {
        matches!(self.key, Key::Text | Key::Variants)
    }

    /// Whether it is found as written, without slots.
    pub fn is_plain(&self) -> bool {
        self.is_said() && !self.template
    }
}

/// What the rules look at.
pub(super) struct Lists {
    pub book: Arc<Phrasebook>,
    pub origins: Origins,
    /// Names of packs that exist, loaded or not.
    pub known_packs: BTreeSet<String>,
    /// Whether every entry could be read: what seems missing is missing.
    pub whole: bool,
    /// In the order of the book.
    pub wordings: Vec<Wording>,
    pub spotter: Spotter,
    /// The same without guards.
    pub bare: Spotter,
    /// How alike two sounds are.
    pub ear: Ear,
}

impl Lists {
    pub fn new(
        book: Phrasebook,
        origins: Origins,
        known_packs: &BTreeSet<String>,
        whole: bool,
        accents: &Accents,
    ) -> Lists {
        let wordings = book.phrases().iter().enumerate().flat_map(|(at, p)| wordings(at, p));
        let wordings = wordings.collect();
        let bare = Spotter::with_accents(Arc::new(book.unguarded()), accents);
        let book = Arc::new(book);
        let mut known_packs = known_packs.clone();
        known_packs.extend(book.packs().iter().map(|pack| pack.name.clone()));
        let spotter = Spotter::with_accents(Arc::clone(&book), accents);
        let ear = Ear::new(accents);
        Lists { book, origins, known_packs, whole, wordings, spotter, bare, ear }
    }

    pub fn phrase(&self, index: usize) -> &Phrase {
        &self.book.phrases()[index]
    }

    /// The phrases with where they stand.
    pub fn entries(&self) -> impl Iterator<Item = (usize, &Phrase, &Outline)> {
        let phrases = self.book.phrases().iter().enumerate();
        phrases
            .zip(&self.origins.phrases)
            .map(|((index, phrase), outline)| (index, phrase, outline))
    }

    /// The wordings of one phrase.
    pub fn wordings_of(&self, phrase: usize) -> &[Wording] {
        let from = self.wordings.partition_point(|wording| wording.phrase < phrase);
        let end = self.wordings.partition_point(|wording| wording.phrase <= phrase);
        &self.wordings[from..end]
    }

    /// The path of the wording of `phrase` that is written `raw`.
    pub fn path_of(&self, phrase: usize, raw: &str) -> String {
        let own = self.wordings_of(phrase).iter().find(|w| w.is_said() && w.raw == raw);
        own.map_or_else(|| "text".to_owned(), Wording::path)
    }

    /// A finding about a phrase, at `path` of its entry.
    pub fn at(&self, phrase: usize, path: &str, said: Said) -> Finding {
        let (file, place) = match self.origins.phrases.get(phrase) {
            Some(outline) => (outline.file().to_owned(), outline.place(path)),
            None => (String::new(), crate::document::Place { line: 1, column: 1, length: 1 }),
        };
        said.into_finding(file, place, self.phrase(phrase).id.clone())
    }

    /// A finding about a wording, where it stands.
    pub fn at_wording(&self, wording: &Wording, said: Said) -> Finding {
        self.at(wording.phrase, &wording.path(), said)
    }
}

/// A finding without its place.
pub(super) struct Said {
    pub rule: &'static str,
    pub level: Level,
    pub message: String,
    pub hint: String,
}

impl Said {
    pub fn error(rule: &'static str, message: String, hint: String) -> Said {
        Said { rule, level: Level::Error, message, hint }
    }

    pub fn warning(rule: &'static str, message: String, hint: String) -> Said {
        Said { rule, level: Level::Warning, message, hint }
    }

    pub fn into_finding(self, file: String, place: crate::document::Place, id: String) -> Finding {
        let Said { rule, level, message, hint } = self;
        Finding { rule, level, file, place, message, hint, id }
    }
}

fn wordings(index: usize, phrase: &Phrase) -> Vec<Wording> {
    let lists = [
        (Key::Text, std::slice::from_ref(&phrase.text)),
        (Key::Variants, &phrase.variants),
        (Key::Aliases, &phrase.aliases),
        (Key::Decoys, &phrase.decoys),
        (Key::NotWithin, &phrase.not_within),
        (Key::Near, &phrase.near),
        (Key::NotNear, &phrase.not_near),
    ];
    let wording = |key, (at, raw): (usize, &String)| {
        let folded = normalize(raw);
        let template = is_template(raw);
        let letters = if template { skeleton(raw) } else { folded.letters() };
        Wording { phrase: index, key, index: at, raw: raw.clone(), folded, letters, template }
    };
    lists
        .into_iter()
        .flat_map(|(key, raws)| raws.iter().enumerate().map(move |raw| wording(key, raw)))
        .collect()
}

/// A template with its words folded and its slots by kind.
fn skeleton(raw: &str) -> String {
    let parts = parts(raw).unwrap_or_default();
    parts
        .into_iter()
        .map(|part| match part {
            Part::Text(text) => normalize(text).letters(),
            Part::Slot(slot) => format!("{{{slot:?}}}"),
        })
        .collect()
}
