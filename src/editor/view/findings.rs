//! What is wrong with the selected entry, and how to mend it. Pure.

use super::style::Style;
use super::{put, titled};
use crate::editor::check::Note;
use crate::editor::draft::Draft;
use crate::editor::state::{Mode, State};
use crate::lint::Level;
use crate::screen::cells::{clean, wrap};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

pub fn draw(state: &State, style: &Style, frame: &mut Frame<'_>, area: Rect) {
    let w = state.words();
    let about: Vec<&Note> = match &state.mode {
        Mode::Draft(draft) => match &**draft {
            Draft::New(new) => {
                let id = new.text("id");
                let all = state.checked.iter().flat_map(|checked| &checked.notes);
                all.filter(|note| note.id == id).collect()
            }
            _ => of_entry(state),
        },
        _ => of_entry(state),
    };
    let more = if about.is_empty() { String::new() } else { format!(" ({})", about.len()) };
    let title = format!("{}{more}", w.findings);
    let area = titled(style.title(false), frame, area, false, &title);
    let mut lines = Vec::new();
    if about.is_empty() && state.checked.is_some() {
        lines.extend(wrap(vec![Span::styled(w.fine, style.faint())], area.width));
    }
    for note in about {
        lines.extend(rows(state, style, note, "", area.width));
    }
    for note in state.notes(None) {
        lines.extend(rows(state, style, note, w.on_pack, area.width));
    }
    put(frame, area, lines);
}

fn rows(
    state: &State,
    style: &Style,
    note: &Note,
    about: &str,
    columns: u16,
) -> Vec<Line<'static>> {
    let w = state.words();
    let (sign, word) = match note.level {
        Level::Error => ("E", w.error),
        Level::Warning => ("w", w.warning),
    };
    let head = Span::styled(format!("{sign} {word}{about} "), style.level(note.level));
    let mut lines = wrap(vec![head, Span::raw(clean(&note.message))], columns);
    if !note.hint.is_empty() {
        let hint = format!("  {}{}", w.hint, clean(&note.hint));
        lines.extend(wrap(vec![Span::styled(hint, style.faint())], columns));
    }
    lines
}

fn of_entry(state: &State) -> Vec<&Note> {
    match state.shown.get(state.at) {
        Some(at) => state.notes(Some(*at)).collect(),
        None => Vec::new(),
    }
}
