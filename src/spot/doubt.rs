//! What a text leaves open: taboo wordings that only sound like it, near enough to be
//! found or not, for a second listen to decide.
//!
//! Pure; runs on the threads `transcribe-<n>`, once an utterance. Every taboo wording
//! is laid on the text, which takes about a millisecond for a thousand of them.

use super::align::{Cells, align};
use super::guard::overlap;
use super::lead::Scene;
use super::pattern::{Found, Pattern};
use super::settle::settle;
use super::sound::{MEDIUM, SHORT};
use super::{How, Match, Spotter};
use crate::normalize::{COST_UNIT, Normalized, normalize};
use crate::transcribe::Weighed;
use crate::units::Score;
use std::cmp::Reverse;

/// Of a longer text nothing is asked: nobody utters as much in one breath.
const LONGEST: usize = 120;

/// Wordings that are less like a text are not asked for, 0 to 1.
const LEAST_LIKE: f32 = 0.75;

/// So many near misses are asked for in one text at most; each costs a pass of the decoder.
const MOST_NEAR: usize = 2;

/// A hit by sound or mis-hearing of at most [`MEDIUM`] syllables whose text loses more
/// with the words of the phrase, in natural-log units, is not surely heard. Longer ones
/// do not sound alike by chance, and lose more the longer they are. Measured in
/// `docs/second-listen.md`, as are the limits beside it.
const MOST_LOSS: f64 = 12.0;

/// A near miss whose text loses no more is a hit.
const MOST_LOSS_NEAR: f64 = 2.0;

/// Shorter wordings are near to everything.
const FEWEST_SYLLABLES: usize = SHORT;

/// A taboo wording that may have been said where something like it was heard.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// The id of its phrase.
    pub id: String,
    /// The wording to ask for.
    pub wording: String,
    /// First byte in the text of what was heard for it, on a character boundary.
    pub start: usize,
    /// One past the last byte, on a character boundary.
    pub end: usize,
    /// How much what was heard sounds like it, 0 to 1.
    pub likeness: Score,
    /// How it was found; `None` when it is too far off to be found.
    pub found: Option<How>,
}

impl Spotter {
    /// The taboo wordings that `text` leaves open, the likeliest first: those that count
    /// by sound or as a known mis-hearing, and at most [`MOST_NEAR`] of those that are
    /// too far off, but at least [`LEAST_LIKE`] alike, and that no guard would stop.
    pub fn questions(&self, text: &str) -> Vec<Question> {
        let folded = normalize(text);
        if folded.is_empty() || folded.len() > LONGEST {
            return Vec::new();
        }
        let mut asker = Asker { spotter: self, folded: &folded, cells: Cells::default() };
        let scene = Scene { text, folded: &folded };
        let found = self.search(&folded);
        let settled = settle(&self.book, &self.patterns, scene, found.clone());
        let counts: Vec<&Found> = settled
            .iter()
            .filter(|(one, stop)| stop.is_none() && self.is_taboo(one))
            .map(|(one, _)| one)
            .collect();
        // Where the very words of a phrase stand nothing is open.
        let plain = |one: &Found| one.exact && one.cost == 0 && !self.patterns[one.pattern].alias;
        let is_plain =
            |one: &Found| counts.iter().any(|other| plain(other) && overlap(other, one) > 0);
        let mut questions: Vec<Question> = counts
            .iter()
            .filter(|one| self.patterns[one.pattern].alias || !is_plain(one))
            .filter_map(|one| asker.about(one))
            .collect();
        questions.sort_by_key(rank);

        let mut near = asker.near();
        near.retain(|one| counts.iter().all(|sure| overlap(sure, one) == 0));
        near.truncate(4 * MOST_NEAR);
        // Which of them the guards would let through.
        let all = found.into_iter().chain(near.iter().cloned()).collect();
        let settled = settle(&self.book, &self.patterns, scene, all);
        let near = settled.iter().filter(|(one, stop)| stop.is_none() && near.contains(one));
        let mut near: Vec<Question> = near.map(|(one, _)| asker.ask(one, None)).collect();
        near.sort_by_key(rank);
        near.truncate(MOST_NEAR);
        questions.extend(near);
        questions
    }

