//! Opening an incident, its clip, and the steps that people take on it. Pure.

use super::{answer, queue, sealed, send, service};
use crate::account::Office;
use crate::console::settings::NAME_LIMIT;
use crate::console::state::{
    Ask, Effect, Flash, Input, Link, Menu, MenuKind, Modal, Opened, PlayerCommand, Purpose, SEEK_S,
    Seal, State, View, waits,
};
use crate::record::{Deed, Disposition, EvidenceState};
use crate::service::message::ToService;

/// Opens the incident `id`.
pub fn open(state: &mut State, id: String) -> Vec<Effect> {
    let mut effects = super::close(state);
    state.opened = Some(Opened {
        id,
        detail: None,
        wave: None,
        seal: Seal::None,
        scroll: 0,
        told: false,
        played: false,
        sounding: None,
    });
    effects.extend(service::reopen(state));
    effects
}

/// Opens the oldest of those that rang and that nobody has seen.
pub fn open_unseen(state: &mut State) -> Vec<Effect> {
    match state.unseen().last().map(|incident| incident.id.clone()) {
        Some(id) => open(state, id),
        None => {
            state.flash = Some(Flash::NothingNew);
            Vec::new()
        }
    }
}

/// Opens the incident beside the open one in the queue.
pub fn open_beside(state: &mut State, by: isize) -> Vec<Effect> {
    let selected = state.queue.list.selected().map(|incident| incident.id.clone());
    let open_id = state.opened.as_ref().map(|opened| opened.id.clone());
    // One that was opened from elsewhere has no neighbours.
    if state.view != View::Queue || selected != open_id {
        state.flash = Some(Flash::NoNeighbour);
        return Vec::new();
    }
    let mut effects: Vec<Effect> = queue::step(state, by).into_iter().collect();
    match state.queue.list.selected().map(|incident| incident.id.clone()) {
        Some(id) if Some(&id) != open_id.as_ref() => effects.extend(open(state, id)),
        _ => state.flash = Some(Flash::NoNeighbour),
    }
    effects
}

/// Says why nothing can be done to nothing.
pub fn nothing_selected(state: &mut State) -> Vec<Effect> {
    let turning = match state.view {
        View::Encounters => state.encounters.list.turning(),
        _ => state.queue.list.turning(),
    };
    if turning {
        state.flash = Some(Flash::Reading);
    }
    Vec::new()
}

fn target(state: &mut State) -> Option<String> {
    let id = state.target().map(str::to_owned);
    if id.is_none() {
        nothing_selected(state);
    }
    id
}

/// Plays, pauses, goes on.
pub fn play(state: &mut State) -> Vec<Effect> {
    let attached = state.link == Link::Attached;
    // What sounds is paused, although the incident may have grown a newer clip meanwhile.
    let playing = state.player_of_it().filter(|player| player.playing);
    let playing = playing.map(|player| player.clip.clone());
    let Some(opened) = &mut state.opened else { return Vec::new() };
    let Some(detail) = &opened.detail else { return Vec::new() };
    if detail.evidence != EvidenceState::Ok {
        state.flash = Some(Flash::NoClip);
        return Vec::new();
    }
    if detail.clip.is_empty() {
        state.flash = Some(Flash::NotBefore);
        return Vec::new();
    }
    if let Some(why) = sealed::unheard(opened).filter(|_| playing.is_none()) {
        state.flash = Some(why);
        return Vec::new();
    }
    let clip = playing.unwrap_or_else(|| detail.clip.clone());
    opened.sounding = Some(clip.clone());
    let mut effects = vec![Effect::Play(PlayerCommand::Toggle { clip })];
    // Who heard a clip is written down, once for each time that it is opened.
    if attached && !opened.played {
        opened.played = true;
        let (id, deed, note) = (opened.id.clone(), Deed::Played, String::new());
        effects.push(Effect::Send(ToService::Act { id, deed, note }));
    }
    effects
}

