//! What each message does to the state.
//!
//! Pure, on the editor's thread: no clock, no terminal, no file. Keeps every
//! position in range, whatever comes in.

use super::draft::{self, Draft, STEPS};
use super::field::{self, Kind, Path};
use super::files::NotSaved;
use super::keys::{self, Action, Context};
use super::pack::{Change, Origin, Pack};
use super::state::{Asked, Effect, Message, Mode, Panel, State};
use super::text::fill;
use super::view;
use crate::lang::Lang;
use crate::lint::Level;
use crate::phrasebook::{PlainKind, Value};
use ratatui::crossterm::event::{KeyEvent, KeyEventKind};
use ratatui_textarea::TextArea;
use std::sync::Arc;

/// Rows that page keys move by in a list.
const PAGE: usize = 10;

/// Carries out `message`. What is on the screen changed if and only if the
/// effects hold [`Effect::Draw`].
pub fn update(state: &mut State, message: Message) -> Vec<Effect> {
    match message {
        Message::Key(event) => key(state, &event),
        Message::Paste(text) => paste(state, &text),
        Message::Resize(columns, rows) => {
            state.size = (columns, rows);
            clamp(state);
            vec![Effect::Draw]
        }
        Message::Checked(checked) => {
            let mut effects = vec![Effect::Draw, Effect::Try];
            let current = checked.turn == state.turn;
            state.checked = Some(*checked);
            if current && let Some(confirmed) = state.saving.take() {
                effects.extend(save_checked(state, confirmed));
            }
            effects
        }
        Message::Tried(tried) => {
            state.tried = tried;
            vec![Effect::Draw]
        }
        Message::Saved { pack, text, result } => saved(state, pack, text, result),
        Message::Reread { pack, result } => reread(state, pack, result),
    }
}

/// Something that the check depends on has changed.
fn stale(state: &mut State) -> [Effect; 2] {
    state.turn += 1;
    [Effect::Draw, Effect::Check { now: false }]
}

fn say(state: &mut State, text: impl Into<String>) {
    state.flash = Some(text.into());
}

fn paste(state: &mut State, text: &str) -> Vec<Effect> {
    if !state.context().types() {
        return Vec::new();
    }
    state.flash = None;
    state.asked = None;
    type_text(state, text)
}

/// Types into whatever is typed into now.
fn type_text(state: &mut State, text: &str) -> Vec<Effect> {
    write(state, |area, multiline| draft::type_into(area, text, multiline))
}

