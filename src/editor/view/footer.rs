//! The footer: what came of the last key, else what the selected field is for; and
//! the keys that work here. Pure.

use super::put;
use super::style::Style;
use crate::editor::keys::{self, Context};
use crate::editor::state::State;
use crate::screen::cells;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

pub fn draw(state: &State, style: &Style, frame: &mut Frame<'_>, area: Rect) {
    put(frame, area, [said(state, style, area.width), key_line(state, style, area.width)]);
}

fn said(state: &State, style: &Style, columns: u16) -> Line<'static> {
    let columns = usize::from(columns);
    if let Some(flash) = &state.flash {
        let text = format!(" {} ", cells::clip(flash, columns.saturating_sub(2)));
        return Line::styled(text, style.selected());
    }
    let w = state.words();
    let about = match state.context() {
        Context::Fields => state.fields().get(state.field_at).map_or("", |field| field.about),
        Context::Search => w.search,
        _ => "",
    };
    Line::styled(cells::clip(about, columns), style.faint())
}

fn key_line(state: &State, style: &Style, columns: u16) -> Line<'static> {
    let w = state.words();
    let mut spans = Vec::new();
    let mut used = 0;
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
