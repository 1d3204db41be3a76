//! The help: every key and every sign. Made from `keys` and `text`. Pure.

use super::style::Style;
use crate::console::keys::{self, Place};
use crate::console::state::State;
use crate::phrasebook::{List, Severity};
use crate::screen::cells::{fit, wrap};
use crate::service::message::Hearing;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Columns of one entry.
const ENTRY: usize = 36;

/// Columns of the name of a kind of sign.
const NAME: usize = 16;

/// Columns of the name of a key.
const KEY: usize = 11;

pub fn draw(state: &State, style: &Style, frame: &mut Frame<'_>, area: Rect, scroll: usize) {
    let lines = lines(state, style, area.width);
    let room = super::room(area);
    let title = if lines.len() > room {
        let seen = (scroll + room).min(lines.len());
        format!("{}  {seen}/{}", state.words().help, lines.len())
    } else {
        state.words().help.to_owned()
    };
    let below = super::titled(style, frame, area, true, &title);
    super::put(frame, below, lines.into_iter().skip(scroll));
}

/// All rows of the help, at a width of `columns`: every key under the place where it
/// holds, then every sign.
pub fn lines(state: &State, style: &Style, columns: u16) -> Vec<Line<'static>> {
    let w = state.words();
    let mut lines = Vec::new();
    let side_by_side = (usize::from(columns) / ENTRY).max(1);
    for place in Place::ALL {
        let entries: Vec<_> = keys::all()
            .filter(|binding| binding.place == place && state.offers(binding.action))
            .map(|b| fit(&format!("  {} {}", fit(b.name, KEY), (b.label)(w)), ENTRY))
            .collect();
        if entries.is_empty() {
            continue;
        }
        lines.push(Line::styled(w.place(place), style.strong()));
        lines.extend(entries.chunks(side_by_side).map(|row| Line::raw(row.concat())));
    }
    lines.push(Line::raw(""));
    lines.push(Line::styled(w.help_signs, style.strong()));
    let mut states = vec![Span::raw(fit(w.help_states, NAME))];
    for hearing in [Hearing::Quiet, Hearing::Speech, Hearing::Muted, Hearing::Lost, Hearing::Closed]
    {
        let (sign, word) = w.hearing(Some(hearing));
        states.push(Span::styled(format!("{sign} {word}"), style.hearing(Some(hearing))));
        states.push(Span::raw("  "));
    }
    for (sign, word) in [w.trouble_behind(), w.trouble_clipping()] {
        states.push(Span::styled(format!("{sign} {word}"), style.strong()));
        states.push(Span::raw("  "));
    }
    states.push(Span::raw(w.help_paused));
    lines.extend(wrap(states, columns));
    let mut severities = vec![Span::raw(fit(w.help_severities, NAME))];
    for severity in [Severity::Minor, Severity::Serious, Severity::Critical] {
        let (sign, word) = w.severity(severity);
        severities.push(Span::styled(format!("{sign} {word}"), style.severity(severity)));
        severities.push(Span::raw("  "));
    }
    lines.push(Line::from(severities));
    let signs = [
        w.sign_unseen,
        w.sign_unopened,
        w.sign_escalated,
        w.sign_going_on,
        w.sign_assigned,
        w.sign_comments,
        w.sign_gone,
    ];
    for (name, text) in [
        (w.help_queue, signs.join("  ")),
        (w.help_tiles, w.tiles_mean.to_owned()),
        (w.met.help, w.met.help_means.to_owned()),
        (w.help_mouse, w.mouse_means.to_owned()),
    ] {
        let mut name = Some(fit(name, NAME));
        for line in wrap(vec![Span::raw(text)], columns.saturating_sub(NAME as u16)) {
            let first = name.take().unwrap_or_else(|| " ".repeat(NAME));
            let spans = std::iter::once(Span::raw(first)).chain(line.spans);
            lines.push(Line::from(spans.collect::<Vec<_>>()));
        }
    }
    lines.push(Line::from(vec![
        Span::raw(fit(w.help_marks, NAME)),
        Span::styled(format!("【{}】", w.taboo), style.mark(List::Taboo)),
        Span::raw("  "),
        Span::styled(format!("〔{}〕", w.civil), style.mark(List::Civil)),
    ]));
    lines
}
