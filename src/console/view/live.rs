//! The live transcript with its phrases marked. Pure.

use super::style::Style;
use super::written::{clock, marked};
use crate::console::state::State;
use crate::console::text::fill;
use crate::screen::cells::{self, fit};
use crate::service::message::Line as Said;
use crate::units::Role;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

pub fn draw(state: &State, style: &Style, frame: &mut Frame<'_>, area: Rect) {
    let w = state.words();
    let Some(counter) = state.counter() else {
        let area = super::titled(style, frame, area, true, w.transcript);
        let lines = [w.not_listening, w.how_to_listen];
        super::put(frame, area, lines.map(|text| Line::raw(format!("  {text}"))));
        return;
    };
    let place = format!("{}/{}", state.counter_at + 1, state.counters.len());
    let name = cells::clean(&counter.info.name);
    let title = match state.back {
        0 => format!("{} {place}  {name}", w.transcript),
        n => format!("{} {place}  {name} ({})", w.transcript, fill(w.scrolled_back, &[&n])),
    };
    let area = super::titled(style, frame, area, true, &title);
    if counter.lines.is_empty() {
        super::put(frame, area, [Line::raw(format!("  {}", w.no_lines))]);
        return;
    }
    // From the last line that is to be seen upwards, until the panel is full.
    let room = usize::from(area.height);
    let mut rows: Vec<Line<'static>> = Vec::with_capacity(room);
    for said in counter.lines.iter().rev().skip(state.back) {
        let lines = wrapped(state, style, said, area.width);
        rows.extend(lines.into_iter().rev());
        if rows.len() >= room {
            break;
        }
    }
    rows.truncate(room);
    rows.reverse();
    super::put(frame, area, rows);
}

/// One utterance: its head, and its text wrapped beside it.
fn wrapped(state: &State, style: &Style, said: &Said, columns: u16) -> Vec<Line<'static>> {
    let w = state.words();
    let name = if columns < 100 { 8 } else { 12 };
    let roles = [Role::Clerk, Role::Citizen, Role::Room, Role::Unknown];
    let role = roles.iter().map(|role| cells::width(w.role(*role))).max().unwrap_or(0);
    let head = format!(
        "{} {} {} ",
        clock(said.at, &state.zone),
        fit(&said.counter, name),
        fit(w.role(said.role), role),
    );
    let indent = cells::width(&head);
    let text = marked(&said.text, &said.marks, style);
    let beside = columns.saturating_sub(u16::try_from(indent).unwrap_or(u16::MAX));
    let mut head = Some(head);
    cells::wrap(text, beside)
        .into_iter()
        .map(|line| {
            let first = head.take().unwrap_or_else(|| " ".repeat(indent));
            let mut spans = vec![Span::styled(first, style.faint())];
            spans.extend(line.spans);
            Line::from(spans)
        })
        .collect()
}
