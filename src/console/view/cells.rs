//! Text in terminal columns: cleaning, measuring, cutting, padding, wrapping.
//!
//! Pure. A Chinese character is two columns wide; everything here counts
//! columns, never bytes or characters.

use crate::phrasebook::List;
use crate::service::message::Mark;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use ratatui::text::{Line, Span};
use std::borrow::Cow;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::style::Style;

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

/// `text` with its phrases between brackets, 【】 for taboo and 〔〕 for civil,
/// and styled. Marks that do not fit the text are left out.
pub fn marked(text: &str, marks: &[Mark], style: &Style) -> Vec<Span<'static>> {
    let mut spans = Vec::with_capacity(marks.len() * 2 + 1);
    let mut from = 0;
    for mark in marks {
        let (Some(before), Some(phrase)) =
            (text.get(from..mark.start), text.get(mark.start..mark.end))
        else {
            continue;
        };
        if !before.is_empty() {
            spans.push(Span::raw(clean(before).into_owned()));
        }
        let phrase = clean(phrase);
        let bracketed = match mark.list {
            List::Taboo => format!("【{phrase}】"),
            List::Civil => format!("〔{phrase}〕"),
        };
        spans.push(Span::styled(bracketed, style.mark(mark.list)));
        from = mark.end;
    }
    if let Some(rest) = text.get(from..).filter(|rest| !rest.is_empty()) {
        spans.push(Span::raw(clean(rest).into_owned()));
    }
    spans
}

/// The time of day in `zone`.
pub fn clock(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%H:%M:%S").to_string()
}

/// Day and time in `zone`.
pub fn date_and_clock(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// The time of day when `at` is of the same day as `now`, else day and minute;
/// eleven columns at most.
pub fn short_time(at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let (at, now) = (at.to_zoned(zone.clone()), now.to_zoned(zone.clone()));
    let form = if at.date() == now.date() { "%H:%M:%S" } else { "%m-%d %H:%M" };
    at.strftime(form).to_string()
}

/// Seconds in at most five columns: `47s`, `12m`, `3.5h`, `999h`.
pub fn duration(seconds: f64) -> String {
    if !seconds.is_finite() || seconds < 0.0 {
        "?".to_owned()
    } else if seconds < 100.0 {
        format!("{seconds:.0}s")
    } else if seconds < 100.0 * 60.0 {
        format!("{:.0}m", seconds / 60.0)
    } else if seconds < 100.0 * 3600.0 {
        format!("{:.1}h", seconds / 3600.0)
    } else {
        format!("{:.0}h", seconds / 3600.0)
    }
}

/// Seconds that nothing is rounded away of: `0.02 s`, `83.40 s`, `3:25:07`.
pub fn exact_duration(seconds: f64) -> String {
    if !seconds.is_finite() || seconds < 0.0 {
        "?".to_owned()
    } else if seconds == 0.0 {
        "0 s".to_owned()
    } else if seconds < 600.0 {
        format!("{:.2} s", seconds.max(0.01))
    } else {
        let whole = seconds as u64;
        format!("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60)
    }
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

    #[test]
    fn broken_marks_are_left_out() {
        let style = Style::new(true);
        let mark = |start, end| Mark { start, end, list: List::Taboo };
        let marks = [mark(1, 3), mark(3, 9), mark(6, 12), mark(8, 2), mark(50, 60)];
        let spans = marked("我不知道啊", &marks, &style);
        let text: String = spans.iter().map(|s| s.content.as_ref()).collect();
        assert_eq!(text, "我【不知】道啊");
        assert_eq!(spans[1].style, style.mark(List::Taboo));
    }

    #[test]
    fn durations_stay_short() {
        for (seconds, expected) in
            [(0.0, "0s"), (99.4, "99s"), (720.0, "12m"), (12_600.0, "3.5h"), (4e6, "1111h")]
        {
            assert_eq!(duration(seconds), expected);
        }
        assert_eq!(duration(f64::NAN), "?");
    }

    #[test]
    fn the_least_loss_is_more_than_nothing() {
        for (seconds, expected) in [
            (0.0, "0 s"),
            (1e-5, "0.01 s"),
            (83.4, "83.40 s"),
            (12_307.9, "3:25:07"),
            (f64::INFINITY, "?"),
        ] {
            assert_eq!(exact_duration(seconds), expected);
        }
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
