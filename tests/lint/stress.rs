//! One phrase under stress: neighbours, collisions, false alarms, verdict.

use crate::speaking;
use liyu::corpus::{Corpus, Line};
use liyu::document::Document;
use liyu::lang::Lang;
use liyu::lint::lint;
use liyu::normalize::Accents;
use liyu::phrasebook::Phrasebook;
use liyu::stress::{Report, bundled, show, stress};
use liyu::units::Role;
use std::collections::BTreeSet;
use std::sync::Arc;

const PACK: &str = r#"
[pack]
name = "x"
title = "试"
owner = "培训科"

[[phrase]]
id = "T1"
text = "急什么"
list = "taboo"
severity = "serious"
speaker = "clerk"
source = "ours: 试"

[[phrase]]
id = "T2"
text = "你急什么急"
list = "taboo"
severity = "serious"
speaker = "clerk"
source = "ours: 试"

[[phrase]]
id = "T3"
text = "催什么催"
list = "taboo"
severity = "serious"
speaker = "clerk"
source = "ours: 试"

[[phrase]]
id = "C1"
text = "您别急"
list = "civil"
source = "ours: 试"
"#;

fn report(id: &str, negative: &[Corpus]) -> Report {
    let documents = [Document::new("x.toml", PACK)];
    let book = Arc::new(Phrasebook::read(&documents).unwrap());
    let findings = lint(&documents, &BTreeSet::new(), &Accents::default()).findings;
    stress(&book, &Accents::default(), id, negative, &findings).unwrap()
}

fn lines() -> Corpus {
    let line = |text: &str, role, labels: &[&str]| Line {
        role,
        labels: labels.iter().map(|label| (*label).to_owned()).collect(),
        ..Line::text(text, 1)
    };
    Corpus {
        name: "lines".to_owned(),
        lines: vec![
            line("今天您寄什么", Some(Role::Clerk), &[]),
            line("你急什么呀", Some(Role::Citizen), &[]),
            line("急什么", Some(Role::Clerk), &["急什么"]),
            line("请您先填表", None, &[]),
        ],
    }
}

#[test]
fn what_is_told() {
    for (name, lang) in [("stress_zh", Lang::Zh), ("stress_en", Lang::En)] {
        let _turn = speaking(lang);
        insta::assert_snapshot!(name, show(&report("T1", &[lines()])).trim_end());
    }
}

#[test]
fn a_false_alarm_counts_by_mouth_and_label() {
    let report = report("T1", &[lines()]);
    let alarms = &report.alarms[0];
    assert_eq!((alarms.sentences, alarms.left_out, alarms.false_alarms), (3, 1, 1));
    assert_eq!(alarms.examples[0].heard, "寄什么");
    assert!(!report.verdict.fit);
    assert!(report.verdict.reasons.iter().any(|reason| reason.rule == "false-alarms"));
}

#[test]
fn silence_is_bounded_by_the_length_of_the_corpus() {
    let report = report("T3", &[bundled()]);
    let alarms = &report.alarms[0];
    assert_eq!(alarms.false_alarms, 0);
    assert!((alarms.per_1000_at_most - 2995.7 / alarms.sentences as f64).abs() < 0.1);
    assert!(report.verdict.fit, "{:?}", report.verdict);
    assert!(report.verdict.cautions.iter().any(|caution| caution.rule == "small-corpus"));
}
