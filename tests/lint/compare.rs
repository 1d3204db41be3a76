//! What changes between two packs made for it, in both languages.

use crate::speaking;
use jiff::tz::TimeZone;
use liyu::calendar::{Calendar, Session, weekday};
use liyu::compare::{Changes, Found, Kept, Report, Settings, compare, own_lines, rejudge, show};
use liyu::corpus::{Corpus, Line};
use liyu::document::Document;
use liyu::judge;
use liyu::lang::Lang;
use liyu::normalize::Accents;
use liyu::phrasebook::{Phrasebook, Severity};
use liyu::record::{Disposition, HeardUtterance, Incident, IncidentState, Provenance};
use liyu::spot::{Heard, Spotter};
use liyu::units::{Role, RoleBasis, SampleIndex, SampleRange};
use std::sync::Arc;

const OLD: &str = r#"
[pack]
name = "made-up"
title = "试"

[[phrase]]
id = "A1"
text = "不归我管"
list = "taboo"
severity = "critical"
speaker = "any"
source = "ours"

[[phrase]]
id = "A2"
text = "明天再来"
list = "taboo"
severity = "minor"
speaker = "any"
source = "ours"

[[phrase]]
id = "A3"
text = "你急什么"
list = "taboo"
severity = "serious"
speaker = "any"
source = "ours"
decoys = ["你急什么呀我马上好"]

[[phrase]]
id = "A4"
text = "自己不会看"
list = "taboo"
severity = "minor"
speaker = "any"
source = "ours"

[[phrase]]
id = "C1"
text = "请您到三号窗口"
list = "civil"
source = "ours"
"#;

fn book(text: &str) -> Arc<Phrasebook> {
    Arc::new(Phrasebook::read(&[Document::new("made-up.toml", text)]).unwrap())
}

fn settings() -> Settings {
    let judge = judge::Config { episode_gap_s: 8.0, episode_most_s: 60.0 };
    Settings { judge, accents: Accents::default() }
}

/// Each replaced by the other in `OLD`.
fn edited(edits: &[(&str, &str)]) -> Arc<Phrasebook> {
    let mut text = OLD.to_owned();
    for (from, to) in edits {
        assert!(text.contains(from), "{from}");
        text = text.replacen(from, to, 1);
    }
    book(&text)
}

fn labelled(number: usize, text: &str, labels: &[&str]) -> Line {
    let labels = labels.iter().map(|label| (*label).to_owned()).collect();
    Line { labels, labelled: true, ..Line::text(text, number) }
}

fn corpus(lines: Vec<Line>) -> Corpus {
    Corpus { name: "x.jsonl".to_owned(), lines }
}

fn of_lines(new: &Arc<Phrasebook>, lines: &[&str]) -> Report {
    let lines = lines.iter().enumerate().map(|(at, line)| Line::text(*line, at + 1)).collect();
    compare(&book(OLD), new, &[corpus(lines)], &settings())
}

/// `+`, `-` or `~` and what stands in that place, one word each.
fn in_short(changes: &Changes) -> Vec<String> {
    let state = |hit: &Found| match (hit.stopped_by, hit.severity) {
        (Some(stop), _) => format!("{}/{stop}", hit.id),
        (None, Some(severity)) => format!("{}/{severity:?}", hit.id),
        (None, None) => hit.id.clone(),
    };
    let won = changes.won.iter().map(|row| format!("+{}", state(&row.hit)));
    let lost = changes.lost.iter().map(|row| format!("-{}", state(&row.hit)));
    let turned =
        changes.turned.iter().map(|row| format!("~{} {}", state(&row.was), state(&row.now)));
    won.chain(lost).chain(turned).collect()
}

#[test]
fn each_edit_changes_what_it_says() {
    for (edits, line, expected) in [
        (&[][..], "这个不归我管", &[][..]),
        (&[("不归我管", "不关我事")], "这个不归我管", &["-A1/Critical"]),
        (&[("自己不会看", "去问他们吧")], "你去问他们吧", &["+A4/Minor"]),
        (&[("\"critical\"", "\"minor\"")], "这个不归我管", &["~A1/Critical A1/Minor"]),
        (&[("id = \"A1\"", "id = \"B1\"")], "这个不归我管", &["~A1/Critical B1/Critical"]),
        (
            &[("text = \"明天再来\"", "text = \"明天再来\"\ndecoys = [\"明天再来取证\"]")],
            "您明天再来取证",
            &["~A2/Minor A2/decoy"],
        ),
        (
            &[("decoys = [\"你急什么呀我马上好\"]", "")],
            "你急什么呀我马上好",
            &["~A3/decoy A3/Serious"],
        ),
        (
            &[("decoys = [\"你急什么呀我马上好\"]", "not_near = [\"马上\"]")],
            "你急什么呀我马上好",
            &["~A3/decoy A3/not_near"],
        ),
        // The civil phrase is gone, and with it nothing that was stopped.
        (&[("三号窗口", "八号窗口")], "请您到三号窗口", &["-C1"]),
        (&[("自己不会看", "您明天再来一趟吧")], "您明天再来一趟吧", &["~A2/Minor A4/Minor"]),
    ] {
        let report = of_lines(&edited(edits), &[line]);
        assert_eq!(in_short(&report.changes), expected, "{edits:?} {line}");
    }
}