    fn is_taboo(&self, one: &Found) -> bool {
        let pattern = &self.patterns[one.pattern];
        pattern.taboo && pattern.counts_for().is_some()
    }

    /// The near misses of `folded` that `weighed` bears out, as findings: wordings that
    /// these lists have, at a place where `found` has no finding of their phrase.
    pub(super) fn borne_out(
        &self,
        folded: &Normalized,
        found: &[Found],
        weighed: &[Weighed],
    ) -> Vec<Found> {
        let mut cells = Cells::default();
        let mut added = Vec::new();
        for one in weighed.iter().filter(|one| one.loss <= MOST_LOSS_NEAR) {
            let Some((first, end)) = place(folded, one) else { continue };
            for (index, pattern) in self.patterns.iter().enumerate() {
                let is_it = pattern.wording == one.wording && may_be_near(pattern);
                let is_found = |other: &Found| {
                    self.patterns[other.pattern].counts_for() == pattern.counts_for()
                        && other.first < end
                        && first < other.end
                };
                if !is_it || found.iter().any(is_found) {
                    continue;
                }
                if let Some(lies) = align(pattern, folded, first..end, true, &mut cells) {
                    added.push(Found { pattern: index, first, end, cost: lies.cost, exact: false });
                }
            }
        }
        added
    }

    /// Which of `matches`, found in `text`, a second listen does not bear out.
    pub(super) fn doubted(&self, text: &str, matches: &[Match], weighed: &[Weighed]) -> Vec<bool> {
        let heavy: Vec<&Weighed> = weighed.iter().filter(|one| one.loss > MOST_LOSS).collect();
        if heavy.is_empty() {
            return vec![false; matches.len()];
        }
        let folded = normalize(text);
        let mut asker = Asker { spotter: self, folded: &folded, cells: Cells::default() };
        let doubted = |found: &Match| {
            let here: Vec<&&Weighed> = heavy
                .iter()
                .filter(|one| (one.start, one.end) == (found.start, found.end))
                .collect();
            match found.how {
                How::Exact => false,
                How::Pinyin => here.iter().any(|one| one.wording == found.wording),
                How::Alias => here.iter().any(|one| {
                    let place = place(&folded, one);
                    let nearest = place.and_then(|place| asker.nearest(found.phrase, place));
                    nearest.is_some_and(|at| self.patterns[at.pattern].wording == one.wording)
                }),
            }
        };
        matches.iter().map(doubted).collect()
    }
}

/// The symbols that lie on the stretch of `weighed`; `None` when it cuts through one.
fn place(folded: &Normalized, weighed: &Weighed) -> Option<(usize, usize)> {
    let symbols = folded.symbols();
    let first = symbols.iter().position(|symbol| symbol.start == weighed.start)?;
    let last = symbols.iter().rposition(|symbol| symbol.end == weighed.end)?;
    (first <= last).then_some((first, last + 1))
}

/// Whether a wording that only sounds a little like a text may be asked for.
fn may_be_near(pattern: &Pattern) -> bool {
    pattern.budget.is_some_and(|budget| budget > 0)
        && pattern.taboo
        && pattern.counts_for().is_some()
        && !pattern.alias
        && !pattern.has_slots()
        && pattern.len() >= FEWEST_SYLLABLES
}

/// Likeliest first, then by place.
fn rank(question: &Question) -> (Reverse<u32>, usize, String) {
    (Reverse((question.likeness.0 * 1000.0) as u32), question.start, question.id.clone())
}

struct Asker<'a> {
    spotter: &'a Spotter,
    folded: &'a Normalized,
    cells: Cells,
}

