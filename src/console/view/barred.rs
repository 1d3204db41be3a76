//! What stands in place of a view that is not for whoever is here. Pure.

use super::style::Style;
use crate::account::Office;
use crate::console::state::{Link, State};
use crate::screen::cells::wrap;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Span;

pub fn draw(state: &State, style: &Style, frame: &mut Frame<'_>, area: Rect) {
    let w = state.words();
    let title = match state.office() {
        _ if state.who.review => w.own_incidents,
        Some(office) if state.views().is_empty() => w.office(office),
        _ => w.view(state.view),
    };
    let below = super::titled(style, frame, area, true, title);
    let text = match state.office() {
        _ if state.link == Link::Attaching => w.attaching,
        Some(Office::Auditor) => w.barred_auditor,
        Some(_) => w.barred_view,
        None if state.who.review && !state.is_sealed() => w.barred_review,
        None => w.barred_sign_in,
    };
    super::put(frame, below, wrap(vec![Span::raw(format!("  {text}"))], below.width));
}
