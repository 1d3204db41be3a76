//! One counter of the hall as a tile of as many rows as there is room for.
//!
//! Pure. The order is that of a glance: who and whether it is heard, how loud, what
//! waits for a decision, what hearing suffers from, and the last words in what is left.

use super::glance::{Glance, Trouble};
use super::meter;
use super::plan::Form;
use super::style::Style;
use super::written::{duration, marked};
use crate::console::state::State;
use crate::console::text::{Words, fill};
use crate::screen::cells::{self, clip, fit_right};
use crate::service::message::{Hearing, Line as Said, NoticeLevel};
use crate::units::{Dbfs, Role};
use ratatui::style::Style as Look;
use ratatui::text::{Line, Span};

/// Columns of the number behind a meter.
const NUMBER: usize = 5;

/// Columns of the shortest meter worth showing.
const LEAST_METER: usize = 3;

/// Columns of the shortest piece of a word worth showing.
const LEAST_REST: usize = 4;

/// Rows of meters in a full tile.
const METERS: usize = 2;

/// Columns from which figures are written out.
const ROOMY: usize = 38;

/// Columns from which words stand for signs.
const SPACIOUS: usize = 56;

/// Columns of the role before a meter or an utterance.
const ROLE: usize = 3;

/// What draws tiles.
pub struct Pen<'a> {
    pub state: &'a State,
    pub style: &'a Style,
}

