//! The time of an encounter from left to right: who spoke when and how loud, what was heard
//! besides, what rules came to.
//!
//! Pure. Each side has its rows, the higher the louder; signs stand where something
//! happened, so that no colour is needed. Signs of one place: the gravest shows, all of them
//! stand in the list below.

use super::style::Style;
use super::wave::{BITS, BLANK, DOTS};
use super::written::minutes;
use crate::conduct::{Moment, Side, Verdict, What};
use crate::console::state::{Mark, Marked, State};
use crate::console::text::Words;
use crate::phrasebook::List;
use crate::record::EncounterDetail;
use crate::screen::cells::{self, fit};
use ratatui::style::Style as Look;
use ratatui::text::{Line, Span};

/// Level over the counter's own at which a row is full, dB: a shout close to a microphone.
const FULL_DB: f32 = 36.0;

/// Seconds between two ticks of the axis, of which the first that leaves room is taken.
const STEPS_S: [f64; 11] =
    [5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1_800.0, 3_600.0, 14_400.0];

/// Columns between two ticks, at least.
const TICK: usize = 9;

/// Rows of one side on a screen of `rows`.
fn track_rows(rows: u16) -> usize {
    match rows {
        0..20 => 1,
        20..35 => 2,
        35..50 => 3,
        _ => 4,
    }
}

/// All rows of the timeline, at a width of `columns`; `at` is the selected mark.
pub fn lines(
    state: &State,
    style: &Style,
    detail: &EncounterDetail,
    marks: &[Mark<'_>],
    at: usize,
    columns: u16,
) -> Vec<Line<'static>> {
    let w = state.words();
    let names = [w.clerk, w.citizen, w.unknown, w.met.row_heard, w.met.row_rules];
    let margin = names.map(cells::width).into_iter().max().unwrap_or(0) + 2;
    let wide = usize::from(columns).saturating_sub(margin + 1).max(1);
    let scale = Scale::new(detail, wide);
    let strip = Strip { style, margin, scale };
    let mut lines = vec![strip.axis(w.met.row_time)];
    let rows = track_rows(state.size.1);
    for (side, name) in
        [(Side::Clerk, w.clerk), (Side::Citizen, w.citizen), (Side::Unknown, w.unknown)]
    {
        if detail.moments.iter().any(|moment| moment.is_turn() && moment.side == side) {
            lines.extend(strip.track(&detail.moments, side, name, rows));
        }
    }
    if detail.forgotten {
        let text = format!("{}{}", " ".repeat(margin), w.met.forgotten);
        lines.push(Line::styled(cells::clip(&text, usize::from(columns)), style.faint()));
    } else {
        let heard = marks.iter().filter(|mark| !matches!(mark.what, Marked::Rule(_)));
        lines.push(strip.signs(w, w.met.row_heard, heard));
    }
    let rules = marks.iter().filter(|mark| matches!(mark.what, Marked::Rule(_)));
    lines.push(strip.signs(w, w.met.row_rules, rules));
    lines.push(strip.pointer(marks.get(at)));
    lines
}

/// The sign of a mark, how grave it is among those of one place, and how it looks.
pub fn sign(w: &'static Words, style: &Style, mark: &Mark<'_>) -> (char, u8, Look) {
    match &mark.what {
        Marked::Rule(ruling) => {
            let (sign, _) = w.met.ruling(ruling.verdict, ruling.hint);
            let (rank, look) = match ruling.verdict {
                Verdict::Broken if ruling.hint => (2, style.plain()),
                Verdict::Broken => (5, style.severity(crate::phrasebook::Severity::Serious)),
                Verdict::Remedied => (3, style.strong()),
                Verdict::Merit => (2, style.strong()),
                Verdict::Kept => (1, style.plain()),
                Verdict::NotJudged => (0, style.faint()),
            };
            (sign, rank, look)
        }
        Marked::Taboo { .. } | Marked::Incident => ('!', 5, style.mark(List::Taboo)),
        Marked::Noise { noise, .. } => (w.met.noise(*noise).0, 4, style.strong()),
        Marked::Call { .. } => ('c', 4, style.strong()),
        Marked::Ticket(_) => ('#', 1, style.plain()),
        Marked::Amount { .. } => ('$', 2, style.plain()),
        Marked::Unjudged { .. } => ('-', 0, style.faint()),
    }
}

/// Where times lie.
struct Scale {
    from_s: f64,
    length_s: f64,
    wide: usize,
}

impl Scale {
    fn new(detail: &EncounterDetail, wide: usize) -> Scale {
        let from_s = detail.row.start_s;
        let length_s = detail.row.end_s - from_s;
        let length_s = if length_s.is_finite() { length_s.max(1.0) } else { 1.0 };
        Scale { from_s, length_s, wide }
    }

    /// The column of a time, of `parts` that each column has.
    fn place(&self, at_s: f64, parts: usize) -> usize {
        let across = self.wide * parts;
        let share = ((at_s - self.from_s) / self.length_s).clamp(0.0, 1.0);
        ((share * across as f64) as usize).min(across - 1)
    }
}

/// The timeline while it is drawn.
struct Strip<'a> {
    style: &'a Style,
    /// Columns of the names at the left.
    margin: usize,
    scale: Scale,
}

