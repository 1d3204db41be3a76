//! The editor as a whole without a terminal: snapshots of what it draws, what keys
//! do to packs, and that nothing that comes in can break it.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::keys::Context;
use super::pack::Origin;
use super::run::{carry_out, look};
use super::sample;
use super::state::{Effect, Message, Mode, State};
use super::update::update;
use super::view::view;
use crate::document::Document;
use crate::lang::Lang;
use crate::phrasebook::Phrasebook;
use crate::screen::testkit;
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::style::Color;

const SIZES: [(u16, u16); 2] = [(80, 24), (120, 40)];
const LANGS: [(Lang, &str); 2] = [(Lang::Zh, "zh"), (Lang::En, "en")];

fn fresh(lang: Lang, size: (u16, u16)) -> State {
    State::new(lang, true, size, sample::shelf())
}

/// With a check and a tried sentence that read alike in both languages.
fn shown(lang: Lang, size: (u16, u16)) -> State {
    let mut state = fresh(lang, size);
    checked(&mut state);
    letter(&mut state, 't');
    update(&mut state, Message::Paste("不知道您方便吗,这不贵我管".into()));
    press(&mut state, KeyCode::Esc);
    update(&mut state, Message::Tried(sample::tried(lang)));
    state
}

fn checked(state: &mut State) {
    let checked = sample::checked(state.lang, state.turn);
    update(state, Message::Checked(Box::new(checked)));
}

fn press(state: &mut State, code: KeyCode) -> Vec<Effect> {
    update(state, Message::Key(KeyEvent::new(code, KeyModifiers::NONE)))
}

fn ctrl(state: &mut State, c: char) -> Vec<Effect> {
    update(state, Message::Key(KeyEvent::new(KeyCode::Char(c), KeyModifiers::CONTROL)))
}

fn letter(state: &mut State, c: char) -> Vec<Effect> {
    press(state, KeyCode::Char(c))
}

fn letters(state: &mut State, text: &str) {
    for c in text.chars() {
        letter(state, c);
    }
}

/// Does what the world would, with the real check, until nothing more comes of it.
fn settle(state: &mut State, mut effects: Vec<Effect>) {
    while !effects.is_empty() {
        let effect = effects.remove(0);
        let answer = match effect {
            Effect::Check { .. } => Some(look(state)),
            // The language of the process is not for tests to switch.
            Effect::Speak(_) => None,
            effect => carry_out(state, effect),
        };
        if let Some(answer) = answer {
            effects.extend(update(state, answer));
        }
    }
}

fn settled(state: &mut State, code: KeyCode) {
    let effects = press(state, code);
    settle(state, effects);
}

/// Selects the field with this label of the selected entry, and begins to change it.
fn edit(state: &mut State, key: &str) {
    press(state, KeyCode::Right);
    letter(state, 'g');
    for _ in 0..60 {
        let path = format!("{:?}", state.fields()[state.field_at].path);
        if path.contains(&format!("\"{key}\"")) {
            break;
        }
        letter(state, 'j');
    }
    press(state, KeyCode::Enter);
}

fn buffer(state: &State) -> Buffer {
    testkit::drawn(state.size, |frame| view(state, frame))
}

fn screen(state: &State) -> String {
    testkit::shown(&buffer(state))
}

/// A snapshot in both languages at both sizes.
fn shots(name: &str, make: impl Fn(&mut State)) {
    for (lang, tag) in LANGS {
        for size in SIZES {
            let mut state = shown(lang, size);
            make(&mut state);
            let shot = format!("{name}_{tag}_{}x{}", size.0, size.1);
            insta::assert_snapshot!(shot, screen(&state));
        }
    }
}

#[test]
fn main_view() {
    shots("main", |_| {});
}

#[test]
fn fields_view() {
    shots("fields", |state| {
        letter(state, 'j');
        press(state, KeyCode::Enter);
        letters(state, "jjjj");
    });
}

#[test]
fn typing_a_list() {
    shots("lines", |state| {
        edit(state, "decoys");
        press(state, KeyCode::Enter);
        letters(state, "不知道也没关系");
        checked(state);
    });
}

