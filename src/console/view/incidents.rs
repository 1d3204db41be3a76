//! The list of incidents, newest first. Pure.

use super::style::Style;
use super::written::short_time;
use crate::console::state::{Panel, State};
use crate::phrasebook::Severity;
use crate::record::{Disposition, Incident, IncidentState};
use crate::screen::cells::{clip, fit};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

pub fn draw(state: &State, style: &Style, frame: &mut Frame<'_>, area: Rect) {
    let w = state.words();
    let len = state.incidents.len();
    let waiting = state.incidents.iter().filter(|i| i.disposition == Disposition::New).count();
    let title = match len {
        0 => w.incidents.to_owned(),
        n => format!("{} {}/{n} ({} {waiting})", w.incidents, state.incident_at + 1, w.new),
    };
    let area = super::panel(state, style, frame, area, Panel::Incidents, &title);
    if state.incidents.is_empty() {
        if state.header.is_some() {
            super::put(frame, area, [Line::raw(format!("  {}", w.no_incidents))]);
        }
        return;
    }
    let columns = Columns::new(usize::from(area.width));
    let room = usize::from(area.height).saturating_sub(1);
    let first = super::window(state.incident_at, len, room);
    let rows = state.incidents.iter().enumerate().skip(first).take(room).map(|(at, incident)| {
        let chosen = at == state.incident_at && state.panel == Panel::Incidents;
        row(state, style, &columns, incident, chosen)
    });
    super::put(frame, area, std::iter::once(head(state, style, &columns)).chain(rows));
}

/// The widths that depend on the screen.
struct Columns {
    counter: usize,
    phrase: usize,
}

impl Columns {
    fn new(width: usize) -> Columns {
        let counter = if width < 90 { 8 } else { 12 };
        // Sign, time, severity, speaker, decision and state, each with a space.
        let fixed = 2 + 12 + counter + 1 + 13 + 1 + 13 + 11 + 6;
        Columns { counter, phrase: width.saturating_sub(fixed).max(6) }
    }
}

fn head(state: &State, style: &Style, columns: &Columns) -> Line<'static> {
    let w = state.words();
    let text = [
        "  ".to_owned(),
        fit(w.col_time, 12),
        fit(w.col_counter, columns.counter + 1),
        fit(w.col_severity, 13),
        fit(w.col_phrase, columns.phrase + 1),
        fit(w.col_speaker, 13),
        fit(w.col_disposition, 11),
        fit(w.col_state, 6),
    ];
    Line::styled(text.concat(), style.faint())
}

/// The gravest phrase, and how many more were found with it.
fn phrase(incident: &Incident, columns: usize) -> String {
    match incident.hits {
        0 | 1 => fit(&incident.phrase, columns),
        n => {
            let more = format!(" +{}", n - 1);
            let room = columns.saturating_sub(more.len());
            fit(&(clip(&incident.phrase, room) + &more), columns)
        }
    }
}

fn row(
    state: &State,
    style: &Style,
    columns: &Columns,
    incident: &Incident,
    chosen: bool,
) -> Line<'static> {
    let w = state.words();
    let (sign, word) = w.severity(incident.severity);
    let waits = incident.disposition == Disposition::New;
    let grave = waits && incident.severity >= Severity::Serious;
    let phrase_look = if grave { style.strong() } else { style.plain() };
    let state_look =
        if incident.state == IncidentState::Open { style.strong() } else { style.faint() };
    let line = Line::from(vec![
        Span::raw(if chosen { "> " } else { "  " }),
        Span::raw(fit(&short_time(incident.at, state.now, &state.zone), 12)),
        Span::raw(fit(&incident.counter, columns.counter) + " "),
        Span::styled(fit(&format!("{sign} {word}"), 13), style.severity(incident.severity)),
        Span::styled(phrase(incident, columns.phrase) + " ", phrase_look),
        Span::raw(fit(w.speaker(incident.role), 13)),
        Span::raw(fit(w.disposition(incident.disposition), 11)),
        Span::styled(fit(w.state(incident.state), 6), state_look),
    ]);
    if chosen { line.style(style.selected()) } else { line }
}
