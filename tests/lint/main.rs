//! Every rule has a pack that trips it; what people and programs are told is kept as
//! a snapshot, in Chinese and in English.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

mod compare;
mod mine;
mod shipped;
mod stress;

use liyu::document::Document;
use liyu::lang::{self, Lang};
use liyu::lint::{Level, RULES, Report, lint, show};
use liyu::normalize::Accents;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A test's turn to set the language; Chinese again before the next one has its turn.
pub struct Turn(#[allow(dead_code)] MutexGuard<'static, ()>);

impl Drop for Turn {
    fn drop(&mut self) {
        lang::set(Lang::Zh);
    }
}

/// The language is one for the whole process: tests that set it take turns.
pub fn speaking(lang: Lang) -> Turn {
    static TURN: Mutex<()> = Mutex::new(());
    let turn = Turn(TURN.lock().unwrap_or_else(PoisonError::into_inner));
    lang::set(lang);
    turn
}

fn pack(rule: &str) -> Document {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lint/packs");
    let text = fs::read_to_string(path.join(format!("{rule}.toml"))).unwrap();
    Document::new(format!("{rule}.toml"), text)
}

fn checked(document: &Document) -> Report {
    let known = BTreeSet::from(["criticism".to_owned()]);
    lint(std::slice::from_ref(document), &known, &Accents::default())
}

#[test]
fn every_rule_has_a_pack_that_trips_it() {
    for rule in RULES {
        let document = pack(rule);
        let mut told = String::new();
        for lang in [Lang::Zh, Lang::En] {
            let _turn = speaking(lang);
            let mut report = checked(&document);
            report.findings.retain(|finding| finding.rule == rule);
            assert!(!report.findings.is_empty(), "{rule} is not tripped by its pack");
            told += &show(&report, std::slice::from_ref(&document));
        }
        insta::assert_snapshot!(rule, told.trim_end());
    }
}

#[test]
fn a_pack_trips_no_error_of_another_rule() {
    for rule in RULES {
        let report = checked(&pack(rule));
        let others: Vec<_> = report
            .findings
            .iter()
            .filter(|finding| finding.level == Level::Error && finding.rule != rule)
            .map(|finding| (finding.rule, &finding.message))
            .collect();
        assert!(others.is_empty(), "{rule}: {others:?}");
    }
}

#[test]
fn a_broken_entry_hides_nothing_of_the_others() {
    let text = "[pack]\nname = \"x\"\ntitle = \"x\"\n\
        [[phrase]]\nid = \"A\"\ntext = \"不归我管\"\nlist = \"taboo\"\n\
        [[phrase]]\nid = \"B\"\ntext = \"您好\"\nlist = \"civil\"\nsource = \"ours\"\n";
    let broken = Document::new("y.toml", "[pack\n");
    let report =
        lint(&[broken, Document::new("x.toml", text)], &BTreeSet::new(), &Accents::default());
    let rules: Vec<_> = report.findings.iter().map(|f| (f.file.as_str(), f.rule)).collect();
    assert_eq!(
        rules,
        [
            ("y.toml", "syntax"),
            ("x.toml", "no-owner"),
            ("x.toml", "incomplete-taboo"),
            ("x.toml", "incomplete-taboo"),
            ("x.toml", "missing-source"),
            ("x.toml", "ours-without-reason"),
        ]
    );
    assert_eq!((report.errors, report.warnings, report.phrases), (5, 1, 1));
}

#[test]
fn json_says_where_and_what() {
    let _turn = speaking(Lang::Zh);
    let report = checked(&pack("ours-without-reason"));
    let mut json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["version"].take().as_str().unwrap().len(), 64);
    insta::assert_snapshot!("json", serde_json::to_string_pretty(&json).unwrap());
}
