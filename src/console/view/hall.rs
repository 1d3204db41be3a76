//! The panel of counters: whether each is heard, how well, and what came of it.
//! Pure.

use super::style::Style;
use super::written::{duration, exact_duration};
use crate::console::state::{Counter, State};
use crate::ledger::Tally;
use crate::screen::cells::{self, fit, fit_right};
use crate::service::message::Hearing;
use crate::units::{Dbfs, Role};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Columns of everything but the name and the meters.
const FIXED: usize = 9 + 6 + 6 + 11 + 7;

/// The quietest level that a meter tells from silence.
const METER_FLOOR_DBFS: f32 = -60.0;

/// Columns of the shortest bar.
const LEAST_BAR: usize = 3;

/// Columns that all meters of a counter take at most.
const METERS: usize = 4 * 28;

/// Counters that stand side by side in `area`, at least 1: what the up and down keys
/// move by.
pub fn columns(_state: &State, _area: Rect) -> usize {
    1
}

/// The counter that is drawn at this place of the screen when the hall is drawn in `area`.
pub fn at(state: &State, area: Rect, _column: u16, row: u16) -> Option<usize> {
    let room = usize::from(area.height).saturating_sub(2);
    let first = super::window(state.counter_at, state.counters.len(), room);
    let at = first + usize::from(row.checked_sub(area.y + 2)?);
    (at < (first + room).min(state.counters.len())).then_some(at)
}

pub fn draw(state: &State, style: &Style, frame: &mut Frame<'_>, area: Rect) {
    let w = state.words();
    let len = state.counters.len();
    let title = match len {
        0 => w.counters.to_owned(),
        n => format!("{} {}/{n}{}", w.counters, state.counter_at + 1, deaf(state)),
    };
    let area = super::titled(style, frame, area, true, &title);
    if state.counters.is_empty() {
        if state.header.is_some() {
            let lines = [w.not_listening, w.how_to_listen];
            super::put(frame, area, lines.map(|text| Line::raw(format!("  {text}"))));
        }
        return;
    }
    let layout = Columns::new(state, usize::from(area.width));
    let room = usize::from(area.height).saturating_sub(1);
    let first = super::window(state.counter_at, len, room);
    let rows = state.counters.iter().enumerate().skip(first).take(room).map(|(at, counter)| {
        let chosen = at == state.counter_at;
        row(state, style, &layout, counter, chosen)
    });
    let lines = std::iter::once(head(state, style, &layout)).chain(rows);
    super::put(frame, area, lines);
}

/// How many counters are not heard, those below the edge of the panel included.
fn deaf(state: &State) -> String {
    let count = |wanted: Hearing| {
        let states = state.counters.iter().filter_map(|c| c.status.as_ref());
        match states.filter(|status| status.state == wanted).count() {
            0 => String::new(),
            n => {
                let (sign, word) = state.words().hearing(Some(wanted));
                format!("  {sign} {word} {n}")
            }
        }
    };
    count(Hearing::Lost) + &count(Hearing::Muted) + &unread(state)
}

/// How much of all counters together was lost or not decoded.
fn unread(state: &State) -> String {
    let w = state.words();
    let tallies = || state.counters.iter().filter_map(|c| c.status.as_ref()).map(|s| &s.tally);
    let lost_s: f64 = tallies().map(Tally::lost_s).sum();
    let failed: u64 = tallies().map(|tally| tally.undecoded).sum();
    let mut text = String::new();
    if lost_s > 0.0 {
        text.push_str(&format!("  {} {}", w.col_lost, exact_duration(lost_s)));
    }
    if failed > 0 {
        text.push_str(&format!("  {} {failed}", w.undecoded));
    }
    if !text.is_empty() {
        text.push_str(" (h)");
    }
    text
}

/// The widths that depend on the screen.
struct Columns {
    name: usize,
    meters: usize,
}

