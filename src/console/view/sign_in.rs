//! The overlay that asks who is there. Pure. Of a passphrase only its length is shown.

use super::style::Style;
use crate::console::state::{SignIn, State, Step, Why};
use crate::console::text::Words;
use crate::screen::cells::{self, clean, fit, wrap};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Clear;

/// Columns of the box.
const COLUMNS: u16 = 60;

/// Rows of the box: its title, the two fields, what is said below them in two rows at most.
const ROWS: u16 = 6;

/// Columns of the names of the fields.
const NAME: usize = 12;

/// Stars that are drawn at most: how long a passphrase is, is nobody's business.
const STARS: usize = 24;

/// The box, in the middle of `area`.
fn place(area: Rect) -> Rect {
    let (width, height) = (COLUMNS.min(area.width), ROWS.min(area.height));
    Rect {
        x: area.x + (area.width - width) / 2,
        y: area.y + (area.height - height) / 2,
        width,
        height,
    }
}

pub fn draw(state: &State, style: &Style, frame: &mut Frame<'_>, area: Rect, sign_in: &SignIn) {
    let w = state.words();
    let place = place(area);
    frame.render_widget(Clear, place);
    let below = super::titled(style, frame, place, true, w.sign_in);
    let room = usize::from(below.width).saturating_sub(NAME + 3);
    let typing = sign_in.step == Step::Typing;
    let name = cells::clip_start(&sign_in.name, room);
    let stars = "*".repeat(sign_in.passphrase.len().min(STARS).min(room));
    let fields = [(w.sign_in_name, &name, false), (w.sign_in_passphrase, &stars, true)];
    let mut lines: Vec<Line<'_>> = Vec::new();
    for (row, (label, text, is_passphrase)) in fields.into_iter().enumerate() {
        let here = typing && sign_in.at_passphrase == is_passphrase;
        let look = if here { style.strong() } else { style.plain() };
        lines.push(Line::styled(
            format!(" {} {}{text}", if here { ">" } else { " " }, fit(label, NAME)),
            look,
        ));
        if here && let Ok(row) = u16::try_from(row) {
            let column = 3 + NAME + cells::width(text);
            let column = u16::try_from(column).unwrap_or(0).min(below.width.saturating_sub(1));
            if row < below.height {
                frame.set_cursor_position((below.x + column, below.y + row));
            }
        }
    }
    let (text, bad) = told(w, sign_in);
    let look = if bad { style.alert() } else { style.faint() };
    let text = format!(" {}", clean(&text));
    lines.extend(wrap(vec![Span::styled(text, look)], below.width));
    super::put(frame, below, lines);
}

/// What is said below the fields, and whether it is bad news.
fn told(w: &'static Words, sign_in: &SignIn) -> (String, bool) {
    match sign_in.step {
        Step::Asked | Step::Proving => return (w.sign_in_asked.to_owned(), false),
        Step::Unlocking => return (w.sign_in_unlocking.to_owned(), false),
        Step::Typing => {}
    }
    let text = match &sign_in.why {
        None => return (w.sign_in_hint.to_owned(), false),
        Some(Why::WrongPassphrase) => w.sign_in_wrong,
        Some(Why::Damaged) => w.sign_in_damaged,
        Some(Why::Lost) => w.sign_in_lost,
        Some(Why::Idle) => w.sign_in_idle,
        Some(Why::NotStaff) => w.sign_in_not_staff,
        Some(Why::Busy) => w.busy,
        Some(Why::Said(why)) => return (why.clone(), true),
    };
    (text.to_owned(), true)
}
