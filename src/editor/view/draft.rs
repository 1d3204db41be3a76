//! An entry while it is changed: the text being typed, the words to choose from,
//! the steps of a new entry. Pure.

use super::style::Style;
use super::{put, titled, window};
use crate::editor::draft::{Choosing, Draft, New, STEPS, Typing};
use crate::editor::field::Path;
use crate::editor::state::State;
use crate::editor::text::fill;
use crate::screen::cells::{fit, width, wrap};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

pub fn draw(state: &State, style: &Style, frame: &mut Frame<'_>, area: Rect, draft: &Draft) {
    match draft {
        Draft::Typing(typing) => self::typing(state, style, frame, area, typing),
        Draft::Choosing(choosing) => self::choosing(state, style, frame, area, choosing),
        Draft::New(new) => self::new(state, style, frame, area, new),
    }
}

/// The panel's title and the sentence that says what the field is for; gives what is
/// left below.
fn heading(state: &State, style: &Style, frame: &mut Frame<'_>, area: Rect, path: &Path) -> Rect {
    let field = state.fields().into_iter().find(|field| field.path == *path);
    let (label, about) = field.map_or((String::new(), ""), |field| (field.label, field.about));
    let title = fill(state.words().change, &[&label]);
    let area = titled(style.title(true), frame, area, true, &title);
    let lines = wrap(vec![Span::styled(about, style.faint())], area.width);
    let rows = u16::try_from(lines.len()).unwrap_or(u16::MAX).min(area.height);
    put(frame, area, lines);
    Rect { y: area.y + rows, height: area.height - rows, ..area }
}

fn typing(state: &State, style: &Style, frame: &mut Frame<'_>, area: Rect, typing: &Typing) {
    let area = heading(state, style, frame, area, &typing.path);
    let [hint, inner] = split(area, u16::from(typing.multiline));
    let w = state.words();
    frame.render_widget(Line::styled(fit(w.one_a_line, hint.width.into()), style.faint()), hint);
    frame.render_widget(&typing.area, inner);
}

/// The first `rows` of an area, and the rest.
fn split(area: Rect, rows: u16) -> [Rect; 2] {
    let rows = rows.min(area.height);
    let rest = Rect { y: area.y + rows, height: area.height - rows, ..area };
    [Rect { height: rows, ..area }, rest]
}

fn choosing(state: &State, style: &Style, frame: &mut Frame<'_>, area: Rect, choosing: &Choosing) {
    let w = state.words();
    let area = heading(state, style, frame, area, &choosing.path);
    let absent = choosing.absent.then(|| w.not_written.to_owned());
    let column = choosing.words.iter().map(|word| word.word.len()).max().unwrap_or(0) + 2;
    let words = choosing.words.iter();
    let words = words.map(|word| format!("{}{}", fit(word.word, column), (word.means)(w)));
    let rows: Vec<String> = absent.into_iter().chain(words).collect();
    let first = window(choosing.at, rows.len(), usize::from(area.height));
    let columns = usize::from(area.width);
    let lines = rows.iter().enumerate().skip(first).map(|(n, text)| {
        let chosen = n == choosing.at;
        let text = fit(&format!("{} {text}", if chosen { ">" } else { " " }), columns);
        Line::styled(text, if chosen { style.selected() } else { style.plain() })
    });
    put(frame, area, lines);
}

fn new(state: &State, style: &Style, frame: &mut Frame<'_>, area: Rect, new: &New) {
    let w = state.words();
    let area = titled(style.title(true), frame, area, true, w.new_entry);
    let labels = [w.f_id, w.f_text, w.f_list, w.f_source];
    let abouts = [w.a_id, w.a_text, w.a_list, w.a_source];
    let column = labels.iter().map(|label| width(label)).max().unwrap_or(0);
    let mut rows = area.rows();
    for (n, step) in STEPS.iter().enumerate() {
        let Some(row) = rows.next() else { return };
        let here = n == new.step;
        let head = format!("{} {} ", if here { ">" } else { " " }, fit(labels[n], column));
        let look = if here { style.strong() } else { style.faint() };
        let used = u16::try_from(width(&head)).unwrap_or(u16::MAX).min(row.width);
        frame.render_widget(Line::styled(head, look), row);
        let value = Rect { x: row.x + used, width: row.width - used, ..row };
        let place = ["id", "text", "source"].iter().position(|typed| typed == step);
        match place.and_then(|at| new.areas.get(at)) {
            Some(typed) if here => frame.render_widget(typed, value),
            Some(_) => {
                frame.render_widget(Line::raw(fit(&new.text(step), value.width.into())), value);
            }
            None => {
                let (word, means) = if new.civil { ("civil", w.civil) } else { ("taboo", w.taboo) };
                let look = if here { style.selected() } else { style.plain() };
                frame.render_widget(Line::styled(format!("{word}  {means}"), look), value);
            }
        }
    }
    let Some(row) = rows.next() else { return };
    let below = Rect { height: area.bottom().saturating_sub(row.y), ..row };
    put(frame, below, wrap(vec![Span::styled(abouts[new.step], style.faint())], area.width));
}
