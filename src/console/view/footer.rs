//! The footer: the keys that work here, the word about the last key, and the
//! line in which a reason is typed. Pure.

use super::style::Style;
use crate::console::keys;
use crate::console::state::{Flash, Reason, State};
use crate::console::text::fill;
use crate::screen::cells;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Rows that the footer takes.
pub fn height(state: &State) -> u16 {
    if state.reason.is_some() { 3 } else { 1 }
}

pub fn draw(state: &State, style: &Style, frame: &mut Frame<'_>, area: Rect) {
    let mut lines = Vec::new();
    if let Some(reason) = &state.reason {
        lines.extend(reason_lines(state, style, reason, area, frame));
    }
    lines.push(key_line(state, style, area.width));
    super::put(frame, area, lines);
}

fn key_line(state: &State, style: &Style, columns: u16) -> Line<'static> {
    let w = state.words();
    let mut spans = Vec::new();
    let mut used = 0;
    if let Some(flash) = &state.flash {
        let text = match flash {
            Flash::Sent(disposition) => fill(w.sent, &[&w.disposition(*disposition)]),
            Flash::Refused(why) => fill(w.refused, &[why]),
            Flash::ReasonNeeded => w.reason_needed.to_owned(),
            Flash::NotAttached => w.not_attached.to_owned(),
            Flash::Busy => w.busy.to_owned(),
        };
        let text = format!(" {} ", cells::clip(&text, usize::from(columns).saturating_sub(2)));
        used += cells::width(&text) + 1;
        spans.push(Span::styled(text, style.selected()));
        spans.push(Span::raw(" "));
    }
    for binding in keys::footer(state.context()) {
        let label = (binding.label)(w);
        let wide = cells::width(binding.name) + cells::width(label) + 3;
        // The last one needs no space behind it.
        if used + wide > usize::from(columns) + 2 {
            break;
        }
        used += wide;
        spans.push(Span::styled(binding.name, style.strong()));
        spans.push(Span::raw(format!(" {label}  ")));
    }
    Line::from(spans)
}

fn reason_lines(
    state: &State,
    style: &Style,
    reason: &Reason,
    area: Rect,
    frame: &mut Frame<'_>,
) -> [Line<'static>; 2] {
    let w = state.words();
    let hint = if reason.quitting {
        Line::styled(format!("{}: {}", w.reason_title, w.reason_quit), style.alert())
    } else {
        Line::styled(format!("{}: {}", w.reason_title, w.reason_hint), style.strong())
    };
    let room = usize::from(area.width).saturating_sub(3);
    let text = cells::clip_start(&reason.text, room);
    let column = cells::width(&text).min(room) as u16;
    frame.set_cursor_position((area.x + 2 + column, area.y + 1));
    [hint, Line::raw(format!("> {text}"))]
}
