//! The draft of a phrase list: TOML for a trainer to read, change and accept.
//!
//! Pure: makes the text, writes no file. What is printed more than once becomes one
//! entry with all its lines; what was doubtful stands in its notes, and what was not
//! taken at the end, as comments.

use super::{Finding, Findings};
use crate::normalize::normalize;
use crate::phrasebook::{List, Mode};
use crate::tr;
use std::collections::HashMap;

/// The draft of a pack `name` (its file name without `.toml`) with `title`, made from
/// what was found in `document`, a name for people. Always whole TOML of the format of
/// `phrases/`, whatever the document held; ids are made from `name`.
pub fn draft(name: &str, title: &str, document: &str, findings: &Findings) -> String {
    let entries = entries(&findings.phrases);
    let mut text = String::new();
    let head = tr!(
        "草稿:取自 {},请逐条核对后采用。",
        "Draft from {}: check every entry before it is used.",
        document
    );
    comment(&mut text, &head);
    text.push_str("\n[pack]\n");
    pair(&mut text, "name", if name.trim().is_empty() { "draft" } else { name });
    pair(&mut text, "title", if title.trim().is_empty() { document_or(document) } else { title });
    text.push_str("status = \"draft\"\n");
    let notes = tr!(
        "由 {} 自动摘出,共 {} 条,未经核对。",
        "Taken from {} by machine: {} entries, not checked.",
        document,
        entries.len()
    );
    pair(&mut text, "notes", &notes);
    let prefix = prefix(name);
    for (at, entry) in entries.iter().enumerate() {
        write_entry(&mut text, &format!("{prefix}-{:03}", at + 1), document, entry);
    }
    if !findings.unsure.is_empty() {
        text.push('\n');
        comment(&mut text, &tr!("未收入,请人工判断:", "Not taken; please judge:"));
        for unsure in &findings.unsure {
            comment(&mut text, &format!("L{} “{}”: {}", unsure.line, unsure.text, unsure.reason));
        }
    }
    text
}

/// One phrase of a list, wherever it is printed.
struct Entry<'a> {
    /// The first occurrence.
    first: &'a Finding,
    /// All of them, in order of lines.
    all: Vec<&'a Finding>,
    /// Whether the other list has it too.
    on_both: bool,
}

/// Groups occurrences of the same words on the same list, in the order of the first.
fn entries(phrases: &[Finding]) -> Vec<Entry<'_>> {
    let mut entries: Vec<Entry<'_>> = Vec::new();
    let mut places: HashMap<(List, String), usize> = HashMap::new();
    for finding in phrases {
        let key = key(&finding.template);
        match places.get(&(finding.list, key.clone())) {
            Some(at) => entries[*at].all.push(finding),
            None => {
                places.insert((finding.list, key), entries.len());
                entries.push(Entry { first: finding, all: vec![finding], on_both: false });
            }
        }
    }
    for entry in &mut entries {
        let other = if entry.first.list == List::Civil { List::Taboo } else { List::Civil };
        entry.on_both = places.contains_key(&(other, key(&entry.first.template)));
    }
    entries
}

/// What makes two phrases one: letters and slots, folded.
fn key(template: &str) -> String {
    let parts: Vec<String> =
        template.split(['{', '}']).map(|part| normalize(part).letters()).collect();
    parts.join("|")
}

fn write_entry(text: &mut String, id: &str, document: &str, entry: &Entry<'_>) {
    let first = entry.first;
    text.push_str("\n[[phrase]]\n");
    pair(text, "id", id);
    pair(text, "text", &first.template);
    match first.list {
        List::Civil => {
            pair(text, "list", "civil");
            pair(text, "mode", mode(first.mode));
            if !first.scene.is_empty() {
                pair(text, "scene", first.scene);
            }
        }
        List::Taboo => {
            pair(text, "list", "taboo");
            pair(text, "mode", mode(first.mode));
            pair(text, "severity", "serious");
            pair(text, "speaker", "clerk");
        }
    }
    let shortest = std::iter::once(&first.template)
        .chain(&first.variants)
        .filter(|wording| !wording.contains('{'))
        .map(|wording| normalize(wording).len())
        .min();
    // One wrong sound in one syllable is another word.
    if shortest.is_some_and(|syllables| syllables < 2) {
        pair(text, "strictness", "strict");
    }
    if !first.variants.is_empty() {
        let variants: Vec<String> = first.variants.iter().map(|wording| quoted(wording)).collect();
        text.push_str(&format!("variants = [{}]\n", variants.join(", ")));
    }
    let mut lines: Vec<usize> = entry.all.iter().map(|finding| finding.line).collect();
    lines.dedup();
    let lines: Vec<String> = lines.iter().map(|line| format!("L{line}")).collect();
    pair(text, "source", &format!("{} ({})", document_or(document), lines.join(", ")));
    pair(text, "notes", &notes(entry));
}

fn notes(entry: &Entry<'_>) -> String {
    let first = entry.first;
    let mut notes = vec![tr!("原文:{}", "Printed: {}", first.text)];
    if !first.heading.is_empty() {
        notes.push(tr!("标题:{}", "Heading: {}", first.heading));
    }
    // A doubt holds while no occurrence is free of it.
    let doubts = first
        .doubts
        .iter()
        .filter(|doubt| entry.all.iter().all(|finding| finding.doubts.contains(doubt)));
    let mut doubts: Vec<String> = doubts.map(ToString::to_string).collect();
    if entry.on_both {
        doubts.push(tr!("两类名单都有", "stands on both lists"));
    }
    if !doubts.is_empty() {
        notes.push(tr!("待核:{}", "Check: {}", doubts.join("; ")));
    }
    notes.join(" | ")
}

fn mode(mode: Mode) -> &'static str {
    match mode {
        Mode::Exact => "exact",
        Mode::OneOf => "one_of",
        Mode::Example => "example",
        Mode::Lexicon => "lexicon",
        Mode::SpeechAct => "speech_act",
    }
}

/// The beginning of ids: the pack's name without anything but letters and digits.
fn prefix(name: &str) -> String {
    let words: Vec<String> = name
        .split(|ch: char| !ch.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    if words.is_empty() { "draft".to_owned() } else { words.join("-") }
}

fn document_or(document: &str) -> &str {
    if document.trim().is_empty() { "?" } else { document }
}

fn pair(text: &mut String, key: &str, value: &str) {
    text.push_str(&format!("{key} = {}\n", quoted(value)));
}

fn comment(text: &mut String, line: &str) {
    let line: String = line.chars().map(|ch| if ch.is_control() { ' ' } else { ch }).collect();
    text.push_str(&format!("# {line}\n"));
}

/// `value` as a basic TOML string.
fn quoted(value: &str) -> String {
    let mut quoted = String::with_capacity(value.len() + 2);
    quoted.push('"');
    for ch in value.chars() {
        match ch {
            '"' | '\\' => quoted.extend(['\\', ch]),
            ch if ch.is_control() => quoted.push(' '),
            ch => quoted.push(ch),
        }
    }
    quoted.push('"');
    quoted
}