#[test]
fn choosing_a_word() {
    shots("choice", |state| {
        edit(state, "severity");
        letter(state, ' ');
        checked(state);
    });
}

#[test]
fn a_new_entry() {
    shots("new", |state| {
        letter(state, 'n');
        press(state, KeyCode::Enter);
        letters(state, "慢走");
        press(state, KeyCode::Enter);
        checked(state);
    });
}

#[test]
fn menus_and_help() {
    shots("packs", |state| {
        letter(state, 'p');
        letter(state, 'j');
    });
    shots("scenes", |state| drop(letter(state, 'c')));
    shots("help", |state| drop(letter(state, '?')));
}

#[test]
fn typing_a_search() {
    shots("search", |state| {
        letter(state, '/');
        letters(state, "bgwg");
    });
}

#[test]
fn too_small() {
    for (lang, tag) in LANGS {
        insta::assert_snapshot!(format!("small_{tag}"), screen(&shown(lang, (40, 10))));
    }
    for size in [(0, 0), (1, 1), (2, 50), (300, 1), (72, 20)] {
        buffer(&shown(Lang::En, size));
    }
}

#[test]
fn search_goes_by_text_id_pinyin_and_scene() {
    let mut state = fresh(Lang::Zh, (80, 24));
    let found = |state: &State| -> Vec<String> {
        state.shown.iter().map(|at| state.entries()[*at].id.clone()).collect()
    };
    for (typed, ids) in [
        ("bgwg", vec!["T002"]),
        ("buguiwo", vec!["T002"]),
        ("t00", vec!["T001", "T002"]),
        ("不归我们", vec!["T002"]),
        ("身份证", vec!["T001"]),
        ("諷刺", vec!["K001"]),
        ("nh", vec!["C001"]),
        ("zzzz", vec![]),
    ] {
        letter(&mut state, '/');
        update(&mut state, Message::Paste(typed.into()));
        assert_eq!(found(&state), ids, "{typed}");
        press(&mut state, KeyCode::Esc);
        assert_eq!(state.shown.len(), 4);
    }
    letter(&mut state, 'c');
    press(&mut state, KeyCode::End);
    press(&mut state, KeyCode::Enter);
    assert_eq!(found(&state), ["T001", "T002"]);
    letter(&mut state, 'j');
    press(&mut state, KeyCode::Esc);
    assert_eq!((state.shown.len(), state.id().as_str()), (4, "T002"));
}

/// A state whose first pack lies in a folder.
fn on_disk() -> (tempfile::TempDir, State) {
    let folder = tempfile::tempdir().unwrap();
    let mut state = fresh(Lang::Zh, (80, 24));
    state.packs[0].path = folder.path().join("own.toml");
    state.packs[1].path = folder.path().join("kept.toml");
    std::fs::write(&state.packs[0].path, sample::TEXT).unwrap();
    settle(&mut state, vec![Effect::Check { now: true }]);
    (folder, state)
}

fn disk(state: &State) -> String {
    std::fs::read_to_string(&state.pack().unwrap().path).unwrap()
}

/// The lines that went and the lines that came.
fn changes(old: &str, new: &str) -> (Vec<String>, Vec<String>) {
    let only = |a: &str, b: &str| {
        let b: Vec<&str> = b.lines().collect();
        a.lines().filter(|line| !b.contains(line)).map(str::to_owned).collect()
    };
    (only(old, new), only(new, old))
}

