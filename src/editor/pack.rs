//! One pack while it is open: its text, the entries in it, what was before, and
//! whether the disk has the same.
//!
//! Pure: from text to text. Every change goes through [`Pen`], which keeps comments
//! and order; reading and saving files is for `files`.

use crate::document::Document;
use crate::phrasebook::{Pen, PenError, PlainEntry, Value, plain_entries};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Changes that can be taken back.
const UNDO: usize = 200;

/// Where a pack's text was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A file that held this text, byte for byte, when it was read or saved last.
    File(Arc<str>),
    /// The program; there was no file.
    Program,
}

/// A text to go back or forward to, and the entry that was looked at.
#[derive(Debug, Clone)]
struct Step {
    text: Arc<str>,
    id: String,
}

/// An open pack.
#[derive(Debug, Clone)]
pub struct Pack {
    /// What it is called, mostly its file name without `.toml`.
    pub name: String,
    /// Where it is saved.
    pub path: PathBuf,
    pub origin: Origin,
    /// Whether the settings name it.
    pub in_use: bool,
    /// Why it cannot be changed here, if it cannot.
    pub broken: Option<String>,
    text: Arc<str>,
    entries: Vec<PlainEntry>,
    title: String,
    past: Vec<Step>,
    future: Vec<Step>,
}

impl Pack {
    /// Opens `text`, which a file at `path` holds, or would.
    pub fn new(name: &str, path: PathBuf, text: &str, origin: Origin, in_use: bool) -> Pack {
        let mut pack = Pack {
            name: name.to_owned(),
            path,
            origin,
            in_use,
            broken: None,
            text: Arc::from(""),
            entries: Vec::new(),
            title: String::new(),
            past: Vec::new(),
            future: Vec::new(),
        };
        pack.put(Arc::from(text));
        pack
    }

    /// A pack whose file cannot be read at all.
    pub fn unreadable(name: &str, path: PathBuf, why: String, in_use: bool) -> Pack {
        let mut pack = Pack::new(name, path, "", Origin::File(Arc::from("")), in_use);
        pack.broken = Some(why);
        pack
    }

    /// The entries in the order of the text.
    pub fn entries(&self) -> &[PlainEntry] {
        &self.entries
    }

    /// What the header calls it; may be empty.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The text as it is now.
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// Whether the disk does not have the text as it is now. What the program
    /// carries needs no saving until it is changed.
    pub fn is_unsaved(&self) -> bool {
        match &self.origin {
            Origin::File(disk) => *disk != self.text,
            Origin::Program => !self.past.is_empty(),
        }
    }

    /// The name that faults of its text carry.
    pub fn file(&self) -> String {
        self.path.display().to_string()
    }

    /// It with one entry changed but not written down, for a look ahead.
    pub fn document_with(&self, change: Option<&Change>) -> Document {
        let changed = change.and_then(|change| self.changed(change).ok());
        let text: &str = changed.as_deref().unwrap_or(&self.text);
        Document::new(self.file(), text.strip_prefix('\u{feff}').unwrap_or(text))
    }

    /// Whether an id names one entry and no other: only such an entry can be changed.
    pub fn is_unique(&self, id: &str) -> bool {
        !id.is_empty() && self.entries.iter().filter(|entry| entry.id == id).count() == 1
    }

    /// Carries out `change`; `looked_at` is the entry to come back to when it is undone.
    pub fn change(&mut self, change: &Change, looked_at: &str) -> Result<(), PenError> {
        let text = self.changed(change)?;
        if *text != *self.text {
            self.remember(looked_at);
            self.put(Arc::from(text));
        }
        Ok(())
    }

    /// Takes up what the file holds now. What was here can be had back by undoing.
    pub fn reread(&mut self, disk: &str, looked_at: &str) {
        if *disk != *self.text {
            self.remember(looked_at);
            self.put(Arc::from(disk));
        }
        self.origin = Origin::File(Arc::from(disk));
    }

    /// Back by one change; gives the id of the entry that was looked at then.
    pub fn undo(&mut self, looked_at: &str) -> Option<String> {
        let step = self.past.pop()?;
        self.future.push(Step { text: self.text.clone(), id: looked_at.to_owned() });
        self.put(step.text);
        Some(step.id)
    }

    /// Forward again.
    pub fn redo(&mut self, looked_at: &str) -> Option<String> {
        let step = self.future.pop()?;
        self.past.push(Step { text: self.text.clone(), id: looked_at.to_owned() });
        self.put(step.text);
        Some(step.id)
    }

    /// `text` now lies at its path.
    pub fn saved(&mut self, text: Arc<str>) {
        self.origin = Origin::File(text);
    }

    fn changed(&self, change: &Change) -> Result<String, PenError> {
        let mut pen = Pen::new(&self.text)?;
        match change {
            Change::Set { id, key, value: Some(value) } => pen.set(id, key, value.clone())?,
            Change::Set { id, key, value: None } => pen.unset(id, key)?,
            Change::Add(values) => pen.add(values.clone())?,
            Change::Remove(id) => pen.remove(id)?,
        }
        Ok(pen.text())
    }

    fn remember(&mut self, looked_at: &str) {
        self.future.clear();
        self.past.push(Step { text: self.text.clone(), id: looked_at.to_owned() });
        if self.past.len() > UNDO {
            self.past.remove(0);
        }
    }

    fn put(&mut self, text: Arc<str>) {
        match plain_entries(&text) {
            Ok(entries) => {
                self.entries = entries;
                self.broken = None;
            }
            Err(why) => {
                self.entries = Vec::new();
                self.broken = Some(why.to_string());
            }
        }
        self.title = title(&text);
        self.text = text;
    }
}

/// The title in the header, read off without judging the rest.
fn title(text: &str) -> String {
    let bare = text.strip_prefix('\u{feff}').unwrap_or(text);
    let read = Document::new("", bare).read(|top| {
        top.keys().iter().for_each(|key| {
            top.has(key);
        });
        let header = top.section("pack");
        header.keys().iter().for_each(|key| {
            header.has(key);
        });
        header.string("title").unwrap_or_default()
    });
    read.unwrap_or_default()
}

/// One change of a pack.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// A key of an entry gets a value, or goes.
    Set { id: String, key: String, value: Option<Value> },
    /// A new phrase.
    Add(Vec<(String, Value)>),
    /// An entry goes.
    Remove(String),
}

/// The name that a pack at `path` goes by.
pub fn name_of(path: &Path) -> String {
    path.file_stem().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}
