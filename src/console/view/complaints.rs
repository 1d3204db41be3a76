//! The complaints: a row for each, and all steps of the selected one. Pure.

use super::style::Style;
use super::written::{date_and_clock, short_time};
use crate::console::state::State;
use crate::console::text::{Words, fill};
use crate::record::Ticket;
use crate::screen::cells::{self, clean, fit, wrap};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};

/// Columns of the names before the values.
const NAME: usize = 12;

pub fn draw(state: &State, style: &Style, frame: &mut Frame<'_>, area: Rect) {
    let w = state.words();
    let [upper, lower] = parts(state, area);
    let len = state.tickets.len();
    let title = match len {
        0 => w.complaints.to_owned(),
        n => format!("{} {}/{n}", w.complaints, state.ticket_at + 1),
    };
    let below = super::titled(style, frame, upper, true, &title);
    if len == 0 {
        super::put(frame, below, [Line::raw(format!("  {}", w.no_complaints))]);
        return;
    }
    let (first, room) = window(state, upper);
    let columns = Columns::new(w, usize::from(below.width));
    let rows = state.tickets.iter().enumerate().skip(first).take(room);
    let rows = rows.map(|(at, ticket)| row(state, style, &columns, ticket, at == state.ticket_at));
    super::put(frame, below, std::iter::once(head(w, style, &columns)).chain(rows));
    if let Some(ticket) = state.tickets.get(state.ticket_at) {
        let lines = lines(state, style, ticket, lower.width);
        let room = super::room(lower);
        let title = format!("{} {}", w.complaint, clean(&ticket.id));
        let title = if lines.len() > room {
            format!("{title}  {}/{}", (state.scroll + room).min(lines.len()), lines.len())
        } else {
            title
        };
        let below = super::titled(style, frame, lower, false, &title);
        super::put(frame, below, lines.into_iter().skip(state.scroll));
    }
}

/// Rows that the selected complaint can be scrolled down by when drawn in `area`.
pub fn scroll_limit(state: &State, area: Rect) -> usize {
    let [_, lower] = parts(state, area);
    state.tickets.get(state.ticket_at).map_or(0, |ticket| {
        let lines = lines(state, &Style::new(false), ticket, lower.width);
        lines.len().saturating_sub(super::room(lower))
    })
}

/// The list, and the selected complaint below it.
fn parts(state: &State, area: Rect) -> [Rect; 2] {
    let rows = u16::try_from(state.tickets.len()).unwrap_or(u16::MAX).saturating_add(2);
    let list = rows.clamp(3, (area.height / 2).max(3));
    Layout::vertical([Constraint::Length(list), Constraint::Min(0)]).areas(area)
}

/// The first complaint that is drawn, and how many fit.
fn window(state: &State, upper: Rect) -> (usize, usize) {
    let room = usize::from(upper.height.saturating_sub(2));
    (super::window(state.ticket_at, state.tickets.len(), room), room)
}

/// The complaint that is drawn at this row of the screen.
pub fn at(state: &State, area: Rect, row: u16) -> Option<usize> {
    let [upper, _] = parts(state, area);
    let (first, room) = window(state, upper);
    let at = usize::from(row.checked_sub(upper.y + 2)?);
    (at < room && first + at < state.tickets.len()).then_some(first + at)
}

/// The widths that depend on words and screen.
struct Columns {
    counter: usize,
    via: usize,
    progress: usize,
    fault: usize,
}

impl Columns {
    fn new(w: &'static Words, width: usize) -> Columns {
        let widest =
            |words: &[&str]| words.iter().map(|text| cells::width(text)).max().unwrap_or(0) + 1;
        Columns {
            counter: if width < 90 { 9 } else { 16 },
            via: widest(&[w.col_via, w.via_console, w.via_command, w.via_device]),
            progress: widest(&[w.received, w.checking, w.proved, w.disproved, w.unestablished]),
            fault: widest(&[w.col_fault, w.at_fault, w.not_at_fault]),
        }
    }
}

