//! How things look: the default colours and the 16 of the terminal, so that a
//! dark and a light background both work.
//!
//! Pure. Nothing is told by colour alone; without colour the modifiers stay.

use crate::lint::Level;
use crate::phrasebook::Severity;
use ratatui::style::{Color, Modifier, Style as Look};

/// The looks of the editor, with or without colour.
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

    pub fn level(&self, level: Level) -> Look {
        match level {
            Level::Error => self.fg(Color::Red).add_modifier(Modifier::BOLD),
            Level::Warning => self.fg(Color::Magenta),
        }
    }

    pub fn severity(&self, severity: Severity) -> Look {
        match severity {
            Severity::Critical => self.fg(Color::Red).add_modifier(Modifier::BOLD),
            Severity::Serious => self.fg(Color::Magenta).add_modifier(Modifier::BOLD),
            Severity::Minor => self.plain(),
        }
    }

    /// A phrase that was found in the tried sentence, and counts.
    pub fn hit(&self) -> Look {
        self.strong().add_modifier(Modifier::UNDERLINED)
    }
}
