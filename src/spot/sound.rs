//! Search by sound: all wordings in one [`Tree`] of syllables, walked from every
//! place of the text with a budget.
//!
//! Pure. Costs are those of an [`Ear`]. A branch is left as soon as its cost is
//! more than any wording below it bears, or its errors pile up faster than
//! [`HEADSTART`] allows, so that a text against thousands of wordings stays well
//! below a millisecond. The tests hold it against a search without tree or bounds.

use super::exact::holds_together;
use super::pattern::{Found, Pattern, Unit};
use super::slot;
use super::tree::{Edge, Tree};
use crate::normalize::{Break, Cost, Ear, Likeness, Normalized, Sound};
use std::collections::HashMap;

/// Wordings of at least this many syllables may lose or gain one.
pub(super) const LONG: usize = 6;

/// What losing or gaining a syllable costs, in hundredths.
pub(super) const SLIP: Cost = 60;

/// What punctuation in the text costs where the wording has none, in hundredths.
pub(super) const TORN: Cost = 25;

/// Errors may run ahead of the budget's even spread by this much, in hundredths.
pub(super) const HEADSTART: Cost = 50;

/// No single syllable of a wording may differ by more than this, in hundredths.
pub(super) const WORST_SYLLABLE: Cost = 70;

/// In wordings up to [`SHORT`] syllables the limit is tighter, and tighter still
/// for a syllable that carries the meaning: 学习什么 is not 急什么.
pub(super) const WORST_SYLLABLE_SHORT: Cost = 30;
pub(super) const WORST_CONTENT_SHORT: Cost = 22;
pub(super) const SHORT: usize = 3;

/// Up to [`MEDIUM`] syllables, one that carries the meaning may differ by this:
/// 手机什么 is not 着急什么, and 不是我得罪您 is not 不是我的罪.
pub(super) const WORST_CONTENT_MEDIUM: Cost = 45;
pub(super) const MEDIUM: usize = 5;

/// Nor may the last one, if it carries the meaning, of wordings of any length: chance
/// likenesses go astray at their ends. 这不是我的笔 is not 这可不是我的事.
pub(super) const WORST_CONTENT_LAST: Cost = 45;

/// A syllable that turns a sentence round may differ by no more than this.
pub(super) const WORST_NEGATION: Cost = 45;

/// Finds wordings by sound.
#[derive(Debug)]
pub(super) struct Searcher {
    ear: Ear,
    tree: Tree,
}

/// Where a walk stands.
#[derive(Clone, Copy)]
struct Step {
    node: u32,
    /// The next symbol of the text.
    at: usize,
    cost: Cost,
    worst: Cost,
    worst_content: Cost,
    /// The cost of the last syllable, if it carries the meaning.
    last_content: Cost,
    slipped: bool,
    /// Whether the last syllable was lost or gained; no wording ends so.
    ends_slipped: bool,
}

/// A symbol of the text, made ready.
struct Heard<'a> {
    sound: Sound,
    likeness: Likeness<'a>,
    /// Whether it turns a sentence round.
    turns: bool,
}

/// One search.
struct Walk<'a> {
    searcher: &'a Searcher,
    patterns: &'a [Pattern],
    text: &'a Normalized,
    heard: Vec<Heard<'a>>,
    stack: Vec<Step>,
    reached: Reached,
}

/// How cheaply each end of a slot was reached from one place, so that a wording of
/// many slots in a long text is not walked once for every way of filling them.
#[derive(Default)]
struct Reached(HashMap<(u32, usize), Cost>);

impl Reached {
    /// Whether symbol `at` was not reached before with `node` at no more than `cost`.
    fn is_news(&mut self, node: u32, at: usize, cost: Cost) -> bool {
        let best = self.0.entry((node, at)).or_insert(Cost::MAX);
        let news = cost < *best;
        *best = cost.min(*best);
        news
    }
}

/// Syllables that turn a sentence round; never lost or gained, hardly misheard.
const NEGATIONS: [char; 3] = ['不', '没', '别'];

impl Searcher {
    pub fn new(patterns: &[Pattern], ear: Ear) -> Searcher {
        let negations = NEGATIONS.map(Sound::of);
        let tree = Tree::new(patterns, &ear, |sound| negations.contains(&sound));
        Searcher { ear, tree }
    }

    /// Adds every pattern that `text` sounds like, exact ones left out.
    pub fn search(&self, patterns: &[Pattern], text: &Normalized, found: &mut Vec<Found>) {
        let already = found.len();
        let negations = NEGATIONS.map(Sound::of);
        let heard = text.symbols().iter().map(|symbol| Heard {
            sound: symbol.sound,
            likeness: self.ear.likeness(symbol.sound),
            turns: negations.contains(&symbol.sound),
        });
        let mut walk = Walk {
            searcher: self,
            patterns,
            text,
            heard: heard.collect(),
            stack: Vec::new(),
            reached: Reached::default(),
        };
        for first in 0..text.len() {
            walk.from(first, found);
        }
        // The same place by several paths, or by character already.
        let mut by_sound = found.split_off(already);
        by_sound.sort_by_key(|f| (f.pattern, f.first, f.end, f.cost));
        by_sound.dedup_by_key(|f| (f.pattern, f.first, f.end));
        by_sound.retain(|f| {
            !found[..already]
                .iter()
                .any(|e| e.pattern == f.pattern && e.first == f.first && e.end == f.end)
        });
        found.append(&mut by_sound);
    }
}