/// Moves within the clip that is played.
pub fn seek(state: &mut State, way: f64) -> Option<Effect> {
    state.player_of_it()?;
    Some(Effect::Play(PlayerCommand::Seek(way * SEEK_S)))
}

/// Takes a step on the incident `id`.
pub fn take(state: &mut State, id: String, deed: Deed, note: String) -> Option<Effect> {
    let done = Flash::Sent(deed.clone());
    send(state, ToService::Act { id, deed, note }, done)
}

/// Whether the incident can become `to`; says so when it cannot.
pub fn may_become(state: &mut State, id: &str, to: Disposition) -> bool {
    let may = state.incident(id).is_none_or(|incident| incident.disposition.may_become(to));
    if !may {
        state.flash = Some(Flash::MayNot(to));
    }
    may
}

/// Decides on the incident without a reason.
pub fn decide(state: &mut State, disposition: Disposition) -> Option<Effect> {
    let id = target(state)?;
    if !may_become(state, &id, disposition) {
        return None;
    }
    take(state, id, Deed::Decided { disposition }, String::new())
}

/// Asks why the incident is dismissed.
pub fn ask_reason(state: &mut State) {
    let Some(id) = target(state) else { return };
    if may_become(state, &id, Disposition::Dismissed) {
        state.modal = Some(Modal::Input(Input::new(Purpose::Dismiss { id })));
    }
}

/// Asks for a remark.
pub fn ask_comment(state: &mut State) {
    if let Some(id) = target(state) {
        state.modal = Some(Modal::Input(Input::new(Purpose::Comment { id })));
    }
}

/// Asks whose the incident shall be.
pub fn ask_assignee(state: &mut State) {
    if let Some(id) = target(state) {
        let offered = names(state);
        let input = Input { offered, ..Input::new(Purpose::Assign { id }) };
        state.modal = Some(Modal::Input(input));
    }
}

/// Those to whom an incident may be given: remembered, at this console, on duty, and
/// those who have one.
pub fn names(state: &State) -> Vec<String> {
    let people = state.who.people.iter().filter(|person| person.office == Office::Supervisor);
    let people: Vec<String> = people.map(|person| person.name.clone()).collect();
    let on_duty = state.counters.iter().filter_map(|c| c.status.as_ref()?.on_duty.as_ref());
    let assigned = state.incidents.iter().filter_map(|i| i.handling.assignee.as_deref());
    let assigned: Vec<String> = assigned.map(|name| state.name(name).to_owned()).collect();
    let mut names: Vec<String> = Vec::new();
    // Where people sign in, whoever the system says is there is nobody.
    let me = Some(&state.me).filter(|_| !state.is_sealed());
    for name in state.names.iter().chain(me).chain(&people).chain(&assigned).chain(on_duty) {
        if !name.is_empty() && name.chars().count() <= NAME_LIMIT && !names.contains(name) {
            names.push(name.clone());
        }
    }
    names
}

/// Asks what came of the incident at the counter.
pub fn choose_outcome(state: &mut State) {
    if let Some(id) = target(state) {
        answer::choose(state, Menu { kind: MenuKind::Outcome { id }, at: 0 });
    }
}

/// Asks for a second key before the duty leader is bothered.
pub fn ask_escalate(state: &mut State) {
    let Some(id) = target(state) else { return };
    let needless = state.incident(&id).is_some_and(|incident| {
        incident.handling.escalated_at.is_some() || !waits(incident.disposition)
    });
    if needless {
        state.flash = Some(Flash::NotToEscalate);
    } else {
        state.modal = Some(Modal::Ask(Ask::Escalate { id }));
    }
}

/// Asks for a second key before a decision is taken back.
pub fn ask_undo(state: &mut State) {
    let Some(id) = target(state) else { return };
    let undecided = state.incident(&id).is_some_and(|incident| {
        waits(incident.disposition) && incident.disposition != Disposition::Reviewed
    });
    if undecided {
        state.flash = Some(Flash::NothingToUndo);
    } else {
        state.modal = Some(Modal::Ask(Ask::Undo { id }));
    }
}
