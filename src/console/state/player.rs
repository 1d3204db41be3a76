//! What the console asks of the player and hears from it.
//!
//! Pure data; whoever plays sound is beyond [`super::Effect`].

pub use crate::player::{PlayerCommand, PlayerState};

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
