//! What one counter heard, everything that was lost and why, what waits, and what to do
//! about it. Pure.

use super::glance::BACKLOG_S;
use super::style::Style;
use super::written::{duration, exact_duration};
use crate::console::state::Counter;
use crate::console::text::{Words, fill};
use crate::ledger::Tally;
use crate::screen::cells::{self, fit};
use crate::service::message::CounterStatus;
use ratatui::text::{Line, Span};

/// Columns of the left half of the table.
const HALF: usize = 38;

/// Columns of a name, its sign included.
const NAME: usize = 18;

/// Bytes of a megabyte, as disks are sold.
const MEGABYTE: f64 = 1e6;

/// One number and whether it tells of trouble.
struct Entry {
    name: &'static str,
    value: String,
    /// What to do about it, when something should be done.
    advice: Option<&'static str>,
}

/// All of it in rows of `columns`.
pub fn lines(
    w: &'static Words,
    style: &Style,
    counter: &Counter,
    columns: u16,
) -> Vec<Line<'static>> {
    let Some(status) = &counter.status else {
        return vec![Line::raw(format!("  {}", w.no_status_yet))];
    };
    let (left, right) = (sound(w, &status.tally), recognition(w, status));
    let mut lines: Vec<Line<'static>> = (0..left.len().max(right.len()))
        .map(|row| {
            let mut spans = Vec::with_capacity(4);
            let half = usize::from(columns).saturating_sub(HALF);
            for (entries, wide) in [(&left, HALF), (&right, half)] {
                spans.extend(entries.get(row).into_iter().flat_map(|e| cell(style, e, wide)));
            }
            Line::from(spans)
        })
        .collect();
    lines.push(Line::raw(""));
    let advised: Vec<_> = left
        .iter()
        .chain(&right)
        .filter_map(|entry| entry.advice.filter(|text| !text.is_empty()).map(|text| (entry, text)))
        .collect();
    if advised.is_empty() {
        lines.push(Line::raw(format!("  {}", w.health_fine)));
    }
    for (entry, text) in advised {
        let name = Span::styled(format!("! {}", entry.name.trim_start()), style.strong());
        lines.extend(cells::wrap(vec![name, Span::raw(format!(": {text}"))], columns));
    }
    lines
}

fn cell(style: &Style, entry: &Entry, columns: usize) -> [Span<'static>; 2] {
    let (sign, look) = match entry.advice {
        Some(_) => ("! ", style.strong()),
        None => ("  ", style.plain()),
    };
    let name = fit(&format!("{sign}{}", entry.name), NAME);
    [
        Span::styled(name, if entry.advice.is_some() { look } else { style.faint() }),
        Span::styled(fit(&entry.value, columns.saturating_sub(NAME)), look),
    ]
}

/// What came in, and what did not.
fn sound(w: &'static Words, tally: &Tally) -> Vec<Entry> {
    let lost_s = tally.lost_s();
    let whole_s = tally.heard_s + lost_s;
    let share = if lost_s > 0.0 && whole_s > 0.0 {
        format!("  ({:.2} %)", 100.0 * lost_s / whole_s)
    } else {
        String::new()
    };
    vec![
        fact(w.col_heard, exact_duration(tally.heard_s)),
        // The advice stands with the cause.
        Entry {
            name: w.col_lost,
            value: exact_duration(lost_s) + &share,
            advice: (lost_s > 0.0).then_some(""),
        },
        seconds(w.lost_overrun, tally.lost_overrun_s, w.do_overrun),
        seconds(w.lost_device, tally.lost_device_s, w.do_device),
        seconds(w.lost_backlog, tally.lost_backlog_s, w.do_backlog),
        seconds(w.lost_truncated, tally.lost_truncated_s, w.do_truncated),
        seconds(w.muted_time, tally.muted_s, w.do_muted),
        count(w.clipped, tally.clipped, w.do_clipped),
        count(w.not_finite, tally.not_finite, w.do_not_finite),
        count(w.xruns, tally.xruns, w.do_xruns),
        count(w.rebuilds, tally.rebuilds, w.do_rebuilds),
    ]
}

/// What became of what came in.
fn recognition(w: &'static Words, status: &CounterStatus) -> Vec<Entry> {
    let tally = &status.tally;
    let waiting = match tally.waiting {
        0 => "0".to_owned(),
        n => fill(w.waiting_since, &[&n, &duration(status.delay_s)]),
    };
    let late = tally.waiting > 0 && status.delay_s > BACKLOG_S;
    // Once is enough: what was lost of the backlog says the same.
    let advice = if tally.lost_backlog_s > 0.0 { "" } else { w.do_backlog };
    let mut entries = vec![
        fact(w.speech_time, exact_duration(tally.speech_s)),
        fact(w.utterances, tally.utterances.to_string()),
        Entry { name: w.col_waiting, value: waiting, advice: late.then_some(advice) },
        fact(w.spooled, format!("{:.1} MB", tally.spooled_bytes as f64 / MEGABYTE)),
        fact(w.doubted, tally.doubted.to_string()),
        count(w.undecoded, tally.undecoded, w.do_undecoded),
        fact(w.hits, tally.hits.to_string()),
        fact(w.col_incidents, tally.incidents.to_string()),
    ];
    if tally.shadow_hits > 0 {
        entries.push(fact(w.shadow_hits, tally.shadow_hits.to_string()));
    }
    entries
}

fn fact(name: &'static str, value: String) -> Entry {
    Entry { name, value, advice: None }
}

fn seconds(name: &'static str, seconds: f64, advice: &'static str) -> Entry {
    Entry { name, value: exact_duration(seconds), advice: (seconds > 0.0).then_some(advice) }
}

fn count(name: &'static str, n: u64, advice: &'static str) -> Entry {
    Entry { name, value: n.to_string(), advice: (n > 0).then_some(advice) }
}
