//! What keys ask for. Pure.

use super::{
    answer, ask_figures, clamp, close, complaints, encounters, go, queue, remember, select_counter,
    select_ticket, session, staff, steps,
};
use crate::console::keys::{self, Action, Context};
use crate::console::state::{Effect, Filter, Flash, Modal, PlayerCommand, RATES, State, View};
use crate::console::view;
use crate::lang::Lang;
use crate::record::{Disposition, Sort, Span};
use ratatui::crossterm::event::{KeyEvent, KeyEventKind};

/// Rows that page keys move by in a list.
const PAGE: usize = 10;

pub fn key(state: &mut State, event: &KeyEvent) -> Vec<Effect> {
    if event.kind == KeyEventKind::Release {
        return Vec::new();
    }
    state.who.touched = state.now;
    let context = state.context();
    let action = keys::action(context, event);
    let types = action.is_none() && matches!(context, Context::Input | Context::SignIn);
    let typed = keys::typed(event).filter(|_| types);
    if let Some(c) = typed.filter(|_| view::fits(state)) {
        state.flash = None;
        match context {
            Context::SignIn => session::typed(state, c),
            _ => answer::typed(state, c),
        }
        return vec![Effect::Draw];
    }
    match action {
        // Who cannot see what a key would hit can only leave.
        Some(action) if view::fits(state) || action == Action::Quit => act(state, action),
        Some(_) | None => Vec::new(),
    }
}

