//! One incident with its evidence: the clip, the words, the match, all that people
//! did, and what it was judged by. Pure.

use super::style::Style;
use super::written::date_and_clock;
use super::{found, wave};
use crate::console::state::{State, Wave};
use crate::console::text::{Words, fill};
use crate::record::{Incident, IncidentKind};
use crate::screen::cells::{self, clean, fit, wrap};
use crate::service::message::Detail;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Columns of the names before the values.
const NAME: usize = 17;

pub fn draw(state: &State, style: &Style, frame: &mut Frame<'_>, area: Rect) {
    let Some(opened) = &state.opened else { return };
    let lines = lines(state, style, area.width);
    let room = super::room(area);
    let title = format!("{} {}", state.words().detail, clean(&opened.id));
    let title = if lines.len() > room {
        let seen = (opened.scroll + room).min(lines.len());
        format!("{title}  {seen}/{}", lines.len())
    } else {
        title
    };
    let area = super::titled(style, frame, area, true, &title);
    super::put(frame, area, lines.into_iter().skip(opened.scroll));
}

/// All rows of the open incident at a width of `columns`; none when none is open.
pub fn lines(state: &State, style: &Style, columns: u16) -> Vec<Line<'static>> {
    let Some(opened) = &state.opened else {
        return Vec::new();
    };
    let (w, wave) = (state.words(), opened.wave.as_ref());
    let mut page = Page { w, state, style, wave, columns, lines: Vec::new() };
    if let Some(incident) = state.incident(&opened.id) {
        page.head(incident);
    }
    match &opened.detail {
        Some(detail) => page.evidence(detail),
        None => page.row(vec![Span::raw(state.words().loading)]),
    }
    page.lines
}

/// The page while it is being written.
struct Page<'a> {
    w: &'static Words,
    state: &'a State,
    style: &'a Style,
    wave: Option<&'a Wave>,
    columns: u16,
    lines: Vec<Line<'static>>,
}

