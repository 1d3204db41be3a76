//! What came close to a text and did not match, and why not.
//!
//! Pure. For trainers: every wording is laid on the text, which takes milliseconds
//! for thousands of them, so nothing that listens asks for it.

use super::align::{Alignment, Cells, Difference, align};
use super::pattern::Pattern;
use super::sound::{MEDIUM, SHORT, WORST_CONTENT_MEDIUM, WORST_CONTENT_SHORT};
use super::sound::{WORST_CONTENT_LAST, WORST_SYLLABLE, WORST_SYLLABLE_SHORT};
use super::{Match, Spotter};
use crate::normalize::{COST_UNIT, Cost, normalize};
use crate::tr;
use std::collections::HashMap;
use std::fmt;

/// Farther off than this a wording is not near: hundredths of a syllable, the mean.
const FARTHEST: usize = 40;

/// Of a longer text only so many symbols are compared: nobody utters as much.
const LONGEST: usize = 400;

/// A wording that came near a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Near {
    /// Which phrase: its place in [`Phrasebook::phrases`](crate::phrasebook::Phrasebook::phrases).
    pub phrase: usize,
    /// Which of its wordings.
    pub wording: String,
    /// First byte of the place in the text.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// How far off it is, in hundredths of a syllable.
    pub distance: Cost,
    /// How far off it may be; `None` when only the very characters count.
    pub allowed: Option<Cost>,
    /// Where it differs.
    pub differences: Vec<Difference>,
    /// Why it does not match.
    pub why: Why,
}

/// Why a wording that came near does not match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Only the very characters count: it is strict, or an alias, or too short.
    Characters,
    /// It is too far off in all.
    Far,
    /// One syllable is too far off for so short a wording.
    Syllable,
    /// A pause lies inside it, or a word was lost or added in so short a wording.
    Torn,
}

impl Why {
    /// One lower-case word, as in `--json`.
    pub fn word(self) -> &'static str {
        match self {
            Why::Characters => "characters",
            Why::Far => "far",
            Why::Syllable => "syllable",
            Why::Torn => "torn",
        }
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Why::Characters => tr!("只认原字", "only the very characters count"),
            Why::Far => tr!("总差异超过允许", "it is farther off than allowed"),
            Why::Syllable => tr!("有一个音节差得太远", "one syllable is too far off"),
            Why::Torn => tr!("中间有停顿,或多字少字", "a pause, or a word too many or too few"),
        };
        f.write_str(&text)
    }
}

impl Near {
    /// The syllable that is farthest off.
    pub fn worst(&self) -> Option<&Difference> {
        self.differences.iter().max_by_key(|difference| difference.cost)
    }
}

impl Spotter {
    /// The wordings that came nearest to `text` without matching, at most `most`, one a
    /// phrase, nearest first. Phrases that were found at the place, stopped or not, are
    /// left out.
    pub fn near(&self, text: &str, most: usize) -> Vec<Near> {
        let folded = normalize(text);
        let matches = self.examine(text);
        let mut cells = Cells::default();
        let mut best: HashMap<usize, (usize, &Pattern, Alignment)> = HashMap::new();
        for pattern in &self.patterns {
            let Some(phrase) = pattern.counts_for() else { continue };
            // What no text can come near to, or any.
            if pattern.len() < 2 || (pattern.has_slots() && pattern.budget.is_none()) {
                continue;
            }
            let within = 0..folded.len().min(LONGEST);
            let Some(lies) = align(pattern, &folded, within, false, &mut cells) else { continue };
            let off = usize::from(lies.cost) / pattern.len();
            if off <= FARTHEST && best.get(&phrase).is_none_or(|(least, ..)| off < *least) {
                best.insert(phrase, (off, pattern, lies));
            }
        }
        let mut near: Vec<(usize, Near)> = best
            .into_iter()
            .map(|(phrase, (off, pattern, lies))| {
                let place = folded.original(lies.place.start, lies.place.end);
                let near = Near {
                    phrase,
                    wording: pattern.wording.clone(),
                    start: place.start,
                    end: place.end,
                    distance: lies.cost,
                    allowed: pattern.budget,
                    why: why(pattern, &lies),
                    differences: lies.differences,
                };
                (off, near)
            })
            .filter(|(_, near)| !matches.iter().any(|found| at_place(found, near)))
            .collect();
        near.sort_by_key(|(off, near)| (*off, near.phrase));
        near.into_iter().take(most).map(|(_, near)| near).collect()
    }
}

fn at_place(found: &Match, near: &Near) -> bool {
    found.phrase == near.phrase && found.start < near.end && near.start < found.end
}

fn why(pattern: &Pattern, lies: &Alignment) -> Why {
    let slipped = |one: &&Difference| one.heard.is_empty() || one.wanted.is_empty();
    let worst = lies.differences.iter().map(|one| one.cost).max().unwrap_or(0);
    let end = pattern.edges().1.map(String::from).unwrap_or_default();
    let at_end = lies.differences.last().filter(|one| one.wanted == end);
    let last = at_end.map_or(0, |one| one.cost);
    let most = match pattern.len() {
        short if short <= SHORT => WORST_SYLLABLE_SHORT.min(WORST_CONTENT_SHORT),
        middling if middling <= MEDIUM => WORST_CONTENT_MEDIUM,
        _ => WORST_SYLLABLE,
    };
    match pattern.budget {
        None => Why::Characters,
        Some(0) if worst < COST_UNIT => Why::Characters,
        Some(budget) if lies.cost > budget => Why::Far,
        Some(_) if lies.differences.iter().any(|one| slipped(&one)) => Why::Torn,
        Some(_) if worst > most || last > WORST_CONTENT_LAST => Why::Syllable,
        // A short wording over a pause that costs nothing in the wording.
        Some(_) => Why::Torn,
    }
}
