//! A choice in a box before the view. Pure.

use super::style::Style;
use crate::console::state::{Menu, MenuKind, Ruling, State};
use crate::console::text::Words;
use crate::console::text::fill;
use crate::console::update::{FilterRow, menu_rows};
use crate::record::{Ground, Outcome};
use crate::screen::cells::{self, fit};
use crate::service::message::Person;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Clear;

/// Columns of a filter's name.
const NAME: usize = 16;

/// The box, in the middle of `area`.
pub fn place(state: &State, area: Rect, menu: &Menu) -> Rect {
    let texts = texts(state, menu);
    let widest = texts.iter().map(|text| cells::width(text)).max().unwrap_or(0) + 6;
    let title = cells::width(&title(state.words(), &menu.kind)) + 6;
    let columns = u16::try_from(widest.max(title).max(30)).unwrap_or(area.width).min(area.width);
    let rows = u16::try_from(texts.len() + 1).unwrap_or(area.height).min(area.height);
    Rect {
        x: area.x + (area.width - columns) / 2,
        y: area.y + (area.height - rows) / 2,
        width: columns,
        height: rows,
    }
}

/// The row of the menu that is drawn at this row of the screen.
pub fn at(state: &State, area: Rect, menu: &Menu, column: u16, row: u16) -> Option<usize> {
    let place = place(state, area, menu);
    let inside = (place.x..place.right()).contains(&column) && row < place.bottom();
    let room = usize::from(place.height.saturating_sub(1));
    let first = super::window(menu.at, menu_rows(menu), room);
    let at = first + usize::from(row.checked_sub(place.y + 1)?);
    (inside && at < menu_rows(menu)).then_some(at)
}

pub fn draw(state: &State, style: &Style, frame: &mut Frame<'_>, area: Rect, menu: &Menu) {
    let place = place(state, area, menu);
    frame.render_widget(Clear, place);
    let below = super::titled(style, frame, place, true, &title(state.words(), &menu.kind));
    let columns = usize::from(below.width);
    let rows = texts(state, menu);
    let first = super::window(menu.at, rows.len(), usize::from(below.height));
    let lines = rows.into_iter().enumerate().skip(first).map(|(row, text)| {
        let chosen = row == menu.at;
        let text = fit(&format!(" {} {text}", if chosen { ">" } else { " " }), columns);
        Line::styled(text, if chosen { style.selected() } else { style.plain() })
    });
    super::put(frame, below, lines);
}

fn title(w: &'static Words, kind: &MenuKind) -> String {
    let text = match kind {
        MenuKind::Outcome { .. } => w.choose_outcome,
        MenuKind::Filters => w.choose_filters,
        MenuKind::Settle { .. } => w.choose_state,
        MenuKind::Fault { .. } => w.choose_fault,
        MenuKind::Ground { .. } => w.choose_ground,
        MenuKind::Ruling { .. } => w.choose_ruling,
        MenuKind::Person { .. } => w.choose_person,
        MenuKind::Seat { counter, .. } => {
            return fill(w.choose_seat, &[&cells::clip(counter, 24)]);
        }
        MenuKind::OwnSeat { .. } => w.choose_own_seat,
        MenuKind::Pause { .. } => w.choose_pause,
    };
    text.to_owned()
}

/// The people, and what it is called when it is none of them.
fn people(people: &[Person], nobody: &str) -> Vec<String> {
    let names = people.iter().map(|person| cells::clip(&person.name, 40));
    names.chain([nobody.to_owned()]).collect()
}

fn pauses(w: &'static Words, rows: &[(Option<String>, u32)]) -> Vec<String> {
    let row = |(counter, minutes): &(Option<String>, u32)| {
        let name = counter.as_deref().map_or(w.pause_all.to_owned(), |name| cells::clip(name, 24));
        match minutes {
            0 => fill(w.pause_end, &[&name]),
            minutes => fill(w.pause_row, &[&name, minutes]),
        }
    };
    rows.iter().map(row).collect()
}

fn texts(state: &State, menu: &Menu) -> Vec<String> {
    let w = state.words();
    match &menu.kind {
        MenuKind::Ground { .. } => Ground::ALL.map(|one| w.ground(one).to_owned()).to_vec(),
        MenuKind::Ruling { .. } => Ruling::ALL.map(|one| w.ruling(one).to_owned()).to_vec(),
        MenuKind::Person { people: all, .. } => people(all, w.person_open),
        MenuKind::Seat { people: all, .. } => people(all, w.seat_nobody),
        MenuKind::OwnSeat { counters } => {
            counters.iter().map(|name| cells::clip(name, 40)).collect()
        }
        MenuKind::Pause { rows, .. } => pauses(w, rows),
        MenuKind::Outcome { .. } => Outcome::ALL.map(|one| w.outcome(one).to_owned()).to_vec(),
        MenuKind::Settle { from, .. } => {
            from.next().iter().map(|one| w.ticket_state(*one).to_owned()).collect()
        }
        MenuKind::Fault { .. } => [true, false].map(|one| w.fault_of(one).to_owned()).to_vec(),
        MenuKind::Filters => FilterRow::ALL.map(|row| filter(state, w, row)).to_vec(),
    }
}

fn filter(state: &State, w: &'static Words, row: FilterRow) -> String {
    let filter = &state.queue.filter;
    let any = || w.any.to_owned();
    let (name, value) = match row {
        FilterRow::Sort => (w.filter_sort, w.sort(filter.sort).to_owned()),
        FilterRow::Handled => (w.filter_handled, w.handled(filter.handled).to_owned()),
        FilterRow::Severity => {
            (w.filter_severity, filter.severity.map_or_else(any, |least| w.severity_from(least)))
        }
        FilterRow::Period => (w.filter_period, w.period(filter.period).to_owned()),
        FilterRow::Escalated => {
            (w.filter_escalated, if filter.escalated { w.escalated_only } else { w.any }.to_owned())
        }
        FilterRow::Counter => (w.filter_counter, filter.counter.clone().unwrap_or_else(any)),
        FilterRow::Phrase => {
            (w.filter_phrase, filter.phrase.as_ref().map_or_else(any, |(_, text)| text.clone()))
        }
        FilterRow::Assignee => (w.filter_assignee, {
            let name = filter.assignee.as_ref().map(|to| state.name(to).to_owned());
            name.unwrap_or_else(any)
        }),
        FilterRow::Clear => return w.filter_clear.to_owned(),
    };
    format!("{} {}", fit(name, NAME), cells::clip(&value, 30))
}
