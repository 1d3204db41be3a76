//! What the console asks of the player and hears from it.
//!
//! Pure data; whoever plays sound is beyond [`super::Effect`].

/// Seconds that a seek key moves by.
pub const SEEK_S: f64 = 2.0;

/// The rates at which clips are played, in the order of the key that turns them.
pub const RATES: [f64; 3] = [1.0, 0.75, 0.5];

/// The picture of a clip.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Wave {
    /// The least and the greatest sample of each bucket, -1 to 1, in order of time; any
    /// number of buckets, none when the clip could not be read.
    pub peaks: Vec<(f32, f32)>,
    /// Seconds of the clip.
    pub seconds: f64,
}

/// What the player shall do.
#[derive(Debug, Clone, PartialEq)]
pub enum PlayerCommand {
    /// Plays the clip at this path from its beginning, or pauses it, or goes on with it.
    Toggle {
        /// Absolute path.
        clip: String,
    },
    /// Moves by so many seconds, within the clip.
    Seek(f64),
    /// Plays at this rate: one of [`RATES`].
    Rate(f64),
    /// Plays nothing any more.
    Stop,
}

/// How the player is. Told when it changes and a few times a second while it plays.
#[derive(Debug, Clone, PartialEq)]
pub struct PlayerState {
    /// The clip's path, as it came with [`PlayerCommand::Toggle`].
    pub clip: String,
    /// Seconds from the clip's beginning.
    pub position_s: f64,
    /// Whether sound comes out now.
    pub playing: bool,
    /// The rate in force.
    pub rate: f64,
    /// Why nothing can be played, and what to do; in the language in force.
    pub fault: Option<String>,
}
