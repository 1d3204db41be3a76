//! Changing a pack's text and nothing else in it: comments, order and layout stay.
//!
//! Pure: from text to text. What was changed is checked by reading it anew; saving
//! is [`document::save`](crate::document::save).

use crate::tr;
use toml_edit::{Array, ArrayOfTables, Decor, DocumentMut, InlineTable, Item, Table};

/// What an entry's key can be set to.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A string.
    Text(String),
    /// A list of strings.
    Texts(Vec<String>),
    /// A whole number.
    Whole(i64),
    /// A number with a point.
    Number(f64),
    /// `true` or `false`.
    Flag(bool),
    /// A table such as `hours`.
    Table(Vec<(String, Value)>),
    /// Tables such as those of `context`.
    Tables(Vec<Vec<(String, Value)>>),
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Text(text.to_owned())
    }
}

/// Why a text cannot be changed.
#[derive(Debug, thiserror::Error)]
pub enum PenError {
    /// It is not TOML.
    #[error("{}", tr!("TOML 写法有误:{}", "not valid TOML: {}", _0))]
    Toml(String),
    /// No phrase or category has this id.
    #[error("{}", tr!("这个包里没有编号 {}", "no entry {} in this pack", _0))]
    NoEntry(String),
    /// There is no `[pack]`.
    #[error("{}", tr!("缺少 [pack]", "there is no [pack]"))]
    NoHeader,
    /// The key is there, in a form that cannot be added to.
    #[error("{}", tr!("{} 应写成 [[{}]]", "{} must be written as [[{}]]", _0, _0))]
    Form(&'static str),
}

/// A pack's text in the hand of whoever changes it.
#[derive(Debug, Clone)]
pub struct Pen {
    document: DocumentMut,
    /// What the text began and ended its lines with.
    mark: bool,
    crlf: bool,
}

const MARK: char = '\u{feff}';
const ENTRIES: [&str; 2] = ["phrase", "category"];

impl Pen {
    /// Takes up `text`. Fails when it is not TOML.
    pub fn new(text: &str) -> Result<Pen, PenError> {
        let bare = text.strip_prefix(MARK).unwrap_or(text);
        let document = bare.replace("\r\n", "\n").parse::<DocumentMut>();
        Ok(Pen {
            document: document.map_err(|e| PenError::Toml(e.to_string()))?,
            mark: bare.len() < text.len(),
            crlf: text.contains("\r\n"),
        })
    }

    /// The text as it now is.
    pub fn text(&self) -> String {
        let mut text = self.document.to_string();
        if self.crlf {
            text = text.replace('\n', "\r\n");
        }
        if self.mark {
            text.insert(0, MARK);
        }
        text
    }

    /// Sets `key` of the entry `id`. A key that is there keeps its place and the
    /// comment behind it, a new one comes last.
    pub fn set(&mut self, id: &str, key: &str, value: Value) -> Result<(), PenError> {
        put(self.entry(id)?, key, value);
        Ok(())
    }

    /// Takes `key` out of the entry `id`; no fault when it is not there.
    pub fn unset(&mut self, id: &str, key: &str) -> Result<(), PenError> {
        self.entry(id)?.remove(key);
        Ok(())
    }

    /// Adds a phrase after the last one, with its keys in the order given.
    pub fn add(&mut self, entry: Vec<(String, Value)>) -> Result<(), PenError> {
        self.push("phrase", entry)
    }

    /// Takes out the entry `id` and the comment right above it. A comment that an
    /// empty line parts from it speaks of what follows, and stays.
    pub fn remove(&mut self, id: &str) -> Result<(), PenError> {
        for key in ENTRIES {
            let Some(entries) = tables(&mut self.document, key)? else { continue };
            let Some(at) = entries.iter().position(|entry| is(entry, id)) else { continue };
            let left = entries.get(at).map(|entry| heading(entry.decor())).unwrap_or_default();
            entries.remove(at);
            match entries.get_mut(at) {
                Some(next) => prepend(next.decor_mut(), &left),
                None if !left.trim().is_empty() => {
                    let trailing = self.document.trailing().as_str().unwrap_or_default();
                    self.document.set_trailing(format!("{left}{trailing}"));
                }
                None => {}
            }
            return Ok(());
        }
        Err(PenError::NoEntry(id.to_owned()))
    }

    /// Sets `key` of the header `[pack]`.
    pub fn set_header(&mut self, key: &str, value: Value) -> Result<(), PenError> {
        let header = self.document.get_mut("pack").and_then(Item::as_table_mut);
        put(header.ok_or(PenError::NoHeader)?, key, value);
        Ok(())
    }