#[test]
fn a_trainer_adds_a_decoy_sees_the_result_change_and_saves() {
    let (_folder, mut state) = on_disk();
    letter(&mut state, 't');
    let effects = update(&mut state, Message::Paste("这个不归我管是李姐管".into()));
    settle(&mut state, effects);
    press(&mut state, KeyCode::Esc);
    assert_eq!(state.tried[0].stopped_by, None);
    letter(&mut state, 'j');
    edit(&mut state, "decoys");
    letters(&mut state, "不归我管是李姐管");
    assert_eq!(state.tried[0].stopped_by, None);
    settle(&mut state, vec![Effect::Check { now: false }]);
    let stopped = state.tried[0].stopped_by.clone();
    assert!(stopped.is_some_and(|why| why.contains("不归我管是李姐管")), "while it is typed");
    let effects = ctrl(&mut state, 's');
    settle(&mut state, effects);
    assert!(state.tried[0].stopped_by.is_some());
    assert_eq!(state.unsaved(), ["own"]);
    assert_eq!(disk(&state), sample::TEXT);
    settled(&mut state, KeyCode::Char('s'));
    assert_eq!(state.unsaved(), Vec::<&str>::new(), "{:?}", state.flash);
    let (gone, come) = changes(sample::TEXT, &disk(&state));
    assert_eq!((gone, come), (vec![], vec!["decoys = [\"不归我管是李姐管\"]".to_owned()]));
    letter(&mut state, 'u');
    assert_eq!(&**state.pack().unwrap().text(), sample::TEXT);
    letter(&mut state, 'r');
    assert_eq!(**state.pack().unwrap().text(), disk(&state));
}

#[test]
fn leaving_changes_nothing() {
    let (_folder, mut state) = on_disk();
    for key in ["text", "decoys", "severity", "open", "near_chars"] {
        edit(&mut state, key);
        assert!(matches!(state.mode, Mode::Draft(_)), "{key}");
        letters(&mut state, "x9 ");
        press(&mut state, KeyCode::Esc);
        assert_eq!(state.context(), Context::Fields);
        press(&mut state, KeyCode::Enter);
        ctrl(&mut state, 's');
        press(&mut state, KeyCode::Enter);
        press(&mut state, KeyCode::Esc);
        assert!(state.unsaved().is_empty(), "{key}");
        letter(&mut state, 'u');
    }
}

#[test]
fn a_pack_that_cannot_be_read_is_not_saved() {
    let (_folder, mut state) = on_disk();
    edit(&mut state, "source");
    for _ in 0..40 {
        press(&mut state, KeyCode::Backspace);
    }
    settled(&mut state, KeyCode::Enter);
    assert!(state.checked.as_ref().unwrap().is_partial);
    for _ in 0..3 {
        settled(&mut state, KeyCode::Char('s'));
        assert_eq!(disk(&state), sample::TEXT);
    }
    assert!(state.flash.as_ref().unwrap().contains("没有保存"));
    settled(&mut state, KeyCode::Char('u'));
    assert!(!state.checked.as_ref().unwrap().is_partial);
}

#[test]
fn what_somebody_else_wrote_is_not_written_over() {
    let (_folder, mut state) = on_disk();
    let theirs = sample::TEXT.replace("业务科", "大厅");
    std::fs::write(&state.packs[0].path, &theirs).unwrap();
    edit(&mut state, "notes");
    letters(&mut state, "改");
    settled(&mut state, KeyCode::Enter);
    settled(&mut state, KeyCode::Char('s'));
    if state.asked.is_some() {
        settled(&mut state, KeyCode::Char('s'));
    }
    assert_eq!(disk(&state), theirs);
    assert!(state.flash.as_ref().unwrap().contains('R'), "{:?}", state.flash);
    settled(&mut state, KeyCode::Char('R'));
    assert_eq!(state.unsaved(), ["own"]);
    settled(&mut state, KeyCode::Char('R'));
    assert!(state.unsaved().is_empty());
    assert_eq!(**state.pack().unwrap().text(), *theirs);
    letter(&mut state, 'u');
    assert!(state.pack().unwrap().text().contains("notes = \"改\""), "what was typed is not lost");
}

#[test]
fn what_only_the_program_has_is_saved_to_a_file_after_saying_so() {
    let (_folder, mut state) = on_disk();
    letter(&mut state, 'p');
    letter(&mut state, 'j');
    settled(&mut state, KeyCode::Enter);
    assert_eq!(state.pack().unwrap().origin, Origin::Program);
    edit(&mut state, "notes");
    letters(&mut state, "坐");
    settled(&mut state, KeyCode::Enter);
    settled(&mut state, KeyCode::Char('s'));
    assert!(state.flash.as_ref().unwrap().contains("kept.toml"));
    assert!(!state.pack().unwrap().path.exists());
    settled(&mut state, KeyCode::Char('s'));
    assert!(disk(&state).contains("notes = \"坐\""), "{:?}", state.flash);
    assert!(state.unsaved().is_empty());
}

