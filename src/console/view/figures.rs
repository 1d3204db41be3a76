//! What today or the week comes to. Pure.

use super::style::Style;
use crate::console::state::State;
use ratatui::Frame;
use ratatui::layout::Rect;

pub fn draw(state: &State, style: &Style, frame: &mut Frame<'_>, area: Rect) {
    super::titled(style, frame, area, true, state.words().view_figures);
}

/// Rows that the view can be scrolled down by in `area`.
pub fn scroll_limit(_state: &State, _area: Rect) -> usize {
    0
}
