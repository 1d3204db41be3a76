//! What each message does to the state.
//!
//! Pure, on the console's thread: no clock, no terminal, no socket. Keeps every
//! position in range and the selection on its incident, whatever comes in.

use super::keys::{self, Action, Context};
use super::state::{
    Counter, Effect, Flash, Header, INCIDENTS, LINES, Link, Message, Opened, Panel, Reason, State,
};
use super::view;
use crate::lang::Lang;
use crate::record::{Deed, Disposition, Incident};
use crate::service::message::{Detail, FromService, Hello, Line, Notice, Status, ToService};
use ratatui::crossterm::event::{KeyEvent, KeyEventKind};
use std::collections::HashSet;

/// Characters of the longest reason.
const REASON_LIMIT: usize = 500;

/// Rows that page keys move by in a list.
const PAGE: usize = 10;

/// Carries out `message`. What is on the screen changed if and only if the
/// effects hold [`Effect::Draw`].
pub fn update(state: &mut State, message: Message) -> Vec<Effect> {
    match message {
        Message::Key(event) => key(state, &event),
        Message::Paste(text) => paste(state, &text),
        Message::Resize(columns, rows) => {
            state.size = (columns, rows);
            clamp(state);
            vec![Effect::Draw]
        }
        Message::Service(said) => service(state, *said),
        Message::Lost => {
            // A refusal and a farewell say more.
            if matches!(state.link, Link::Attaching | Link::Attached) {
                state.link = Link::Lost;
            }
            vec![Effect::Draw]
        }
        Message::NotSent => {
            state.flash = Some(Flash::Busy);
            vec![Effect::Draw]
        }
        Message::Tick(now) => {
            let turned = now.as_second() != state.now.as_second();
            state.now = now;
            if turned { vec![Effect::Draw] } else { Vec::new() }
        }
    }
}

fn service(state: &mut State, said: FromService) -> Vec<Effect> {
    match said {
        FromService::Hello(hello) => greeted(state, hello),
        FromService::Status(status) => heard(state, status),
        FromService::Line(line) => {
            push_line(state, line);
            vec![Effect::Draw]
        }
        FromService::Incident(incident) => incident_changed(state, incident),
        FromService::Detail(detail) => detail_came(state, detail),
        FromService::Notice(notice) => {
            put_notice(&mut state.notices, notice);
            vec![Effect::Draw]
        }
        FromService::Refused { why } => {
            if state.link == Link::Attached {
                state.flash = Some(Flash::Refused(why));
            } else {
                state.link = Link::TurnedAway(why);
            }
            vec![Effect::Draw]
        }
        FromService::Page { .. }
        | FromService::Figures(_)
        | FromService::Tickets(_)
        | FromService::Ticket(_)
        | FromService::Log(_) => Vec::new(),
        FromService::Bye => {
            state.link = Link::Stopped;
            vec![Effect::Draw]
        }
    }
}

fn greeted(state: &mut State, hello: Hello) -> Vec<Effect> {
    let selected = state.incidents.get(state.incident_at).map(|incident| incident.id.clone());
    state.link = Link::Attached;
    state.header = Some(Header {
        liyu: hello.liyu,
        store: hello.store,
        model: hello.model,
        lists: hello.lists,
        unsealed: hello.unsealed,
    });
    let known = std::mem::take(&mut state.counters);
    state.counters = hello
        .counters
        .into_iter()
        .map(|info| {
            let status =
                known.iter().find(|counter| counter.info == info).and_then(|c| c.status.clone());
            Counter { info, status }
        })
        .collect();
    state.lines = hello.lines.into();
    while state.lines.len() > LINES {
        state.lines.pop_front();
    }
    state.incidents = hello.incidents;
    state.incidents.sort_by(|a, b| order(b, a));
    let mut seen = HashSet::new();
    state.incidents.retain(|incident| seen.insert(incident.id.clone()));
    state.incidents.truncate(INCIDENTS);
    let same = selected.and_then(|id| state.incidents.iter().position(|i| i.id == id));
    state.incident_at = same.unwrap_or(state.incident_at);
    state.notices.clear();
    for notice in hello.notices {
        put_notice(&mut state.notices, notice);
    }
    clamp(state);
    let mut effects = vec![Effect::Draw];
    // An answer may have been lost with the old connection.
    effects.extend(reopen(state));
    effects
}

