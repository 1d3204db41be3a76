//! Whom an incident concerns, what they answer, who sits where, and when a counter is not
//! listened to. Pure.

use super::{answer, send, steps};
use crate::cases::Case;
use crate::console::state::{
    Ask, Effect, Flash, Input, Menu, MenuKind, Modal, PAUSES_MIN, Purpose, Ruling, State,
};
use crate::phrasebook::List;
use crate::record::{Deed, Disposition, Ground};
use crate::service::message::{Person, ToService};

/// Whoever it concerns has heard it and leaves it at that.
pub fn accept(state: &mut State) -> Option<Effect> {
    steps::decide(state, Disposition::Reviewed)
}

/// Appeals, or decides on the appeal: whichever the office does.
pub fn appeal(state: &mut State) {
    let Some(id) = state.target().map(str::to_owned) else {
        steps::nothing_selected(state);
        return;
    };
    if state.is_own() {
        if steps::may_become(state, &id, Disposition::Appealed) {
            answer::choose(state, Menu { kind: MenuKind::Ground { id }, at: 0 });
        }
        return;
    }
    let disposition = state.incident(&id).map(|incident| incident.disposition);
    state.flash = Some(match disposition {
        Some(Disposition::Appealed) if state.decided_before() => Flash::DecidedBefore,
        Some(Disposition::Appealed) => {
            answer::choose(state, Menu { kind: MenuKind::Ruling { id }, at: 0 });
            return;
        }
        _ => Flash::NotAppealed,
    });
}

/// A ground was chosen: the words that go with it.
pub fn ground(state: &mut State, id: String, at: usize) {
    if let Some(ground) = Ground::ALL.get(at).copied() {
        state.modal = Some(Modal::Input(Input::new(Purpose::Appeal { id, ground })));
    }
}

/// It was chosen what becomes of an appeal: why.
pub fn ruling(state: &mut State, id: String, at: usize) {
    if let Some(ruling) = Ruling::ALL.get(at).copied() {
        state.modal = Some(Modal::Input(Input::new(Purpose::Ruling { id, ruling })));
    }
}

/// Asks whom the incident concerns; who sits at its counter is offered first.
pub fn ask_person(state: &mut State) {
    let Some(id) = state.target().map(str::to_owned) else {
        steps::nothing_selected(state);
        return;
    };
    let people = state.who.staff();
    let incident = state.incident(&id);
    let named = incident.and_then(|incident| incident.custody.person.clone());
    let counter = incident.map(|incident| incident.counter.clone());
    let likely = named.or_else(|| seated(state, counter.as_deref()?));
    let at = place(&people, likely.as_deref());
    match people.is_empty() {
        true => state.flash = Some(Flash::NoStaff),
        false => answer::choose(state, Menu { kind: MenuKind::Person { id, people }, at }),
    }
}

fn seated(state: &State, counter: &str) -> Option<String> {
    let known = state.counters.iter().find(|known| known.info.name == counter)?;
    known.status.as_ref()?.seated.clone()
}

fn place(people: &[Person], likely: Option<&str>) -> usize {
    people.iter().position(|person| Some(person.id.as_str()) == likely).unwrap_or(0)
}

/// A person was chosen, or nobody in the last row.
pub fn named(state: &mut State, id: String, people: &[Person], at: usize) -> Option<Effect> {
    let person = people.get(at).map(|person| person.id.clone()).unwrap_or_default();
    steps::take(state, id, Deed::Concerns { person }, String::new())
}

