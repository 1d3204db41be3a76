//! The queue: what is asked for, what comes, and where the selection stays. Pure.
//!
//! A stretch of rows around the selection is here; the service has the rest.

use super::clamp;
use crate::console::state::{Effect, Filter, Flash, Link, Moved, STRETCH, State, View, Want};
use crate::record::{Incident, Page};
use crate::service::message::ToService;

/// Between two stretches that are asked for because incidents change; a row that is
/// here changes at once.
const REFRESH_S: f64 = 1.0;

/// The same while something is searched for, which costs the service more.
const SEARCH_AGAIN_S: f64 = 3.0;

/// Asks for the stretch around the place that is wanted.
pub fn ask(state: &mut State, want: Want) -> Option<Effect> {
    if state.link != Link::Attached || !state.may_see(View::Queue) {
        state.queue.list.stale = true;
        return None;
    }
    let listing = state.queue.filter.listing(state.now, &state.zone);
    let (serial, offset) = state.queue.list.ask(want, state.now);
    Some(Effect::Send(ToService::List { serial, listing, offset, limit: STRETCH }))
}

/// Another listing is wanted; without a service none can be shown.
pub fn filter(state: &mut State, change: impl FnOnce(&mut Filter)) -> Option<Effect> {
    if state.link != Link::Attached {
        state.flash = Some(Flash::NotAttached);
        return None;
    }
    let before = state.queue.filter.clone();
    change(&mut state.queue.filter);
    if state.queue.filter == before { None } else { ask(state, Want::At(0)) }
}

/// The queue comes into view.
pub fn entered(state: &mut State) -> Option<Effect> {
    let want = state.queue.list.on_entering(state.now)?;
    ask(state, want)
}

/// Asks again when something has changed or an answer does not come.
pub fn refresh(state: &mut State) -> Option<Effect> {
    if state.view != View::Queue || state.link != Link::Attached {
        return None;
    }
    let searched = !state.queue.filter.search.is_empty();
    let rest_s = if searched { SEARCH_AGAIN_S } else { REFRESH_S };
    let want = state.queue.list.due(state.now, rest_s)?;
    ask(state, want)
}

/// A stretch came.
pub fn page_came(state: &mut State, serial: u64, page: Page) -> Vec<Effect> {
    let rows = (page.total, page.offset, page.incidents);
    if !state.queue.list.came(serial, state.now, rows) {
        return Vec::new();
    }
    state.queue.unsearched = page.unsearched;
    clamp(state);
    let mut effects = vec![Effect::Draw];
    effects.extend(near_an_end(state));
    effects
}

/// An incident is new or has changed.
pub fn changed(state: &mut State, incident: &Incident) {
    let list = &mut state.queue.list;
    list.stale = true;
    if let Some(row) = list.rows.iter_mut().find(|row| row.id == incident.id)
        && row.revision <= incident.revision
    {
        *row = incident.clone();
    }
}

/// Moves the selection.
pub fn step(state: &mut State, by: isize) -> Option<Effect> {
    match state.queue.list.step(by) {
        Moved::Here => near_an_end(state),
        Moved::Away(want) => {
            let asked = ask(state, want);
            clamp(state);
            asked
        }
    }
}

fn near_an_end(state: &mut State) -> Option<Effect> {
    if state.queue.list.is_near_an_end() { ask(state, Want::Stay) } else { None }
}
