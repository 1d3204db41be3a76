//! Errors of recognition: characters and toneless syllables.
//!
//! Pure. Both texts are folded alike first: script, width, case, numerals (二十五 is
//! 25), punctuation dropped, every word left in.

use crate::normalize::{Sound, Symbol, written};
use serde::{Deserialize, Serialize};
use std::ops::AddAssign;

/// The fewest changes that make a reference what was heard (Levenshtein).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Errors {
    /// One heard for another.
    pub substitutions: usize,
    /// Not heard.
    pub deletions: usize,
    /// Heard and not said.
    pub insertions: usize,
    /// All that was said.
    pub reference: usize,
}

impl Errors {
    /// Changes, all kinds.
    pub fn errors(&self) -> usize {
        self.substitutions + self.deletions + self.insertions
    }

    /// Changes over what was said; may exceed 1. `None` when nothing was said.
    pub fn rate(&self) -> Option<f64> {
        (self.reference > 0).then(|| self.errors() as f64 / self.reference as f64)
    }
}

impl AddAssign for Errors {
    fn add_assign(&mut self, other: Errors) {
        self.substitutions += other.substitutions;
        self.deletions += other.deletions;
        self.insertions += other.insertions;
        self.reference += other.reference;
    }
}

/// Errors in characters.
pub fn characters(reference: &str, heard: &str) -> Errors {
    count(written(reference).symbols(), written(heard).symbols(), |a, b| a.ch == b.ch)
}

/// Errors in syllables without tone. Characters that may be read alike are alike; what
/// is no syllable (a letter) compares as it is written.
pub fn syllables(reference: &str, heard: &str) -> Errors {
    count(written(reference).symbols(), written(heard).symbols(), same_syllable)
}

fn same_syllable(a: &Symbol, b: &Symbol) -> bool {
    let silent = a.sound == Sound::SILENT || b.sound == Sound::SILENT;
    a.ch == b.ch || (!silent && a.sound.cost(b.sound) == 0)
}

/// Of all shortest ways the one with the most substitutions.
fn count<T>(reference: &[T], heard: &[T], same: impl Fn(&T, &T) -> bool) -> Errors {
    // A cell: changes, then insertions and deletions, then each of both.
    type Cell = (usize, usize, usize, usize);
    let mut above: Vec<Cell> = (0..=heard.len()).map(|n| (n, n, n, 0)).collect();
    for (row, said) in reference.iter().enumerate() {
        let mut here: Vec<Cell> = vec![(row + 1, row + 1, 0, row + 1)];
        for (at, got) in heard.iter().enumerate() {
            let (cost, shifts, insertions, deletions) = above[at];
            let hit = (cost + usize::from(!same(said, got)), shifts, insertions, deletions);
            let (cost, shifts, insertions, deletions) = above[at + 1];
            let miss = (cost + 1, shifts + 1, insertions, deletions + 1);
            let (cost, shifts, insertions, deletions) = here[at];
            let extra = (cost + 1, shifts + 1, insertions + 1, deletions);
            here.push(hit.min(miss).min(extra));
        }
        above = here;
    }
    let (cost, shifts, insertions, deletions) = above.last().copied().unwrap_or_default();
    Errors { substitutions: cost - shifts, deletions, insertions, reference: reference.len() }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn told(reference: &str, heard: &str) -> [usize; 4] {
        let e = characters(reference, heard);
        [e.substitutions, e.deletions, e.insertions, e.reference]
    }

    #[test]
    fn errors_are_told_by_kind() {
        assert_eq!(told("这个不归我管", "这个不归我管。"), [0, 0, 0, 6]);
        assert_eq!(told("不归我管", "不规模管"), [2, 0, 0, 4]);
        assert_eq!(told("不归我管", "不归管"), [0, 1, 0, 4]);
        assert_eq!(told("不归我管", "我不归我管"), [0, 0, 1, 4]);
        assert_eq!(told("您好", ""), [0, 2, 0, 2]);
        assert_eq!(told("", "您好"), [0, 0, 2, 0]);
        assert_eq!(characters("", "您好").rate(), None);
    }

    #[test]
    fn script_width_and_numerals_are_no_errors() {
        assert_eq!(told("過去三十年,二十五元", "过去30年，25元"), [0, 0, 0, 8]);
        assert_eq!(told("ＷＩＦＩ密码", "wifi密码"), [0, 0, 0, 6]);
    }

    #[test]
    fn words_of_hesitation_are_words() {
        assert_eq!(told("嗯您好", "您好"), [0, 1, 0, 3]);
        assert_eq!(told("不不归我管", "不归我管"), [0, 1, 0, 5]);
    }

    #[test]
    fn syllables_have_no_tone_and_no_character() {
        assert_eq!(syllables("急什么", "即什么").errors(), 0);
        assert_eq!(syllables("长度", "常度").errors(), 0);
        assert_eq!(syllables("急什么", "您什么").errors(), 1);
        assert_eq!(syllables("wifi", "wife").errors(), 1);
    }

    proptest! {
        #[test]
        fn the_way_back_swaps_what_is_missing_and_what_is_too_much(
            a in "[您好不归我管急什么]{0,12}", b in "[您好不归我管急什么]{0,12}"
        ) {
            let (forth, back) = (characters(&a, &b), characters(&b, &a));
            prop_assert_eq!(forth.errors(), back.errors());
            prop_assert_eq!(forth.substitutions, back.substitutions);
            prop_assert_eq!((forth.insertions, forth.deletions), (back.deletions, back.insertions));
            prop_assert_eq!(characters(&a, &a).errors(), 0);
            prop_assert!(forth.errors() <= forth.reference.max(back.reference));
            prop_assert!(syllables(&a, &b).errors() <= forth.errors());
            prop_assert_eq!(
                forth.reference + forth.insertions - forth.deletions, back.reference
            );
        }
    }
}
