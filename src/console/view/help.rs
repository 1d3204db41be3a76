//! The help: every key and every sign. Made from `keys` and `text`. Pure.

use super::style::Style;
use crate::console::keys;
use crate::console::state::State;
use crate::phrasebook::{List, Severity};
use crate::screen::cells::fit;
use crate::service::message::Hearing;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Columns of one entry; two stand side by side.
const ENTRY: usize = 34;

pub fn draw(state: &State, style: &Style, frame: &mut Frame<'_>, area: Rect, scroll: usize) {
    let area = super::titled(style, frame, area, true, state.words().help);
    super::put(frame, area, lines(state, style).into_iter().skip(scroll));
}

/// All rows of the help.
pub fn lines(state: &State, style: &Style) -> Vec<Line<'static>> {
    let w = state.words();
    let mut lines = vec![Line::styled(w.help_keys, style.strong())];
    let entries: Vec<_> = keys::all()
        .map(|binding| format!("{} {}", fit(binding.name, 10), (binding.label)(w)))
        .collect();
    for pair in entries.chunks(2) {
        lines.push(Line::raw(pair.iter().map(|text| fit(text, ENTRY)).collect::<String>()));
    }
    lines.push(Line::raw(""));
    lines.push(Line::styled(w.help_signs, style.strong()));
    let mut states = vec![Span::raw(fit(w.help_states, 16))];
    for hearing in [Hearing::Quiet, Hearing::Speech, Hearing::Muted, Hearing::Lost, Hearing::Closed]
    {
        let (sign, word) = w.hearing(Some(hearing));
        states.push(Span::styled(format!("{sign} {word}"), style.hearing(Some(hearing))));
        states.push(Span::raw("  "));
    }
    lines.push(Line::from(states));
    let mut severities = vec![Span::raw(fit(w.help_severities, 16))];
    for severity in [Severity::Minor, Severity::Serious, Severity::Critical] {
        let (sign, word) = w.severity(severity);
        severities.push(Span::styled(format!("{sign} {word}"), style.severity(severity)));
        severities.push(Span::raw("  "));
    }
    lines.push(Line::from(severities));
    lines.push(Line::from(vec![
        Span::raw(fit(w.help_marks, 16)),
        Span::styled(format!("【{}】", w.taboo), style.mark(List::Taboo)),
        Span::raw("  "),
        Span::styled(format!("〔{}〕", w.civil), style.mark(List::Civil)),
    ]));
    lines
}
