//! What each message does to the state.
//!
//! Pure, on the console's thread: no clock, no terminal, no socket. Keeps every
//! position in range and the selection on its incident, whatever comes in. `service`
//! takes in what the service says, `press` and `mouse` what people ask for; `queue`, `steps`,
//! `encounters`, `staff`, `answer` and `complaints` carry it out; `session` and `sealed` know who is there
//! and what is opened for them.

mod answer;
mod complaints;
mod encounters;
mod mouse;
mod press;
mod queue;
mod sealed;
mod service;
mod session;
mod staff;
mod steps;

pub use answer::{FilterRow, rows as menu_rows};

use super::keeper::Job;
use super::settings::Settings;
use super::state::{Effect, Flash, Link, Message, PlayerCommand, State, View, Why};
use super::view;
use crate::service::message::ToService;
use jiff::Timestamp;

/// Between two looks at whether something is to be remembered.
const REMEMBER_S: f64 = 3.0;

/// Age of figures that are asked for again while they are looked at.
const FIGURES_S: f64 = 60.0;

/// Carries out `message`. What is on the screen changed if and only if the
/// effects hold [`Effect::Draw`].
pub fn update(state: &mut State, message: Message) -> Vec<Effect> {
    match message {
        Message::Key(event) => press::key(state, &event),
        Message::Mouse(event) => mouse::mouse(state, &event),
        Message::Paste(text) => answer::paste(state, &text),
        Message::Resize(columns, rows) => {
            state.size = (columns, rows);
            clamp(state);
            vec![Effect::Draw]
        }
        Message::Service(said) => service::said(state, *said),
        Message::Lost => {
            // A refusal and a farewell say more.
            if matches!(state.link, Link::Attaching | Link::Attached) {
                state.link = Link::Lost;
            }
            state.queue.list.unanswered();
            state.encounters.list.unanswered();
            let mut effects = vec![Effect::Draw];
            // The session went with the connection; what it knew is of no use.
            if session::is_under_way(state) {
                effects.extend(session::failed(state, Why::Lost));
            } else if state.who.me.is_some() {
                effects.push(Effect::Keep(Box::new(Job::Forget)));
            }
            clamp(state);
            effects
        }
        Message::NotSent => {
            state.flash = Some(Flash::Busy);
            state.queue.list.unanswered();
            state.encounters.list.unanswered();
            if session::is_under_way(state) {
                return session::failed(state, Why::Busy);
            }
            vec![Effect::Draw]
        }
        Message::Kept(kept) => sealed::kept(state, *kept),
        Message::NotKept => sealed::not_kept(state),
        Message::CaseKept(told) => {
            state.flash = Some(match told {
                Ok(path) => Flash::CaseKept(path),
                Err(why) => Flash::CaseLost(why),
            });
            vec![Effect::Draw]
        }
        Message::Tick(now) => tick(state, now),
        Message::Wave { id, wave } => match &mut state.opened {
            Some(opened) if opened.id == id => {
                opened.wave = Some(wave);
                clamp(state);
                vec![Effect::Draw]
            }
            // It was closed again before it was read.
            _ => Vec::new(),
        },
        Message::Player(player) => {
            if state.player.as_ref() == Some(&player) {
                return Vec::new();
            }
            state.player = Some(player);
            clamp(state);
            if state.opened.is_some() { vec![Effect::Draw] } else { Vec::new() }
        }
        Message::Forgot(why) => {
            state.flash = Some(Flash::Forgot(why));
            vec![Effect::Draw]
        }
    }
}

/// Seconds from `then` to now; many when the clock was set back.
fn since(state: &State, then: Timestamp) -> f64 {
    crate::console::state::since(state.now, then)
}

fn tick(state: &mut State, now: Timestamp) -> Vec<Effect> {
    let turned = now.as_second() != state.now.as_second();
    state.now = now;
    let mut effects = Vec::new();
    if turned {
        // Times of today are written shorter: rows may wrap anew.
        clamp(state);
        effects.push(Effect::Draw);
    }
    effects.extend(session::idle(state));
    effects.extend(queue::refresh(state));
    effects.extend(encounters::refresh(state));
    if state.view == View::Figures
        && state.figures_asked.is_none_or(|at| since(state, at) >= FIGURES_S)
    {
        effects.extend(ask_figures(state));
    }
    if since(state, state.remembered.1) >= REMEMBER_S {
        effects.extend(remember(state));
    }
    effects
}

/// Writes down what has changed since it was last written.
fn remember(state: &mut State) -> Option<Effect> {
    let settings = Settings::of(state);
    state.remembered.1 = state.now;
    (settings != state.remembered.0).then(|| {
        state.remembered.0 = settings.clone();
        Effect::Remember(Box::new(settings))
    })
}

fn ask_figures(state: &mut State) -> Option<Effect> {
    if state.link != Link::Attached || !state.may_see(View::Figures) {
        return None;
    }
    state.figures_asked = Some(state.now);
    Some(Effect::Send(ToService::Figures { span: state.span }))
}

/// Asks the service for `request`, or says that there is none.
fn send(state: &mut State, request: ToService, done: Flash) -> Option<Effect> {
    if state.link != Link::Attached {
        state.flash = Some(Flash::NotAttached);
        return None;
    }
    state.flash = Some(done);
    Some(Effect::Send(request))
}

/// Shows `view` and asks for what it needs.
fn go(state: &mut State, view: View) -> Vec<Effect> {
    if !state.may_see(view) {
        state.flash = Some(Flash::NotYours);
        return Vec::new();
    }
    let mut effects = close(state);
    state.encounter = None;
    state.help = None;
    if state.view != view {
        (state.scroll, state.back) = (0, 0);
    }
    state.view = view;
    match view {
        View::Queue => effects.extend(queue::entered(state)),
        View::Encounters => effects.extend(encounters::entered(state)),
        View::Figures => effects.extend(ask_figures(state)),
        View::Hall | View::Live | View::Health | View::Complaints => {}
    }
    clamp(state);
    effects
}

/// Closes the open incident, and its clip falls silent.
fn close(state: &mut State) -> Vec<Effect> {
    state.player = None;
    let open = state.opened.take().is_some();
    if open { vec![Effect::Play(PlayerCommand::Stop)] } else { Vec::new() }
}

/// Selects the counter at `at`.
fn select_counter(state: &mut State, at: usize) {
    if at != state.counter_at {
        state.back = 0;
    }
    state.counter_at = at;
    clamp(state);
}

/// Selects the complaint at `at`.
fn select_ticket(state: &mut State, at: usize) {
    if at != state.ticket_at {
        state.scroll = 0;
    }
    state.ticket_at = at;
    clamp(state);
}

/// Brings every position back into range.
fn clamp(state: &mut State) {
    state.counter_at = state.counter_at.min(state.counters.len().saturating_sub(1));
    let lines = state.counter().map_or(0, |counter| counter.lines.len());
    state.back = state.back.min(lines.saturating_sub(1));
    state.queue.list.clamp();
    state.encounters.list.clamp();
    encounters::clamp(state);
    state.ticket_at = state.ticket_at.min(state.tickets.len().saturating_sub(1));
    state.scroll = state.scroll.min(view::scroll_limit(state));
    if let Some(at) = state.help {
        state.help = Some(at.min(view::help_scroll_limit(state)));
    }
    if let Some(scroll) = state.opened.as_ref().map(|opened| opened.scroll) {
        let limit = view::detail_scroll_limit(state);
        if let Some(opened) = &mut state.opened {
            opened.scroll = scroll.min(limit);
        }
    }
    answer::clamp(state);
}
