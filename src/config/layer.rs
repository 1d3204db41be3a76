//! A person's table laid over the shipped one: their value where there is one,
//! else the default.
//!
//! Pure. Both are checked by the same rules, so a bad default fails the tests.

use crate::document::Section;
use crate::tr;
use std::ops::RangeInclusive;

/// Two tables of the same shape; the first wins.
pub struct Layer<'a> {
    own: Held<'a>,
    shipped: Held<'a>,
}

/// The top level is borrowed from whoever reads the document; inner tables are ours.
enum Held<'a> {
    Borrowed(&'a Section<'a>),
    Owned(Section<'a>),
}

impl<'a> std::ops::Deref for Held<'a> {
    type Target = Section<'a>;
    fn deref(&self) -> &Section<'a> {
        match self {
            Held::Borrowed(section) => section,
            Held::Owned(section) => section,
        }
    }
}

impl<'a> Layer<'a> {
    /// `own` laid over `shipped`.
    pub fn new(own: &'a Section<'a>, shipped: &'a Section<'a>) -> Self {
        Layer { own: Held::Borrowed(own), shipped: Held::Borrowed(shipped) }
    }

    /// The tables at `key`.
    pub fn section(&self, key: &str) -> Layer<'a> {
        Layer {
            own: Held::Owned(self.own.section(key)),
            shipped: Held::Owned(self.shipped.section(key)),
        }
    }

    /// The tables of `[[key]]` in the person's file; the shipped file has none.
    pub fn own_sections(&self, key: &str) -> Vec<Section<'a>> {
        self.own.sections(key)
    }

    /// A fault at `key` of the person's file.
    pub fn fault(&self, key: &str, message: String) {
        self.own.fault(key, message);
    }

    /// A string.
    pub fn string(&self, key: &str) -> String {
        self.first(|section| section.string(key)).unwrap_or_default()
    }

    /// A number in `range`.
    pub fn number(&self, key: &str, range: RangeInclusive<f64>) -> f64 {
        self.first(|section| section.number(key, range.clone())).unwrap_or_default()
    }

    /// A whole number in `range`.
    pub fn integer(&self, key: &str, range: RangeInclusive<i64>) -> i64 {
        self.first(|section| section.integer(key, range.clone())).unwrap_or_default()
    }

    /// A list of strings; a list of the person's replaces the shipped one.
    pub fn strings(&self, key: &str) -> Vec<String> {
        let own = self.own.strings(key);
        let shipped = self.shipped.strings(key);
        if self.own.has(key) { own } else { shipped }
    }

    /// A list of strings that `parse` reads; `example` shows how they are written.
    pub fn list<T>(&self, key: &str, parse: impl Fn(&str) -> Option<T>, example: &str) -> Vec<T> {
        let mut read = Vec::new();
        for text in self.strings(key) {
            match parse(&text) {
                Some(value) => read.push(value),
                None => self.fault(
                    key,
                    tr!(
                        "“{}”看不懂,应写成 {}",
                        "cannot read \"{}\"; write it like {}",
                        text,
                        example
                    ),
                ),
            }
        }
        read
    }

    /// Asks both, so that neither takes the key for an unknown one.
    fn first<T>(&self, ask: impl Fn(&Section<'a>) -> Option<T>) -> Option<T> {
        let own = ask(&self.own);
        let shipped = ask(&self.shipped);
        own.or(shipped)
    }
}
