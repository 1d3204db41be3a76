//! Keys that change a pack: fields opened and accepted, entries added and removed,
//! changes taken back.
//!
//! Pure, on the editor's thread. Whatever is changed goes through [`Pack::change`].

use super::draft::{Draft, STEPS};
use super::field::{self, Kind, Path};
use super::pack::{Change, Pack};
use super::state::{Asked, Effect, Mode, Panel, State};
use super::text::{Words, fill};
use super::update::{go_to_pack, mode, say, stale};
use crate::phrasebook::{PlainKind, Value};

/// From the list to the fields, from a field into changing it.
pub fn open(state: &mut State) -> Vec<Effect> {
    let Some(entry) = state.entry().cloned() else {
        return Vec::new();
    };
    if state.panel == Panel::Entries {
        state.panel = Panel::Fields;
        return Vec::new();
    }
    let Some(field) = state.fields().into_iter().nth(state.field_at) else {
        return Vec::new();
    };
    if !state.pack().is_some_and(|pack| pack.is_unique(&entry.id)) {
        say(state, state.words().not_unique);
        return Vec::new();
    }
    match field.kind {
        Kind::Add => change(state, &field::set(&entry, &Path::NewCondition, None)),
        Kind::Unknown => {
            say(state, state.words().a_unknown);
            Vec::new()
        }
        _ => match Draft::of(&entry, field) {
            Some(draft) => mode(state, Mode::Draft(Box::new(draft))),
            None => Vec::new(),
        },
    }
}

/// Takes what is in front: a choice, a field, a step of a new entry.
pub fn accept(state: &mut State) -> Vec<Effect> {
    let w = state.words();
    match std::mem::replace(&mut state.mode, Mode::Browse) {
        Mode::Packs(at) => go_to_pack(state, at),
        Mode::Scenes(at) => {
            let scenes = state.scenes();
            state.scene = at.checked_sub(1).and_then(|at| scenes.get(at)).map(|(s, _)| s.clone());
            state.at = 0;
            state.list(None);
            Vec::new()
        }
        Mode::Draft(mut draft) => {
            if let Some(why) = refusal(state, &draft) {
                say(state, why);
            } else if let Draft::New(new) = &mut *draft
                && new.step + 1 < STEPS.len()
            {
                new.step += 1;
            } else {
                return match draft.change().filter(|_| draft.is_changed()) {
                    Some(wanted) => change(state, &wanted),
                    None => stale(state).to_vec(),
                };
            }
            // What was typed is not thrown away.
            state.mode = Mode::Draft(draft);
            Vec::new()
        }
        Mode::Search | Mode::Trial | Mode::Browse => {
            if state.shown.is_empty() {
                say(state, w.none_found);
            }
            Vec::new()
        }
    }
}

/// Why a draft cannot be taken as it stands.
fn refusal(state: &State, draft: &Draft) -> Option<String> {
    let w = state.words();
    let taken = |id: &str| state.entries().iter().any(|entry| entry.id == id);
    match draft {
        Draft::Typing(typing) => {
            let old = &typing.entry.id;
            let Ok(value) = typing.value() else { return Some(w.not_a_number.to_owned()) };
            if value.is_none() && typing.is_needed() {
                return Some(w.must_not_be_empty.to_owned());
            }
            let id = typing.id().filter(|id| id != old && taken(id));
            id.map(|id| fill(w.id_taken, &[&id]))
        }
        Draft::Choosing(_) => None,
        Draft::New(new) => {
            let step = STEPS[new.step];
            let text = new.text(step);
            if step != "list" && text.is_empty() {
                return Some(w.must_not_be_empty.to_owned());
            }
            (step == "id" && taken(&text)).then(|| fill(w.id_taken, &[&text]))
        }
    }
}

