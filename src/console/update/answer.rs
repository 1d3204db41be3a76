//! What a person answers: lines that are typed, choices, second keys. Pure.

use super::press::{moved, turned};
use super::{queue, send, session, staff, steps};
use crate::console::settings::{NAME_LIMIT, remember_name};
use crate::console::state::{
    Ask, Effect, Flash, Handled, Input, Menu, MenuKind, Modal, Period, Purpose, Ruling, State,
};
use crate::phrasebook::Severity;
use crate::record::{Deed, Disposition, Ground, Outcome, Sort, TicketChange, Via};
use crate::service::message::ToService;
use jiff::ToSpan;
use jiff::civil::Date;

/// Characters of the longest line.
const LINE_LIMIT: usize = 500;

/// The rows of the filters' menu, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FilterRow {
    Sort,
    Handled,
    Severity,
    Period,
    Escalated,
    Counter,
    Phrase,
    Assignee,
    Clear,
}

impl FilterRow {
    pub const ALL: [FilterRow; 9] = [
        FilterRow::Sort,
        FilterRow::Handled,
        FilterRow::Severity,
        FilterRow::Period,
        FilterRow::Escalated,
        FilterRow::Counter,
        FilterRow::Phrase,
        FilterRow::Assignee,
        FilterRow::Clear,
    ];
}

/// Rows of a menu.
pub fn rows(menu: &Menu) -> usize {
    match menu.kind {
        MenuKind::Outcome { .. } => Outcome::ALL.len(),
        MenuKind::Filters => FilterRow::ALL.len(),
        MenuKind::Settle { from, .. } => from.next().len(),
        MenuKind::Fault { .. } => 2,
        MenuKind::Ground { .. } => Ground::ALL.len(),
        MenuKind::Ruling { .. } => Ruling::ALL.len(),
        MenuKind::Person { ref people, .. } | MenuKind::Seat { ref people, .. } => people.len() + 1,
        MenuKind::OwnSeat { ref counters } => counters.len(),
        MenuKind::Pause { ref rows, .. } => rows.len(),
    }
}

/// Opens a menu.
pub fn choose(state: &mut State, menu: Menu) {
    state.modal = Some(Modal::Menu(menu));
}

pub fn choose_filters(state: &mut State) {
    choose(state, Menu { kind: MenuKind::Filters, at: 0 });
}

pub fn search(state: &mut State) {
    let text = state.queue.filter.search.clone();
    state.modal = Some(Modal::Input(Input { text, ..Input::new(Purpose::Search) }));
}

/// Text was pasted: one line of it.
pub fn paste(state: &mut State, text: &str) -> Vec<Effect> {
    if matches!(state.modal, Some(Modal::SignIn(_))) {
        // A line's end that was copied with it belongs to no name and no passphrase.
        text.chars().filter(|c| !c.is_control()).for_each(|c| session::typed(state, c));
        return vec![Effect::Draw];
    }
    if !matches!(state.modal, Some(Modal::Input(_))) {
        return Vec::new();
    }
    for c in text.chars() {
        typed(state, if c.is_control() { ' ' } else { c });
    }
    stay(state);
    vec![Effect::Draw]
}

pub fn typed(state: &mut State, c: char) {
    if let Some(Modal::Input(input)) = &mut state.modal {
        input.quitting = false;
        let limit = match input.purpose {
            Purpose::Assign { .. } => NAME_LIMIT,
            _ => LINE_LIMIT,
        };
        if input.text.chars().count() < limit {
            input.text.push(c);
        }
    }
}

/// Another key than that for quitting: the next one only warns again.
pub fn stay(state: &mut State) {
    if let Some(Modal::Input(input)) = &mut state.modal {
        input.quitting = false;
    }
}

/// Whether quitting may go on: a line that is being typed is left at the second key.
pub fn may_quit(state: &mut State) -> bool {
    match &mut state.modal {
        Some(Modal::Input(input)) => std::mem::replace(&mut input.quitting, true),
        _ => true,
    }
}

pub fn erase(state: &mut State, all: bool) {
    if let Some(Modal::Input(input)) = &mut state.modal {
        if all {
            input.text.clear();
        } else {
            input.text.pop();
        }
    }
}

/// Takes over the next offered text that holds what was typed.
pub fn complete(state: &mut State) {
    if let Some(Modal::Input(input)) = &mut state.modal {
        let now = input.offered.iter().position(|one| *one == input.text);
        let next = match now {
            Some(at) => input.offered.get((at + 1) % input.offered.len().max(1)),
            None => input.offered.iter().find(|one| one.contains(&input.text)),
        };
        if let Some(next) = next.cloned() {
            input.text = next;
        }
    }
}

