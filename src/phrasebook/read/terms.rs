//! The terms of a phrase: context, hours, remedy.
//!
//! Pure; runs on the main thread. Checks form only: whether a term can ever act is
//! for `lint`.

use super::SPEAKERS;
use crate::document::Section;
use crate::normalize::normalize;
use crate::phrasebook::rule;
use crate::phrasebook::terms::{
    Condition, Count, Hours, REMEDY_S, Remedy, Terms, WITHIN_MOST_S, WITHIN_MOST_TURNS, Weight,
    When, Within,
};
use crate::phrasebook::{List, Severity, Speaker, Status, is_template};
use crate::tr;

/// The group of phrases on integrity.
const INTEGRITY: &str = "integrity";

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

/// Reads what looks beyond a phrase's own words; `status` is that of its pack.
pub(super) fn read_terms(entry: &Section<'_>, list: List, group: &str, status: Status) -> Terms {
    let remedy = entry.word("remedy", &REMEDIES);
    let remedy_s = entry.number("remedy_s", 0.0..=WITHIN_MOST_S);
    if list == List::Taboo && remedy.is_some() {
        let message = tr!(
            "只有文明用语能补救;忌语请写 remedy_s",
            "only civil phrases put right; write remedy_s for a taboo phrase"
        );
        entry.rule_fault(rule::WRONG_LIST, "remedy", None, message);
    }
    if list == List::Civil && remedy_s.is_some() {
        let message = tr!(
            "文明用语无需补救;请写 remedy",
            "a civil phrase needs no putting right; write remedy"
        );
        entry.rule_fault(rule::WRONG_LIST, "remedy_s", None, message);
    }
    Terms {
        context: entry.sections("context").iter().map(read_condition).collect(),
        hours: read_hours(&entry.section("hours"), list),
        remedy_s: remedy_s.unwrap_or(if list == List::Taboo { REMEDY_S } else { 0.0 }),
        remedy,
        shadow: status == Status::Shadow,
        integrity: list == List::Taboo && group == INTEGRITY,
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
            hours.rule_fault(rule::WRONG_LIST, key, None, message);
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
    for (index, text) in said.iter().enumerate() {
        if is_template(text) || normalize(text).len() < 2 {
            let message = tr!(
                "“{}”:应为至少两个字、不带空位的词句",
                "\"{}\": write two characters or more, without slots",
                text
            );
            entry.rule_fault(rule::CONTEXT_WORDS, "said", Some(index), message);
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
