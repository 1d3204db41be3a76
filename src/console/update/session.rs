//! Signing in and out, and what is forgotten then. Pure.
//!
//! A passphrase goes from the overlay to the keeper and nowhere else; the service is shown
//! that it fits. Whatever one person saw is forgotten before another sits down.

use super::clamp;
use crate::account::Office;
use crate::console::keeper::{Job, Shut};
use crate::console::state::{
    Effect, Encounters, Flash, Modal, PlayerCommand, Queue, SignIn, State, Step, Stretch, View, Why,
};
use crate::service::message::{Challenge, Me, ToService};

/// Characters of the longest name and passphrase.
const MOST: usize = 256;

/// Asks who is there, where nothing can be seen before that is known.
pub fn ensure(state: &mut State, why: Option<Why>) {
    if state.wants_sign_in() && !state.wall && overlay(state).is_none() {
        state.help = None;
        state.modal = Some(Modal::SignIn(SignIn::new(&state.me, why)));
    }
}

fn overlay(state: &mut State) -> Option<&mut SignIn> {
    match &mut state.modal {
        Some(Modal::SignIn(sign_in)) => Some(sign_in),
        _ => None,
    }
}

/// The key: in, or out.
pub fn toggle(state: &mut State) -> Vec<Effect> {
    if state.who.me.is_some() {
        return out(state, None);
    }
    if state.wants_sign_in() {
        state.wall = false;
        ensure(state, None);
    } else {
        state.flash = Some(Flash::NotAttached);
    }
    Vec::new()
}

pub fn typed(state: &mut State, c: char) {
    let Some(sign_in) = overlay(state).filter(|sign_in| sign_in.step == Step::Typing) else {
        return;
    };
    sign_in.why = None;
    if !sign_in.at_passphrase && std::mem::take(&mut sign_in.likely) {
        sign_in.name.clear();
    }
    if !sign_in.at_passphrase && sign_in.name.chars().count() < MOST {
        sign_in.name.push(c);
    } else if sign_in.at_passphrase && sign_in.passphrase.len() < MOST {
        sign_in.passphrase.push(c);
    }
}

pub fn erase(state: &mut State, all: bool) {
    let Some(sign_in) = overlay(state).filter(|sign_in| sign_in.step == Step::Typing) else {
        return;
    };
    sign_in.likely &= sign_in.at_passphrase;
    match (sign_in.at_passphrase, all) {
        (true, true) => sign_in.passphrase.clear(),
        (true, false) => sign_in.passphrase.pop(),
        (false, true) => sign_in.name.clear(),
        (false, false) => {
            sign_in.name.pop();
        }
    }
}

/// From the name to the passphrase, or back.
pub fn field(state: &mut State) {
    if let Some(sign_in) = overlay(state).filter(|sign_in| sign_in.step == Step::Typing) {
        sign_in.at_passphrase = !sign_in.at_passphrase;
    }
}

/// Goes on: to the passphrase, then to the service.
pub fn submit(state: &mut State) -> Option<Effect> {
    let attached = state.wants_sign_in();
    let sign_in = overlay(state).filter(|sign_in| sign_in.step == Step::Typing)?;
    let name = sign_in.name.trim().to_owned();
    if name.is_empty() || !sign_in.at_passphrase {
        sign_in.at_passphrase = !name.is_empty();
        return None;
    }
    if sign_in.passphrase.is_empty() {
        return None;
    }
    if !attached {
        sign_in.again(Some(Why::Lost));
        return None;
    }
    sign_in.why = None;
    sign_in.step = Step::Asked;
    state.who.serial += 1;
    Some(Effect::Send(ToService::SignIn { name }))
}

/// Leaves the overlay; where something is under way, only that.
pub fn back(state: &mut State) -> Vec<Effect> {
    let Some(sign_in) = overlay(state) else { return Vec::new() };
    if sign_in.step == Step::Typing {
        state.modal = None;
        return Vec::new();
    }
    sign_in.again(None);
    state.who.serial += 1;
    forget_secret()
}

fn forget_secret() -> Vec<Effect> {
    vec![Effect::Keep(Box::new(Job::Forget))]
}

/// The service wants to see that the passphrase fits.
pub fn challenged(state: &mut State, challenge: Challenge) -> Vec<Effect> {
    let serial = state.who.serial;
    let Some(sign_in) = overlay(state).filter(|sign_in| sign_in.step == Step::Asked) else {
        return Vec::new();
    };
    sign_in.step = Step::Unlocking;
    let passphrase = std::mem::take(&mut sign_in.passphrase);
    let job = Job::Unlock { serial, challenge, passphrase };
    vec![Effect::Draw, Effect::Keep(Box::new(job))]
}

