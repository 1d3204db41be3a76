//! Sealed evidence and notes: what is asked of the keeper, and what it answers. Pure.

use super::{clamp, session};
use crate::console::keeper::{Job, Kept, Shut};
use crate::console::state::{Effect, Flash, Opened, Seal, State};
use crate::record::{Ticket, is_sealed_note};
use crate::service::message::Detail;
use std::collections::BTreeSet;

/// The evidence of the open incident came: opens it, unless that was done.
pub fn came(opened: &mut Opened, detail: &mut Detail) -> Option<Effect> {
    if detail.words.is_empty() {
        opened.seal = Seal::None;
        return None;
    }
    let known = opened.detail.as_ref();
    let same = known.is_some_and(|known| {
        (&known.words, &known.clip) == (&detail.words, &detail.clip)
            && known.incident.clip_sha256 == detail.incident.clip_sha256
    });
    if same && matches!(opened.seal, Seal::Opened(_) | Seal::Opening) {
        if let Some(known) = known {
            detail.heard.clone_from(&known.heard);
        }
        return None;
    }
    opened.seal = Seal::Opening;
    opened.wave = None;
    let (id, clip, words) = (opened.id.clone(), detail.clip.clone(), detail.words.clone());
    Some(Effect::Keep(Box::new(Job::Open { id, clip, words })))
}

/// Opens the sealed ones among `notes` that were not opened yet.
fn open_notes<'a>(state: &State, notes: impl Iterator<Item = &'a str>) -> Option<Effect> {
    state.who.me.as_ref()?;
    let sealed = notes.filter(|note| is_sealed_note(note));
    let fresh: BTreeSet<&str> =
        sealed.filter(|note| !state.who.notes.contains_key(*note)).collect();
    let notes: Vec<String> = fresh.into_iter().map(str::to_owned).collect();
    (!notes.is_empty()).then(|| Effect::Keep(Box::new(Job::Notes(notes))))
}

/// Opens the sealed notes of the open incident.
pub fn open_history(state: &State) -> Option<Effect> {
    let detail = state.opened.as_ref()?.detail.as_ref()?;
    open_notes(state, detail.history.iter().map(|entry| entry.note.as_str()))
}

/// Opens the sealed notes of complaints.
pub fn open_tickets(state: &State) -> Option<Effect> {
    let notes = |ticket: &'_ Ticket| -> Vec<String> {
        let steps = ticket.steps.iter().map(|step| step.note.clone());
        steps.chain([ticket.lacking.clone()]).collect()
    };
    let all: Vec<String> = state.tickets.iter().flat_map(notes).collect();
    open_notes(state, all.iter().map(String::as_str))
}

/// The keeper has done a job.
pub fn kept(state: &mut State, kept: Kept) -> Vec<Effect> {
    match kept {
        Kept::Unlocked { serial, proof } => session::unlocked(state, serial, proof),
        // It is handed on beside this.
        Kept::Renewed(_) => Vec::new(),
        Kept::Notes(notes) => {
            // Of one who has left meanwhile nothing is kept.
            if state.who.me.is_none() || notes.is_empty() {
                return Vec::new();
            }
            state.who.notes.extend(notes);
            clamp(state);
            vec![Effect::Draw]
        }
        Kept::Opened { id, clip, words, heard, sound } => {
            let signed_in = state.who.me.is_some();
            let Some(opened) = state.opened.as_mut().filter(|opened| opened.id == id && signed_in)
            else {
                // It was closed again before it was opened: the player forgets its sound.
                let stop = crate::console::state::PlayerCommand::Stop;
                return vec![Effect::Play(stop)];
            };
            let Some(detail) = &mut opened.detail else { return Vec::new() };
            if (&detail.clip, &detail.words) != (&clip, &words) {
                return Vec::new();
            }
            match heard {
                Ok(heard) => {
                    detail.heard = heard;
                    opened.seal = Seal::Opened(sound.err());
                }
                Err(shut) => opened.seal = Seal::Shut(shut),
            }
            clamp(state);
            vec![Effect::Draw]
        }
    }
}

/// The keeper takes no job now.
pub fn not_kept(state: &mut State) -> Vec<Effect> {
    if session::is_under_way(state) {
        return session::failed(state, crate::console::state::Why::Busy);
    }
    if let Some(opened) = &mut state.opened
        && opened.seal == Seal::Opening
    {
        opened.seal = Seal::None;
    }
    state.flash = Some(Flash::Busy);
    vec![Effect::Draw]
}

/// Why the clip of the open incident cannot be heard, if it is sealed and was not opened.
pub fn unheard(opened: &Opened) -> Option<Flash> {
    match opened.seal {
        Seal::Shut(shut) | Seal::Opened(Some(shut)) => Some(Flash::Sealed(shut)),
        Seal::Opening => Some(Flash::Opening),
        Seal::None if opened.detail.as_ref().is_some_and(|d| !d.words.is_empty()) => {
            Some(Flash::Sealed(Shut::NotForYou))
        }
        Seal::None | Seal::Opened(None) => None,
    }
}
