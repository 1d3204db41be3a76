//! What every screen of ours draws: rows, titled panels, windows over long lists.
//!
//! Pure.

use super::cells;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style as Look;
use ratatui::text::Line;

/// The first row of a window of `room` rows over `len` rows that shows `at`
/// near its middle.
pub fn window(at: usize, len: usize, room: usize) -> usize {
    at.saturating_sub(room / 2).min(len.saturating_sub(room))
}

/// Draws the rule with a panel's title and gives the area below it.
pub fn titled(look: Look, frame: &mut Frame<'_>, area: Rect, focused: bool, title: &str) -> Rect {
    let [rule, below] = Layout::vertical([Constraint::Length(1), Constraint::Min(0)]).areas(area);
    let sign = if focused { "=>" } else { "--" };
    let fill = if focused { "=" } else { "-" };
    let text = cells::clip(&format!("{sign} {title} "), usize::from(rule.width));
    let rest = usize::from(rule.width).saturating_sub(cells::width(&text));
    let text = text + &fill.repeat(rest);
    frame.render_widget(Line::styled(text, look), rule);
    below
}

/// Draws `lines` from the top of `area`, as many as fit.
pub fn put<'a>(frame: &mut Frame<'_>, area: Rect, lines: impl IntoIterator<Item = Line<'a>>) {
    for (line, row) in lines.into_iter().zip(area.rows()) {
        frame.render_widget(line, row);
    }
}
