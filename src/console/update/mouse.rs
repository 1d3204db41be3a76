//! What the mouse does; nothing that a key does not do as well. Pure.

use super::press::{act, step};
use super::{answer, clamp, encounters, go, select_counter, select_ticket};
use crate::console::keys::{Action, Context};
use crate::console::state::{Effect, Modal, State, View};
use crate::console::view::{self, Spot};
use ratatui::crossterm::event::{MouseButton, MouseEvent, MouseEventKind};

/// Rows that a notch of the wheel moves by.
const NOTCH: isize = 3;

pub fn mouse(state: &mut State, event: &MouseEvent) -> Vec<Effect> {
    if !view::fits(state) {
        return Vec::new();
    }
    state.who.touched = state.now;
    match event.kind {
        MouseEventKind::Down(MouseButton::Left) => {
            match view::spot(state, event.column, event.row) {
                Some(spot) => clicked(state, spot),
                None => Vec::new(),
            }
        }
        MouseEventKind::ScrollUp => wheel(state, -1),
        MouseEventKind::ScrollDown => wheel(state, 1),
        _ => Vec::new(),
    }
}

fn wheel(state: &mut State, way: isize) -> Vec<Effect> {
    let by = match state.context() {
        Context::Input | Context::Ask | Context::SignIn | Context::Wall => return Vec::new(),
        Context::Menu
        | Context::Filters
        | Context::Encounter
        | Context::View(View::Hall | View::Health | View::Complaints) => way,
        _ => way * NOTCH,
    };
    let mut effects = vec![Effect::Draw];
    effects.extend(step(state, by));
    clamp(state);
    effects
}

fn clicked(state: &mut State, spot: Spot) -> Vec<Effect> {
    let mut effects = vec![Effect::Draw];
    match spot {
        Spot::Key(action) => return act(state, action),
        // What is being typed is not thrown away.
        Spot::Tab(_) if matches!(state.modal, Some(Modal::Input(_) | Modal::SignIn(_))) => {
            return Vec::new();
        }
        Spot::Tab(view) => {
            state.modal = None;
            effects.extend(go(state, view));
        }
        // The first click selects, another opens.
        Spot::Counter(at) if at == state.counter_at && state.view == View::Hall => {
            return act(state, Action::Open);
        }
        Spot::Counter(at) => select_counter(state, at),
        Spot::Incident(at) if at == state.queue.list.at => return act(state, Action::Open),
        Spot::Incident(at) => {
            let by = at as isize - state.queue.list.at as isize;
            // Leaving a row that is kept takes it away and moves those below it up.
            effects.extend(step(state, by));
        }
        Spot::Encounter(at) if at == state.encounters.list.at => return act(state, Action::Open),
        Spot::Encounter(at) => {
            let by = at as isize - state.encounters.list.at as isize;
            effects.extend(step(state, by));
        }
        Spot::Mark(at) if state.encounter.as_ref().is_some_and(|open| open.at == at) => {
            return act(state, Action::Open);
        }
        Spot::Mark(at) => encounters::select(state, at),
        Spot::Ticket(at) => select_ticket(state, at),
        Spot::Choice(at) => {
            if answer::at(state) == Some(at) {
                return act(state, Action::Submit);
            }
            answer::step(state, at as isize - answer::at(state).unwrap_or(0) as isize);
        }
    }
    clamp(state);
    effects
}