fn head(w: &'static Words, style: &Style, columns: &Columns) -> Line<'static> {
    let text = [
        "  ".to_owned(),
        fit(w.col_received, 12),
        fit(w.col_counter, columns.counter),
        fit(w.col_via, columns.via),
        fit(w.col_kept, 8),
        fit(w.col_progress, columns.progress),
        fit(w.col_fault, columns.fault),
        w.col_reply.to_owned(),
    ];
    Line::styled(text.concat(), style.faint())
}

/// Whether sound was kept.
fn kept(w: &'static Words, ticket: &Ticket) -> &'static str {
    match (&ticket.incident, ticket.lacking.is_empty()) {
        (None, _) => w.not_kept,
        (Some(_), true) => w.kept,
        (Some(_), false) => w.kept_in_part,
    }
}

/// The reply date, and whether it has passed.
fn reply(state: &State, ticket: &Ticket) -> (String, bool) {
    let today = state.now.to_zoned(state.zone.clone()).date();
    match ticket.reply_by {
        None => (String::new(), false),
        Some(date) => {
            let late = date < today && !ticket.state.is_settled();
            let word = if late { format!(" {}", state.words().overdue) } else { String::new() };
            (format!("{date}{word}"), late)
        }
    }
}

fn row(
    state: &State,
    style: &Style,
    columns: &Columns,
    ticket: &Ticket,
    chosen: bool,
) -> Line<'static> {
    let w = state.words();
    let open = if ticket.state.is_settled() { style.plain() } else { style.strong() };
    let fault = ticket.at_fault.map_or("", |at_fault| w.fault_of(at_fault));
    let (reply, late) = reply(state, ticket);
    let line = Line::from(vec![
        Span::raw(if chosen { "> " } else { "  " }),
        Span::raw(fit(&short_time(ticket.received_at, state.now, &state.zone), 12)),
        Span::raw(fit(&cells::clip(&ticket.counter, columns.counter - 1), columns.counter)),
        Span::raw(fit(w.via(ticket.via), columns.via)),
        Span::raw(fit(kept(w, ticket), 8)),
        Span::styled(fit(w.ticket_state(ticket.state), columns.progress), open),
        Span::raw(fit(fault, columns.fault)),
        Span::styled(reply, if late { style.alert() } else { style.plain() }),
    ]);
    if chosen { line.style(style.selected()) } else { line }
}

/// All that is known of a complaint.
fn lines(state: &State, style: &Style, ticket: &Ticket, columns: u16) -> Vec<Line<'static>> {
    let w = state.words();
    let mut lines = Vec::new();
    let mut named = |name: &str, text: String| {
        let beside = columns.saturating_sub(NAME as u16);
        let mut name = Some(fit(name, NAME));
        for line in wrap(vec![Span::raw(clean(&text).into_owned())], beside) {
            let first = name.take().unwrap_or_else(|| " ".repeat(NAME));
            let mut spans = vec![Span::styled(first, style.faint())];
            spans.extend(line.spans);
            lines.push(Line::from(spans));
        }
    };
    let standing = [
        Some(w.ticket_state(ticket.state).to_owned()),
        ticket.at_fault.map(|at_fault| w.fault_of(at_fault).to_owned()),
        Some(reply(state, ticket).0)
            .filter(|text| !text.is_empty())
            .map(|text| fill(w.reply_by, &[&text])),
    ];
    named(w.counter, format!("{}  {}", ticket.counter, w.via(ticket.via)));
    named(w.col_progress, standing.into_iter().flatten().collect::<Vec<_>>().join("  "));
    let kept = kept(w, ticket);
    named(w.lacking, [kept, &state.note(&ticket.lacking)].join("  "));
    let mut first = Some(w.steps);
    for step in &ticket.steps {
        let text = format!(
            "{}  {}  {}  {}",
            date_and_clock(step.at, &state.zone),
            state.name(&step.actor),
            w.ticket_change(step.change),
            state.note(&step.note)
        );
        named(first.take().unwrap_or(""), text);
    }
    lines
}
