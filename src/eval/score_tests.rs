//! Events of shipped phrases against labelled texts, and the report of them as a whole.

#![allow(clippy::unwrap_used)]

use super::super::report::{Report, Run};
use super::super::show::show;
use super::*;
use crate::corpus::PhraseTime;
use crate::phrasebook::Phrasebook;
use crate::spot::How;
use crate::units::{Role, RoleBasis};
use std::sync::{Arc, LazyLock};

static SHIPPED: LazyLock<Spotter> =
    LazyLock::new(|| Spotter::new(Arc::new(Phrasebook::shipped().unwrap())));

fn scorer() -> Scorer<'static> {
    let judge = judge::Config { episode_gap_s: 8.0, episode_most_s: 30.0 };
    Scorer::new(&SHIPPED, judge)
}

fn recording(kind: &str, text: &str, expect: &[&str]) -> Recording {
    let said = Said {
        role: Role::Clerk,
        text: text.into(),
        expect: Some(expect.iter().map(|&label| label.into()).collect()),
        ..Said::default()
    };
    Recording {
        name: format!("{kind}_{text}.wav"),
        kind: Some(kind.into()),
        said: vec![said],
        ..Recording::default()
    }
}

fn played() -> Played {
    Played { lead_s: 1.0, audio_s: 3.0, ..Played::default() }
}

/// An utterance that is heard as `text`, with the hits that the shipped lists find in it.
fn heard(channel: usize, role: Role, start_s: f64, text: &str) -> Heard {
    let end_s = start_s + 2.0;
    let utterance = UtteranceEvent {
        source: None,
        counter: "x".into(),
        channel,
        role,
        start_s,
        end_s,
        text: text.into(),
        mean_logprob: -0.2,
        level_dbfs: -20.0,
        ambient_dbfs: -75.0,
        doubt: None,
        lists: String::new(),
        hall: false,
        delay: None,
    };
    let hit = |found: crate::spot::Match| {
        let phrase = SHIPPED.phrase(&found);
        let citizen = phrase.list == List::Taboo && role == Role::Citizen;
        HitEvent {
            source: None,
            counter: "x".into(),
            list: phrase.list,
            id: phrase.id.clone(),
            phrase: phrase.text.clone(),
            channel,
            role,
            role_basis: RoleBasis::of(role),
            start_s,
            end_s,
            score: found.score.0,
            heard: text[found.start..found.end].into(),
            how: How::Exact,
            severity: None,
            remedy: None,
            merit: false,
            shadow: false,
            stopped_by: citizen.then(|| "speaker".into()),
            delay: Some(Delay { hangover_s: 0.6, queue_s: 9.0, decode_s: 0.2, match_s: 0.01 }),
            early: false,
            again: false,
        }
    };
    let hits = SHIPPED.find(text).into_iter().map(hit).collect();
    Heard { utterances: vec![utterance], hits }
}

fn worths(unit: &Unit, list: List) -> Vec<Worth> {
    unit.hits.iter().filter(|hit| hit.list == list).map(|hit| hit.worth).collect()
}

#[test]
fn an_expected_phrase_is_found_as_itself_or_by_any_alarm() {
    let score = |said: &str, expect: &str, told: &str| {
        let one = recording("taboo", said, &[expect]);
        scorer().score(&one, &played(), &heard(0, Role::Clerk, 1.2, told)).remove(0)
    };
    let unit = score("这个不归我管", "不归我管", "这个不归我管");
    assert_eq!(worths(&unit, List::Taboo), [Worth::Expected]);
    assert!(unit.expect[0].found && unit.characters.unwrap().errors() == 0);
    assert!((unit.hits[0].start_s - 0.2).abs() < 1e-9);
    assert_eq!(unit.hits[0].delay.unwrap().queue_s, 0.0);
    // Another phrase than the one expected: an alarm all the same.
    let unit = score("这个不归我管", "不归我管", "急什么");
    assert_eq!(worths(&unit, List::Taboo), [Worth::Other]);
    assert!(unit.told(List::Taboo) && !unit.wrong(List::Taboo) && !unit.expect[0].found);
    // A further one that was not said is false; one that was said is not.
    let unit = score("这个不归我管", "不归我管", "这个不归我管,急什么");
    assert!(unit.wrong(List::Taboo) && unit.right(List::Taboo));
    let unit = score("这个不归我管,急什么", "不归我管", "这个不归我管,急什么");
    assert!(!unit.wrong(List::Taboo));
    assert!(worths(&unit, List::Taboo).contains(&Worth::Said));
}

#[test]
fn where_labels_say_that_nothing_is_in_it_every_alarm_is_false() {
    let one = recording("neutral", "这个不归我管", &[]);
    let unit =
        scorer().score(&one, &played(), &heard(0, Role::Clerk, 1.2, "这个不归我管")).remove(0);
    assert_eq!(worths(&unit, List::Taboo), [Worth::False]);
    let one = recording("neutral", "这个不归我管", &[]);
    let told = heard(0, Role::Citizen, 1.2, "这个不归我管");
    let unit = scorer().score(&one, &played(), &told).remove(0);
    assert_eq!(worths(&unit, List::Taboo), [Worth::Stopped]);
    assert!(!unit.wrong(List::Taboo));
}

