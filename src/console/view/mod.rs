//! From the state to a frame: one file a view or panel.
//!
//! Pure, on the console's thread. Every text that comes from outside goes
//! through `cells`, which takes control characters out.

mod banner;
mod barred;
mod big;
mod causes;
mod complaints;
mod detail;
mod encounter;
mod encounters;
mod figures;
mod footer;
mod found;
mod glance;
mod hall;
mod health;
mod help;
mod live;
mod menu;
mod meter;
mod plan;
mod plot;
mod queue;
mod row;
mod score;
mod sign_in;
mod style;
mod tile;
mod timeline;
mod top;
mod wall;
mod wave;
mod written;

use super::keys::Action;
use super::state::{Modal, State, View};
use super::text::fill;
use crate::screen::cells;
use crate::screen::draw::{self, put, window};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use style::Style;

/// The least columns and rows that everything fits into.
pub const LEAST: (u16, u16) = (72, 16);

/// Whether the screen is large enough for anything but saying what it needs.
pub fn fits(state: &State) -> bool {
    state.size.0 >= LEAST.0 && state.size.1 >= LEAST.1
}

/// Draws `state`.
pub fn view(state: &State, frame: &mut Frame<'_>) {
    let area = frame.area();
    if area.width < LEAST.0 || area.height < LEAST.1 {
        too_small(state, frame, area);
        return;
    }
    let style = Style::new(state.colour);
    if state.wall && state.modal.is_none() {
        wall::draw(state, &style, frame, area);
        return;
    }
    let [top, banner, body, footer] = rows(state, area);
    top::draw(state, &style, frame, top);
    banner::draw(state, &style, frame, banner);
    if let Some(scroll) = state.help {
        help::draw(state, &style, frame, body, scroll);
    } else if state.opened.is_some() {
        detail::draw(state, &style, frame, body);
    } else if state.encounter.is_some() {
        encounter::draw(state, &style, frame, body);
    } else if !state.may_see(state.view) {
        barred::draw(state, &style, frame, body);
    } else {
        match state.view {
            View::Hall => hall::draw(state, &style, frame, body),
            View::Live => live::draw(state, &style, frame, body),
            View::Queue => queue::draw(state, &style, frame, body),
            View::Figures => figures::draw(state, &style, frame, body),
            View::Health => health::draw(state, &style, frame, body),
            View::Complaints => complaints::draw(state, &style, frame, body),
            View::Encounters => encounters::draw(state, &style, frame, body),
        }
    }
    if let Some(Modal::Menu(menu)) = &state.modal {
        menu::draw(state, &style, frame, body, menu);
    }
    if let Some(Modal::SignIn(sign_in)) = &state.modal {
        sign_in::draw(state, &style, frame, body, sign_in);
    }
    footer::draw(state, &style, frame, footer);
}

/// What is drawn at a place of the screen and can be clicked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spot {
    /// The tab of a view.
    Tab(View),
    /// A key in the footer.
    Key(Action),
    /// A counter.
    Counter(usize),
    /// A row of the queue's stretch.
    Incident(usize),
    /// A row of the encounters' stretch.
    Encounter(usize),
    /// A mark of the open encounter.
    Mark(usize),
    /// A complaint.
    Ticket(usize),
    /// A row of the menu.
    Choice(usize),
}

/// What is drawn at this place.
pub fn spot(state: &State, column: u16, row: u16) -> Option<Spot> {
    let whole = Rect::new(0, 0, state.size.0, state.size.1);
    if !fits(state) || state.wall && state.modal.is_none() {
        return None;
    }
    let [top, _, body, footer] = rows(state, whole);
    if row == top.y {
        return top::tab_at(state, column).map(Spot::Tab);
    }
    if row == footer::key_row(footer) {
        return footer::key_at(state, footer.width, column).map(|b| Spot::Key(b.action));
    }
    if !body.contains((column, row).into()) {
        return None;
    }
    match &state.modal {
        Some(Modal::Menu(menu)) => {
            return menu::at(state, body, menu, column, row).map(Spot::Choice);
        }
        Some(Modal::Input(_) | Modal::Ask(_) | Modal::SignIn(_)) => return None,
        None => {}
    }
    if state.help.is_some() || state.opened.is_some() || !state.may_see(state.view) {
        return None;
    }
    if state.encounter.is_some() {
        return encounter::at(state, body, column, row).map(Spot::Mark);
    }
    match state.view {
        View::Encounters => encounters::at(state, body, row).map(Spot::Encounter),
        View::Hall => hall::at(state, body, column, row).map(Spot::Counter),
        View::Health => health::at(state, body, column, row).map(Spot::Counter),
        View::Queue => queue::at(state, body, row).map(Spot::Incident),
        View::Complaints => complaints::at(state, body, row).map(Spot::Ticket),
        View::Live | View::Figures => None,
    }
}

/// How far the open incident can be scrolled down.
pub fn detail_scroll_limit(state: &State) -> usize {
    let body = body(state);
    detail::lines(state, &Style::new(false), body.width).len().saturating_sub(room(body))
}

/// How far the help can be scrolled down.
pub fn help_scroll_limit(state: &State) -> usize {
    let body = body(state);
    help::lines(state, &Style::new(false), body.width).len().saturating_sub(room(body))
}

/// How far the view can be scrolled down; 0 where a selection does the scrolling.
pub fn scroll_limit(state: &State) -> usize {
    let body = body(state);
    match state.view {
        View::Figures => figures::scroll_limit(state, body),
        View::Health => health::scroll_limit(state, body),
        View::Complaints => complaints::scroll_limit(state, body),
        View::Hall | View::Live | View::Queue | View::Encounters => 0,
    }
}

/// The counter of the hall that is selected after a step of `right` and `down` over its
/// tiles; the same where there is none.
pub fn hall_moved(state: &State, right: isize, down: isize) -> usize {
    hall::moved(state, body(state), right, down)
}

/// The counter of the hall that is selected after going `rows` of tiles on, at most to
/// the first or the last.
pub fn hall_next(state: &State, rows: isize) -> usize {
    hall::next(state, body(state), rows)
}

/// The area of the view: what top lines, banner and footer leave.
pub fn body(state: &State) -> Rect {
    rows(state, Rect::new(0, 0, state.size.0, state.size.1))[2]
}

/// Rows of a panel below its title.
fn room(area: Rect) -> usize {
    usize::from(area.height.saturating_sub(1))
}

/// Top lines, banner, body and footer.
fn rows(state: &State, area: Rect) -> [Rect; 4] {
    let banner = banner::height(state, area.height);
    Layout::vertical([
        Constraint::Length(top::HEIGHT),
        Constraint::Length(banner),
        Constraint::Min(0),
        Constraint::Length(footer::height(state)),
    ])
    .areas(area)
}

/// Draws the rule with a view's title and gives the area below it.
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