/// Carries out what a key or a click on its name asks for.
pub fn act(state: &mut State, action: Action) -> Vec<Effect> {
    state.flash = None;
    if action != Action::Quit {
        answer::stay(state);
    }
    let mut effects = vec![Effect::Draw];
    if !state.offers(action) {
        state.flash = Some(Flash::NotYours);
        return effects;
    }
    match action {
        Action::Up => effects.extend(step(state, -1)),
        Action::Down => effects.extend(step(state, 1)),
        Action::PageUp => effects.extend(step(state, -(page(state) as isize))),
        Action::PageDown => effects.extend(step(state, page(state) as isize)),
        Action::First => effects.extend(step(state, isize::MIN)),
        Action::Last => effects.extend(step(state, isize::MAX)),
        Action::Left => effects.extend(aside(state, -1)),
        Action::Right => effects.extend(aside(state, 1)),
        Action::Go(view) => effects.extend(go(state, view)),
        Action::NextView => effects.extend(beside(state, 1)),
        Action::PreviousView => effects.extend(beside(state, -1)),
        Action::Wall => {
            state.wall = !state.wall;
            session::ensure(state, None);
        }
        Action::Unseen => effects.extend(steps::open_unseen(state)),
        Action::Open => effects.extend(open(state)),
        Action::Back => effects.extend(back(state)),
        Action::Incidents => {
            if let Some(name) = state.counter().map(|counter| counter.info.name.clone()) {
                effects.extend(close(state));
                state.view = View::Queue;
                let counter = Some(name);
                let sort = state.queue.filter.sort;
                effects.extend(queue::filter(state, |filter| {
                    *filter = Filter { sort, counter, ..Filter::default() };
                }));
                effects.extend(queue::entered(state));
            }
        }
        Action::Span => {
            state.span = match state.span {
                Span::Day => Span::Week,
                Span::Week => Span::Day,
            };
            state.figures = None;
            effects.extend(ask_figures(state));
        }
        Action::Sort => {
            effects.extend(queue::filter(state, |f| f.sort = turned(&Sort::ALL, f.sort, 1)));
        }
        Action::Filters => answer::choose_filters(state),
        Action::Encounters => effects.extend(encounters::of_counter(state)),
        Action::Judged => effects.extend(encounters::turn_outcome(state)),
        Action::Days => effects.extend(encounters::turn_days(state)),
        Action::Clear if state.view == View::Encounters => {
            effects.extend(encounters::filter(state, |filter| *filter = Default::default()));
        }
        Action::Clear => effects.extend(queue::filter(state, |filter| {
            *filter = Filter { sort: filter.sort, ..Filter::default() };
        })),
        Action::Search => answer::search(state),
        Action::Escalated => {
            effects.extend(queue::filter(state, |filter| filter.escalated = !filter.escalated));
        }
        Action::Next => effects.extend(beside_open(state, 1)),
        Action::Previous => effects.extend(beside_open(state, -1)),
        Action::Play => effects.extend(steps::play(state)),
        Action::Back2s => effects.extend(steps::seek(state, -1.0)),
        Action::On2s => effects.extend(steps::seek(state, 1.0)),
        Action::Rate => {
            state.rate = turned(&RATES, state.rate, 1);
            effects.push(Effect::Play(PlayerCommand::Rate(state.rate)));
        }
        Action::Confirm => effects.extend(steps::decide(state, Disposition::Confirmed)),
        Action::Remedied => effects.extend(steps::decide(state, Disposition::Remedied)),
        Action::Dismiss => steps::ask_reason(state),
        Action::Assign => steps::ask_assignee(state),
        Action::Comment => steps::ask_comment(state),
        Action::Outcome => steps::choose_outcome(state),
        Action::Escalate => steps::ask_escalate(state),
        Action::Undo => steps::ask_undo(state),
        Action::Complain => complaints::ask(state),
        Action::Settle => complaints::choose_state(state),
        Action::Fault => complaints::choose_fault(state),
        Action::ReplyBy => complaints::ask_date(state),
        Action::Remark => complaints::ask_remark(state),
        Action::Accept => effects.extend(staff::accept(state)),
        Action::Appeal => staff::appeal(state),
        Action::Person => staff::ask_person(state),
        Action::Case => staff::offer_case(state, true),
        Action::Swap => staff::ask_seat(state),
        Action::Mute => staff::ask_pause(state),
        Action::Session => effects.extend(session::toggle(state)),
        Action::Field => session::field(state),
        Action::Submit => effects.extend(answer::submit(state)),
        Action::Erase | Action::EraseAll => {
            let all = action == Action::EraseAll;
            answer::erase(state, all);
            session::erase(state, all);
        }
        Action::Offered => answer::complete(state),
        Action::Language => {
            state.lang = match state.lang {
                Lang::Zh => Lang::En,
                Lang::En => Lang::Zh,
            };
            state.chosen_lang = Some(state.lang);
            effects.push(Effect::Speak(state.lang));
        }
        Action::Help => state.help = if state.help.is_some() { None } else { Some(0) },
        Action::Quit => {
            if answer::may_quit(state) {
                effects.extend(remember(state));
                effects.push(Effect::Quit);
            }
        }
    }
    clamp(state);
    effects
}

/// To the next view that may be looked at, or the one before.
fn beside(state: &mut State, by: isize) -> Vec<Effect> {
    let views = state.views();
    // A page that is not theirs stands before the first of them.
    let next = if views.contains(&state.view) {
        Some(turned(&views, state.view, by))
    } else {
        views.first().copied()
    };
    next.map(|view| go(state, view)).unwrap_or_default()
}

/// To the incident or encounter beside the open one.
fn beside_open(state: &mut State, by: isize) -> Vec<Effect> {
    match state.context() {
        Context::Encounter => encounters::open_beside(state, by),
        _ => steps::open_beside(state, by),
    }
}

/// The one `steps` after `now` of a ring.
pub fn turned<T: Copy + PartialEq>(ring: &[T], now: T, steps: isize) -> T {
    let at = ring.iter().position(|one| *one == now).unwrap_or(0) as isize;
    let next = (at + steps).rem_euclid(ring.len().max(1) as isize);
    ring.get(next as usize).copied().unwrap_or(now)
}

fn page(state: &State) -> usize {
    match state.context() {
        Context::View(View::Queue | View::Encounters) => PAGE,
        _ => usize::from(state.size.1 / 2).max(1),
    }
}

