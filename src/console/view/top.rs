//! The two top lines: the views and the time; whether everything is heard, what waits
//! for a person, and what serves. Pure.

use super::style::Style;
use super::written::{clock, duration, exact_duration};
use crate::account::Action as May;
use crate::console::state::{Link, State, View};
use crate::console::text::{Words, fill};
use crate::ledger::Tally;
use crate::screen::cells;
use crate::service::message::{Hearing, NoticeLevel};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style as Look;
use ratatui::text::{Line, Span};

/// Rows of the top lines.
pub const HEIGHT: u16 = 2;

/// Columns from which the command that seals is said with its reason.
const SPACIOUS: u16 = 130;

/// Columns of the time of day.
const CLOCK: usize = 8;

/// Columns of the same without seconds.
const MINUTES: usize = 5;

/// Seconds of backlog that are worth a word.
const BEHIND_S: f64 = 10.0;

pub fn draw(state: &State, style: &Style, frame: &mut Frame<'_>, area: Rect) {
    let upper = Rect { height: area.height.min(1), ..area };
    let (product, tabs) = tabs(state);
    let mut spans = vec![Span::styled(product, style.strong())];
    for (name, view) in tabs {
        let look = if view == state.view { style.selected() } else { style.plain() };
        spans.push(Span::styled(name, look));
    }
    let line = Line::from(spans);
    // No tab is hidden by the seconds.
    let short = line.width() + CLOCK > usize::from(area.width) + 1;
    let mut time = clock(state.now, &state.zone);
    time.truncate(if short { MINUTES } else { time.len() });
    frame.render_widget(line, upper);
    right(frame, upper, time, style.strong());
    if area.height >= HEIGHT {
        standing(state, style, frame, Rect { y: area.y + 1, height: 1, ..area });
    }
}

fn right(frame: &mut Frame<'_>, area: Rect, text: String, look: Look) {
    let wide = u16::try_from(cells::width(&text)).unwrap_or(area.width).min(area.width);
    let at = Rect { x: area.right() - wide, width: wide, ..area };
    frame.render_widget(Line::styled(text, look), at);
}

/// The program's name and the tabs behind it, as they are printed from the left: closer
/// together, and without the name, where there is less room.
fn tabs(state: &State) -> (String, Vec<(String, View)>) {
    let w = state.words();
    // Each keeps its number, whoever looks.
    let views = View::ALL.into_iter().enumerate().filter(|(_, view)| state.may_see(*view));
    let close: Vec<_> =
        views.map(|(n, view)| (format!("{} {} ", n + 1, w.view(view)), view)).collect();
    let roomy = close.iter().map(|(name, view)| (format!(" {name}"), *view)).collect();
    let product = format!(" {} ", w.product);
    let room = usize::from(state.size.0).saturating_sub(CLOCK);
    let forms = [(product.clone(), roomy), (product, close.clone())];
    let wide = |(product, tabs): &(String, Vec<(String, View)>)| {
        let tabs: usize = tabs.iter().map(|(name, _)| cells::width(name)).sum();
        cells::width(product) + tabs
    };
    forms.into_iter().find(|form| wide(form) <= room).unwrap_or((" ".to_owned(), close))
}

/// The view whose tab is drawn in this column of the first line.
pub fn tab_at(state: &State, column: u16) -> Option<View> {
    let (product, tabs) = tabs(state);
    let mut from = cells::width(&product);
    for (name, view) in tabs {
        let to = from + cells::width(&name);
        if (from..to).contains(&usize::from(column)) {
            return Some(view);
        }
        from = to;
    }
    None
}

/// The second line, as much of it as fits: the gravest first.
fn standing(state: &State, style: &Style, frame: &mut Frame<'_>, area: Rect) {
    let Some(header) = &state.header else { return };
    let w = state.words();
    let mut used = 1;
    let mut spans = vec![Span::raw(" ")];
    for (text, look) in told(state, style, w, area.width) {
        let wide = cells::width(&text) + 2;
        if used + wide > usize::from(area.width) {
            break;
        }
        used += wide;
        spans.extend([Span::styled(text, look), Span::raw("  ")]);
    }
    frame.render_widget(Line::from(spans), area);
    let model = if header.model.is_empty() { w.no_model } else { header.model.as_str() };
    let version = format!("{} {}", w.lists, cells::clip(&header.lists, 8));
    let short = format!("{} | {version}", cells::clip(model, 24));
    let long = format!("{short} | {} {}", w.product, cells::clip(&header.liyu, 12));
    let left = usize::from(area.width).saturating_sub(used);
    if let Some(text) = [long, short].into_iter().find(|text| cells::width(text) <= left) {
        right(frame, area, text, style.faint());
    }
}

