//! The console as a whole without a terminal: snapshots of what it draws, what
//! keys send, and that nothing that comes in can break it.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::sample;
use super::state::{Effect, Link, Message, Panel, State};
use super::update::update;
use super::view::view;
use crate::lang::Lang;
use crate::phrasebook::List;
use crate::record::{Deed, Disposition, EvidenceState};
use crate::service::message::{FromService, Line, Mark, NoticeLevel, ToService};
use crate::units::Role;
use jiff::tz::{Offset, TimeZone};
use proptest::prelude::*;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::style::Modifier;
use unicode_width::UnicodeWidthStr;

const SIZES: [(u16, u16); 2] = [(80, 24), (120, 40)];
const LANGS: [(Lang, &str); 2] = [(Lang::Zh, "zh"), (Lang::En, "en")];

fn fresh(lang: Lang, size: (u16, u16)) -> State {
    State::new(lang, true, TimeZone::fixed(Offset::constant(8)), sample::now(), size)
}

fn say(state: &mut State, said: FromService) -> Vec<Effect> {
    update(state, Message::Service(Box::new(said)))
}

fn press(state: &mut State, code: KeyCode) -> Vec<Effect> {
    update(state, Message::Key(KeyEvent::new(code, KeyModifiers::NONE)))
}

fn letter(state: &mut State, c: char) -> Vec<Effect> {
    press(state, KeyCode::Char(c))
}

fn attached(lang: Lang, size: (u16, u16), counters: usize) -> State {
    let mut state = fresh(lang, size);
    say(&mut state, FromService::Hello(sample::hello(counters)));
    say(&mut state, FromService::Status(sample::status(counters)));
    state
}

fn buffer(state: &State) -> Buffer {
    let mut terminal = Terminal::new(TestBackend::new(state.size.0, state.size.1)).unwrap();
    terminal.draw(|frame| view(state, frame)).unwrap();
    terminal.backend().buffer().clone()
}