#[test]
fn the_other_way_round_it_is_the_other_way_round() {
    let (old, new) = (book(OLD), edited(&[("不归我管", "不关我事"), ("\"minor\"", "\"serious\"")]));
    let lines: Vec<Line> = ["不归我管", "不关我事", "明天再来"]
        .iter()
        .enumerate()
        .map(|(at, line)| Line::text(*line, at + 1))
        .collect();
    let there = compare(&old, &new, &[corpus(lines.clone())], &settings());
    let back = compare(&new, &old, &[corpus(lines)], &settings());
    assert_eq!((there.totals.won, there.totals.lost, there.totals.turned), (1, 1, 1));
    assert_eq!(there.changes.won, back.changes.lost);
    assert_eq!(there.changes.lost, back.changes.won);
    assert_eq!(there.changes.turned[0].was, back.changes.turned[0].now);
    assert_eq!((&there.old, &there.new), (&back.new, &back.old));
    assert_ne!(there.old, there.new);
}

#[test]
fn labels_are_ids_texts_or_a_kind() {
    let new = edited(&[("不归我管", "不关我事")]);
    let taboo = |line: Line| Line { taboo: true, ..line };
    let lines = vec![
        labelled(1, "这个不归我管", &["A1"]),
        labelled(2, "这个不归我管", &["不归我管"]),
        taboo(labelled(3, "这个不归我管", &[])),
        labelled(4, "他说这个不归我管哦", &[]),
        labelled(5, "请您到三号窗口", &["请您到三号窗口"]),
        // What else is taboo there, nobody says.
        taboo(labelled(6, "不归我管,明天再来", &["A1"])),
        Line::text("明天再来", 7),
    ];
    let totals = compare(&book(OLD), &new, &[corpus(lines)], &settings()).totals;
    assert_eq!(totals.labelled, 6);
    assert_eq!((totals.old.expected, totals.old.found), (5, 5));
    assert_eq!((totals.old.right, totals.old.false_alarms), (4, 1));
    assert_eq!((totals.old.recall, totals.old.precision), (Some(1.0), Some(0.8)));
    assert_eq!((totals.new.expected, totals.new.found), (5, 1));
    assert_eq!((totals.new.right, totals.new.false_alarms), (0, 0));
    assert_eq!(totals.new.precision, None);
}

#[test]
fn turns_of_one_row_are_one_conversation() {
    let new = edited(&[("id = \"C1\"", "id = \"C1\"\nremedy = \"partial\"")]);
    let lines = vec![Line::text("这个不归我管", 1), Line::text("请您到三号窗口", 1)];
    let together = compare(&book(OLD), &new, &[corpus(lines.clone())], &settings());
    assert_eq!(in_short(&together.changes), ["~A1/Critical A1/Serious"]);
    let apart = lines.into_iter().zip(1..).map(|(line, number)| Line { number, ..line });
    let apart = compare(&book(OLD), &new, &[corpus(apart.collect())], &settings());
    assert!(apart.changes.is_empty());
}

#[test]
fn without_a_corpus_lists_are_tried_on_their_own_words() {
    let (old, new) = (book(OLD), edited(&[("不归我管", "不关我事"), ("呀我马上好", "我马上好")]));
    let own = own_lines(&old, &new);
    let report = compare(&old, &new, &own, &settings());
    assert_eq!(in_short(&report.changes)[..2], ["+A1/Critical", "-A1/Critical"]);
    let texts: Vec<&str> = own[2].lines.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(texts, ["你急什么我马上好", "你急什么呀我马上好"]);
    assert_eq!((report.totals.old.expected, report.totals.old.found), (6, 5));
    assert_eq!(report.totals.new.found, 5);
}

