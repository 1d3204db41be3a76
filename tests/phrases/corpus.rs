//! Labelled lines of clerks in the files of `corpus/`: recall by kind and false hits,
//! printed, with floors that no change of lists or guards may fall below.
//!
//! One JSON object a line: `text`, `role`, `taboo` (ids), `kind`; `also` names phrases
//! that lie inside the one that was said, `note` says what is doubtful about a label. All
//! lines are written for this project. Each corpus was written before anybody had looked
//! at what the lists of its day did with it, and lists or guards were mended after a look
//! at its misses: none of them is unseen any more. What each gave unseen stands in
//! `docs/measurements.md`; the floors are a little below what is reached now.

use crate::accepted;
use liyu::phrasebook::List;
use serde_json::Value;
use std::collections::BTreeMap;

const CORPORA: [(&str, &str); 6] = [
    ("first", include_str!("corpus/first.jsonl")),
    ("second", include_str!("corpus/second.jsonl")),
    ("third", include_str!("corpus/third.jsonl")),
    ("fourth", include_str!("corpus/fourth.jsonl")),
    ("fifth", include_str!("corpus/fifth.jsonl")),
    ("sixth", include_str!("corpus/sixth.jsonl")),
];

/// What came of the lines of one kind.
#[derive(Default)]
struct Count {
    lines: usize,
    with_hit: usize,
}

impl Count {
    fn rate(&self) -> f64 {
        self.with_hit as f64 / self.lines.max(1) as f64
    }
}

#[test]
fn recall_and_false_hits_by_kind() {
    for (name, corpus) in CORPORA {
        let mut kinds: BTreeMap<String, Count> = BTreeMap::new();
        for line in corpus.lines() {
            let line: Value = serde_json::from_str(line).unwrap();
            // What citizens say is theirs; that is for the judge.
            if line["role"] != "clerk" {
                continue;
            }
            let text = line["text"].as_str().unwrap();
            let wanted = !line["taboo"].as_array().unwrap().is_empty();
            let found = accepted(text, List::Taboo);
            if found.is_empty() == wanted {
                println!("{name}: {text} {} {found:?}", line["taboo"]);
            }
            let count = kinds.entry(line["kind"].as_str().unwrap().to_owned()).or_default();
            count.lines += 1;
            count.with_hit += usize::from(!found.is_empty());
        }
        for (kind, count) in &kinds {
            println!("{name} {kind}: {} of {} with a taboo hit", count.with_hit, count.lines);
        }
        for (kind, least) in [("taboo", 0.98), ("misheard", 0.97), ("remedied", 0.95)] {
            if let Some(count) = kinds.get(kind) {
                assert!(count.rate() >= least, "{name} {kind}: {}", count.rate());
            }
        }
        let most = [("neutral", 0.0), ("civil", 0.0), ("lookalike", 0.05), ("quoted", 0.1)];
        for (kind, most) in most {
            if let Some(count) = kinds.get(kind) {
                assert!(count.rate() <= most, "{name} {kind}: {}", count.rate());
            }
        }
    }
}
