//! The queue: what it asks the service for, and that the selection stays where it is.

use super::*;
use crate::console::state::{Handled, Want};
use crate::record::{Disposition, Incident, Sort};
use jiff::SignedDuration;

fn selected(state: &State) -> &str {
    &state.queue.list.selected().unwrap().id
}

fn later(state: &mut State, millis: i64) -> Vec<Effect> {
    let now = state.now + SignedDuration::from_millis(millis);
    update(state, Message::Tick(now))
}

#[test]
fn fifty_thousand_incidents_are_gone_through_in_stretches() {
    let page = |_: &Listing, offset| sample::page(50_000, offset);
    let mut state = queue(Lang::Zh, (80, 24), 50_000);
    for place in 1..=1_000 {
        let effects = letter(&mut state, 'j');
        answer(&mut state, &effects, page);
        assert_eq!(state.queue.list.place(), place);
        assert_eq!(selected(&state), sample::incident(place as usize).id);
    }
    assert!(state.queue.list.rows.len() <= 200);
    let effects = letter(&mut state, 'G');
    assert!(state.queue.list.selected().is_none(), "what is selected is not here yet");
    assert_eq!(letter(&mut state, 'c'), [Effect::Draw]);
    answer(&mut state, &effects, page);
    assert_eq!(state.queue.list.place(), 49_999);
    assert_eq!(selected(&state), sample::incident(49_999).id);
    let effects = letter(&mut state, 'g');
    answer(&mut state, &effects, page);
    assert_eq!(state.queue.list.place(), 0);
    assert!(sent(&letter(&mut state, 'k')).is_empty());
}

#[test]
fn the_selection_stays_on_its_incident_when_others_come() {
    let mut state = queue(Lang::Zh, (80, 24), 50);
    letter(&mut state, 'j');
    letter(&mut state, 'j');
    let id = selected(&state).to_owned();
    let newer = Incident { id: "29990101-newest".into(), ..sample::incident(0) };
    say(&mut state, FromService::Incident(newer.clone()));
    assert_eq!(selected(&state), id);
    let effects = later(&mut state, 1_100);
    answer(&mut state, &effects, |_, offset| {
        let mut page = sample::page(51, offset);
        page.incidents.insert(0, newer.clone());
        page
    });
    assert_eq!((selected(&state), state.queue.list.place()), (id.as_str(), 3));
    assert!(sent(&later(&mut state, 1_100)).is_empty(), "asked again for nothing");
}

#[test]
fn an_incident_that_leaves_the_listing_stays_until_the_selection_leaves_it() {
    let mut state = queue(Lang::Zh, (80, 24), 50);
    for _ in 0..5 {
        letter(&mut state, 'j');
    }
    let id = selected(&state).to_owned();
    let next = state.queue.list.rows[6].id.clone();
    let decided = Incident { disposition: Disposition::Dismissed, ..sample::incident(5) };
    say(&mut state, FromService::Incident(decided));
    let effects = later(&mut state, 1_100);
    answer(&mut state, &effects, |_, offset| {
        let mut page = sample::page(50, offset);
        page.incidents.remove(5);
        page.total = 49;
        page
    });
    assert!(state.queue.list.gone);
    assert_eq!(selected(&state), id, "a key now would hit another");
    let shown = screen(&state);
    assert!(shown.contains("> ~"));
    letter(&mut state, 'j');
    assert!(!state.queue.list.gone);
    assert_eq!(selected(&state), next);
    assert_eq!(state.queue.list.rows.len(), 49);
}

#[test]
fn an_answer_to_an_older_question_is_not_taken() {
    let mut state = queue(Lang::Zh, (80, 24), 50);
    let first = letter(&mut state, 's');
    let second = letter(&mut state, 's');
    let Some(ToService::List { serial, .. }) = sent(&first).first().copied() else {
        panic!("nothing was asked for");
    };
    let before = state.queue.list.rows.clone();
    assert!(
        say(&mut state, FromService::Page { serial: *serial, page: sample::page(3, 0) }).is_empty()
    );
    assert_eq!(state.queue.list.rows, before);
    let listing = answer(&mut state, &second, |_, offset| sample::page(7, offset));
    assert_eq!(listing.unwrap().sort, Sort::Gravest);
    assert_eq!(state.queue.list.total, 7);
}