    fn entry(&mut self, id: &str) -> Result<&mut Table, PenError> {
        // A second look instead of a loop: the borrow checker lets no reference out
        // of a loop that goes on.
        for key in ENTRIES {
            let is_here = tables(&mut self.document, key)?
                .is_some_and(|entries| entries.iter().any(|entry| is(entry, id)));
            if is_here {
                let entries = tables(&mut self.document, key)?;
                let found = entries.and_then(|all| all.iter_mut().find(|entry| is(entry, id)));
                return found.ok_or_else(|| PenError::NoEntry(id.to_owned()));
            }
        }
        Err(PenError::NoEntry(id.to_owned()))
    }

    fn push(&mut self, key: &'static str, entry: Vec<(String, Value)>) -> Result<(), PenError> {
        let mut table = Table::new();
        entry.into_iter().for_each(|(key, value)| put(&mut table, &key, value));
        table.decor_mut().set_prefix("\n");
        let empty = || Item::ArrayOfTables(ArrayOfTables::new());
        let entries = self.document.entry(key).or_insert_with(empty);
        entries.as_array_of_tables_mut().ok_or(PenError::Form(key))?.push(table);
        Ok(())
    }
}

fn tables<'a>(
    document: &'a mut DocumentMut,
    key: &'static str,
) -> Result<Option<&'a mut ArrayOfTables>, PenError> {
    match document.get_mut(key) {
        None => Ok(None),
        Some(item) => item.as_array_of_tables_mut().map(Some).ok_or(PenError::Form(key)),
    }
}

fn is(entry: &Table, id: &str) -> bool {
    entry.get("id").and_then(Item::as_str) == Some(id)
}

fn put(table: &mut Table, key: &str, value: Value) {
    let Some(Item::Value(old)) = table.get_mut(key) else {
        table.insert(key, Item::Value(written(value)));
        return;
    };
    let decor = old.decor().clone();
    let mut new = match (value, old.as_array()) {
        (Value::Texts(texts), Some(lines)) if has_lines(lines) => relined(lines, &texts).into(),
        (value, _) => written(value),
    };
    *new.decor_mut() = decor;
    *old = new;
}

fn written(value: Value) -> toml_edit::Value {
    match value {
        Value::Text(text) => text.into(),
        Value::Texts(texts) => texts.into_iter().collect::<Array>().into(),
        Value::Whole(n) => n.into(),
        Value::Number(n) => n.into(),
        Value::Flag(is) => is.into(),
        Value::Table(pairs) => inline(pairs).into(),
        Value::Tables(tables) => tables.into_iter().map(inline).collect::<Array>().into(),
    }
}

fn inline(pairs: Vec<(String, Value)>) -> InlineTable {
    pairs.into_iter().map(|(key, value)| (key, written(value))).collect()
}

fn has_lines(array: &Array) -> bool {
    array.iter().any(|item| prefix(item.decor()).contains('\n'))
}

/// The texts one a line as `old` has them; those that were there keep their comments.
fn relined(old: &Array, texts: &[String]) -> Array {
    let mut new = old.clone();
    new.clear();
    let indent = old.iter().next().map(|first| prefix(first.decor()).to_owned());
    // The comment of a line before stands in front of the next item.
    let indent = indent.and_then(|text| Some(format!("\n{}", text.rsplit_once('\n')?.1)));
    for text in texts {
        let known = old.iter().find(|item| item.as_str() == Some(text));
        new.push_formatted(known.cloned().unwrap_or_else(|| {
            toml_edit::Value::from(text).decorated(indent.as_deref().unwrap_or(" "), "")
        }));
    }
    new
}

fn prefix(decor: &Decor) -> &str {
    decor.prefix().and_then(|prefix| prefix.as_str()).unwrap_or_default()
}

/// What of the text above an entry speaks of more than that entry: everything up to
/// the last empty line, if there is a comment in it.
fn heading(decor: &Decor) -> String {
    let above = prefix(decor);
    match above.rfind("\n\n") {
        Some(at) if above[..at].contains('#') => above[..at + 1].to_owned(),
        _ => String::new(),
    }
}