/// Asks who sits at the selected counter; staff, at which counter they do.
pub fn ask_seat(state: &mut State) {
    if state.is_own() {
        let counters: Vec<String> =
            state.counters.iter().map(|counter| counter.info.name.clone()).collect();
        match counters.is_empty() {
            true => state.flash = Some(Flash::NotListening),
            false => answer::choose(state, Menu { kind: MenuKind::OwnSeat { counters }, at: 0 }),
        }
        return;
    }
    let Some(counter) = state.counter().map(|counter| counter.info.name.clone()) else {
        state.flash = Some(Flash::NotListening);
        return;
    };
    let people = state.who.staff();
    if people.is_empty() {
        state.flash = Some(Flash::NoStaff);
        return;
    }
    // Whoever sits there now is not who comes.
    let now = seated(state, &counter);
    let at = people.iter().position(|person| Some(&person.id) != now.as_ref()).unwrap_or(0);
    answer::choose(state, Menu { kind: MenuKind::Seat { counter, people }, at });
}

/// Somebody takes the seat, or nobody in the last row.
pub fn swap(state: &mut State, counter: String, person: Option<&Person>) -> Option<Effect> {
    let nobody = state.words().seat_nobody;
    let name = person.map_or(nobody, |person| &person.name).to_owned();
    let person = person.map(|person| person.id.clone()).unwrap_or_default();
    let done = Flash::SwapSent(counter.clone(), name);
    send(state, ToService::Swap { counter, person }, done)
}

/// Whoever is here takes the seat at a counter.
pub fn take_seat(state: &mut State, counter: String) -> Option<Effect> {
    let me = state.who.me.as_ref()?;
    let (person, name) = (me.account.id.clone(), me.account.name.clone());
    let done = Flash::SwapSent(counter.clone(), name);
    send(state, ToService::Swap { counter, person }, done)
}

/// Asks for how long the selected counter, or every one, is not to be listened to.
pub fn ask_pause(state: &mut State) {
    let Some(counter) = state.counter() else {
        state.flash = Some(Flash::NotListening);
        return;
    };
    let name = Some(counter.info.name.clone());
    let off = state.muted_for(counter).is_some();
    let any_off = state.counters.iter().any(|counter| state.muted_for(counter).is_some());
    // What is off is mostly to be heard again.
    let mut rows = Vec::new();
    rows.extend(off.then(|| (name.clone(), 0)));
    rows.extend(PAUSES_MIN.map(|minutes| (name.clone(), minutes)));
    if state.counters.len() > 1 {
        rows.extend(any_off.then_some((None, 0)));
        rows.extend(PAUSES_MIN.map(|minutes| (None, minutes)));
    }
    answer::choose(state, Menu { kind: MenuKind::Pause { counter: name, rows }, at: 0 });
}

/// It was chosen for how long.
pub fn pause(state: &mut State, rows: &[(Option<String>, u32)], at: usize) -> Option<Effect> {
    let (counter, minutes) = rows.get(at).cloned()?;
    let request = ToService::Mute { counter, minutes, note: String::new() };
    send(state, request, Flash::MuteSent(minutes))
}

/// Offers to write the sentence of an overturned incident as a case; says why it cannot be
/// where `asked` by a key.
pub fn offer_case(state: &mut State, asked: bool) {
    let case = case(state);
    match case {
        Some(ask) if state.modal.is_none() => state.modal = Some(Modal::Ask(ask)),
        Some(_) => {}
        None if asked => state.flash = Some(Flash::NoCase),
        None => {}
    }
}

fn case(state: &State) -> Option<Ask> {
    let detail = state.opened.as_ref()?.detail.as_ref()?;
    let incident = state.incident(&detail.incident.id)?;
    if incident.disposition != Disposition::Overturned {
        return None;
    }
    let heard = detail.heard.iter().find(|heard| {
        let fired =
            |hit: &crate::spot::Hit| hit.list == List::Taboo && hit.id == incident.phrase_id;
        heard.hits.iter().any(fired)
    })?;
    let today = state.now.to_zoned(state.zone.clone()).date();
    let case = Case::new(&heard.text, heard.role, today, &incident.id);
    let (id, phrase_id) = (incident.id.clone(), incident.phrase_id.clone());
    Some(Ask::Case { id, phrase_id, case: Box::new(case) })
}
