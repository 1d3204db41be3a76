//! The console as a whole without a terminal: snapshots of what it draws, what
//! keys send, and that nothing that comes in can break it.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod anything;
mod basics;
mod encounters;
mod evidence;
mod pages;
mod people;
mod queue;
mod review;
mod scene;
mod signing;
mod views;

use super::sample;
use super::state::{Effect, Message, State, View};
use super::update::update;
use super::view::view;
use crate::lang::Lang;
use crate::record::{Listing, Page};
use crate::screen::testkit;
use crate::service::message::{FromService, ToService};
use jiff::tz::{Offset, TimeZone};
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use unicode_width::UnicodeWidthStr;

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 60)];
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

/// The same with a view in front, the queue with so many incidents.
fn looking_at(lang: Lang, size: (u16, u16), counters: usize, at: View) -> State {
    let mut state = attached(lang, size, counters);
    let digit = View::ALL.iter().position(|one| *one == at).unwrap() + 1;
    let effects = letter(&mut state, char::from_digit(digit as u32, 10).unwrap());
    answer(&mut state, &effects, |_, offset| sample::page(12, offset));
    state
}

/// The queue in front, with so many incidents behind it.
fn queue(lang: Lang, size: (u16, u16), total: usize) -> State {
    let mut state = attached(lang, size, 6);
    let effects = letter(&mut state, '3');
    answer(&mut state, &effects, |_, offset| sample::page(total, offset));
    state
}

/// Answers whatever stretch was asked for last.
fn page_comes(state: &mut State, page: Page) {
    let serial = state.queue.list.serial;
    say(state, FromService::Page { serial, page });
}

/// Answers the requests for stretches of the queue that are among `effects`, and those
/// that the answers lead to; gives the last listing that was asked for.
fn answer(
    state: &mut State,
    effects: &[Effect],
    page: impl Fn(&Listing, usize) -> Page,
) -> Option<Listing> {
    let mut asked = None;
    let mut effects = effects.to_vec();
    for _ in 0..4 {
        let (serial, listing, offset) = effects.iter().find_map(|effect| match effect {
            Effect::Send(ToService::List { serial, listing, offset, .. }) => {
                Some((*serial, listing.clone(), *offset as usize))
            }
            _ => None,
        })?;
        let page = page(&listing, offset);
        asked = Some(listing);
        effects = say(state, FromService::Page { serial, page });
        if !effects.iter().any(|e| matches!(e, Effect::Send(ToService::List { .. }))) {
            break;
        }
    }
    asked
}

/// What is sent, and nothing else.
fn sent(effects: &[Effect]) -> Vec<&ToService> {
    let sent = effects.iter().filter_map(|effect| match effect {
        Effect::Send(request) => Some(request),
        _ => None,
    });
    sent.collect()
}

fn buffer(state: &State) -> Buffer {
    testkit::drawn(state.size, |frame| view(state, frame))
}

fn screen(state: &State) -> String {
    testkit::shown(&buffer(state))
}

/// Snapshots in both languages at all sizes.
fn shots(name: &str, make: impl Fn(Lang, (u16, u16)) -> State) {
    for (lang, tag) in LANGS {
        for size in SIZES {
            let shown = screen(&make(lang, size));
            insta::assert_snapshot!(format!("{name}_{tag}_{}x{}", size.0, size.1), shown);
        }
    }
}
