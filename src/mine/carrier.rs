//! The sentences that phrases are said in, and where a recording says them.
//!
//! Pure. Short and neutral: what stands around a phrase colours what a recogniser makes
//! of it, so each is said alone, at the end and at the beginning.

use super::Take;
use crate::phrasebook::Phrase;
use crate::spot::{How, Spotter};
use std::ops::Range;

/// What is said before and after.
const CARRIERS: [(&str, &str); 3] = [("", "。"), ("那我看一下，", "。"), ("", "，您先请坐。")];

/// Every sentence for `phrase`, its place in the lists being `index`: its text, and its
/// variants too if `variants`. Templates are left out.
pub fn carried(phrase: &Phrase, index: usize, variants: bool) -> Vec<Take> {
    let most = if variants { usize::MAX } else { 1 };
    let mut takes = Vec::new();
    for wording in phrase.wordings().take(most) {
        for (before, after) in CARRIERS {
            let place = before.len()..before.len() + wording.len();
            let said = format!("{before}{wording}{after}");
            takes.push(Take { phrase: index, said, place, voice: String::new() });
        }
    }
    takes
}

/// The phrases that a text says by its `labels` (ids, or texts), and where: by character,
/// the longest wording at each place. `bare` is a spotter without guards.
pub fn places(bare: &Spotter, text: &str, labels: &[String]) -> Vec<(usize, Range<usize>)> {
    let mut named: Vec<usize> = Vec::new();
    for label in labels {
        named.extend(bare.examine(label).iter().map(|found| found.phrase));
        named.extend(bare.book().phrases().iter().position(|phrase| phrase.id == *label));
    }
    let mut found: Vec<(usize, Range<usize>)> = bare
        .examine(text)
        .iter()
        .filter(|found| found.how == How::Exact && named.contains(&found.phrase))
        .map(|found| (found.phrase, found.start..found.end))
        .collect();
    found.sort_by_key(|(_, place)| (std::cmp::Reverse(place.len()), place.start));
    let mut kept: Vec<(usize, Range<usize>)> = Vec::new();
    for (phrase, place) in found {
        let free = |(_, other): &(usize, Range<usize>)| {
            place.end <= other.start || other.end <= place.start
        };
        if kept.iter().all(free) {
            kept.push((phrase, place));
        }
    }
    kept
}