/// `at` moved by `by` within `0..=limit`.
pub fn moved(at: usize, by: isize, limit: usize) -> usize {
    at.saturating_add_signed(by).min(limit)
}

/// Moves whatever is in front.
pub fn step(state: &mut State, by: isize) -> Option<Effect> {
    let last = |len: usize| len.saturating_sub(1);
    let paged = !matches!(by, -1 | 1 | isize::MIN | isize::MAX);
    match state.context() {
        Context::Input | Context::Menu | Context::Filters | Context::Ask => answer::step(state, by),
        Context::Wall | Context::SignIn => {}
        Context::Help => {
            let limit = view::help_scroll_limit(state);
            state.help = state.help.map(|at| moved(at, by, limit));
        }
        Context::Detail => {
            let limit = view::detail_scroll_limit(state);
            if let Some(opened) = &mut state.opened {
                opened.scroll = moved(opened.scroll, by, limit);
            }
        }
        Context::Encounter => encounters::step_mark(state, by),
        Context::View(View::Encounters) => return encounters::step(state, by),
        Context::View(View::Hall) => {
            // One row of tiles for one key, and whole rows for the others.
            let at = match by {
                -1 | 1 => view::hall_moved(state, 0, by),
                _ => view::hall_next(state, by),
            };
            select_counter(state, at);
        }
        Context::View(View::Live) => {
            let lines = state.counter().map_or(0, |counter| counter.lines.len());
            // Up is back in time; `isize::MIN` has no opposite.
            state.back = moved(state.back, by.checked_neg().unwrap_or(isize::MAX), last(lines));
        }
        Context::View(View::Health) if by.unsigned_abs() == 1 => {
            let at = moved(state.counter_at, by, last(state.counters.len()));
            select_counter(state, at);
        }
        Context::View(View::Health | View::Figures) => {
            state.scroll = moved(state.scroll, by, view::scroll_limit(state));
        }
        Context::View(View::Queue) => return queue::step(state, by),
        Context::View(View::Complaints) if paged => {
            state.scroll = moved(state.scroll, by, view::scroll_limit(state));
        }
        Context::View(View::Complaints) => {
            let at = moved(state.ticket_at, by, last(state.tickets.len()));
            select_ticket(state, at);
        }
    }
    None
}

/// To the counter beside, to the mark beside that matters, or to the next value of a choice.
fn aside(state: &mut State, by: isize) -> Option<Effect> {
    if let Some(Modal::Menu(_)) = &state.modal {
        return answer::turn(state, by);
    }
    let at = match state.context() {
        Context::Encounter => {
            encounters::jump(state, by);
            return None;
        }
        Context::View(View::Encounters) => return encounters::turn_counter(state, by),
        Context::View(View::Hall) => view::hall_moved(state, by, 0),
        _ => moved(state.counter_at, by, state.counters.len().saturating_sub(1)),
    };
    select_counter(state, at);
    None
}

fn open(state: &mut State) -> Vec<Effect> {
    match state.context() {
        Context::View(View::Hall) => go(state, View::Live),
        Context::View(View::Complaints) => complaints::open_kept(state),
        Context::View(View::Encounters) => encounters::open(state).into_iter().collect(),
        Context::Encounter => encounters::open_incident(state),
        _ => match state.target().map(str::to_owned) {
            Some(id) => steps::open(state, id),
            None => steps::nothing_selected(state),
        },
    }
}

fn back(state: &mut State) -> Vec<Effect> {
    match state.context() {
        Context::Input | Context::Menu | Context::Filters | Context::Ask => state.modal = None,
        Context::SignIn => return session::back(state),
        Context::Wall => {
            state.wall = false;
            session::ensure(state, None);
        }
        Context::Help => state.help = None,
        Context::Detail => return close(state),
        Context::Encounter => state.encounter = None,
        Context::View(_) => {}
    }
    Vec::new()
}
