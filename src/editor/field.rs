//! The fields of an entry: what each is called, what it may hold, how it is read
//! from an entry and what changing it changes.
//!
//! Pure data and lookups. What words mean to people is in `text`; whether a value
//! makes sense is told by the reader of packs and by `lint`.

use super::pack::Change;
use super::text::Words;
use crate::phrasebook::{PlainEntry, PlainKind, Value};

/// Where in an entry a field stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Path {
    /// A key of the entry.
    Key(String),
    /// A key of a table in the entry: `hours.open`.
    Inner(&'static str, &'static str),
    /// A key of the n-th condition.
    Condition(usize, &'static str),
    /// No condition yet: a place to add one.
    NewCondition,
}

/// A word that may stand in a field, and what it means.
#[derive(Debug)]
pub struct Word {
    pub word: &'static str,
    pub means: fn(&Words) -> &'static str,
}

/// What a field may hold.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// Anything.
    Text,
    /// A list, edited one a line.
    Lines,
    /// One of these words.
    Choice(&'static [Word]),
    /// `true` or `false`, chosen like words.
    Flag(&'static [Word]),
    /// A whole number.
    Whole,
    /// A number.
    Number,
    /// A new condition, made on Enter.
    Add,
    /// A key that nobody knows; it can only be taken out.
    Unknown,
}

/// One row of an entry.
pub struct Field {
    pub path: Path,
    pub kind: Kind,
    pub label: String,
    /// What it is for, in a sentence.
    pub about: &'static str,
}

macro_rules! choices {
    ($($name:ident: $($word:literal $means:ident),+;)*) => {
        $(const $name: &[Word] = &[$(Word { word: $word, means: |w| w.$means }),+];)*
    };
}

choices! {
    LISTS: "taboo" taboo, "civil" civil;
    SEVERITIES: "minor" minor, "serious" serious, "critical" critical;
    SPEAKERS: "clerk" by_clerk, "any" by_any, "citizen" by_citizen;
    STRICTNESSES: "strict" strict, "normal" normal, "loose" loose;
    MODES: "exact" mode_exact, "one_of" mode_one_of, "example" mode_example, "lexicon" mode_lexicon,
        "speech_act" mode_speech_act;
    POSITIONS: "anywhere" anywhere, "first" first, "last" last, "whole" whole;
    FLAGS: "true" yes, "false" no;
    REMEDIES: "partial" partial, "full" full;
    TABOO_HOURS: "minor" minor, "serious" serious, "critical" critical, "none" nothing;
    CIVIL_HOURS: "merit" merit, "none" nothing;
    WHENS: "before" before, "after" after;
    COUNTS: "only" only, "never" never;
    SAID_BY: "any" said_by_any, "clerk" said_by_clerk, "citizen" said_by_citizen;
}

/// A word of the language in force.
type Say = fn(&Words) -> &'static str;

/// A row of the table: key, kind, label, what it is for.
type Row = (&'static str, Kind, Say, Say);

const HEAD: [Row; 3] = [
    ("id", Kind::Text, |w| w.f_id, |w| w.a_id),
    ("text", Kind::Text, |w| w.f_text, |w| w.a_text),
    ("list", Kind::Choice(LISTS), |w| w.f_list, |w| w.a_list),
];
const TABOO: [Row; 1] =
    [("severity", Kind::Choice(SEVERITIES), |w| w.f_severity, |w| w.a_severity)];
const WORDINGS: [Row; 11] = [
    ("speaker", Kind::Choice(SPEAKERS), |w| w.f_speaker, |w| w.a_speaker),
    ("variants", Kind::Lines, |w| w.f_variants, |w| w.a_variants),
    ("decoys", Kind::Lines, |w| w.f_decoys, |w| w.a_decoys),
    ("not_within", Kind::Lines, |w| w.f_not_within, |w| w.a_not_within),
    ("aliases", Kind::Lines, |w| w.f_aliases, |w| w.a_aliases),
    ("near", Kind::Lines, |w| w.f_near, |w| w.a_near),
    ("not_near", Kind::Lines, |w| w.f_not_near, |w| w.a_not_near),
    ("near_chars", Kind::Whole, |w| w.f_near_chars, |w| w.a_near_chars),
    ("position", Kind::Choice(POSITIONS), |w| w.f_position, |w| w.a_position),
    ("lead_ins", Kind::Flag(FLAGS), |w| w.f_lead_ins, |w| w.a_lead_ins),
    ("strictness", Kind::Choice(STRICTNESSES), |w| w.f_strictness, |w| w.a_strictness),
];
const TABOO_REMEDY: [Row; 1] = [("remedy_s", Kind::Number, |w| w.f_remedy_s, |w| w.a_remedy_s)];
const CIVIL_REMEDY: [Row; 1] = [("remedy", Kind::Choice(REMEDIES), |w| w.f_remedy, |w| w.a_remedy)];
const HOURS: [(&str, Say); 3] =
    [("open", |w| w.f_open), ("closing", |w| w.f_closing), ("closed", |w| w.f_closed)];
const CONDITION: [Row; 6] = [
    ("when", Kind::Choice(WHENS), |w| w.f_when, |w| w.a_condition),
    ("said", Kind::Lines, |w| w.f_said, |w| w.a_said),
    ("by", Kind::Choice(SAID_BY), |w| w.f_by, |w| w.a_by),
    ("within_s", Kind::Number, |w| w.f_within_s, |w| w.a_within),
    ("within_turns", Kind::Whole, |w| w.f_within_turns, |w| w.a_within),
    ("count", Kind::Choice(COUNTS), |w| w.f_count, |w| w.a_count),
];
const SORTING: [Row; 3] = [
    ("mode", Kind::Choice(MODES), |w| w.f_mode, |w| w.a_mode),
    ("group", Kind::Text, |w| w.f_group, |w| w.a_group),
    ("scene", Kind::Text, |w| w.f_scene, |w| w.a_scene),
];
const TAIL: [Row; 3] = [
    ("category", Kind::Text, |w| w.f_category, |w| w.a_category),
    ("source", Kind::Text, |w| w.f_source, |w| w.a_source),
    ("notes", Kind::Text, |w| w.f_notes, |w| w.a_notes),
];
const SCENE: [Row; 2] = [
    ("scene", Kind::Text, |w| w.f_scene, |w| w.a_scene),
    ("packs", Kind::Lines, |w| w.f_packs, |w| w.a_packs),
];

/// The rows of `entry`: every field that it may have, then keys that nobody knows.
pub fn fields(entry: &PlainEntry, w: &Words) -> Vec<Field> {
    let mut rows = Rows { entry, w, rows: Vec::new() };
    rows.keys(&HEAD);
    if entry.kind == PlainKind::Category {
        rows.keys(&SCENE);
        rows.keys(&TAIL);
    } else {
        let civil = entry.text("list") == "civil";
        rows.keys_if(!civil, &TABOO);
        rows.keys(&WORDINGS);
        rows.keys_if(!civil, &TABOO_REMEDY);
        rows.keys_if(civil, &CIVIL_REMEDY);
        rows.hours(if civil { CIVIL_HOURS } else { TABOO_HOURS });
        rows.conditions();
        rows.keys(&SORTING);
        rows.keys(&TAIL);
    }
    rows.unknown();
    rows.rows
}

struct Rows<'a> {
    entry: &'a PlainEntry,
    w: &'a Words,
    rows: Vec<Field>,
}

impl Rows<'_> {
    fn push(&mut self, path: Path, kind: Kind, label: String, about: &'static str) {
        self.rows.push(Field { path, kind, label, about });
    }

    fn keys(&mut self, rows: &[Row]) {
        for (key, kind, label, about) in rows {
            let w = self.w;
            self.push(Path::Key((*key).to_owned()), *kind, label(w).to_owned(), about(w));
        }
    }

    /// The rows of one list, or as many of them as are there although they should not.
    fn keys_if(&mut self, fits: bool, rows: &[Row]) {
        for row in rows {
            if fits || self.entry.get(row.0).is_some() {
                self.keys(std::slice::from_ref(row));
            }
        }
    }

    fn hours(&mut self, words: &'static [Word]) {
        for (key, label) in HOURS {
            let label = label(self.w).to_owned();
            self.push(Path::Inner("hours", key), Kind::Choice(words), label, self.w.a_hours);
        }
    }

    fn conditions(&mut self) {
        let w = self.w;
        for n in 0..conditions(self.entry).len() {
            for (key, kind, label, about) in &CONDITION {
                let label = format!("{} {}·{}", w.f_condition, n + 1, label(w));
                self.push(Path::Condition(n, key), *kind, label, about(w));
            }
        }
        self.push(Path::NewCondition, Kind::Add, w.f_add_condition.to_owned(), w.a_condition);
    }

    fn unknown(&mut self) {
        for (key, _) in &self.entry.values {
            let known = self.rows.iter().any(|row| match &row.path {
                Path::Key(known) => known == key,
                Path::Inner(table, _) => table == key,
                Path::Condition(..) | Path::NewCondition => key == "context",
            });
            if !known {
                let (path, label) = (Path::Key(key.clone()), key.clone());
                self.push(path, Kind::Unknown, label, self.w.a_unknown);
            }
        }
    }
}

