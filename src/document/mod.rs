//! TOML that people write: read with every fault reported at once, each with
//! its file, line and column.
//!
//! Serves settings, phrase lists and the model catalogue. Pure but for
//! [`Document::open`], [`read_document`], [`read_at_most`] and [`save`]. A reader asks a
//! [`Section`] for the keys it knows; keys that nobody asked for are faults, so a typing
//! error never passes in silence.

mod bounded;
mod data;
mod place;
mod save;
mod section;

pub use bounded::{read_at_most, read_document};
pub use place::{Outline, Place};
pub use save::save;
pub use section::Section;

use crate::tr;
use place::Lines;
use std::cell::RefCell;
use std::fmt;
use std::path::Path;
use toml_span::Span;
use toml_span::value::Value;

/// The rule of whatever breaks the form of a document rather than a rule of its own.
pub const SYNTAX: &str = "syntax";

/// So many faults are told at once; who has mended them is told the others.
const TOLD_MOST: usize = 20;

/// One thing that is wrong with a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The document's name, mostly its path.
    pub file: String,
    /// Counted from 1.
    pub line: usize,
    /// In characters, counted from 1.
    pub column: usize,
    /// How far it reaches on its line, in characters; at least 1.
    pub length: usize,
    /// The rule it breaks, in kebab case; mostly [`SYNTAX`].
    pub rule: &'static str,
    /// What is wrong and what is expected.
    pub message: String,
}

impl Fault {
    /// A fault of the document `file` as a whole, told at its first character.
    pub fn at_start(file: impl Into<String>, message: String) -> Fault {
        Fault { file: file.into(), line: 1, column: 1, length: 1, rule: SYNTAX, message }
    }

    /// Where it stands.
    pub fn place(&self) -> Place {
        Place { line: self.line, column: self.column, length: self.length }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {}", self.file, self.line, self.column, self.message)
    }
}

/// All that is wrong with a document, in the order of its lines; never empty. As text
/// the first of them, one a line, and how many more there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Faults(pub Vec<Fault>);

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, fault) in self.0.iter().take(TOLD_MOST).enumerate() {
            if n > 0 {
                writeln!(f)?;
            }
            write!(f, "{fault}")?;
        }
        match self.0.len().saturating_sub(TOLD_MOST) {
            0 => Ok(()),
            more => write!(f, "\n{}", tr!("另有 {} 处", "and {} more", more)),
        }
    }
}

impl std::error::Error for Faults {}

/// A named TOML text.
#[derive(Debug, Clone)]
pub struct Document {
    name: String,
    text: String,
    lines: Lines,
}

