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
use ratatui::text::Span;

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
    let pack: Vec<&Note> = state.notes(None).collect();
    // What is wrong with the pack itself is said where nothing else is.
    let (title, notes) = match (about.is_empty(), pack.is_empty()) {
        (true, false) => (w.about_pack, pack),
        _ => (w.about_entry, about),
    };
    let more = if notes.is_empty() { String::new() } else { format!(" ({})", notes.len()) };
    let area = titled(style.title(false), frame, area, false, &format!("{title}{more}"));
    let mut lines = Vec::new();
    if notes.is_empty() && state.checked.is_some() {
        lines.extend(wrap(vec![Span::styled(w.fine, style.faint())], area.width));
    }
    for note in notes {
        let (sign, word) = match note.level {
            Level::Error => ("E", w.error),
            Level::Warning => ("w", w.warning),
        };
        let head = Span::styled(format!("{sign} {word} "), style.level(note.level));
        lines.extend(wrap(vec![head, Span::raw(clean(&note.message))], area.width));
        if !note.hint.is_empty() {
            let hint = Span::styled(format!("  {}{}", w.hint, clean(&note.hint)), style.faint());
            lines.extend(wrap(vec![hint], area.width));
        }
    }
    put(frame, area, lines);
}

fn of_entry(state: &State) -> Vec<&Note> {
    match state.shown.get(state.at) {
        Some(at) => state.notes(Some(*at)).collect(),
        None => Vec::new(),
    }
}
