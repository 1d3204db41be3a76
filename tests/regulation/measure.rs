//! Recall and precision on regulations that people read phrases off by hand.
//!
//! A found phrase counts only when, folded to one script without punctuation, it
//! equals an entry as printed, as simplified, or as template; what is to be filled in
//! (××, XX, …, a slot) is one symbol on both sides. Containing an entry is not enough.

use liyu::normalize::simplified;
use liyu::phrasebook::List;
use liyu::regulation::{decode, find};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

const RECALL_PERCENT: usize = 90;
const PRECISION_PERCENT: usize = 80;

struct Entry {
    id: String,
    list: List,
    /// Whether it is one that must be found: quoted, or printed as taboo.
    wanted: bool,
    /// Its folded forms.
    forms: BTreeSet<String>,
    /// The documents that it is cited from, by their first three digits.
    documents: BTreeSet<String>,
}

/// Letters and digits in one script; anything to be filled in as one `#`.
fn folded(text: &str) -> String {
    let mut out = String::new();
    let mut depth = 0;
    let chars: Vec<char> = simplified(text).chars().collect();
    for (at, ch) in chars.iter().enumerate() {
        let latin = |at: Option<usize>| {
            at.and_then(|at| chars.get(at)).is_some_and(|ch: &char| ch.is_ascii_alphanumeric())
        };
        let blank = match ch {
            '{' => {
                depth += 1;
                true
            }
            '}' => {
                depth -= 1;
                false
            }
            '×' | '*' | '…' => true,
            'X' => {
                chars[..at].iter().rev().take_while(|ch| **ch == 'X').count() > 0
                    || !latin(at.checked_sub(1))
            }
            _ => false,
        };
        if blank && !out.ends_with('#') {
            out.push('#');
        } else if !blank && depth == 0 && ch.is_alphanumeric() {
            out.push(*ch);
        }
    }
    out
}

fn entries(folder: &Path) -> Vec<Entry> {
    let mut entries = Vec::new();
    for (file, list, flag) in
        [("civil.jsonl", List::Civil, "quoted"), ("taboo.jsonl", List::Taboo, "explicit")]
    {
        let text = std::fs::read_to_string(folder.join("rules").join(file)).unwrap();
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            let value: serde_json::Value = serde_json::from_str(line).unwrap();
            let string = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
            let wanted = value[flag].as_bool().unwrap();
            // A category without wording can be no phrase.
            if list == List::Taboo && !wanted {
                continue;
            }
            let mut forms: BTreeSet<String> =
                string("original").split('‖').map(folded).filter(|form| !form.is_empty()).collect();
            forms.insert(folded(&string("text_simplified")));
            forms.insert(folded(&string("template")));
            forms.remove("");
            let documents = string("source").split("; ").map(|source| source[..3].into()).collect();
            entries.push(Entry { id: string("id"), list, wanted, forms, documents });
        }
    }
    entries
}

fn percent(part: usize, all: usize) -> usize {
    (part * 100).checked_div(all).unwrap_or(100)
}

#[test]
fn recall_and_precision() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = std::env::var_os("LIYU_SHARED").map_or(root.join("../shared"), PathBuf::from);
    if !folder.join("regulations").is_dir() {
        println!("skipped: no regulations in {} (LIYU_SHARED names the folder)", folder.display());
        return;
    }
    let entries = entries(&folder);
    let mut documents: Vec<PathBuf> = std::fs::read_dir(folder.join("regulations"))
        .unwrap()
        .map(|file| file.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .collect();
    documents.sort();
    let mut hit: BTreeSet<&str> = BTreeSet::new();
    // Distinct phrases: list and folded text, and whether an entry equals it.
    let mut distinct: BTreeMap<(bool, String), bool> = BTreeMap::new();
    println!("document  found correct precision | cited wanted found recall | unsure");
    for path in &documents {
        let name: String = path.file_name().unwrap().to_string_lossy().chars().take(3).collect();
        let found = find(&decode(&std::fs::read(path).unwrap()).text);
        let mut seen: BTreeMap<(bool, String), bool> = BTreeMap::new();
        let mut here: BTreeSet<&str> = BTreeSet::new();
        for phrase in &found.phrases {
            let forms = [&phrase.text, &phrase.template].map(|text| folded(text));
            let equal: Vec<&Entry> = entries
                .iter()
                .filter(|entry| entry.list == phrase.list)
                .filter(|entry| forms.iter().any(|form| entry.forms.contains(form)))
                .collect();
            here.extend(equal.iter().map(|entry| entry.id.as_str()));
            let key = (phrase.list == List::Taboo, folded(&phrase.text));
            if equal.is_empty() {
                println!("  other: {} L{} {:?} {}", name, phrase.line, phrase.list, phrase.text);
            }
            seen.insert(key, !equal.is_empty());
        }
        let cited: Vec<&Entry> = entries
            .iter()
            .filter(|entry| entry.wanted && entry.documents.contains(&name))
            .collect();
        let recalled = cited.iter().filter(|entry| here.contains(entry.id.as_str())).count();
        for entry in cited.iter().filter(|entry| !here.contains(entry.id.as_str())) {
            println!("  missed: {} {} {:?}", name, entry.id, entry.forms);
        }
        let correct = seen.values().filter(|correct| **correct).count();
        println!(
            "{name}       {:>5} {correct:>7} {:>8}% | {:>12} {recalled:>5} {:>5}% | {:>6}",
            seen.len(),
            percent(correct, seen.len()),
            cited.len(),
            percent(recalled, cited.len()),
            found.unsure.len()
        );
        if std::env::var_os("LIYU_SHOW").is_some() {
            for unsure in &found.unsure {
                println!("  unsure: {name} L{} {} ({})", unsure.line, unsure.text, unsure.reason);
            }
            for phrase in &found.phrases {
                println!("  found: {name} {phrase:?}");
            }
        }
        hit.extend(here);
        distinct.extend(seen);
    }
    println!("list    wanted found recall | distinct correct precision");
    for (list, taboo) in [(List::Civil, false), (List::Taboo, true)] {
        let wanted: Vec<&Entry> =
            entries.iter().filter(|entry| entry.list == list && entry.wanted).collect();
        let recalled = wanted.iter().filter(|entry| hit.contains(entry.id.as_str())).count();
        let all = distinct.keys().filter(|key| key.0 == taboo).count();
        let correct = distinct.iter().filter(|(key, correct)| key.0 == taboo && **correct).count();
        println!(
            "{list:?}   {:>6} {recalled:>5} {:>5}% | {all:>8} {correct:>7} {:>8}%",
            wanted.len(),
            percent(recalled, wanted.len()),
            percent(correct, all)
        );
        let least = if taboo { 100 } else { RECALL_PERCENT };
        assert!(percent(recalled, wanted.len()) >= least, "recall of {list:?}");
        assert!(percent(correct, all) >= PRECISION_PERCENT, "precision of {list:?}");
    }
}
