//! Whether everything is heard: a table of the counters, the causes and remedies of the
//! selected one, the machine, and what has changed. Pure.

use super::causes;
use super::glance::{self, Glance};
use super::style::Style;
use super::written::{duration, flow, short_time};
use crate::console::state::State;
use crate::console::text::fill;
use crate::screen::cells::{self, clean, fit, fit_right};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};

/// Columns from which the table stands beside the rest.
const SIDE_BY_SIDE: u16 = 165;

/// Columns of the table there.
const TABLE: u16 = 88;

/// Rows above the first counter: title, machine, names.
const ABOVE: u16 = 3;

/// Rows that the rest keeps below the table.
const LEAST_PAGE: u16 = 8;

/// Changes that are shown.
const CHANGES: usize = 50;

/// Megabytes of a gigabyte, as disks are sold.
const GIGABYTE: f64 = 1e3;

pub fn draw(state: &State, style: &Style, frame: &mut Frame<'_>, area: Rect) {
    let w = state.words();
    let glances = glance::counters(state);
    let (table, page) = split(area, glances.len());
    if glances.is_empty() {
        let below = super::titled(style, frame, table, true, w.health);
        let how = [w.not_listening, w.how_to_listen].map(|text| Line::raw(format!("  {text}")));
        let lines = std::iter::once(load(state, below.width)).chain(how);
        super::put(frame, below, lines);
    } else {
        let title = table_title(state, &glances);
        let below = super::titled(style, frame, table, true, &title);
        super::put(frame, below, rows(state, style, &glances, below));
    }
    let lines = lines(state, style, page.width);
    let room = super::room(page);
    let scroll = state.scroll.min(lines.len().saturating_sub(room));
    let more = if lines.len() > room {
        format!("  {}/{}", (scroll + room).min(lines.len()), lines.len())
    } else {
        String::new()
    };
    let title = match glances.get(state.counter_at) {
        Some(glance) => {
            let (sign, word) = w.hearing(glance.hearing);
            format!("{}  {sign} {word}{more}", clean(&glance.counter.info.name))
        }
        None => format!("{}{more}", w.listened_with),
    };
    let below = super::titled(style, frame, page, false, &title);
    super::put(frame, below, lines.into_iter().skip(scroll));
}

/// How far what is below or beside the table can be scrolled in `area`.
pub fn scroll_limit(state: &State, area: Rect) -> usize {
    let (_, page) = split(area, state.counters.len());
    lines(state, &Style::new(false), page.width).len().saturating_sub(super::room(page))
}

/// The counter whose row is drawn at this place of the screen when the view has `area`.
pub fn at(state: &State, area: Rect, column: u16, row: u16) -> Option<usize> {
    let (table, _) = split(area, state.counters.len());
    let names = ABOVE;
    let room = usize::from(table.height).saturating_sub(usize::from(names));
    let first = super::window(state.counter_at, state.counters.len(), room);
    let at = first + usize::from(row.checked_sub(table.y + names)?);
    let inside = table.contains((column, row).into()) && at < first + room;
    (inside && at < state.counters.len()).then_some(at)
}

/// The table and the page.
fn split(area: Rect, counters: usize) -> (Rect, Rect) {
    if area.width >= SIDE_BY_SIDE {
        let [table, page] = Layout::horizontal([Constraint::Length(TABLE), Constraint::Min(0)])
            .spacing(1)
            .areas(area);
        return (table, page);
    }
    // A row for each.
    let wanted = u16::try_from(counters.max(1)).unwrap_or(u16::MAX).saturating_add(ABOVE);
    let most = (area.height / 2).min(area.height.saturating_sub(LEAST_PAGE)).max(5);
    let [table, page] =
        Layout::vertical([Constraint::Length(wanted.min(most)), Constraint::Min(0)]).areas(area);
    (table, page)
}

