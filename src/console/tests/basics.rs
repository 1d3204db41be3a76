//! What holds in every view: frames, notices, language, the mouse, leaving.

use super::*;
use crate::console::keys::{self, Action};
use crate::console::settings::Settings;
use crate::console::state::{Flash, Modal};
use crate::console::view::{Spot, spot};
use crate::phrasebook::List;
use crate::service::message::{Line, Mark, NoticeLevel};
use crate::units::Role;
use jiff::SignedDuration;
use ratatui::crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::style::{Color, Modifier};

fn ctrl_c() -> Message {
    Message::Key(KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL))
}

fn mouse(state: &mut State, kind: MouseEventKind, column: u16, row: u16) -> Vec<Effect> {
    let modifiers = KeyModifiers::NONE;
    update(state, Message::Mouse(MouseEvent { kind, column, row, modifiers }))
}

fn click(state: &mut State, column: u16, row: u16) -> Vec<Effect> {
    mouse(state, MouseEventKind::Down(MouseButton::Left), column, row)
}

/// Where a spot is on the screen.
fn find(state: &State, wanted: Spot) -> (u16, u16) {
    let places =
        (0..state.size.1).flat_map(|row| (0..state.size.0).map(move |column| (column, row)));
    places.clone().find(|(column, row)| spot(state, *column, *row) == Some(wanted)).unwrap()
}

#[test]
fn phrases_are_told_apart_by_more_than_colour() {
    for colour in [true, false] {
        let mut state = looking_at(Lang::Zh, (120, 40), 1, View::Live);
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
    }
}

#[test]
fn no_view_needs_colour_or_sets_what_only_one_background_bears() {
    for at in View::ALL {
        let mut state = looking_at(Lang::Zh, (120, 40), 6, at);
        let told = screen(&state);
        let fixed = |cell: &ratatui::buffer::Cell| {
            [Color::White, Color::Black, Color::Gray, Color::DarkGray].contains(&cell.fg)
                || cell.bg != Color::Reset
        };
        assert!(!buffer(&state).content.iter().any(fixed), "{at:?}");
        state.colour = false;
        assert_eq!(screen(&state), told, "{at:?}");
        let plain =
            |cell: &ratatui::buffer::Cell| (cell.fg, cell.bg) == (Color::Reset, Color::Reset);
        assert!(buffer(&state).content.iter().all(plain), "{at:?}");
    }
}

#[test]
fn quitting_takes_a_second_key_only_while_a_line_is_typed() {
    let mut state = queue(Lang::Zh, (80, 24), 12);
    assert!(letter(&mut state, 'q').contains(&Effect::Quit));
    assert!(update(&mut state, ctrl_c()).contains(&Effect::Quit));
    letter(&mut state, 'd');
    assert!(!update(&mut state, ctrl_c()).contains(&Effect::Quit));
    letter(&mut state, 'x');
    assert!(!update(&mut state, ctrl_c()).contains(&Effect::Quit));
    assert!(update(&mut state, ctrl_c()).contains(&Effect::Quit));
}

#[test]
fn nothing_is_drawn_when_nothing_changed() {
    let mut state = attached(Lang::Zh, (80, 24), 6);
    assert!(say(&mut state, FromService::Status(sample::status(6))).is_empty());
    assert!(update(&mut state, Message::Tick(sample::now())).is_empty());
    assert!(letter(&mut state, 'z').is_empty());
    let later = sample::now() + SignedDuration::from_secs(1);
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
    for at in View::ALL {
        let mut state = looking_at(Lang::Zh, (80, 24), 6, at);
        let before = screen(&state);
        assert!(letter(&mut state, 'l').contains(&Effect::Speak(Lang::En)));
        assert_ne!(screen(&state), before);
        letter(&mut state, 'l');
        assert_eq!(screen(&state), before);
    }
}

#[test]
fn escapes_from_outside_are_not_drawn() {
    let evil = "\u{1b}]0;x\u{7}\u{1b}[2J\u{202e}\r\n";
    let mut hello = sample::hello(1);
    hello.store = evil.into();
    hello.model = evil.into();
    hello.counters[0].name = evil.into();
    hello.incidents[0].phrase = evil.into();
    hello.log[0].text = evil.into();
    hello.notices = vec![sample::notice("k", NoticeLevel::Info, evil)];
    let text = evil.repeat(3);
    let mark = Mark { start: 1, end: 9, list: List::Taboo };
    let (counter, marks) = (evil.into(), vec![mark]);
    let line = Line { counter, channel: 0, role: Role::Clerk, at: sample::now(), text, marks };
    hello.lines.push(line);
    for at in View::ALL {
        let mut state = fresh(Lang::Zh, (80, 24));
        say(&mut state, FromService::Hello(hello.clone()));
        let mut status = sample::status(1);
        status.counters[0].on_duty = Some(evil.into());
        say(&mut state, FromService::Status(status));
        let mut ticket = sample::ticket(0);
        (ticket.counter, ticket.lacking, ticket.steps[0].note) =
            (evil.into(), evil.into(), evil.into());
        say(&mut state, FromService::Tickets(vec![ticket]));
        state.queue.filter.counter = Some(evil.into());
        let digit = View::ALL.iter().position(|one| *one == at).unwrap() + 1;
        let effects = letter(&mut state, char::from_digit(digit as u32, 10).unwrap());
        answer(&mut state, &effects, |_, _| {
            let mut page = sample::page(3, 0);
            page.incidents[0].phrase = evil.into();
            page.incidents[0].counter = evil.into();
            page.incidents[0].handling.assignee = Some(evil.into());
            page
        });
        let clean =
            |shown: String| !shown.chars().any(|c| c != '\n' && c.is_control() || c == '\u{202e}');
        assert!(clean(screen(&state)), "{at:?}");
        letter(&mut state, 'w');
        assert!(clean(screen(&state)), "wall");
    }
}