impl Walk<'_> {
    /// Finds all that begins at the symbol `first`.
    fn from(&mut self, first: usize, found: &mut Vec<Found>) {
        self.reached.0.clear();
        let root = Step {
            node: 0,
            at: first,
            cost: 0,
            worst: 0,
            worst_content: 0,
            last_content: 0,
            slipped: false,
            ends_slipped: false,
        };
        let tree = &self.searcher.tree;
        // Of the root's many edges only those near enough are looked at.
        let heard = &self.heard[first];
        for (edge, cost) in tree.openings(heard.sound) {
            if !heard.turns || *cost <= WORST_NEGATION {
                self.stack.push(root.hear(edge, *cost));
            }
        }
        self.fill_slots(root);
        while let Some(step) = self.stack.pop() {
            self.finish(first, step, found);
            self.advance(step);
            self.fill_slots(step);
            self.slip(step);
        }
    }

    /// Records the patterns that end at the step.
    fn finish(&self, first: usize, step: Step, found: &mut Vec<Found>) {
        for &index in self.searcher.tree.ends(step.node) {
            let pattern = &self.patterns[index as usize];
            let torn = tears(pattern, self.text, first, step.at);
            let cost = step.cost.saturating_add(TORN.saturating_mul(torn));
            let clear = is_clear(pattern.len(), step.worst, step.worst_content, step.last_content);
            let fits = pattern.budget.is_some_and(|budget| cost <= budget)
                && clear
                && (!step.slipped || pattern.len() >= LONG)
                && !step.ends_slipped
                && holds_together(pattern, self.text, first, step.at);
            let symbols = &self.text.symbols()[first..step.at];
            if fits && (!pattern.has_slots() || pattern.holds_together(symbols)) {
                // Without slots the characters were searched for already.
                let exact = cost == 0 && pattern.has_slots() && pattern.reads(symbols);
                if pattern.is_strict_template() && !exact {
                    continue;
                }
                found.push(Found { pattern: index as usize, first, end: step.at, cost, exact });
            }
        }
    }

    /// The next symbol as the next syllable.
    fn advance(&mut self, step: Step) {
        let Some(heard) = self.heard.get(step.at) else { return };
        let most = if heard.turns { WORST_NEGATION } else { WORST_SYLLABLE };
        for edge in self.searcher.tree.edges(step.node) {
            let cost = heard.likeness.cost(edge.sound);
            // Most of them end here.
            if cost <= edge.cap.min(most) && step.cost.saturating_add(cost) <= edge.limit {
                self.stack.push(step.hear(edge, cost));
            }
        }
    }

    /// The next symbols as what a slot takes.
    fn fill_slots(&mut self, step: Step) {
        let rest = self.text.symbols().get(step.at..).unwrap_or_default();
        for &(unit, node) in self.searcher.tree.slots(step.node) {
            let Unit::Slot(slot) = unit else { continue };
            for taken in slot::ends(slot, rest) {
                let next = Step {
                    node,
                    at: step.at + taken,
                    last_content: 0,
                    ends_slipped: false,
                    ..step
                };
                if self.reached.is_news(node, next.at, next.cost) {
                    self.stack.push(next);
                }
            }
        }
    }

    /// A symbol too many in the text, or a syllable that was not heard.
    fn slip(&mut self, step: Step) {
        let node = self.searcher.tree.node(step.node);
        let cost = step.cost.saturating_add(SLIP);
        if step.slipped || node.slip_limit.is_none_or(|limit| cost > limit) {
            return;
        }
        let slipped = Step { cost, slipped: true, ends_slipped: true, ..step };
        let extra = self.heard.get(step.at).is_some_and(|heard| !heard.turns);
        if extra && cost <= node.limit {
            self.stack.push(Step { at: step.at + 1, ..slipped });
        }
        for edge in self.searcher.tree.edges(step.node) {
            if edge.droppable && cost <= edge.limit {
                self.stack.push(Step { node: edge.child, ..slipped });
            }
        }
    }
}

impl Step {
    /// One symbol further, `cost` unlike the syllable of `edge`.
    fn hear(self, edge: &Edge, cost: Cost) -> Step {
        Step {
            node: edge.child,
            at: self.at + 1,
            cost: self.cost.saturating_add(cost),
            worst: self.worst.max(cost),
            worst_content: self.worst_content.max(if edge.content { cost } else { 0 }),
            last_content: if edge.content { cost } else { 0 },
            slipped: self.slipped,
            ends_slipped: false,
        }
    }
}

/// Whether no single syllable of a wording of `length` is too far off: `worst` of all,
/// `worst_content` of those that carry the meaning, `last_content` of the last one if it
/// does.
fn is_clear(length: usize, worst: Cost, worst_content: Cost, last_content: Cost) -> bool {
    if last_content > WORST_CONTENT_LAST {
        false
    } else if length <= SHORT {
        worst <= WORST_SYLLABLE_SHORT && worst_content <= WORST_CONTENT_SHORT
    } else {
        length > MEDIUM || worst_content <= WORST_CONTENT_MEDIUM
    }
}

/// How many punctuation marks the text has inside the match beyond those of the wording.
fn tears(pattern: &Pattern, text: &Normalized, first: usize, end: usize) -> Cost {
    if pattern.has_slots() {
        return 0;
    }
    let marks = text.symbols()[first..end].iter().skip(1);
    let marks = marks.filter(|symbol| symbol.before == Break::Strong).count();
    Cost::try_from(marks.saturating_sub(pattern.strong_breaks.len())).unwrap_or(Cost::MAX)
}

#[cfg(test)]
#[path = "sound_tests.rs"]
mod tests;
