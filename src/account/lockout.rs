//! How long an account stays shut after wrong passphrases.

use std::time::Duration;

/// Wrong passphrases in a row that cost nothing.
const FREE: u32 = 5;
/// The first wait, seconds; each further failure doubles it.
const FIRST_S: u64 = 30;
/// The longest wait, seconds: a person who has forgotten must not be shut out for ever,
/// and a guesser gets 24 tries a day.
const LONGEST_S: u64 = 3600;

/// How long to wait after so many failures in a row.
pub fn wait_after(failures: u32) -> Duration {
    let Some(beyond) = failures.checked_sub(FREE) else { return Duration::ZERO };
    let doubled = FIRST_S.checked_shl(beyond).filter(|_| beyond < 16).unwrap_or(LONGEST_S);
    Duration::from_secs(doubled.min(LONGEST_S))
}