#[test]
fn nothing_is_decided_while_another_listing_is_awaited() {
    let mut state = queue(Lang::Zh, (80, 24), 50);
    letter(&mut state, 's');
    for c in ['c', 'm', 'd', 'a', 'n', 'o', 'e', 'u'] {
        assert_eq!(letter(&mut state, c), [Effect::Draw], "{c}");
        assert_eq!(state.modal, None, "{c}");
    }
}

#[test]
fn a_search_is_sent_with_enter_and_cleared_with_x() {
    let mut state = queue(Lang::Zh, (80, 24), 50);
    letter(&mut state, '/');
    for c in "bgwg".chars() {
        assert!(sent(&letter(&mut state, c)).is_empty());
    }
    let effects = press(&mut state, KeyCode::Enter);
    let listing = answer(&mut state, &effects, |_, _| sample::page(2, 0)).unwrap();
    assert_eq!(listing.search, "bgwg");
    assert!(screen(&state).contains("[/bgwg]"));
    let effects = letter(&mut state, 'x');
    let listing = answer(&mut state, &effects, |_, _| sample::page(50, 0)).unwrap();
    assert_eq!(listing, Listing::default());
    letter(&mut state, '/');
    letter(&mut state, 'a');
    press(&mut state, KeyCode::Esc);
    assert_eq!(state.queue.filter.search, "");
}

#[test]
fn every_filter_can_be_turned_both_ways() {
    let mut state = queue(Lang::Zh, (80, 24), 50);
    state.me = "staff-12".into();
    letter(&mut state, 'f');
    let rows = crate::console::update::FilterRow::ALL.len();
    for row in 0..rows - 1 {
        let before = state.queue.filter.clone();
        let effects = press(&mut state, KeyCode::Right);
        answer(&mut state, &effects, |_, offset| sample::page(50, offset));
        assert_ne!(state.queue.filter, before, "row {row}");
        let effects = press(&mut state, KeyCode::Left);
        answer(&mut state, &effects, |_, offset| sample::page(50, offset));
        assert_eq!(state.queue.filter, before, "row {row}");
        press(&mut state, KeyCode::Right);
        press(&mut state, KeyCode::Down);
    }
    let filter = &state.queue.filter;
    assert!(filter.escalated && filter.counter.is_some() && filter.assignee.is_some());
    assert_eq!(filter.handled, Handled::Waiting);
    assert!(!press(&mut state, KeyCode::Enter).is_empty());
    assert!(state.queue.filter.is_all() && state.modal.is_none());
}

#[test]
fn today_begins_at_midnight_of_the_hall() {
    let mut state = queue(Lang::Zh, (80, 24), 50);
    state.queue.filter.period = crate::console::state::Period::Today;
    let since = state.queue.filter.listing(state.now, &state.zone).since.unwrap();
    assert_eq!(since.to_zoned(state.zone.clone()).strftime("%H:%M:%S").to_string(), "00:00:00");
    assert!(since <= state.now && state.now.duration_since(since).as_hours() < 24);
}

#[test]
fn an_answer_that_never_comes_is_asked_for_again() {
    let mut state = attached(Lang::Zh, (80, 24), 6);
    letter(&mut state, '3');
    assert!(sent(&later(&mut state, 1_000)).is_empty());
    assert_eq!(sent(&later(&mut state, 5_000)).len(), 1);
    assert_eq!(state.queue.list.want, Want::At(0));
    update(&mut state, Message::Lost);
    assert!(sent(&later(&mut state, 9_000)).is_empty());
    let effects = say(&mut state, FromService::Hello(sample::hello(6)));
    answer(&mut state, &effects, |_, offset| sample::page(50, offset));
    assert_eq!(state.queue.list.total, 50);
}

#[test]
fn the_incidents_of_a_counter_are_one_key_away() {
    let mut state = attached(Lang::Zh, (80, 24), 6);
    press(&mut state, KeyCode::Right);
    let effects = letter(&mut state, 'i');
    let listing = answer(&mut state, &effects, |_, offset| sample::page(5, offset)).unwrap();
    assert_eq!(listing.counter.as_deref(), Some("2号窗口"));
    assert_eq!(state.view, View::Queue);
}
