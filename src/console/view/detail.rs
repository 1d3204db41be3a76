//! One incident with its evidence: the words, the match, the decisions, the
//! clip and what it was judged by. Pure.

use super::style::Style;
use super::written::{date_and_clock, marked};
use crate::console::state::{Opened, State};
use crate::console::text::{Words, fill};
use crate::record::Incident;
use crate::screen::cells::{self, clean, fit, wrap};
use crate::service::message::{Detail, HeardUtterance, Mark};
use crate::spot::Hit;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Columns of the names before the values.
const NAME: usize = 16;

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
    let mut page = Page { w: state.words(), state, style, columns, lines: Vec::new() };
    if let Some(incident) = row_of(state, opened) {
        page.head(incident);
    }
    match &opened.detail {
        Some(detail) => page.evidence(detail),
        None => page.row(vec![Span::raw(state.words().loading)]),
    }
    page.lines
}

/// The latest that is known of the incident.
fn row_of<'a>(state: &'a State, opened: &'a Opened) -> Option<&'a Incident> {
    state.incident(&opened.id)
}

/// The page while it is being written.
struct Page<'a> {
    w: &'static Words,
    state: &'a State,
    style: &'a Style,
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
        let (sign, severity) = w.severity(incident.severity);
        self.named(
            w.col_phrase,
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
        if let Some(source) = &incident.source {
            self.plain(w.source, source);
        }
    }

    fn evidence(&mut self, detail: &Detail) {
        let w = self.w;
        match w.evidence_fault(detail.evidence) {
            None => self.words(detail),
            // Nothing to read is never shown as nothing said.
            Some((word, meaning)) => {
                self.lines.push(Line::raw(""));
                self.row(vec![
                    Span::styled(format!("[!! {word} !!]"), self.style.alert()),
                    Span::styled(format!(" {meaning}"), self.style.strong()),
                ]);
            }
        }
        self.section(w.decisions);
        if detail.history.is_empty() {
            self.row(vec![Span::raw(w.no_decisions)]);
        }
        for decision in &detail.history {
            let text = format!(
                "{}  {}  {}  {}",
                date_and_clock(decision.at, &self.state.zone),
                clean(&decision.actor),
                w.deed(&decision.deed),
                clean(&decision.note)
            );
            self.row(vec![Span::raw(text)]);
        }
        self.section(w.evidence);
        self.plain(w.clip, &detail.clip);
        match w.evidence_fault(detail.evidence) {
            None => {
                let at = format!("{:.1}", detail.hit_in_clip_s);
                let whole = format!("{:.1}", detail.clip_s);
                self.plain("", &fill(w.clip_place, &[&at, &whole]));
            }
            Some((word, _)) => self.named("", vec![Span::styled(word, self.style.alert())]),
        }
        self.plain("SHA-256", &detail.incident.clip_sha256);
        self.provenance(&detail.incident);
    }

    fn words(&mut self, detail: &Detail) {
        let w = self.w;
        self.section(w.heard_text);
        if detail.heard.is_empty() {
            self.row(vec![Span::raw(w.nothing_heard)]);
        }
        for heard in &detail.heard {
            self.heard(heard);
        }
        self.section(w.matches);
        for hit in detail.heard.iter().flat_map(|heard| &heard.hits) {
            self.hit(hit);
        }
    }

    fn heard(&mut self, heard: &HeardUtterance) {
        let mut marks: Vec<Mark> = heard
            .hits
            .iter()
            .map(|hit| Mark { start: hit.text_start, end: hit.text_end, list: hit.list })
            .collect();
        marks.sort_by_key(|mark| (mark.start, mark.end));
        let mut spans = marked(&heard.text, &marks, self.style);
        let sure = format!("  ({} {:.2})", self.w.logprob, heard.mean_logprob);
        spans.push(Span::styled(sure, self.style.faint()));
        let role = self.w.role(heard.role);
        self.named(&format!("{:>6.1}s {role}", heard.start_s), spans);
    }

    fn hit(&mut self, hit: &Hit) {
        let w = self.w;
        let text = format!(
            "{}  {}  {} {:.2}  {}",
            clean(&hit.phrase),
            clean(&hit.id),
            w.score,
            hit.score.0,
            w.how(hit.how)
        );
        let mut spans = vec![Span::raw(text)];
        if hit.heard != hit.phrase {
            spans.push(Span::raw(format!("  {}: {}", w.heard_as, clean(&hit.heard))));
        }
        if !hit.surety.is_sure() {
            spans.push(Span::raw(format!("  {}", w.unsure)));
        }
        if let Some(remedy) = hit.remedy {
            spans.push(Span::styled(format!("  {}", w.remedy(remedy)), self.style.strong()));
        }
        if hit.merit {
            spans.push(Span::styled(format!("  {}", w.to_credit), self.style.strong()));
        }
        self.named(w.list(hit.list), spans);
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
