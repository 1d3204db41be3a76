//! The list of entries, with what is searched for above it. Pure.

use super::style::Style;
use super::{put, titled, window};
use crate::editor::state::{Mode, Panel, State};
use crate::editor::text::{Words, fill};
use crate::lint::Level;
use crate::phrasebook::{PlainEntry, PlainKind, Severity};
use crate::screen::cells::{self, fit, wrap};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

pub fn draw(state: &State, style: &Style, frame: &mut Frame<'_>, area: Rect) {
    let w = state.words();
    let mut title = fill(w.entries, &[&state.shown.len(), &state.entries().len()]);
    if let Some(scene) = &state.scene {
        let name = if scene.is_empty() { w.no_scene } else { scene };
        title = format!("{title}  {}", fill(w.scene_is, &[&cells::clean(name)]));
    }
    let typing = matches!(state.mode, Mode::Search);
    let focused = typing || matches!(state.mode, Mode::Browse) && state.panel == Panel::Entries;
    let mut area = titled(style.title(focused), frame, area, focused, &title);
    if typing || !state.search.is_empty() {
        let row = Rect { height: area.height.min(1), ..area };
        search(state, style, frame, row, typing);
        area.y += row.height;
        area.height -= row.height;
    }
    if state.shown.is_empty() {
        empty(state, style, frame, area);
        return;
    }
    let room = usize::from(area.height);
    let first = window(state.at, state.shown.len(), room);
    let marks = marks(state);
    let columns = usize::from(area.width);
    let ids = state.shown.iter().filter_map(|at| state.entries().get(*at));
    let id = ids.map(|entry| cells::width(&entry.id)).max().unwrap_or(0).clamp(4, 12);
    let rows = state.shown.iter().enumerate().skip(first).take(room).filter_map(|(at, n)| {
        let entry = state.entries().get(*n)?;
        let mark = marks.get(*n).copied().flatten();
        let line = row(w, style, entry, mark, columns, id, at == state.at);
        Some(if at == state.at && focused { line.style(style.selected()) } else { line })
    });
    put(frame, area, rows);
}

fn search(state: &State, style: &Style, frame: &mut Frame<'_>, area: Rect, typing: bool) {
    if typing {
        frame.render_widget(Line::styled("/ ", style.strong()), area);
        let inner = Rect { x: area.x + 2, width: area.width.saturating_sub(2), ..area };
        frame.render_widget(&state.search, inner);
    } else {
        let text = state.search.lines().join(" ");
        let text = fill(state.words().looked_for, &[&cells::clean(&text)]);
        frame.render_widget(
            Line::styled(cells::clip(&text, area.width.into()), style.strong()),
            area,
        );
    }
}

/// Why nothing is listed.
fn empty(state: &State, style: &Style, frame: &mut Frame<'_>, area: Rect) {
    let w = state.words();
    let broken = state.pack().and_then(|pack| pack.broken.as_deref());
    let text = match broken {
        Some(why) => vec![Span::styled(format!("{} ", w.broken), style.strong()), Span::raw(why)],
        None if state.entries().is_empty() => vec![Span::raw(w.no_entries)],
        None => vec![Span::raw(w.none_found)],
    };
    put(frame, area, wrap(text, area.width));
}

/// The gravest finding about each entry of the pack.
fn marks(state: &State) -> Vec<Option<Level>> {
    let mut marks = vec![None; state.entries().len()];
    for note in state.checked.iter().flat_map(|checked| &checked.notes) {
        if let Some(mark) = note.entry.and_then(|at| marks.get_mut(at)) {
            *mark = Some(mark.map_or(note.level, |known: Level| known.min(note.level)));
        }
    }
    marks
}

fn row(
    w: &Words,
    style: &Style,
    entry: &PlainEntry,
    mark: Option<Level>,
    columns: usize,
    id: usize,
    chosen: bool,
) -> Line<'static> {
    let (sign, look) = sign(w, entry);
    let mark = match mark {
        Some(Level::Error) => Span::styled("E ", style.level(Level::Error)),
        Some(Level::Warning) => Span::styled("w ", style.level(Level::Warning)),
        None => Span::raw("  "),
    };
    let fixed = 2 + 2 + id + 1 + 6;
    Line::from(vec![
        Span::raw(if chosen { "> " } else { "  " }),
        mark,
        Span::raw(fit(&entry.id, id) + " "),
        Span::styled(fit(&sign, 6), look.map_or(style.plain(), |grave| style.severity(grave))),
        Span::raw(fit(entry.text("text"), columns.saturating_sub(fixed))),
    ])
}

/// The sign of the list and of how grave it is.
fn sign(w: &Words, entry: &PlainEntry) -> (String, Option<Severity>) {
    if entry.kind == PlainKind::Category {
        return (w.category_sign.to_owned(), None);
    }
    if entry.text("list") == "civil" {
        return (w.civil_sign.to_owned(), None);
    }
    let severity = match entry.text("severity") {
        "minor" => Some(Severity::Minor),
        "serious" => Some(Severity::Serious),
        "critical" => Some(Severity::Critical),
        _ => None,
    };
    let grave = severity.map_or("?  ", Words::severity_sign);
    (format!("{}{grave}", w.taboo_sign), severity)
}
