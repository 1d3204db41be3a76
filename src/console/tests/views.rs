//! Snapshots of queue, incident, complaints, help, and all that stands in front.

use super::*;
use crate::console::state::{PlayerState, Wave};
use crate::phrasebook::Severity;
use crate::record::EvidenceState;
use crate::service::message::NoticeLevel;
use unicode_width::UnicodeWidthChar;

#[test]
fn queue_view() {
    shots("queue", |lang, size| queue(lang, size, 5_000));
}

#[test]
fn queue_with_filters() {
    shots("filtered", |lang, size| {
        let mut state = queue(lang, size, 5_000);
        let filter = &mut state.queue.filter;
        filter.search = "bgwg".into();
        filter.severity = Some(Severity::Serious);
        filter.counter = Some("3号窗口".into());
        filter.assignee = Some("值班长".into());
        filter.escalated = true;
        state.queue.unsearched = 3;
        state
    });
}

#[test]
fn queue_with_nothing_in_it() {
    for (lang, tag) in LANGS {
        let mut state = queue(lang, (80, 24), 0);
        insta::assert_snapshot!(format!("nothing_{tag}_80x24"), screen(&state));
        state.queue.filter.escalated = true;
        assert!(screen(&state).contains(state.words().found_nothing));
    }
}

/// A clip that is loud around its middle.
fn wave() -> Wave {
    let loud =
        |k: i32| (1.0 - ((k - 500) as f32 / 500.0).abs()) * (0.6 + 0.4 * (k % 7) as f32 / 7.0);
    Wave { peaks: (0..1_000).map(|k| (-loud(k), loud(k) * 0.9)).collect(), seconds: 21.5 }
}

fn opened(lang: Lang, size: (u16, u16)) -> State {
    let mut state = queue(lang, size, 12);
    press(&mut state, KeyCode::Enter);
    let detail = sample::detail(0);
    let clip = detail.clip.clone();
    let id = detail.incident.id.clone();
    say(&mut state, FromService::Detail(Box::new(detail)));
    update(&mut state, Message::Wave { id, wave: wave() });
    let (position_s, rate) = (12.3, 0.75);
    let player = PlayerState { clip, position_s, playing: true, rate, fault: None };
    update(&mut state, Message::Player(player));
    state
}

#[test]
fn incident_view() {
    shots("detail", opened);
}

#[test]
fn incident_view_at_its_end() {
    let mut state = opened(Lang::Zh, (80, 24));
    letter(&mut state, 'G');
    insta::assert_snapshot!("detail_end_zh_80x24", screen(&state));
}

#[test]
fn no_sound_output_is_told() {
    let mut state = opened(Lang::Zh, (80, 24));
    let player = state.player.clone().unwrap();
    let fault = Some("没有声音输出;请接上扬声器或耳机".to_owned());
    update(&mut state, Message::Player(PlayerState { fault, playing: false, ..player }));
    assert!(screen(&state).contains("没有声音输出"));
}

#[test]
fn damaged_evidence_is_never_shown_as_silence() {
    for (evidence, name) in
        [(EvidenceState::Missing, "missing"), (EvidenceState::Changed, "changed")]
    {
        for (lang, tag) in LANGS {
            let mut state = queue(lang, (80, 24), 12);
            press(&mut state, KeyCode::Enter);
            say(&mut state, FromService::Detail(Box::new(sample::damaged(evidence))));
            let shown = screen(&state);
            assert!(!shown.contains(state.words().nothing_heard));
            insta::assert_snapshot!(format!("{name}_{tag}_80x24"), shown);
            assert_eq!(letter(&mut state, ' '), [Effect::Draw], "played what proves nothing");
        }
    }
}

#[test]
fn complaints_view() {
    shots("complaints", |lang, size| {
        let mut state = looking_at(lang, size, 6, View::Complaints);
        say(&mut state, FromService::Tickets((0..7).map(sample::ticket).collect()));
        letter(&mut state, 'j');
        letter(&mut state, 'j');
        state
    });
}

#[test]
fn help_view() {
    shots("help", |lang, size| {
        let mut state = attached(lang, size, 6);
        letter(&mut state, '?');
        state
    });
}

#[test]
fn help_view_at_its_end() {
    for (lang, tag) in LANGS {
        let mut state = attached(lang, (80, 24), 6);
        letter(&mut state, '?');
        letter(&mut state, 'G');
        insta::assert_snapshot!(format!("help_end_{tag}_80x24"), screen(&state));
    }
}