/// Up and down: another row, or another counter to complain of.
pub fn step(state: &mut State, by: isize) {
    match &mut state.modal {
        Some(Modal::Menu(menu)) => menu.at = moved(menu.at, by, rows(menu).saturating_sub(1)),
        Some(Modal::Input(Input { purpose: Purpose::Complain { counter }, .. })) => {
            let names = state.counters.iter().map(|counter| &counter.info.name);
            let at = names.clone().position(|name| name == counter).unwrap_or(0);
            let last = state.counters.len().saturating_sub(1);
            if let Some(name) = names.clone().nth(moved(at, by, last)) {
                *counter = name.clone();
            }
        }
        _ => {}
    }
}

/// The selected row of the menu that is open.
pub fn at(state: &State) -> Option<usize> {
    match &state.modal {
        Some(Modal::Menu(menu)) => Some(menu.at),
        _ => None,
    }
}

/// The next value of a filter.
pub fn turn(state: &mut State, by: isize) -> Option<Effect> {
    let Some(Modal::Menu(Menu { kind: MenuKind::Filters, at })) = &state.modal else {
        return None;
    };
    let row = FilterRow::ALL.get(*at).copied()?;
    let counters =
        ring(state.counters.iter().map(|c| c.info.name.clone()), &state.queue.filter.counter);
    let people = steps::names(state).into_iter().map(|name| state.id_of(&name));
    let names = ring(people, &state.queue.filter.assignee);
    // Nothing is done to it: it need not be sure which listing it stands in.
    let shown = state.queue.list.rows.get(state.queue.list.at);
    let selected = shown.map(|i| (i.phrase_id.clone(), i.phrase.clone()));
    let phrases = ring(selected.filter(|(id, _)| !id.is_empty()), &state.queue.filter.phrase);
    queue::filter(state, |filter| match row {
        FilterRow::Sort => filter.sort = turned(&Sort::ALL, filter.sort, by),
        FilterRow::Handled => filter.handled = turned(&Handled::ALL, filter.handled, by),
        FilterRow::Severity => {
            let ring = [None, Some(Severity::Serious), Some(Severity::Critical)];
            filter.severity = turned(&ring, filter.severity, by);
        }
        FilterRow::Period => filter.period = turned(&Period::ALL, filter.period, by),
        FilterRow::Escalated => filter.escalated = !filter.escalated,
        FilterRow::Counter => filter.counter = next(&counters, &filter.counter, by),
        FilterRow::Phrase => filter.phrase = next(&phrases, &filter.phrase, by),
        FilterRow::Assignee => filter.assignee = next(&names, &filter.assignee, by),
        FilterRow::Clear => {
            *filter = crate::console::state::Filter { sort: filter.sort, ..Default::default() };
        }
    })
}

/// Nothing, all of `values`, and what is in force.
fn ring<T: Clone + PartialEq>(
    values: impl IntoIterator<Item = T>,
    now: &Option<T>,
) -> Vec<Option<T>> {
    let mut ring: Vec<Option<T>> = vec![None];
    for value in values.into_iter().map(Some).chain([now.clone()]) {
        if !ring.contains(&value) {
            ring.push(value);
        }
    }
    ring
}

fn next<T: Clone + PartialEq>(ring: &[Option<T>], now: &Option<T>, by: isize) -> Option<T> {
    let at = ring.iter().position(|one| one == now).unwrap_or(0) as isize;
    let next = (at + by).rem_euclid(ring.len().max(1) as isize);
    ring.get(next as usize).cloned().flatten()
}

/// Takes what was answered.
pub fn submit(state: &mut State) -> Option<Effect> {
    match state.modal.take()? {
        Modal::Input(input) => {
            let kept = input.clone();
            let (closed, effect) = entered(state, input);
            if !closed {
                // What was typed is not thrown away.
                state.modal = Some(Modal::Input(kept));
            }
            effect
        }
        Modal::Menu(menu) => chosen(state, menu),
        Modal::Ask(Ask::Escalate { id }) => steps::take(state, id, Deed::Escalated, String::new()),
        Modal::Ask(Ask::Undo { id }) => send(state, ToService::Undo { id }, Flash::UndoSent),
        Modal::Ask(Ask::Case { phrase_id, case, .. }) => Some(Effect::KeepCase(phrase_id, case)),
        overlay @ Modal::SignIn(_) => {
            state.modal = Some(overlay);
            session::submit(state)
        }
    }
}

