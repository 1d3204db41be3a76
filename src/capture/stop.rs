//! The one way to ask a source to end.
//!
//! Owns a flag that any thread may raise once; it is never lowered. Sources
//! look at it between pieces, so nothing here waits, locks or wakes anybody.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A request to stop, shared by all its clones.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// A request that nobody has made yet.
    pub fn new() -> Self {
        Stop::default()
    }

    /// Makes the request; once made it stands.
    pub fn set(&self) {
        self.0.store(true, Ordering::Release);
    }

    /// The bare flag, for whoever should know nothing else of capture.
    pub fn flag(&self) -> &AtomicBool {
        &self.0
    }

    /// Whether the request was made.
    pub fn is_set(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}