#[test]
fn a_reason_is_typed() {
    shots("reason", |lang, size| {
        let mut state = queue(lang, size, 12);
        letter(&mut state, 'd');
        update(&mut state, Message::Paste("是群众说的,\n不是柜员".into()));
        state
    });
}

#[test]
fn a_name_is_typed() {
    shots("assign", |lang, size| {
        let mut state = queue(lang, size, 12);
        state.me = "staff-12".into();
        letter(&mut state, 'a');
        letter(&mut state, '李');
        press(&mut state, KeyCode::Tab);
        state
    });
}

#[test]
fn a_complaint_is_typed() {
    shots("complain", |lang, size| {
        let mut state = attached(lang, size, 6);
        letter(&mut state, '!');
        state
    });
    let mut state = attached(Lang::Zh, (80, 24), 6);
    letter(&mut state, '!');
    for _ in 0..3 {
        press(&mut state, KeyCode::Down);
    }
    assert!(screen(&state).contains(state.words().complain_none));
}

/// The queue after these keys.
fn after(lang: Lang, size: (u16, u16), keys: &str) -> State {
    let mut state = queue(lang, size, 12);
    for key in keys.chars() {
        letter(&mut state, key);
    }
    state
}

#[test]
fn menus_and_second_keys() {
    shots("filters", |lang, size| after(lang, size, "fj"));
    shots("outcome", |lang, size| after(lang, size, "oj"));
    shots("escalate", |lang, size| after(lang, size, "e"));
    shots("search", |lang, size| after(lang, size, "/bgwg"));
    shots("comment", |lang, size| after(lang, size, "nok"));
    shots("settle", |lang, size| {
        let mut state = looking_at(lang, size, 6, View::Complaints);
        say(&mut state, FromService::Tickets((0..7).map(sample::ticket).collect()));
        letter(&mut state, 't');
        state
    });
    shots("reply", |lang, size| {
        let mut state = looking_at(lang, size, 6, View::Complaints);
        say(&mut state, FromService::Tickets((0..7).map(sample::ticket).collect()));
        letter(&mut state, 'r');
        state
    });
}

#[test]
fn empty_store() {
    shots("empty", |lang, size| {
        let mut state = fresh(lang, size);
        say(&mut state, FromService::Hello(sample::empty()));
        let effects = letter(&mut state, '3');
        answer(&mut state, &effects, |_, _| sample::page(0, 0));
        state
    });
}

#[test]
fn lost_service() {
    shots("lost", |lang, size| {
        let mut state = queue(lang, size, 12);
        let (level, text) = (NoticeLevel::Fault, "4号窗口:麦克风已断开,正在重试");
        say(&mut state, FromService::Notice(sample::notice("device/4", level, text)));
        let (level, text) = (NoticeLevel::Warning, "disk: 1.2 GB left");
        say(&mut state, FromService::Notice(sample::notice("disk", level, text)));
        update(&mut state, Message::Lost);
        state
    });
}

#[test]
fn too_small() {
    for (lang, tag) in LANGS {
        insta::assert_snapshot!(format!("small_{tag}"), screen(&attached(lang, (40, 10), 6)));
    }
    for size in [(0, 0), (1, 1), (2, 50), (300, 1)] {
        buffer(&attached(Lang::En, size, 6));
    }
}

/// A terminal set up for Chinese may draw what is of ambiguous width two columns wide.
#[test]
fn nothing_is_of_ambiguous_width() {
    for (lang, _) in LANGS {
        let mut states = vec![queue(lang, (120, 40), 50), opened(lang, (120, 40))];
        for key in ['d', 'a', 'f', 'o', 'e', '?', '!', '/'] {
            let mut state = queue(lang, (120, 40), 50);
            letter(&mut state, key);
            states.push(state);
        }
        let mut lost = looking_at(lang, (120, 40), 6, View::Complaints);
        say(&mut lost, FromService::Tickets((0..7).map(sample::ticket).collect()));
        update(&mut lost, Message::Lost);
        states.push(lost);
        for state in states {
            let shown = screen(&state);
            let wide = shown.chars().find(|c| c.width() != c.width_cjk());
            assert_eq!(wide, None, "{shown}");
        }
    }
}
