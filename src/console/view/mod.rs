//! From the state to a frame: one file a view or panel.
//!
//! Pure, on the console's thread. Every text that comes from outside goes
//! through `cells`, which takes control characters out.

mod banner;
#[cfg(test)]
mod big;
#[cfg(test)]
mod meter;
#[cfg(test)]
mod plan;
#[cfg(test)]
mod plot;
mod counters;
mod detail;
mod footer;
mod health;
mod help;
mod incidents;
mod style;
mod top;
mod transcript;
mod written;

use super::state::{Panel, State};
use super::text::fill;
use crate::screen::cells;
use crate::screen::draw::{self, put, window};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use style::Style;

/// The least columns and rows that everything fits into.
const LEAST: (u16, u16) = (72, 16);

/// Columns from which transcript and incidents stand side by side.
const SIDE_BY_SIDE: u16 = 150;

/// Draws `state`.
pub fn view(state: &State, frame: &mut Frame<'_>) {
    let area = frame.area();
    if (area.width, area.height) < LEAST || area.width < LEAST.0 || area.height < LEAST.1 {
        too_small(state, frame, area);
        return;
    }
    let style = Style::new(state.colour);
    let [top, banner, body, footer] = rows(state, area);
    top::draw(state, &style, frame, top);
    banner::draw(state, &style, frame, banner);
    if let Some(scroll) = state.help {
        help::draw(state, &style, frame, body, scroll);
    } else if state.opened.is_some() {
        detail::draw(state, &style, frame, body);
    } else if state.health {
        health::draw(state, &style, frame, body);
    } else {
        main(state, &style, frame, body);
    }
    footer::draw(state, &style, frame, footer);
}

/// How far the open incident can be scrolled down.
pub fn detail_scroll_limit(state: &State) -> usize {
    let body = rows(state, whole(state))[2];
    detail::lines(state, &Style::new(false), body.width).len().saturating_sub(room(body))
}

/// How far the help can be scrolled down.
pub fn help_scroll_limit(state: &State) -> usize {
    let body = rows(state, whole(state))[2];
    help::lines(state, &Style::new(false)).len().saturating_sub(room(body))
}

fn whole(state: &State) -> Rect {
    Rect::new(0, 0, state.size.0, state.size.1)
}

/// Rows of a panel below its title.
fn room(area: Rect) -> usize {
    usize::from(area.height.saturating_sub(1))
}

/// Top line, banner, body and footer.
fn rows(state: &State, area: Rect) -> [Rect; 4] {
    let banner = banner::height(state, area.height);
    Layout::vertical([
        Constraint::Length(1),
        Constraint::Length(banner),
        Constraint::Min(0),
        Constraint::Length(footer::height(state)),
    ])
    .areas(area)
}

fn main(state: &State, style: &Style, frame: &mut Frame<'_>, area: Rect) {
    let wanted = counters::height(state);
    let most = (area.height * 2 / 5).max(4);
    let [upper, lower] =
        Layout::vertical([Constraint::Length(wanted.min(most)), Constraint::Min(0)]).areas(area);
    counters::draw(state, style, frame, upper);
    let halves = [Constraint::Percentage(50), Constraint::Percentage(50)];
    let [said, found] = if area.width >= SIDE_BY_SIDE {
        Layout::horizontal(halves).spacing(1).areas(lower)
    } else {
        Layout::vertical(halves).areas(lower)
    };
    transcript::draw(state, style, frame, said);
    incidents::draw(state, style, frame, found);
}

/// Draws the rule with a panel's title and gives the area below it.
fn panel(
    state: &State,
    style: &Style,
    frame: &mut Frame<'_>,
    area: Rect,
    which: Panel,
    title: &str,
) -> Rect {
    let focused = state.panel == which;
    titled(style, frame, area, focused, title)
}

fn titled(style: &Style, frame: &mut Frame<'_>, area: Rect, focused: bool, title: &str) -> Rect {
    draw::titled(style.title(focused), frame, area, focused, title)
}

fn too_small(state: &State, frame: &mut Frame<'_>, area: Rect) {
    let text = fill(state.words().too_small, &[&area.width, &area.height, &LEAST.0, &LEAST.1]);
    for (row, line) in cells::wrap(vec![text.into()], area.width).into_iter().enumerate() {
        let Ok(row) = u16::try_from(row) else { break };
        if row < area.height {
            frame.render_widget(line, Rect::new(area.x, area.y + row, area.width, 1));
        }
    }
}
