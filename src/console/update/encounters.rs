//! The encounters: what is asked for, what comes, and the one that is open. Pure.
//!
//! As with the queue a stretch of rows around the selection is here and the service has the
//! rest.

use super::press::{moved, turned};
use super::{clamp as clamp_all, steps};
use crate::console::state::{
    Effect, EncounterFilter, Flash, Link, Moved, OpenEncounter, Period, STRETCH, State, View, Want,
};
use crate::record::{EncounterDetail, EncounterPage, EncounterRow};
use crate::service::message::ToService;

/// Between two stretches that are asked for because encounters have ended.
const REFRESH_S: f64 = 1.0;

/// Asks for the stretch around the place that is wanted.
pub fn ask(state: &mut State, want: Want) -> Option<Effect> {
    if state.link != Link::Attached || !state.may_see(View::Encounters) {
        state.encounters.list.stale = true;
        return None;
    }
    let listing = state.encounters.filter.listing(state.now, &state.zone);
    let (serial, offset) = state.encounters.list.ask(want, state.now);
    Some(Effect::Send(ToService::Encounters { serial, listing, offset, limit: STRETCH }))
}

/// Another listing is wanted; without a service none can be shown.
pub fn filter(state: &mut State, change: impl FnOnce(&mut EncounterFilter)) -> Option<Effect> {
    if state.link != Link::Attached {
        state.flash = Some(Flash::NotAttached);
        return None;
    }
    let before = state.encounters.filter.clone();
    change(&mut state.encounters.filter);
    if state.encounters.filter == before { None } else { ask(state, Want::At(0)) }
}

/// Only those that came to something else, or to anything again.
pub fn turn_outcome(state: &mut State) -> Option<Effect> {
    filter(state, |filter| {
        filter.outcome = turned(&EncounterFilter::OUTCOMES, filter.outcome, 1);
    })
}

/// Only those of other days.
pub fn turn_days(state: &mut State) -> Option<Effect> {
    filter(state, |filter| filter.period = turned(&Period::ALL, filter.period, 1))
}

/// Only those of the counter beside, or of all again.
pub fn turn_counter(state: &mut State, by: isize) -> Option<Effect> {
    let mut names: Vec<_> = state.counters.iter().map(|c| Some(c.info.name.clone())).collect();
    names.insert(0, None);
    filter(state, |filter| {
        // One that is listened to no more stands before all of them.
        let at = names.iter().position(|name| *name == filter.counter).unwrap_or(0) as isize;
        let next = (at + by).rem_euclid(names.len() as isize) as usize;
        filter.counter = names.swap_remove(next);
    })
}

/// Shows those of the selected counter.
pub fn of_counter(state: &mut State) -> Vec<Effect> {
    let Some(counter) = state.counter().map(|counter| counter.info.name.clone()) else {
        state.flash = Some(Flash::NotListening);
        return Vec::new();
    };
    state.view = View::Encounters;
    let counter = Some(counter);
    let asked = filter(state, |filter| *filter = EncounterFilter { counter, ..Default::default() });
    asked.into_iter().chain(entered(state)).collect()
}

/// The list comes into view.
pub fn entered(state: &mut State) -> Option<Effect> {
    let want = state.encounters.list.on_entering(state.now)?;
    ask(state, want)
}

/// Asks again when something has changed or an answer does not come.
pub fn refresh(state: &mut State) -> Option<Effect> {
    if state.view != View::Encounters || state.link != Link::Attached {
        return None;
    }
    let want = state.encounters.list.due(state.now, REFRESH_S)?;
    ask(state, want)
}

/// A stretch came.
pub fn page_came(state: &mut State, serial: u64, page: EncounterPage) -> Vec<Effect> {
    let rows = (page.total, page.offset, page.encounters);
    if !state.encounters.list.came(serial, state.now, rows) {
        return Vec::new();
    }
    clamp_all(state);
    let mut effects = vec![Effect::Draw];
    effects.extend(near_an_end(state));
    effects
}

