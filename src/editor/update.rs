//! What each message does to the state.
//!
//! Pure, on the editor's thread: no clock, no terminal, no file. Keeps every
//! position in range, whatever comes in.

use super::change::{accept, again, clear, delete, new, open};
use super::draft::{self, Draft};
use super::keep::{ask_reread, reread, save, save_checked, saved};
use super::keys::{self, Action, Context};
use super::pack::Pack;
use super::state::{Asked, Effect, Message, Mode, Panel, State};
use super::text::fill;
use super::view;
use crate::lang::Lang;
use ratatui::crossterm::event::{KeyEvent, KeyEventKind};
use ratatui_textarea::TextArea;

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
pub fn stale(state: &mut State) -> [Effect; 2] {
    state.turn += 1;
    [Effect::Draw, Effect::Check { now: false }]
}

/// Tells what came of the last key.
pub fn say(state: &mut State, text: impl Into<String>) {
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

/// Puts something else in front.
pub fn mode(state: &mut State, mode: Mode) -> Vec<Effect> {
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

/// Shows another pack.
pub fn go_to_pack(state: &mut State, at: usize) -> Vec<Effect> {
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

/// Brings every position back into range.
fn clamp(state: &mut State) {
    state.at = state.at.min(state.shown.len().saturating_sub(1));
    state.field_at = state.field_at.min(state.fields().len().saturating_sub(1));
    if let Some(at) = state.help {
        state.help = Some(at.min(view::help_scroll_limit(state)));
    }
}
