//! The level of a channel when nothing happens.

/// How fast the floor follows what is quieter: the share of each frame.
const DOWN: f32 = 0.05;
/// How fast it follows what is louder, dB a frame: 1 dB a second, so that neither talk nor a
/// bell is soon the floor, and a hall that fills is.
const UP_DB: f32 = 0.008;
/// The same while it has heard little.
const UP_FIRST_DB: f32 = 0.08;
/// Frames for which it has heard little: 2 s.
const FIRST: u32 = 250;

/// A slow minimum, dB relative to full scale.
#[derive(Debug, Clone)]
pub(super) struct Floor {
    db: f32,
    heard: u32,
}

impl Floor {
    /// A channel of which nothing was heard: quiet, as most are at first.
    pub fn new() -> Floor {
        Floor { db: -65.0, heard: 0 }
    }

    /// Takes in the level of a frame.
    pub fn hear(&mut self, db: f32) {
        let up = if self.heard < FIRST { UP_FIRST_DB } else { UP_DB };
        self.heard = self.heard.saturating_add(1);
        self.db += if db < self.db { DOWN * (db - self.db) } else { up.min(db - self.db) };
    }

    /// The floor.
    pub fn db(&self) -> f32 {
        self.db
    }
}
