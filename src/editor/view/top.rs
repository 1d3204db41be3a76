//! The top line: which pack, whether it is saved, what is listed, what is wrong. Pure.

use super::style::Style;
use crate::editor::pack::{Origin, Pack};
use crate::editor::state::State;
use crate::editor::text::{Words, fill};
use crate::lint::Level;
use crate::screen::cells;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

pub fn draw(state: &State, style: &Style, frame: &mut Frame<'_>, area: Rect) {
    let w = state.words();
    let Some(pack) = state.pack() else { return };
    let signs = signs(pack, w);
    let right = match state.current_check() {
        Some(checked) => {
            let errors = checked.notes.iter().filter(|note| note.level == Level::Error).count();
            fill(w.counted, &[&errors, &(checked.notes.len() - errors)])
        }
        None => w.checking.to_owned(),
    };
    let mut left = vec![
        Span::styled(format!("{} ", w.product), style.strong()),
        Span::raw(format!(" {} ", cells::clean(&pack.name))),
    ];
    left.extend(signs.into_iter().map(|sign| Span::styled(format!("[{sign}] "), style.strong())));
    left.push(Span::raw(cells::clean(pack.title()).into_owned()));
    let room = usize::from(area.width).saturating_sub(cells::width(&right) + 1);
    let mut spans = Vec::new();
    let mut used = 0;
    for span in left {
        let text = cells::clip(&span.content, room - used);
        used += cells::width(&text);
        spans.push(Span::styled(text, span.style));
        if used >= room {
            break;
        }
    }
    spans.push(Span::raw(" ".repeat(room.saturating_sub(used) + 1)));
    spans.push(Span::raw(right));
    frame.render_widget(Line::from(spans), area);
}

/// What there is to know about a pack in a word each.
pub fn signs(pack: &Pack, w: &'static Words) -> Vec<&'static str> {
    let mut signs = Vec::new();
    if pack.is_unsaved() {
        signs.push(w.unsaved);
    }
    if pack.origin == Origin::Program {
        signs.push(w.in_program);
    }
    if !pack.in_use {
        signs.push(w.not_in_use);
    }
    signs
}
