//! Saving and reading again: what is asked first, and what came of it.
//!
//! Pure, on the editor's thread: files are touched by `files`, on an [`Effect`].

use super::files::NotSaved;
use super::pack::{Origin, Pack};
use super::state::{Asked, Effect, State};
use super::text::fill;
use super::update::{say, stale};
use crate::lint::Level;
use std::sync::Arc;

/// Asks for the check that stands before saving.
pub fn save(state: &mut State, confirmed: bool) -> Vec<Effect> {
    if !state.pack().is_some_and(Pack::is_unsaved) {
        say(state, state.words().nothing_to_save);
        return Vec::new();
    }
    // What is saved is what was checked.
    state.saving = Some(confirmed);
    vec![Effect::Check { now: true }]
}

/// Saves the pack unless the check of just now speaks against it.
pub fn save_checked(state: &mut State, confirmed: bool) -> Option<Effect> {
    let w = state.words();
    let notes = state.checked.as_ref().map_or(&[][..], |checked| &checked.notes);
    let faults = notes.iter().filter(|note| note.is_fault).count();
    let errors = notes.iter().filter(|note| note.level == Level::Error).count();
    let pack = state.pack()?;
    let (path, origin, text) = (pack.path.clone(), pack.origin.clone(), pack.text().clone());
    let broken = usize::from(pack.broken.is_some());
    if faults + broken > 0 {
        say(state, fill(w.save_faults, &[&(faults + broken)]));
        return None;
    }
    let shown = path.display();
    let question = match (errors, &origin) {
        (0, Origin::File(_)) => None,
        (n, Origin::File(_)) => Some(fill(w.save_errors, &[&n])),
        (0, Origin::Program) => Some(fill(w.save_program, &[&shown])),
        (n, Origin::Program) => Some(fill(w.save_both, &[&n, &shown])),
    };
    match question.filter(|_| !confirmed) {
        Some(question) => {
            say(state, question);
            state.asked = Some(Asked::Save);
            None
        }
        None => Some(Effect::Save { pack: state.pack_at, path, origin, text }),
    }
}

/// What came of saving.
pub fn saved(
    state: &mut State,
    pack: usize,
    text: Arc<str>,
    result: Result<(), NotSaved>,
) -> Vec<Effect> {
    let w = state.words();
    let Some(pack) = state.packs.get_mut(pack) else {
        return Vec::new();
    };
    let told = match result {
        Ok(()) => {
            pack.saved(text);
            fill(w.saved, &[&pack.path.display()])
        }
        Err(NotSaved::Changed) => w.save_changed.to_owned(),
        Err(NotSaved::Failed(why)) => fill(w.save_failed, &[&why]),
    };
    say(state, told);
    vec![Effect::Draw]
}

/// Reads the file again; what is not saved must be given up twice.
pub fn ask_reread(state: &mut State, asked: Option<Asked>) -> Vec<Effect> {
    let Some(pack) = state.pack() else {
        return Vec::new();
    };
    if pack.is_unsaved() && asked != Some(Asked::Reread) {
        say(state, state.words().reread_ask);
        state.asked = Some(Asked::Reread);
        return Vec::new();
    }
    vec![Effect::Reread { pack: state.pack_at, path: pack.path.clone() }]
}

/// What came of reading again.
pub fn reread(state: &mut State, at: usize, result: Result<Option<String>, String>) -> Vec<Effect> {
    let w = state.words();
    let looked_at = state.id();
    let Some(pack) = state.packs.get_mut(at) else {
        return Vec::new();
    };
    match result {
        Ok(Some(text)) => {
            pack.reread(&text, &looked_at);
            if at == state.pack_at {
                state.list_at(&looked_at);
            }
            say(state, w.reread);
            stale(state).to_vec()
        }
        Ok(None) => {
            say(state, w.no_file);
            vec![Effect::Draw]
        }
        Err(why) => {
            say(state, fill(w.reread_failed, &[&why]));
            vec![Effect::Draw]
        }
    }
}
