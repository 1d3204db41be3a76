//! How things look: the default colours and the 16 of the terminal, so that a
//! dark and a light background both work.
//!
//! Pure. Nothing is told by colour alone; without colour the modifiers stay. Each
//! screen adds the looks of what only it shows.

use crate::phrasebook::Severity;
use ratatui::style::{Color, Modifier, Style as Look};

/// The looks of a screen, with or without colour.
pub struct Style {
    colour: bool,
}

impl Style {
    /// With colour, or for a terminal that shall show none.
    pub fn new(colour: bool) -> Style {
        Style { colour }
    }

    /// `colour`, where there is colour.
    pub fn fg(&self, colour: Color) -> Look {
        if self.colour { Look::new().fg(colour) } else { Look::new() }
    }

    /// As everything else.
    pub fn plain(&self) -> Look {
        Look::new()
    }

    /// What matters less.
    pub fn faint(&self) -> Look {
        Look::new().add_modifier(Modifier::DIM)
    }

    /// What matters.
    pub fn strong(&self) -> Look {
        Look::new().add_modifier(Modifier::BOLD)
    }

    /// The title of a panel.
    pub fn title(&self, focused: bool) -> Look {
        if focused { self.strong() } else { self.faint() }
    }

    /// What the next key is for.
    pub fn selected(&self) -> Look {
        Look::new().add_modifier(Modifier::REVERSED)
    }

    /// How grave something is.
    pub fn severity(&self, severity: Severity) -> Look {
        match severity {
            Severity::Critical => self.fg(Color::Red).add_modifier(Modifier::BOLD),
            Severity::Serious => self.fg(Color::Magenta).add_modifier(Modifier::BOLD),
            Severity::Minor => self.plain(),
        }
    }
}