/// Who is here, and how many of theirs they have not seen.
fn present(state: &State, style: &Style, w: &'static Words) -> Vec<(String, Look)> {
    let Some(me) = &state.who.me else { return Vec::new() };
    let name = cells::clip(&me.account.name, 20);
    let who = format!("{name} ({})", w.office(me.account.office));
    let mut told = vec![(who, style.strong())];
    if state.who.unseen > 0 {
        told.push((fill(w.new_since, &[&state.who.unseen]), style.alert()));
    }
    told
}

/// That whoever has the disk can listen; it is said at every width.
fn unsealed(
    state: &State,
    style: &Style,
    w: &'static Words,
    columns: u16,
) -> Option<(String, Look)> {
    let unsealed = state.header.as_ref().is_some_and(|header| header.unsealed);
    let text = if columns < SPACIOUS { w.unsealed } else { w.unsealed_long };
    unsealed.then(|| (text.to_owned(), style.notice(NoticeLevel::Warning)))
}

fn told(state: &State, style: &Style, w: &'static Words, columns: u16) -> Vec<(String, Look)> {
    let statuses = || state.counters.iter().filter_map(|counter| counter.status.as_ref());
    let paused: Vec<_> = state.counters.iter().filter_map(|c| state.muted_for(c)).collect();
    let listened = || {
        let all = state.counters.iter().filter(|counter| state.muted_for(counter).is_none());
        all.filter_map(|counter| counter.status.as_ref())
    };
    let count = |wanted: Hearing| listened().filter(|status| status.state == wanted).count();
    let mut told = present(state, style, w);
    told.extend(unsealed(state, style, w, columns));
    if !state.may(May::SeeHall) {
        return told;
    }
    if state.counters.is_empty() {
        told.push((w.store_only.to_owned(), style.strong()));
    } else {
        let heard = count(Hearing::Quiet) + count(Hearing::Speech);
        let all = state.counters.len() - count(Hearing::Closed) - paused.len();
        let look = if heard < all { style.strong() } else { style.plain() };
        // Of a service that is gone nothing is known.
        told.push(match state.link {
            Link::Attached => (fill(w.hearing_of, &[&heard, &all]), look),
            _ => (fill(w.hearing_of, &[&"?", &all]), style.strong()),
        });
    }
    if let Some(longest) = paused.iter().max() {
        let left = duration(longest.as_secs_f64());
        let text = format!("= {}", fill(w.paused_all, &[&paused.len(), &left]));
        told.push((text, style.notice(NoticeLevel::Warning)));
    }
    for hearing in [Hearing::Lost, Hearing::Muted] {
        let n = count(hearing);
        if n > 0 {
            let (sign, word) = w.hearing(Some(hearing));
            told.push((format!("{sign} {word} {n}"), style.hearing(Some(hearing))));
        }
    }
    let unseen = state.unseen().count();
    if unseen > 0 {
        told.push((format!("!! {}", fill(w.unseen_n, &[&unseen])), style.alert()));
    }
    let escalated = state.escalated().count();
    if escalated > 0 {
        told.push((format!("^^ {}", fill(w.escalated_n, &[&escalated])), style.alert()));
    }
    let complaints = state.open_tickets();
    if complaints > 0 {
        told.push((fill(w.complaints_n, &[&complaints]), style.strong()));
    }
    let behind_s = statuses().map(|status| status.delay_s).fold(0.0, f64::max);
    if behind_s >= BEHIND_S {
        let waiting: u64 = statuses().map(|status| status.tally.waiting).sum();
        let text = format!("{} {waiting}/{}", w.col_waiting, duration(behind_s));
        told.push((text, style.strong()));
    }
    let lost_s: f64 = statuses().map(|status| Tally::lost_s(&status.tally)).sum();
    if lost_s > 0.0 {
        told.push((format!("{} {}", w.col_lost, exact_duration(lost_s)), style.strong()));
    }
    let failed: u64 = statuses().map(|status| status.tally.undecoded).sum();
    if failed > 0 {
        told.push((format!("{} {failed}", w.undecoded), style.strong()));
    }
    told
}