impl Columns {
    fn new(state: &State, width: usize) -> Columns {
        let longest = state.counters.iter().map(|c| cells::width(&c.info.name)).max();
        let name = longest.unwrap_or(0).clamp(6, if width < 100 { 10 } else { 20 });
        let meters = width.saturating_sub(FIXED + name + 3);
        Columns { name, meters: meters.min(METERS) }
    }
}

fn head(state: &State, style: &Style, layout: &Columns) -> Line<'static> {
    let w = state.words();
    let text = [
        "  ".to_owned(),
        fit(w.col_counter, layout.name),
        " ".to_owned(),
        fit(w.col_state, 9),
        fit(w.col_levels, layout.meters),
        fit_right(w.col_heard, 6),
        fit_right(w.col_lost, 6),
        fit_right(w.col_waiting, 11),
        fit_right(w.col_incidents, 7),
    ];
    Line::styled(text.concat(), style.faint())
}

fn row(
    state: &State,
    style: &Style,
    layout: &Columns,
    counter: &Counter,
    chosen: bool,
) -> Line<'static> {
    let w = state.words();
    let hearing = counter.status.as_ref().map(|status| status.state);
    let (sign, word) = w.hearing(hearing);
    let name =
        format!("{} {} ", if chosen { ">" } else { " " }, fit(&counter.info.name, layout.name));
    let look = if chosen { style.selected() } else { style.plain() };
    let mut spans = vec![
        Span::styled(name, look),
        Span::styled(fit(&format!("{sign} {word}"), 9), style.hearing(hearing)),
        Span::raw(fit(&meters(state, layout, counter), layout.meters)),
    ];
    let Some(status) = &counter.status else {
        return Line::from(spans);
    };
    let lost_s = status.tally.lost_s();
    // The least loss is not shown as none.
    let lost = if lost_s > 0.0 && lost_s < 0.5 { "<1s".to_owned() } else { duration(lost_s) };
    let lost = fit_right(&lost, 6);
    let waiting = match status.tally.waiting {
        0 => "0".to_owned(),
        n => format!("{n}/{}", duration(status.delay_s)),
    };
    let lost_look = if lost_s > 0.0 { style.strong() } else { style.plain() };
    spans.extend([
        Span::raw(fit_right(&duration(status.tally.heard_s), 6)),
        Span::styled(lost, lost_look),
        Span::raw(fit_right(&waiting, 11)),
        Span::raw(fit_right(&status.tally.incidents.to_string(), 7)),
    ]);
    Line::from(spans)
}

/// A meter for each channel that fits; `+n` for the others.
fn meters(state: &State, layout: &Columns, counter: &Counter) -> String {
    let w = state.words();
    let channels = counter.info.roles.len();
    let fitting = (layout.meters / (LEAST_BAR + 8)).max(1);
    // The sign that there are more takes the place of a meter.
    let shown = if channels > fitting { fitting.saturating_sub(1).max(1) } else { channels };
    let places = shown + usize::from(channels > shown);
    let bar = (layout.meters / places.max(1)).saturating_sub(8).clamp(LEAST_BAR, 20);
    let mut text = String::new();
    for (channel, role) in counter.info.roles.iter().enumerate().take(shown) {
        let level = counter.status.as_ref().and_then(|s| s.tally.levels.get(channel)).copied();
        text.push_str(&meter(w.role_short(*role), level, bar));
    }
    if channels > shown {
        text.push_str(&format!("+{}", channels - shown));
    }
    if channels == 0 {
        text.push_str(w.role_short(Role::Unknown));
    }
    text
}

fn meter(role: &str, level: Option<Dbfs>, bar: usize) -> String {
    let Some(Dbfs(level)) = level.filter(|level| level.0.is_finite()) else {
        return format!("{role}{}   ? ", ".".repeat(bar));
    };
    let share = ((level - METER_FLOOR_DBFS) / -METER_FLOOR_DBFS).clamp(0.0, 1.0);
    let lit = (share * bar as f32).round() as usize;
    let number = fit_right(&format!("{:.0}", level.clamp(-100.0, 0.0)), 4);
    format!("{role}{}{}{number}  ", "#".repeat(lit), ".".repeat(bar - lit))
}
