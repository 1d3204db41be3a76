//! From TOML to phrases: every fault of every pack at once, each with its place.
//!
//! Pure; runs on the main thread. What is broken is told and left out, so that one
//! bad entry hides nothing of the others; [`Phrasebook::read`] accepts no fault.

mod terms;
mod wordings;

use super::rule;
use super::{
    Category, LeadIns, List, Mode, Pack, Phrase, Phrasebook, Position, Severity, Speaker, Status,
    Strictness, history, load,
};
use crate::document::{Document, Fault, Faults, Outline, Section};
use crate::normalize::normalize;
use crate::tr;
use std::collections::HashMap;
use std::sync::Arc;
use terms::read_terms;
use wordings::check_wordings;

const LISTS: [(&str, List); 2] = [("taboo", List::Taboo), ("civil", List::Civil)];
const SEVERITIES: [(&str, Severity); 3] =
    [("minor", Severity::Minor), ("serious", Severity::Serious), ("critical", Severity::Critical)];
const SPEAKERS: [(&str, Speaker); 3] =
    [("clerk", Speaker::Clerk), ("any", Speaker::Any), ("citizen", Speaker::Citizen)];
const STRICTNESSES: [(&str, Strictness); 3] =
    [("strict", Strictness::Strict), ("normal", Strictness::Normal), ("loose", Strictness::Loose)];
const MODES: [(&str, Mode); 5] = [
    ("exact", Mode::Exact),
    ("one_of", Mode::OneOf),
    ("example", Mode::Example),
    ("lexicon", Mode::Lexicon),
    ("speech_act", Mode::SpeechAct),
];

const POSITIONS: [(&str, Position); 4] = [
    ("anywhere", Position::Anywhere),
    ("first", Position::First),
    ("last", Position::Last),
    ("whole", Position::Whole),
];

/// What could be read of some packs, and what could not.
#[derive(Debug)]
pub struct Survey {
    /// The entries without faults.
    pub book: Phrasebook,
    /// Where they stand.
    pub origins: Origins,
    /// What is wrong with the others, in the order of documents and lines.
    pub faults: Vec<Fault>,
}

/// Where the packs, phrases and categories of a [`Phrasebook`] stand in their files,
/// each in the order in which the book gives them.
#[derive(Debug, Default)]
pub struct Origins {
    /// Of the packs' headers.
    pub packs: Vec<Outline>,
    /// Of the phrases.
    pub phrases: Vec<Outline>,
    /// Of the categories.
    pub categories: Vec<Outline>,
}

impl Phrasebook {
    /// Reads packs that are in memory. Fails with every fault of all of them:
    /// unknown keys, wrong words, ids used twice, empty or too short texts,
    /// missing sources.
    pub fn read(documents: &[Document]) -> Result<Phrasebook, Faults> {
        let Survey { book, faults, .. } = Phrasebook::survey(documents);
        if faults.is_empty() { Ok(book) } else { Err(Faults(faults)) }
    }

    /// Reads as much as can be read of packs that are in memory. Never listen by it:
    /// entries may be missing.
    pub fn survey(documents: &[Document]) -> Survey {
        let mut packs = Packs::default();
        let mut faults = Vec::new();
        for document in documents {
            faults.extend(document.survey(|top| packs.read(top)).1);
            match (packs.packs.last_mut(), Pack::content_version(document)) {
                (Some(pack), Ok(version)) => pack.version = version,
                // What is no TOML has been told of.
                (None, _) | (_, Err(_)) => {}
            }
        }
        let Packs { packs, phrases, categories, origins, .. } = packs;
        let version = load::version(&packs);
        Survey { book: Phrasebook { packs, phrases, categories, version }, origins, faults }
    }
}

/// All that was read so far.
#[derive(Default)]
struct Packs {
    packs: Vec<Pack>,
    phrases: Vec<Phrase>,
    categories: Vec<Category>,
    origins: Origins,
    /// Every id with its pack.
    seen: HashMap<String, String>,
}

impl Packs {
    /// Reads one pack.
    fn read(&mut self, top: &Section<'_>) {
        let header = top.section("pack");
        let pack = read_header(top, &header);
        self.origins.packs.push(header.outline());
        for entry in top.sections("category") {
            let before = entry.fault_count();
            let category = read_category(&entry, &pack.name);
            self.once(&entry, &category.id, &pack.name);
            if entry.fault_count() == before {
                self.categories.push(category);
                self.origins.categories.push(entry.outline());
            }
        }
        for entry in top.sections("phrase") {
            let before = entry.fault_count();
            let phrase = read_phrase(&entry, &pack);
            self.once(&entry, &phrase.id, &pack.name);
            if entry.fault_count() == before {
                self.phrases.push(phrase);
                self.origins.phrases.push(entry.outline());
            }
        }
        self.packs.push(pack);
    }

