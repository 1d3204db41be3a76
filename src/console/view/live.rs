//! What is said at one counter, as it comes, with its phrases marked.
//!
//! Pure. Above the words stands how well the counter is heard; on a wide screen the
//! other counters stand beside them.

use super::glance::{self, Glance};
use super::style::Style;
use super::tile::Pen;
use super::written::{clock, marked};
use crate::console::state::State;
use crate::console::text::fill;
use crate::screen::cells::{self, clean, fit};
use crate::service::message::{Hearing, Line as Said};
use crate::units::Role;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};

/// Columns from which the other counters stand beside the words.
const WITH_OTHERS: u16 = 150;

/// Columns of the other counters.
const OTHERS: u16 = 44;

/// Columns of words beyond which a line is hard to follow.
const MEASURE: u16 = 120;

/// Rows below which only the words are shown.
const WITH_HEAD: u16 = 8;

/// Meters that fit above the words.
const METERS: usize = 6;

pub fn draw(state: &State, style: &Style, frame: &mut Frame<'_>, area: Rect) {
    let w = state.words();
    let glances = glance::counters(state);
    let Some(glance) = glances.get(state.counter_at) else {
        let area = super::titled(style, frame, area, true, w.transcript);
        if state.header.is_some() {
            let lines = [w.not_listening, w.how_to_listen];
            super::put(frame, area, lines.map(|text| Line::raw(format!("  {text}"))));
        }
        return;
    };
    let with_others = area.width >= WITH_OTHERS && glances.len() > 1;
    let beside = if with_others { OTHERS } else { 0 };
    let gap = u16::from(with_others);
    let [words, _, others] = Layout::horizontal([
        Constraint::Min(0),
        Constraint::Length(gap),
        Constraint::Length(beside),
    ])
    .areas(area);
    counter(state, style, frame, words, glance);
    if with_others {
        list(state, style, frame, others, &glances);
    }
}

fn counter(state: &State, style: &Style, frame: &mut Frame<'_>, area: Rect, glance: &Glance<'_>) {
    let w = state.words();
    let (at, n) = (state.counter_at + 1, state.counters.len());
    let mut title = format!("{} {} {at}/{n}", w.transcript, clean(&glance.counter.info.name));
    if let Some(duty) = super::tile::on_duty(state, glance) {
        title = format!("{title}  {}", clean(duty));
    }
    if state.back > 0 {
        title = format!("{title}  ({})", fill(w.scrolled_back, &[&state.back]));
    }
    let area = super::titled(style, frame, area, true, &title);
    let pen = Pen { state, style };
    let mut head = Vec::new();
    if area.height >= WITH_HEAD {
        let wide = usize::from(area.width.min(MEASURE));
        head.push(pen.meters(glance, wide, METERS));
        head.push(pen.hearing(glance, wide));
        head.push(pen.matters(glance, wide));
        head.push(Line::raw(""));
    }
    let rows = u16::try_from(head.len()).unwrap_or(u16::MAX);
    let [above, words] =
        Layout::vertical([Constraint::Length(rows), Constraint::Min(0)]).areas(area);
    super::put(frame, above, head);
    transcript(state, style, frame, words, glance);
}

/// From the last line that is to be seen upwards, until the room is full.
fn transcript(
    state: &State,
    style: &Style,
    frame: &mut Frame<'_>,
    area: Rect,
    glance: &Glance<'_>,
) {
    let w = state.words();
    let room = usize::from(area.height);
    if glance.counter.lines.is_empty() && glance.hearing != Some(Hearing::Speech) {
        super::put(frame, area, [Line::raw(format!("  {}", w.no_lines))]);
        return;
    }
    let roles = [Role::Clerk, Role::Citizen, Role::Room, Role::Unknown];
    let role = roles.iter().map(|role| cells::width(w.role(*role))).max().unwrap_or(0);
    let mut rows: Vec<Line<'static>> = Vec::with_capacity(room);
    if state.back == 0 && glance.hearing == Some(Hearing::Speech) {
        // Whoever watches sees that more is about to come.
        let indent = " ".repeat(cells::width("00:00:00  ") + role + 1);
        rows.push(Line::styled(format!("{indent}{}", w.speaking_now), style.faint()));
    }
    for said in glance.counter.lines.iter().rev().skip(state.back) {
        if rows.len() >= room {
            break;
        }
        let lines = utterance(state, style, said, role, area.width.min(MEASURE));
        rows.extend(lines.into_iter().rev());
    }
    rows.truncate(room);
    rows.reverse();
    super::put(frame, area, rows);
}

/// One utterance: its time and role, and its text wrapped beside them.
fn utterance(
    state: &State,
    style: &Style,
    said: &Said,
    role: usize,
    columns: u16,
) -> Vec<Line<'static>> {
    let w = state.words();
    let time = clock(said.at, &state.zone);
    let mut head = Some((format!("{time}  "), format!("{} ", fit(w.role(said.role), role))));
    let indent = cells::width(&time) + 2 + role + 1;
    let beside = columns.saturating_sub(u16::try_from(indent).unwrap_or(u16::MAX));
    cells::wrap(marked(&said.text, &said.marks, style), beside)
        .into_iter()
        .map(|line| {
            let mut spans = match head.take() {
                Some((time, role)) => vec![Span::styled(time, style.faint()), Span::raw(role)],
                None => vec![Span::raw(" ".repeat(indent))],
            };
            spans.extend(line.spans);
            Line::from(spans)
        })
        .collect()
}

/// The counters, to go to another.
fn list(state: &State, style: &Style, frame: &mut Frame<'_>, area: Rect, glances: &[Glance<'_>]) {
    let title = format!("{} {}", state.words().counters, glances.len());
    let area = super::titled(style, frame, area, false, &title);
    let pen = Pen { state, style };
    let fields = pen.fields(area.width);
    let room = usize::from(area.height.saturating_sub(1));
    let first = super::window(state.counter_at, glances.len(), room);
    let rows = glances.iter().enumerate().skip(first).take(room);
    let rows = rows.map(|(at, glance)| pen.row(&fields, glance, at == state.counter_at));
    let lines: Vec<_> = std::iter::once(pen.head(&fields)).chain(rows).collect();
    super::put(frame, area, lines);
}
