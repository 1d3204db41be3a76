//! Harmless speech that comes with the program: lines of clerks, and words.
//!
//! Plain text, embedded. Small and written by us: good enough to catch an alias that
//! accuses everybody, never a measure of false alarms.

const LINES: &str = include_str!("negative.txt");
const WORDS: &str = include_str!("words.txt");

/// Lines that clerks of three trades say and that are nobody's fault.
pub fn lines() -> impl Iterator<Item = &'static str> {
    written(LINES)
}

/// Words of one to four characters that anybody says at a counter.
pub fn words() -> impl Iterator<Item = &'static str> {
    written(WORDS).flat_map(str::split_whitespace)
}

fn written(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}