type Pairs = Vec<(String, Value)>;

fn conditions(entry: &PlainEntry) -> Vec<Pairs> {
    match entry.get("context") {
        Some(Value::Tables(all)) => all.clone(),
        _ => Vec::new(),
    }
}

fn look<'a>(pairs: &'a [(String, Value)], key: &str) -> Option<&'a Value> {
    pairs.iter().find(|(name, _)| name == key).map(|(_, value)| value)
}

/// What stands at `path`.
pub fn get(entry: &PlainEntry, path: &Path) -> Option<Value> {
    match path {
        Path::Key(key) => entry.get(key).cloned(),
        Path::Inner(table, key) => match entry.get(table) {
            Some(Value::Table(pairs)) => look(pairs, key).cloned(),
            _ => None,
        },
        Path::Condition(n, key) => look(conditions(entry).get(*n)?, key).cloned(),
        Path::NewCondition => None,
    }
}

/// The change that puts `value` at `path`, or takes out what is there.
pub fn set(entry: &PlainEntry, path: &Path, value: Option<Value>) -> Change {
    let (key, value) = match path {
        Path::Key(key) => (key.as_str(), value),
        Path::Inner(table, key) => {
            let mut pairs = match entry.get(table) {
                Some(Value::Table(pairs)) => pairs.clone(),
                _ => Vec::new(),
            };
            put(&mut pairs, key, value);
            (*table, (!pairs.is_empty()).then_some(Value::Table(pairs)))
        }
        Path::Condition(n, key) => {
            let mut all = conditions(entry);
            if let Some(pairs) = all.get_mut(*n) {
                put(pairs, key, value);
            }
            ("context", Some(Value::Tables(all)))
        }
        Path::NewCondition => {
            let mut all = conditions(entry);
            all.push(new_condition());
            ("context", Some(Value::Tables(all)))
        }
    };
    Change::Set { id: entry.id.clone(), key: key.to_owned(), value }
}

