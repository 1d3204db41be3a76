//! The queue of incidents: what is asked for, the rows, what has come of each. Pure.

use super::style::Style;
use super::written::short_time;
use crate::console::state::{Filter, Handled, Period, State, may_answer, rings, waits};
use crate::console::text::{Words, fill};
use crate::phrasebook::Severity;
use crate::record::{Disposition, Incident, IncidentKind, IncidentState};
use crate::screen::cells::{self, clip, fit};
use crate::units::Role;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Rows above the first incident: title, filter, heads.
const HEAD: u16 = 3;

pub fn draw(state: &State, style: &Style, frame: &mut Frame<'_>, area: Rect) {
    let w = state.words();
    let queue = &state.queue;
    let name = if state.is_own() { w.own_incidents } else { w.incidents };
    let title = match queue.list.total {
        0 => name.to_owned(),
        n => format!("{name} {}/{n}", (queue.list.place() + 1).min(n)),
    };
    let below = super::titled(style, frame, area, true, &title);
    let rows = &queue.list.rows;
    let mut lines = vec![filters(state, style, below.width)];
    if rows.is_empty() {
        let text = match (queue.list.answered, queue.filter.is_all()) {
            (None, _) => w.reading,
            (Some(_), true) if state.is_own() => w.no_own,
            (Some(_), true) => w.no_incidents,
            (Some(_), false) => w.found_nothing,
        };
        lines.push(Line::raw(format!("  {text}")));
    } else {
        let columns = Columns::new(state, usize::from(below.width));
        lines.push(head(state, style, &columns));
        let (first, room) = window(state, area);
        lines.extend(
            rows.iter()
                .enumerate()
                .skip(first)
                .take(room)
                .map(|(at, incident)| row(state, style, &columns, incident, at == queue.list.at)),
        );
    }
    super::put(frame, below, lines);
}

/// The first row that is drawn, and how many fit.
fn window(state: &State, area: Rect) -> (usize, usize) {
    let room = usize::from(area.height.saturating_sub(HEAD));
    (super::window(state.queue.list.at, state.queue.list.rows.len(), room), room)
}

/// The row of the stretch that is drawn at this row of the screen.
pub fn at(state: &State, area: Rect, row: u16) -> Option<usize> {
    let (first, room) = window(state, area);
    let at = usize::from(row.checked_sub(area.y + HEAD)?);
    (at < room && first + at < state.queue.list.rows.len()).then_some(first + at)
}

/// What is left out, and in what order the rest stands.
fn filters(state: &State, style: &Style, columns: u16) -> Line<'static> {
    let w = state.words();
    let filter = &state.queue.filter;
    let mut text = format!("  {}", w.sort(filter.sort));
    for part in parts(state, filter) {
        text.push_str(&format!("  [{part}]"));
    }
    let unsearched = state.queue.unsearched;
    if unsearched > 0 && !filter.search.is_empty() {
        text.push_str(&format!("  {}", fill(w.unsearched, &[&unsearched])));
    }
    if state.queue.list.turning() {
        text.push_str(&format!("  {}", w.reading));
    }
    let look = if filter.is_all() { style.faint() } else { style.strong() };
    Line::styled(clip(&text, usize::from(columns)), look)
}

/// The filters in force, in words.
fn parts(state: &State, filter: &Filter) -> Vec<String> {
    let w = state.words();
    let mut parts = Vec::new();
    if !filter.search.is_empty() {
        parts.push(format!("/{}", clip(&filter.search, 24)));
    }
    if filter.handled != Handled::All {
        parts.push(w.handled(filter.handled).to_owned());
    }
    parts.extend(filter.severity.map(|least| w.severity_from(least)));
    if filter.period != Period::All {
        parts.push(w.period(filter.period).to_owned());
    }
    if filter.escalated {
        parts.push(w.escalated_only.to_owned());
    }
    parts.extend(filter.counter.as_ref().map(|name| clip(name, 16)));
    parts.extend(filter.phrase.as_ref().map(|(_, text)| clip(text, 20)));
    let to = filter.assignee.as_ref();
    parts.extend(to.map(|name| fill(w.assigned_to, &[&clip(state.name(name), 16)])));
    parts
}

/// The widths that depend on the screen.
struct Columns {
    counter: usize,
    severity: usize,
    phrase: usize,
    speaker: usize,
    decision: usize,
    handling: usize,
}

impl Columns {
    /// Of the counter and the gap behind it; none where no counter is told.
    fn named(&self) -> usize {
        if self.counter == 0 { 0 } else { self.counter + 1 }
    }