fn heard(state: &mut State, status: Status) -> Vec<Effect> {
    let mut changed = false;
    if let Some(header) = &mut state.header
        && !status.lists.is_empty()
        && header.lists != status.lists
    {
        header.lists = status.lists;
        changed = true;
    }
    for (counter, now) in state.counters.iter_mut().zip(status.counters) {
        if counter.status.as_ref() != Some(&now) {
            counter.status = Some(now);
            changed = true;
        }
    }
    if changed { vec![Effect::Draw] } else { Vec::new() }
}

fn push_line(state: &mut State, line: Line) {
    state.lines.push_back(line);
    // Who reads further back keeps the same lines before the eyes.
    if state.back > 0 {
        state.back += 1;
    }
    if state.lines.len() > LINES {
        state.lines.pop_front();
    }
    clamp(state);
}

/// Later incidents are greater; ids break ties so that the order never flickers.
fn order(a: &Incident, b: &Incident) -> std::cmp::Ordering {
    (a.at, &a.id, a.revision).cmp(&(b.at, &b.id, b.revision))
}

fn incident_changed(state: &mut State, incident: Incident) -> Vec<Effect> {
    let id = incident.id.clone();
    let selected = state.incidents.get(state.incident_at).map(|incident| incident.id.clone());
    if let Some(at) = state.incidents.iter().position(|known| known.id == id) {
        if incident.revision < state.incidents[at].revision || incident == state.incidents[at] {
            return Vec::new();
        }
        state.incidents.remove(at);
    }
    let place = state.incidents.partition_point(|known| order(known, &incident).is_gt());
    state.incidents.insert(place, incident);
    state.incidents.truncate(INCIDENTS);
    // The selection stays on its incident: a key pressed now must not hit another.
    let same = selected.and_then(|id| state.incidents.iter().position(|i| i.id == id));
    state.incident_at = same.unwrap_or(state.incident_at);
    clamp(state);
    let mut effects = vec![Effect::Draw];
    if state.opened.as_ref().is_some_and(|opened| opened.id == id) {
        effects.extend(reopen(state));
    }
    effects
}

fn detail_came(state: &mut State, detail: Box<Detail>) -> Vec<Effect> {
    match &mut state.opened {
        Some(opened) if opened.id == detail.incident.id => {
            opened.detail = Some(detail);
            clamp(state);
            vec![Effect::Draw]
        }
        // It was closed again before the answer came.
        _ => Vec::new(),
    }
}

fn reopen(state: &State) -> Option<Effect> {
    let id = state.opened.as_ref()?.id.clone();
    (state.link == Link::Attached).then_some(Effect::Send(ToService::Open { id }))
}

fn put_notice(notices: &mut Vec<Notice>, notice: Notice) {
    notices.retain(|known| known.key != notice.key);
    if !notice.text.trim().is_empty() {
        let level = notice.level as u8;
        let place = notices.partition_point(|known| known.level as u8 >= level);
        notices.insert(place, notice);
    }
}

fn paste(state: &mut State, text: &str) -> Vec<Effect> {
    let Some(reason) = &mut state.reason else {
        return Vec::new();
    };
    for c in text.chars() {
        type_into(reason, if c.is_control() { ' ' } else { c });
    }
    vec![Effect::Draw]
}

fn type_into(reason: &mut Reason, c: char) {
    if reason.text.chars().count() < REASON_LIMIT {
        reason.text.push(c);
    }
}

fn key(state: &mut State, event: &KeyEvent) -> Vec<Effect> {
    if event.kind == KeyEventKind::Release {
        return Vec::new();
    }
    let context = state.context();
    let action = keys::action(context, event);
    let typed = keys::typed(event).filter(|_| action.is_none());
    if action.is_none() && (typed.is_none() || context != Context::Reason) {
        return Vec::new();
    }
    state.flash = None;
    let mut effects = vec![Effect::Draw];
    if let Some(reason) = &mut state.reason {
        if let Some(c) = typed {
            type_into(reason, c);
        }
        reason.quitting &= action == Some(Action::Quit);
    }
    let Some(action) = action else {
        return effects;
    };
    match action {
        Action::Up => step(state, -1),
        Action::Down => step(state, 1),
        Action::PageUp => step(state, -(page(state) as isize)),
        Action::PageDown => step(state, page(state) as isize),
        Action::First => step(state, isize::MIN),
        Action::Last => step(state, isize::MAX),
        Action::NextPanel => state.panel = turn(state.panel, 1),
        Action::PreviousPanel => state.panel = turn(state.panel, 2),
        Action::Open => effects.extend(open(state)),
        Action::Back => back(state),
        Action::Confirm => effects.extend(decide_now(state, Disposition::Confirmed)),
        Action::Remedied => effects.extend(decide_now(state, Disposition::Remedied)),
        Action::Dismiss => ask_reason(state, Disposition::Dismissed),
        Action::Submit => effects.extend(submit(state)),
        Action::Erase => {
            if let Some(reason) = &mut state.reason {
                reason.text.pop();
            }
        }
        Action::Language => {
            state.lang = match state.lang {
                Lang::Zh => Lang::En,
                Lang::En => Lang::Zh,
            };
            clamp(state);
            effects.push(Effect::Speak(state.lang));
        }
        Action::Help => state.help = if state.help.is_some() { None } else { Some(0) },
        Action::Health => state.health = !state.health,
        Action::Quit => match &mut state.reason {
            Some(reason) if !reason.quitting => reason.quitting = true,
            _ => effects.push(Effect::Quit),
        },
    }
    effects
}

