//! The service score and how much of the hall it speaks of: what was heard, what of the
//! speech was understood, and what lay in encounters that were judged.
//!
//! Pure. A score stands beside the number of encounters that it comes from; one of few is
//! in brackets.

use super::figures::{heading, time};
use super::plot;
use super::style::Style;
use super::written::duration;
use crate::console::state::State;
use crate::console::text::{Words, fill};
use crate::record::{Counts, Figures, HourCounts, Span as Stretch};
use crate::screen::cells::{self, fit, fit_right};
use ratatui::style::Color;
use ratatui::text::{Line, Span};

/// Encounters from which a score says something: with fewer, one more or less moves it by
/// more than ten in a hundred.
const ENOUGH: u64 = 10;

/// Columns of a plotted value that leave room for brackets.
const BRACKETS: usize = 4;

/// Columns of the longest bar.
const MOST_BAR: usize = 40;

/// What is shown of the scores of `figures`.
pub struct Score<'a> {
    pub w: &'static Words,
    pub state: &'a State,
    pub style: &'a Style,
    pub figures: &'a Figures,
}

impl Score<'_> {
    /// Of the whole: what was understood and judged.
    pub fn understood(&self) -> Vec<Span<'static>> {
        let (w, heard) = (self.w, &self.figures.total.heard);
        let understood = share(heard.understood_s, heard.speech_s).map_or_else(
            || w.no_data.to_owned(),
            |percent| {
                let (of, all) = (duration(heard.understood_s), duration(heard.speech_s));
                format!("{percent:.0}% ({of}/{all})")
            },
        );
        let percent = share(heard.judged_s, heard.heard_s);
        let percent = percent.map(|p| format!(" ({p:.0}%)")).unwrap_or_default();
        vec![
            Span::raw(fill(w.met.understood_of, &[&understood])),
            Span::raw(format!("{} {}{percent}", w.met.judged, duration(heard.judged_s))),
        ]
    }

    /// Of the whole: the score.
    pub fn whole(&self) -> Span<'static> {
        let (w, heard) = (self.w, &self.figures.total.heard);
        let text = score(heard).map_or_else(
            || w.no_data.to_owned(),
            |score| fill(w.met.score_of, &[&score, &heard.judged]),
        );
        Span::styled(format!("{} {text}", w.met.score), self.style.strong())
    }

    /// The score over time, where there is any: bars of `bar` in cells of `cell` columns.
    pub fn over_time(&self, (bar, cell): (usize, usize), rows: usize) -> Vec<Line<'static>> {
        let (w, times) = (self.w, &self.figures.by_time);
        if self.figures.total.heard.courtesy_asked == 0 {
            return Vec::new();
        }
        let values: Vec<_> = times.iter().map(|(_, counts)| counts.heard.score_percent()).collect();
        let row = |texts: Vec<String>| -> String {
            texts.iter().map(|text| fit(text, bar) + &" ".repeat(cell - bar)).collect()
        };
        let scores = times.iter().map(|(_, counts)| match counts.heard.score_percent() {
            Some(p) if is_of_few(&counts.heard) && bar >= BRACKETS => format!("({p:.0})"),
            Some(p) => format!("{p:.0}"),
            None => "-".to_owned(),
        });
        let sizes = times.iter().map(|(_, counts)| match counts.heard.judged {
            0 => "-".to_owned(),
            n => format!("n={n}").chars().skip(if bar < BRACKETS { 2 } else { 0 }).collect(),
        });
        let by = by(w, self.figures.span);
        let mut lines = vec![heading(self.style, w.met.score, &format!("{by}  {}", w.met.score_n))];
        let green = self.style.fg(Color::Green);
        let bars = plot::columns(&values, 100.0, (bar, cell), rows);
        lines.extend(bars.into_iter().map(|text| Line::styled(text, green)));
        lines.push(Line::raw(row(scores.collect())));
        lines.push(Line::raw(row(sizes.collect())));
        let hours = times.iter().map(|(at, _)| time(self.state, self.figures.span, *at));
        lines.push(Line::styled(row(hours.collect()), self.style.faint()));
        lines.push(Line::raw(""));
        lines
    }

    /// Score and the three figures of each counter.
    pub fn by_counter(&self, columns: usize) -> Vec<Line<'static>> {
        let counters = &self.figures.by_counter;
        if counters.is_empty() || self.state.in_shadow() {
            return Vec::new();
        }
        let names = counters.iter().map(|(name, counts)| (name.clone(), counts));
        let lines = vec![heading(self.style, self.w.met.by_counter, self.w.met.few)];
        self.table(lines, self.w.col_counter, names.collect(), columns)
    }

    /// The same over time.
    pub fn by_time(&self, columns: usize) -> Vec<Line<'static>> {
        let (w, span) = (self.w, self.figures.span);
        let times = self.figures.by_time.iter();
        let times = times.filter(|(_, counts)| counts.heard.heard_s + counts.heard.lost_s > 0.0);
        let times: Vec<_> =
            times.map(|(at, counts)| (time(self.state, span, *at), counts)).collect();
        if times.is_empty() {
            return Vec::new();
        }
        let lines = vec![heading(self.style, w.met.by_time, by(w, span))];
        self.table(lines, w.col_time, times, columns)
    }

    fn table(
        &self,
        mut lines: Vec<Line<'static>>,
        named: &str,
        rows: Vec<(String, &Counts)>,
        columns: usize,
    ) -> Vec<Line<'static>> {
        let w = self.w;
        let longest = rows.iter().map(|(name, _)| cells::width(name)).max().unwrap_or(0);
        let name = longest.max(cells::width(named)).clamp(6, 14);
        // Score, encounters and the three figures, with a gap before each.
        let fixed = 2 + name + 8 + 1 + 8 + 3 * 9;
        let bar = columns.saturating_sub(fixed).min(MOST_BAR);
        let head = [
            "  ".to_owned(),
            fit(named, name),
            fit_right(w.met.score_short, 8),
            " ".repeat(bar + 1),
            fit_right(w.met.col_encounters, 8),
            fit_right(w.col_heard, 9),
            fit_right(w.met.understood_short, 9),
            fit_right(w.met.judged, 9),
        ];
        lines.push(Line::styled(head.concat(), self.style.faint()));
        let green = self.style.fg(Color::Green);
        lines.extend(rows.into_iter().map(|(text, counts)| {
            let percent = counts.heard.score_percent().unwrap_or(0.0);
            let shown = score(&counts.heard).unwrap_or_else(|| "-".to_owned());
            let understood = share(counts.heard.understood_s, counts.heard.speech_s);
            let understood = understood.map_or_else(|| "-".to_owned(), |p| format!("{p:.0}%"));
            Line::from(vec![
                Span::raw(format!("  {}{} ", fit(&text, name), fit_right(&shown, 8))),
                Span::styled(plot::padded(percent, 100.0, bar), green),
                Span::raw(fit_right(&counts.heard.judged.to_string(), 8)),
                Span::raw(fit_right(&duration(counts.heard.heard_s), 9)),
                Span::raw(fit_right(&understood, 9)),
                Span::raw(fit_right(&duration(counts.heard.judged_s), 9)),
            ])
        }));
        lines.push(Line::raw(""));
        lines
    }
}

fn by(w: &'static Words, span: Stretch) -> &'static str {
    match span {
        Stretch::Day => w.by_hour,
        Stretch::Week => w.by_day,
    }
}

fn is_of_few(heard: &HourCounts) -> bool {
    heard.judged < ENOUGH
}

/// The score in a hundred, in brackets when it comes from few encounters.
fn score(heard: &HourCounts) -> Option<String> {
    let percent = heard.score_percent()?;
    Some(if is_of_few(heard) { format!("({percent:.0}%)") } else { format!("{percent:.0}%") })
}

/// `part` of `whole` in a hundred; absent of nothing.
fn share(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| 100.0 * (part / whole).clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_of_few_is_in_brackets_and_of_none_is_none() {
        let of = |judged, asked, kept| {
            let (courtesy_asked, courtesy_kept) = (asked, kept);
            score(&HourCounts { judged, courtesy_asked, courtesy_kept, ..HourCounts::default() })
        };
        assert_eq!(of(9, 27, 18).as_deref(), Some("(67%)"));
        assert_eq!(of(10, 30, 18).as_deref(), Some("60%"));
        assert_eq!(of(12, 0, 0), None);
    }
}
