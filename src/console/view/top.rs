//! The top line: what serves, with what, and the time. Pure.

use super::style::Style;
use super::written::clock;
use crate::console::state::State;
use crate::screen::cells;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

pub fn draw(state: &State, style: &Style, frame: &mut Frame<'_>, area: Rect) {
    let w = state.words();
    let clock = format!(" {}", clock(state.now, &state.zone));
    let mut left = vec![Span::styled(format!(" {} ", w.product), style.selected())];
    if let Some(header) = &state.header {
        let roomy = area.width >= 100;
        let label = |word: &str| if roomy { format!("{word} ") } else { String::new() };
        let model = match header.model.as_str() {
            "" => w.no_model.to_owned(),
            name => label(w.model) + &cells::clip(name, 24),
        };
        let lists = format!("{} {}", w.lists, cells::clip(&header.lists, 8));
        let fixed = format!(" {} | {model} | {lists} ", cells::clip(&header.liyu, 12));
        let unsealed = if header.unsealed { format!(" {} ", w.unsealed) } else { String::new() };
        // The path is cut first; everything else fits the least width.
        let taken = cells::width(&fixed) + cells::width(&unsealed) + cells::width(&clock);
        let taken = taken + left[0].width() + cells::width(&label(w.store)) + 3;
        let store = cells::clip_start(&header.store, usize::from(area.width).saturating_sub(taken));
        left.push(Span::raw(format!("{fixed}| {}{store}", label(w.store))));
        left.push(Span::raw(" "));
        left.push(Span::styled(unsealed, style.alert()));
    }
    frame.render_widget(Line::from(left), area);
    let wide = u16::try_from(cells::width(&clock)).unwrap_or(area.width).min(area.width);
    let at = Rect { x: area.right() - wide, width: wide, ..area };
    frame.render_widget(Line::styled(clock, style.strong()), at);
}
