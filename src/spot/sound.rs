//! Search by sound: all wordings in one tree of syllables, walked from every
//! place of the text with a budget.
//!
//! Pure. Costs are those of [`Sound::cost`]. A branch is left as soon as its cost
//! is more than any wording below it bears, or its errors pile up faster than
//! [`HEADSTART`] allows, so that a text against thousands of wordings stays well
//! below a millisecond.

use super::exact::holds_together;
use super::pattern::{Found, Pattern, Unit};
use super::slot;
use crate::normalize::{Break, Cost, Normalized, Sound, Symbol};
use std::collections::{BTreeMap, HashMap};

/// Wordings of at least this many syllables may lose or gain one.
const LONG: usize = 6;

/// What losing or gaining a syllable costs, in hundredths.
pub(super) const SLIP: Cost = 60;

/// What punctuation in the text costs where the wording has none, in hundredths.
pub(super) const TORN: Cost = 25;

/// Errors may run ahead of the budget's even spread by this much, in hundredths.
const HEADSTART: Cost = 50;

/// No single syllable of a wording may differ by more than this, in hundredths.
pub(super) const WORST_SYLLABLE: Cost = 70;

/// In wordings up to [`SHORT`] syllables the limit is tighter, and tighter still
/// for a syllable that carries the meaning: 学习什么 is not 急什么.
pub(super) const WORST_SYLLABLE_SHORT: Cost = 30;
pub(super) const WORST_CONTENT_SHORT: Cost = 22;
pub(super) const SHORT: usize = 3;

/// A syllable that turns a sentence round may differ by no more than this.
pub(super) const WORST_NEGATION: Cost = 45;

#[derive(Debug, Default)]
struct Node {
    /// Children by what leads to them.
    children: Vec<(Unit, u32)>,
    /// Patterns that end here.
    ends: Vec<u32>,
    /// The highest budget of any pattern that passes here.
    budget: Cost,
    /// The highest budget for each syllable of any pattern that passes here.
    rate: Cost,
    /// Whether any of them may slip.
    may_slip: bool,
}

/// The tree of all patterns that may be found by sound.
#[derive(Debug)]
pub(super) struct Searcher {
    nodes: Vec<Node>,
    /// Syllables that turn a sentence round; never lost or gained, hardly misheard.
    negations: Vec<Sound>,
}

/// How cheaply each end of a slot was reached from one place, so that a wording of
/// many slots in a long text is not walked once for every way of filling them.
#[derive(Default)]
struct Slots(HashMap<(u32, usize), Cost>);

impl Slots {
    /// Whether symbol `at` was not reached before with `node` at no more than `cost`.
    fn is_news(&mut self, node: u32, at: usize, cost: Cost) -> bool {
        let best = self.0.entry((node, at)).or_insert(Cost::MAX);
        let news = cost < *best;
        *best = cost.min(*best);
        news
    }
}

/// Where a walk stands.
#[derive(Clone, Copy)]
struct Step {
    node: u32,
    /// The next symbol of the text.
    at: usize,
    cost: Cost,
    depth: Cost,
    worst: Cost,
    worst_content: Cost,
    slipped: bool,
    /// Whether the last syllable was lost or gained; no wording ends so.
    ends_slipped: bool,
}

impl Searcher {
    pub fn new(patterns: &[Pattern]) -> Searcher {
        // Built with maps, then flattened: order of patterns never matters.
        let mut nodes = vec![Node::default()];
        let mut maps: Vec<BTreeMap<Unit, u32>> = vec![BTreeMap::new()];
        for (index, pattern) in patterns.iter().enumerate() {
            let Some(budget) = pattern.budget else { continue };
            let rate = budget / pattern.len().max(1) as Cost;
            let mut node = 0usize;
            for unit in std::iter::once(None).chain(pattern.units.iter().map(Some)) {
                if let Some(unit) = unit {
                    let next = nodes.len() as u32;
                    let child = *maps[node].entry(*unit).or_insert(next);
                    if child == next {
                        nodes.push(Node::default());
                        maps.push(BTreeMap::new());
                    }
                    node = child as usize;
                }
                nodes[node].budget = nodes[node].budget.max(budget);
                nodes[node].rate = nodes[node].rate.max(rate);
                nodes[node].may_slip |= pattern.len() >= LONG;
            }
            nodes[node].ends.push(index as u32);
        }
        for (node, map) in nodes.iter_mut().zip(maps) {
            node.children = map.into_iter().collect();
        }
        let negations = ['不', '没', '别'].map(Sound::of).to_vec();
        Searcher { nodes, negations }
    }

