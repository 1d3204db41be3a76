//! The points at which a crash can fall, for tests to fall there.
//!
//! Costs nothing outside this crate's own tests.

use super::RecordError;

/// A point between two changes on disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// The words are on disk under a temporary name.
    WordsWritten,
    /// The words have their name.
    WordsNamed,
    /// The whole is on disk under a temporary name.
    WholeWritten,
    /// The whole has its name.
    WholeNamed,
    /// The clip is on disk under a temporary name.
    ClipWritten,
    /// The clip has its name.
    ClipNamed,
    /// The row is in the index.
    RowCommitted,
    /// The rows of what is purged are gone, its files are not.
    PurgeCommitted,
    /// One of the older revision's files is gone.
    OldHalfRemoved,
}

/// Nothing, or in tests the step at which to stop as a crash would.
#[derive(Debug, Default)]
pub(super) struct Fault {
    #[cfg(test)]
    pub(super) at: Option<Step>,
}

impl Fault {
    /// Goes on, unless a test wants the crash here.
    #[allow(clippy::unnecessary_wraps, reason = "fails in tests only")]
    pub(super) fn pass(&self, step: Step) -> Result<(), RecordError> {
        #[cfg(test)]
        if self.at == Some(step) {
            let source = std::io::Error::other(format!("crash after {step:?}"));
            return Err(RecordError::Unwritable { path: "test".into(), source });
        }
        let _ = step;
        Ok(())
    }
}