    /// Tells an id that was used before.
    fn once(&mut self, entry: &Section<'_>, id: &str, pack: &str) {
        if let Some(first) = self.seen.insert(id.to_owned(), pack.to_owned())
            && !id.is_empty()
        {
            let message =
                tr!("编号 {} 重复,已用于 {}", "id {} is used twice, first in pack {}", id, first);
            entry.rule_fault(rule::DUPLICATE_ID, "id", None, message);
        }
    }
}

fn read_header(top: &Section<'_>, header: &Section<'_>) -> Pack {
    let lead_ins = top.section("lead_ins");
    if !top.has("pack") {
        top.missing("pack");
    }
    Pack {
        name: required(header, "name"),
        title: required(header, "title"),
        owner: header.string("owner").unwrap_or_default(),
        status: header.word("status", &Status::WORDS).unwrap_or(Status::Approved),
        notes: header.string("notes").unwrap_or_default(),
        lead_ins: LeadIns {
            quotation: lead_ins.strings("quotation"),
            negation: lead_ins.strings("negation"),
        },
        history: history::steps(top),
        version: String::new(),
    }
}

fn read_category(entry: &Section<'_>, pack: &str) -> Category {
    if !entry.has("list") {
        entry.missing("list");
    }
    Category {
        id: required(entry, "id"),
        pack: pack.to_owned(),
        text: required(entry, "text"),
        list: entry.word("list", &LISTS).unwrap_or(List::Taboo),
        scene: entry.string("scene").unwrap_or_default(),
        category: entry.string("category").unwrap_or_default(),
        packs: entry.strings("packs"),
        source: source(entry),
        notes: entry.string("notes").unwrap_or_default(),
    }
}

fn read_phrase(entry: &Section<'_>, pack: &Pack) -> Phrase {
    let list = entry.word("list", &LISTS);
    if !entry.has("list") {
        entry.missing("list");
    }
    let list = list.unwrap_or(List::Taboo);
    let severity = entry.word("severity", &SEVERITIES);
    let speaker = entry.word("speaker", &SPEAKERS);
    if list == List::Taboo {
        for key in ["severity", "speaker"] {
            if !entry.has(key) {
                let message = tr!("缺少这一项", "is missing");
                entry.rule_fault(rule::INCOMPLETE_TABOO, key, None, message);
            }
        }
    } else if severity.is_some_and(|severity| severity != Severity::Minor) {
        let message =
            tr!("文明用语没有严重程度,请删去", "civil phrases have no severity; remove it");
        entry.rule_fault(rule::WRONG_LIST, "severity", None, message);
    }
    let group = entry.string("group").unwrap_or_default();
    let phrase = Phrase {
        id: required(entry, "id"),
        pack: pack.name.clone(),
        text: required(entry, "text"),
        list,
        group: group.clone(),
        mode: entry.word("mode", &MODES).unwrap_or(Mode::Exact),
        scene: entry.string("scene").unwrap_or_default(),
        category: entry.string("category").unwrap_or_default(),
        severity: severity.unwrap_or(Severity::Minor),
        speaker: speaker.unwrap_or(Speaker::Clerk),
        strictness: entry.word("strictness", &STRICTNESSES).unwrap_or(Strictness::Normal),
        variants: entry.strings("variants"),
        aliases: entry.strings("aliases"),
        decoys: entry.strings("decoys"),
        not_within: entry.strings("not_within"),
        near: entry.strings("near"),
        not_near: entry.strings("not_near"),
        near_chars: entry.integer("near_chars", 1..=200).and_then(|n| u16::try_from(n).ok()),
        position: entry.word("position", &POSITIONS).unwrap_or_default(),
        preceded_by: folded(entry.strings("preceded_by")),
        followed_by: folded(entry.strings("followed_by")),
        lead_ins: entry.boolean("lead_ins").unwrap_or(list == List::Taboo),
        terms: Arc::new(read_terms(entry, list, &group, pack.status)),
        source: source(entry),
        notes: entry.string("notes").unwrap_or_default(),
    };
    check_wordings(entry, &phrase);
    phrase
}

/// As texts are compared: one script, no punctuation.
fn folded(words: Vec<String>) -> Vec<String> {
    words.iter().map(|word| normalize(word).letters()).collect()
}

/// Where an entry comes from; it must say.
fn source(entry: &Section<'_>) -> String {
    let source = entry.string("source");
    if source.as_ref().map_or(!entry.has("source"), |source| source.trim().is_empty()) {
        let message = tr!("缺少这一项", "is missing");
        entry.rule_fault(rule::MISSING_SOURCE, "source", None, message);
    }
    source.unwrap_or_default()
}

/// A string that must be there and hold more than space.
fn required(section: &Section<'_>, key: &str) -> String {
    let text = section.required_string(key);
    if section.has(key) && section.string(key).is_some() && text.trim().is_empty() {
        section.fault(key, tr!("不能为空", "must not be empty"));
    }
    text
}
