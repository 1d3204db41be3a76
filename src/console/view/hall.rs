//! The hall: a line on how all of it is, and a tile for each counter.
//!
//! Pure. Counters keep their places while all of them fit; when they do not, those in
//! alarm come first and stay in sight, the others scroll with the selection.

use super::glance::{self, Glance, Hall, Trouble};
use super::plan::{Form, Plan, plan};
use super::style::Style;
use super::tile::{Pen, shortened};
use crate::console::state::{Link, State};
use crate::console::text::fill;
use crate::screen::cells::clean;
use crate::service::message::Hearing;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style as Look;
use ratatui::text::{Line, Span};

/// Rows of the least tile of the selected counter below small ones.
const CLOSE_UP: u16 = 4;

/// Columns from which words stand beside signs.
const SPACIOUS: u16 = 100;

pub fn draw(state: &State, style: &Style, frame: &mut Frame<'_>, area: Rect) {
    let glances = glance::counters(state);
    let overview = overview(state, style, &glances, area);
    let (above, body) = split(area, overview.len());
    super::put(frame, above, overview);
    if state.counters.is_empty() {
        if state.header.is_some() {
            let lines = [state.words().not_listening, state.words().how_to_listen];
            super::put(frame, body, lines.map(|text| Line::raw(format!("  {text}"))));
        }
        return;
    }
    let pen = Pen { state, style };
    let stand = Stand::new(state, &glances, body);
    let plan = &stand.plan;
    let fields = pen.fields(plan.width());
    if !plan.head.is_empty() {
        for column in 0..plan.columns {
            super::put(frame, plan.head(column), [pen.head(&fields)]);
        }
    }
    for (slot, at) in stand.shown.iter().enumerate() {
        let (area, chosen) = (plan.slot(slot), *at == state.counter_at);
        let lines = match plan.form {
            Form::Row => vec![pen.row(&fields, &glances[*at], chosen)],
            form => pen.tile(&glances[*at], form, (area.width, area.height), chosen),
        };
        super::put(frame, area, lines);
    }
    if !stand.hidden.is_empty() {
        super::put(frame, plan.rest, [others(state, style, &glances, &stand.hidden)]);
    }
    let close_up =
        Rect { y: plan.spare.y + 1, height: plan.spare.height.saturating_sub(1), ..plan.spare };
    if let (Form::Row | Form::Compact, Some(glance)) = (plan.form, glances.get(state.counter_at))
        && close_up.height >= CLOSE_UP
    {
        let size = (close_up.width, close_up.height);
        super::put(frame, close_up, pen.tile(glance, Form::Medium, size, false));
    }
}

/// The rows of the overview and those of the counters.
fn split(area: Rect, overview: usize) -> (Rect, Rect) {
    let rows = u16::try_from(overview).unwrap_or(u16::MAX);
    let [above, body] =
        Layout::vertical([Constraint::Length(rows), Constraint::Min(0)]).areas(area);
    (above, body)
}

/// Which counter stands where.
struct Stand {
    plan: Plan,
    /// All counters in the order in which the selection moves over them.
    order: Vec<usize>,
    /// By slot.
    shown: Vec<usize>,
    /// Those without a slot.
    hidden: Vec<usize>,
}

impl Stand {
    /// In the `area` of the whole view.
    fn of(state: &State, area: Rect) -> Stand {
        let glances = glance::counters(state);
        let overview = overview(state, &Style::new(false), &glances, area);
        Stand::new(state, &glances, split(area, overview.len()).1)
    }