/// The passphrase was tried.
pub fn unlocked(state: &mut State, serial: u64, proof: Result<String, Shut>) -> Vec<Effect> {
    if serial != state.who.serial {
        return Vec::new();
    }
    let Some(sign_in) = overlay(state).filter(|sign_in| sign_in.step == Step::Unlocking) else {
        return Vec::new();
    };
    match proof {
        Ok(text) => {
            sign_in.step = Step::Proving;
            vec![Effect::Draw, Effect::Send(ToService::Prove { text })]
        }
        // The service is told at once that nothing will come of it, and answers.
        Err(shut) => {
            sign_in.step = Step::Proving;
            sign_in.why = Some(match shut {
                Shut::WrongPassphrase => Why::WrongPassphrase,
                _ => Why::Damaged,
            });
            vec![Effect::Draw, Effect::Send(ToService::Prove { text: String::new() })]
        }
    }
}

/// Whether something is under way that `why` ends.
pub fn is_under_way(state: &State) -> bool {
    matches!(&state.modal, Some(Modal::SignIn(sign_in)) if sign_in.step != Step::Typing)
}

/// The service does not let them in; what is known of why says more than its words.
pub fn refused(state: &mut State, why: String) -> Vec<Effect> {
    let known = overlay(state).and_then(|sign_in| sign_in.why.take());
    failed(state, known.unwrap_or(Why::Said(why)))
}

/// What is under way comes to nothing.
pub fn failed(state: &mut State, why: Why) -> Vec<Effect> {
    if let Some(sign_in) = overlay(state) {
        sign_in.again(Some(why));
    }
    state.who.serial += 1;
    let mut effects = vec![Effect::Draw];
    effects.extend(forget_secret());
    effects
}

/// Somebody is signed in here.
pub fn signed_in(state: &mut State, me: Me) -> Vec<Effect> {
    if !is_under_way(state) {
        // They went away from it while the service looked.
        let mut effects = forget_secret();
        effects.push(Effect::Send(ToService::SignOut));
        return effects;
    }
    if state.who.review && me.account.office != Office::Staff {
        let mut effects = failed(state, Why::NotStaff);
        effects.push(Effect::Send(ToService::SignOut));
        return effects;
    }
    let mut effects = forget(state);
    state.modal = None;
    let (name, unseen) = (me.account.name.clone(), me.unseen);
    state.who.unseen = unseen;
    state.who.touched = state.now;
    state.who.me = Some(Box::new(me));
    state.flash = Some(Flash::SignedIn { name, unseen });
    to_a_view(state);
    clamp(state);
    effects.push(Effect::Draw);
    effects
}

/// Shows a view that whoever is here may look at.
pub fn to_a_view(state: &mut State) {
    if !state.may_see(state.view) {
        // An auditor has none; the page says what there is instead.
        state.view = state.views().first().copied().unwrap_or(View::Hall);
    }
}

/// Signs out, at once and whether the service hears of it or not.
fn out(state: &mut State, why: Option<Why>) -> Vec<Effect> {
    let mut effects = vec![Effect::Draw, Effect::Send(ToService::SignOut)];
    effects.extend(left(state));
    ensure(state, why);
    clamp(state);
    effects
}

/// The service says that nobody is signed in here any more.
pub fn signed_out(state: &mut State, why: String) -> Vec<Effect> {
    if state.who.me.is_none() {
        return Vec::new();
    }
    let mut effects = vec![Effect::Draw];
    effects.extend(left(state));
    ensure(state, Some(Why::Said(why)).filter(|why| *why != Why::Said(String::new())));
    clamp(state);
    effects
}

fn left(state: &mut State) -> Vec<Effect> {
    state.who.me = None;
    state.modal = None;
    let mut effects = forget_secret();
    effects.extend(forget(state));
    effects
}

/// Signs out whoever has not pressed a key for too long.
pub fn idle(state: &mut State) -> Vec<Effect> {
    let Some(me) = &state.who.me else { return Vec::new() };
    let limit_s = 60.0 * f64::from(me.idle_min);
    let idle_s = state.now.duration_since(state.who.touched).as_secs_f64();
    if idle_s < 0.0 {
        // The clock was set back.
        state.who.touched = state.now;
    }
    if limit_s > 0.0 && idle_s >= limit_s { out(state, Some(Why::Idle)) } else { Vec::new() }
}

/// Forgets what one person saw, before another sits down.
pub fn forget(state: &mut State) -> Vec<Effect> {
    let effects = if state.opened.take().is_some() {
        vec![Effect::Play(PlayerCommand::Stop)]
    } else {
        Vec::new()
    };
    state.player = None;
    state.incidents.clear();
    state.tickets.clear();
    state.log.clear();
    state.figures = None;
    state.figures_asked = None;
    for counter in &mut state.counters {
        counter.lines.clear();
    }
    let filter = std::mem::take(&mut state.queue.filter);
    let list = Stretch { serial: state.queue.list.serial, ..Stretch::default() };
    state.queue = Queue { filter, list, unsearched: 0 };
    state.queue.filter.search.clear();
    let list = Stretch { serial: state.encounters.list.serial, ..Stretch::default() };
    state.encounters = Encounters { list, ..Encounters::default() };
    state.encounter = None;
    state.who.notes.clear();
    state.who.people.clear();
    state.who.unseen = 0;
    effects
}