/// An encounter is over, or was judged again.
pub fn changed(state: &mut State, met: EncounterRow) -> Vec<Effect> {
    let list = &mut state.encounters.list;
    list.stale = true;
    let open = state.encounter.as_ref().is_some_and(|open| open.id == met.id);
    if let Some(row) = list.rows.iter_mut().find(|row| row.id == met.id) {
        *row = met;
    }
    let mut effects = vec![Effect::Draw];
    if open {
        effects.extend(reopen(state));
    }
    effects
}

/// Moves the selection of the list.
pub fn step(state: &mut State, by: isize) -> Option<Effect> {
    match state.encounters.list.step(by) {
        Moved::Here => near_an_end(state),
        Moved::Away(want) => {
            let asked = ask(state, want);
            clamp_all(state);
            asked
        }
    }
}

fn near_an_end(state: &mut State) -> Option<Effect> {
    if state.encounters.list.is_near_an_end() { ask(state, Want::Stay) } else { None }
}

/// Opens the selected encounter.
pub fn open(state: &mut State) -> Option<Effect> {
    let Some(id) = state.encounters.list.selected().map(|row| row.id.clone()) else {
        steps::nothing_selected(state);
        return None;
    };
    state.encounter = Some(OpenEncounter { id, detail: None, at: 0 });
    reopen(state)
}

/// Asks for the open encounter.
pub fn reopen(state: &State) -> Option<Effect> {
    let id = state.encounter.as_ref()?.id.clone();
    (state.link == Link::Attached).then_some(Effect::Send(ToService::Encounter { id }))
}

/// Opens the encounter beside the open one in the list.
pub fn open_beside(state: &mut State, by: isize) -> Vec<Effect> {
    let open_id = state.encounter.as_ref().map(|open| open.id.clone());
    let mut effects: Vec<Effect> = step(state, by).into_iter().collect();
    match state.encounters.list.selected().map(|row| row.id.clone()) {
        Some(id) if Some(&id) != open_id.as_ref() => effects.extend(open(state)),
        _ => state.flash = Some(Flash::NoEncounter),
    }
    effects
}

/// An encounter came; the selection goes to the first mark that matters, and stays where it
/// was when it came again.
pub fn detail_came(state: &mut State, detail: Box<EncounterDetail>) -> Vec<Effect> {
    let Some(open) = state.encounter.as_mut().filter(|open| open.id == detail.row.id) else {
        // It was closed again before the answer came.
        return Vec::new();
    };
    let first = open.detail.is_none();
    open.detail = Some(detail);
    if first {
        let at = state.marks().iter().position(|mark| mark.matters()).unwrap_or(0);
        select(state, at);
    }
    clamp_all(state);
    vec![Effect::Draw]
}

/// Selects the mark at `at`.
pub fn select(state: &mut State, at: usize) {
    if let Some(open) = &mut state.encounter {
        open.at = at;
    }
    clamp(state);
}

/// Moves along the marks.
pub fn step_mark(state: &mut State, by: isize) {
    let last = state.marks().len().saturating_sub(1);
    let at = state.encounter.as_ref().map_or(0, |open| open.at);
    select(state, moved(at, by, last));
}

/// To the next mark that matters, or the one before; stays where there is none.
pub fn jump(state: &mut State, by: isize) {
    let Some(at) = state.encounter.as_ref().map(|open| open.at) else { return };
    let marks = state.marks();
    let mut matter = marks.iter().enumerate().filter(|(_, mark)| mark.matters()).map(|(n, _)| n);
    let next = if by > 0 { matter.find(|n| *n > at) } else { matter.rfind(|n| *n < at) };
    if let Some(next) = next {
        select(state, next);
    }
}

/// Opens the incident that was made of the selected mark.
pub fn open_incident(state: &mut State) -> Vec<Effect> {
    let at = state.encounter.as_ref().map_or(0, |open| open.at);
    let id = state.marks().get(at).and_then(|mark| mark.incident).map(str::to_owned);
    match id {
        Some(id) => steps::open(state, id),
        None => {
            state.flash = Some(Flash::NoIncident);
            Vec::new()
        }
    }
}

/// Brings the selected mark back into range.
pub fn clamp(state: &mut State) {
    let last = state.marks().len().saturating_sub(1);
    if let Some(open) = &mut state.encounter {
        open.at = open.at.min(last);
    }
}
