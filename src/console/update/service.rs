//! What the service says. Pure.

use super::{ask_figures, clamp, encounters, queue, sealed, session, staff};
use crate::console::hold::Hold;
use crate::console::keys::Action;
use crate::console::state::{
    Counter, Effect, Flash, Header, INCIDENTS, LINES, LOG, Link, State, View, Want, Why, rings,
};
use crate::record::{Deed, Disposition, EvidenceState, Incident, Ticket};
use crate::service::message::{Detail, FromService, Hello, Line, Notice, Status, ToService};
use std::collections::{HashSet, VecDeque};

pub fn said(state: &mut State, said: FromService) -> Vec<Effect> {
    match said {
        FromService::Hello(hello) => greeted(state, hello),
        FromService::Status(status) => heard(state, status),
        FromService::Line(line) => push_line(state, line),
        FromService::Incident(incident) => incident_changed(state, incident),
        FromService::Detail(detail) => detail_came(state, detail),
        FromService::Page { serial, page } => queue::page_came(state, serial, page),
        FromService::Figures(figures) => {
            if figures.span != state.span || state.figures.as_ref() == Some(&figures) {
                return Vec::new();
            }
            state.figures = Some(figures);
            drawn(state)
        }
        FromService::Tickets(tickets) => {
            let selected = state.tickets.get(state.ticket_at).map(|ticket| ticket.id.clone());
            state.tickets = tickets;
            state.tickets.sort_by(|a, b| newer(a).cmp(&newer(b)).reverse());
            let mut seen = HashSet::new();
            state.tickets.retain(|ticket| seen.insert(ticket.id.clone()));
            let mut effects = reselect_ticket(state, selected);
            effects.extend(sealed::open_tickets(state));
            effects
        }
        FromService::Ticket(ticket) => {
            let selected = state.tickets.get(state.ticket_at).map(|ticket| ticket.id.clone());
            state.tickets.retain(|known| known.id != ticket.id);
            let place = state.tickets.partition_point(|known| newer(known) > newer(&ticket));
            state.tickets.insert(place, *ticket);
            let mut effects = reselect_ticket(state, selected);
            effects.extend(sealed::open_tickets(state));
            effects
        }
        FromService::Log(line) => {
            state.log.push_back(line);
            while state.log.len() > LOG {
                state.log.pop_front();
            }
            drawn(state)
        }
        FromService::Challenge(challenge) => session::challenged(state, challenge),
        FromService::SignedIn(me) => session::signed_in(state, *me),
        FromService::SignedOut { why } => session::signed_out(state, why),
        FromService::Notice(notice) => {
            put_notice(&mut state.notices, notice);
            drawn(state)
        }
        FromService::Refused { why } => {
            if session::is_under_way(state) {
                return session::refused(state, why);
            }
            if state.link == Link::Attached {
                state.flash = Some(Flash::Refused(why));
            } else {
                state.link = Link::TurnedAway(why);
            }
            drawn(state)
        }
        FromService::Encounters { serial, page } => encounters::page_came(state, serial, page),
        FromService::Encounter(detail) => encounters::detail_came(state, detail),
        FromService::Met(row) => encounters::changed(state, row),
        // Asked for from outside a console.
        FromService::Praised { .. }
        | FromService::Retained(_)
        | FromService::Staffed(_)
        | FromService::Rejudged(_) => Vec::new(),
        FromService::Bye => {
            state.link = Link::Stopped;
            drawn(state)
        }
    }
}

fn drawn(state: &mut State) -> Vec<Effect> {
    clamp(state);
    vec![Effect::Draw]
}

/// Later complaints are greater.
fn newer(ticket: &Ticket) -> (jiff::Timestamp, &str) {
    (ticket.received_at, &ticket.id)
}

/// The selection stays on its complaint.
fn reselect_ticket(state: &mut State, selected: Option<String>) -> Vec<Effect> {
    let same = selected.and_then(|id| state.tickets.iter().position(|t| t.id == id));
    state.ticket_at = same.unwrap_or(state.ticket_at);
    drawn(state)
}

