//! The public screen: no names, no words. Pure.

use super::style::Style;
use crate::console::state::State;
use ratatui::Frame;
use ratatui::layout::Rect;

/// Draws the whole screen, without top lines and footer.
pub fn draw(state: &State, style: &Style, frame: &mut Frame<'_>, area: Rect) {
    super::titled(style, frame, area, true, state.words().product);
}
