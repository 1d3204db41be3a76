//! The looks of what only the editor shows.
//!
//! Pure.

use crate::lint::Level;
use ratatui::style::{Color, Modifier, Style as Look};

pub use crate::screen::style::Style;

impl Style {
    /// A finding of the check.
    pub fn level(&self, level: Level) -> Look {
        match level {
            Level::Error => self.fg(Color::Red).add_modifier(Modifier::BOLD),
            Level::Warning => self.fg(Color::Magenta),
        }
    }

    /// A phrase that was found in the tried sentence, and counts.
    pub fn hit(&self) -> Look {
        self.strong().add_modifier(Modifier::UNDERLINED)
    }
}
