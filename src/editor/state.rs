//! What the editor has open and where its user stands.
//!
//! Owns [`State`] and the [`Message`]s and [`Effect`]s around it. Pure data on the
//! editor's thread; `update` changes it, `view` draws it.

use super::check::{Checked, Note, Tried};
use super::draft::{Draft, row};
use super::field::{Field, fields};
use super::files::{NotSaved, Shelf};
use super::keys::Context;
use super::pack::{Origin, Pack};
use super::text::{Words, words};
use crate::lang::Lang;
use crate::normalize::{reads_as, simplified};
use crate::phrasebook::{PlainEntry, Value};
use ratatui::crossterm::event::KeyEvent;
use ratatui_textarea::TextArea;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// Something that happened to the editor.
#[derive(Debug, Clone)]
pub enum Message {
    /// A key was pressed.
    Key(KeyEvent),
    /// Text was pasted.
    Paste(String),
    /// The terminal has this many columns and rows.
    Resize(u16, u16),
    /// A check that was asked for is done.
    Checked(Box<Checked>),
    /// The sentence was tried.
    Tried(Vec<Tried>),
    /// A pack was saved, or not.
    Saved { pack: usize, text: Arc<str>, result: Result<(), NotSaved> },
    /// A pack's file was read again; `None` when it is gone.
    Reread { pack: usize, result: Result<Option<String>, String> },
}

/// Something that the world must do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Draw: what is on the screen has changed.
    Draw,
    /// Check the packs when no key has come for a moment, or at once.
    Check { now: bool },
    /// Try the sentence.
    Try,
    /// Put a pack's text in the place of its file.
    Save { pack: usize, path: PathBuf, origin: Origin, text: Arc<str> },
    /// Read a pack's file again.
    Reread { pack: usize, path: PathBuf },
    /// Switch the language of the process.
    Speak(Lang),
    /// End the editor.
    Quit,
}

/// The panels that commands go to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Panel {
    Entries,
    Fields,
}

/// What is being done.
#[derive(Debug, Clone)]
pub enum Mode {
    /// Looking around.
    Browse,
    /// Typing what to search for.
    Search,
    /// Typing a sentence to try.
    Trial,
    /// Changing an entry, or writing a new one.
    Draft(Box<Draft>),
    /// Choosing a pack, the one at this place.
    Packs(usize),
    /// Choosing a scene; 0 for all.
    Scenes(usize),
}

/// What the same key, pressed again, would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// Remove the entry with this id.
    Delete(String),
    Reread,
    Quit,
    /// Save in spite of what was said.
    Save,
}

/// All of it.
#[derive(Debug, Clone)]
pub struct State {
    pub lang: Lang,
    /// Whether colours may be used.
    pub colour: bool,
    /// Columns and rows.
    pub size: (u16, u16),
    pub packs: Vec<Pack>,
    pub pack_at: usize,
    /// Only entries of this scene are listed.
    pub scene: Option<String>,
    pub search: TextArea<'static>,
    /// The places of the listed entries in the pack.
    pub shown: Vec<usize>,
    /// The selected one's place in `shown`.
    pub at: usize,
    pub field_at: usize,
    pub panel: Panel,
    pub mode: Mode,
    pub trial: TextArea<'static>,
    pub tried: Vec<Tried>,
    pub checked: Option<Checked>,
    /// Grows with whatever makes a check out of date.
    pub turn: u64,
    pub asked: Option<Asked>,
    /// A pack is saved once the check is done; whether nothing more is asked.
    pub saving: Option<bool>,
    /// A word in the footer about the last key; gone with the next.
    pub flash: Option<String>,
    /// Rows that the help is scrolled down, while it is open.
    pub help: Option<usize>,
}

impl State {
    /// An editor on `shelf`.
    pub fn new(lang: Lang, colour: bool, size: (u16, u16), shelf: Shelf) -> State {
        let mut state = State {
            lang,
            colour,
            size,
            packs: shelf.packs,
            pack_at: shelf.first,
            scene: None,
            search: row(""),
            shown: Vec::new(),
            at: 0,
            field_at: 1,
            panel: Panel::Entries,
            mode: Mode::Browse,
            trial: row(""),
            tried: Vec::new(),
            checked: None,
            turn: 1,
            asked: None,
            saving: None,
            flash: None,
            help: None,
        };
        state.list(None);
        state
    }

