//! What the views write the same way: marked phrases, times, durations.
//!
//! Pure.

use super::style::Style;
use crate::phrasebook::List;
use crate::screen::cells::{clean, wrap};
use crate::service::message::Mark;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use ratatui::text::{Line, Span};

/// Between two parts of a line.
const GAP: &str = "   ";

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

/// `parts` in lines of `columns`, with a gap between two of a line; a part is not torn
/// unless it is longer than a line.
pub fn flow(parts: Vec<Span<'static>>, columns: u16) -> Vec<Line<'static>> {
    let columns = usize::from(columns);
    let mut lines: Vec<Line<'static>> = Vec::new();
    let mut used = columns;
    for part in parts {
        let wide = part.width();
        if used + GAP.len() + wide <= columns {
            if let Some(line) = lines.last_mut() {
                line.spans.extend([Span::raw(GAP), part]);
                used += GAP.len() + wide;
            }
        } else if wide <= columns {
            lines.push(Line::from(part));
            used = wide;
        } else {
            lines.extend(wrap(vec![part], u16::try_from(columns).unwrap_or(u16::MAX)));
            used = columns;
        }
    }
    lines
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

/// Seconds as minutes and seconds, with hours from the first: `0:07`, `12:30`, `1:02:03`.
pub fn minutes(seconds: f64) -> String {
    if !seconds.is_finite() {
        return "?".to_owned();
    }
    let whole = seconds.max(0.0) as u64;
    match whole / 3600 {
        0 => format!("{}:{:02}", whole / 60, whole % 60),
        hours => format!("{hours}:{:02}:{:02}", whole / 60 % 60, whole % 60),
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
}