fn prepend(decor: &mut Decor, text: &str) {
    let own = prefix(decor).to_owned();
    decor.set_prefix(format!("{text}{own}"));
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::phrasebook::SHIPPED;

    const TEXT: &str = r#"# A pack.

[pack] # its header
name = "x"
title   =   "题" # spaced

# --- refusals ---

# the first
[[phrase]]
id = "A"
text = "不归我管" # as printed
variants = [
    "不归我", # short
    "不是我管",
]
[[phrase.context]]
when = "before"

[[category]]
id = "K"

[[phrase]]
id = "B"
text = '再见'
# the end
"#;

    fn pen() -> Pen {
        Pen::new(TEXT).unwrap()
    }

    /// The lines that went and the lines that came, in order.
    fn changes(old: &str, new: &str) -> (Vec<String>, Vec<String>) {
        let (a, b): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
        let head = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
        let most = a.len().min(b.len()) - head;
        let tail = a.iter().rev().zip(b.iter().rev()).take(most).take_while(|(a, b)| a == b);
        let tail = tail.count();
        let cut = |lines: &[&str]| lines[head..lines.len() - tail].join("\n");
        let lines = |text: String| text.lines().map(str::to_owned).collect();
        (lines(cut(&a)), lines(cut(&b)))
    }

    #[test]
    fn a_change_of_one_key_is_a_change_of_one_line() {
        for (id, key, value, line) in [
            ("A", "text", "归谁管".into(), "text = \"归谁管\" # as printed"),
            ("B", "text", "再会".into(), "text = \"再会\""),
            ("K", "id", "L".into(), "id = \"L\""),
        ] {
            let mut pen = pen();
            pen.set(id, key, value).unwrap();
            let (gone, come) = changes(TEXT, &pen.text());
            assert_eq!((gone.len(), come), (1, vec![line.to_owned()]));
        }
        let mut pen = pen();
        pen.set_header("title", "新".into()).unwrap();
        assert_eq!(changes(TEXT, &pen.text()).1, ["title   =   \"新\" # spaced"]);
    }

    #[test]
    fn a_new_key_comes_last_and_a_removed_one_leaves_nothing() {
        let mut pen = pen();
        pen.set("A", "near_chars", Value::Whole(8)).unwrap();
        pen.set("B", "lead_ins", Value::Flag(false)).unwrap();
        pen.set_header("status", "draft".into()).unwrap();
        let text = pen.text();
        assert!(text.contains("]\nnear_chars = 8\n[[phrase.context]]"), "{text}");
        assert!(text.contains("text = '再见'\nlead_ins = false\n# the end"), "{text}");
        assert!(text.contains("# spaced\nstatus = \"draft\"\n\n# --- refusals"), "{text}");
        pen.unset("A", "near_chars").unwrap();
        pen.unset("B", "lead_ins").unwrap();
        pen.unset("B", "never there").unwrap();
        assert_eq!(changes(TEXT, &pen.text()), (vec![], vec!["status = \"draft\"".to_owned()]));
    }

    #[test]
    fn a_list_one_a_line_stays_so() {
        let mut pen = pen();
        let texts = |texts: &[&str]| Value::Texts(texts.iter().map(|t| (*t).to_owned()).collect());
        pen.set("A", "variants", texts(&["不归我", "不是我管", "找别人"])).unwrap();
        let (gone, come) = changes(TEXT, &pen.text());
        assert_eq!((gone, come), (vec![], vec!["    \"找别人\",".to_owned()]));
        pen.set("B", "near", texts(&["甲", "乙"])).unwrap();
        assert!(pen.text().contains("near = [\"甲\", \"乙\"]"));
    }

    #[test]
    fn entries_come_last_and_go_with_their_own_comment() {
        let mut pen = pen();
        let entry = [("id", "C"), ("text", "稍等")].map(|(k, v)| (k.to_owned(), v.into()));
        pen.add(entry.to_vec()).unwrap();
        let text = pen.text();
        assert!(
            text.contains("'再见'\n\n[[phrase]]\nid = \"C\"\ntext = \"稍等\"\n# the end"),
            "{text}"
        );
        pen.remove("C").unwrap();
        assert_eq!(pen.text(), TEXT);
        pen.remove("A").unwrap();
        let text = pen.text();
        assert!(!text.contains("# the first") && !text.contains("context"), "{text}");
        assert!(text.contains("# --- refusals ---"), "{text}");
        pen.remove("B").unwrap();
        assert!(pen.text().contains("# --- refusals ---") && pen.text().contains("# the end"));
        assert!(matches!(pen.remove("B"), Err(PenError::NoEntry(_))));
        assert!(pen.set("B", "text", "x".into()).is_err());
    }

    #[test]
    fn marks_and_line_ends_stay() {
        let text = format!("{MARK}{}", TEXT.replace('\n', "\r\n"));
        let mut pen = Pen::new(&text).unwrap();
        assert_eq!(pen.text(), text);
        pen.set("B", "text", "再会".into()).unwrap();
        assert_eq!(pen.text(), text.replace("'再见'", "\"再会\""));
    }

    #[test]
    fn shipped_packs_pass_through_unchanged() {
        for (name, text) in SHIPPED {
            assert_eq!(Pen::new(text).unwrap().text(), text, "{name}");
        }
    }
}
