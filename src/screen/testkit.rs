//! What a screen looks like, for tests.

#![allow(clippy::unwrap_used)]

use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::{Frame, Terminal};
use unicode_width::UnicodeWidthStr;

/// What `draw` draws on a terminal of so many columns and rows.
pub fn drawn((columns, rows): (u16, u16), draw: impl FnOnce(&mut Frame<'_>)) -> Buffer {
    let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
    terminal.draw(draw).unwrap();
    terminal.backend().buffer().clone()
}

/// The rows as a terminal shows them; every row must be as wide as the screen.
pub fn shown(buffer: &Buffer) -> String {
    let columns = usize::from(buffer.area.width);
    let mut text = String::new();
    for row in buffer.content.chunks(columns.max(1)) {
        let mut line = String::new();
        let mut skip = 0;
        for cell in row {
            if skip == 0 {
                line.push_str(cell.symbol());
                skip = cell.symbol().width().max(1);
            }
            skip -= 1;
        }
        assert_eq!(line.width(), columns, "{line}");
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}
