//! What a trainer needs to know of a text: how it was folded, how each wording lies
//! on it, and what every guard said.
//!
//! Pure. Made on demand; listening never pays for it.

use super::align::{Cells, Difference, align};
use super::guard::Bench;
use super::lead::Scene;
use super::{Cue, Match, Spotter, Stop, settle};
use crate::normalize::{Cost, Normalized, normalize};

/// Everything about one text.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Trace {
    /// The folded text; see [`Normalized::text`].
    pub folded: String,
    /// What folding left out.
    pub dropped: Vec<Dropped>,
    /// As [`Spotter::examine`] gives them.
    pub matches: Vec<Traced>,
    /// What conditions wait for.
    pub cues: Vec<Cue>,
}

/// Words of a text that are not compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dropped {
    /// The words as they stand in the text.
    pub text: String,
    /// Whether they only repeat what stands before them; else they are fillers.
    pub stutter: bool,
}

/// A match and how it came about.
#[derive(Debug, Clone, PartialEq)]
pub struct Traced {
    /// The match.
    pub found: Match,
    /// The syllables that were heard as other characters.
    pub differences: Vec<Difference>,
    /// What they cost, in hundredths of a syllable.
    pub cost: Cost,
    /// What they may cost; `None` when only the very characters count.
    pub budget: Option<Cost>,
    /// The guards that looked at it, in order.
    pub looks: Vec<Look>,
}

/// What one guard says about one match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// The stop that it makes, or would make.
    pub stop: Stop,
    /// Whether it makes it.
    pub stops: bool,
}

impl Spotter {
    /// As [`Spotter::hear`], with every reason.
    pub fn trace(&self, text: &str) -> Trace {
        let folded = normalize(text);
        let scene = Scene { text, folded: &folded };
        let found = self.search(&folded);
        let mut settled = settle::settle(&self.book, &self.patterns, scene, found);
        settled.sort_by_key(|(found, _)| (found.first, std::cmp::Reverse(found.end)));
        let all: Vec<_> = settled.iter().map(|(found, _)| found.clone()).collect();
        let bench = Bench { book: &self.book, patterns: &self.patterns, scene, found: &all };
        let mut trace =
            Trace { folded: folded.text(), dropped: dropped(text, &folded), ..Trace::default() };
        let mut cells = Cells::default();
        for (found, (_, stop)) in all.iter().zip(settled) {
            trace.cues.extend(self.cue(&folded, found));
            let Some(matched) = self.matched(&folded, found, stop) else { continue };
            let pattern = &self.patterns[found.pattern];
            let lies = align(pattern, &folded, found.first..found.end, true, &mut cells);
            trace.matches.push(Traced {
                found: matched,
                differences: lies.map(|lies| lies.differences).unwrap_or_default(),
                cost: found.cost,
                budget: pattern.budget,
                looks: bench
                    .rulings(found)
                    .map(|ruling| Look { stop: ruling.stop, stops: ruling.stops })
                    .collect(),
            });
        }
        trace
    }
}

/// The words of `text` that folding left out.
fn dropped(text: &str, folded: &Normalized) -> Vec<Dropped> {
    let mut dropped = Vec::new();
    let mut from = 0;
    let letters = |range: std::ops::Range<usize>| -> String {
        text.get(range).unwrap_or_default().chars().filter(|ch| ch.is_alphanumeric()).collect()
    };
    for symbol in folded.symbols() {
        let filler = letters(from..symbol.start);
        if !filler.is_empty() {
            dropped.push(Dropped { text: filler, stutter: false });
        }
        // A symbol that covers more than itself has taken its repetition in; numbers
        // share one place and cover it all.
        let covers = letters(symbol.start..symbol.end);
        let repeated = covers.chars().count() > 1 && symbol.start >= from && !symbol.is_figure();
        if repeated {
            dropped.push(Dropped { text: covers.chars().skip(1).collect(), stutter: true });
        }
        from = from.max(symbol.end);
    }
    let rest = letters(from..text.len());
    if !rest.is_empty() {
        dropped.push(Dropped { text: rest, stutter: false });
    }
    dropped
}