/// Changes the pack; the selection goes to the entry that was changed or added.
fn change(state: &mut State, wanted: &Change) -> Vec<Effect> {
    let looked_at = state.id();
    let at = state.pack_at;
    let Some(pack) = state.packs.get_mut(at) else {
        return Vec::new();
    };
    if let Err(why) = pack.change(wanted, &looked_at) {
        say(state, fill(state.words().cannot, &[&why]));
        return stale(state).to_vec();
    }
    match wanted {
        Change::Set { id, key, value } => {
            let renamed = match value {
                Some(Value::Text(new)) if key == "id" => new.clone(),
                _ => id.clone(),
            };
            state.list_at(&renamed);
        }
        Change::Add(values) => {
            let id = values.iter().find(|(key, _)| key == "id").map(|(_, value)| value);
            if let Some(Value::Text(id)) = id {
                state.list_at(id);
                state.panel = Panel::Entries;
                state.field_at = 1;
                say(state, fill(state.words().added, &[id]));
            }
        }
        Change::Remove(id) => {
            state.list(None);
            say(state, fill(state.words().removed, &[id]));
        }
    }
    stale(state).to_vec()
}

/// Begins a new entry with the next free id of the pack.
pub fn new(state: &mut State) -> Vec<Effect> {
    if let Some(why) = state.pack().and_then(|pack| pack.broken.clone()) {
        say(state, fill(state.words().cannot, &[&why]));
        return Vec::new();
    }
    let mut phrases = state.entries().iter().filter(|entry| entry.kind == PlainKind::Phrase);
    let last = phrases.next_back();
    let civil = last.is_some_and(|entry| entry.text("list") == "civil");
    let id = last.map(|last| next_id(&last.id, state)).unwrap_or_default();
    mode(state, Mode::Draft(Box::new(Draft::new(&id, civil, state.scene.clone()))))
}

/// The first id after `last` that no pack uses: T011 -> T012.
fn next_id(last: &str, state: &State) -> String {
    let digits = last.len() - last.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let (stem, number) = last.split_at(last.len() - digits);
    let Ok(number) = number.parse::<u32>() else {
        return String::new();
    };
    let used = |id: &str| state.packs.iter().flat_map(Pack::entries).any(|entry| entry.id == id);
    let ids =
        (number..number.saturating_add(10_000)).skip(1).map(|n| format!("{stem}{n:0digits$}"));
    ids.into_iter().find(|id| !used(id)).unwrap_or_default()
}

/// Removes the selected entry, the second time it is asked.
pub fn delete(state: &mut State, asked: Option<Asked>) -> Vec<Effect> {
    let Some(entry) = state.entry() else {
        return Vec::new();
    };
    let (id, text) = (entry.id.clone(), entry.text("text").to_owned());
    if !state.pack().is_some_and(|pack| pack.is_unique(&id)) {
        say(state, state.words().not_unique);
        return Vec::new();
    }
    if asked == Some(Asked::Delete(id.clone())) {
        return change(state, &Change::Remove(id));
    }
    say(state, fill(state.words().delete_ask, &[&id, &text]));
    state.asked = Some(Asked::Delete(id));
    Vec::new()
}

/// Takes out the selected field.
pub fn clear(state: &mut State) -> Vec<Effect> {
    let fields = state.fields();
    let (Some(entry), Some(field)) = (state.entry(), fields.get(state.field_at)) else {
        return Vec::new();
    };
    let unique = state.pack().is_some_and(|pack| pack.is_unique(&entry.id));
    match field::clear(entry, &field.path) {
        Some(wanted) if unique => change(state, &wanted),
        _ => {
            say(state, state.words().cannot_clear);
            Vec::new()
        }
    }
}

/// Undoes or does again.
pub fn again(
    state: &mut State,
    go: fn(&mut Pack, &str) -> Option<String>,
    said: fn(&Words) -> (&'static str, &'static str),
) -> Vec<Effect> {
    let looked_at = state.id();
    let at = state.pack_at;
    let (done, nothing) = said(state.words());
    match state.packs.get_mut(at).and_then(|pack| go(pack, &looked_at)) {
        Some(id) => {
            state.list_at(&id);
            say(state, done);
            stale(state).to_vec()
        }
        None => {
            say(state, nothing);
            Vec::new()
        }
    }
}