impl Asker<'_> {
    /// What to ask about a finding that counts; nothing when the words themselves stand
    /// there or no wording can be spelled out.
    fn about(&mut self, one: &Found) -> Option<Question> {
        let pattern = &self.spotter.patterns[one.pattern];
        if pattern.len() > MEDIUM {
            return None;
        }
        if pattern.alias {
            let nearest = self.nearest(pattern.counts_for()?, (one.first, one.end))?;
            return Some(self.ask(&nearest, Some(How::Alias)));
        }
        let plain = one.exact && one.cost == 0;
        (!plain && !pattern.has_slots()).then(|| self.ask(one, Some(How::Pinyin)))
    }

    /// Of a phrase the wording that sounds most like what was heard at a place.
    fn nearest(&mut self, phrase: usize, (first, end): (usize, usize)) -> Option<Found> {
        let patterns = &self.spotter.patterns;
        let mut best: Option<(usize, Found)> = None;
        for (pattern, other) in patterns.iter().enumerate() {
            if other.counts_for() != Some(phrase) || other.alias || other.has_slots() {
                continue;
            }
            let lies = align(other, self.folded, first..end, true, &mut self.cells);
            let Some(lies) = lies else { continue };
            let off = usize::from(lies.cost) * 100 / other.len().max(1);
            if best.as_ref().is_none_or(|(least, _)| off < *least) {
                best = Some((off, Found { pattern, first, end, cost: lies.cost, exact: false }));
            }
        }
        best.map(|(_, found)| found)
    }

    fn ask(&self, one: &Found, found: Option<How>) -> Question {
        let pattern = &self.spotter.patterns[one.pattern];
        let phrase = pattern.counts_for().and_then(|at| self.spotter.book.phrases().get(at));
        let place = self.folded.original(one.first, one.end);
        Question {
            id: phrase.map(|phrase| phrase.id.clone()).unwrap_or_default(),
            wording: pattern.wording.clone(),
            start: place.start,
            end: place.end,
            likeness: Score(likeness(pattern, one)),
            found,
        }
    }

    /// The best place of every taboo wording that is at least [`LEAST_LIKE`] alike there.
    fn near(&mut self) -> Vec<Found> {
        let mut near = Vec::new();
        for (index, pattern) in self.spotter.patterns.iter().enumerate() {
            if !may_be_near(pattern) {
                continue;
            }
            let within = 0..self.folded.len();
            let lies = align(pattern, self.folded, within, false, &mut self.cells);
            let Some(lies) = lies else { continue };
            let one = Found {
                pattern: index,
                first: lies.place.start,
                end: lies.place.end,
                cost: lies.cost,
                exact: false,
            };
            if one.end > one.first && likeness(pattern, &one) >= LEAST_LIKE {
                near.push(one);
            }
        }
        near.sort_by(|a, b| {
            let likeness = |one: &Found| likeness(&self.spotter.patterns[one.pattern], one);
            likeness(b).total_cmp(&likeness(a)).then(a.pattern.cmp(&b.pattern))
        });
        near
    }
}

/// 1 less the mean cost of a syllable.
fn likeness(pattern: &Pattern, one: &Found) -> f32 {
    let total = pattern.len().max(1) as f32 * f32::from(COST_UNIT);
    (1.0 - f32::from(one.cost) / total).max(0.0)
}

impl Question {
    /// A loss beyond which it does not matter how great it is, in natural-log units.
    pub fn most_loss(&self) -> f64 {
        if self.found.is_some() { MOST_LOSS } else { MOST_LOSS_NEAR }
    }

    /// `text` with the wording in the place of what was heard; `None` when it is not the
    /// text that the question is about. The recogniser sets few marks: none are put in.
    pub fn answered(&self, text: &str) -> Option<String> {
        let before = text.get(..self.start)?;
        let after = text.get(self.end..)?;
        let words: String = self.wording.chars().filter(|ch| ch.is_alphanumeric()).collect();
        Some(format!("{before}{words}{after}"))
    }
}

#[cfg(test)]
#[path = "doubt_tests.rs"]
mod tests;