/// The rows as a terminal shows them; every row must be as wide as the screen.
fn screen(state: &State) -> String {
    let buffer = buffer(state);
    let columns = usize::from(buffer.area.width);
    let mut text = String::new();
    for row in buffer.content.chunks(columns.max(1)) {
        let mut line = String::new();
        let mut skip = 0;
        for cell in row {
            if skip == 0 {
                line.push_str(cell.symbol());
                skip = cell.symbol().width().max(1);
            }
            skip -= 1;
        }
        assert_eq!(line.width(), columns, "{line}");
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// A snapshot in both languages at both sizes.
fn shots(name: &str, make: impl Fn(Lang, (u16, u16)) -> State) {
    for (lang, tag) in LANGS {
        for size in SIZES {
            let shown = screen(&make(lang, size));
            insta::assert_snapshot!(format!("{name}_{tag}_{}x{}", size.0, size.1), shown);
        }
    }
}

#[test]
fn main_view() {
    shots("main", |lang, size| attached(lang, size, 6));
}

#[test]
fn main_view_with_one_counter() {
    shots("one", |lang, size| attached(lang, size, 1));
}

#[test]
fn main_view_with_forty_counters() {
    insta::assert_snapshot!("forty_zh_80x24", screen(&attached(Lang::Zh, (80, 24), 40)));
    insta::assert_snapshot!("forty_en_200x60", screen(&attached(Lang::En, (200, 60), 40)));
}

#[test]
fn detail_view() {
    shots("detail", |lang, size| {
        let mut state = attached(lang, size, 6);
        press(&mut state, KeyCode::Enter);
        say(&mut state, FromService::Detail(Box::new(sample::detail(0))));
        state
    });
}

#[test]
fn detail_view_at_its_end() {
    let mut state = attached(Lang::Zh, (80, 24), 6);
    press(&mut state, KeyCode::Enter);
    say(&mut state, FromService::Detail(Box::new(sample::detail(0))));
    letter(&mut state, 'G');
    insta::assert_snapshot!("detail_end_zh_80x24", screen(&state));
}

#[test]
fn health_view() {
    shots("health", |lang, size| {
        let mut state = attached(lang, size, 1);
        say(&mut state, FromService::Status(sample::troubled()));
        letter(&mut state, 'h');
        state
    });
}

#[test]
fn health_goes_from_counter_to_counter_and_back() {
    let mut state = attached(Lang::Zh, (80, 24), 6);
    let main = screen(&state);
    letter(&mut state, 'h');
    let first = screen(&state);
    assert!(first.contains(state.words().health_fine) && first.contains("1号窗口"));
    letter(&mut state, 'j');
    assert!(screen(&state).contains("2号窗口"));
    assert!(letter(&mut state, 'c').is_empty(), "decided on what is not shown");
    letter(&mut state, 'k');
    press(&mut state, KeyCode::Esc);
    assert_eq!(screen(&state), main);
    letter(&mut state, 'h');
    letter(&mut state, 'h');
    assert_eq!(screen(&state), main);
}

#[test]
fn the_least_loss_is_seen_in_the_main_view() {
    let mut state = attached(Lang::Zh, (80, 24), 1);
    let mut status = sample::status(1);
    status.counters[0].tally.lost_overrun_s = 0.001;
    status.counters[0].tally.undecoded = 1;
    say(&mut state, FromService::Status(status));
    let shown = screen(&state);
    assert!(shown.contains("<1s") && shown.contains("0.01 s") && shown.contains("识别失败 1"));
}

#[test]
fn damaged_evidence_is_never_shown_as_silence() {
    for (evidence, name) in
        [(EvidenceState::Missing, "missing"), (EvidenceState::Changed, "changed")]
    {
        for (lang, tag) in LANGS {
            let mut state = attached(lang, (80, 24), 6);
            press(&mut state, KeyCode::Enter);
            say(&mut state, FromService::Detail(Box::new(sample::damaged(evidence))));
            let shown = screen(&state);
            assert!(!shown.contains(state.words().nothing_heard));
            insta::assert_snapshot!(format!("{name}_{tag}_80x24"), shown);
        }
    }
}

#[test]
fn typing_a_reason() {
    shots("reason", |lang, size| {
        let mut state = attached(lang, size, 1);
        letter(&mut state, 'd');
        update(&mut state, Message::Paste("是群众说的,\n不是柜员".into()));
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
fn empty_store() {
    shots("empty", |lang, size| {
        let mut state = fresh(lang, size);
        say(&mut state, FromService::Hello(sample::empty()));
        state
    });
}

#[test]
fn lost_service() {
    shots("lost", |lang, size| {
        let mut state = attached(lang, size, 6);
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

#[test]
fn phrases_are_told_apart_by_more_than_colour() {
    for colour in [true, false] {
        let mut state = attached(Lang::Zh, (120, 40), 1);
        state.colour = colour;
        let shown = buffer(&state);
        let look = |symbol: &str| {
            shown.content.iter().find(|cell| cell.symbol() == symbol).unwrap().style()
        };
        let taboo = look("【").add_modifier;
        assert!(taboo.contains(Modifier::BOLD | Modifier::UNDERLINED));
        assert!(look("〔").add_modifier.contains(Modifier::UNDERLINED));
        assert!(!look("〔").add_modifier.contains(Modifier::BOLD));
        assert_eq!(look("【").fg == look("〔").fg, !colour);
        use ratatui::style::Color::Reset;
        if !colour {
            assert!(shown.content.iter().all(|c| c.fg == Reset && c.bg == Reset));
        }
    }
}

#[test]
fn decisions_go_to_the_selected_incident() {
    let mut state = attached(Lang::Zh, (80, 24), 6);
    letter(&mut state, 'j');
    let id = state.incidents[1].id.clone();
    // A newer incident moves the rows, never the selection.
    let newer = crate::record::Incident { id: "29990101-newest".into(), ..sample::incident(0) };
    say(&mut state, FromService::Incident(newer));
    let effects = letter(&mut state, 'c');
    let (disposition, note) = (Disposition::Confirmed, String::new());
    assert!(effects.contains(&Effect::Send(ToService::Act {
        id,
        deed: Deed::Decided { disposition },
        note
    })));
}

#[test]
fn dismissing_needs_a_reason() {
    let mut state = attached(Lang::Zh, (80, 24), 6);
    let id = state.incidents[0].id.clone();
    letter(&mut state, 'd');
    assert_eq!(press(&mut state, KeyCode::Enter), [Effect::Draw]);
    for c in "q误听x".chars() {
        letter(&mut state, c);
    }
    press(&mut state, KeyCode::Backspace);
    let effects = press(&mut state, KeyCode::Enter);
    let (disposition, note) = (Disposition::Dismissed, "q误听".to_owned());
    assert!(effects.contains(&Effect::Send(ToService::Act {
        id,
        deed: Deed::Decided { disposition },
        note
    })));
    assert_eq!(state.reason, None);
}

#[test]
fn nothing_is_sent_and_nothing_typed_is_lost_without_a_service() {
    let mut state = attached(Lang::Zh, (80, 24), 6);
    letter(&mut state, 'd');
    letter(&mut state, '因');
    update(&mut state, Message::Lost);
    assert_eq!(press(&mut state, KeyCode::Enter), [Effect::Draw]);
    assert_eq!(state.reason.as_ref().unwrap().text, "因");
}

#[test]
fn quitting_takes_a_second_key_only_while_a_reason_is_typed() {
    let ctrl_c = || Message::Key(KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL));
    let mut state = attached(Lang::Zh, (80, 24), 6);
    assert!(letter(&mut state, 'q').contains(&Effect::Quit));
    assert!(update(&mut state, ctrl_c()).contains(&Effect::Quit));
    letter(&mut state, 'd');
    assert!(!update(&mut state, ctrl_c()).contains(&Effect::Quit));
    letter(&mut state, 'x');
    assert!(!update(&mut state, ctrl_c()).contains(&Effect::Quit));
    assert!(update(&mut state, ctrl_c()).contains(&Effect::Quit));
}

#[test]
fn an_open_incident_is_asked_for_again_when_it_changes_or_the_service_returns() {
    let mut state = attached(Lang::Zh, (80, 24), 6);
    let id = state.incidents[0].id.clone();
    let ask = Effect::Send(ToService::Open { id });
    assert!(press(&mut state, KeyCode::Enter).contains(&ask));
    let grown = crate::record::Incident { revision: 2, ..state.incidents[0].clone() };
    assert!(say(&mut state, FromService::Incident(grown.clone())).contains(&ask));
    let late = crate::record::Incident { revision: 1, ..grown };
    assert!(say(&mut state, FromService::Incident(late)).is_empty());
    update(&mut state, Message::Lost);
    assert!(say(&mut state, FromService::Hello(sample::hello(6))).contains(&ask));
    assert_eq!(state.link, Link::Attached);
}

#[test]
fn nothing_is_drawn_when_nothing_changed() {
    let mut state = attached(Lang::Zh, (80, 24), 6);
    assert!(say(&mut state, FromService::Status(sample::status(6))).is_empty());
    assert!(update(&mut state, Message::Tick(sample::now())).is_empty());
    assert!(letter(&mut state, 'z').is_empty());
    let later = sample::now() + jiff::SignedDuration::from_secs(1);
    assert_eq!(update(&mut state, Message::Tick(later)), [Effect::Draw]);
}

#[test]
fn a_notice_replaces_its_like_and_can_be_taken_back() {
    let mut state = attached(Lang::Zh, (80, 24), 6);
    for text in ["one", "two"] {
        say(&mut state, FromService::Notice(sample::notice("k", NoticeLevel::Info, text)));
    }
    say(&mut state, FromService::Notice(sample::notice("f", NoticeLevel::Fault, "bad")));
    let texts: Vec<_> = state.notices.iter().map(|n| n.text.as_str()).collect();
    assert_eq!(texts, ["bad", "two"]);
    say(&mut state, FromService::Notice(sample::notice("k", NoticeLevel::Info, "")));
    assert_eq!(state.notices.len(), 1);
}

#[test]
fn the_language_switches_live() {
    let mut state = attached(Lang::Zh, (80, 24), 6);
    let before = screen(&state);
    assert!(letter(&mut state, 'l').contains(&Effect::Speak(Lang::En)));
    assert_ne!(screen(&state), before);
    letter(&mut state, 'l');
    assert_eq!(screen(&state), before);
}

#[test]
fn escapes_from_outside_are_not_drawn() {
    let mut state = attached(Lang::Zh, (80, 24), 1);
    let evil = "\u{1b}]0;x\u{7}\u{1b}[2J\u{202e}\r\n";
    let mut hello = sample::hello(1);
    hello.store = evil.into();
    hello.counters[0].name = evil.into();
    hello.incidents[0].phrase = evil.into();
    hello.notices = vec![sample::notice("k", NoticeLevel::Info, evil)];
    let text = evil.repeat(3);
    let mark = Mark { start: 1, end: 9, list: List::Taboo };
    let (counter, marks) = (evil.into(), vec![mark]);
    let line = Line { counter, channel: 0, role: Role::Clerk, at: sample::now(), text, marks };
    hello.lines.push(line);
    say(&mut state, FromService::Hello(hello));
    assert!(!screen(&state).chars().any(|c| c != '\n' && c.is_control() || c == '\u{202e}'));
}

fn anything() -> impl Strategy<Value = Message> {
    let code = prop_oneof![
        Just(KeyCode::Up),
        Just(KeyCode::Down),
        Just(KeyCode::PageUp),
        Just(KeyCode::PageDown),
        Just(KeyCode::Home),
        Just(KeyCode::End),
        Just(KeyCode::Tab),
        Just(KeyCode::BackTab),
        Just(KeyCode::Enter),
        Just(KeyCode::Esc),
        Just(KeyCode::Backspace),
        Just(KeyCode::F(5)),
        proptest::char::any().prop_map(KeyCode::Char),
        proptest::sample::select("jkgGcdmlhq?".chars().collect::<Vec<_>>()).prop_map(KeyCode::Char),
    ];
    let key = (code, any::<bool>()).prop_map(|(code, ctrl)| {
        let with = if ctrl { KeyModifiers::CONTROL } else { KeyModifiers::NONE };
        Message::Key(KeyEvent::new(code, with))
    });
    let size = prop_oneof![(0u16..260, 0u16..80), (72u16..210, 16u16..64)];
    let line = ("\\PC{0,40}|[不知道\u{1b} a]{0,90}", 0usize..50, 0usize..50).prop_map(
        |(text, start, end)| Line {
            counter: "窗口".into(),
            channel: 0,
            role: Role::Unknown,
            at: sample::now(),
            text,
            marks: vec![Mark { start, end, list: List::Civil }],
        },
    );
    let hello = (0usize..45, 0usize..12).prop_map(|(counters, incidents)| {
        let mut hello = sample::hello(counters);
        hello.incidents.truncate(incidents);
        FromService::Hello(hello)
    });
    let incident = (0usize..40, 0u32..4, "\\PC{0,12}").prop_map(|(n, revision, phrase)| {
        FromService::Incident(crate::record::Incident { revision, phrase, ..sample::incident(n) })
    });
    let detail = (0usize..40, 0usize..60).prop_map(|(n, at)| {
        let mut detail = sample::detail(n);
        detail.heard[1].hits[0].text_start = at;
        detail.heard.truncate(at);
        FromService::Detail(Box::new(detail))
    });
    let notice = ("[ab]", "\\PC{0,90}").prop_map(|(key, text)| {
        FromService::Notice(sample::notice(&key, NoticeLevel::Info, &text))
    });
    let said = prop_oneof![
        1 => hello,
        2 => (0usize..45).prop_map(|n| FromService::Status(sample::status(n))),
        4 => line.prop_map(FromService::Line),
        4 => incident,
        2 => detail,
        1 => notice,
        1 => "\\PC{0,40}".prop_map(|why| FromService::Refused { why }),
        1 => Just(FromService::Bye),
    ];
    prop_oneof![
        8 => key,
        6 => said.prop_map(|said| Message::Service(Box::new(said))),
        2 => size.prop_map(|(columns, rows)| Message::Resize(columns, rows)),
        1 => "(?s).{0,30}".prop_map(Message::Paste),
        1 => Just(Message::Lost),
        1 => Just(Message::NotSent),
        1 => (0i64..9_999_999_999).prop_map(|s| Message::Tick(jiff::Timestamp::from_second(s).unwrap())),
    ]
}

fn assert_in_range(state: &State) {
    assert!(state.counter_at < state.counters.len().max(1));
    assert!(state.incident_at < state.incidents.len().max(1));
    assert!(state.back < state.lines.len().max(1));
    let shown = state.size.0 >= 72 && state.size.1 >= 16;
    if let (Some(opened), true) = (&state.opened, shown) {
        assert!(opened.scroll <= super::view::detail_scroll_limit(state));
    }
    assert!(state.incidents.windows(2).all(|pair| pair[0].at >= pair[1].at));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn whatever_comes_in_the_console_stands(messages in proptest::collection::vec(anything(), 1..120)) {
        let mut state = fresh(Lang::Zh, (80, 24));
        for message in messages {
            let keeps = !matches!(&message, Message::Key(_));
            let before = state.incidents.get(state.incident_at).map(|i| i.id.clone());
            let was = state.incidents.len();
            update(&mut state, message);
            assert_in_range(&state);
            if let (true, Some(id)) = (keeps && state.incidents.len() >= was, before) {
                // What comes in by itself never moves the selection to another incident.
                let still = state.incidents.iter().any(|i| i.id == id);
                prop_assert!(!still || state.incidents[state.incident_at].id == id);
            }
            screen(&state);
        }
    }

    #[test]
    fn a_frame_depends_on_the_state_alone(counters in 0usize..45, columns in 72u16..201, rows in 16u16..61) {
        let state = attached(Lang::En, (columns, rows), counters);
        prop_assert_eq!(buffer(&state), buffer(&state));
    }
}

#[test]
fn tab_goes_round_and_moves_only_the_panel_in_focus() {
    let mut state = attached(Lang::Zh, (80, 24), 6);
    for panel in [Panel::Incidents, Panel::Transcript, Panel::Counters, Panel::Incidents] {
        assert_eq!(state.panel, panel);
        press(&mut state, KeyCode::Tab);
    }
    press(&mut state, KeyCode::BackTab);
    press(&mut state, KeyCode::BackTab);
    assert_eq!(state.panel, Panel::Counters);
    press(&mut state, KeyCode::Down);
    assert_eq!((state.counter_at, state.incident_at, state.back), (1, 0, 0));
}
