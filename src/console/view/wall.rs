//! The public screen: whether each counter is listened to, how civil the hall was today.
//!
//! Pure. No words, no phrases, no incidents, nobody's name: nothing on it may put a person
//! to shame, and a share of a handful of utterances, which could be told back to a single
//! talk, is not shown.

use super::big;
use super::glance::{self, Glance};
use super::plan::{Form, plan};
use super::style::Style;
use super::written::clock;
use crate::console::state::State;
use crate::console::text::fill;
use crate::record::Counts;
use crate::screen::cells::{self, fit, fit_right};
use crate::service::message::Hearing;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Color, Style as Look};
use ratatui::text::{Line, Span};

/// Utterances of a counter from which its share is shown.
const LEAST_UTTERANCES: u64 = 20;

/// Seconds after which the next counters are shown, where not all fit.
const TURN_S: i64 = 10;

/// Rows of the screen from which the hall's share is written large.
const LARGE: u16 = 20;

pub fn draw(state: &State, style: &Style, frame: &mut Frame<'_>, area: Rect) {
    let w = state.words();
    let glances = glance::counters(state);
    let total = total(&glances);
    let large = area.height >= LARGE;
    let [above, whole, body, below] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Length(if large { big::ROWS + 2 } else { 1 }),
        Constraint::Min(0),
        Constraint::Length(area.height.min(2) / 2),
    ])
    .areas(area);
    super::put(frame, above, [head(state, style, usize::from(above.width))]);
    let percent = percent(&total);
    if large {
        super::put(frame, whole, sum(state, style, &glances, percent, usize::from(whole.width)));
    } else {
        let text = percent.map_or_else(|| w.no_data.to_owned(), |p| format!("{p:.0}%"));
        let text = format!(" {} {text}  {}", w.courtesy_today, heard(state, &glances));
        super::put(frame, whole, [Line::styled(text, style.strong())]);
    }
    counters(state, style, frame, body, &glances);
    let notice = cells::clip(w.wall_notice, usize::from(below.width));
    super::put(frame, below, [centred(notice, usize::from(below.width), style.faint())]);
}

/// The hall's name for itself, and the time.
fn head(state: &State, style: &Style, columns: usize) -> Line<'static> {
    let time = format!(" {} ", clock(state.now, &state.zone));
    let room = columns.saturating_sub(cells::width(&time));
    let w = state.words();
    let unsealed = state.header.as_ref().is_some_and(|header| header.unsealed);
    let demo = if unsealed { format!("  [{}]", w.unsealed_wall) } else { String::new() };
    let title = fit(&format!(" {}{demo}", w.wall_title), room);
    Line::styled(title + &time, style.selected())
}