/// Whether the line is done with, and what it asks for.
fn entered(state: &mut State, input: Input) -> (bool, Option<Effect>) {
    let note = input.text.trim().to_owned();
    let handled = |state: &mut State, id, change, note| {
        send(state, ToService::Handle { id, change, note }, Flash::StepSent)
    };
    let needed = match &input.purpose {
        Purpose::Dismiss { .. } | Purpose::Comment { .. } | Purpose::Remark { .. } => true,
        Purpose::Appeal { .. } | Purpose::Ruling { .. } => true,
        // What is settled is opened again for a reason only.
        Purpose::Settle { id, .. } => {
            state.tickets.iter().any(|ticket| ticket.id == *id && ticket.state.is_settled())
        }
        _ => false,
    };
    if needed && note.is_empty() {
        state.flash = Some(Flash::ReasonNeeded);
        return (false, None);
    }
    let effect = match input.purpose {
        Purpose::Search => return (true, queue::filter(state, |filter| filter.search = note)),
        Purpose::Dismiss { id } => {
            let disposition = Disposition::Dismissed;
            steps::take(state, id, Deed::Decided { disposition }, note)
        }
        Purpose::Comment { id } => steps::take(state, id, Deed::Commented, note),
        Purpose::Assign { id } => {
            let to = state.id_of(&note);
            // The names of accounts stand in the store and nowhere else.
            if to == note {
                remember_name(&mut state.names, &note);
            }
            steps::take(state, id, Deed::Assigned { to }, String::new())
        }
        Purpose::Appeal { id, ground } => steps::take(state, id, Deed::Appealed { ground }, note),
        Purpose::Ruling { id, ruling } => {
            let disposition = ruling.disposition();
            steps::take(state, id, Deed::Decided { disposition }, note)
        }
        Purpose::Complain { counter } => {
            let via = Via::Console;
            send(state, ToService::Mark { counter, via, note }, Flash::ComplaintSent)
        }
        Purpose::Remark { id } => handled(state, id, TicketChange::Remark, note),
        Purpose::ReplyBy { id } => match day(state, &note) {
            Some(date) => handled(state, id, TicketChange::ReplyBy { date }, String::new()),
            None => {
                state.flash = Some(Flash::DateNeeded);
                None
            }
        },
        Purpose::Settle { id, state: to } => {
            handled(state, id, TicketChange::State { state: to }, note)
        }
        Purpose::Fault { id, at_fault } => {
            handled(state, id, TicketChange::Fault { at_fault }, note)
        }
    };
    (effect.is_some(), effect)
}

/// `2026-12-01`, `12-01` of this year or the next, or `+15` days from today.
fn day(state: &State, text: &str) -> Option<Date> {
    let today = state.now.to_zoned(state.zone.clone()).date();
    if let Some(days) = text.strip_prefix('+') {
        let days: i64 = days.trim().parse().ok().filter(|days| (0..=3650).contains(days))?;
        return today.checked_add(days.days()).ok();
    }
    if let Ok(date) = text.parse::<Date>() {
        return Some(date);
    }
    let (month, day) = text.split_once(['-', '/', '.'])?;
    let (month, day) = (month.trim().parse().ok()?, day.trim().parse().ok()?);
    let this_year = Date::new(today.year(), month, day).ok().filter(|date| *date >= today);
    this_year.or_else(|| Date::new(today.year() + 1, month, day).ok())
}

fn chosen(state: &mut State, menu: Menu) -> Option<Effect> {
    match menu.kind {
        MenuKind::Outcome { id } => {
            let outcome = Outcome::ALL.get(menu.at).copied()?;
            steps::take(state, id, Deed::Attended { outcome }, String::new())
        }
        // Each row took effect as it was turned; only clearing waits for this key.
        MenuKind::Filters => {
            if FilterRow::ALL.get(menu.at) == Some(&FilterRow::Clear) {
                choose(state, menu);
                let cleared = turn(state, 1);
                state.modal = None;
                return cleared;
            }
            None
        }
        MenuKind::Settle { id, from } => {
            let to = from.next().get(menu.at).copied()?;
            state.modal = Some(Modal::Input(Input::new(Purpose::Settle { id, state: to })));
            None
        }
        MenuKind::Fault { id } => {
            let at_fault = menu.at == 0;
            state.modal = Some(Modal::Input(Input::new(Purpose::Fault { id, at_fault })));
            None
        }
        MenuKind::Ground { id } => {
            staff::ground(state, id, menu.at);
            None
        }
        MenuKind::Ruling { id } => {
            staff::ruling(state, id, menu.at);
            None
        }
        MenuKind::Person { id, people } => staff::named(state, id, &people, menu.at),
        MenuKind::Seat { counter, people } => staff::swap(state, counter, people.get(menu.at)),
        MenuKind::OwnSeat { counters } => {
            let counter = counters.get(menu.at).cloned()?;
            staff::take_seat(state, counter)
        }
        MenuKind::Pause { rows, .. } => staff::pause(state, &rows, menu.at),
    }
}

/// Brings the row of a menu back into range.
pub fn clamp(state: &mut State) {
    if let Some(Modal::Menu(menu)) = &mut state.modal {
        menu.at = menu.at.min(rows(menu).saturating_sub(1));
    }
}
