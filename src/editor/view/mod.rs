//! From the state to a frame: one file a panel.
//!
//! Pure, on the editor's thread. Every text that comes from a file goes through
//! `cells`, which takes control characters out.

mod draft;
mod entries;
mod fields;
mod findings;
mod footer;
mod help;
mod menu;
mod style;
mod top;
mod trial;

use super::state::{Mode, State};
use super::text::fill;
use crate::screen::cells;
use crate::screen::draw::{put, titled, window};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use style::Style;

/// The least columns and rows that everything fits into.
const LEAST: (u16, u16) = (72, 20);

/// Rows from which there is room to spare.
const TALL: u16 = 32;

/// Draws `state`.
pub fn view(state: &State, frame: &mut Frame<'_>) {
    let area = frame.area();
    if area.width < LEAST.0 || area.height < LEAST.1 {
        too_small(state, frame, area);
        return;
    }
    let style = Style::new(state.colour);
    let [top, body, trial, footer] = rows(area);
    top::draw(state, &style, frame, top);
    match &state.mode {
        _ if state.help.is_some() => help::draw(state, &style, frame, body.union(trial)),
        Mode::Packs(at) => menu::packs(state, &style, frame, body.union(trial), *at),
        Mode::Scenes(at) => menu::scenes(state, &style, frame, body.union(trial), *at),
        _ => {
            main(state, &style, frame, body);
            trial::draw(state, &style, frame, trial);
        }
    }
    footer::draw(state, &style, frame, footer);
}

/// How far the help can be scrolled down.
pub fn help_scroll_limit(state: &State) -> usize {
    let [_, body, trial, _] = rows(Rect::new(0, 0, state.size.0, state.size.1));
    let room = usize::from(body.union(trial).height.saturating_sub(1));
    help::lines(state, &Style::new(false)).len().saturating_sub(room)
}

/// Top line, body, sentence and footer.
fn rows(area: Rect) -> [Rect; 4] {
    let trial = if area.height < TALL { 6 } else { 10 };
    Layout::vertical([
        Constraint::Length(1),
        Constraint::Min(0),
        Constraint::Length(trial),
        Constraint::Length(2),
    ])
    .areas(area)
}

fn main(state: &State, style: &Style, frame: &mut Frame<'_>, area: Rect) {
    let left = (area.width * 9 / 20).clamp(34, 64);
    let [list, right] =
        Layout::horizontal([Constraint::Length(left), Constraint::Min(0)]).spacing(1).areas(area);
    let found = if area.height < 20 { 6 } else { 10 };
    let [upper, lower] =
        Layout::vertical([Constraint::Min(0), Constraint::Length(found)]).areas(right);
    entries::draw(state, style, frame, list);
    match &state.mode {
        Mode::Draft(draft) => draft::draw(state, style, frame, upper, draft),
        _ => fields::draw(state, style, frame, upper),
    }
    findings::draw(state, style, frame, lower);
}

fn too_small(state: &State, frame: &mut Frame<'_>, area: Rect) {
    let text = fill(state.words().too_small, &[&area.width, &area.height, &LEAST.0, &LEAST.1]);
    put(frame, area, cells::wrap(vec![text.into()], area.width));
}
