//! Where something stands in a document, as people count: lines and columns.
//!
//! Pure. Columns are characters, not bytes and not cells of a screen.

use std::collections::BTreeMap;
use toml_span::Span;
use toml_span::value::{Table, Value};

/// A stretch of one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Counted from 1.
    pub line: usize,
    /// The first character, counted from 1.
    pub column: usize,
    /// How many characters; at least 1, and never beyond the end of the line.
    pub length: usize,
}

/// Where the lines of a text begin, so that a place is found without reading all
/// that stands before it.
#[derive(Debug, Clone)]
pub(super) struct Lines(Vec<usize>);

impl Lines {
    pub fn of(text: &str) -> Lines {
        let after = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        Lines(std::iter::once(0).chain(after.map(|(at, _)| at + 1)).collect())
    }

    /// The line of `text` with this number, counted from 1, without its end.
    pub fn line<'a>(&self, text: &'a str, number: usize) -> Option<&'a str> {
        let from = *self.0.get(number.checked_sub(1)?)?;
        text.get(from..)?.lines().next()
    }

    /// The place of the bytes `start..end`, as far as they stand on one line.
    pub fn place(&self, text: &str, start: usize, end: usize) -> Place {
        let start = boundary(text, start);
        let end = boundary(text, end.max(start));
        let line = self.0.partition_point(|from| *from <= start).max(1);
        let from = self.0.get(line - 1).copied().unwrap_or(0);
        let chars = |from: usize, to: usize| text.get(from..to).map_or(0, |s| s.chars().count());
        let first_line = text.get(start..end).and_then(|stretch| stretch.lines().next());
        let length = first_line.map_or(0, |stretch| stretch.trim_end().chars().count()).max(1);
        Place { line, column: chars(from, start) + 1, length }
    }
}

/// The beginning of the character that holds byte `at`.
fn boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Where a table of a document and everything in it stand. Paths are written
/// `text`, `variants[2]`, `hours.open`, `context[0].said[1]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outline {
    file: String,
    at: Place,
    values: BTreeMap<String, Place>,
}

impl Outline {
    pub(super) fn new(file: String, at: Place) -> Outline {
        Outline { file, at, values: BTreeMap::new() }
    }

    /// Adds all values of `table` below the path `above`.
    pub(super) fn add(&mut self, table: &Table<'_>, above: &str, place: &dyn Fn(Span) -> Place) {
        for (key, value) in table {
            self.add_value(format!("{above}{}", key.name), value, place);
        }
    }

    fn add_value(&mut self, path: String, value: &Value<'_>, place: &dyn Fn(Span) -> Place) {
        if let Some(table) = value.as_table() {
            self.add(table, &format!("{path}."), place);
        }
        for (index, item) in value.as_array().into_iter().flatten().enumerate() {
            self.add_value(format!("{path}[{index}]"), item, place);
        }
        self.values.insert(path, place(value.span));
    }

    /// The document's name, mostly its path.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// Whether something stands at `path`.
    pub fn has(&self, path: &str) -> bool {
        self.values.contains_key(path)
    }

    /// Where `path` stands, else what would hold it, else the table itself.
    pub fn place(&self, path: &str) -> Place {
        let mut path = path;
        loop {
            if let Some(place) = self.values.get(path) {
                return *place;
            }
            match path.rfind(['.', '[']) {
                Some(end) => path = &path[..end],
                None => return self.at,
            }
        }
    }
}
