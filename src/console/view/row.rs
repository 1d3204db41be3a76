//! One counter of the hall in one line, and the names above such lines.
//!
//! Pure. What has no room is left out, what is missed least first.

use super::glance::Glance;
use super::meter;
use super::tile::{Pen, least, level, loudest, peak};
use super::written::duration;
use crate::screen::cells::{self, fit, fit_right};
use ratatui::text::{Line, Span};

/// The widths of what a counter's line shows; 0 for what has no room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fields {
    name: usize,
    state: usize,
    open: usize,
    courtesy: usize,
    meter: usize,
    waiting: usize,
    lost: usize,
    words: usize,
}

impl Fields {
    fn new(columns: usize, longest: usize, state: usize) -> Fields {
        let open = 6;
        let fixed = 1 + 1 + state + 1 + open;
        let name = longest.clamp(4, 20).min(columns.saturating_sub(fixed).max(4));
        let mut left = columns.saturating_sub(fixed + name);
        // What goes in first is what is missed most.
        let mut take = |wide: usize| {
            let fits = left > wide;
            left -= if fits { wide + 1 } else { 0 };
            if fits { wide } else { 0 }
        };
        let mut fields = Fields {
            name,
            state,
            open,
            courtesy: take(8),
            meter: take(8),
            waiting: take(9),
            lost: take(6),
            words: 0,
        };
        match left {
            0..=3 => {}
            4..=23 if fields.meter > 0 => fields.meter += left,
            // A short meter is better than none.
            4..=23 => fields.meter = left - 1,
            _ => fields.words = left - 1,
        }
        fields
    }
}

impl<'a> Pen<'a> {
    /// The widths of what a line of `columns` shows.
    pub fn fields(&self, columns: u16) -> Fields {
        let w = self.words();
        let longest = self.state.counters.iter().map(|c| cells::width(&c.info.name)).max();
        let states = [w.quiet, w.speech, w.muted, w.device_lost, w.closed_hours, w.no_status];
        let states = states.into_iter().chain([w.behind, w.clipping, w.paused_by_hand]);
        let state = 2 + states.map(cells::width).max().unwrap_or(0);
        Fields::new(usize::from(columns), longest.unwrap_or(0), state)
    }

    /// The names of what stands in the lines below.
    pub fn head(&self, fields: &Fields) -> Line<'static> {
        let w = self.words();
        let mut text = format!(" {} ", fit(w.col_counter, fields.name));
        text.push_str(&fit(w.col_state, fields.state + 1));
        text.push_str(&fit(w.waiting, fields.open));
        for (name, wide) in [
            (w.courtesy, fields.courtesy),
            (w.col_levels, fields.meter),
            (w.col_waiting, fields.waiting),
            (w.col_lost, fields.lost),
            (w.last_words, fields.words),
        ] {
            if wide > 0 {
                text.push(' ');
                text.push_str(&fit(name, wide));
            }
        }
        Line::styled(text, self.style.faint())
    }

    /// A counter in one line.
    pub fn row(&self, fields: &Fields, glance: &Glance<'a>, chosen: bool) -> Line<'static> {
        let (sign, word, look) = self.state_of(glance);
        let status = glance.status();
        let name = fit(&glance.counter.info.name, fields.name);
        let name_look = if chosen { self.style.selected() } else { self.style.plain() };
        let mut spans = vec![
            Span::styled(format!("{}{name}", if chosen { ">" } else { " " }), name_look),
            Span::raw(" "),
            Span::styled(fit(&format!("{sign} {word}"), fields.state), look),
            Span::raw(" "),
        ];
        let open = match glance.open.by_severity().next() {
            Some((severity, _)) => {
                let (sign, _) = self.words().severity(severity);
                let up = if glance.open.escalated > 0 { "^" } else { "" };
                let text = format!("{sign}{}{up}", glance.undecided());
                Span::styled(fit(&text, fields.open), self.style.severity(severity))
            }
            None if glance.undecided() > 0 => {
                Span::raw(fit(&format!("?  {}", glance.undecided()), fields.open))
            }
            None => Span::raw(" ".repeat(fields.open)),
        };
        spans.push(open);
        if fields.courtesy > 0 {
            let shown = status.filter(|_| !self.state.in_shadow());
            let percent = shown.and_then(|status| status.today.heard.courtesy_percent());
            let text = percent.map_or_else(|| "--".to_owned(), |p| format!("{p:.0}%"));
            spans.push(Span::raw(format!(" {}", fit_right(&text, fields.courtesy))));
        }
        if fields.meter > 0 {
            let channel = loudest(glance).unwrap_or(0);
            let known = glance.hearing.is_some();
            let level = level(glance, channel).filter(|_| known);
            let peak = peak(glance, channel).filter(|_| known);
            spans.push(Span::raw(" "));
            let bar = meter::level(level, peak, fields.meter);
            spans.push(Span::styled(bar, self.style.hearing(glance.hearing)));
        }
        if fields.waiting > 0 {
            let text = match status {
                Some(status) if status.tally.waiting > 0 => {
                    format!("{}/{}", status.tally.waiting, duration(status.delay_s))
                }
                Some(_) => "0".to_owned(),
                None => String::new(),
            };
            spans.push(Span::raw(format!(" {}", fit_right(&text, fields.waiting))));
        }
        if fields.lost > 0 {
            let lost = status.map(|status| status.tally.lost_s());
            let text = lost.map_or_else(String::new, least);
            let look = if lost > Some(0.0) { self.style.strong() } else { self.style.plain() };
            spans.push(Span::styled(format!(" {}", fit_right(&text, fields.lost)), look));
        }
        if fields.words > 0 {
            spans.push(Span::raw(" "));
            let words = self.last_words(glance, fields.words, 1);
            spans.extend(words.into_iter().flat_map(|line| line.spans));
        }
        Line::from(spans)
    }
}
