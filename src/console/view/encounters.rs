//! The list of encounters: what is asked for, and a row for each. Pure.

use super::style::Style;
use super::written::{minutes, short_time};
use crate::conduct::Outcome;
use crate::console::state::{Period, State};
use crate::console::text::Words;
use crate::record::EncounterRow;
use crate::screen::cells::{self, clip, fit, fit_right};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style as Look;
use ratatui::text::{Line, Span};

/// Rows above the first encounter: title, filter, heads.
const HEAD: u16 = 3;

/// Columns of a duration.
const LENGTH: usize = 8;

/// Columns of the least of a remark that says something.
const REMARK: usize = 6;

pub fn draw(state: &State, style: &Style, frame: &mut Frame<'_>, area: Rect) {
    let w = state.words();
    let list = &state.encounters.list;
    let title = match list.total {
        0 => w.met.view.to_owned(),
        n => format!("{} {}/{n}", w.met.view, (list.place() + 1).min(n)),
    };
    let below = super::titled(style, frame, area, true, &title);
    let mut lines = vec![filters(state, style, below.width)];
    if list.rows.is_empty() {
        let text = match (list.answered, state.encounters.filter.is_all()) {
            (None, _) => w.reading,
            (Some(_), true) => w.met.none,
            (Some(_), false) => w.met.none_fit,
        };
        lines.push(Line::raw(format!("  {text}")));
    } else {
        let columns = Columns::new(state, usize::from(below.width));
        lines.push(head(w, style, &columns));
        let (first, room) = window(state, area);
        let rows = list.rows.iter().enumerate().skip(first).take(room);
        lines.extend(rows.map(|(at, met)| row(state, style, &columns, met, at == list.at)));
    }
    super::put(frame, below, lines);
}

/// The first row that is drawn, and how many fit.
fn window(state: &State, area: Rect) -> (usize, usize) {
    let list = &state.encounters.list;
    let room = usize::from(area.height.saturating_sub(HEAD));
    (super::window(list.at, list.rows.len(), room), room)
}

/// The row of the stretch that is drawn at this row of the screen.
pub fn at(state: &State, area: Rect, row: u16) -> Option<usize> {
    let (first, room) = window(state, area);
    let at = usize::from(row.checked_sub(area.y + HEAD)?);
    (at < room && first + at < state.encounters.list.rows.len()).then_some(first + at)
}

/// What is left out.
fn filters(state: &State, style: &Style, columns: u16) -> Line<'static> {
    let (w, filter) = (state.words(), &state.encounters.filter);
    let mut text = format!("  {}", w.sort_newest);
    let parts = [
        filter.outcome.map(|outcome| w.met.outcome(outcome).1.to_owned()),
        (filter.period != Period::All).then(|| w.period(filter.period).to_owned()),
        filter.counter.as_ref().map(|name| clip(name, 24)),
    ];
    for part in parts.into_iter().flatten() {
        text.push_str(&format!("  [{part}]"));
    }
    if state.encounters.list.turning() {
        text.push_str(&format!("  {}", w.reading));
    }
    let look = if filter.is_all() { style.faint() } else { style.strong() };
    Line::styled(clip(&text, usize::from(columns)), look)
}

/// The widths that depend on words and screen.
struct Columns {
    counter: usize,
    outcome: usize,
    figure: usize,
    /// What is left for remarks.
    rest: usize,
}

impl Columns {
    fn new(state: &State, width: usize) -> Columns {
        let w = state.words();
        let counter = match width {
            _ if state.is_nameless() => 0,
            0..90 => 9,
            _ => 16,
        };
        let outcomes = [Outcome::Clean, Outcome::Remedied, Outcome::Flagged, Outcome::NotJudged];
        let outcomes = outcomes.map(|outcome| cells::width(w.met.outcome(outcome).1) + 3);
        let outcome = outcomes.into_iter().max().unwrap_or(0);
        let heads = heads(w).map(cells::width);
        let figure = heads.into_iter().max().unwrap_or(0) + 1;
        let fixed = 2 + 12 + counter + outcome + LENGTH + 5 * figure + 2;
        Columns { counter, outcome, figure, rest: width.saturating_sub(fixed) }
    }
}

fn heads(w: &'static Words) -> [&'static str; 5] {
    let met = w.met;
    [met.col_broken, met.col_remedied, met.col_kept, met.col_merits, met.col_unjudged]
}

fn head(w: &'static Words, style: &Style, columns: &Columns) -> Line<'static> {
    let mut text = format!("  {}", fit(w.col_time, 12));
    text.push_str(&fit(w.col_counter, columns.counter));
    text.push_str(&fit(w.met.col_outcome, columns.outcome));
    text.push_str(&fit_right(w.met.col_length, LENGTH));
    for head in heads(w) {
        text.push_str(&fit_right(head, columns.figure));
    }
    Line::styled(text, style.faint())
}

/// How what an encounter comes to looks.
pub fn look(style: &Style, outcome: Outcome) -> Look {
    match outcome {
        Outcome::Flagged => style.severity(crate::phrasebook::Severity::Serious),
        Outcome::Remedied => style.strong(),
        Outcome::Clean => style.plain(),
        Outcome::NotJudged => style.faint(),
    }
}

/// What else is to be known of an encounter.
pub fn remarks(w: &'static Words, met: &EncounterRow) -> Vec<&'static str> {
    let citizen = match met.has_citizen {
        Some(true) => None,
        Some(false) => Some(w.met.no_citizen),
        None => Some(w.met.sides_unknown),
    };
    met.overtime.then_some(w.met.overtime).into_iter().chain(citizen).collect()
}

fn row(
    state: &State,
    style: &Style,
    columns: &Columns,
    met: &EncounterRow,
    chosen: bool,
) -> Line<'static> {
    let w = state.words();
    let (sign, word) = w.met.outcome(met.outcome);
    // What is none is not to be read.
    let figure = |n: u32| match n {
        0 => fit_right("-", columns.figure),
        n => fit_right(&n.to_string(), columns.figure),
    };
    let gone = chosen && state.encounters.list.gone;
    let broken = if met.broken > 0 { style.strong() } else { style.plain() };
    let remarks = match columns.rest {
        0..REMARK => String::new(),
        _ => remarks(w, met).join("  "),
    };
    let line = Line::from(vec![
        Span::raw(match (chosen, gone) {
            (_, true) => ">~",
            (true, false) => "> ",
            (false, false) => "  ",
        }),
        Span::raw(fit(&short_time(met.at, state.now, &state.zone), 12)),
        Span::raw(fit(&clip(&met.counter, columns.counter.saturating_sub(1)), columns.counter)),
        Span::styled(fit(&format!("{sign} {word}"), columns.outcome), look(style, met.outcome)),
        Span::raw(fit_right(&minutes(met.end_s - met.start_s), LENGTH)),
        Span::styled(figure(met.broken), broken),
        Span::raw(figure(met.remedied)),
        Span::raw(figure(met.kept)),
        Span::raw(figure(met.merits)),
        Span::styled(figure(met.not_judged), style.faint()),
        Span::raw(format!("  {}", fit(&remarks, columns.rest))),
    ]);
    match (chosen, state.encounters.list.turning()) {
        (true, _) => line.style(style.selected()),
        (false, true) => line.style(style.faint()),
        (false, false) => line,
    }
}