impl Strip<'_> {
    fn name(&self, name: &str) -> Span<'static> {
        Span::styled(fit(name, self.margin), self.style.faint())
    }

    /// Minutes and seconds since the encounter began, each behind its tick.
    fn axis(&self, name: &str) -> Line<'static> {
        let scale = &self.scale;
        let per_column_s = scale.length_s / scale.wide as f64;
        let fits = |step: &&f64| **step / per_column_s >= TICK as f64;
        let step_s = STEPS_S.iter().find(fits).copied().unwrap_or(f64::INFINITY);
        let mut text = fit(name, self.margin);
        // The first is at the beginning, however far the others are.
        let ticks = (1..scale.wide).map(|n| n as f64 * step_s);
        for at_s in std::iter::once(0.0).chain(ticks).take_while(|at_s| *at_s <= scale.length_s) {
            let column = self.margin + scale.place(scale.from_s + at_s, 1);
            let label = format!("|{}", minutes(at_s));
            if column + cells::width(&label) > self.margin + scale.wide {
                break;
            }
            text.push_str(&" ".repeat(column.saturating_sub(cells::width(&text))));
            text.push_str(&label);
        }
        Line::styled(text, self.style.faint())
    }

    /// The turns of a side, `rows` high; its taboo phrases set off.
    fn track(&self, moments: &[Moment], side: Side, name: &str, rows: usize) -> Vec<Line<'static>> {
        let (wide, high) = (self.scale.wide, rows * DOTS.1);
        let mut bits = vec![vec![0_u32; wide]; rows];
        let mut taboo = vec![false; wide];
        for moment in moments.iter().filter(|moment| moment.side == side) {
            match &moment.what {
                What::Turn { above_db, understood, .. } => {
                    let from = self.scale.place(moment.start_s, DOTS.0);
                    let to = self.scale.place(moment.end_s, DOTS.0);
                    let dots = height(*above_db, high);
                    for x in (from..=to.max(from)).step_by(if *understood { 1 } else { 4 }) {
                        for y in high - dots..high {
                            bits[y / DOTS.1][x / DOTS.0] |= BITS[x % DOTS.0][y % DOTS.1];
                        }
                    }
                }
                What::Phrase { list: List::Taboo, .. } => {
                    let (from, to) =
                        (self.scale.place(moment.start_s, 1), self.scale.place(moment.end_s, 1));
                    taboo[from..=to.max(from)].fill(true);
                }
                _ => {}
            }
        }
        let rows = bits.into_iter().enumerate().map(|(n, row)| {
            let mut spans = vec![self.name(if n == 0 { name } else { "" })];
            for run in (0..wide).collect::<Vec<_>>().chunk_by(|a, b| taboo[*a] == taboo[*b]) {
                let text: String = run.iter().map(|at| braille(row[*at])).collect();
                let set_off = run.first().is_some_and(|at| taboo[*at]);
                let look = if set_off { self.style.mark(List::Taboo) } else { self.style.plain() };
                spans.push(Span::styled(text, look));
            }
            Line::from(spans)
        });
        rows.collect()
    }

    /// The signs of `marks` in one row.
    fn signs<'m>(
        &self,
        w: &'static Words,
        name: &str,
        marks: impl Iterator<Item = &'m Mark<'m>>,
    ) -> Line<'static> {
        let mut places: Vec<Option<(char, u8, Look)>> = vec![None; self.scale.wide];
        for mark in marks {
            let Some(at_s) = mark.at_s else { continue };
            let sign = sign(w, self.style, mark);
            let place = &mut places[self.scale.place(at_s, 1)];
            if place.is_none_or(|known| known.1 < sign.1) {
                *place = Some(sign);
            }
        }
        let mut spans = vec![self.name(name)];
        spans.extend(places.into_iter().map(|place| match place {
            Some((sign, _, look)) => Span::styled(sign.to_string(), look),
            None => Span::raw(" "),
        }));
        Line::from(spans)
    }

    /// Where the selected mark is.
    fn pointer(&self, mark: Option<&Mark<'_>>) -> Line<'static> {
        let Some(at_s) = mark.and_then(|mark| mark.at_s) else { return Line::raw("") };
        let time = minutes(at_s - self.scale.from_s);
        let column = self.scale.place(at_s, 1);
        // The time stands where there is room for it.
        let wide = cells::width(&time);
        let text = if column + 2 + wide <= self.scale.wide {
            format!("{}^ {time}", " ".repeat(self.margin + column))
        } else {
            let before = (self.margin + column).saturating_sub(wide + 1);
            format!("{}{time} ^", " ".repeat(before))
        };
        Line::styled(text, self.style.strong())
    }
}

/// Dots of a level; one at least, so that a low voice shows.
fn height(above_db: f32, high: usize) -> usize {
    let share = if above_db.is_finite() { (above_db / FULL_DB).clamp(0.0, 1.0) } else { 0.0 };
    ((share * high as f32).round() as usize).clamp(1, high)
}

/// A braille sign; nothing where nobody speaks.
fn braille(bits: u32) -> char {
    match bits {
        0 => ' ',
        bits => char::from_u32(BLANK + bits).unwrap_or(' '),
    }
}

/// The highest level of the turns over the counter's own, dB; absent where nobody spoke.
pub fn loudest(moments: &[Moment]) -> Option<f32> {
    let levels = moments.iter().filter_map(|moment| match moment.what {
        What::Turn { above_db, .. } if above_db.is_finite() => Some(above_db),
        _ => None,
    });
    levels.reduce(f32::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_higher_the_louder_and_the_lowest_shows() {
        for (above_db, dots) in [(-9.0, 1), (0.0, 1), (9.0, 2), (18.0, 4), (36.0, 8), (99.0, 8)] {
            assert_eq!(height(above_db, 8), dots, "{above_db}");
        }
        assert_eq!(height(f32::NAN, 4), 1);
    }
}
