//! The help: every key and every sign. Made from `keys` and `text`. Pure.

use super::style::Style;
use super::{put, titled};
use crate::editor::keys;
use crate::editor::state::State;
use crate::screen::cells::fit;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// Columns of one entry; three stand side by side on a wide screen.
const ENTRY: usize = 26;

pub fn draw(state: &State, style: &Style, frame: &mut Frame<'_>, area: Rect) {
    let area = titled(style.title(true), frame, area, true, state.words().help);
    let scroll = state.help.unwrap_or(0);
    put(frame, area, lines(state, style).into_iter().skip(scroll));
}

/// All rows of the help.
pub fn lines(state: &State, style: &Style) -> Vec<Line<'static>> {
    let w = state.words();
    let mut lines = vec![Line::styled(w.help_keys, style.strong())];
    let mut entries: Vec<String> = Vec::new();
    for binding in keys::all() {
        let entry = format!("{} {}", fit(binding.name, 10), (binding.label)(w));
        if !entries.contains(&entry) {
            entries.push(entry);
        }
    }
    let across = usize::from(state.size.0) / ENTRY;
    for row in entries.chunks(across.max(1)) {
        lines.push(Line::raw(row.iter().map(|text| fit(text, ENTRY)).collect::<String>()));
    }
    lines.push(Line::raw(""));
    lines.push(Line::styled(w.help_signs, style.strong()));
    let signs = [
        format!("{} {}  {}", w.taboo_sign, w.taboo, w.sign_severity),
        format!("{} {}", w.civil_sign, w.civil),
        format!("{} {}", w.category_sign, w.sign_category),
        format!("{}  {}", w.sign_error, w.sign_warning),
    ];
    lines.extend(signs.into_iter().map(Line::raw));
    lines
}
