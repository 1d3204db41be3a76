//! How an installation tells what it is doing.
//!
//! Called on the installing thread; an implementation must return at once.

/// Hears about an installation.
pub trait Progress {
    /// A new stage begins. `total_bytes` is its size when known.
    fn stage(&mut self, text: &str, total_bytes: Option<u64>);

    /// The stage has come so far, in bytes from its start.
    fn advance(&mut self, done_bytes: u64);

    /// Something that the person should read.
    fn note(&mut self, text: &str);
}

/// Hears nothing.
pub struct Silent;

impl Progress for Silent {
    fn stage(&mut self, _text: &str, _total_bytes: Option<u64>) {}
    fn advance(&mut self, _done_bytes: u64) {}
    fn note(&mut self, _text: &str) {}
}
