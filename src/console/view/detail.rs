//! One incident with its evidence: the clip, the words, the match, all that people
//! did, and what it was judged by. Pure.

use super::style::Style;
use super::written::{date_and_clock, short_time};
use super::{found, wave};
use crate::console::keeper::Shut;
use crate::console::state::{Opened, Seal, State, Wave, may_answer, waits};
use crate::console::text::{Words, fill};
use crate::record::{Deed, Incident, IncidentKind};
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
        Some(detail) => page.evidence(opened, detail),
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
        // Inspectors are told of no counter.
        let counter = if self.state.is_nameless() { "-" } else { &incident.counter };
        let place = format!(
            "{}  {}  {}",
            clean(counter),
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
        self.custody(incident);
    }

    /// Whom it concerns, and until when they should answer.
    fn custody(&mut self, incident: &Incident) {
        let (w, state, custody) = (self.w, self.state, &incident.custody);
        if !custody.is_sealed() || state.is_nameless() {
            return;
        }
        let person = custody.person.as_deref().map_or(w.person_open, |id| state.name(id));
        self.plain(w.person_row, person);
        if let Some(by) = custody.answer_by.filter(|_| may_answer(incident.disposition)) {
            let day = date_and_clock(by, &state.zone);
            let late = if by < state.now { format!("  {}", w.overdue) } else { String::new() };
            let look = if late.is_empty() { self.style.strong() } else { self.style.alert() };
            self.named(w.answer_by, vec![Span::styled(day + &late, look)]);
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
        let assignee = handling.assignee.as_deref().map(|to| self.state.name(to));
        let assigned = assignee.map(|to| fill(w.assigned_to, &[&clean(to)]));
        let outcome = handling.outcome.map(|outcome| w.outcome(outcome).to_owned());
        let parts: Vec<_> = [escalated, assigned, outcome].into_iter().flatten().collect();
        parts.join("  ")
    }

    /// Why sealed evidence is not there to be seen and heard, if it is not.
    fn shut(&self, opened: &Opened, detail: &Detail) -> Option<(&'static str, bool)> {
        let (w, state) = (self.w, self.state);
        let early = state.is_own() && !state.who.before_decision;
        match opened.seal {
            _ if early && waits(detail.incident.disposition) => Some((w.not_before, false)),
            Seal::Opening => Some((w.sealed_opening, false)),
            Seal::Shut(shut) => Some((w.shut(shut), shut == Shut::Damaged)),
            Seal::None if !detail.words.is_empty() => Some((w.shut(Shut::NotForYou), false)),
            Seal::None | Seal::Opened(_) => None,
        }
    }

    fn evidence(&mut self, opened: &Opened, detail: &Detail) {
        let w = self.w;
        let shut = self.shut(opened, detail);
        match w.evidence_fault(detail.evidence) {
            None if shut.is_some() => {
                self.lines.push(Line::raw(""));
                let (text, bad) = shut.unwrap_or_default();
                let look = if bad { self.style.alert() } else { self.style.strong() };
                self.row(vec![Span::styled(format!(" {text}"), look)]);
            }
            None => {
                if let Seal::Opened(Some(shut)) = opened.seal {
                    self.lines.push(Line::raw(""));
                    let text = format!(" {}: {}", w.clip, w.shut(shut));
                    self.row(vec![Span::styled(text, self.style.alert())]);
                }
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
        if detail.incident.custody.is_sealed() {
            let opened = self.openings(detail);
            self.plain(w.opened_by, &opened);
        }
        for entry in &detail.history {
            let text = format!(
                "{}  {}  {}  {}",
                date_and_clock(entry.at, &self.state.zone),
                clean(self.state.name(&entry.actor)),
                self.state.deed(&entry.deed),
                clean(&self.state.note(&entry.note))
            );
            self.row(vec![Span::raw(text)]);
        }
    }

    /// Who opened or heard it, and when they last did; the latest first.
    fn openings(&self, detail: &Detail) -> String {
        let (w, state) = (self.w, self.state);
        let mut seen: Vec<&str> = Vec::new();
        let mut parts = Vec::new();
        for entry in detail.history.iter().rev() {
            let opens = matches!(entry.deed, Deed::Seen | Deed::Played);
            if !opens || seen.contains(&entry.actor.as_str()) {
                continue;
            }
            seen.push(&entry.actor);
            let when = short_time(entry.at, state.now, &state.zone);
            parts.push(fill(w.opened_at, &[&clean(state.name(&entry.actor)), &when]));
        }
        if parts.is_empty() { w.opened_nobody.to_owned() } else { parts.join("  ") }
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