fn page(state: &State) -> usize {
    match state.context() {
        Context::Detail | Context::Help => usize::from(state.size.1 / 2).max(1),
        _ => PAGE,
    }
}

fn moved(at: usize, by: isize, limit: usize) -> usize {
    at.saturating_add_signed(by).min(limit)
}

fn step(state: &mut State, by: isize) {
    match state.context() {
        Context::Reason => {}
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
        Context::Main(Panel::Counters) | Context::Health => {
            let last = state.counters.len().saturating_sub(1);
            state.counter_at = moved(state.counter_at, by, last);
        }
        Context::Main(Panel::Incidents) => {
            let last = state.incidents.len().saturating_sub(1);
            state.incident_at = moved(state.incident_at, by, last);
        }
        Context::Main(Panel::Transcript) => {
            let last = state.lines.len().saturating_sub(1);
            // Up is back in time; `isize::MIN` has no opposite.
            state.back = moved(state.back, by.checked_neg().unwrap_or(isize::MAX), last);
        }
    }
}

fn turn(panel: Panel, steps: usize) -> Panel {
    let ring = [Panel::Incidents, Panel::Transcript, Panel::Counters];
    let at = ring.iter().position(|p| *p == panel).unwrap_or(0);
    ring[(at + steps) % ring.len()]
}

fn open(state: &mut State) -> Option<Effect> {
    let id = state.decidable()?.to_owned();
    state.opened = Some(Opened { id, detail: None, scroll: 0 });
    reopen(state)
}

fn back(state: &mut State) {
    if state.reason.take().is_none() && state.help.take().is_none() && state.opened.take().is_none()
    {
        state.health = false;
    }
}

fn ask_reason(state: &mut State, disposition: Disposition) {
    if let Some(id) = state.decidable().map(str::to_owned) {
        state.reason = Some(Reason { id, disposition, text: String::new(), quitting: false });
    }
}

fn submit(state: &mut State) -> Option<Effect> {
    let reason = state.reason.take()?;
    let note = reason.text.trim().to_owned();
    if note.is_empty() {
        state.flash = Some(Flash::ReasonNeeded);
        state.reason = Some(reason);
        return None;
    }
    let sent = decide(state, reason.id.clone(), reason.disposition, note);
    if sent.is_none() {
        // What was typed is not thrown away.
        state.reason = Some(reason);
    }
    sent
}

fn decide_now(state: &mut State, disposition: Disposition) -> Option<Effect> {
    let id = state.decidable()?.to_owned();
    decide(state, id, disposition, String::new())
}

fn decide(state: &mut State, id: String, disposition: Disposition, note: String) -> Option<Effect> {
    if state.link != Link::Attached {
        state.flash = Some(Flash::NotAttached);
        return None;
    }
    state.flash = Some(Flash::Sent(disposition));
    Some(Effect::Send(ToService::Act { id, deed: Deed::Decided { disposition }, note }))
}

/// Brings every position back into range.
fn clamp(state: &mut State) {
    state.counter_at = state.counter_at.min(state.counters.len().saturating_sub(1));
    state.incident_at = state.incident_at.min(state.incidents.len().saturating_sub(1));
    state.back = state.back.min(state.lines.len().saturating_sub(1));
    if let Some(at) = state.help {
        state.help = Some(at.min(view::help_scroll_limit(state)));
    }
    let limit = view::detail_scroll_limit(state);
    if let Some(opened) = &mut state.opened {
        opened.scroll = opened.scroll.min(limit);
    }
}