    fn new(state: &State, glances: &[Glance<'_>], body: Rect) -> Stand {
        let n = glances.len();
        let plan = plan(body, n);
        let room = plan.capacity();
        if room >= n {
            let order: Vec<usize> = (0..n).collect();
            return Stand { plan, shown: order.clone(), order, hidden: Vec::new() };
        }
        let order = glance::worst_first(glances);
        let alarms = order.iter().filter(|at| glances[**at].trouble.is_alarm()).count();
        // One slot is for the selection, should it be elsewhere.
        let pinned = alarms.min(room.saturating_sub(1));
        let place = order.iter().position(|at| *at == state.counter_at).unwrap_or(0);
        let (rest, room) = (n - pinned, room - pinned);
        let first = super::window(place.saturating_sub(pinned), rest, room);
        let is_shown =
            |at: usize| at < pinned || (at - pinned >= first && at - pinned < first + room);
        let (mut shown, mut hidden) = (Vec::with_capacity(n), Vec::new());
        for (at, counter) in order.iter().enumerate() {
            if is_shown(at) { shown.push(*counter) } else { hidden.push(*counter) }
        }
        Stand { plan, order, shown, hidden }
    }

    /// Where `by` in the order leads; with `whole` a step beyond an end is not taken.
    fn moved(&self, state: &State, by: isize, whole: bool) -> usize {
        let place = self.order.iter().position(|at| *at == state.counter_at).unwrap_or(0);
        let last = self.order.len().saturating_sub(1);
        let to = match place.checked_add_signed(by) {
            Some(to) if to <= last => to,
            _ if whole && self.hidden.is_empty() => place,
            _ => place.saturating_add_signed(by).min(last),
        };
        self.order.get(to).copied().unwrap_or(0)
    }
}

/// The counter that is selected after moving `right` and `down` over the slots from the
/// one that is now, when the view has `area`; it stays where there is none.
pub fn moved(state: &State, area: Rect, right: isize, down: isize) -> usize {
    let stand = Stand::of(state, area);
    let by = stand.plan.step(right, down);
    stand.moved(state, by, by.unsigned_abs() > 1)
}

/// The counter that is selected after going `rows` of slots on, when the view has `area`;
/// at most to the first or the last.
pub fn next(state: &State, area: Rect, rows: isize) -> usize {
    let stand = Stand::of(state, area);
    let by = rows.saturating_mul(stand.plan.step(0, 1));
    stand.moved(state, by, false)
}

/// The counter that is shown at a place of the screen, when the view has `area`.
pub fn at(state: &State, area: Rect, column: u16, row: u16) -> Option<usize> {
    let stand = Stand::of(state, area);
    stand.shown.get(stand.plan.at(column, row)?).copied()
}

/// How many counters have no slot, and how many of them are in alarm.
fn others(state: &State, style: &Style, glances: &[Glance<'_>], hidden: &[usize]) -> Line<'static> {
    let w = state.words();
    let alarms = hidden.iter().filter(|at| glances[**at].trouble.is_alarm()).count();
    let mut spans =
        vec![Span::styled(format!("  {}", fill(w.others, &[&hidden.len()])), style.faint())];
    if alarms > 0 {
        spans.push(Span::styled(fill(w.others_in_trouble, &[&alarms]), style.alert()));
    }
    Line::from(spans)
}

/// The hall in a line: what is wrong, where it is worst, how bad.
fn overview(
    state: &State,
    style: &Style,
    glances: &[Glance<'_>],
    area: Rect,
) -> Vec<Line<'static>> {
    let mut spans = vec![Span::raw(" ")];
    for finding in findings(state, style, glances, area.width >= SPACIOUS) {
        if spans.len() > 1 {
            spans.push(Span::raw("  "));
        }
        spans.push(finding);
    }
    vec![shortened(spans, usize::from(area.width))]
}

/// What is to be said of the hall, the most urgent first.
fn findings(
    state: &State,
    style: &Style,
    glances: &[Glance<'_>],
    spacious: bool,
) -> Vec<Span<'static>> {
    let w = state.words();
    let hall = Hall::new(state, glances);
    let mut found: Vec<Span<'static>> = Vec::new();
    let mut say = |text: String, look: Look| found.push(Span::styled(text, look));
    if !glances.is_empty() && state.link == Link::Attached {
        match hall.alarms {
            0 if hall.open.all() > 0 => {}
            0 => say(w.all_well.to_owned(), style.strong()),
            n => say(fill(w.in_alarm, &[&n, &glances.len()]), style.strong()),
        }
    }
    if let Some(worst) = glance::worst_first(glances).first().map(|at| &glances[*at])
        && worst.trouble.is_alarm()
        && worst.trouble != Trouble::Unknown
    {
        let (sign, word, look) = Pen { state, style }.worst_of(worst);
        let name = clean(&worst.counter.info.name);
        say(format!(" {}: {name} {sign} {word} ", w.worst), look);
    }
    match hall.open.all() {
        0 if state.header.is_some() => say(w.none_open.to_owned(), style.faint()),
        0 => {}
        n => {
            say(format!("{} {n}:", w.waiting), style.strong());
            for (severity, n) in hall.open.by_severity() {
                let (sign, word) = w.severity(severity);
                let word = if spacious { format!(" {word}") } else { String::new() };
                say(format!("{}{n}{word}", sign.trim_end()), style.severity(severity));
            }
        }
    }
    if hall.unknown > 0 {
        let (sign, word) = w.hearing(None);
        say(format!("{sign} {word} {}", hall.unknown), style.strong());
    }
    for (n, (sign, word)) in
        [(hall.backlog, w.trouble_behind()), (hall.clipping, w.trouble_clipping())]
    {
        if n > 0 {
            say(format!("{sign} {word} {n}"), style.strong());
        }
    }
    if hall.closed > 0 {
        let (sign, word) = w.hearing(Some(Hearing::Closed));
        say(format!("{sign} {word} {}", hall.closed), style.faint());
    }
    found
}
