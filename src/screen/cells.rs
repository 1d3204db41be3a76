//! Text in terminal columns: cleaning, measuring, cutting, padding, wrapping.
//!
//! Pure; used by whatever draws on a terminal. A Chinese character is two columns wide; everything here counts
//! columns, never bytes or characters.

use ratatui::text::{Line, Span};
use std::borrow::Cow;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns of `text`.
pub fn width(text: &str) -> usize {
    text.width()
}

/// Whether a character could move the cursor, hide text or turn its direction.
fn harmful(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00ad}' | '\u{061c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}')
}

/// `text` from outside without anything that could disturb the screen: line
/// ends and tabs become spaces, the rest a sign that something was there.
pub fn clean(text: &str) -> Cow<'_, str> {
    if !text.contains(harmful) {
        return Cow::Borrowed(text);
    }
    let safe = |c| match c {
        '\n' | '\r' | '\t' => ' ',
        c if harmful(c) => '\u{fffd}',
        c => c,
    };
    Cow::Owned(text.chars().map(safe).collect())
}

/// The beginning of `text` that fits into `columns`, ending in `~` when cut.
pub fn clip(text: &str, columns: usize) -> String {
    let text = clean(text);
    if text.width() <= columns {
        return text.into_owned();
    }
    let mut cut = String::new();
    let mut used = 0;
    for c in text.chars() {
        let wide = c.width().unwrap_or(0);
        if used + wide + 1 > columns {
            break;
        }
        used += wide;
        cut.push(c);
    }
    if columns > 0 {
        cut.push('~');
    }
    cut
}

/// The end of `text` that fits into `columns`, beginning with `~` when cut.
pub fn clip_start(text: &str, columns: usize) -> String {
    let text = clean(text);
    if text.width() <= columns {
        return text.into_owned();
    }
    let mut from = text.len();
    let mut used = 1;
    for (at, c) in text.char_indices().rev() {
        used += c.width().unwrap_or(0);
        if used > columns {
            break;
        }
        from = at;
    }
    if columns > 0 { format!("~{}", &text[from..]) } else { String::new() }
}

/// `text` cut and padded to exactly `columns`.
pub fn fit(text: &str, columns: usize) -> String {
    let mut text = clip(text, columns);
    let missing = columns.saturating_sub(text.width());
    text.extend(std::iter::repeat_n(' ', missing));
    text
}

/// [`fit`], with the padding before the text.
pub fn fit_right(text: &str, columns: usize) -> String {
    let text = clip(text, columns);
    let missing = columns.saturating_sub(text.width());
    " ".repeat(missing) + &text
}

/// Breaks `spans` into lines of at most `columns`, between any two characters
/// but for Latin words, which stay whole when they fit.
pub fn wrap(spans: Vec<Span<'_>>, columns: u16) -> Vec<Line<'static>> {
    let columns = usize::from(columns.max(2));
    let mut lines = Vec::new();
    let mut line: Vec<Span<'static>> = Vec::new();
    let mut used = 0;
    for span in spans {
        let mut piece = String::new();
        for word in words(&clean(&span.content)) {
            let mut rest = word;
            while !rest.is_empty() {
                let wide = rest.width();
                if used + wide <= columns {
                    piece.push_str(rest);
                    used += wide;
                    break;
                }
                if used > 0 && wide <= columns {
                    line.push(Span::styled(std::mem::take(&mut piece), span.style));
                    lines.push(Line::from(std::mem::take(&mut line)));
                    used = 0;
                    rest = rest.trim_start_matches(' ');
                    continue;
                }
                let end = fitting(rest, columns.saturating_sub(used));
                piece.push_str(&rest[..end]);
                line.push(Span::styled(std::mem::take(&mut piece), span.style));
                lines.push(Line::from(std::mem::take(&mut line)));
                used = 0;
                rest = &rest[end..];
            }
        }
        if !piece.is_empty() {
            line.push(Span::styled(piece, span.style));
        }
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(Line::from(line));
    }
    lines
}

/// Bytes of the beginning of `text` that fits into `columns`.
fn fitting(text: &str, columns: usize) -> usize {
    let mut used = 0;
    for (at, c) in text.char_indices() {
        used += c.width().unwrap_or(0);
        if used > columns {
            return at;
        }
    }
    text.len()
}

/// Pieces that wrapping keeps whole: Latin words, and every other character.
fn words(text: &str) -> Vec<&str> {
    let whole = |c: char| c.is_ascii() && c != ' ';
    let mut pieces = Vec::new();
    let mut from = 0;
    let mut last: Option<char> = None;
    for (at, c) in text.char_indices() {
        let joins = c.width() == Some(0) || (whole(c) && last.is_some_and(whole));
        if last.is_some() && !joins {
            pieces.push(&text[from..at]);
            from = at;
        }
        last = Some(c);
    }
    if from < text.len() {
        pieces.push(&text[from..]);
    }
    pieces
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn wide_characters_are_cut_at_columns() {
        for (text, columns, expected) in [
            ("不知道", 6, "不知道"),
            ("不知道", 5, "不知~"),
            ("不知道", 4, "不~ "),
            ("ab不", 3, "ab~"),
            ("不", 1, "~"),
            ("不", 0, ""),
            ("a", 3, "a  "),
        ] {
            assert_eq!(fit(text, columns), expected, "{text} {columns}");
        }
        assert_eq!(clip_start("/存储/录音", 7), "~/录音");
        assert_eq!(fit_right("-5", 4), "  -5");
    }

    #[test]
    fn escapes_never_reach_the_screen() {
        assert_eq!(clean("a\u{1b}[2Jb\r\nc\u{202e}"), "a\u{fffd}[2Jb  c\u{fffd}");
    }

    proptest! {
        #[test]
        fn fitted_text_is_exactly_as_wide_as_asked(text in "\\PC{0,20}|[不ab道\u{1b}\u{301}]{0,20}", columns in 0usize..30) {
            prop_assert!(clip(&text, columns).width() <= columns.max(text.width().min(columns)));
            prop_assert!(fit(&text, columns).width() >= columns.saturating_sub(1));
            prop_assert!(clip_start(&text, columns).width() <= columns);
        }

        #[test]
        fn wrapping_loses_nothing_but_spaces(text in "[不知ab道 x]{0,60}", columns in 2u16..20) {
            let lines = wrap(vec![Span::raw(text.clone())], columns);
            for line in &lines {
                prop_assert!(line.width() <= usize::from(columns));
            }
            let joined: String = lines.iter().flat_map(|l| &l.spans).map(|s| s.content.as_ref()).collect();
            prop_assert_eq!(joined.replace(' ', ""), text.replace(' ', ""));
        }
    }
}
