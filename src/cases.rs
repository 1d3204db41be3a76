//! Sentences that a phrase must not be found in any more: what became of appeals that were
//! granted.
//!
//! Pure: text in, text out. They stand beside the lists, in `cases/<phrase id>.toml`, and
//! leave the sealed store on purpose, so figures are masked and nobody is named. Written by
//! the console of whoever grants an appeal, run by `liyu phrases test`.
//!
//! ```toml
//! [[case]]
//! text = "这个不知道您有没有带。"
//! role = "clerk"
//! added = "2026-12-01"
//! from = "20261122-011530-7k2q"
//! ```

use crate::document::{Document, Faults};
use crate::lang::pick;
use crate::units::Role;
use jiff::civil::Date;

/// Characters of the longest sentence: an utterance is never longer than half a minute.
const TEXT_MOST: usize = 500;

/// Spoken figures that follow each other from which they are masked: a telephone number
/// and an ID have more, a price or a time mostly fewer.
const SPOKEN_LEAST: usize = 4;

/// A sentence that a phrase must not be found in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// What was heard, figures masked.
    pub text: String,
    /// Who said it.
    pub role: Role,
    /// When it became a case.
    pub added: Date,
    /// The incident's id.
    pub from: String,
}

impl Case {
    /// A case of what was heard; one line, figures masked, no longer than a case may be.
    pub fn new(heard: &str, role: Role, added: Date, from: &str) -> Case {
        let text = masked(heard).replace(char::is_control, " ");
        let text = text.trim().chars().take(TEXT_MOST).collect();
        Case { text, role, added, from: from.to_owned() }
    }
}

/// The name of the file of the cases of a phrase; `None` of an id that is no name of a file.
pub fn file_name(phrase_id: &str) -> Option<String> {
    let fits = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    let named = !phrase_id.is_empty() && phrase_id.len() <= 128 && phrase_id.chars().all(fits);
    named.then(|| format!("{phrase_id}.toml"))
}

/// Every digit becomes 0, and spoken figures in a row 零: what the sentence is found by is
/// no number.
pub fn masked(text: &str) -> String {
    let spoken = |c: &char| "〇零一二三四五六七八九十百千万亿两幺".contains(*c);
    let letters: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(letter) = letters.get(at) {
        let row = letters[at..].iter().take_while(|c| spoken(c)).count();
        if row >= SPOKEN_LEAST {
            out.extend(std::iter::repeat_n('零', row));
            at += row;
        } else {
            out.push(if letter.is_numeric() && !spoken(letter) { '0' } else { *letter });
            at += 1;
        }
    }
    out
}

/// The cases that stand in a document.
pub fn read(document: &Document) -> Result<Vec<Case>, Faults> {
    document.read(|top| {
        let cases = top.sections("case").into_iter().map(|case| {
            let text = case.string("text").unwrap_or_default();
            if text.trim().is_empty() {
                case.fault("text", pick("应有一句话", "a sentence is missing").to_owned());
            }
            let word = case.string("role").unwrap_or_else(|| "clerk".to_owned());
            let role = Role::from_word(&word).unwrap_or_else(|| {
                let why = pick("应为 clerk、citizen 或 unknown", "use clerk, citizen or unknown");
                case.fault("role", why.to_owned());
                Role::Unknown
            });
            let added = case.string("added").and_then(|date| date.parse().ok());
            let added = added.unwrap_or_else(|| {
                let why = pick("日期写作 2026-12-01", "a date is 2026-12-01");
                case.fault("added", why.to_owned());
                Date::ZERO
            });
            Case { text, role, added, from: case.string("from").unwrap_or_default() }
        });
        cases.collect()
    })
}

/// `before`, the text of a file of cases or nothing, with one more; the same when the
/// sentence stands there already.
pub fn with(before: &str, case: &Case) -> String {
    let line = format!("text = {}", quoted(&case.text));
    if before.lines().any(|known| known.trim() == line) {
        return before.to_owned();
    }
    let role = case.role.word();
    let gap = if before.is_empty() || before.ends_with("\n\n") {
        ""
    } else if before.ends_with('\n') {
        "\n"
    } else {
        "\n\n"
    };
    let (added, from) = (case.added, quoted(&case.from));
    format!(
        "{before}{gap}[[case]]\n{line}\nrole = \"{role}\"\nadded = \"{added}\"\nfrom = {from}\n"
    )
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn case(text: &str) -> Case {
        Case::new(text, Role::Clerk, date(2026, 12, 1), "20261122-011530-7k2q")
    }

    #[test]
    fn figures_are_masked_and_words_stay() {
        for (text, expected) in [
            ("我的号码是13812345678", "我的号码是00000000000"),
            ("幺三八零零一二三", "零零零零零零零零"),
            ("我的三千二百块", "我的零零零零块"),
            ("不知道,等一下,一二三号窗口", "不知道,等一下,一二三号窗口"),
            ("123", "000"),
        ] {
            assert_eq!(masked(text), expected);
        }
    }

    #[test]
    fn only_ids_are_names_of_files() {
        assert_eq!(file_name("T001").as_deref(), Some("T001.toml"));
        for id in ["", "..", "a/b", "a.b", "a\\b", "\u{0}"] {
            assert_eq!(file_name(id), None, "{id:?}");
        }
    }

    #[test]
    fn the_same_sentence_is_kept_once_and_faults_are_told() {
        let once = with("", &case("不知道您带没带。"));
        assert_eq!(with(&once, &case("不知道您带没带。")), once);
        let broken = Document::new("T1.toml", "[[case]]\ntext = \"\"\nrole = \"boss\"\nodd = 1\n");
        assert_eq!(read(&broken).unwrap_err().0.len(), 4);
        assert_eq!(read(&Document::new("T1.toml", "")).unwrap(), []);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(texts in prop::collection::vec("\\PC{1,30}", 1..5)) {
            let cases: Vec<Case> = texts.iter().map(|text| case(text)).collect();
            let mut kept: Vec<Case> = Vec::new();
            let mut file = String::new();
            for case in cases.into_iter().filter(|case| !case.text.is_empty()) {
                file = with(&file, &case);
                if !kept.contains(&case) {
                    kept.push(case);
                }
            }
            prop_assert_eq!(read(&Document::new("T1.toml", file.as_str())).unwrap(), kept);
        }
    }
}
