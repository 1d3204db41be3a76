//! One encounter: what it comes to, its timeline, and every mark of it with its reasons.
//! Pure.

use super::encounters::{look, remarks};
use super::style::Style;
use super::timeline;
use super::written::{clock, date_and_clock, flow, minutes};
use crate::conduct::Side;
use crate::console::state::{Mark, Marked, OpenEncounter, State};
use crate::console::text::{Words, fill};
use crate::record::{EncounterRow, Incident, IncidentKind, RulingRow};
use crate::screen::cells::{self, clean, clip, fit, fit_right, wrap};
use jiff::SignedDuration;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Columns of the time before a mark.
const TIME: usize = 8;

pub fn draw(state: &State, style: &Style, frame: &mut Frame<'_>, area: Rect) {
    let Some(open) = &state.encounter else { return };
    let below = super::titled(style, frame, area, true, &title(state, open));
    let [upper, lower] = parts(state, style, below);
    let head = head(state, style, open, below.width);
    super::put(frame, upper, head);
    let (lines, first) = list(state, style, lower);
    super::put(frame, lower, lines.into_iter().skip(first).map(|(line, _)| line));
}

/// The mark that is drawn at this place of the screen: in the list, or on the timeline the
/// nearest.
pub fn at(state: &State, area: Rect, column: u16, row: u16) -> Option<usize> {
    let below = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    let style = Style::new(false);
    let [_, lower] = parts(state, &style, below);
    if !lower.contains((column, row).into()) {
        return None;
    }
    let (lines, first) = list(state, &style, lower);
    lines.get(first + usize::from(row - lower.y)).map(|(_, mark)| *mark)
}

/// Where and when.
fn title(state: &State, open: &OpenEncounter) -> String {
    let w = state.words();
    let Some(row) = state.encounter_row(&open.id) else {
        return format!("{} {}", w.met.view, clean(&open.id));
    };
    let length_ms = ((row.end_s - row.start_s).max(0.0) * 1_000.0) as i64;
    let until = row.at.checked_add(SignedDuration::from_millis(length_ms)).unwrap_or(row.at);
    let counter = if state.is_nameless() { "" } else { &row.counter };
    let times = format!("{}-{}", date_and_clock(row.at, &state.zone), clock(until, &state.zone));
    format!("{} {} {times}", w.met.view, clean(counter))
}

/// Summary and timeline, and the list below them.
fn parts(state: &State, style: &Style, area: Rect) -> [Rect; 2] {
    let Some(open) = &state.encounter else { return [area, Rect::default()] };
    let rows = head(state, style, open, area.width).len();
    let rows = u16::try_from(rows).unwrap_or(u16::MAX).min(area.height);
    let lower = Rect { y: area.y + rows, height: area.height - rows, ..area };
    [Rect { height: rows, ..area }, lower]
}

/// Summary and timeline.
fn head(state: &State, style: &Style, open: &OpenEncounter, columns: u16) -> Vec<Line<'static>> {
    let w = state.words();
    let row = state.encounter_row(&open.id);
    let mut lines = row.map(|row| summary(state, style, row, columns)).unwrap_or_default();
    match &open.detail {
        Some(detail) => {
            let marks = state.marks();
            lines.extend(timeline::lines(state, style, detail, &marks, open.at, columns));
        }
        None => lines.push(Line::styled(format!(" {}", w.reading), style.faint())),
    }
    lines
}

/// What the encounter comes to.
fn summary(state: &State, style: &Style, row: &EncounterRow, columns: u16) -> Vec<Line<'static>> {
    let w = state.words();
    let (sign, word) = w.met.outcome(row.outcome);
    let mut parts = vec![Span::styled(format!("{sign} {word}"), look(style, row.outcome))];
    for (name, n, always) in [
        (w.met.broken, row.broken, true),
        (w.met.remedied, row.remedied, false),
        (w.met.kept, row.kept, true),
        (w.met.merit, row.merits, false),
        (w.met.not_judged, row.not_judged, true),
    ] {
        if always || n > 0 {
            parts.push(Span::raw(format!("{name} {n}")));
        }
    }
    parts.push(Span::raw(fill(w.met.length, &[&minutes(row.end_s - row.start_s)])));
    let open = state.encounter.as_ref().and_then(|open| open.detail.as_ref());
    if let Some(db) = open.and_then(|detail| timeline::loudest(&detail.moments)) {
        let text = fill(w.met.loudest, &[&format!("{:.0}", db.max(0.0))]);
        parts.push(Span::styled(text, style.faint()));
    }
    parts.extend(remarks(w, row).into_iter().map(|text| Span::styled(text, style.strong())));
    if let Some(source) = &row.source {
        parts.push(Span::styled(clip(source, 40), style.faint()));
    }
    let mut lines = flow(parts, columns.saturating_sub(1));
    for line in &mut lines {
        line.spans.insert(0, Span::raw(" "));
    }
    lines
}