/// An incident as the old lists kept it: said at 17:10 on a Monday.
fn kept(texts: &[&str], in_hours: Option<bool>) -> Kept {
    let spotter = Spotter::new(book(OLD));
    let heard = texts.iter().enumerate().map(|(n, text)| {
        let start_s = 100.0 + 4.0 * n as f64;
        let range = SampleRange::new(
            SampleIndex::from_seconds(start_s),
            SampleIndex::from_seconds(start_s + 2.0),
        );
        let hits = spotter.hits(&Heard {
            text,
            range,
            channel: 0,
            role: Role::Clerk,
            role_basis: RoleBasis::ChannelMap,
        });
        HeardUtterance {
            start_s,
            end_s: start_s + 2.0,
            channel: 0,
            role: Role::Clerk,
            text: (*text).to_owned(),
            mean_logprob: -0.2,
            hits,
            lists: "cdcdcdcdcdcd".to_owned(),
        }
    });
    let incident = Incident {
        id: "20261123-091000-7k2q".to_owned(),
        revision: 1,
        state: IncidentState::Closed,
        kind: Default::default(),
        counter: "3号窗口".to_owned(),
        source: None,
        channel: 0,
        role: Role::Clerk,
        phrase_id: "A1".to_owned(),
        phrase: "不归我管".to_owned(),
        hits: 1,
        severity: Severity::Critical,
        disposition: Disposition::Confirmed,
        handling: Default::default(),
        custody: Default::default(),
        at: "2026-11-23T17:10:00Z".parse().unwrap(),
        in_hours,
        start_s: 100.5,
        end_s: 102.0,
        clip: String::new(),
        clip_sha256: String::new(),
        provenance: Provenance {
            liyu: "0.1.0".to_owned(),
            model: "base".to_owned(),
            model_sha256: "ab".repeat(32),
            lists_sha256: "cd".repeat(32),
            thresholds: Default::default(),
        },
    };
    let hours = Calendar {
        sessions: vec![Session::parse("09:00-17:30").unwrap()],
        weekdays: vec![weekday("mon").unwrap()],
        closing_min: 30,
        ..Calendar::default()
    };
    Kept { incident, heard: heard.collect(), hours }
}

fn again(new: &Arc<Phrasebook>, kept: Kept) -> Vec<String> {
    let mut all = rejudge(new, &[kept], &TimeZone::UTC, &settings());
    assert_eq!((all.compared, all.unreadable), (1, 0));
    all.changed.pop().map(|one| in_short(&one.changes)).unwrap_or_default()
}

#[test]
fn incidents_are_judged_again_by_their_words_and_hours() {
    let said = ["不归我管", "明天再来"];
    assert_eq!(again(&book(OLD), kept(&said, Some(true))), [""; 0]);
    let new = edited(&[("不归我管", "不关我事")]);
    assert_eq!(again(&new, kept(&said, Some(true))), ["-A1/Critical"]);
    let hours = "text = \"明天再来\"\nhours = { closing = \"critical\" }";
    let new = edited(&[("text = \"明天再来\"", hours)]);
    assert_eq!(again(&new, kept(&said, Some(true))), ["~A2/Minor A2/Critical"]);
    assert_eq!(again(&new, kept(&said, None)), [""; 0], "nobody knew the hours");
}

#[test]
fn incidents_without_words_are_counted() {
    let all = rejudge(&book(OLD), &[kept(&[], None)], &TimeZone::UTC, &settings());
    assert_eq!((all.compared, all.unreadable), (0, 1));
}

#[test]
fn people_and_programs_are_told() {
    let new = edited(&[
        ("自己不会看", "去问他们吧"),
        ("不归我管", "不关我事"),
        ("text = \"明天再来\"", "text = \"明天再来\"\ndecoys = [\"明天再来取证\"]"),
    ]);
    let lines = vec![
        labelled(1, "这个不归我管", &["不归我管"]),
        labelled(2, "您明天再来取证", &[]),
        labelled(3, "你去问他们吧", &[]),
        Line { role: Some(Role::Unknown), ..Line::text("你自己不会看吗", 4) },
    ];
    let mut report = compare(&book(OLD), &new, &[corpus(lines)], &settings());
    let kept = [kept(&["这个不归我管"], Some(true)), kept(&[], None)];
    report.incidents = Some(rejudge(&new, &kept, &TimeZone::UTC, &settings()));
    let mut told = String::new();
    for lang in [Lang::Zh, Lang::En] {
        let _turn = speaking(lang);
        told += &show(&report);
    }
    insta::assert_snapshot!("compare", told.trim_end());
    insta::assert_snapshot!("compare-json", serde_json::to_string_pretty(&report).unwrap());
}
