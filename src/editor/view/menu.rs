//! The lists to choose a pack or a scene from. Pure.

use super::style::Style;
use super::{put, titled, top, window};
use crate::editor::state::State;
use crate::screen::cells::{clean, fit, width};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

pub fn packs(state: &State, style: &Style, frame: &mut Frame<'_>, area: Rect, at: usize) {
    let w = state.words();
    let name = state.packs.iter().map(|pack| width(&pack.name)).max().unwrap_or(0).min(24);
    let rows = state.packs.iter().map(|pack| {
        let signs = top::signs(pack, w).into_iter().map(|sign| format!("[{sign}]"));
        let broken = pack.broken.as_ref().map(|_| format!("[E {}]", w.error));
        let signs: Vec<String> = broken.into_iter().chain(signs).collect();
        let count = pack.entries().len();
        format!("{} {count:>5}  {}  {}", fit(&pack.name, name), signs.join(""), clean(pack.title()))
    });
    menu(style, frame, area, w.packs, rows.collect(), at);
}

pub fn scenes(state: &State, style: &Style, frame: &mut Frame<'_>, area: Rect, at: usize) {
    let w = state.words();
    let all = format!("{:>5}  {}", state.entries().len(), w.all_scenes);
    let rows = state.scenes().into_iter().map(|(scene, count)| {
        let name =
            if scene.is_empty() { w.no_scene.to_owned() } else { clean(&scene).into_owned() };
        format!("{count:>5}  {name}")
    });
    menu(style, frame, area, w.scenes, std::iter::once(all).chain(rows).collect(), at);
}

fn menu(
    style: &Style,
    frame: &mut Frame<'_>,
    area: Rect,
    title: &str,
    rows: Vec<String>,
    at: usize,
) {
    let area = titled(style.title(true), frame, area, true, title);
    let first = window(at, rows.len(), usize::from(area.height));
    let columns = usize::from(area.width);
    let lines = rows.iter().enumerate().skip(first).map(|(n, text)| {
        let chosen = n == at;
        let text = fit(&format!("{} {text}", if chosen { ">" } else { " " }), columns);
        Line::styled(text, if chosen { style.selected() } else { style.plain() })
    });
    put(frame, area, lines);
}
