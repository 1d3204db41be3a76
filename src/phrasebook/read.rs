//! From TOML to phrases: every fault of every pack at once, each with its place.
//!
//! Pure; runs on the main thread. Decides nothing about matching but whether a
//! wording is long enough for its strictness.

use super::{
    List, Mode, Pack, Phrase, Phrasebook, Severity, Speaker, Strictness, is_template, load,
};
use crate::document::{Document, Faults, Section};
use crate::normalize::normalize;
use crate::tr;
use std::collections::HashMap;

const LISTS: [(&str, List); 2] = [("taboo", List::Taboo), ("civil", List::Civil)];
const SEVERITIES: [(&str, Severity); 3] =
    [("minor", Severity::Minor), ("serious", Severity::Serious), ("critical", Severity::Critical)];
const SPEAKERS: [(&str, Speaker); 2] = [("clerk", Speaker::Clerk), ("any", Speaker::Any)];
const STRICTNESSES: [(&str, Strictness); 3] =
    [("strict", Strictness::Strict), ("normal", Strictness::Normal), ("loose", Strictness::Loose)];
const MODES: [(&str, Mode); 5] = [
    ("exact", Mode::Exact),
    ("one_of", Mode::OneOf),
    ("example", Mode::Example),
    ("lexicon", Mode::Lexicon),
    ("speech_act", Mode::SpeechAct),
];

impl Phrasebook {
    /// Reads packs that are in memory. Fails with every fault of all of them:
    /// unknown keys, wrong words, ids used twice, empty or too short texts,
    /// missing sources.
    pub fn read(documents: &[Document]) -> Result<Phrasebook, Faults> {
        let mut faults = Vec::new();
        let mut seen = HashMap::new();
        let (mut packs, mut phrases) = (Vec::new(), Vec::new());
        for document in documents {
            match document.read(|top| read_pack(top, &mut seen)) {
                Ok((pack, mut entries)) => {
                    packs.push(pack);
                    phrases.append(&mut entries);
                }
                Err(Faults(mut found)) => faults.append(&mut found),
            }
        }
        if !faults.is_empty() {
            return Err(Faults(faults));
        }
        let version = load::version(&packs, &phrases);
        Ok(Phrasebook { packs, phrases, version })
    }
}

/// Reads one pack; `seen` holds the ids of all packs so far, with their pack.
fn read_pack(top: &Section<'_>, seen: &mut HashMap<String, String>) -> (Pack, Vec<Phrase>) {
    let header = top.section("pack");
    let pack = Pack {
        name: required(&header, "name"),
        title: required(&header, "title"),
        notes: header.string("notes").unwrap_or_default(),
    };
    if !top.has("pack") {
        top.missing("pack");
    }
    let phrases = top
        .sections("phrase")
        .iter()
        .map(|entry| {
            let phrase = read_phrase(entry, &pack.name);
            if let Some(first) = seen.insert(phrase.id.clone(), pack.name.clone())
                && !phrase.id.is_empty()
            {
                entry.fault(
                    "id",
                    tr!(
                        "编号 {} 重复,已用于 {}",
                        "id {} is used twice, first in pack {}",
                        phrase.id,
                        first
                    ),
                );
            }
            phrase
        })
        .collect();
    (pack, phrases)
}

fn read_phrase(entry: &Section<'_>, pack: &str) -> Phrase {
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
                entry.missing(key);
            }
        }
    } else if severity.is_some_and(|severity| severity != Severity::Minor) {
        entry.fault(
            "severity",
            tr!("文明用语没有严重程度,请删去", "civil phrases have no severity; remove it"),
        );
    }
    let phrase = Phrase {
        id: required(entry, "id"),
        pack: pack.to_owned(),
        text: required(entry, "text"),
        list,
        group: entry.string("group").unwrap_or_default(),
        mode: entry.word("mode", &MODES).unwrap_or(Mode::Exact),
        scene: entry.string("scene").unwrap_or_default(),
        category: entry.string("category").unwrap_or_default(),
        severity: severity.unwrap_or(Severity::Minor),
        speaker: speaker.unwrap_or(Speaker::Clerk),
        strictness: entry.word("strictness", &STRICTNESSES).unwrap_or(Strictness::Normal),
        variants: entry.strings("variants"),
        decoys: entry.strings("decoys"),
        not_within: entry.strings("not_within"),
        source: required(entry, "source"),
        notes: entry.string("notes").unwrap_or_default(),
    };
    check_wordings(entry, &phrase);
    phrase
}

/// A string that must be there and hold more than space.
fn required(section: &Section<'_>, key: &str) -> String {
    let text = section.required_string(key);
    if section.has(key) && section.string(key).is_some() && text.trim().is_empty() {
        section.fault(key, tr!("不能为空", "must not be empty"));
    }
    text
}

/// The fewest syllables a wording may have: one wrong sound in less than this is
/// another word.
fn shortest(strictness: Strictness) -> usize {
    match strictness {
        Strictness::Strict => 1,
        Strictness::Normal => 2,
        Strictness::Loose => 5,
    }
}

fn check_wordings(entry: &Section<'_>, phrase: &Phrase) {
    let shortest = shortest(phrase.strictness);
    let lists = [
        ("text", std::slice::from_ref(&phrase.text), shortest),
        ("variants", &phrase.variants, shortest),
        ("decoys", &phrase.decoys, 2),
        ("not_within", &phrase.not_within, 2),
    ];
    for (key, wordings, shortest) in lists {
        for wording in wordings.iter().filter(|wording| !wording.trim().is_empty() || key != "text")
        {
            if is_template(wording) {
                check_template(entry, key, wording);
                continue;
            }
            let length = normalize(wording).len();
            if length < shortest {
                let message = tr!(
                    "“{}”只有 {} 个字,至少要 {} 个字(或改用更严的 strictness)",
                    "\"{}\" has {} characters and needs {} or more (or a stricter strictness)",
                    wording,
                    length,
                    shortest
                );
                entry.fault(key, message);
            }
        }
    }
}

fn check_template(entry: &Section<'_>, key: &str, wording: &str) {
    let mut open = false;
    let mut sound = true;
    for ch in wording.chars() {
        match ch {
            '{' if !open => open = true,
            '}' if open => open = false,
            '{' | '}' => sound = false,
            _ => {}
        }
    }
    if open || !sound || wording.contains("{}") {
        entry.fault(
            key,
            tr!(
                "“{}”的空位没写完整,应写成 {{名称}}",
                "the slots of \"{}\" are not whole; write {{name}}",
                wording
            ),
        );
    }
}