/// The rows of all marks with the mark that each is of, and the first row that is drawn in
/// `area`, so that the selected one is in sight.
fn list(state: &State, style: &Style, area: Rect) -> (Vec<(Line<'static>, usize)>, usize) {
    let Some(open) = state.encounter.as_ref().filter(|open| open.detail.is_some()) else {
        return (Vec::new(), 0);
    };
    let w = state.words();
    let marks = state.marks();
    if marks.is_empty() {
        let text = format!("  {}", w.met.nothing_marked);
        return (vec![(Line::styled(text, style.faint()), 0)], 0);
    }
    let from_s = open.detail.as_ref().map_or(0.0, |detail| detail.row.start_s);
    let page = Page { state, w, style, columns: usize::from(area.width), from_s };
    let mut lines = Vec::new();
    let mut chosen = 0..0;
    for (n, mark) in marks.iter().enumerate() {
        let rows = page.mark(mark, n == open.at);
        if n == open.at {
            chosen = lines.len()..lines.len() + rows.len();
        }
        lines.extend(rows.into_iter().map(|line| (line, n)));
    }
    let room = usize::from(area.height);
    let middle = (chosen.start + chosen.end.saturating_sub(1)) / 2;
    let first = super::window(middle, lines.len(), room).min(chosen.start);
    (lines, first)
}

/// The list while it is being written.
struct Page<'a> {
    state: &'a State,
    w: &'static Words,
    style: &'a Style,
    columns: usize,
    /// Where the encounter begins.
    from_s: f64,
}

