//! One table of a document, asked key by key.
//!
//! Pure. Every wrong answer becomes a fault with its place; none is lost, and keys
//! that nobody asked for are told when the section is dropped.

use super::{Document, Fault, Outline, Place, SYNTAX};
use crate::tr;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use toml_span::Span;
use toml_span::value::{Table, Value, ValueInner};

/// One table of a document. Dropping it reports the keys nobody asked for.
pub struct Section<'a> {
    document: &'a Document,
    path: String,
    table: Option<&'a Table<'a>>,
    span: Span,
    asked: RefCell<BTreeSet<String>>,
    faults: &'a RefCell<Vec<Fault>>,
}

impl<'a> Section<'a> {
    /// The top level of `document`, which was parsed to `value`.
    pub(super) fn top(
        document: &'a Document,
        value: &'a Value<'a>,
        faults: &'a RefCell<Vec<Fault>>,
    ) -> Section<'a> {
        Section {
            document,
            path: String::new(),
            table: value.as_table(),
            span: value.span,
            asked: RefCell::new(BTreeSet::new()),
            faults,
        }
    }

    /// Whether the key stands in the document.
    pub fn has(&self, key: &str) -> bool {
        self.look(key).is_some()
    }

    /// All keys, sorted.
    pub fn keys(&self) -> Vec<String> {
        self.table.into_iter().flatten().map(|(key, _)| key.name.to_string()).collect()
    }

    /// Adds a fault at `key`, or at the section itself when the key is absent.
    pub fn fault(&self, key: &str, message: String) {
        self.rule_fault(SYNTAX, key, None, message);
    }

    /// Adds a fault at the item `index` of the list at `key`, counted from 0; at the
    /// value itself when it is no list or has no such item.
    pub fn item_fault(&self, key: &str, index: usize, message: String) {
        self.rule_fault(SYNTAX, key, Some(index), message);
    }

    /// Adds a fault that breaks `rule`, at `key` or one of its items.
    pub fn rule_fault(&self, rule: &'static str, key: &str, index: Option<usize>, message: String) {
        let message = format!("{}{key}: {message}", self.path);
        let fault = self.document.fault(self.span_of(key, index), message);
        self.faults.borrow_mut().push(Fault { rule, ..fault });
    }

    /// How many faults the document has so far.
    pub fn fault_count(&self) -> usize {
        self.faults.borrow().len()
    }

    /// Where the value of `key` stands; the section itself when the key is absent.
    pub fn place(&self, key: &str) -> Place {
        self.document.place(self.span_of(key, None))
    }

    /// Where everything below this section stands. Asks for no key.
    pub fn outline(&self) -> Outline {
        let mut outline = Outline::new(self.document.name.clone(), self.document.place(self.span));
        if let Some(table) = self.table {
            outline.add(table, "", &|span| self.document.place(span));
        }
        outline
    }

    fn span_of(&self, key: &str, index: Option<usize>) -> Span {
        let Some(value) = self.table.and_then(|table| table.get(key)) else { return self.span };
        let item = index.and_then(|index| value.as_array()?.get(index));
        item.map_or(value.span, |item| item.span)
    }

    /// Reports `key` as missing.
    pub fn missing(&self, key: &str) {
        self.fault(key, tr!("缺少这一项", "is missing"));
    }

    /// A string.
    pub fn string(&self, key: &str) -> Option<String> {
        self.typed(key, tr!("应为字符串", "must be a string"), |v| {
            v.as_str().map(str::to_owned)
        })
    }

    /// A string that must be there; empty when it is not.
    pub fn required_string(&self, key: &str) -> String {
        if !self.has(key) {
            self.missing(key);
        }
        self.string(key).unwrap_or_default()
    }

    /// `true` or `false`.
    pub fn boolean(&self, key: &str) -> Option<bool> {
        self.typed(key, tr!("应为 true 或 false", "must be true or false"), Value::as_bool)
    }

    /// A number in `range`, written with or without a point.
    pub fn number(&self, key: &str, range: RangeInclusive<f64>) -> Option<f64> {
        let expected = tr!(
            "应为 {} 到 {} 之间的数",
            "must be a number from {} to {}",
            range.start(),
            range.end()
        );
        self.typed(key, expected, |v| {
            v.as_float().or_else(|| v.as_integer().map(|n| n as f64)).filter(|n| range.contains(n))
        })
    }

    /// A whole number in `range`.
    pub fn integer(&self, key: &str, range: RangeInclusive<i64>) -> Option<i64> {
        let expected = tr!(
            "应为 {} 到 {} 之间的整数",
            "must be a whole number from {} to {}",
            range.start(),
            range.end()
        );
        self.typed(key, expected, |v| v.as_integer().filter(|n| range.contains(n)))
    }

    /// One of the given words, as what it stands for.
    pub fn word<T: Copy>(&self, key: &str, words: &[(&str, T)]) -> Option<T> {
        let list: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        let expected = tr!("应为其中之一:{}", "must be one of: {}", list.join(", "));
        self.typed(key, expected, |v| {
            let word = v.as_str()?;
            words.iter().find(|(known, _)| *known == word).map(|(_, meaning)| *meaning)
        })
    }

    /// A list of strings; empty when absent.
    pub fn strings(&self, key: &str) -> Vec<String> {
        self.typed(key, tr!("应为字符串列表", "must be a list of strings"), |v| {
            v.as_array()?.iter().map(|item| item.as_str().map(str::to_owned)).collect()
        })
        .unwrap_or_default()
    }

    /// The table at `key`, or one with nothing in it.
    pub fn section(&self, key: &str) -> Section<'a> {
        let value = self.look(key);
        if let Some(value) = value
            && value.as_table().is_none()
        {
            self.fault(key, tr!("应为一个表 [{}]", "must be a table [{}]", key));
        }
        self.inner(key, value)
    }

    /// The tables of an array `[[key]]`; none when absent.
    pub fn sections(&self, key: &str) -> Vec<Section<'a>> {
        let Some(value) = self.look(key) else {
            return Vec::new();
        };
        let items = value.as_array().filter(|items| items.iter().all(|i| i.as_table().is_some()));
        match items {
            Some(items) => items.iter().map(|item| self.inner(key, Some(item))).collect(),
            None => {
                self.fault(key, tr!("应写成 [[{}]]", "must be written as [[{}]]", key));
                Vec::new()
            }
        }
    }

    fn inner(&self, key: &str, value: Option<&'a Value<'a>>) -> Section<'a> {
        Section {
            document: self.document,
            path: format!("{}{key}.", self.path),
            table: value.and_then(Value::as_table),
            span: value.map_or(self.span, |value| value.span),
            asked: RefCell::new(BTreeSet::new()),
            faults: self.faults,
        }
    }

    fn look(&self, key: &str) -> Option<&'a Value<'a>> {
        self.asked.borrow_mut().insert(key.to_owned());
        self.table?.get(key)
    }

    fn typed<T>(
        &self,
        key: &str,
        expected: String,
        convert: impl FnOnce(&'a Value<'a>) -> Option<T>,
    ) -> Option<T> {
        let value = self.look(key)?;
        let converted = convert(value);
        if converted.is_none() {
            let found = match value.as_ref() {
                ValueInner::String(text) => format!("\"{text}\""),
                ValueInner::Integer(n) => n.to_string(),
                ValueInner::Float(n) => n.to_string(),
                other => other.type_str().to_owned(),
            };
            self.fault(key, tr!("{},现为 {}", "{}, found {}", expected, found));
        }
        converted
    }
}

impl Drop for Section<'_> {
    fn drop(&mut self) {
        let asked = self.asked.borrow();
        let known = || asked.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
        for (key, _) in self.table.into_iter().flatten() {
            if !asked.contains(key.name.as_ref()) {
                let message = tr!(
                    "{}{}: 不认识这一项,可用的有:{}",
                    "{}{}: unknown key; known here: {}",
                    self.path,
                    key.name,
                    known()
                );
                let fault = self.document.fault(key.span, message);
                self.faults.borrow_mut().push(fault);
            }
        }
    }
}
