//! How things look: the default colours and the 16 of the terminal, so that a
//! dark and a light background both work.
//!
//! Pure. Nothing is told by colour alone; without colour the modifiers stay.

use crate::phrasebook::{List, Severity};
use crate::service::message::{Hearing, NoticeLevel};
use ratatui::style::{Color, Modifier, Style as Look};

/// The looks of the console, with or without colour.
pub struct Style {
    colour: bool,
}

impl Style {
    pub fn new(colour: bool) -> Style {
        Style { colour }
    }

    fn fg(&self, colour: Color) -> Look {
        if self.colour { Look::new().fg(colour) } else { Look::new() }
    }

    pub fn plain(&self) -> Look {
        Look::new()
    }

    pub fn faint(&self) -> Look {
        Look::new().add_modifier(Modifier::DIM)
    }

    pub fn strong(&self) -> Look {
        Look::new().add_modifier(Modifier::BOLD)
    }

    pub fn title(&self, focused: bool) -> Look {
        if focused { self.strong() } else { self.faint() }
    }

    pub fn selected(&self) -> Look {
        Look::new().add_modifier(Modifier::REVERSED)
    }

    pub fn alert(&self) -> Look {
        self.fg(Color::Red).add_modifier(Modifier::BOLD | Modifier::REVERSED)
    }

    pub fn mark(&self, list: List) -> Look {
        match list {
            List::Taboo => self.fg(Color::Red).add_modifier(Modifier::BOLD | Modifier::UNDERLINED),
            List::Civil => self.fg(Color::Green).add_modifier(Modifier::UNDERLINED),
        }
    }

    pub fn severity(&self, severity: Severity) -> Look {
        match severity {
            Severity::Critical => self.fg(Color::Red).add_modifier(Modifier::BOLD),
            Severity::Serious => self.fg(Color::Magenta).add_modifier(Modifier::BOLD),
            Severity::Minor => self.plain(),
        }
    }

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

    pub fn notice(&self, level: NoticeLevel) -> Look {
        match level {
            NoticeLevel::Info => self.plain(),
            NoticeLevel::Warning => self.fg(Color::Magenta).add_modifier(Modifier::BOLD),
            NoticeLevel::Fault => self.alert(),
        }
    }
}
