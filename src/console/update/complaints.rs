//! Complaints: taking one in, and the steps on those there are. Pure.

use super::answer;
use super::steps;
use crate::console::state::{Effect, Flash, Input, Menu, MenuKind, Modal, Purpose, State};
use crate::record::Ticket;

fn selected(state: &State) -> Option<&Ticket> {
    state.tickets.get(state.ticket_at)
}

/// Asks what is complained of at the selected counter.
pub fn ask(state: &mut State) {
    if let Some(counter) = state.counter().map(|counter| counter.info.name.clone()) {
        state.modal = Some(Modal::Input(Input::new(Purpose::Complain { counter })));
    } else {
        state.flash = Some(Flash::NotListening);
    }
}

/// Opens what the selected complaint kept.
pub fn open_kept(state: &mut State) -> Vec<Effect> {
    let Some(ticket) = selected(state) else { return Vec::new() };
    match ticket.incident.clone() {
        Some(id) => steps::open(state, id),
        None => {
            state.flash = Some(Flash::NothingKept);
            Vec::new()
        }
    }
}

/// Asks how far the selected complaint is.
pub fn choose_state(state: &mut State) {
    let Some(ticket) = selected(state) else { return };
    let kind = MenuKind::Settle { id: ticket.id.clone(), from: ticket.state };
    answer::choose(state, Menu { kind, at: 0 });
}

/// Asks whether the unit is at fault.
pub fn choose_fault(state: &mut State) {
    let Some(ticket) = selected(state) else { return };
    let at = usize::from(ticket.at_fault == Some(false));
    let kind = MenuKind::Fault { id: ticket.id.clone() };
    answer::choose(state, Menu { kind, at });
}

/// Asks when the selected complaint must be answered.
pub fn ask_date(state: &mut State) {
    let Some(ticket) = selected(state) else { return };
    let text = ticket.reply_by.map(|date| date.to_string()).unwrap_or_default();
    let purpose = Purpose::ReplyBy { id: ticket.id.clone() };
    state.modal = Some(Modal::Input(Input { text, ..Input::new(purpose) }));
}

/// Asks for a remark on the selected complaint.
pub fn ask_remark(state: &mut State) {
    let Some(ticket) = selected(state) else { return };
    let purpose = Purpose::Remark { id: ticket.id.clone() };
    state.modal = Some(Modal::Input(Input::new(purpose)));
}
