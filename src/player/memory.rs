//! A clip that lies nowhere but in memory: sealed evidence that somebody has opened.
//!
//! Pure. Wiped when the last copy of it is dropped; its bytes are never printed.

use crate::vault::Zeroizing;
use std::fmt;
use std::sync::Arc;

/// The bytes of a WAV file. Copies share them.
#[derive(Clone, PartialEq)]
pub struct InMemory(Arc<Zeroizing<Vec<u8>>>);

impl InMemory {
    /// Takes the bytes of a WAV file.
    pub fn new(wav: Zeroizing<Vec<u8>>) -> InMemory {
        InMemory(Arc::new(wav))
    }
}

impl AsRef<[u8]> for InMemory {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for InMemory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.0.len())
    }
}