impl Document {
    /// A document that is in memory already.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        Document { name: name.into(), lines: Lines::of(&text), text }
    }

    /// Reads the file at `path`; what cannot be read, is no regular file or is not
    /// UTF-8 is a fault at its first character.
    pub fn open(path: &Path) -> Result<Self, Faults> {
        let name = path.display().to_string();
        let fault = |message| Faults(vec![Fault::at_start(&name, message)]);
        let bytes = read_document(path)
            .map_err(|e| fault(tr!("打不开文件({})", "cannot open the file ({})", e)))?;
        let text = String::from_utf8(bytes).map_err(|_| {
            fault(tr!("不是 UTF-8 编码,请另存为 UTF-8", "not UTF-8; save it as UTF-8"))
        })?;
        let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
        Ok(Document::new(name, text))
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

    /// The line with this number, counted from 1, without its end.
    pub fn line(&self, number: usize) -> Option<&str> {
        self.lines.line(&self.text, number)
    }

    /// Parses it and hands the top level to `read`; gives what `read` made, or
    /// every fault that the parser, `read` and unasked-for keys raised.
    pub fn read<T>(&self, read: impl FnOnce(&Section<'_>) -> T) -> Result<T, Faults> {
        match self.survey(read) {
            (Some(made), faults) if faults.is_empty() => Ok(made),
            (_, faults) => Err(Faults(faults)),
        }
    }

    /// As [`read`](Document::read), but what `read` made comes back beside the faults;
    /// nothing is made of what is not TOML at all.
    pub fn survey<T>(&self, read: impl FnOnce(&Section<'_>) -> T) -> (Option<T>, Vec<Fault>) {
        let value = match self.parse() {
            Ok(value) => value,
            Err(Faults(faults)) => return (None, faults),
        };
        let faults = RefCell::new(Vec::new());
        let made = read(&Section::top(self, &value, &faults));
        let mut faults = faults.into_inner();
        faults.sort_by_key(|f| (f.line, f.column));
        // What was asked for twice is wrong once.
        faults.dedup();
        (Some(made), faults)
    }

    fn place(&self, span: Span) -> Place {
        self.lines.place(&self.text, span.start, span.end)
    }

    fn fault(&self, span: Span, message: String) -> Fault {
        let Place { line, column, length } = self.place(span);
        Fault { file: self.name.clone(), line, column, length, rule: SYNTAX, message }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_is_reported_at_once_with_its_place() {
        let text = "old = 1\nname = 3\n[level]\nfloor = -200.0\nmode = \"loud\"\n";
        let faults = Document::new("x.toml", text)
            .read(|top| {
                top.string("name");
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
    fn a_flood_of_faults_is_cut() {
        let faults = |count| Faults(vec![Fault::at_start("x.toml", "no".to_owned()); count]);
        assert_eq!(faults(TOLD_MOST).to_string().lines().count(), TOLD_MOST);
        let told = faults(50_000).to_string();
        assert_eq!(told.lines().count(), TOLD_MOST + 1);
        assert!(told.lines().last().unwrap().contains("49980"), "{told}");
    }

    #[test]
    fn lines_are_those_of_the_text() {
        let text = "一\r\n\n二\n\r\n三";
        let document = Document::new("x.toml", text);
        let lines: Vec<&str> = (1..=5).filter_map(|n| document.line(n)).collect();
        assert_eq!(lines, text.lines().collect::<Vec<_>>());
        assert_eq!((document.line(0), document.line(6)), (None, None));
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_file_is_a_fault() {
        let folder = tempfile::tempdir().unwrap();
        for path in [folder.path(), Path::new("/dev/zero"), &folder.path().join("none.toml")] {
            let Err(Faults(faults)) = Document::open(path) else { panic!("{}", path.display()) };
            assert_eq!(faults.len(), 1);
        }
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

    #[test]
    fn a_fault_of_an_item_points_at_the_item() {
        let text = "n = \"汉字\" # 字\nl = [\n  \"一\",\n  \"二三\", \"四\",\n]\n";
        let faults = Document::new("x.toml", text)
            .read(|top| {
                top.string("n");
                top.strings("l");
                top.item_fault("l", 1, "two".to_owned());
                top.item_fault("l", 2, "three".to_owned());
                top.item_fault("l", 9, "none".to_owned());
            })
            .unwrap_err();
        let places: Vec<_> = faults.0.iter().map(|f| (f.line, f.column, f.length)).collect();
        assert_eq!(places, [(2, 5, 1), (4, 4, 2), (4, 10, 1)]);
    }

    #[test]
    fn an_outline_knows_every_value_and_what_holds_the_missing() {
        let text = "[[e]]\nid = \"甲\"\nl = [\"x\", \"yy\"]\nh.open = 1\n[[e.c]]\nsaid = [\"a\"]\n";
        let outline = Document::new("x.toml", text)
            .survey(|top| top.sections("e").first().map(Section::outline))
            .0
            .flatten()
            .unwrap();
        let at = |path: &str| {
            let Place { line, column, length } = outline.place(path);
            (line, column, length)
        };
        assert_eq!(at("id"), (2, 7, 1));
        assert_eq!(at("l[1]"), (3, 12, 2));
        assert_eq!(at("l[7]"), (3, 5, 11));
        assert_eq!(at("h.open"), (4, 10, 1));
        assert_eq!(at("c[0].said[0]"), (6, 10, 1));
        assert_eq!(at("none"), (1, 1, 5));
        assert_eq!(outline.file(), "x.toml");
    }
}