impl Page<'_> {
    /// Columns of the sign and the word behind it.
    fn kind(&self) -> usize {
        let met = self.w.met;
        let words = [met.kept, met.broken, met.remedied, met.merit, met.not_judged];
        let words =
            words.into_iter().chain([met.incident, met.sound, met.call, met.ticket, met.money]);
        let words = words.chain([self.w.taboo]);
        words.map(cells::width).max().unwrap_or(0) + 4
    }

    /// Columns of the rule or phrase.
    fn what(&self) -> usize {
        (self.columns * 3 / 10).clamp(16, 44)
    }

    /// A mark in a row; the selected one in as many as it needs.
    fn mark(&self, mark: &Mark<'_>, chosen: bool) -> Vec<Line<'static>> {
        let (kind, wide) = (self.kind(), self.what());
        let time = mark.at_s.map(|at_s| minutes(at_s - self.from_s)).unwrap_or_default();
        let (sign, _, look) = timeline::sign(self.w, self.style, mark);
        let (word, what, why) = self.told(mark);
        let begin = 2 + TIME + kind;
        let room = self.columns.saturating_sub(begin);
        // Many rules that cannot be judged for one reason have the row to themselves.
        let wide = if matches!(mark.what, Marked::Unjudged { .. }) { room } else { wide };
        let beside = room.saturating_sub(wide + 1);
        let head = vec![
            Span::raw(if chosen { "> " } else { "  " }),
            Span::raw(fit_right(&time, TIME - 2) + "  "),
            Span::styled(fit(&format!("{sign} {word}"), kind), look),
        ];
        let whole = |text: &str, room: usize| cells::width(text) <= room;
        let mut lines = if !chosen || whole(&what, wide) && whole(&why, beside) {
            let mut spans = head;
            spans.push(Span::raw(fit(&what, wide)));
            if beside > 0 {
                spans.push(Span::raw(format!(" {}", clip(&why, beside))));
            }
            vec![Line::from(spans)]
        } else {
            let text = format!("{what}  {why}");
            let rows = wrap(vec![Span::raw(text)], u16::try_from(room).unwrap_or(u16::MAX));
            let mut head = Some(head);
            let rows = rows.into_iter().map(|row| {
                let first = head.take().unwrap_or_else(|| vec![Span::raw(" ".repeat(begin))]);
                Line::from(first.into_iter().chain(row.spans).collect::<Vec<_>>())
            });
            rows.collect()
        };
        if chosen {
            // Sign and time tell it without colour as well.
            lines = lines.into_iter().map(|line| line.style(self.style.selected())).collect();
        }
        lines
    }

    /// What a mark is called, what it is about, and what is to be said of it.
    fn told(&self, mark: &Mark<'_>) -> (String, String, String) {
        let (w, met) = (self.w, self.w.met);
        match &mark.what {
            Marked::Rule(ruling) => {
                let (_, word) = met.ruling(ruling.verdict, ruling.hint);
                let hint = ruling.hint && word != met.hint;
                let hint = if hint { format!("({}) ", met.hint) } else { String::new() };
                (word.to_owned(), rule(ruling), hint + &reasons(&ruling.reasons))
            }
            Marked::Taboo { side, id } => {
                let incident = mark.incident.and_then(|id| self.state.incident(id));
                let known = self.state.incidents.iter().find(|known| known.phrase_id == *id);
                let phrase = incident
                    .filter(|incident| incident.phrase_id == *id)
                    .or(known)
                    .map(|incident| format!("【{}】", clean(&incident.phrase)));
                let what = format!("{} {}", clean(id), phrase.unwrap_or_default());
                let by = match side {
                    Side::Clerk => fill(met.said_by, &[&w.clerk]),
                    Side::Citizen => fill(met.said_by, &[&w.citizen]),
                    Side::Unknown => met.said_by_unknown.to_owned(),
                };
                let standing = incident.map(|incident| self.standing(incident));
                let standing = standing.map(|text| format!("  {text}")).unwrap_or_default();
                (w.taboo.to_owned(), what.trim_end().to_owned(), by + &standing)
            }
            Marked::Incident => {
                let id = mark.incident.unwrap_or_default();
                let known = self.state.incident(id);
                let what = known.map_or_else(|| clean(id).into_owned(), |known| named(w, known));
                let standing = known.map(|known| self.standing(known)).unwrap_or_default();
                (met.incident.to_owned(), what, standing)
            }
            Marked::Noise { noise, times } => {
                let (_, word) = met.noise(*noise);
                let times = if *times > 1 { fill(met.times, &[times]) } else { String::new() };
                (met.sound.to_owned(), word.to_owned(), times)
            }
            Marked::Call { call, rings, length_s } => {
                let rings = (*rings > 0).then(|| fill(met.rings, &[rings]));
                let length = (*length_s >= 1.0).then(|| fill(met.length, &[&minutes(*length_s)]));
                let why: Vec<_> = rings.into_iter().chain(length).collect();
                (met.call.to_owned(), met.call(*call).to_owned(), why.join("  "))
            }
            Marked::Ticket(event) => {
                (met.ticket.to_owned(), met.ticket_event(*event).to_owned(), String::new())
            }
            Marked::Amount { kind, fen } => {
                let yuan = format!("{}.{:02}", fen / 100, fen % 100);
                (met.money.to_owned(), fill(met.amount(*kind), &[&yuan]), String::new())
            }
            Marked::Unjudged { why, rules } => {
                let rules: Vec<_> = rules.iter().map(|ruling| rule(ruling)).collect();
                let text = format!("{}: {}", reasons(why), rules.join(", "));
                (met.not_judged.to_owned(), text, String::new())
            }
        }
    }

    /// How an incident stands.
    fn standing(&self, incident: &Incident) -> String {
        let w = self.w;
        let (sign, word) = w.severity(incident.severity);
        let disposition = w.disposition(incident.disposition);
        match incident.kind {
            IncidentKind::Taboo => format!("{} {word}  {disposition}", sign.trim_end()),
            IncidentKind::Complaint | IncidentKind::Praise => disposition.to_owned(),
        }
    }
}

/// What an incident is called.
fn named(w: &'static Words, incident: &Incident) -> String {
    match incident.kind {
        IncidentKind::Taboo => format!("【{}】", clean(&incident.phrase)),
        IncidentKind::Complaint => format!("<{}>", w.complaint),
        IncidentKind::Praise => format!("<{}>", w.praise),
    }
}

fn rule(ruling: &RulingRow) -> String {
    format!("{} {}", clean(&ruling.rule), clean(&ruling.title))
}

fn reasons(reasons: &[String]) -> String {
    let reasons: Vec<_> = reasons.iter().map(|reason| clean(reason)).collect();
    reasons.join("; ")
}