fn greeted(state: &mut State, hello: Hello) -> Vec<Effect> {
    let first = state.header.is_none();
    let mut effects = Vec::new();
    // Another person, or nobody any more: nothing that one saw is shown to the next.
    let before = state.who.id().map(str::to_owned);
    let now = hello.me.as_ref().map(|me| me.account.id.clone());
    let sealed_since = !first && !state.is_sealed() && !hello.unsealed;
    if before != now || sealed_since {
        effects.extend(session::forget(state));
        state.who.unseen = hello.me.as_ref().map_or(0, |me| me.unseen);
        state.who.touched = state.now;
    }
    state.who.me = hello.me;
    state.who.people = hello.people;
    state.who.shadow_until = hello.shadow_until;
    state.who.before_decision = hello.before_decision;
    state.link = Link::Attached;
    state.header = Some(Header {
        liyu: hello.liyu,
        store: hello.store,
        model: hello.model,
        lists: hello.lists,
        unsealed: hello.unsealed,
    });
    let selected = state.counter().map(|counter| counter.info.name.clone());
    let mut known = std::mem::take(&mut state.counters);
    state.counters = hello
        .counters
        .into_iter()
        .map(|info| match known.iter().position(|counter| counter.info == info) {
            Some(at) => known.swap_remove(at),
            None => Counter { info, status: None, hold: Hold::default(), lines: VecDeque::new() },
        })
        .collect();
    let same = selected.and_then(|name| state.counters.iter().position(|c| c.info.name == name));
    state.counter_at = same.unwrap_or(state.counter_at);
    join_lines(state, hello.lines);
    state.log = hello.log.into();
    while state.log.len() > LOG {
        state.log.pop_front();
    }
    let rang: HashSet<String> = state.unseen().map(|incident| incident.id.clone()).collect();
    // What is known and not among the latest is known still.
    let mut fresh = hello.incidents;
    fresh.append(&mut state.incidents);
    let mut seen = HashSet::new();
    fresh.retain(|incident| seen.insert(incident.id.clone()));
    fresh.sort_by(|a, b| order(b, a));
    fresh.truncate(INCIDENTS);
    state.incidents = fresh;
    state.notices.clear();
    for notice in hello.notices {
        put_notice(&mut state.notices, notice);
    }
    effects.extend(drawn(state));
    // What came before this console was opened is marked; it does not ring.
    if !first && !state.wall && state.unseen().any(|incident| !rang.contains(&incident.id)) {
        effects.push(Effect::Bell);
    }
    // Of a store that nothing listens for, the hall has nothing to show but how to listen.
    let only_store = state.counters.is_empty() && !state.incidents.is_empty();
    if (first || before != now) && only_store && state.view == View::Hall {
        state.view = View::Queue;
    }
    if state.who.me.is_some() {
        session::to_a_view(state);
    }
    session::ensure(state, before.is_some().then_some(Why::Lost));
    // An answer may have been lost with the old connection.
    effects.extend(reopen(state));
    if state.may_see(View::Complaints) {
        effects.push(Effect::Send(ToService::Tickets));
    }
    effects.extend(encounters::reopen(state));
    state.queue.list.unanswered();
    state.encounters.list.unanswered();
    match state.view {
        View::Queue => effects.extend(queue::ask(state, Want::Stay)),
        View::Encounters => effects.extend(encounters::ask(state, Want::Stay)),
        View::Figures => effects.extend(ask_figures(state)),
        View::Hall | View::Live | View::Health | View::Complaints => {}
    }
    effects
}

/// Takes the lines of a greeting in. Older ones stay where nothing is missing between.
fn join_lines(state: &mut State, lines: Vec<Line>) {
    let joined = state
        .counters
        .iter()
        .all(|counter| counter.lines.back().is_none_or(|last| lines.contains(last)));
    let first = lines.first().map(|line| line.at);
    for counter in &mut state.counters {
        match first.filter(|_| joined) {
            Some(first) => counter.lines.retain(|line| line.at < first),
            None => counter.lines.clear(),
        }
    }
    for line in lines {
        keep_line(&mut state.counters, line);
    }
}

/// Adds a line to those of its counter; gives the counter's place.
fn keep_line(counters: &mut [Counter], line: Line) -> Option<usize> {
    let at = counters.iter().position(|counter| counter.info.name == line.counter)?;
    let lines = &mut counters[at].lines;
    lines.push_back(line);
    if lines.len() > LINES {
        lines.pop_front();
    }
    Some(at)
}

fn heard(state: &mut State, status: Status) -> Vec<Effect> {
    let mut changed = state.machine != status.machine;
    state.machine = status.machine;
    if let Some(header) = &mut state.header
        && !status.lists.is_empty()
        && header.lists != status.lists
    {
        header.lists = status.lists;
        changed = true;
    }
    for (counter, now) in state.counters.iter_mut().zip(status.counters) {
        changed |= counter.hold.take(status.at, &now);
        if counter.status.as_ref() != Some(&now) {
            counter.status = Some(now);
            changed = true;
        }
    }
    if changed { drawn(state) } else { Vec::new() }
}

