//! The queue: what is asked for, what comes, and where the selection stays. Pure.
//!
//! A stretch of rows around the selection is here; the service has the rest. The
//! selection never leaves its incident by itself.

use super::service::overdue;
use super::{clamp, since};
use crate::console::state::{Effect, Filter, Flash, Link, State, View, Want};
use crate::record::{Incident, Page};
use crate::service::message::ToService;

/// Rows of a stretch.
const STRETCH: u32 = 200;

/// Rows left before an end of the stretch at which another is asked for.
const NEAR: usize = 50;

/// Between two stretches that are asked for because incidents change; a row that is
/// here changes at once.
const REFRESH_S: f64 = 1.0;

/// The same while something is searched for, which costs the service more.
const SEARCH_AGAIN_S: f64 = 3.0;

/// Age of an answer after which the queue begins anew at its top when entered.
const OLD_S: f64 = 600.0;

/// Asks for the stretch around the place that is wanted.
pub fn ask(state: &mut State, want: Want) -> Option<Effect> {
    if state.link != Link::Attached || !state.may_see(View::Queue) {
        state.queue.stale = true;
        return None;
    }
    let listing = state.queue.filter.listing(state.now, &state.zone);
    let queue = &mut state.queue;
    let half = u64::from(STRETCH / 2);
    let offset = match want {
        Want::Stay => queue.place().saturating_sub(half),
        Want::At(place) => place.saturating_sub(half),
        Want::Last => queue.page.total.saturating_sub(u64::from(STRETCH)),
    };
    queue.serial += 1;
    queue.asked = Some(state.now);
    queue.want = want;
    queue.stale = false;
    let serial = queue.serial;
    Some(Effect::Send(ToService::List { serial, listing, offset, limit: STRETCH }))
}

/// What was asked for will not be answered. The selection is where it was and stays.
pub fn unanswered(state: &mut State) {
    state.queue.asked = None;
    state.queue.want = Want::Stay;
    state.queue.stale = true;
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
    if state.queue.asked.is_some() {
        return None;
    }
    match state.queue.answered {
        Some(at) if since(state, at) < OLD_S => {
            if state.queue.stale {
                ask(state, Want::Stay)
            } else {
                None
            }
        }
        _ => ask(state, Want::At(0)),
    }
}

/// Asks again when something has changed or an answer does not come.
pub fn refresh(state: &mut State) -> Option<Effect> {
    if state.view != View::Queue || state.link != Link::Attached {
        return None;
    }
    match state.queue.asked {
        Some(asked) if overdue(state, asked) => ask(state, state.queue.want),
        Some(_) => None,
        None if !state.queue.stale => None,
        None => {
            let searched = !state.queue.filter.search.is_empty();
            let rest_s = if searched { SEARCH_AGAIN_S } else { REFRESH_S };
            let rested = state.queue.answered.is_none_or(|at| since(state, at) >= rest_s);
            if rested { ask(state, Want::Stay) } else { None }
        }
    }
}

/// A stretch came.
pub fn page_came(state: &mut State, serial: u64, page: Page) -> Vec<Effect> {
    let queue = &mut state.queue;
    // The answer to an older question is about another listing.
    if serial != queue.serial || queue.asked.is_none() {
        return Vec::new();
    }
    let before = queue.page.incidents.get(queue.at).cloned();
    let place = queue.place();
    let want = std::mem::take(&mut queue.want);
    queue.page = page;
    queue.asked = None;
    queue.answered = Some(state.now);
    queue.gone = false;
    let rows = &mut queue.page.incidents;
    let inside = |place: u64, offset: u64| {
        usize::try_from(place.saturating_sub(offset)).unwrap_or(usize::MAX)
    };
    match (want, before) {
        (Want::Stay, Some(kept)) => match rows.iter().position(|row| row.id == kept.id) {
            Some(at) => queue.at = at,
            None => {
                queue.at = inside(place, queue.page.offset).min(rows.len());
                rows.insert(queue.at, kept);
                queue.gone = true;
            }
        },
        (Want::Stay, None) => queue.at = 0,
        (Want::At(place), _) => queue.at = inside(place, queue.page.offset),
        (Want::Last, _) => queue.at = usize::MAX,
    }
    clamp(state);
    let mut effects = vec![Effect::Draw];
    effects.extend(near_an_end(state));
    effects
}

/// An incident is new or has changed.
pub fn changed(state: &mut State, incident: &Incident) {
    state.queue.stale = true;
    if let Some(row) = state.queue.page.incidents.iter_mut().find(|row| row.id == incident.id)
        && row.revision <= incident.revision
    {
        *row = incident.clone();
    }
}

/// Moves the selection.
pub fn step(state: &mut State, by: isize) -> Option<Effect> {
    let queue = &mut state.queue;
    if queue.turning() || queue.page.incidents.is_empty() {
        return None;
    }
    let mut down = by;
    if queue.gone {
        // The row that was kept goes with the selection.
        queue.page.incidents.remove(queue.at);
        queue.gone = false;
        down = if by > 0 { by.saturating_sub(1) } else { by };
    }
    let last = queue.page.total.saturating_sub(1);
    let place = match by {
        isize::MIN => 0,
        isize::MAX => last,
        _ => queue.place().saturating_add_signed(down as i64).min(last),
    };
    let rows = queue.page.incidents.len() as u64;
    if place < queue.page.offset || place >= queue.page.offset + rows {
        let want = if by == isize::MAX { Want::Last } else { Want::At(place) };
        let asked = ask(state, want);
        clamp(state);
        return asked;
    }
    queue.at = (place - queue.page.offset) as usize;
    near_an_end(state)
}

/// Asks for more rows before the selection reaches the end of those here.
fn near_an_end(state: &mut State) -> Option<Effect> {
    let queue = &state.queue;
    if queue.asked.is_some() || queue.gone {
        return None;
    }
    let rows = queue.page.incidents.len();
    let more_before = queue.page.offset > 0 && queue.at < NEAR;
    let end = queue.page.offset + rows as u64;
    let more_after = end < queue.page.total && queue.at + NEAR >= rows;
    // A service that gives less than was asked for is not asked for ever.
    let worth = rows > 2 * NEAR;
    if worth && (more_before || more_after) { ask(state, Want::Stay) } else { None }
}
