//! What stands in each entry of a pack's text, fit to be a phrase or not: what an
//! editor shows while an entry is being written.
//!
//! Pure. Checks nothing but that the text is TOML; what it means is for `read`.

use super::{PenError, Value};
use toml_edit::{Array, Document, Item, Table};

/// What an entry is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlainKind {
    /// A `[[phrase]]`.
    Phrase,
    /// A `[[category]]`.
    Category,
}

/// An entry as it is written.
#[derive(Debug, Clone, PartialEq)]
pub struct PlainEntry {
    /// What it is to be.
    pub kind: PlainKind,
    /// Its `id`; empty when it has none, or one that is no string.
    pub id: String,
    /// The line of its heading, counted from 1.
    pub line: usize,
    /// Its keys in their order; without those that hold what no entry can.
    pub values: Vec<(String, Value)>,
}

impl PlainEntry {
    /// What stands at `key`.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.values.iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// The string at `key`; empty when there is none.
    pub fn text(&self, key: &str) -> &str {
        match self.get(key) {
            Some(Value::Text(text)) => text,
            _ => "",
        }
    }
}

/// The entries of `text` in the order of its lines. Fails when it is not TOML.
pub fn plain_entries(text: &str) -> Result<Vec<PlainEntry>, PenError> {
    let bare = text.strip_prefix('\u{feff}').unwrap_or(text);
    let document = Document::parse(bare).map_err(|e| PenError::Toml(e.to_string()))?;
    let mut entries = Vec::new();
    for (key, kind) in [("phrase", PlainKind::Phrase), ("category", PlainKind::Category)] {
        let tables = document.get(key).and_then(Item::as_array_of_tables);
        entries.extend(tables.into_iter().flatten().map(|table| entry(bare, table, kind)));
    }
    entries.sort_by_key(|entry| entry.line);
    Ok(entries)
}

fn entry(text: &str, table: &Table, kind: PlainKind) -> PlainEntry {
    let start = table.span().map_or(0, |span| span.start);
    let line = text.get(..start).unwrap_or_default().matches('\n').count() + 1;
    let values = pairs(table);
    let id = table.get("id").and_then(Item::as_str).unwrap_or_default().to_owned();
    PlainEntry { kind, id, line, values }
}

fn pairs(table: &Table) -> Vec<(String, Value)> {
    table.iter().filter_map(|(key, item)| Some((key.to_owned(), of_item(item)?))).collect()
}

fn of_item(item: &Item) -> Option<Value> {
    match item {
        Item::None => None,
        Item::Value(value) => of_value(value),
        Item::Table(table) => Some(Value::Table(pairs(table))),
        Item::ArrayOfTables(tables) => Some(Value::Tables(tables.iter().map(pairs).collect())),
    }
}

fn of_value(value: &toml_edit::Value) -> Option<Value> {
    use toml_edit::Value as V;
    match value {
        V::String(text) => Some(Value::Text(text.value().clone())),
        V::Integer(n) => Some(Value::Whole(*n.value())),
        V::Float(n) => Some(Value::Number(*n.value())),
        V::Boolean(is) => Some(Value::Flag(*is.value())),
        V::Datetime(_) => None,
        V::InlineTable(table) => Some(Value::Table(inline(table))),
        V::Array(items) => of_array(items),
    }
}

fn of_array(items: &Array) -> Option<Value> {
    let texts: Option<Vec<String>> =
        items.iter().map(|item| item.as_str().map(str::to_owned)).collect();
    let tables = || -> Option<Vec<_>> {
        items.iter().map(|item| item.as_inline_table().map(inline)).collect()
    };
    texts.map(Value::Texts).or_else(|| tables().map(Value::Tables))
}

fn inline(table: &toml_edit::InlineTable) -> Vec<(String, Value)> {
    table.iter().filter_map(|(key, value)| Some((key.to_owned(), of_value(value)?))).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::document::Document;
    use crate::phrasebook::{Phrasebook, SHIPPED};

    #[test]
    fn entries_come_as_they_are_written_in_the_order_of_lines() {
        let text = "[pack]\n[[phrase]]\nid = \"A\"\ntext = 3\nvariants = [\"x\", \"y\"]\n\
            [[phrase.context]]\nwhen = \"before\"\nwithin_s = 2.5\n\n# c\n[[category]]\nid = \"K\"\n\
            [[phrase]]\nhours = { open = \"none\" }\nlead_ins = false\nodd = [1, \"x\"]\n";
        let found = plain_entries(text).unwrap();
        let places: Vec<_> = found.iter().map(|e| (e.line, e.id.as_str(), e.kind)).collect();
        use PlainKind::{Category, Phrase};
        assert_eq!(places, [(2, "A", Phrase), (11, "K", Category), (13, "", Phrase)]);
        assert_eq!(found[0].get("text"), Some(&Value::Whole(3)));
        assert_eq!(found[0].text("text"), "");
        let condition =
            vec![("when".to_owned(), "before".into()), ("within_s".to_owned(), Value::Number(2.5))];
        assert_eq!(found[0].get("context"), Some(&Value::Tables(vec![condition])));
        assert_eq!(found[2].get("lead_ins"), Some(&Value::Flag(false)));
        assert_eq!(found[2].get("odd"), None);
        assert!(plain_entries("a = [").is_err());
    }

    #[test]
    fn shipped_packs_are_seen_whole() {
        for (name, text) in SHIPPED {
            let book = Phrasebook::read(&[Document::new(name, text)]).unwrap();
            let plain = plain_entries(text).unwrap();
            let ids: Vec<&str> = plain
                .iter()
                .filter(|entry| entry.kind == PlainKind::Phrase)
                .map(|entry| entry.id.as_str())
                .collect();
            let read: Vec<&str> = book.phrases().iter().map(|phrase| phrase.id.as_str()).collect();
            assert_eq!(ids, read, "{name}");
        }
    }
}
