//! Findings for people: place, message, the line itself with carets, how to mend it.
//!
//! Pure; makes text. Carets stand below the characters they mean on a screen where
//! Chinese characters are two cells wide.

use super::{Finding, Level, Report};
use crate::document::Document;
use crate::tr;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The most cells of a source line that are shown.
const WIDEST: usize = 92;
/// How many cells before the carets are shown when a line is cut.
const BEFORE: usize = 30;

/// All findings of `report` on `documents`, each followed by an empty line, without
/// the closing line.
pub fn show(report: &Report, documents: &[Document]) -> String {
    report.findings.iter().map(|finding| one(finding, documents)).collect()
}

fn one(finding: &Finding, documents: &[Document]) -> String {
    let level = match finding.level {
        Level::Error => tr!("错误", "error"),
        Level::Warning => tr!("警告", "warning"),
    };
    let place = finding.place;
    let mut text = format!(
        "{}:{}:{} {level}[{}] {}\n",
        finding.file, place.line, place.column, finding.rule, finding.message
    );
    let margin = place.line.to_string().len().max(4);
    let document = documents.iter().find(|document| document.name() == finding.file);
    if let Some(line) = document.and_then(|document| document.line(place.line)) {
        let (line, carets) = window(line, place.column - 1, place.length);
        text += &format!("{:>margin$} | {line}\n{:margin$} | {carets}\n", place.line, "");
    }
    text + &format!("{:margin$} = {}\n\n", "", tr!("办法:{}", "hint: {}", finding.hint))
}

/// What of a line is shown, and the carets below the `length` characters from `first`.
fn window(line: &str, first: usize, length: usize) -> (String, String) {
    let cell = |ch: char| if ch == '\t' { ' ' } else { ch };
    let chars: Vec<char> = line.chars().map(cell).collect();
    let first = first.min(chars.len());
    let mut from = first;
    if line.width() <= WIDEST {
        from = 0;
    } else {
        let mut before = 0;
        while from > 0 && before < BEFORE {
            from -= 1;
            before += chars[from].width().unwrap_or(0);
        }
    }
    let mut shown = String::from(if from > 0 { "…" } else { "" });
    let mut carets = String::new();
    for (at, ch) in chars.iter().enumerate().skip(from) {
        if shown.width() >= WIDEST {
            shown.push('…');
            break;
        }
        if at == first {
            carets = " ".repeat(shown.width());
        }
        shown.push(*ch);
        if (first..first + length).contains(&at) {
            carets += &"^".repeat(ch.width().unwrap_or(0));
        }
    }
    if carets.trim_start().is_empty() {
        carets = format!("{}^", " ".repeat(shown.width()));
    }
    (shown, carets)
}

#[cfg(test)]
mod tests {
    use super::window;

    #[test]
    fn carets_stand_below_wide_characters() {
        let (line, carets) = window("text = \"不归我管\"", 10, 2);
        assert_eq!(line, "text = \"不归我管\"");
        assert_eq!(carets, "            ^^^^");
        assert_eq!(window("", 0, 1), (String::new(), "^".to_owned()));
        assert_eq!(window("ab", 9, 4), ("ab".to_owned(), "  ^".to_owned()));
    }

    #[test]
    fn long_lines_are_cut_round_the_place() {
        let line = format!("variants = [{}\"这里\", \"后面\"]", "\"前面的话\", ".repeat(40));
        let at = line.chars().position(|ch| ch == '这').unwrap_or(0);
        let (shown, carets) = window(&line, at, 2);
        assert!(shown.starts_with('…') && shown.contains("\"这里\""), "{shown}");
        assert_eq!(carets.trim_start(), "^^^^");
    }
}