fn total(glances: &[Glance<'_>]) -> Counts {
    let mut total = Counts::default();
    for today in glances.iter().filter_map(|glance| glance.status()).map(|status| &status.today) {
        total.heard.utterances += today.heard.utterances;
        total.heard.civil += today.heard.civil;
    }
    total
}

/// Civil utterances in a hundred, once there are enough to hide a single talk.
fn percent(counts: &Counts) -> Option<f64> {
    counts.heard.courtesy_percent().filter(|_| counts.heard.utterances >= LEAST_UTTERANCES)
}

/// How many of the counters that should be are listened to.
fn heard(state: &State, glances: &[Glance<'_>]) -> String {
    let closed = glances.iter().filter(|g| g.hearing == Some(Hearing::Closed)).count();
    let heard = glances.iter().filter(|g| listens(g)).count();
    fill(state.words().wall_heard, &[&heard, &(glances.len() - closed)])
}

fn listens(glance: &Glance<'_>) -> bool {
    glance.off.is_none() && matches!(glance.hearing, Some(Hearing::Quiet | Hearing::Speech))
}

/// The hall's share, written large.
fn sum(
    state: &State,
    style: &Style,
    glances: &[Glance<'_>],
    percent: Option<f64>,
    columns: usize,
) -> Vec<Line<'static>> {
    let w = state.words();
    let green = style.fg(Color::Green);
    let mut lines = vec![Line::raw("")];
    match percent {
        Some(percent) => {
            let rows = big::text(&format!("{percent:.0}%"));
            let rows = rows.into_iter().map(|row| centred(row, columns, green));
            lines.extend(rows);
        }
        None => {
            lines.resize(usize::from(big::ROWS / 2 + 1), Line::raw(""));
            lines.push(centred(w.wall_soon.to_owned(), columns, style.strong()));
            lines.resize(usize::from(big::ROWS + 1), Line::raw(""));
        }
    }
    let text = format!("{}    {}", w.courtesy_today, heard(state, glances));
    lines.push(centred(text, columns, style.strong()));
    lines
}

fn counters(
    state: &State,
    style: &Style,
    frame: &mut Frame<'_>,
    area: Rect,
    glances: &[Glance<'_>],
) {
    let w = state.words();
    if glances.is_empty() {
        return;
    }
    let area =
        Rect { y: area.y + area.height.min(1), height: area.height.saturating_sub(1), ..area };
    let plan = plan(area, glances.len());
    let room = plan.capacity();
    if room == 0 {
        return;
    }
    // All of them have their turn.
    let pages = glances.len().div_ceil(room);
    let turn = state.now.as_second().div_euclid(TURN_S).unsigned_abs() as usize % pages;
    let shown = glances.iter().skip(turn * room).take(room);
    for (slot, glance) in shown.enumerate() {
        let area = plan.slot(slot);
        let lines = match plan.form {
            Form::Row => vec![row(state, style, glance, usize::from(area.width))],
            _ => tile(state, style, glance, area),
        };
        super::put(frame, area, lines);
    }
    if pages > 1 {
        let text = format!("  {}/{pages}  {}", turn + 1, fill(w.wall_more, &[&glances.len()]));
        super::put(frame, plan.rest, [Line::styled(text, style.faint())]);
    }
}

/// Sign and word of what the public may know.
fn state_of(state: &State, style: &Style, glance: &Glance<'_>) -> (String, Look) {
    let w = state.words();
    match glance.hearing {
        _ if glance.off.is_some() => (format!("- {}", w.wall_deaf), style.faint()),
        Some(Hearing::Quiet | Hearing::Speech) => {
            (format!("* {}", w.wall_listens), style.fg(Color::Green))
        }
        Some(Hearing::Closed) => (format!(". {}", w.closed_hours), style.faint()),
        Some(Hearing::Muted | Hearing::Lost) | None => {
            (format!("- {}", w.wall_deaf), style.faint())
        }
    }
}

fn share(state: &State, glance: &Glance<'_>) -> Option<f64> {
    // A new hall's counters are not held up to the public.
    if state.in_shadow() {
        return None;
    }
    let status = glance.status().filter(|_| glance.hearing.is_some())?;
    percent(&status.today)
}

fn row(state: &State, style: &Style, glance: &Glance<'_>, columns: usize) -> Line<'static> {
    let (text, look) = state_of(state, style, glance);
    let share = share(state, glance).map_or_else(|| "--".to_owned(), |p| format!("{p:.0}%"));
    let wide = cells::width(&text).min(columns);
    let name = columns.saturating_sub(wide + 7);
    Line::from(vec![
        Span::raw(format!(" {} ", fit(&glance.counter.info.name, name.saturating_sub(1)))),
        Span::styled(cells::clip(&text, wide), look),
        Span::styled(fit_right(&share, 5), style.strong()),
    ])
}

fn tile(state: &State, style: &Style, glance: &Glance<'_>, area: Rect) -> Vec<Line<'static>> {
    let w = state.words();
    let columns = usize::from(area.width);
    let (text, look) = state_of(state, style, glance);
    let name =
        cells::clip(&glance.counter.info.name, columns.saturating_sub(cells::width(&text) + 6));
    let rest = columns.saturating_sub(cells::width(&name) + cells::width(&text) + 6);
    let mut lines = vec![Line::from(vec![
        Span::styled("-- ", style.faint()),
        Span::styled(name, style.strong()),
        Span::styled(format!(" {} ", "-".repeat(rest)), style.faint()),
        Span::styled(text, look),
        Span::styled(" ", style.faint()),
    ])];
    let percent = share(state, glance);
    let rows = usize::from(area.height);
    let green = style.fg(Color::Green);
    let text = match percent {
        Some(percent) if area.height >= big::ROWS + 3 => {
            lines.resize(1 + (rows - usize::from(big::ROWS) - 2) / 2, Line::raw(""));
            let large = big::text(&format!("{percent:.0}%"));
            lines.extend(large.into_iter().map(|row| centred(row, columns, green)));
            w.courtesy_today.to_owned()
        }
        other => {
            lines.resize(1.max(rows / 2), Line::raw(""));
            other.map_or_else(
                || w.wall_soon.to_owned(),
                |percent| format!("{} {percent:.0}%", w.courtesy_today),
            )
        }
    };
    lines.push(centred(cells::clip(&text, columns), columns, style.strong()));
    lines
}

fn centred(text: String, columns: usize, look: Look) -> Line<'static> {
    let before = columns.saturating_sub(cells::width(&text)) / 2;
    Line::from(vec![Span::raw(" ".repeat(before)), Span::styled(text, look)])
}