/// The change that takes out what stands at `path`; of a condition all of it.
pub fn clear(entry: &PlainEntry, path: &Path) -> Option<Change> {
    match path {
        Path::Condition(n, _) => {
            let mut all = conditions(entry);
            if *n < all.len() {
                all.remove(*n);
            }
            let value = (!all.is_empty()).then_some(Value::Tables(all));
            Some(Change::Set { id: entry.id.clone(), key: "context".to_owned(), value })
        }
        Path::NewCondition => None,
        Path::Key(key) if ["id", "text", "list"].contains(&key.as_str()) => None,
        path => get(entry, path).map(|_| set(entry, path, None)),
    }
}

fn put(pairs: &mut Pairs, key: &str, value: Option<Value>) {
    match (value, pairs.iter().position(|(name, _)| name == key)) {
        (Some(value), Some(at)) => pairs[at].1 = value,
        (Some(value), None) => pairs.push((key.to_owned(), value)),
        (None, Some(at)) => drop(pairs.remove(at)),
        (None, None) => {}
    }
}

fn new_condition() -> Pairs {
    let pairs: [(&str, Value); 5] = [
        ("when", "before".into()),
        ("said", Value::Texts(Vec::new())),
        ("by", "any".into()),
        ("within_turns", Value::Whole(1)),
        ("count", "never".into()),
    ];
    pairs.map(|(key, value)| (key.to_owned(), value)).to_vec()
}

