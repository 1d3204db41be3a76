//! Search by character past words that change nothing: 今天就不办了 is 今天不办了.
//!
//! Pure. The text is searched once more without its light words; what is found there
//! and was not found before has some of them inside.

use super::exact;
use super::pattern::{Found, Pattern, Purpose};
use crate::normalize::{Cost, Normalized, Symbol};

/// Adverbs and particles that people put into a phrase without changing it.
const LIGHT: &str = "就都也可真还又再才啊呀呢嘛哦来去会是太";

/// Words after which the next one is no light word: 不是知道, 没来, 别再.
const BINDING: &str = "不没别";

/// What a light word inside a wording costs, in hundredths of a syllable.
pub(super) const LIGHT_COST: Cost = 20;

/// A wording bears this many of them.
const MOST: usize = 2;

/// Shorter phrases bear none.
const SHORTEST: usize = 4;

/// Whether the symbol after `before` is a light word.
pub(super) fn is_light(before: Option<&Symbol>, symbol: &Symbol) -> bool {
    let bound = before.is_some_and(|before| BINDING.contains(before.ch));
    LIGHT.contains(symbol.ch) && (!bound || symbol.ch == '太')
}

/// Adds every pattern that stands in `text` but for light words inside it.
pub(super) fn search(
    exact: &exact::Searcher,
    patterns: &[Pattern],
    text: &Normalized,
    found: &mut Vec<Found>,
) {
    let light = |at: usize| {
        let symbols = text.symbols();
        let before = at.checked_sub(1).and_then(|before| symbols.get(before));
        symbols.get(at).is_some_and(|symbol| is_light(before, symbol))
    };
    let places: Vec<usize> = (0..text.len()).filter(|at| !light(*at)).collect();
    if places.len() == text.len() {
        return;
    }
    let mut bare = Vec::new();
    exact.search(patterns, &text.only(&places), &mut bare);
    for one in bare {
        let pattern = &patterns[one.pattern];
        let (first, end) = (places[one.first], places[one.end - 1] + 1);
        let inside = (end - first) - (one.end - one.first);
        let cost = LIGHT_COST.saturating_mul(inside as Cost);
        let bears = match pattern.purpose {
            Purpose::Phrase(_) => {
                pattern.len() >= SHORTEST && pattern.budget.is_some_and(|budget| cost <= budget)
            }
            Purpose::Decoy(_) | Purpose::NotWithin(_) => true,
            _ => false,
        };
        if bears && (1..=MOST).contains(&inside) {
            found.push(Found { pattern: one.pattern, first, end, cost, exact: false });
        }
    }
}
