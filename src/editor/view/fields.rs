//! The fields of the selected entry, with their values and what these mean. Pure.

use super::style::Style;
use super::{put, titled, window};
use crate::editor::field::{self, Field, Kind};
use crate::editor::state::{Mode, Panel, State};
use crate::editor::text::Words;
use crate::phrasebook::{PlainEntry, Value};
use crate::screen::cells::{self, fit, wrap};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Columns of the longest label.
const LABEL: usize = 17;

/// Rows that the value of the selected field may take.
const ROWS: usize = 5;

pub fn draw(state: &State, style: &Style, frame: &mut Frame<'_>, area: Rect) {
    let w = state.words();
    let focused = matches!(state.mode, Mode::Browse) && state.panel == Panel::Fields;
    let title = match state.entry() {
        Some(entry) => format!(
            "{}  {} {}",
            w.fields,
            cells::clean(&entry.id),
            cells::clean(entry.text("text"))
        ),
        None => w.fields.to_owned(),
    };
    let area = titled(style.title(focused), frame, area, focused, &title);
    let Some(entry) = state.entry() else { return };
    let fields = state.fields();
    let label = fields.iter().map(|field| cells::width(&field.label)).max().unwrap_or(0).min(LABEL);
    let mut lines = Vec::new();
    let mut chosen = 0;
    for (n, field) in fields.iter().enumerate() {
        let selected = n == state.field_at;
        if selected {
            chosen = lines.len();
        }
        lines.extend(rows(w, style, entry, field, label, area.width, selected && focused));
    }
    let first = window(chosen, lines.len(), usize::from(area.height));
    put(frame, area, lines.into_iter().skip(first));
}

fn rows(
    w: &Words,
    style: &Style,
    entry: &PlainEntry,
    field: &Field,
    label: usize,
    columns: u16,
    selected: bool,
) -> Vec<Line<'static>> {
    let value = written(w, entry, field);
    let look = if value.is_none() { style.faint() } else { style.plain() };
    let value = value.unwrap_or_else(|| match field.kind {
        Kind::Add => w.add_here.to_owned(),
        _ => "-".to_owned(),
    });
    let room = usize::from(columns).saturating_sub(label + 3);
    let head = format!("{} {} ", if selected { ">" } else { " " }, fit(&field.label, label));
    if !selected {
        let value = Span::styled(cells::clip(&value, room), look);
        return vec![Line::from(vec![Span::styled(head, style.faint()), value])];
    }
    let mut head = Some(head);
    let blank = " ".repeat(label + 3);
    let wrapped = wrap(vec![Span::styled(value, look)], u16::try_from(room).unwrap_or(u16::MAX));
    let rows = wrapped.into_iter().take(ROWS).map(|line| {
        let is_first = head.is_some();
        let start = head.take().unwrap_or_else(|| blank.clone());
        let look = if is_first { style.selected() } else { style.plain() };
        let mut spans = vec![Span::styled(start, look)];
        spans.extend(line.spans);
        Line::from(spans)
    });
    rows.collect()
}

/// A field's value as people read it; `None` when it is left out.
fn written(w: &Words, entry: &PlainEntry, field: &Field) -> Option<String> {
    let value = field::get(entry, &field.path)?;
    let text = match (&value, field.kind) {
        (_, Kind::Unknown) => format!("({})", w.unknown_key),
        (_, Kind::Choice(words) | Kind::Flag(words)) => {
            let means = field::chosen(words, Some(&value)).map(|at| (words[at].means)(w));
            let written = field::lines(Some(&value)).join(" ");
            match means {
                Some(means) => format!("{written}  {means}"),
                None => written,
            }
        }
        (Value::Texts(texts), _) if texts.is_empty() => return None,
        (Value::Texts(texts), _) => format!("({}) {}", texts.len(), texts.join(" / ")),
        (value, _) => field::lines(Some(value)).join(" "),
    };
    Some(cells::clean(&text).into_owned())
}