impl<'a> Pen<'a> {
    pub fn words(&self) -> &'static Words {
        self.state.words()
    }

    /// A tile of `columns` and `rows` at most.
    pub fn tile(
        &self,
        glance: &Glance<'a>,
        form: Form,
        (columns, rows): (u16, u16),
        chosen: bool,
    ) -> Vec<Line<'static>> {
        let wide = usize::from(columns);
        let mut lines = vec![self.title(glance, wide, chosen)];
        match form {
            Form::Full => {
                lines.extend(self.meter_rows(glance, wide));
                lines.push(self.matters(glance, wide));
                lines.push(self.hearing(glance, wide));
            }
            Form::Medium => {
                lines.push(self.meters(glance, wide, METERS));
                lines.push(self.matters(glance, wide));
                lines.push(self.hearing(glance, wide));
            }
            Form::Compact | Form::Row => {
                lines.push(self.meters(glance, wide, METERS));
                lines.push(self.matters(glance, wide));
                if glance.trouble.is_deaf() {
                    lines.push(self.hearing(glance, wide));
                }
            }
        }
        let left = usize::from(rows).saturating_sub(lines.len());
        lines.extend(self.last_words(glance, wide, left));
        lines.truncate(usize::from(rows));
        lines
    }

    /// The state of the counter and, when hearing suffers in another way, that way.
    pub fn state_of(&self, glance: &Glance<'_>) -> (&'static str, &'static str, Look) {
        let w = self.words();
        if glance.off.is_some() {
            return ("=", w.paused_by_hand, self.style.notice(NoticeLevel::Warning));
        }
        let (sign, word) = match glance.trouble {
            Trouble::Backlog => w.trouble_behind(),
            Trouble::Clipping => w.trouble_clipping(),
            _ => w.hearing(glance.hearing),
        };
        let look = match glance.trouble {
            Trouble::Unknown => self.style.strong(),
            trouble if trouble.is_deaf() => self.style.alert(),
            _ => self.style.hearing(glance.hearing),
        };
        (sign, word, look)
    }

    /// The worst that is to be said of the counter: of its hearing, else of what happened.
    pub fn worst_of(&self, glance: &Glance<'_>) -> (&'static str, &'static str, Look) {
        match glance.open.by_severity().next() {
            Some((severity, _)) if !glance.trouble.is_deaf() => {
                let (sign, word) = self.words().severity(severity);
                (sign.trim_end(), word, self.style.severity(severity))
            }
            _ => self.state_of(glance),
        }
    }

    fn title(&self, glance: &Glance<'_>, columns: usize, chosen: bool) -> Line<'static> {
        let (sign, word, look) = self.state_of(glance);
        let left = glance.off.map(|left| format!(" {}", duration(left.as_secs_f64())));
        let state = format!(" {sign} {word}{} ", left.unwrap_or_default());
        let (corner, fill) = if chosen { ("=>", "=") } else { ("--", "-") };
        let room = columns.saturating_sub(cells::width(&state) + 5);
        let mut name = clip(&glance.counter.info.name, room);
        let duty = on_duty(self.state, glance).unwrap_or_default();
        if !duty.is_empty() && cells::width(&name) + 6 <= room {
            name = clip(&format!("{name}  {duty}"), room);
        }
        let used = 2 + 1 + cells::width(&name) + 1 + cells::width(&state);
        let rest = columns.saturating_sub(used);
        let tail = rest.min(1);
        let rule = if chosen { self.style.strong() } else { self.style.faint() };
        let name_look = if chosen { self.style.selected() } else { self.style.strong() };
        Line::from(vec![
            Span::styled(corner, rule),
            Span::raw(" "),
            Span::styled(name, name_look),
            Span::styled(format!(" {}", fill.repeat(rest - tail)), rule),
            Span::styled(state, look),
            Span::styled(fill.repeat(tail), rule),
        ])
    }

    /// A meter a row, and how many channels have none.
    fn meter_rows(&self, glance: &Glance<'_>, columns: usize) -> Vec<Line<'static>> {
        let roles = &glance.counter.info.roles;
        let loudest = loudest(glance);
        let more = roles.len().saturating_sub(METERS);
        let mut lines: Vec<_> = (0..roles.len().clamp(1, METERS))
            .map(|channel| {
                let last = channel + 1 == METERS && more > 0;
                let tail = if last { format!(" +{more}") } else { String::new() };
                let room = columns.saturating_sub(tail.len());
                let mut spans = self.meter(glance, channel, room, loudest == Some(channel));
                spans.push(Span::styled(tail, self.style.faint()));
                Line::from(spans)
            })
            .collect();
        // All tiles keep their rows in the same places.
        lines.resize(METERS, Line::raw(""));
        lines
    }

    /// At most `most` meters side by side, and how many channels have none.
    pub fn meters(&self, glance: &Glance<'_>, columns: usize, most: usize) -> Line<'static> {
        let channels = glance.counter.info.roles.len().max(1);
        let fitting = ((columns + 1) / (ROLE + LEAST_METER + NUMBER + 1)).max(1);
        let shown = channels.min(fitting).min(most);
        let tail = match channels - shown {
            0 => String::new(),
            more => format!(" +{more}"),
        };
        let room = columns.saturating_sub(tail.len() + (shown - 1)) / shown;
        let loudest = loudest(glance);
        let mut spans = Vec::with_capacity(shown * 4);
        for channel in 0..shown {
            if channel > 0 {
                spans.push(Span::raw(" "));
            }
            spans.extend(self.meter(glance, channel, room, loudest == Some(channel)));
        }
        spans.push(Span::styled(tail, self.style.faint()));
        Line::from(spans)
    }

    fn meter(
        &self,
        glance: &Glance<'_>,
        channel: usize,
        columns: usize,
        loudest: bool,
    ) -> Vec<Span<'static>> {
        let role = glance.counter.info.roles.get(channel).copied().unwrap_or(Role::Unknown);
        let head = format!("{} ", self.words().role_short(role));
        let bar = columns.saturating_sub(ROLE + NUMBER);
        let known = glance.hearing.is_some();
        let clipping = known && loudest && glance.counter.hold.clipping();
        let level = level(glance, channel).filter(|_| known);
        let peak = peak(glance, channel).filter(|_| known);
        let number = match level {
            _ if clipping => format!(" {}", self.words().clipping),
            Some(Dbfs(dbfs)) => format!("{:.0}", dbfs.clamp(-100.0, 0.0)),
            None => "?".to_owned(),
        };
        let look = if clipping { self.style.alert() } else { self.style.faint() };
        vec![
            Span::styled(head, self.style.faint()),
            Span::styled(meter::level(level, peak, bar), self.style.hearing(glance.hearing)),
            Span::styled(fit_right(&number, NUMBER), look),
        ]
    }

    /// What waits for a decision, and how civil today was.
    pub fn matters(&self, glance: &Glance<'_>, columns: usize) -> Line<'static> {
        let w = self.words();
        let mut spans = Vec::new();
        let today = glance.status().map(|status| &status.today);
        // Nothing is claimed of a day in which nothing was said.
        let courtesy = match today
            .filter(|_| !self.state.in_shadow())
            .and_then(|today| Some((today.heard.courtesy_percent()?, today)))
        {
            Some((percent, today)) if columns >= ROOMY => {
                format!(
                    "{} {percent:.0}% ({}/{})",
                    w.courtesy, today.heard.civil, today.heard.utterances
                )
            }
            Some((percent, _)) => format!("{} {percent:.0}%", w.courtesy),
            None if self.state.in_shadow() => format!("{} {}", w.courtesy, w.shadow_short),
            None => format!("{} {}", w.courtesy, w.no_data),
        };
        spans.push(Span::raw(courtesy));
        spans.push(Span::raw("  "));
        let undecided = glance.undecided();
        if undecided == 0 {
            spans.push(Span::styled(w.none_open, self.style.faint()));
        } else {
            let known = glance.open.all() > 0;
            // Where there is little room the signs say it.
            if columns >= ROOMY || !known {
                spans.push(Span::raw(format!("{} {undecided}  ", w.waiting)));
            }
            for (severity, n) in glance.open.by_severity() {
                let (sign, _) = w.severity(severity);
                let text = format!("{}{n}", sign.trim_end());
                spans.push(Span::styled(text, self.style.severity(severity)));
                spans.push(Span::raw(" "));
            }
            if glance.open.escalated > 0 {
                let text = match columns {
                    0..SPACIOUS => format!("^{}", glance.open.escalated),
                    _ => format!("{} {}", w.escalated_on, glance.open.escalated),
                };
                spans.push(Span::styled(text, self.style.strong()));
            }
        }
        shortened(spans, columns)
    }

    /// What hearing suffers or has suffered from; that it is well, otherwise.
    pub fn hearing(&self, glance: &Glance<'_>, columns: usize) -> Line<'static> {
        let w = self.words();
        let Some(status) = glance.status().filter(|_| glance.hearing.is_some()) else {
            return Line::styled(clip(w.not_known, columns), self.style.faint());
        };
        if let Some(left) = glance.off {
            let text = fill(w.paused_till, &[&duration(left.as_secs_f64())]);
            return Line::styled(clip(&text, columns), self.style.plain());
        }
        let tally = &status.tally;
        let mut spans = Vec::new();
        let heard = matches!(glance.hearing, Some(Hearing::Quiet | Hearing::Speech));
        if let Some(serving) = status.serving.filter(|_| heard) {
            spans.push(Span::raw(w.met.serving(serving)));
        }
        let mut say = |text: String, look: Look| {
            if !spans.is_empty() {
                spans.push(Span::raw("  "));
            }
            spans.push(Span::styled(text, look));
        };
        let strong = self.style.strong();
        match glance.hearing {
            Some(Hearing::Lost) => say(w.do_device_short.to_owned(), strong),
            Some(Hearing::Muted) => say(w.do_muted_short.to_owned(), strong),
            _ => {}
        }
        if tally.waiting > 0 {
            let late = glance.trouble == Trouble::Backlog;
            let text = format!("{} {}/{}", w.col_waiting, tally.waiting, duration(status.delay_s));
            say(text, if late { strong } else { self.style.plain() });
        }
        if tally.lost_s() > 0.0 {
            say(format!("{} {}", w.col_lost, least(tally.lost_s())), strong);
        }
        if tally.muted_s > 0.0 {
            say(format!("{} {}", w.muted_time, least(tally.muted_s)), self.style.plain());
        }
        if tally.undecoded > 0 {
            say(format!("{} {}", w.undecoded, tally.undecoded), strong);
        }
        if spans.is_empty() && heard {
            spans.push(Span::styled(w.hears_well, self.style.faint()));
        }
        if status.kept_s > 0.0 {
            let text = fill(w.can_be_kept, &[&duration(status.kept_s)]);
            spans.push(Span::styled(format!("  {text}"), self.style.faint()));
        }
        shortened(spans, columns)
    }

    /// The last words of the counter in `rows` at most, the latest at the bottom.
    pub fn last_words(
        &self,
        glance: &Glance<'a>,
        columns: usize,
        rows: usize,
    ) -> Vec<Line<'static>> {
        let mut found: Vec<Line<'static>> = Vec::with_capacity(rows);
        for said in glance.counter.lines.iter().rev() {
            let room = rows - found.len();
            if room == 0 {
                break;
            }
            let mut lines = self.utterance(said, columns);
            if lines.len() > room {
                if !found.is_empty() {
                    break;
                }
                lines = around_taboo(lines, room);
            }
            found.extend(lines.into_iter().rev());
        }
        found.reverse();
        found
    }

    fn utterance(&self, said: &Said, columns: usize) -> Vec<Line<'static>> {
        let mut role = Some(format!("{} ", self.words().role_short(said.role)));
        let text = marked(&said.text, &said.marks, self.style);
        let beside = u16::try_from(columns.saturating_sub(ROLE)).unwrap_or(u16::MAX);
        cells::wrap(text, beside)
            .into_iter()
            .map(|line| {
                let head = role.take().unwrap_or_else(|| " ".repeat(ROLE));
                let mut spans = vec![Span::styled(head, self.style.faint())];
                spans.extend(line.spans);
                Line::from(spans)
            })
            .collect()
    }
}

/// Who is on duty there: whoever sits there, else whom the settings name.
pub fn on_duty<'a>(state: &'a State, glance: &Glance<'a>) -> Option<&'a str> {
    let status = glance.status()?;
    let seated = status.seated.as_deref().map(|id| state.name(id));
    seated.or(status.on_duty.as_deref())
}

/// Seconds in short; the least is not shown as nothing.
pub fn least(seconds: f64) -> String {
    if seconds > 0.0 && seconds < 0.5 { "<1s".to_owned() } else { duration(seconds) }
}

pub fn level(glance: &Glance<'_>, channel: usize) -> Option<Dbfs> {
    let level = glance.status()?.tally.levels.get(channel).copied();
    level.filter(|level| level.0.is_finite())
}

pub fn peak(glance: &Glance<'_>, channel: usize) -> Option<Dbfs> {
    glance.counter.hold.peak(channel)
}

/// The channel whose peak, or else whose level, is the highest.
pub fn loudest(glance: &Glance<'_>) -> Option<usize> {
    let hold = &glance.counter.hold;
    let levels = &glance.status()?.tally.levels;
    let by_level = || (0..levels.len()).max_by(|a, b| levels[*a].0.total_cmp(&levels[*b].0));
    hold.loudest().or_else(by_level)
}

/// `room` of `lines`, with the first taboo phrase among them if there is one.
fn around_taboo(mut lines: Vec<Line<'static>>, room: usize) -> Vec<Line<'static>> {
    let open = "【";
    let marked = |line: &Line<'_>| line.spans.iter().any(|span| span.content.contains(open));
    let at = lines.iter().position(marked).unwrap_or(0);
    let first = at.min(lines.len().saturating_sub(room));
    lines.drain(..first);
    lines.truncate(room);
    lines
}

/// `spans` cut to `columns`; what does not fit ends in `~`.
pub fn shortened(spans: Vec<Span<'static>>, columns: usize) -> Line<'static> {
    let mut left = columns;
    let mut kept = Vec::with_capacity(spans.len());
    for span in spans {
        let wide = cells::width(&span.content);
        if wide <= left {
            left -= wide;
            kept.push(span);
        } else {
            // A letter or two of a word say nothing.
            let rest =
                if left < LEAST_REST { "~".repeat(left.min(1)) } else { clip(&span.content, left) };
            kept.push(Span::styled(rest, span.style));
            break;
        }
    }
    Line::from(kept)
}
