//! From a sample of a session to the time of day, and the only `now()`.
//!
//! Stages count samples and never ask for the time; whoever shows or stores a
//! moment asks the session's [`SessionClock`]. Used on any thread.

use crate::units::SampleIndex;
use jiff::{SignedDuration, Timestamp};

/// The wall clock. The one place that reads it.
pub fn now() -> Timestamp {
    Timestamp::now()
}

/// Maps the samples of one session to wall time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionClock {
    start: Timestamp,
}

impl SessionClock {
    /// A session whose first sample was heard at `start`.
    pub fn starting(start: Timestamp) -> Self {
        SessionClock { start }
    }

    /// When the first sample was heard.
    pub fn start(&self) -> Timestamp {
        self.start
    }

    /// When sample `at` was heard, to the microsecond.
    pub fn at(&self, at: SampleIndex) -> Timestamp {
        let since = SignedDuration::from_micros((at.seconds() * 1e6).round() as i64);
        self.start.saturating_add(since).unwrap_or(self.start)
    }
}