    fn new(state: &State, width: usize) -> Columns {
        let w = state.words();
        let counter = match width {
            _ if state.is_nameless() => 0,
            0..90 => 8,
            _ => 12,
        };
        let severities = [Severity::Minor, Severity::Serious, Severity::Critical];
        let severity = severities.map(|one| cells::width(w.severity(one).1) + 5);
        let severity = severity.into_iter().max().unwrap_or(0);
        let roles = [Role::Clerk, Role::Citizen, Role::Room, Role::Unknown];
        let speakers = roles.map(|role| cells::width(w.speaker_short(role)) + 1);
        let speaker = speakers.into_iter().max().unwrap_or(0);
        let decisions = Disposition::ALL.map(|one| cells::width(w.disposition(one)) + 1);
        let decision = decisions.into_iter().max().unwrap_or(0);
        // Sign, mark and time before them.
        let fixed = 2 + 2 + 12 + counter + 1 + severity + 1 + speaker + decision;
        let rest = width.saturating_sub(fixed);
        let phrase = (rest * 3 / 5).clamp(6, 44);
        let handling = rest.saturating_sub(phrase);
        Columns { counter, severity, phrase, speaker, decision, handling }
    }
}

fn head(state: &State, style: &Style, columns: &Columns) -> Line<'static> {
    let w = state.words();
    let text = [
        "    ".to_owned(),
        fit(w.col_time, 12),
        fit(w.col_counter, columns.named()),
        fit(w.col_severity, columns.severity),
        fit(w.col_phrase, columns.phrase + 1),
        fit(w.col_speaker, columns.speaker),
        fit(w.col_disposition, columns.decision),
        fit(w.col_handling, columns.handling),
    ];
    Line::styled(text.concat(), style.faint())
}

/// The gravest phrase, and how many more were found with it.
fn phrase(w: &'static Words, incident: &Incident, columns: usize) -> String {
    match incident.kind {
        IncidentKind::Complaint => return fit(&format!("<{}>", w.complaint), columns),
        IncidentKind::Praise => return fit(&format!("<{}>", w.praise), columns),
        IncidentKind::Taboo => {}
    }
    match incident.hits {
        0 | 1 => fit(&incident.phrase, columns),
        n => {
            let more = format!(" +{}", n - 1);
            let room = columns.saturating_sub(more.len());
            fit(&(clip(&incident.phrase, room) + &more), columns)
        }
    }
}

/// What people did about it, the gravest first: put before the duty leader, whose it
/// is, what came of it, how many remarks.
fn handling(state: &State, incident: &Incident, columns: usize) -> String {
    let (w, handling) = (state.words(), &incident.handling);
    let mut text = String::new();
    if let Some(answer) = answer_by(state, incident).filter(|_| state.is_own()) {
        text.push_str(&format!("{answer} "));
    }
    if handling.escalated_at.is_some() {
        text.push_str("^^ ");
    }
    if incident.state == IncidentState::Open {
        text.push_str("... ");
    }
    if let Some(name) = &handling.assignee {
        text.push_str(&format!("@{} ", cells::clean(state.name(name))));
    }
    if let Some(outcome) = handling.outcome {
        text.push_str(&format!("{} ", w.outcome(outcome)));
    }
    if handling.comments > 0 {
        text.push_str(&format!("#{} ", handling.comments));
    }
    fit(text.trim_end(), columns)
}

/// Until when whom it concerns should answer, while that is not settled; short.
fn answer_by(state: &State, incident: &Incident) -> Option<String> {
    let by = incident.custody.answer_by.filter(|_| may_answer(incident.disposition))?;
    let w = state.words();
    let day = by.to_zoned(state.zone.clone()).strftime("%m-%d");
    let word = if by < state.now { w.answer_late } else { w.answer_short };
    Some(fill(word, &[&day]))
}

fn row(
    state: &State,
    style: &Style,
    columns: &Columns,
    incident: &Incident,
    chosen: bool,
) -> Line<'static> {
    let w = state.words();
    let ungraded = incident.kind != IncidentKind::Taboo;
    let (sign, word) = w.severity(incident.severity);
    let severity = if ungraded { String::new() } else { format!("{sign} {word}") };
    let grave = waits(incident.disposition) && incident.severity >= Severity::Serious;
    let phrase_look = if grave { style.strong() } else { style.plain() };
    // Rows whose incident is no longer in the listing, and those nobody has seen.
    let mark = match (chosen && state.queue.list.gone, rings(incident), incident.handling.seen) {
        (true, _, _) => "~ ",
        (_, true, _) => "* ",
        (_, _, false) if waits(incident.disposition) => "- ",
        _ => "  ",
    };
    let faint = if state.queue.list.turning() { style.faint() } else { style.plain() };
    let line = Line::from(vec![
        Span::raw(if chosen { "> " } else { "  " }),
        Span::styled(mark, style.strong()),
        Span::raw(fit(&short_time(incident.at, state.now, &state.zone), 12)),
        Span::raw(fit(&cells::clip(&incident.counter, columns.counter), columns.named())),
        Span::styled(fit(&severity, columns.severity), style.severity(incident.severity)),
        Span::styled(phrase(w, incident, columns.phrase) + " ", phrase_look),
        Span::raw(fit(w.speaker_short(incident.role), columns.speaker)),
        Span::raw(fit(w.disposition(incident.disposition), columns.decision)),
        Span::raw(handling(state, incident, columns.handling)),
    ]);
    if chosen { line.style(style.selected()) } else { line.style(faint) }
}
