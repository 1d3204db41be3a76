//! What today or the week comes to: the whole, over time, by counter and by phrase.
//!
//! Pure. Every plot has its figures beside it, and nothing is claimed of what was not
//! heard or not decided: the share of alarms that hold comes with its interval, and only
//! from decisions.

use super::plot;
use super::score::Score;
use super::style::Style;
use super::written::{duration, flow};
use crate::account::Action as May;
use crate::console::state::State;
use crate::console::text::{Words, fill};
use crate::interval;
use crate::phrasebook::List;
use crate::record::{Counts, Figures, HourCounts, PhraseFigures, Span as Stretch};
use crate::screen::cells::{self, fit, fit_right};
use jiff::Timestamp;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Color, Style as Look};
use ratatui::text::{Line, Span};

/// Columns from which the plots over time stand beside counters and phrases.
const SIDE_BY_SIDE: usize = 150;

/// Columns that a place in time needs, its gap with it.
const LEAST_CELL: usize = 3;

/// Columns of the widest place in time.
const MOST_CELL: usize = 12;

/// Columns of the longest bar.
const MOST_BAR: usize = 40;

pub fn draw(state: &State, style: &Style, frame: &mut Frame<'_>, area: Rect) {
    let lines = lines(state, style, area);
    let room = super::room(area);
    let w = state.words();
    let span = span_name(w, state.span);
    let scroll = state.scroll.min(lines.len().saturating_sub(room));
    let title = if lines.len() > room {
        let seen = (scroll + room).min(lines.len());
        format!("{} {span}  {seen}/{}", w.view_figures, lines.len())
    } else {
        format!("{} {span}", w.view_figures)
    };
    let area = super::titled(style, frame, area, true, &title);
    super::put(frame, area, lines.into_iter().skip(scroll));
}

/// How far the view can be scrolled down in `area`.
pub fn scroll_limit(state: &State, area: Rect) -> usize {
    lines(state, &Style::new(false), area).len().saturating_sub(super::room(area))
}

fn span_name(w: &Words, span: Stretch) -> &'static str {
    match span {
        Stretch::Day => w.today,
        Stretch::Week => w.week,
    }
}

/// All rows of the view in `area`.
fn lines(state: &State, style: &Style, area: Rect) -> Vec<Line<'static>> {
    let w = state.words();
    let Some(figures) = state.figures.as_deref().filter(|f| f.span == state.span) else {
        return vec![Line::styled(format!("  {}", w.counting), style.faint())];
    };
    let page = Page { w, state, style, figures };
    let score = Score { w, state, style, figures };
    let columns = usize::from(area.width);
    if !state.may(May::SeeFigures) {
        // Who builds lists sees what each phrase comes to, and nothing of the hall.
        return page.by_phrase(columns);
    }
    let mut lines = page.whole(&score, columns);
    lines.push(Line::raw(""));
    if columns >= SIDE_BY_SIDE {
        let left = (columns - 2) / 2;
        let plots = page.over_time(&score, left, plot_rows(area.height));
        let mut tables = page.by_counter(columns - 2 - left);
        tables.push(Line::raw(""));
        tables.extend(score.by_counter(columns - 2 - left));
        tables.extend(score.by_time(columns - 2 - left));
        tables.extend(page.by_phrase(columns - 2 - left));
        lines.extend(beside(plots, tables, left + 2));
    } else {
        lines.extend(page.over_time(&score, columns, plot_rows(area.height)));
        lines.extend(page.by_counter(columns));
        lines.push(Line::raw(""));
        lines.extend(score.by_counter(columns));
        lines.extend(score.by_time(columns));
        lines.extend(page.by_phrase(columns));
    }
    lines
}

/// Rows of a plot on a screen of `rows`.
fn plot_rows(rows: u16) -> usize {
    match rows {
        0..30 => 3,
        30..45 => 5,
        _ => 9,
    }
}

/// `left` and `right` beside each other, `right` from column `from` on.
fn beside(left: Vec<Line<'static>>, right: Vec<Line<'static>>, from: usize) -> Vec<Line<'static>> {
    let (mut left, mut right) = (left.into_iter(), right.into_iter());
    let mut lines = Vec::new();
    loop {
        let (one, other) = (left.next(), right.next());
        if one.is_none() && other.is_none() {
            return lines;
        }
        let mut line = one.unwrap_or_default();
        let missing = from.saturating_sub(line.width());
        line.spans.push(Span::raw(" ".repeat(missing)));
        line.spans.extend(other.unwrap_or_default().spans);
        lines.push(line);
    }
}

