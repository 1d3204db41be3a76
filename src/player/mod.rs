//! Plays clips to people.
//!
//! Owns the default output device while something plays, the threads `player` and
//! `waveform`, and the outline of a clip. Knows nothing of incidents or screens: whoever
//! holds a [`Player`] hands it paths, or sound that is in memory only, and is told positions.
//! Never keeps a copy of a clip on disk.
//!
//! ```text
//! clip ─ stretch ─ resample ─ tap ─ (realtime callback of hardware)
//!   └─ waveform
//! ```

mod clip;
mod deck;
mod fault;
mod hardware;
mod memory;
mod stretch;
mod tap;
mod waveform;
mod worker;

pub use fault::PlayerFault;
pub use memory::InMemory;
pub use waveform::Waveform;
pub use worker::{Player, Wave};

/// What a player is told to do.
#[derive(Debug, Clone, PartialEq)]
pub enum PlayerCommand {
    /// Plays the clip at this path from its beginning, or pauses it, or goes on with it;
    /// from the beginning again when it had reached its end.
    Toggle {
        /// Absolute path.
        clip: String,
    },
    /// Keeps this sound for the clip of this path, to be played in place of what lies there.
    Hold {
        /// Absolute path; as long as something lies there the sound may be heard.
        clip: String,
        /// What is heard.
        sound: InMemory,
    },
    /// Goes forward by so many seconds of the clip, or back when negative.
    Seek(f64),
    /// Plays so many times as fast as it was spoken, at the same pitch; 0.5 to 2.
    Rate(f64),
    /// Ends, forgets the clip and what was kept for it, and lets go of the device.
    Stop,
}

/// How a player stands.
#[derive(Debug, Clone, PartialEq)]
pub struct PlayerState {
    /// The clip's path, as it came with [`PlayerCommand::Toggle`]; empty when there is none.
    pub clip: String,
    /// Seconds from the clip's beginning to what is heard now.
    pub position_s: f64,
    /// Whether sound comes out.
    pub playing: bool,
    /// How many times as fast as it was spoken.
    pub rate: f64,
    /// Why nothing is heard and what to do, in the language in force; gone with the next
    /// command.
    pub fault: Option<String>,
}
