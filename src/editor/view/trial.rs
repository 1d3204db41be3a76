//! The sentence to try, and what it hits in the lists as they stand. Pure.

use super::style::Style;
use super::{put, titled};
use crate::editor::check::Tried;
use crate::editor::state::{Mode, State};
use crate::editor::text::Words;
use crate::phrasebook::List;
use crate::screen::cells::{self, clean, clip};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

pub fn draw(state: &State, style: &Style, frame: &mut Frame<'_>, area: Rect) {
    let w = state.words();
    let typing = matches!(state.mode, Mode::Trial);
    let partial = state.checked.as_ref().is_some_and(|checked| checked.is_partial);
    let title =
        if partial { format!("{} ({})", w.trial, w.partial_lists) } else { w.trial.to_owned() };
    let area = titled(style.title(typing), frame, area, typing, &title);
    let Some(first) = area.rows().next() else { return };
    let inner = Rect { x: first.x + 2, width: first.width.saturating_sub(2), ..first };
    let text = state.trial.lines().join(" ");
    if typing {
        frame.render_widget(Line::styled("> ", style.strong()), first);
        frame.render_widget(&state.trial, inner);
    } else if text.is_empty() {
        frame.render_widget(
            Line::styled(clip(w.trial_empty, first.width.into()), style.faint()),
            first,
        );
    } else {
        frame.render_widget(Line::raw(format!("> {}", clip(&text, inner.width.into()))), first);
    }
    let below = Rect { y: area.y + 1, height: area.height - 1, ..area };
    if text.trim().is_empty() {
        return;
    }
    if state.tried.is_empty() {
        put(frame, below, [Line::raw(format!("  {}", w.no_hit))]);
    }
    put(frame, below, state.tried.iter().map(|tried| row(w, style, tried, below.width)));
}

fn row(w: &Words, style: &Style, tried: &Tried, columns: u16) -> Line<'static> {
    let (sign, list) = match tried.list {
        List::Taboo => (Words::severity_sign(tried.severity), w.taboo_sign),
        List::Civil => ("   ", w.civil_sign),
    };
    let counts = tried.stopped_by.is_none();
    let outcome = if counts { w.hit } else { w.stopped };
    let look = if counts { style.hit() } else { style.faint() };
    let how = match &tried.stopped_by {
        Some(why) => clean(why).into_owned(),
        None => format!("{} {:.2} {}", w.score, tried.score, w.how(tried.how)),
    };
    let head = format!("  {outcome} ");
    let rest = format!(
        " {list}{sign} {} {} \u{201c}{}\u{201d} {how}",
        clean(&tried.id),
        clean(&tried.phrase),
        clean(&tried.heard)
    );
    let room = usize::from(columns).saturating_sub(cells::width(&head));
    Line::from(vec![Span::styled(head, look), Span::raw(clip(&rest, room))])
}
