//! Search by character: one Aho-Corasick automaton over all folded wordings.
//!
//! Pure.

use super::pattern::{Found, Pattern};
use crate::normalize::{Break, Normalized};
use aho_corasick::{AhoCorasick, MatchKind};

/// All patterns in one automaton.
#[derive(Debug)]
pub(super) struct Searcher {
    /// `None` when there is nothing to search for, or more than an automaton holds.
    automaton: Option<AhoCorasick>,
    /// The pattern behind each of its texts.
    of: Vec<usize>,
}

impl Searcher {
    pub fn new(patterns: &[Pattern]) -> Searcher {
        let (mut texts, mut of) = (Vec::new(), Vec::new());
        for (index, pattern) in patterns.iter().enumerate().filter(|(_, p)| !p.has_slots()) {
            texts.push(pattern.pieces.iter().flatten().collect::<String>());
            of.push(index);
        }
        let automaton = AhoCorasick::builder().match_kind(MatchKind::Standard).build(texts).ok();
        Searcher { automaton: automaton.filter(|_| !of.is_empty()), of }
    }

    /// Adds every pattern that stands in `text` character by character.
    pub fn search(&self, patterns: &[Pattern], text: &Normalized, found: &mut Vec<Found>) {
        let Some(automaton) = &self.automaton else { return };
        let letters = text.letters();
        // Byte to symbol; only beginnings of characters are ever asked for.
        let mut symbol_at = vec![0usize; letters.len() + 1];
        for (symbol, (byte, _)) in letters.char_indices().enumerate() {
            symbol_at[byte] = symbol;
        }
        symbol_at[letters.len()] = text.len();
        for hit in automaton.find_overlapping_iter(&letters) {
            let pattern = self.of[hit.pattern().as_usize()];
            let (first, end) = (symbol_at[hit.start()], symbol_at[hit.end()]);
            if holds_together(&patterns[pattern], text, first, end) {
                found.push(Found { pattern, first, end, cost: 0, exact: true });
            }
        }
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
