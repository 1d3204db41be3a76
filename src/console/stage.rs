//! What the console needs of a terminal: somewhere to draw and somebody who presses keys.
//!
//! On the console's thread. A person has the [`Screen`]; whoever measures brings another.

use super::state::State;
use super::view::view;
use crate::screen::Screen;
use crossbeam_channel::Receiver;
use ratatui::crossterm::event::Event;
use std::io;

/// A terminal.
pub trait Stage {
    /// Columns and rows.
    fn size(&self) -> io::Result<(u16, u16)>;

    /// Keys, pastes, the mouse and resizes; an error is the last.
    fn events(&self) -> &Receiver<io::Result<Event>>;

    /// Whether it may still be drawn on; not after a panic on any thread.
    fn is_ours(&self) -> bool;

    /// Rings the bell.
    fn ring(&mut self) -> io::Result<()>;

    /// Draws `state`, which follows the first `keys` key presses.
    fn draw(&mut self, state: &State, keys: u64) -> io::Result<()>;
}

impl Stage for Screen {
    fn size(&self) -> io::Result<(u16, u16)> {
        let size = self.terminal.size()?;
        Ok((size.width, size.height))
    }

    fn events(&self) -> &Receiver<io::Result<Event>> {
        &self.events
    }

    fn is_ours(&self) -> bool {
        Screen::is_ours(self)
    }

    fn ring(&mut self) -> io::Result<()> {
        Screen::ring(self)
    }

    fn draw(&mut self, state: &State, _keys: u64) -> io::Result<()> {
        self.terminal.draw(|frame| view(state, frame))?;
        Ok(())
    }
}