impl Page<'_> {
    fn row(&mut self, spans: Vec<Span<'_>>) {
        self.lines.extend(wrap(spans, self.columns));
    }

    /// A name and its value, the value wrapped beside the name.
    fn named(&mut self, name: &str, value: Vec<Span<'_>>) {
        let beside = self.columns.saturating_sub(NAME as u16);
        let mut name = Some(fit(name, NAME));
        for line in wrap(value, beside) {
            let first = name.take().unwrap_or_else(|| " ".repeat(NAME));
            let mut spans = vec![Span::styled(first, self.style.faint())];
            spans.extend(line.spans);
            self.lines.push(Line::from(spans));
        }
    }

    fn plain(&mut self, name: &str, value: &str) {
        self.named(name, vec![Span::raw(value)]);
    }

    fn section(&mut self, title: &str) {
        self.lines.push(Line::raw(""));
        self.lines.push(Line::styled(title.to_owned(), self.style.strong()));
    }

    fn head(&mut self, incident: &Incident) {
        let w = self.w;
        match incident.kind {
            IncidentKind::Taboo => self.phrase(incident),
            IncidentKind::Praise => {
                self.named(w.col_phrase, vec![Span::styled(w.praise, self.style.strong())]);
            }
            IncidentKind::Complaint => {
                let mut about = self.state.tickets.iter();
                let ticket = about.rfind(|t| t.incident.as_deref() == Some(&incident.id));
                let known = ticket.map(|t| format!("  {}  {}", t.id, w.ticket_state(t.state)));
                let text = format!("<{}>{}", w.complaint, known.unwrap_or_default());
                self.named(w.col_phrase, vec![Span::styled(text, self.style.strong())]);
            }
        }
        let place = format!(
            "{}  {}  {}",
            clean(&incident.counter),
            fill(w.channel, &[&(incident.channel + 1)]),
            w.speaker(incident.role)
        );
        self.plain(w.counter, &place);
        let session = format!("{:.1}-{:.1} s", incident.start_s, incident.end_s);
        let when = date_and_clock(incident.at, &self.state.zone);
        self.plain(w.col_time, &format!("{when}  ({session})"));
        let standing = format!(
            "{}  {}  {}",
            w.disposition(incident.disposition),
            w.state(incident.state),
            fill(w.revision, &[&incident.revision])
        );
        self.named(w.col_disposition, vec![Span::styled(standing, self.style.strong())]);
        let handling = self.handling(incident);
        if !handling.is_empty() {
            self.plain(w.col_handling, &handling);
        }
        if let Some(source) = &incident.source {
            self.plain(w.source, source);
        }
    }

    fn phrase(&mut self, incident: &Incident) {
        let (sign, severity) = self.w.severity(incident.severity);
        self.named(
            self.w.col_phrase,
            vec![
                Span::styled(
                    format!("【{}】", clean(&incident.phrase)),
                    self.style.mark(crate::phrasebook::List::Taboo),
                ),
                Span::raw(format!("  {}  ", clean(&incident.phrase_id))),
                Span::styled(
                    format!("{} {severity}", sign.trim_end()),
                    self.style.severity(incident.severity),
                ),
            ],
        );
    }

    /// Whose it is, whether the duty leader has it, what came of it.
    fn handling(&self, incident: &Incident) -> String {
        let (w, handling) = (self.w, &incident.handling);
        let escalated = handling
            .escalated_at
            .map(|at| format!("^^ {} {}", w.escalated_on, date_and_clock(at, &self.state.zone)));
        let assigned = handling.assignee.as_ref().map(|to| fill(w.assigned_to, &[&clean(to)]));
        let outcome = handling.outcome.map(|outcome| w.outcome(outcome).to_owned());
        let parts: Vec<_> = [escalated, assigned, outcome].into_iter().flatten().collect();
        parts.join("  ")
    }

    fn evidence(&mut self, detail: &Detail) {
        let w = self.w;
        match w.evidence_fault(detail.evidence) {
            None => {
                let rows = if self.state.size.1 < 30 { 3 } else { 4 };
                self.lines.push(Line::raw(""));
                let strip =
                    wave::lines(self.state, self.style, detail, self.wave, rows, self.columns);
                self.lines.extend(strip);
                self.words(detail);
            }
            // Nothing to read is never shown as nothing said.
            Some((word, meaning)) => {
                self.lines.push(Line::raw(""));
                self.row(vec![
                    Span::styled(format!("[!! {word} !!]"), self.style.alert()),
                    Span::styled(format!(" {meaning}"), self.style.strong()),
                ]);
            }
        }
        self.history(detail);
        self.section(w.evidence);
        self.plain(w.clip, &detail.clip);
        match w.evidence_fault(detail.evidence) {
            None => {}
            Some((word, _)) => self.named("", vec![Span::styled(word, self.style.alert())]),
        }
        self.plain("SHA-256", &detail.incident.clip_sha256);
        self.provenance(&detail.incident);
    }

    fn words(&mut self, detail: &Detail) {
        let (w, style) = (self.w, self.style);
        self.section(w.heard_text);
        if detail.heard.is_empty() {
            self.row(vec![Span::raw(w.nothing_heard)]);
        }
        for heard in &detail.heard {
            self.named(&found::who(w, heard), found::words(w, style, heard));
        }
        self.section(w.matches);
        for hit in detail.heard.iter().flat_map(|heard| &heard.hits) {
            self.named(w.list(hit.list), found::hit(w, style, hit));
        }
    }

    fn history(&mut self, detail: &Detail) {
        let w = self.w;
        self.section(w.decisions);
        if detail.history.is_empty() {
            self.row(vec![Span::raw(w.no_decisions)]);
        }
        for entry in &detail.history {
            let text = format!(
                "{}  {}  {}  {}",
                date_and_clock(entry.at, &self.state.zone),
                clean(&entry.actor),
                w.deed(&entry.deed),
                clean(&entry.note)
            );
            self.row(vec![Span::raw(text)]);
        }
    }

    fn provenance(&mut self, incident: &Incident) {
        let w = self.w;
        let from = &incident.provenance;
        self.section(w.provenance);
        self.plain("liyu", &from.liyu);
        self.plain(w.model, &format!("{}  {}", cells::clean(&from.model), from.model_sha256));
        self.plain(w.lists, &from.lists_sha256);
        // What was single precision shows its noise beyond six places.
        let round = |value: f64| (value * 1e6).round() / 1e6;
        let thresholds = from.thresholds.iter();
        let thresholds: Vec<_> =
            thresholds.map(|(name, value)| format!("{name}={}", round(*value))).collect();
        self.plain(w.thresholds, &thresholds.join("  "));
    }
}