#[test]
fn tab_goes_round_and_numbers_go_straight() {
    let mut state = attached(Lang::Zh, (80, 24), 6);
    for at in View::ALL {
        assert_eq!(state.view, at);
        press(&mut state, KeyCode::Tab);
    }
    assert_eq!(state.view, View::Hall);
    press(&mut state, KeyCode::BackTab);
    assert_eq!(state.view, View::Encounters);
    letter(&mut state, '2');
    assert_eq!(state.view, View::Live);
}

#[test]
fn the_mouse_does_what_keys_do() {
    let mut state = queue(Lang::Zh, (80, 24), 50);
    let (column, row) = find(&state, Spot::Incident(3));
    click(&mut state, column, row);
    assert_eq!((state.queue.list.at, &state.opened), (3, &None));
    click(&mut state, column, row);
    assert_eq!(state.opened.as_ref().unwrap().id, sample::incident(3).id);
    let (column, row) = find(&state, Spot::Key(Action::Back));
    click(&mut state, column, row);
    assert_eq!(state.opened, None);
    mouse(&mut state, MouseEventKind::ScrollDown, 9, 9);
    assert_eq!(state.queue.list.at, 6);
    let (column, row) = find(&state, Spot::Key(Action::Outcome));
    click(&mut state, column, row);
    let (column, row) = find(&state, Spot::Choice(2));
    click(&mut state, column, row);
    assert_eq!(sent(&click(&mut state, column, row)).len(), 1);
    let (column, row) = find(&state, Spot::Tab(View::Figures));
    click(&mut state, column, row);
    assert_eq!(state.view, View::Figures);
    letter(&mut state, '!');
    update(&mut state, Message::Paste("因".into()));
    assert!(click(&mut state, column, row).is_empty(), "a tab threw away what was typed");
    assert!(matches!(&state.modal, Some(Modal::Input(input)) if input.text == "因"));
}

#[test]
fn every_key_of_a_footer_can_be_clicked_where_it_is_printed() {
    let state = queue(Lang::En, (120, 40), 50);
    for binding in keys::footer(state.context()) {
        let shown = screen(&state);
        let printed = format!("{} {}", binding.name, (binding.label)(state.words()));
        let last = shown.lines().last().unwrap();
        if let Some(at) = last.find(&printed) {
            let column = last[..at].width() as u16;
            assert_eq!(spot(&state, column, 39), Some(Spot::Key(binding.action)), "{printed}");
        }
    }
    assert!(screen(&state).contains("? help"));
}

#[test]
fn a_narrow_footer_still_tells_of_the_help() {
    for (lang, _) in LANGS {
        for at in View::ALL {
            let mut state = looking_at(lang, (72, 16), 6, at);
            let help = format!("? {}", state.words().key_help);
            assert!(screen(&state).lines().last().unwrap().contains(&help), "{at:?}");
            state.flash = Some(Flash::Refused("x".repeat(30)));
            assert!(screen(&state).lines().last().unwrap().contains(&help), "{at:?}");
        }
    }
}

#[test]
fn what_is_to_be_remembered_is_written_at_most_once_in_a_while_and_when_leaving() {
    let mut state = attached(Lang::Zh, (80, 24), 6);
    let wrote = |effects: &[Effect]| effects.iter().any(|e| matches!(e, Effect::Remember(_)));
    letter(&mut state, '5');
    let later = |millis| Message::Tick(sample::now() + SignedDuration::from_millis(millis));
    assert!(!wrote(&update(&mut state, later(1_000))));
    assert!(wrote(&update(&mut state, later(3_000))));
    letter(&mut state, '4');
    assert!(!wrote(&update(&mut state, later(3_100))));
    let effects = letter(&mut state, 'q');
    let settings = Effect::Remember(Box::new(Settings::of(&state)));
    assert_eq!(effects, [Effect::Draw, settings, Effect::Quit]);
}

#[test]
fn a_broken_file_of_settings_is_told() {
    let mut state = attached(Lang::Zh, (80, 24), 6);
    update(&mut state, Message::Forgot("console.json".into()));
    assert!(screen(&state).contains("console.json"));
}

#[test]
fn lines_stay_over_a_short_loss_and_go_where_some_are_missing() {
    let mut state = attached(Lang::Zh, (80, 24), 2);
    let n = state.counters[0].lines.len();
    let mut hello = sample::hello(2);
    hello.lines.drain(..2);
    say(&mut state, FromService::Hello(hello.clone()));
    assert_eq!(state.counters[0].lines.len(), n);
    hello.lines.drain(..2);
    hello.lines[0].text = "另一句".into();
    hello.lines[0].marks.clear();
    say(&mut state, FromService::Hello(hello));
    assert_eq!(state.counters[0].lines.len(), 1, "a gap would be hidden");
}

#[test]
fn on_a_screen_that_shows_nothing_keys_only_leave() {
    let mut state = queue(Lang::Zh, (60, 24), 12);
    assert_eq!(state.view, View::Hall, "a view was switched unseen");
    for c in "cmdneu!w".chars() {
        assert!(letter(&mut state, c).is_empty(), "{c}");
    }
    assert!(letter(&mut state, 'q').contains(&Effect::Quit));
}