fn push_line(state: &mut State, line: Line) -> Vec<Effect> {
    // Only counters of the greeting are listened to.
    let Some(at) = keep_line(&mut state.counters, line) else {
        return Vec::new();
    };
    // Who reads further back keeps the same lines before the eyes.
    if at == state.counter_at && state.back > 0 {
        state.back += 1;
    }
    drawn(state)
}

/// Later incidents are greater; ids break ties so that the order never flickers.
fn order(a: &Incident, b: &Incident) -> std::cmp::Ordering {
    (a.at, &a.id, a.revision).cmp(&(b.at, &b.id, b.revision))
}

fn incident_changed(state: &mut State, incident: Incident) -> Vec<Effect> {
    let id = incident.id.clone();
    let mut rang = false;
    if let Some(at) = state.incidents.iter().position(|known| known.id == id) {
        if incident.revision < state.incidents[at].revision || incident == state.incidents[at] {
            return Vec::new();
        }
        rang = rings(&state.incidents[at]);
        state.incidents.remove(at);
    }
    // Its time is over: it is in no listing any more, and is no news.
    let aside = incident.custody.set_aside_at.is_some();
    let bell = !aside && !rang && !state.wall && rings(&incident);
    queue::changed(state, &incident);
    if !aside {
        let place = state.incidents.partition_point(|known| order(known, &incident).is_gt());
        state.incidents.insert(place, incident);
        state.incidents.truncate(INCIDENTS);
    }
    let mut effects = drawn(state);
    if bell {
        effects.push(Effect::Bell);
    }
    if state.opened.as_ref().is_some_and(|opened| opened.id == id) {
        effects.extend(reopen(state));
    }
    effects
}

/// Whether whoever is here has opened it before; without accounts, whether anybody has.
fn is_seen(state: &State, detail: &Detail) -> bool {
    match state.who.id() {
        None => detail.incident.handling.seen,
        Some(me) => {
            detail.history.iter().any(|entry| entry.deed == Deed::Seen && entry.actor == me)
        }
    }
}

fn detail_came(state: &mut State, mut detail: Box<Detail>) -> Vec<Effect> {
    let attached = state.link == Link::Attached;
    let seen = is_seen(state, &detail);
    let overturned = |state: &State| {
        let detail = state.opened.as_ref().and_then(|opened| opened.detail.as_ref());
        detail.map(|detail| detail.incident.disposition) == Some(Disposition::Overturned)
    };
    let was_overturned = overturned(state);
    let known = state.opened.as_ref().is_some_and(|opened| opened.detail.is_some());
    let Some(opened) = state.opened.as_mut().filter(|opened| opened.id == detail.incident.id)
    else {
        // It was closed again before the answer came.
        return Vec::new();
    };
    let mut effects = Vec::new();
    let same_clip = opened.detail.as_ref().is_some_and(|known| known.clip == detail.clip);
    let grown = opened.detail.as_ref().is_some_and(|known| known.clip_s != detail.clip_s);
    let (id, clip) = (opened.id.clone(), detail.clip.clone());
    let opening = match detail.evidence {
        EvidenceState::Ok => sealed::came(opened, &mut detail),
        EvidenceState::Missing | EvidenceState::Changed => None,
    };
    if detail.evidence != EvidenceState::Ok {
        opened.wave = None;
    } else if !detail.words.is_empty() {
        effects.extend(opening);
    } else if detail.clip.is_empty() {
        // It is not told where it lies before somebody has decided.
        opened.wave = None;
    } else if !same_clip || grown || opened.wave.is_none() {
        effects.push(Effect::LoadWave { id: id.clone(), clip });
    }
    if !seen && !opened.told && attached {
        opened.told = true;
        state.who.unseen = state.who.unseen.saturating_sub(1);
        let (deed, note) = (Deed::Seen, String::new());
        effects.push(Effect::Send(ToService::Act { id, deed, note }));
    }
    opened.detail = Some(detail);
    effects.extend(drawn(state));
    effects.extend(sealed::open_history(state));
    // Who has just granted an appeal is offered to keep the lists from it.
    if known && !was_overturned && overturned(state) && state.offers(Action::Case) {
        staff::offer_case(state, false);
        clamp(state);
    }
    effects
}

/// Asks for the evidence of the open incident.
pub fn reopen(state: &State) -> Option<Effect> {
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
