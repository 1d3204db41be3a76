//! From TOML to phrases: every fault of every pack at once, each with its place.
//!
//! Pure; runs on the main thread. Decides nothing about matching but whether a
//! wording is long enough for its strictness.

use super::terms::{
    Condition, Count, Hours, REMEDY_S, Remedy, Terms, WITHIN_MOST_S, WITHIN_MOST_TURNS, Weight,
    When, Within,
};
use super::{
    Category, KINDS, LeadIns, List, Mode, Pack, Phrase, Phrasebook, Position, Severity, SlotFault,
    Speaker, Status, Strictness, history, is_template, load, parts,
};
use crate::document::{Document, Faults, Section};
use crate::normalize::normalize;
use crate::tr;
use std::collections::HashMap;
use std::sync::Arc;

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
const REMEDIES: [(&str, Remedy); 2] = [("partial", Remedy::Partial), ("full", Remedy::Full)];
const WHENS: [(&str, When); 2] = [("before", When::Before), ("after", When::After)];
const COUNTS: [(&str, Count); 2] = [("only", Count::Only), ("never", Count::Never)];
const WEIGHTS: [(&str, Weight); 5] = [
    ("minor", Weight::Severity(Severity::Minor)),
    ("serious", Weight::Severity(Severity::Serious)),
    ("critical", Weight::Severity(Severity::Critical)),
    ("none", Weight::Nothing),
    ("merit", Weight::Merit),
];

impl Phrasebook {
    /// Reads packs that are in memory. Fails with every fault of all of them:
    /// unknown keys, wrong words, ids used twice, empty or too short texts,
    /// missing sources.
    pub fn read(documents: &[Document]) -> Result<Phrasebook, Faults> {
        let mut faults = Vec::new();
        let mut seen = HashMap::new();
        let (mut packs, mut phrases, mut categories) = (Vec::new(), Vec::new(), Vec::new());
        for document in documents {
            match document.read(|top| read_pack(top, &mut seen)) {
                Ok((mut pack, mut entries, mut empty)) => {
                    pack.version = Pack::content_version(document)?;
                    packs.push(pack);
                    phrases.append(&mut entries);
                    categories.append(&mut empty);
                }
                Err(Faults(mut found)) => faults.append(&mut found),
            }
        }
        if !faults.is_empty() {
            return Err(Faults(faults));
        }
        let version = load::version(&packs);
        Ok(Phrasebook { packs, phrases, categories, version })
    }
}

/// Reads one pack; `seen` holds the ids of all packs so far, with their pack.
fn read_pack(
    top: &Section<'_>,
    seen: &mut HashMap<String, String>,
) -> (Pack, Vec<Phrase>, Vec<Category>) {
    let header = top.section("pack");
    let lead_ins = top.section("lead_ins");
    let pack = Pack {
        name: required(&header, "name"),
        title: required(&header, "title"),
        owner: header.string("owner").unwrap_or_default(),
        status: header.word("status", &Status::WORDS).unwrap_or(Status::Approved),
        history: history::steps(top),
        version: String::new(),
        notes: header.string("notes").unwrap_or_default(),
        lead_ins: LeadIns {
            quotation: lead_ins.strings("quotation"),
            negation: lead_ins.strings("negation"),
        },
    };
    if !top.has("pack") {
        top.missing("pack");
    }
    let mut once = |entry: &Section<'_>, id: &str| {
        if let Some(first) = seen.insert(id.to_owned(), pack.name.clone())
            && !id.is_empty()
        {
            entry.fault(
                "id",
                tr!("编号 {} 重复,已用于 {}", "id {} is used twice, first in pack {}", id, first),
            );
        }
    };
    let categories = top
        .sections("category")
        .iter()
        .map(|entry| {
            let category = read_category(entry, &pack.name);
            once(entry, &category.id);
            category
        })
        .collect();
    let phrases = top
        .sections("phrase")
        .iter()
        .map(|entry| {
            let phrase = read_phrase(entry, &pack);
            once(entry, &phrase.id);
            phrase
        })
        .collect();
    (pack, phrases, categories)
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
        source: required(entry, "source"),
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
        pack: pack.name.clone(),
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
        aliases: entry.strings("aliases"),
        decoys: entry.strings("decoys"),
        not_within: entry.strings("not_within"),
        near: entry.strings("near"),
        not_near: entry.strings("not_near"),
        near_chars: entry.integer("near_chars", 1..=200).and_then(|n| u16::try_from(n).ok()),
        position: entry.word("position", &POSITIONS).unwrap_or_default(),
        lead_ins: entry.boolean("lead_ins").unwrap_or(list == List::Taboo),
        terms: Arc::new(read_terms(entry, list, pack.status)),
        source: required(entry, "source"),
        notes: entry.string("notes").unwrap_or_default(),
    };
    check_wordings(entry, &phrase);
    phrase
}