fn write(state: &mut State, change: impl FnOnce(&mut TextArea<'static>, bool)) -> Vec<Effect> {
    match &mut state.mode {
        Mode::Search => {
            change(&mut state.search, false);
            state.list(None);
            vec![Effect::Draw]
        }
        Mode::Trial => {
            change(&mut state.trial, false);
            vec![Effect::Draw, Effect::Try]
        }
        Mode::Draft(draft) => {
            if let Some((area, multiline)) = draft.area() {
                change(area, multiline);
            }
            stale(state).to_vec()
        }
        Mode::Browse | Mode::Packs(_) | Mode::Scenes(_) => Vec::new(),
    }
}

fn key(state: &mut State, event: &KeyEvent) -> Vec<Effect> {
    if event.kind == KeyEventKind::Release {
        return Vec::new();
    }
    let context = state.context();
    let action = keys::action(context, event);
    let typed = keys::typed(event).filter(|_| action.is_none() && context.types());
    if action.is_none() && typed.is_none() {
        return Vec::new();
    }
    state.flash = None;
    state.saving = None;
    let asked = state.asked.take();
    if let Some(c) = typed {
        return type_text(state, c.encode_utf8(&mut [0; 4]));
    }
    let mut effects = vec![Effect::Draw];
    if let Some(action) = action {
        effects.extend(act(state, context, action, asked));
    }
    clamp(state);
    effects
}

fn act(state: &mut State, context: Context, action: Action, asked: Option<Asked>) -> Vec<Effect> {
    match action {
        Action::Quit => quit(state, asked),
        Action::Help => {
            state.help = if state.help.is_some() { None } else { Some(0) };
            Vec::new()
        }
        Action::Language => {
            state.lang = match state.lang {
                Lang::Zh => Lang::En,
                Lang::En => Lang::Zh,
            };
            // What the check says is in the old language.
            state.turn += 1;
            vec![Effect::Speak(state.lang), Effect::Check { now: true }]
        }
        Action::Back => back(state),
        action if context.types() && is_steering(action) => write(state, |area, _| {
            draft::steer(area, action);
        }),
        Action::Up => step(state, -1),
        Action::Down => step(state, 1),
        Action::PageUp => step(state, -(page(state) as isize)),
        Action::PageDown => step(state, page(state) as isize),
        Action::First => step(state, isize::MIN),
        Action::Last => step(state, isize::MAX),
        Action::Cycle => cycle(state, 1),
        Action::NextPanel => turn(state, 1),
        Action::PreviousPanel => turn(state, 2),
        Action::Open => open(state),
        Action::Accept => accept(state),
        Action::PreviousStep => {
            if let Mode::Draft(draft) = &mut state.mode
                && let Draft::New(new) = &mut **draft
            {
                new.step = new.step.saturating_sub(1);
            }
            Vec::new()
        }
        Action::Search => mode(state, Mode::Search),
        Action::Trial => mode(state, Mode::Trial),
        Action::Packs => mode(state, Mode::Packs(state.pack_at)),
        Action::Scenes => {
            let scenes = state.scenes();
            let at = scenes.iter().position(|(scene, _)| Some(scene) == state.scene.as_ref());
            mode(state, Mode::Scenes(at.map_or(0, |at| at + 1)))
        }
        Action::New => new(state),
        Action::Delete => delete(state, asked),
        Action::Clear => clear(state),
        Action::Undo => again(state, Pack::undo, |w| (w.undone, w.no_undo)),
        Action::Redo => again(state, Pack::redo, |w| (w.redone, w.no_redo)),
        Action::Save => save(state, asked == Some(Asked::Save)),
        Action::Reread => ask_reread(state, asked),
        Action::Left | Action::Right | Action::LineStart | Action::LineEnd => Vec::new(),
        Action::Erase | Action::EraseNext | Action::NewLine => Vec::new(),
    }
}

fn is_steering(action: Action) -> bool {
    use Action as A;
    matches!(
        action,
        A::Left
            | A::Right
            | A::Up
            | A::Down
            | A::LineStart
            | A::LineEnd
            | A::Erase
            | A::EraseNext
            | A::NewLine
    )
}

fn mode(state: &mut State, mode: Mode) -> Vec<Effect> {
    state.mode = mode;
    Vec::new()
}

fn quit(state: &mut State, asked: Option<Asked>) -> Vec<Effect> {
    let mut unsaved: Vec<String> = state.unsaved().into_iter().map(str::to_owned).collect();
    if let Mode::Draft(draft) = &state.mode
        && draft.is_changed()
        && let Some(name) = state.pack().map(|pack| pack.name.clone())
        && !unsaved.contains(&name)
    {
        unsaved.push(name);
    }
    if unsaved.is_empty() || asked == Some(Asked::Quit) {
        return vec![Effect::Quit];
    }
    say(state, fill(state.words().quit_ask, &[&unsaved.join(", ")]));
    state.asked = Some(Asked::Quit);
    Vec::new()
}

fn back(state: &mut State) -> Vec<Effect> {
    if state.help.take().is_some() {
        return Vec::new();
    }
    match std::mem::replace(&mut state.mode, Mode::Browse) {
        Mode::Draft(_) => return stale(state).to_vec(),
        Mode::Search => unfilter(state),
        Mode::Browse => match state.panel {
            Panel::Fields => state.panel = Panel::Entries,
            Panel::Entries => unfilter(state),
        },
        Mode::Trial | Mode::Packs(_) | Mode::Scenes(_) => {}
    }
    Vec::new()
}

/// Lists everything again, the selection on its entry.
fn unfilter(state: &mut State) {
    let keep = state.shown.get(state.at).copied();
    state.search = draft::row("");
    state.scene = None;
    state.list(keep);
}

fn page(state: &State) -> usize {
    if state.help.is_some() { usize::from(state.size.1 / 2).max(1) } else { PAGE }
}

fn moved(at: usize, by: isize, last: usize) -> usize {
    at.saturating_add_signed(by).min(last)
}

fn step(state: &mut State, by: isize) -> Vec<Effect> {
    if let Some(at) = state.help {
        state.help = Some(moved(at, by, view::help_scroll_limit(state)));
        return Vec::new();
    }
    let (packs, scenes) = (state.packs.len(), state.scenes().len() + 1);
    match &mut state.mode {
        Mode::Packs(at) => *at = moved(*at, by, packs.saturating_sub(1)),
        Mode::Scenes(at) => *at = moved(*at, by, scenes - 1),
        Mode::Draft(_) => return cycle(state, by.signum()),
        Mode::Search | Mode::Trial => {}
        Mode::Browse => match state.panel {
            Panel::Entries => {
                state.at = moved(state.at, by, state.shown.len().saturating_sub(1));
            }
            Panel::Fields => {
                let last = state.fields().len().saturating_sub(1);
                state.field_at = moved(state.field_at, by, last);
            }
        },
    }
    Vec::new()
}

fn cycle(state: &mut State, by: isize) -> Vec<Effect> {
    if let Mode::Draft(draft) = &mut state.mode {
        draft.cycle(by);
        return stale(state).to_vec();
    }
    Vec::new()
}

/// To the next panel of the ring: entries, fields, the sentence.
fn turn(state: &mut State, steps: usize) -> Vec<Effect> {
    let at = match (&state.mode, state.panel) {
        (Mode::Trial, _) => 2,
        (_, Panel::Fields) => 1,
        (_, Panel::Entries) => 0,
    };
    state.mode = Mode::Browse;
    match (at + steps) % 3 {
        0 => state.panel = Panel::Entries,
        1 => state.panel = Panel::Fields,
        _ => state.mode = Mode::Trial,
    }
    Vec::new()
}

fn open(state: &mut State) -> Vec<Effect> {
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

fn accept(state: &mut State) -> Vec<Effect> {
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

fn go_to_pack(state: &mut State, at: usize) -> Vec<Effect> {
    state.pack_at = at.min(state.packs.len().saturating_sub(1));
    state.scene = None;
    state.search = draft::row("");
    state.at = 0;
    state.panel = Panel::Entries;
    state.checked = None;
    state.tried.clear();
    state.list(None);
    state.turn += 1;
    vec![Effect::Check { now: true }]
}

/// Begins a new entry with the next free id of the pack.
fn new(state: &mut State) -> Vec<Effect> {
    if let Some(why) = state.pack().and_then(|pack| pack.broken.clone()) {
        say(state, fill(state.words().cannot, &[&why]));
        return Vec::new();
    }
    let phrases = state.entries().iter().filter(|entry| entry.kind == PlainKind::Phrase);
    let last = phrases.last();
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

fn delete(state: &mut State, asked: Option<Asked>) -> Vec<Effect> {
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

fn clear(state: &mut State) -> Vec<Effect> {
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
fn again(
    state: &mut State,
    go: fn(&mut Pack, &str) -> Option<String>,
    said: fn(&super::text::Words) -> (&'static str, &'static str),
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

fn save(state: &mut State, confirmed: bool) -> Vec<Effect> {
    if !state.pack().is_some_and(Pack::is_unsaved) {
        say(state, state.words().nothing_to_save);
        return Vec::new();
    }
    // What is saved is what was checked.
    state.saving = Some(confirmed);
    vec![Effect::Check { now: true }]
}

/// Saves the pack unless the check of just now speaks against it.
fn save_checked(state: &mut State, confirmed: bool) -> Option<Effect> {
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

fn saved(
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

fn ask_reread(state: &mut State, asked: Option<Asked>) -> Vec<Effect> {
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

fn reread(state: &mut State, at: usize, result: Result<Option<String>, String>) -> Vec<Effect> {
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

/// Brings every position back into range.
fn clamp(state: &mut State) {
    state.at = state.at.min(state.shown.len().saturating_sub(1));
    state.field_at = state.field_at.min(state.fields().len().saturating_sub(1));
    if let Some(at) = state.help {
        state.help = Some(at.min(view::help_scroll_limit(state)));
    }
}