/// The name of a part of the view, and what is to be known of it.
pub fn heading(style: &Style, text: &str, more: &str) -> Line<'static> {
    Line::from(vec![
        Span::styled(text.to_owned(), style.strong()),
        Span::styled(format!("  {more}"), style.faint()),
    ])
}

/// The hour or day that begins at `at`.
pub fn time(state: &State, span: Stretch, at: Timestamp) -> String {
    let form = match span {
        Stretch::Day => "%H",
        Stretch::Week => "%m-%d",
    };
    at.to_zoned(state.zone.clone()).strftime(form).to_string()
}

struct Page<'a> {
    w: &'static Words,
    state: &'a State,
    style: &'a Style,
    figures: &'a Figures,
}

impl Page<'_> {
    fn heading(&self, text: &str, more: String) -> Line<'static> {
        heading(self.style, text, &more)
    }

    /// What it all comes to: what was heard, and what was found in it.
    fn whole(&self, score: &Score<'_>, columns: usize) -> Vec<Line<'static>> {
        let (w, total) = (self.w, &self.figures.total);
        let (plain, strong) = (self.style.plain(), self.style.strong());
        let HourCounts { heard_s, lost_s, muted_s, utterances, civil, .. } = total.heard;
        let whole_s = heard_s + lost_s;
        let lost = if lost_s > 0.0 && whole_s > 0.0 {
            let share = 100.0 * lost_s / whole_s;
            format!("{} {} ({share:.2}%)", w.col_lost, duration(lost_s))
        } else {
            format!("{} {}", w.col_lost, duration(lost_s))
        };
        let courtesy = courtesy(total)
            .map_or_else(|| w.no_data.to_owned(), |text| format!("{text} ({civil}/{utterances})"));
        let mut heard = vec![Span::raw(format!("{} {}", w.col_heard, duration(heard_s)))];
        heard.extend(score.understood());
        heard.push(Span::styled(lost, if lost_s > 0.0 { strong } else { plain }));
        if muted_s > 0.0 {
            heard.push(Span::raw(format!("{} {}", w.muted_time, duration(muted_s))));
        }
        heard.push(Span::styled(format!("{} {courtesy}", w.courtesy), strong));
        heard.push(score.whole());
        let holds = self.holds(total.confirmed, total.dismissed);
        let found = vec![
            Span::styled(format!("{} {}", w.incidents, total.incidents), strong),
            Span::raw(format!("{} {}", w.waiting, total.open)),
            Span::raw(format!("{} {}", w.confirmed, total.confirmed)),
            Span::raw(format!("{} {}", w.dismissed, total.dismissed)),
            Span::styled(format!("{} {}", w.uncertain, total.uncertain), self.style.faint()),
            Span::raw(format!("{} {}", w.holds, holds.unwrap_or_else(|| w.no_data.to_owned()))),
        ];
        let columns = u16::try_from(columns.saturating_sub(1)).unwrap_or(u16::MAX);
        let mut lines = flow(heard, columns);
        lines.extend(flow(found, columns));
        for line in &mut lines {
            line.spans.insert(0, Span::raw(" "));
        }
        lines
    }

    /// The share of decided alarms that held, and the interval that the truth lies in;
    /// `None` where nobody has decided.
    fn holds(&self, confirmed: u64, dismissed: u64) -> Option<String> {
        let decided = confirmed + dismissed;
        let seen = usize::try_from(confirmed).ok()?;
        let interval = interval::share(seen, usize::try_from(decided).ok()?)?;
        let percent = 100.0 * confirmed as f64 / decided as f64;
        let (low, high) = (100.0 * interval.low, 100.0 * interval.high);
        Some(format!("{percent:.0}% [{low:.0}-{high:.0}%]"))
    }

    /// Incidents and courtesy over time: columns where they fit, else a table.
    fn over_time(&self, score: &Score<'_>, columns: usize, rows: usize) -> Vec<Line<'static>> {
        let n = self.figures.by_time.len();
        if n == 0 {
            return Vec::new();
        }
        let cell = (columns / n).min(MOST_CELL);
        if cell < LEAST_CELL {
            return self.time_table();
        }
        let bar = cell - 1;
        let times: Vec<String> =
            self.figures.by_time.iter().map(|(at, _)| self.time(*at)).collect();
        let incidents: Vec<_> =
            self.figures.by_time.iter().map(|(_, c)| Some(c.incidents as f64)).collect();
        let highest = self.figures.by_time.iter().map(|(_, c)| c.incidents).max().unwrap_or(0);
        let counts = self.figures.by_time.iter().map(|(_, c)| match c.incidents {
            0 if c.heard.heard_s <= 0.0 => "-".to_owned(),
            n => n.to_string(),
        });
        let percents: Vec<_> =
            self.figures.by_time.iter().map(|(_, c)| c.heard.courtesy_percent()).collect();
        let shares =
            percents.iter().map(|p| p.map_or_else(|| "-".to_owned(), |p| format!("{p:.0}")));
        let by = match self.figures.span {
            Stretch::Day => self.w.by_hour,
            Stretch::Week => self.w.by_day,
        };
        let mut lines = Vec::new();
        let mut plot = |name: &str,
                        note: String,
                        values: &[Option<f64>],
                        top: f64,
                        look: Look,
                        figures: Vec<String>| {
            lines.push(self.heading(name, format!("{by}{note}")));
            let bars = plot::columns(values, top, (bar, cell), rows);
            lines.extend(bars.into_iter().map(|row| Line::styled(row, look)));
            let row = |texts: &[String]| {
                texts.iter().map(|text| fit(text, bar) + " ").collect::<String>()
            };
            lines.push(Line::raw(row(&figures)));
            lines.push(Line::styled(row(&times), self.style.faint()));
            lines.push(Line::raw(""));
        };
        let magenta = self.style.fg(Color::Magenta);
        let note = format!("  {}", fill(self.w.highest, &[&highest]));
        plot(self.w.incidents, note, &incidents, highest as f64, magenta, counts.collect());
        let green = self.style.fg(Color::Green);
        plot(self.w.courtesy, "  %".to_owned(), &percents, 100.0, green, shares.collect());
        lines.extend(score.over_time((bar, cell), rows));
        lines
    }

    /// The same as a table.
    fn time_table(&self) -> Vec<Line<'static>> {
        let w = self.w;
        let head = [
            fit("", 8),
            fit_right(w.incidents, 8),
            fit_right(w.courtesy, 10),
            fit_right(w.col_heard, 8),
        ];
        let mut lines = vec![Line::styled(head.concat(), self.style.faint())];
        for (at, counts) in &self.figures.by_time {
            let percent = courtesy(counts).unwrap_or_else(|| "-".to_owned());
            let row = [
                fit(&self.time(*at), 8),
                fit_right(&counts.incidents.to_string(), 8),
                fit_right(&percent, 10),
                fit_right(&duration(counts.heard.heard_s), 8),
            ];
            lines.push(Line::raw(row.concat()));
        }
        lines.push(Line::raw(""));
        lines
    }

    fn time(&self, at: Timestamp) -> String {
        time(self.state, self.figures.span, at)
    }

    fn by_counter(&self, columns: usize) -> Vec<Line<'static>> {
        let w = self.w;
        let mut lines = vec![self.heading(w.by_counter, String::new())];
        if let Some(until) = self.state.who.shadow_until.filter(|_| self.state.in_shadow()) {
            let day = until.to_zoned(self.state.zone.clone()).strftime("%Y-%m-%d");
            let text = format!("  {}", fill(w.shadow_month, &[&day]));
            let columns = u16::try_from(columns).unwrap_or(u16::MAX);
            lines.extend(cells::wrap(vec![Span::raw(text)], columns));
            return lines;
        }
        let counters = &self.figures.by_counter;
        if counters.is_empty() {
            lines.push(Line::raw(format!("  {}", w.no_data)));
            return lines;
        }
        let name =
            counters.iter().map(|(name, _)| cells::width(name)).max().unwrap_or(0).clamp(6, 14);
        // Percent, count, the three of what became of it, heard, and a gap before each.
        let fixed = 2 + name + 6 + 6 + 18 + 7 + 2;
        let room = columns.saturating_sub(fixed);
        let bar = (room / 2).min(MOST_BAR);
        let highest = counters.iter().map(|(_, c)| c.incidents).max().unwrap_or(0);
        let head = [
            "  ".to_owned(),
            fit(w.col_counter, name),
            fit_right(w.courtesy_short, 6),
            " ".repeat(bar + 1),
            fit_right(w.incidents_short, 6),
            " ".repeat(bar + 1),
            fit_right(w.waiting_short, 6),
            fit_right(w.confirmed_short, 6),
            fit_right(w.dismissed_short, 6),
            fit_right(w.col_heard, 7),
        ];
        lines.push(Line::styled(head.concat(), self.style.faint()));
        for (counter, counts) in counters {
            let percent = counts.heard.courtesy_percent();
            let text = courtesy(counts).unwrap_or_else(|| "-".to_owned());
            lines.push(Line::from(vec![
                Span::raw(format!("  {}{} ", fit(counter, name), fit_right(&text, 6))),
                Span::styled(
                    plot::padded(percent.unwrap_or(0.0), 100.0, bar),
                    self.style.fg(Color::Green),
                ),
                Span::raw(fit_right(&counts.incidents.to_string(), 6) + " "),
                Span::styled(
                    plot::padded(counts.incidents as f64, highest as f64, bar),
                    self.style.fg(Color::Magenta),
                ),
                Span::raw(fit_right(&counts.open.to_string(), 6)),
                Span::raw(fit_right(&counts.confirmed.to_string(), 6)),
                Span::raw(fit_right(&counts.dismissed.to_string(), 6)),
                Span::styled(fit_right(&duration(counts.heard.heard_s), 7), self.style.faint()),
            ]));
        }
        lines
    }

    fn by_phrase(&self, columns: usize) -> Vec<Line<'static>> {
        let w = self.w;
        let legend = format!(
            "{} {}  {} {}  {} {}",
            plot::PARTS[0],
            w.confirmed,
            plot::PARTS[1],
            w.dismissed,
            plot::PARTS[2],
            w.waiting
        );
        let mut lines = vec![self.heading(w.by_phrase, legend)];
        let phrases = &self.figures.by_phrase;
        if phrases.is_empty() {
            lines.push(Line::raw(format!("  {}", w.no_data)));
            return lines;
        }
        let longest = phrases.iter().map(|p| cells::width(&p.phrase) + 4).max().unwrap_or(0);
        // Count, bar, and what the decisions say.
        let name = longest.clamp(10, columns.saturating_sub(6 + 12 + 22).clamp(10, 40));
        let bar = columns.saturating_sub(2 + name + 6 + 1 + 22).min(MOST_BAR);
        let head = [
            "  ".to_owned(),
            fit(w.col_phrase, name),
            fit_right(w.times, 6),
            " ".repeat(bar + 2),
            w.holds_so_far.to_owned(),
        ];
        lines.push(Line::styled(head.concat(), self.style.faint()));
        for list in [List::Taboo, List::Civil] {
            let of = || phrases.iter().filter(move |phrase| phrase.list == list);
            let highest = of().map(|phrase| phrase.n).max().unwrap_or(0);
            lines.extend(of().map(|phrase| self.phrase(phrase, highest, name, bar)));
        }
        lines
    }

    fn phrase(
        &self,
        phrase: &PhraseFigures,
        highest: u64,
        name: usize,
        bar: usize,
    ) -> Line<'static> {
        let text = match phrase.list {
            List::Taboo => format!("【{}】", cells::clip(&phrase.phrase, name - 4)),
            List::Civil => format!("〔{}〕", cells::clip(&phrase.phrase, name - 4)),
        };
        let mut spans = vec![
            Span::raw("  "),
            Span::styled(fit(&text, name), self.style.mark(phrase.list)),
            Span::raw(fit_right(&phrase.n.to_string(), 6) + " "),
        ];
        if phrase.list == List::Civil {
            let text = plot::padded(phrase.n as f64, highest as f64, bar);
            spans.push(Span::styled(text, self.style.fg(Color::Green)));
            return Line::from(spans);
        }
        let open = phrase.n.saturating_sub(phrase.confirmed + phrase.dismissed);
        let [yes, no, left] =
            plot::stacked([phrase.confirmed, phrase.dismissed, open], highest, bar);
        let used = cells::width(&yes) + cells::width(&no) + cells::width(&left);
        // Of all that was ever decided: a day has too few to say what a phrase is worth.
        let (yes_ever, no_ever) = (phrase.ever_confirmed, phrase.ever_dismissed);
        let holds = self.holds(yes_ever, no_ever);
        let (holds, look) = match holds {
            Some(text) => (format!("{text} n={}", yes_ever + no_ever), self.style.plain()),
            None => (self.w.nobody_decided.to_owned(), self.style.faint()),
        };
        spans.extend([
            Span::styled(yes, self.style.fg(Color::Magenta)),
            Span::styled(no, self.style.plain()),
            Span::styled(left, self.style.faint()),
            Span::raw(" ".repeat(bar.saturating_sub(used) + 1)),
            Span::styled(cells::clip(&holds, 21), look),
        ]);
        Line::from(spans)
    }
}

fn courtesy(counts: &Counts) -> Option<String> {
    counts.heard.courtesy_percent().map(|percent| format!("{percent:.0}%"))
}