/// What a typed text stands for in a field of this kind; `None` takes the key out.
/// Fails when it is no such value.
pub fn parse(kind: Kind, lines: &[String], multiline: bool) -> Result<Option<Value>, ()> {
    let whole = || lines.join(if multiline { "\n" } else { " " });
    let text = whole();
    let text = text.trim();
    match kind {
        Kind::Lines => {
            let texts = lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty());
            let texts: Vec<String> = texts.map(str::to_owned).collect();
            Ok((!texts.is_empty()).then_some(Value::Texts(texts)))
        }
        _ if text.is_empty() => Ok(None),
        Kind::Whole => text.parse().map(|n| Some(Value::Whole(n))).map_err(drop),
        Kind::Number => {
            let number = text.parse().ok().filter(|n: &f64| n.is_finite());
            number.map(|n| Some(Value::Number(n))).ok_or(())
        }
        _ => Ok(Some(Value::Text(text.to_owned()))),
    }
}

/// A value as it is typed: its lines.
pub fn lines(value: Option<&Value>) -> Vec<String> {
    match value {
        None | Some(Value::Table(_) | Value::Tables(_)) => Vec::new(),
        Some(Value::Text(text)) => text.lines().map(str::to_owned).collect(),
        Some(Value::Texts(texts)) => texts.clone(),
        Some(Value::Whole(n)) => vec![n.to_string()],
        Some(Value::Number(n)) => vec![n.to_string()],
        Some(Value::Flag(is)) => vec![is.to_string()],
    }
}

/// The place of `value` among `words`.
pub fn chosen(words: &[Word], value: Option<&Value>) -> Option<usize> {
    let written = lines(value);
    words.iter().position(|word| written.first().is_some_and(|text| text == word.word))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::editor::text::words;
    use crate::lang::Lang;
    use crate::phrasebook::plain_entries;

    fn entry(body: &str) -> PlainEntry {
        plain_entries(&format!("[[phrase]]\nid = \"A\"\n{body}")).unwrap().remove(0)
    }

    #[test]
    fn fields_follow_the_list_and_show_what_is_wrong() {
        let labels = |entry: &PlainEntry| -> Vec<String> {
            fields(entry, words(Lang::En)).into_iter().map(|field| field.label).collect()
        };
        let taboo = labels(&entry("list = \"taboo\"\ncolour = 3\n"));
        assert!(taboo.contains(&"severity".to_owned()) && taboo.contains(&"colour".to_owned()));
        let civil = labels(&entry("list = \"civil\"\n"));
        assert!(!civil.contains(&"severity".to_owned()) && civil.contains(&"remedy".to_owned()));
        let wrong = labels(&entry("list = \"civil\"\nseverity = \"minor\"\n"));
        assert!(wrong.contains(&"severity".to_owned()));
    }

    #[test]
    fn tables_are_changed_as_a_whole() {
        let one = entry("hours = { open = \"none\" }\n");
        let path = Path::Inner("hours", "closing");
        let Change::Set { key, value, .. } = set(&one, &path, Some("minor".into())) else {
            panic!()
        };
        assert_eq!(key, "hours");
        let pairs = [("open", "none"), ("closing", "minor")];
        let pairs = pairs.map(|(key, value)| (key.to_owned(), value.into())).to_vec();
        assert_eq!(value, Some(Value::Table(pairs)));
        let Some(Change::Set { value, .. }) = clear(&one, &Path::Inner("hours", "open")) else {
            panic!()
        };
        assert_eq!(value, None);
        assert!(clear(&one, &Path::Key("text".into())).is_none());
    }

    #[test]
    fn what_is_typed_is_what_is_shown() {
        let typed = |kind, text: &str| parse(kind, &[text.to_owned()], false);
        assert_eq!(typed(Kind::Whole, " 8 "), Ok(Some(Value::Whole(8))));
        assert_eq!(typed(Kind::Number, "2.5"), Ok(Some(Value::Number(2.5))));
        assert_eq!(typed(Kind::Number, "inf"), Err(()));
        assert_eq!(typed(Kind::Whole, "八"), Err(()));
        assert_eq!(typed(Kind::Text, "  "), Ok(None));
        let lines = ["a ".to_owned(), String::new(), "b".to_owned()];
        assert_eq!(
            parse(Kind::Lines, &lines, true),
            Ok(Some(Value::Texts(vec!["a".into(), "b".into()])))
        );
    }
}
