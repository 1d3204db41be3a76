//! Search by character: one Aho-Corasick automaton over all folded wordings, with
//! characters, not bytes, as its letters.
//!
//! Pure. The automaton is `daachorse`'s double array, several times as fast on
//! Chinese as the one of `aho-corasick` (`liyu bench --matcher` measures both),
//! which is kept as the oracle of the tests below.

use super::pattern::{Found, Pattern};
use crate::normalize::{Break, Normalized};
use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder};
use std::collections::BTreeMap;
use std::ops::Range;

/// Strings that are looked for in a text all at once (dictionary matching).
pub struct Dictionary {
    /// `None` when there is nothing to search for, or more than an automaton holds
    /// (2^32 states). It bears no repetition: its values are the first entry of
    /// each string.
    automaton: Option<CharwiseDoubleArrayAhoCorasick<u32>>,
    /// For each entry the next one with the same string.
    again: Vec<Option<u32>>,
}

impl Dictionary {
    /// Compiles `strings`. The same string may come more than once; empty ones are
    /// never found.
    pub fn new<S: AsRef<str>>(strings: impl IntoIterator<Item = S>) -> Dictionary {
        let strings: Vec<S> = strings.into_iter().collect();
        let mut first: BTreeMap<&str, u32> = BTreeMap::new();
        let mut again = vec![None; strings.len()];
        for (entry, string) in strings.iter().enumerate().rev() {
            again[entry] = first.insert(string.as_ref(), entry as u32);
        }
        first.remove("");
        // What is searched for is the likeliest sample of what is searched: states
        // that begin many strings come to lie side by side in memory.
        let automaton = CharwiseDoubleArrayAhoCorasickBuilder::new()
            .corpus(first.keys().copied())
            .build_with_values(first);
        Dictionary { automaton: automaton.ok(), again }
    }

    /// Calls `found` with every place of every string in `text`, overlapping ones
    /// too: the string's index as it was given, and its bytes. Ends never go back.
    pub fn find_overlapping(&self, text: &str, found: &mut dyn FnMut(usize, Range<usize>)) {
        let Some(automaton) = &self.automaton else { return };
        for hit in automaton.find_overlapping_iter(text) {
            let mut entry = Some(hit.value());
            while let Some(at) = entry {
                found(at as usize, hit.start()..hit.end());
                entry = self.again.get(at as usize).copied().flatten();
            }
        }
    }
}

impl std::fmt::Debug for Dictionary {
    /// The automaton's tables would fill pages.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Dictionary").field("entries", &self.again.len()).finish_non_exhaustive()
    }
}

/// All patterns without slots in one dictionary.
#[derive(Debug)]
pub(super) struct Searcher {
    dictionary: Dictionary,
    /// The pattern behind each entry.
    of: Vec<usize>,
}

impl Searcher {
    pub fn new(patterns: &[Pattern]) -> Searcher {
        let of: Vec<usize> =
            (0..patterns.len()).filter(|&index| !patterns[index].has_slots()).collect();
        let text = |&index: &usize| patterns[index].pieces.iter().flatten().collect::<String>();
        Searcher { dictionary: Dictionary::new(of.iter().map(text)), of }
    }

    /// Adds every pattern that stands in `text` character by character.
    pub fn search(&self, patterns: &[Pattern], text: &Normalized, found: &mut Vec<Found>) {
        let letters = text.letters();
        // The symbols that end at or before the byte reached; ends never go back.
        let (mut end, mut byte) = (0, 0);
        let mut rest = letters.chars();
        self.dictionary.find_overlapping(&letters, &mut |entry, place| {
            while byte < place.end {
                byte += rest.next().map_or(place.end, char::len_utf8);
                end += 1;
            }
            let pattern = self.of[entry];
            let first = end - patterns[pattern].len();
            if holds_together(&patterns[pattern], text, first, end) {
                found.push(Found { pattern, first, end, cost: 0, exact: true });
            }
        });
    }
}

/// Wordings up to this length are not put together from two sentences.
const SHORT: usize = 4;

/// Whether a match runs over no punctuation that its wording does not have:
/// 别急，什么都能办 does not hold 急什么. Long wordings may.
pub(super) fn holds_together(
    pattern: &Pattern,
    text: &Normalized,
    first: usize,
    end: usize,
) -> bool {
    pattern.len() > SHORT
        || pattern.has_slots()
        || text.symbols()[first..end].iter().enumerate().skip(1).all(|(at, symbol)| {
            symbol.before != Break::Strong || pattern.strong_breaks.contains(&at)
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use aho_corasick::AhoCorasick;
    use proptest::prelude::*;

    fn places(strings: &[String], text: &str) -> Vec<(usize, Range<usize>)> {
        let mut places = Vec::new();
        Dictionary::new(strings)
            .find_overlapping(text, &mut |entry, place| places.push((entry, place)));
        places.sort_by_key(|(entry, place)| (*entry, place.start));
        places
    }

    #[test]
    fn repeated_empty_and_no_strings_are_borne() {
        let strings = ["急什么", "什么", "", "急什么"].map(str::to_owned);
        let found = places(&strings, "你急什么");
        assert_eq!(found, [(0, 3..12), (1, 6..12), (3, 3..12)]);
        assert_eq!(places(&[], "你急什么"), []);
        assert_eq!(places(&[String::new()], "你急什么"), []);
    }

    proptest! {
        #[test]
        fn finds_what_aho_corasick_finds(
            strings in proptest::collection::vec("[不归我管知道a1𠮷]{1,4}", 1..40),
            text in "[不归我管知道您a1𠮷，]{0,80}",
        ) {
            let oracle = AhoCorasick::new(&strings).map_err(|e| TestCaseError::fail(e.to_string()))?;
            let mut expected: Vec<_> = oracle
                .find_overlapping_iter(&text)
                .map(|hit| (hit.pattern().as_usize(), hit.range()))
                .collect();
            expected.sort_by_key(|(entry, place)| (*entry, place.start));
            prop_assert_eq!(places(&strings, &text), expected);
        }
    }
}