fn table_title(state: &State, glances: &[Glance<'_>]) -> String {
    let w = state.words();
    let ill = glances.iter().filter(|glance| glance.trouble.is_deaf()).count();
    let at = format!("{} {}/{}", w.health, state.counter_at + 1, glances.len());
    if ill == 0 { at } else { format!("{at}  ! {}", fill(w.in_trouble, &[&ill])) }
}

/// Columns of each number; their sum with name and state fits the least screen.
const WIDTHS: [usize; 9] = [6, 6, 6, 7, 6, 6, 8, 6, 6];

fn rows(state: &State, style: &Style, glances: &[Glance<'_>], area: Rect) -> Vec<Line<'static>> {
    let w = state.words();
    let numbers: usize = WIDTHS.iter().sum();
    let longest = glances.iter().map(|g| cells::width(&g.counter.info.name)).max().unwrap_or(0);
    let left = usize::from(area.width).saturating_sub(numbers + 2 + 1);
    let state_wide = 2 + [w.quiet, w.speech, w.muted, w.device_lost, w.closed_hours, w.no_status]
        .into_iter()
        .map(cells::width)
        .max()
        .unwrap_or(0);
    let name = longest.clamp(6, 20).min(left.saturating_sub(state_wide).max(4));
    let state_wide = state_wide.min(left.saturating_sub(name));
    let names = [
        w.col_heard,
        w.col_lost,
        w.muted_time,
        w.clipped_short,
        w.xruns_short,
        w.rebuilds_short,
        w.col_waiting,
        w.doubted_short,
        w.undecoded_short,
    ];
    let head: String = names.iter().zip(WIDTHS).map(|(name, wide)| fit_right(name, wide)).collect();
    let head = format!("  {} {}{head}", fit(w.col_counter, name), fit(w.col_state, state_wide));
    let room = usize::from(area.height).saturating_sub(2);
    let first = super::window(state.counter_at, glances.len(), room);
    let body =
        glances.iter().enumerate().skip(first).take(room).map(|(at, glance)| {
            row(state, style, glance, at == state.counter_at, (name, state_wide))
        });
    let above = [load(state, area.width), Line::styled(head, style.faint())];
    above.into_iter().chain(body).collect()
}

fn row(
    state: &State,
    style: &Style,
    glance: &Glance<'_>,
    chosen: bool,
    (name, state_wide): (usize, usize),
) -> Line<'static> {
    let w = state.words();
    let (sign, word) = match glance.off {
        Some(_) => ("=", w.paused_by_hand),
        None => w.hearing(glance.hearing),
    };
    let look = if chosen { style.selected() } else { style.plain() };
    let mut spans = vec![
        Span::raw(if chosen { "> " } else { "  " }),
        Span::styled(fit(&glance.counter.info.name, name), look),
        Span::raw(" "),
        Span::styled(fit(&format!("{sign} {word}"), state_wide), style.hearing(glance.hearing)),
    ];
    let Some(status) = glance.status() else {
        return Line::from(spans);
    };
    let tally = &status.tally;
    let waiting = match tally.waiting {
        0 => "0".to_owned(),
        n => format!("{n}/{}", duration(status.delay_s)),
    };
    let seconds = |s: f64| if s > 0.0 && s < 0.5 { "<1s".to_owned() } else { duration(s) };
    let late = glance.trouble == glance::Trouble::Backlog;
    let numbers = [
        (duration(tally.heard_s), false),
        (seconds(tally.lost_s()), tally.lost_s() > 0.0),
        (seconds(tally.muted_s), tally.muted_s > 0.0),
        (short(tally.clipped), tally.clipped > 0),
        (short(tally.xruns), tally.xruns > 0),
        (short(tally.rebuilds), tally.rebuilds > 0),
        (waiting, late),
        (short(tally.doubted), false),
        (short(tally.undecoded), tally.undecoded > 0),
    ];
    spans.extend(numbers.into_iter().zip(WIDTHS).map(|((text, bad), wide)| {
        let look = if bad { style.strong() } else { style.plain() };
        Span::styled(fit_right(&text, wide), look)
    }));
    Line::from(spans)
}

/// A count in five columns at most.
fn short(n: u64) -> String {
    match n {
        0..100_000 => n.to_string(),
        100_000..10_000_000 => format!("{}k", n / 1_000),
        _ => format!("{}M", n / 1_000_000),
    }
}

/// The selected counter's causes, the machine, and the changes.
fn lines(state: &State, style: &Style, columns: u16) -> Vec<Line<'static>> {
    let w = state.words();
    let mut lines = Vec::new();
    if let Some(counter) = state.counters.get(state.counter_at) {
        lines.extend(causes::lines(w, style, counter, columns));
        lines.push(Line::raw(""));
    }
    lines.extend(machine(state, style, columns));
    lines.push(Line::raw(""));
    lines.push(Line::styled(w.changes, style.strong()));
    if state.log.is_empty() {
        lines.push(Line::styled(format!("  {}", w.no_changes), style.faint()));
    }
    for change in state.log.iter().rev().take(CHANGES) {
        let time = fit(&short_time(change.at, state.now, &state.zone), 12);
        let head = Span::styled(format!("  {time}"), style.faint());
        lines.extend(cells::wrap(vec![head, Span::raw(clean(&change.text).into_owned())], columns));
    }
    lines
}

/// How the machine stands, in a line.
fn load(state: &State, columns: u16) -> Line<'static> {
    let w = state.words();
    let machine = &state.machine;
    let unknown = || w.not_measured.to_owned();
    let free = machine.disk_free_mb.map_or_else(unknown, |mb| size(mb as f64));
    let memory = machine.memory_mb.map_or_else(unknown, |mb| size(mb as f64));
    let cores = machine.cores.map_or_else(unknown, |cores| format!("{cores:.2}"));
    let text = format!("  {} {free}   {} {memory}   {} {cores}", w.disk_free, w.memory, w.cores);
    Line::raw(cells::clip(&text, usize::from(columns)))
}

/// What it is listened with.
fn machine(state: &State, style: &Style, columns: u16) -> Vec<Line<'static>> {
    let w = state.words();
    let mut facts = Vec::new();
    if let Some(header) = &state.header {
        let model = if header.model.is_empty() { w.no_model } else { &header.model };
        facts.push((w.model, clean(model).into_owned()));
        facts.push((w.lists, clean(&header.lists).into_owned()));
        facts.push((w.version, clean(&header.liyu).into_owned()));
        let sealed = if header.unsealed { format!("  ({})", w.unsealed) } else { String::new() };
        facts.push((w.store, format!("{}{sealed}", clean(&header.store))));
    }
    let facts = facts.into_iter().map(|(name, value)| Span::raw(format!("{name} {value}")));
    let mut lines = vec![Line::styled(w.listened_with, style.strong())];
    let facts = flow(facts.collect(), columns.saturating_sub(2));
    lines.extend(facts.into_iter().map(|mut line| {
        line.spans.insert(0, Span::raw("  "));
        line
    }));
    lines
}

fn size(megabytes: f64) -> String {
    if megabytes >= GIGABYTE {
        format!("{:.1} GB", megabytes / GIGABYTE)
    } else {
        format!("{megabytes:.0} MB")
    }
}
