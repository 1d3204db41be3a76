//! What a conversation comes to, over a pack made for it.

use super::*;
use crate::calendar::{Session, weekday};
use crate::document::Document;
use crate::phrasebook::Phrasebook;
use std::sync::{Arc, LazyLock};

const PACK: &str = r#"
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
text = "不清楚"
list = "taboo"
severity = "minor"
speaker = "clerk"
source = "ours"

[[phrase]]
id = "A3"
text = "明天再来"
list = "taboo"
severity = "minor"
speaker = "any"
source = "ours"
decoys = ["明天再来取证"]
hours = { closing = "critical", closed = "none" }

[[phrase]]
id = "A4"
text = "你听不懂吗"
list = "taboo"
severity = "serious"
speaker = "any"
source = "ours"
remedy_s = 0

[[phrase.context]]
when = "after"
said = ["听不懂"]
by = "citizen"
within_turns = 1
count = "never"

[[phrase]]
id = "C1"
text = "请您到{窗口}办理"
list = "civil"
source = "ours"
variants = ["请您到三号窗口"]
remedy = "partial"

[[phrase]]
id = "C2"
text = "我帮您问一下"
list = "civil"
source = "ours"
remedy = "full"
hours = { closed = "merit" }
"#;

static SPOTTER: LazyLock<Spotter> = LazyLock::new(|| {
    let book = Phrasebook::read(&[Document::new("made-up.toml", PACK)]).unwrap();
    Spotter::new(Arc::new(book))
});

static HOURS: LazyLock<Calendar> = LazyLock::new(|| Calendar {
    sessions: vec![Session::parse("09:00-17:30").unwrap()],
    weekdays: vec![weekday("mon").unwrap()],
    closing_min: 30,
    ..Calendar::default()
});

fn conversation(at: Option<&str>) -> Conversation<'static> {
    let config = judge::Config { episode_gap_s: 8.0, episode_most_s: 60.0 };
    let at = at.map(|at| (&*HOURS, crate::calendar::clock(at).unwrap()));
    Conversation::new(&SPOTTER, config, at)
}

fn tried(at: Option<&str>, lines: &[(Role, &str)]) -> Vec<Tried> {
    let mut conversation = conversation(at);
    let mut tried = Vec::new();
    for (role, text) in lines {
        tried.extend(conversation.say(&Line { text: (*text).to_owned(), role: *role }));
    }
    tried.extend(conversation.end());
    tried
}

fn only(at: Option<&str>, role: Role, text: &str) -> TriedHit {
    let mut hits = tried(at, &[(role, text)]).remove(0).hits;
    assert_eq!(hits.len(), 1, "{text}");
    hits.remove(0)
}

#[test]
fn who_says_it_decides() {
    for (role, text, stop) in [
        (Role::Clerk, "这个不归我管", None),
        (Role::Citizen, "这个不归我管", Some("speaker")),
        (Role::Unknown, "这个不归我管", None),
        (Role::Clerk, "不清楚", None),
        (Role::Citizen, "不清楚", Some("speaker")),
        (Role::Unknown, "不清楚", Some("speaker_unconfirmed")),
        (Role::Clerk, "明天再来取证", Some("decoy")),
        (Role::Citizen, "我帮您问一下", None),
    ] {
        let hit = only(None, role, text);
        assert_eq!((hit.stopped_by, hit.accepted), (stop, stop.is_none()), "{role:?} {text}");
    }
}

#[test]
fn the_time_of_day_decides() {
    let taboo = |at| only(at, Role::Clerk, "明天再来吧");
    assert_eq!(taboo(None).severity, Some(Severity::Minor));
    assert_eq!(taboo(Some("10:00")).severity, Some(Severity::Minor));
    assert_eq!(taboo(Some("17:10")).severity, Some(Severity::Critical));
    assert_eq!(taboo(Some("18:00")).stopped_by, Some("hours"));
    for (at, merit) in [(None, false), (Some("17:10"), false), (Some("18:00"), true)] {
        assert_eq!(only(at, Role::Clerk, "我帮您问一下").merit, merit, "{at:?}");
    }
}

#[test]
fn places_are_characters() {
    let hit = only(None, Role::Clerk, "嗨😀这个不歸我管。");
    assert_eq!((hit.start, hit.end, hit.heard.as_str()), (4, 8, "不歸我管"));
}

#[test]
fn a_later_line_puts_right_an_earlier_one() {
    let lines = [
        (Role::Clerk, "这个不归我管"),
        (Role::Citizen, "那我该找谁"),
        (Role::Clerk, "请您到三号窗口"),
        (Role::Clerk, "我帮您问一下"),
    ];
    for (count, severity, remedy) in [
        (2, Severity::Critical, None),
        (3, Severity::Serious, Some(Remedy::Partial)),
        (4, Severity::Minor, Some(Remedy::Full)),
    ] {
        let tried = tried(None, &lines[..count]);
        assert_eq!(tried.len(), count);
        assert_eq!(tried[0].hits[0].severity, Some(severity));
        assert_eq!(tried[0].hits[0].remedy, remedy);
        assert!(tried[0].hits[0].accepted);
    }
    let alone = only(None, Role::Clerk, "不归我管");
    assert_eq!((alone.severity, alone.remedy), (Some(Severity::Critical), None));
}

#[test]
fn a_later_line_stops_an_earlier_one() {
    let clerk = (Role::Clerk, "你听不懂吗");
    let stopped = |lines: &[_]| tried(None, lines)[0].hits[0].stopped_by;
    assert_eq!(stopped(&[clerk]), None);
    assert_eq!(stopped(&[clerk, (Role::Citizen, "我听不懂")]), Some("context"));
    assert_eq!(stopped(&[clerk, (Role::Citizen, "好"), (Role::Clerk, "嗯")]), None);
}

#[test]
fn lines_come_out_in_order_as_soon_as_nothing_can_change_them() {
    let mut conversation = conversation(None);
    let mut texts = Vec::new();
    let mut most = 0;
    for n in 0..400 {
        // Never the same words within half a second of each other: one a line.
        let line = Line { text: format!("第{n}句,不归我管"), role: Role::Clerk };
        texts.extend(conversation.say(&line));
        most = most.max(conversation.pending.len());
    }
    texts.extend(conversation.end());
    assert!(most < 120, "{most}");
    assert_eq!(texts.len(), 400);
    for (n, tried) in texts.iter().enumerate() {
        assert!(tried.text.starts_with(&format!("第{n}句")));
        assert!(tried.hits.iter().any(|hit| hit.accepted), "{tried:?}");
    }
}
