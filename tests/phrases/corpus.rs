//! A labelled corpus outside the repository, when its path is given in
//! `LIYU_CORPUS`: recall by kind and false hits, printed, never asserted.
//!
//! One JSON object a line: `text`, `role`, `taboo` (ids), `kind`.

use crate::accepted;
use liyu::phrasebook::List;
use std::collections::BTreeMap;

#[test]
#[ignore = "needs a corpus: LIYU_CORPUS=corpus.jsonl cargo test --release --test phrases corpus -- --ignored --nocapture"]
fn recall_and_false_hits_by_kind() {
    let path = std::env::var("LIYU_CORPUS").expect("LIYU_CORPUS names a file");
    let mut kinds: BTreeMap<String, [usize; 4]> = BTreeMap::new();
    for line in std::fs::read_to_string(path).unwrap().lines() {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        let text = line["text"].as_str().unwrap();
        let wanted: Vec<&str> =
            line["taboo"].as_array().unwrap().iter().filter_map(|id| id.as_str()).collect();
        let found = accepted(text, List::Taboo);
        let kind = format!("{} {}", line["kind"].as_str().unwrap(), line["role"].as_str().unwrap());
        let [lines, hit, all, false_hits] = kinds.entry(kind).or_default();
        *lines += 1;
        if wanted.is_empty() {
            *false_hits += usize::from(!found.is_empty());
            if !found.is_empty() {
                println!("false: {text} {found:?}");
            }
        } else {
            *hit += usize::from(!found.is_empty());
            *all += usize::from(wanted.iter().all(|id| found.iter().any(|found| found == id)));
            if found.is_empty() {
                println!("missed: {text} {wanted:?}");
            }
        }
    }
    for (kind, [lines, hit, all, false_hits]) in kinds {
        println!("{kind}: {lines} lines, {hit} with a hit, {all} with all ids, {false_hits} false");
    }
}
