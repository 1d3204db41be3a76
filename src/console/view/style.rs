//! The looks of what only the console shows.
//!
//! Pure.

use crate::phrasebook::List;
use crate::service::message::{Hearing, NoticeLevel};
use ratatui::style::{Color, Modifier, Style as Look};

pub use crate::screen::style::Style;

impl Style {
    /// What cannot wait.
    pub fn alert(&self) -> Look {
        self.fg(Color::Red).add_modifier(Modifier::BOLD | Modifier::REVERSED)
    }

    /// A phrase in what was said.
    pub fn mark(&self, list: List) -> Look {
        match list {
            List::Taboo => self.fg(Color::Red).add_modifier(Modifier::BOLD | Modifier::UNDERLINED),
            List::Civil => self.fg(Color::Green).add_modifier(Modifier::UNDERLINED),
        }
    }

    /// Whether a counter is heard.
    pub fn hearing(&self, state: Option<Hearing>) -> Look {
        match state {
            Some(Hearing::Speech) => self.fg(Color::Green).add_modifier(Modifier::BOLD),
            Some(Hearing::Muted | Hearing::Lost) => {
                self.fg(Color::Red).add_modifier(Modifier::BOLD)
            }
            Some(Hearing::Quiet) => self.plain(),
            Some(Hearing::Closed) | None => self.faint(),
        }
    }

    /// How loud a notice is.
    pub fn notice(&self, level: NoticeLevel) -> Look {
        match level {
            NoticeLevel::Info => self.plain(),
            NoticeLevel::Warning => self.fg(Color::Magenta).add_modifier(Modifier::BOLD),
            NoticeLevel::Fault => self.alert(),
        }
    }
}
