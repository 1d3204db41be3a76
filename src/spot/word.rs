//! Common words of two characters, to tell where a sound-alike cuts through one.
//!
//! Pure; the list is read once, on first use, in about two milliseconds.

use std::collections::HashSet;
use std::sync::LazyLock;

/// What the recogniser writes is mostly words. Where the text has a word across the end
/// of a place that only sounds like a phrase (布置到|位 for 不知道), that word was said.
static WORDS: LazyLock<HashSet<[char; 2]>> = LazyLock::new(|| {
    let lines = include_str!("words.txt").lines().filter(|line| !line.starts_with('#'));
    let words = lines.flat_map(str::split_whitespace);
    words
        .filter_map(|word| {
            let mut chars = word.chars();
            Some([chars.next()?, chars.next()?])
        })
        .collect()
});

/// Whether the two characters are a common word.
pub(super) fn is_word(first: char, second: char) -> bool {
    WORDS.contains(&[first, second])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_whole() {
        assert_eq!(WORDS.len(), 20_000);
        assert!(is_word('到', '位') && is_word('投', '诉') && !is_word('不', '归'));
    }
}