    /// The words of its language.
    pub fn words(&self) -> &'static Words {
        words(self.lang)
    }

    /// What is in front.
    pub fn context(&self) -> Context {
        if self.help.is_some() {
            return Context::Help;
        }
        match &self.mode {
            Mode::Browse => match self.panel {
                Panel::Entries => Context::Entries,
                Panel::Fields => Context::Fields,
            },
            Mode::Search => Context::Search,
            Mode::Trial => Context::Trial,
            Mode::Draft(draft) => draft.context(),
            Mode::Packs(_) | Mode::Scenes(_) => Context::Menu,
        }
    }

    /// The pack that is looked at; there is always one.
    pub fn pack(&self) -> Option<&Pack> {
        self.packs.get(self.pack_at)
    }

    /// The entries of that pack.
    pub fn entries(&self) -> &[PlainEntry] {
        self.pack().map_or(&[], Pack::entries)
    }

    /// The selected entry.
    pub fn entry(&self) -> Option<&PlainEntry> {
        self.entries().get(*self.shown.get(self.at)?)
    }

    /// The id of the selected entry; empty when there is none.
    pub fn id(&self) -> String {
        self.entry().map(|entry| entry.id.clone()).unwrap_or_default()
    }

    /// The rows of the selected entry.
    pub fn fields(&self) -> Vec<Field> {
        self.entry().map(|entry| fields(entry, self.words())).unwrap_or_default()
    }

    /// The check, if it is of what is on the screen now.
    pub fn current_check(&self) -> Option<&Checked> {
        self.checked.as_ref().filter(|checked| checked.turn == self.turn)
    }

    /// The findings about the entry at this place of the pack; about the pack
    /// itself for `None`.
    pub fn notes(&self, at: Option<usize>) -> impl Iterator<Item = &Note> {
        let all = self.checked.iter().flat_map(|checked| &checked.notes);
        all.filter(move |note| note.entry == at)
    }

    /// The scenes of the pack's entries, with how many entries each has.
    pub fn scenes(&self) -> Vec<(String, usize)> {
        let mut scenes = BTreeMap::new();
        for entry in self.entries() {
            *scenes.entry(entry.text("scene").to_owned()).or_insert(0) += 1;
        }
        scenes.into_iter().collect()
    }

    /// The names of the packs that are not saved.
    pub fn unsaved(&self) -> Vec<&str> {
        let unsaved = self.packs.iter().filter(|pack| pack.is_unsaved());
        unsaved.map(|pack| pack.name.as_str()).collect()
    }

    /// Makes the list anew, with the entry `keep` (its place in the pack) in it and
    /// selected; without one the selection stays where it can.
    pub fn list(&mut self, keep: Option<usize>) {
        let wanted = simplified(self.search.lines().join(" ").trim()).to_lowercase();
        let scene = self.scene.clone();
        let entries = self.entries();
        let shown: Vec<usize> = (0..entries.len())
            .filter(|n| {
                let entry = &entries[*n];
                let here = scene.as_ref().is_none_or(|scene| entry.text("scene") == scene);
                keep == Some(*n) || here && is_found(entry, &wanted)
            })
            .collect();
        self.shown = shown;
        let at = keep.and_then(|keep| self.shown.iter().position(|n| *n == keep));
        self.at = at.unwrap_or(self.at).min(self.shown.len().saturating_sub(1));
        self.field_at = self.field_at.min(self.fields().len().saturating_sub(1));
    }

    /// [`State::list`] with the entry of this id, if there is one.
    pub fn list_at(&mut self, id: &str) {
        let keep = self.entries().iter().position(|entry| entry.id == id && !id.is_empty());
        self.list(keep);
    }
}

/// Whether an entry answers to `wanted`: its id or a wording holds it, or reads so.
fn is_found(entry: &PlainEntry, wanted: &str) -> bool {
    if wanted.is_empty() || entry.id.to_lowercase().contains(wanted) {
        return true;
    }
    let lists = ["variants", "aliases", "decoys"].into_iter().filter_map(|key| entry.get(key));
    let texts = lists.flat_map(|value| match value {
        Value::Texts(texts) => texts.as_slice(),
        _ => &[],
    });
    let own = entry.text("text");
    let mut all = std::iter::once(own).chain(texts.map(String::as_str));
    all.any(|text| simplified(text).to_lowercase().contains(wanted)) || reads_as(own, wanted)
}
