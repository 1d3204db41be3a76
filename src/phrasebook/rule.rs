//! Names of the rules that reading a pack keeps; those of `lint` stand with it.
//!
//! Plain words, stable: they appear in `--json`.

/// An id stands for more than one entry.
pub const DUPLICATE_ID: &str = "duplicate-id";
/// A wording has fewer characters than its strictness needs.
pub const TOO_SHORT: &str = "too-short";
/// A brace without its fellow, or nothing between two.
pub const TORN_SLOT: &str = "torn-slot";
/// A slot of no known kind.
pub const UNKNOWN_SLOT: &str = "unknown-slot";
/// A slot where only plain words may stand.
pub const SLOT_HERE: &str = "slot-here";
/// An entry does not say where it comes from.
pub const MISSING_SOURCE: &str = "missing-source";
/// A taboo phrase without severity or speaker.
pub const INCOMPLETE_TABOO: &str = "incomplete-taboo";
/// A key that belongs to phrases of the other list.
pub const WRONG_LIST: &str = "wrong-list";
/// Words of a context that are too short or hold slots.
pub const CONTEXT_WORDS: &str = "context-words";