#[test]
fn entries_are_added_and_removed() {
    let (_folder, mut state) = on_disk();
    letter(&mut state, 'n');
    let Mode::Draft(_) = &state.mode else { panic!() };
    press(&mut state, KeyCode::Backspace);
    press(&mut state, KeyCode::Backspace);
    letters(&mut state, "01");
    press(&mut state, KeyCode::Enter);
    assert!(state.flash.as_ref().unwrap().contains("C001"), "the id is in use");
    press(&mut state, KeyCode::Backspace);
    letters(&mut state, "9");
    press(&mut state, KeyCode::Enter);
    letters(&mut state, "下一位");
    press(&mut state, KeyCode::Enter);
    letter(&mut state, ' ');
    press(&mut state, KeyCode::Enter);
    letters(&mut state, "测试");
    settled(&mut state, KeyCode::Enter);
    assert_eq!(state.id(), "C009");
    let text = state.pack().unwrap().text().to_string();
    let book = Phrasebook::read(&[Document::new("x", text)]).unwrap();
    assert_eq!(book.phrase("C009").unwrap().text, "下一位");
    letter(&mut state, 'd');
    letter(&mut state, 'k');
    letter(&mut state, 'j');
    assert_eq!(state.entries().len(), 5);
    letter(&mut state, 'd');
    letter(&mut state, 'd');
    assert_eq!(&**state.pack().unwrap().text(), sample::TEXT);
}

#[test]
fn conditions_and_hours_are_fields() {
    let (_folder, mut state) = on_disk();
    letter(&mut state, 'j');
    edit(&mut state, "open");
    letter(&mut state, 'j');
    press(&mut state, KeyCode::Enter);
    edit(&mut state, "said");
    press(&mut state, KeyCode::Enter);
    letters(&mut state, "找主任");
    ctrl(&mut state, 's');
    let text = state.pack().unwrap().text().to_string();
    assert!(
        text.contains("hours = { closing = \"critical\" , open = \"minor\" }")
            || text.contains("open = \"minor\""),
        "{text}"
    );
    assert!(text.contains("said = [\"找领导\", \"找主任\"]"), "{text}");
    let book = Phrasebook::read(&[Document::new("x", text)]).unwrap();
    assert_eq!(book.phrase("T002").unwrap().terms.context[0].said, ["找领导", "找主任"]);
    letter(&mut state, 'x');
    assert!(!state.pack().unwrap().text().contains("context"));
}

#[test]
fn quitting_asks_when_something_is_unsaved() {
    let (_folder, mut state) = on_disk();
    assert!(letter(&mut state, 'q').contains(&Effect::Quit));
    edit(&mut state, "notes");
    letters(&mut state, "改");
    assert!(!ctrl(&mut state, 'c').contains(&Effect::Quit));
    letter(&mut state, '了');
    assert!(!ctrl(&mut state, 'c').contains(&Effect::Quit));
    assert!(ctrl(&mut state, 'c').contains(&Effect::Quit));
    press(&mut state, KeyCode::Enter);
    assert!(!letter(&mut state, 'q').contains(&Effect::Quit));
    assert!(letter(&mut state, 'q').contains(&Effect::Quit));
}

#[test]
fn an_entry_that_shares_its_id_is_not_changed() {
    let mut shelf = sample::shelf();
    let text = sample::TEXT.replace("T002", "T001");
    shelf.packs[0] = super::pack::Pack::new(
        "own",
        "own.toml".into(),
        &text,
        Origin::File(text.as_str().into()),
        true,
    );
    let mut state = State::new(Lang::Zh, true, (80, 24), shelf);
    settle(&mut state, vec![Effect::Check { now: true }]);
    let notes = &state.checked.as_ref().unwrap().notes;
    assert!(notes.iter().any(|note| note.is_fault && note.entry == Some(1)), "{notes:?}");
    letter(&mut state, 'j');
    for key in ['l', 'd', 'd'] {
        letter(&mut state, key);
    }
    edit(&mut state, "text");
    assert!(matches!(state.mode, Mode::Browse));
    assert_eq!(state.entries().len(), 4);
}

