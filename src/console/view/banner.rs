//! The banner: a lost service first, then the service's notices. Pure.

use super::style::Style;
use crate::console::state::{Link, State};
use crate::console::text::fill;
use crate::screen::cells;
use crate::service::message::NoticeLevel;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Rows that the banner takes on a screen of `rows`.
pub fn height(state: &State, rows: u16) -> u16 {
    let most = if rows < 30 { 2 } else { 4 };
    let wanted = state.notices.len() + usize::from(link(state).is_some());
    u16::try_from(wanted).unwrap_or(most).min(most)
}

fn link(state: &State) -> Option<(NoticeLevel, String)> {
    let w = state.words();
    match &state.link {
        Link::Attached => None,
        Link::Attaching => Some((NoticeLevel::Info, w.attaching.to_owned())),
        Link::Lost => Some((NoticeLevel::Fault, w.lost.to_owned())),
        Link::Stopped => Some((NoticeLevel::Fault, w.stopped.to_owned())),
        Link::TurnedAway(why) => Some((NoticeLevel::Fault, fill(w.refused, &[why]))),
    }
}

pub fn draw(state: &State, style: &Style, frame: &mut Frame<'_>, area: Rect) {
    let w = state.words();
    let all: Vec<_> = link(state)
        .into_iter()
        .chain(state.notices.iter().map(|notice| (notice.level, notice.text.clone())))
        .collect();
    let shown = all.len().min(usize::from(area.height));
    let hidden = all.len() - shown;
    let lines = all.into_iter().take(shown).enumerate().map(|(row, (level, text))| {
        let word = match level {
            NoticeLevel::Info => w.info,
            NoticeLevel::Warning => w.warning,
            NoticeLevel::Fault => w.fault,
        };
        let more = if hidden > 0 && row + 1 == shown {
            format!(" ({})", fill(w.more_notices, &[&hidden]))
        } else {
            String::new()
        };
        let head = format!("[{word}]");
        let taken = cells::width(&head) + cells::width(&more) + 1;
        let text = cells::clip(&text, usize::from(area.width).saturating_sub(taken));
        Line::from(vec![
            Span::styled(head, style.notice(level)),
            Span::raw(format!(" {text}")),
            Span::styled(more, style.faint()),
        ])
    });
    super::put(frame, area, lines);
}