#[test]
fn near_synonyms_of_civil_phrases_count() {
    let one = recording("civil", "你好,请问您办什么业务", &["你好"]);
    let told = heard(0, Role::Clerk, 1.2, "您好,请问您办什么业务");
    let unit = scorer().score(&one, &played(), &told).remove(0);
    assert_eq!(unit.expect[0].list, List::Civil);
    assert!(unit.expect[0].found, "{:?}", unit.hits);
    assert!(!unit.wrong(List::Civil), "{:?}", unit.hits);
}

#[test]
fn turns_get_what_was_heard_in_their_time_and_the_rest_is_stray() {
    let turn = |role, channel, text: &str, at_s| Said {
        channel,
        role,
        text: text.into(),
        at_s: Some(at_s),
        ..Said::default()
    };
    let dialogue = Recording {
        name: "d.wav".into(),
        roles: vec![Role::Clerk, Role::Citizen],
        said: vec![
            turn(Role::Clerk, 0, "这个不归我管", (0.0, 2.0)),
            turn(Role::Citizen, 1, "急什么", (2.5, 4.0)),
            turn(Role::Clerk, 0, "您稍等", (5.0, 7.0)),
        ],
        ..Recording::default()
    };
    let mut told = heard(0, Role::Clerk, 1.0, "这个不归我管");
    for more in [
        heard(1, Role::Citizen, 3.5, "急什么"),
        heard(0, Role::Clerk, 6.0, "请您稍等"),
        heard(0, Role::Clerk, 30.0, "不归我管"),
    ] {
        told.utterances.extend(more.utterances);
        told.hits.extend(more.hits);
    }
    let units = scorer().score(&dialogue, &played(), &told);
    assert_eq!(units.len(), 4);
    // Nobody labelled the turns: what the lists find in their texts is expected.
    assert!(units[0].by_text && units[0].expects(List::Taboo) && units[0].right(List::Taboo));
    assert!(!units[1].expects(List::Taboo) && !units[1].wrong(List::Taboo));
    assert_eq!(units[2].heard, "请您稍等");
    assert!(units[3].stray && units[3].wrong(List::Taboo));
    assert_eq!(units[0].characters.unwrap().reference, 9);
    assert_eq!(units.iter().map(|unit| unit.audio_s).sum::<f64>(), 3.0);
}

#[test]
fn a_delay_counts_from_where_the_manifest_has_the_phrase_end() {
    let mut one = recording("taboo", "这个不归我管", &["不归我管"]);
    one.said[0].phrases =
        vec![PhraseTime { text: "不归我管".into(), start_s: 0.5, end_s: 1.9 }];
    let unit =
        scorer().score(&one, &played(), &heard(0, Role::Clerk, 1.2, "这个不归我管")).remove(0);
    // The hit ends at 3.2 s of the session, 2.2 s of the recording: 0.3 s late.
    let delay = unit.hits[0].delay.unwrap();
    assert!((delay.hangover_s - 0.9).abs() < 1e-9, "{delay:?}");
}

#[test]
fn sources_are_the_first_part_of_a_name() {
    assert_eq!(source("a/aishell1_BAC009.wav"), "aishell1");
    assert_eq!(source("cash-ok.wav"), "cash-ok");
}

/// What people read, in Chinese; the English one is looked at end to end.
#[test]
fn the_report_tells_every_miss_and_every_false_alarm() {
    let mut units = Vec::new();
    for (kind, said, expect, told) in [
        ("taboo", "这个不归我管", vec!["不归我管"], "这个不归我管"),
        ("taboo", "你急什么呀", vec!["急什么"], "你机什么呀"),
        ("neutral", "好的", vec![], "这个不归我管"),
        ("civil", "您好", vec!["您好"], "您好"),
        ("civil", "请慢走", vec!["请慢走"], "今慢州"),
    ] {
        let one = recording(kind, said, &expect);
        units.extend(scorer().score(&one, &played(), &heard(0, Role::Clerk, 1.2, told)));
    }
    let run = Run {
        manifest: "dev".into(),
        model: "base".into(),
        lists: "0123456789abcdef".into(),
        seed: 1,
        lead_s: 1.0,
        recordings: 5,
        workers: 2,
        wall_s: 1.5,
        cpu_s: 3.0,
        ..Run::default()
    };
    let mut report = Report::new(run, &units, 5.0);
    report.against = Some(super::super::against::compare("old", &units, &units));
    insta::assert_snapshot!("report_zh", show(&report));
    let json = serde_json::to_value(&report).unwrap();
    for pointer in [
        "/taboo/recall",
        "/taboo/precision",
        "/taboo/n",
        "/civil/recall",
        "/cer",
        "/ser",
        "/false_alarms_per_hour",
        "/latency/p50_s",
        "/latency/p95_s",
        "/rtf",
        "/audio_s",
    ] {
        assert!(json.pointer(pointer).is_some_and(serde_json::Value::is_number), "{pointer}");
    }
    let again: Report = serde_json::from_value(json).unwrap();
    assert_eq!(again.figures.taboo, report.figures.taboo);
}
