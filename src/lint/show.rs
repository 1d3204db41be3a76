//! Findings for people: place, message, the line itself with carets, how to mend it.
//!
//! Pure; makes text. Carets stand below the characters they mean on a screen where
//! Chinese characters are two cells wide.

use super::{Finding, Level, Report};
use crate::document::Document;
use crate::tr;
use std::ops::Range;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The most cells of a source line that are shown.
const WIDEST: usize = 92;
/// How many cells before the carets are shown when a line is cut.
const BEFORE: usize = 30;

/// All findings of `report` on `documents`, each followed by an empty line, without
/// the closing line. Findings of one rule on one line of a file share their lines.
pub fn show(report: &Report, documents: &[Document]) -> String {
    let alike = |a: &Finding, b: &Finding| {
        (a.rule, a.level, &a.file, a.place.line) == (b.rule, b.level, &b.file, b.place.line)
    };
    report.findings.chunk_by(alike).map(|findings| together(findings, documents)).collect()
}

fn together(findings: &[Finding], documents: &[Document]) -> String {
    let [first, ..] = findings else { return String::new() };
    let line = first.place.line;
    let margin = line.to_string().len().max(4);
    let mut text: String = findings.iter().map(head).collect();
    let document = documents.iter().find(|document| document.name() == first.file);
    if let Some(source) = document.and_then(|document| document.line(line)) {
        let stretches: Vec<Range<usize>> = findings
            .iter()
            .map(|finding| {
                let first = finding.place.column - 1;
                first..first + finding.place.length
            })
            .collect();
        let (source, carets) = window(source, &stretches);
        text += &format!("{line:>margin$} | {source}\n{:margin$} | {carets}\n", "");
    }
    text + &format!("{:margin$} = {}\n\n", "", tr!("办法:{}", "hint: {}", first.hint))
}

/// The line that says where and what.
fn head(finding: &Finding) -> String {
    let level = match finding.level {
        Level::Error => tr!("错误", "error"),
        Level::Warning => tr!("警告", "warning"),
    };
    let Finding { rule, file, message, place, .. } = finding;
    format!("{file}:{}:{} {level}[{rule}] {message}\n", place.line, place.column)
}

/// What of a line is shown, and the carets below `stretches` of its characters, of
/// which the first decides where a long line is cut.
fn window(line: &str, stretches: &[Range<usize>]) -> (String, String) {
    // A tab is one cell, and what steers a terminal must not reach it.
    let cell = |ch: char| if ch.is_control() { ' ' } else { ch };
    let chars: Vec<char> = line.chars().map(cell).collect();
    let first = stretches.first().map_or(0, |stretch| stretch.start).min(chars.len());
    let mut from = 0;
    if line.width() > WIDEST {
        let mut before = 0;
        from = first;
        while from > 0 && before < BEFORE {
            from -= 1;
            before += chars[from].width().unwrap_or(0);
        }
    }
    let mut shown = String::from(if from > 0 { "…" } else { "" });
    let mut carets = " ".repeat(shown.width());
    for (at, ch) in chars.iter().enumerate().skip(from) {
        if shown.width() >= WIDEST {
            shown.push('…');
            break;
        }
        shown.push(*ch);
        let mark = if stretches.iter().any(|stretch| stretch.contains(&at)) { "^" } else { " " };
        carets += &mark.repeat(ch.width().unwrap_or(0));
    }
    if carets.trim().is_empty() {
        carets = format!("{}^", " ".repeat(shown.width()));
    }
    (shown, carets.trim_end().to_owned())
}

#[cfg(test)]
#[allow(clippy::single_range_in_vec_init)]
mod tests {
    use super::window;

    #[test]
    fn carets_stand_below_wide_characters() {
        let (line, carets) = window("text = \"不归我管\"", &[10..12]);
        assert_eq!(line, "text = \"不归我管\"");
        assert_eq!(carets, "            ^^^^");
        assert_eq!(window("", &[0..1]), (String::new(), "^".to_owned()));
        assert_eq!(window("\t\u{1b}[2J", &[0..1]), ("  [2J".to_owned(), "^".to_owned()));
        assert_eq!(window("ab", &[9..13]), ("ab".to_owned(), "  ^".to_owned()));
    }

    #[test]
    fn long_lines_are_cut_round_the_place() {
        let line = format!("variants = [{}\"这里\", \"后面\"]", "\"前面的话\", ".repeat(40));
        let at = line.chars().position(|ch| ch == '这').unwrap_or(0);
        let (shown, carets) = window(&line, &[at..at + 2]);
        assert!(shown.starts_with('…') && shown.contains("\"这里\""), "{shown}");
        assert_eq!(carets.trim_start(), "^^^^");
    }
}
