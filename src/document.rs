//! TOML that people write: read with every fault reported at once, each with
//! its file, line and column.
//!
//! Serves settings, phrase lists and the model catalogue. Pure but for
//! [`Document::open`] and [`save`]. A reader asks a [`Section`] for the keys it knows; keys
//! that nobody asked for are faults, so a typing error never passes in silence.

mod save;

pub use save::save;

use crate::tr;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt;
use std::ops::RangeInclusive;
use std::path::Path;
use toml_span::Span;
use toml_span::value::{Table, Value, ValueInner};

/// One thing that is wrong with a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The document's name, mostly its path.
    pub file: String,
    /// Counted from 1.
    pub line: usize,
    /// In characters, counted from 1.
    pub column: usize,
    /// What is wrong and what is expected.
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {}", self.file, self.line, self.column, self.message)
    }
}

/// All that is wrong with a document, in the order of its lines; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Faults(pub Vec<Fault>);

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, fault) in self.0.iter().enumerate() {
            if n > 0 {
                writeln!(f)?;
            }
            write!(f, "{fault}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Faults {}

/// A named TOML text.
#[derive(Debug, Clone)]
pub struct Document {
    name: String,
    text: String,
}

impl Document {
    /// A document that is in memory already.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Document { name: name.into(), text: text.into() }
    }

    /// Reads the file at `path`; a file that cannot be read or is not UTF-8 is a
    /// fault at its first character.
    pub fn open(path: &Path) -> Result<Self, Faults> {
        let name = path.display().to_string();
        let fault =
            |message| Faults(vec![Fault { file: name.clone(), line: 1, column: 1, message }]);
        let bytes = std::fs::read(path)
            .map_err(|e| fault(tr!("打不开文件({})", "cannot open the file ({})", e)))?;
        let text = String::from_utf8(bytes).map_err(|_| {
            fault(tr!("不是 UTF-8 编码,请另存为 UTF-8", "not UTF-8; save it as UTF-8"))
        })?;
        let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
        Ok(Document { name, text })
    }

    /// The name it was given.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Fails when it is not TOML.
    pub fn check(&self) -> Result<(), Faults> {
        self.parse().map(drop)
    }

    fn parse(&self) -> Result<Value<'_>, Faults> {
        toml_span::parse(&self.text).map_err(|e| {
            Faults(vec![self.fault(e.span, tr!("TOML 写法有误:{}", "not valid TOML: {}", e))])
        })
    }

    /// Parses it and hands the top level to `read`; gives what `read` made, or
    /// every fault that the parser, `read` and unasked-for keys raised.
    pub fn read<T>(&self, read: impl FnOnce(&Section<'_>) -> T) -> Result<T, Faults> {
        let value = self.parse()?;
        let faults = RefCell::new(Vec::new());
        let made = {
            let section = Section {
                document: self,
                path: String::new(),
                table: value.as_table(),
                span: value.span,
                asked: RefCell::new(BTreeSet::new()),
                faults: &faults,
            };
            read(&section)
        };
        let mut faults = faults.into_inner();
        if faults.is_empty() {
            Ok(made)
        } else {
            faults.sort_by_key(|f| (f.line, f.column));
            Err(Faults(faults))
        }
    }

    fn fault(&self, span: Span, message: String) -> Fault {
        let mut start = span.start.min(self.text.len());
        while !self.text.is_char_boundary(start) {
            start -= 1;
        }
        let before = &self.text[..start];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Fault {
            file: self.name.clone(),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            message,
        }
    }
}

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
        let span =
            self.table.and_then(|table| table.get(key)).map_or(self.span, |value| value.span);
        self.fault_at(span, format!("{}{key}: {message}", self.path));
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

    fn fault_at(&self, span: Span, message: String) {
        self.faults.borrow_mut().push(self.document.fault(span, message));
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
                self.fault_at(key.span, message);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_is_reported_at_once_with_its_place() {
        let text = "old = 1\nname = 3\n[level]\nfloor = -200.0\nmode = \"loud\"\n";
        let faults = Document::new("x.toml", text)
            .read(|top| {
                top.string("name");
                let level = top.section("level");
                level.number("floor", -100.0..=0.0);
                level.word("mode", &[("soft", 1), ("hard", 2)]);
            })
            .unwrap_err();
        let places: Vec<_> = faults.0.iter().map(|f| (f.line, f.column)).collect();
        assert_eq!(places, [(1, 1), (2, 8), (4, 9), (5, 9)]);
        assert!(faults.to_string().contains("level.mode"));
    }

    #[test]
    fn what_was_asked_for_comes_back() {
        let text =
            "a = \"甲\"\nn = 2\nb = true\nl = [\"x\", \"y\"]\n[[t]]\nk = 1.5\n[[t]]\nk = 2\n";
        let read = Document::new("x.toml", text).read(|top| {
            let ks: Vec<_> = top.sections("t").iter().map(|t| t.number("k", 0.0..=9.0)).collect();
            (top.string("a"), top.integer("n", 0..=5), top.boolean("b"), top.strings("l"), ks)
        });
        let (a, n, b, l, ks) = read.unwrap();
        assert_eq!((a.as_deref(), n, b), (Some("甲"), Some(2), Some(true)));
        assert_eq!(l, ["x", "y"]);
        assert_eq!(ks, [Some(1.5), Some(2.0)]);
    }
}
