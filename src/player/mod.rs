//! Plays clips to people.
//!
//! Owns the default output device while something plays, the threads `player` and
//! `waveform`, and the outline of a clip. Knows nothing of incidents or screens: whoever
//! holds a [`Player`] hands it paths and is told positions. Never keeps a copy of a clip on
//! disk.
//!
//! ```text
//! clip ─ stretch ─ resample ─ tap ─ (realtime callback of hardware)
//!   └─ waveform
//! ```

mod clip;
mod deck;
mod fault;
mod hardware;
mod stretch;
mod tap;
mod waveform;
mod worker;

pub use fault::PlayerFault;
pub use waveform::Waveform;
pub use worker::{Player, Wave};

use std::path::PathBuf;

/// What a player is told to do.
#[derive(Debug, Clone, PartialEq)]
pub enum PlayerCommand {
    /// Plays a clip.
    Play {
        /// Its path.
        clip: PathBuf,
        /// Where it begins, seconds from the clip's beginning.
        from_s: f64,
    },
    /// Pauses, or goes on; from the beginning when it had reached the end.
    Toggle,
    /// Goes forward, or back when negative, by so many seconds of the clip.
    Seek {
        /// Seconds.
        by_s: f64,
    },
    /// Plays so many times as fast as it was spoken, at the same pitch; 0.5 to 2.
    Rate {
        /// 1 is as it was spoken.
        rate: f64,
    },
    /// Ends, forgets the clip and lets go of the device.
    Stop,
}

/// How a player stands.
#[derive(Debug, Clone, PartialEq)]
pub struct PlayerState {
    /// Seconds from the clip's beginning to what is heard now.
    pub position_s: f64,
    /// Whether sound comes out.
    pub playing: bool,
    /// How many times as fast as it was spoken.
    pub rate: f64,
    /// Why nothing is heard, in the language of the process; gone with the next command.
    pub fault: Option<String>,
}