    /// Adds every pattern that `text` sounds like, exact ones left out.
    pub fn search(&self, patterns: &[Pattern], text: &Normalized, found: &mut Vec<Found>) {
        let already = found.len();
        let mut stack = Vec::new();
        let mut slots = Slots::default();
        for first in 0..text.len() {
            slots.0.clear();
            stack.push(Step {
                node: 0,
                at: first,
                cost: 0,
                depth: 0,
                worst: 0,
                worst_content: 0,
                slipped: false,
                ends_slipped: false,
            });
            while let Some(step) = stack.pop() {
                self.finish(patterns, text, first, step, found);
                self.advance(text, first, step, &mut stack, &mut slots);
            }
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

    /// Records the patterns that end at the step.
    fn finish(
        &self,
        patterns: &[Pattern],
        text: &Normalized,
        first: usize,
        step: Step,
        found: &mut Vec<Found>,
    ) {
        for &index in &self.nodes[step.node as usize].ends {
            let pattern = &patterns[index as usize];
            let cost =
                step.cost.saturating_add(TORN.saturating_mul(tears(pattern, text, first, step.at)));
            let clear = pattern.len() > SHORT
                || (step.worst <= WORST_SYLLABLE_SHORT
                    && step.worst_content <= WORST_CONTENT_SHORT);
            let fits = pattern.budget.is_some_and(|budget| cost <= budget)
                && clear
                && (!step.slipped || pattern.len() >= LONG)
                && !step.ends_slipped
                && holds_together(pattern, text, first, step.at);
            let symbols = &text.symbols()[first..step.at];
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

    /// Pushes every step that may follow.
    fn advance(
        &self,
        text: &Normalized,
        first: usize,
        step: Step,
        stack: &mut Vec<Step>,
        slots: &mut Slots,
    ) {
        let node = &self.nodes[step.node as usize];
        let rest = text.symbols().get(step.at..).unwrap_or_default();
        let heard = rest.first().map(|symbol| (symbol.sound, symbol.sound.likeness()));
        for &(unit, child) in &node.children {
            match unit {
                Unit::Syllable(sound, content) => {
                    let Some((here, likeness)) = heard else { continue };
                    let cost = likeness.cost(sound);
                    // Most of them end here.
                    if cost <= WORST_SYLLABLE && step.cost.saturating_add(cost) <= node.budget {
                        let turns = self.turns(sound) || self.turns(here);
                        if cost <= WORST_NEGATION || !turns {
                            self.hear(step, cost, content, child, stack);
                        }
                    }
                }
                Unit::Slot(slot) => {
                    let depth = step.depth + unit.syllables() as Cost;
                    for taken in slot::ends(slot, rest) {
                        let at = step.at + taken;
                        let next = Step { node: child, at, depth, ends_slipped: false, ..step };
                        if slots.is_news(child, next.at, next.cost) {
                            stack.push(next);
                        }
                    }
                }
            }
        }
        if node.may_slip && !step.slipped && step.at > first {
            self.slip(rest, step, stack);
        }
    }

    /// Whether the syllable turns a sentence round.
    fn turns(&self, sound: Sound) -> bool {
        self.negations.contains(&sound)
    }

    /// The next symbol as the next syllable, `cost` unlike it.
    fn hear(&self, step: Step, cost: Cost, content: bool, child: u32, stack: &mut Vec<Step>) {
        let after = step.cost.saturating_add(cost);
        if affordable(&self.nodes[child as usize], after, step.depth + 1) {
            stack.push(Step {
                node: child,
                at: step.at + 1,
                cost: after,
                depth: step.depth + 1,
                worst: step.worst.max(cost),
                worst_content: step.worst_content.max(if content { cost } else { 0 }),
                slipped: step.slipped,
                ends_slipped: false,
            });
        }
    }

    /// A symbol too many in the text, or a syllable that was not heard.
    fn slip(&self, rest: &[Symbol], step: Step, stack: &mut Vec<Step>) {
        let node = &self.nodes[step.node as usize];
        let slipped = Step {
            cost: step.cost.saturating_add(SLIP),
            slipped: true,
            ends_slipped: true,
            ..step
        };
        let extra = rest.first().filter(|symbol| !self.turns(symbol.sound));
        if extra.is_some() && affordable(node, slipped.cost, step.depth) {
            stack.push(Step { at: step.at + 1, ..slipped });
        }
        for &(unit, child) in &node.children {
            let next = &self.nodes[child as usize];
            let droppable = matches!(unit, Unit::Syllable(sound, _) if !self.turns(sound));
            if droppable
                && next.may_slip
                && !next.children.is_empty()
                && affordable(next, slipped.cost, step.depth + 1)
            {
                stack.push(Step { node: child, depth: step.depth + 1, ..slipped });
            }
        }
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

/// Whether a walk that has cost `cost` after `depth` syllables may go on.
fn affordable(node: &Node, cost: Cost, depth: Cost) -> bool {
    cost <= node.budget && cost <= node.rate.saturating_mul(depth).saturating_add(HEADSTART)
}