fn read_terms(entry: &Section<'_>, list: List, status: Status) -> Terms {
    let remedy = entry.word("remedy", &REMEDIES);
    let remedy_s = entry.number("remedy_s", 0.0..=WITHIN_MOST_S);
    if list == List::Taboo && remedy.is_some() {
        let message = tr!(
            "只有文明用语能补救;忌语请写 remedy_s",
            "only civil phrases put right; write remedy_s for a taboo phrase"
        );
        entry.fault("remedy", message);
    }
    if list == List::Civil && remedy_s.is_some() {
        let message = tr!(
            "文明用语无需补救;请写 remedy",
            "a civil phrase needs no putting right; write remedy"
        );
        entry.fault("remedy_s", message);
    }
    Terms {
        context: entry.sections("context").iter().map(read_condition).collect(),
        hours: read_hours(&entry.section("hours"), list),
        remedy_s: remedy_s.unwrap_or(if list == List::Taboo { REMEDY_S } else { 0.0 }),
        remedy,
        shadow: status == Status::Shadow,
    }
}

fn read_hours(hours: &Section<'_>, list: List) -> Hours {
    let weight = |key: &str| {
        let weight = hours.word(key, &WEIGHTS);
        let fits = match (list, weight) {
            (List::Taboo, Some(Weight::Merit)) | (List::Civil, Some(Weight::Severity(_))) => false,
            (List::Taboo | List::Civil, _) => true,
        };
        if !fits {
            let message = tr!(
                "忌语写 minor、serious、critical 或 none,文明用语写 merit 或 none",
                "write minor, serious, critical or none for taboo phrases, merit or none for civil ones"
            );
            hours.fault(key, message);
        }
        weight
    };
    Hours { open: weight("open"), closing: weight("closing"), closed: weight("closed") }
}

fn read_condition(entry: &Section<'_>) -> Condition {
    for key in ["when", "said", "count"] {
        if !entry.has(key) {
            entry.missing(key);
        }
    }
    let said = entry.strings("said");
    for text in &said {
        if is_template(text) || normalize(text).len() < 2 {
            let message = tr!(
                "“{}”:应为至少两个字、不带空位的词句",
                "\"{}\": write two characters or more, without slots",
                text
            );
            entry.fault("said", message);
        }
    }
    let seconds = entry.number("within_s", 0.5..=WITHIN_MOST_S);
    let turns = entry.integer("within_turns", 1..=i64::from(WITHIN_MOST_TURNS));
    if entry.has("within_s") == entry.has("within_turns") {
        let message = tr!(
            "within_s(秒)和 within_turns(话轮)写其中一个",
            "write one of within_s (seconds) and within_turns"
        );
        entry.fault("within_s", message);
    }
    let within = match turns.and_then(|turns| u8::try_from(turns).ok()) {
        Some(turns) => Within::Turns(turns),
        None => Within::Seconds(seconds.unwrap_or(WITHIN_MOST_S)),
    };
    Condition {
        when: entry.word("when", &WHENS).unwrap_or(When::Before),
        said,
        by: entry.word("by", &SPEAKERS).unwrap_or(Speaker::Any),
        within,
        count: entry.word("count", &COUNTS).unwrap_or(Count::Only),
    }
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
        ("aliases", &phrase.aliases, 2),
        ("decoys", &phrase.decoys, 2),
        ("not_within", &phrase.not_within, 2),
        ("near", &phrase.near, 1),
        ("not_near", &phrase.not_near, 1),
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
    let message = match parts(wording) {
        Ok(_) if matches!(key, "text" | "variants") => return,
        Ok(_) => tr!("“{}”:这里不能有空位", "\"{}\": no slots here", wording),
        Err(SlotFault::Torn) => tr!(
            "“{}”的空位没写完整,应写成 {{名称}}",
            "the slots of \"{}\" are not whole; write {{name}}",
            wording
        ),
        Err(SlotFault::Unknown(slot)) => tr!(
            "不认识空位 {{{}}},可用的有:{}",
            "unknown slot {{{}}}; known are: {}",
            slot,
            KINDS.map(|(_, names)| format!("{}/{}", names[0], names[1])).join(", ")
        ),
    };
    entry.fault(key, message);
}