#[test]
fn state_is_told_without_colour_and_escapes_are_not_drawn() {
    let mut shelf = sample::shelf();
    let evil = "\\u001b]0;x\\u0007\\u202e\\u200b";
    let text =
        sample::TEXT.replace("不知道您", evil).replace("自拟", evil).replace("inquiry", evil);
    shelf.packs[0] = super::pack::Pack::new("o\u{1b}[2J", "o".into(), &text, Origin::Program, true);
    let mut state = State::new(Lang::Zh, false, (120, 40), shelf);
    checked(&mut state);
    for key in ['c', 'p', '?'] {
        letter(&mut state, key);
        screen(&state);
        press(&mut state, KeyCode::Esc);
    }
    edit(&mut state, "decoys");
    let shown = screen(&state);
    let bad = |c: char| c != '\n' && c.is_control() || matches!(c, '\u{202e}' | '\u{200b}');
    assert!(!shown.chars().any(bad));
    assert!(buffer(&state).content.iter().all(|c| c.fg == Color::Reset && c.bg == Color::Reset));
}

fn anything() -> impl Strategy<Value = Message> {
    let code = prop_oneof![
        2 => Just(KeyCode::Up),
        2 => Just(KeyCode::Down),
        1 => Just(KeyCode::Left),
        2 => Just(KeyCode::Right),
        1 => Just(KeyCode::PageDown),
        1 => Just(KeyCode::Home),
        1 => Just(KeyCode::End),
        1 => Just(KeyCode::Tab),
        1 => Just(KeyCode::BackTab),
        6 => Just(KeyCode::Enter),
        2 => Just(KeyCode::Esc),
        2 => Just(KeyCode::Backspace),
        1 => Just(KeyCode::Delete),
        1 => Just(KeyCode::F(1)),
        2 => proptest::char::any().prop_map(KeyCode::Char),
        12 => proptest::sample::select("jkgGtnspcudxrRl?q/ 不9".chars().collect::<Vec<_>>())
            .prop_map(KeyCode::Char),
    ];
    let key = (code, 0u8..12).prop_map(|(code, with)| {
        let with = if with == 0 { KeyModifiers::CONTROL } else { KeyModifiers::NONE };
        Message::Key(KeyEvent::new(code, with))
    });
    let size = prop_oneof![(0u16..260, 0u16..80), (72u16..140, 20u16..50)];
    prop_oneof![
        20 => key,
        1 => Just(Message::Key(KeyEvent::new(KeyCode::Char('s'), KeyModifiers::CONTROL))),
        1 => size.prop_map(|(columns, rows)| Message::Resize(columns, rows)),
        1 => "(?s).{0,30}|[不知{}道\u{1b}\n a]{0,60}".prop_map(Message::Paste),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    /// Thousands of keys, pastes and sizes; every save fails, as there is no such place.
    #[test]
    fn whatever_comes_in_the_editor_stands(messages in proptest::collection::vec(anything(), 1..160)) {
        let mut state = fresh(Lang::Zh, (80, 24));
        for pack in &mut state.packs {
            pack.path = format!("/dev/null/{}.toml", pack.name).into();
        }
        for (n, message) in messages.into_iter().enumerate() {
            let mut effects = update(&mut state, message);
            // The check that is put off is done now and then only.
            effects.retain(|effect| n % 16 == 0 || *effect != Effect::Check { now: false });
            settle(&mut state, effects);
            prop_assert!(state.at < state.shown.len().max(1));
            prop_assert!(state.field_at < state.fields().len().max(1));
            prop_assert!(state.shown.iter().all(|at| *at < state.entries().len()));
            prop_assert!(state.packs[2].entries().is_empty());
            screen(&state);
        }
        // Whatever was done to it, it is TOML, and all of it can be taken back.
        prop_assert!(state.packs[0].broken.is_none());
        while state.packs[0].undo("").is_some() {}
        prop_assert_eq!(&**state.packs[0].text(), sample::TEXT);
    }
}
