//! The tree of all wordings that may be found by sound, laid out for walking.
//!
//! Pure. Owns every bound that does not depend on the text: how much a walk may
//! have cost when it reaches a node, and how unlike a single syllable may be on an
//! edge. None of them rules out what the rules of `sound` would accept.

use super::pattern::{Pattern, Unit};
use super::sound::{HEADSTART, LONG, SHORT, WORST_CONTENT_SHORT, WORST_NEGATION};
use super::sound::{WORST_SYLLABLE, WORST_SYLLABLE_SHORT};
use crate::normalize::{Cost, Ear, Sound};
use std::collections::BTreeMap;
use std::ops::Range;

/// Where walks stand between two units.
#[derive(Debug, Clone, Default)]
pub struct Node {
    /// Its edges that take a syllable, in [`Tree::edges`].
    edges: Range<u32>,
    /// Its edges that take a slot, in [`Tree::slots`].
    slots: Range<u32>,
    /// Patterns that end here, in [`Tree::ends`].
    ends: Range<u32>,
    /// The highest cost with which a walk may stay here one symbol longer.
    pub limit: Cost,
    /// The highest cost with which a walk may slip here in any way; none may where
    /// no long wording passes.
    pub slip_limit: Option<Cost>,
}

/// A syllable that leads from one node to another.
#[derive(Debug, Clone, Copy)]
pub struct Edge {
    /// The syllable.
    pub sound: Sound,
    /// The highest cost of the syllable itself.
    pub cap: Cost,
    /// The highest cost of the walk once it is taken.
    pub limit: Cost,
    /// Where it leads.
    pub child: u32,
    /// Whether it carries meaning of its own.
    pub content: bool,
    /// Whether it may be dropped from a long wording.
    pub droppable: bool,
}

/// All nodes; the first is the root.
#[derive(Debug)]
pub struct Tree {
    nodes: Vec<Node>,
    edges: Vec<Edge>,
    slots: Vec<(Unit, u32)>,
    ends: Vec<u32>,
    /// For each sound the edges of the root that it may take, with the cost.
    openings: Vec<Vec<(Edge, Cost)>>,
}

/// A node while the tree grows.
#[derive(Default)]
struct Draft {
    children: BTreeMap<Unit, usize>,
    ends: Vec<u32>,
    /// The highest budget of any pattern that passes here.
    budget: Cost,
    /// The highest budget for each syllable of any of them.
    rate: Cost,
    /// The syllables on the way here.
    depth: Cost,
    /// The length of the longest of them.
    longest: usize,
}

impl Draft {
    /// Errors may run ahead of their even spread only so far.
    fn limit(&self) -> Cost {
        self.budget.min(self.rate.saturating_mul(self.depth).saturating_add(HEADSTART))
    }
}

impl Tree {
    /// The tree of all patterns that have a budget. Their order does not matter.
    pub fn new(patterns: &[Pattern], ear: &Ear, turns: impl Fn(Sound) -> bool) -> Tree {
        let drafts = grow(patterns);
        let mut tree = Tree {
            nodes: Vec::with_capacity(drafts.len()),
            edges: Vec::with_capacity(drafts.len()),
            slots: Vec::new(),
            ends: Vec::new(),
            openings: Vec::new(),
        };
        for draft in &drafts {
            let (edges, slots, ends) = (tree.edges.len(), tree.slots.len(), tree.ends.len());
            for (unit, &child) in &draft.children {
                let next = &drafts[child];
                match *unit {
                    Unit::Syllable(sound, content) => tree.edges.push(Edge {
                        sound,
                        cap: cap(next, content, turns(sound)),
                        limit: next.limit(),
                        child: child as u32,
                        content,
                        droppable: next.longest >= LONG
                            && !next.children.is_empty()
                            && !turns(sound),
                    }),
                    slot => tree.slots.push((slot, child as u32)),
                }
            }
            tree.ends.extend(&draft.ends);
            let droppable = tree.edges[edges..].iter().filter(|edge| edge.droppable);
            let slip_limit = droppable.map(|edge| edge.limit).max().unwrap_or(0).max(draft.limit());
            tree.nodes.push(Node {
                edges: edges as u32..tree.edges.len() as u32,
                slots: slots as u32..tree.slots.len() as u32,
                ends: ends as u32..tree.ends.len() as u32,
                limit: draft.limit(),
                slip_limit: (draft.longest >= LONG).then_some(slip_limit),
            });
        }
        tree.openings = tree.openings_for(ear);
        tree
    }

    fn openings_for(&self, ear: &Ear) -> Vec<Vec<(Edge, Cost)>> {
        let mut openings = vec![Vec::new(); ear.sounds()];
        for edge in self.edges(0) {
            let likeness = ear.likeness(edge.sound);
            for (sound, openings) in ear.all().zip(&mut openings) {
                let cost = likeness.cost(sound);
                if cost <= edge.cap.min(edge.limit) {
                    openings.push((*edge, cost));
                }
            }
        }
        openings
    }

    /// A node.
    pub fn node(&self, node: u32) -> &Node {
        &self.nodes[node as usize]
    }

    /// The edges of `node` that take a syllable.
    pub fn edges(&self, node: u32) -> &[Edge] {
        slice(&self.edges, &self.node(node).edges)
    }

    /// The edges of `node` that take a slot.
    pub fn slots(&self, node: u32) -> &[(Unit, u32)] {
        slice(&self.slots, &self.node(node).slots)
    }

    /// The patterns that end at `node`.
    pub fn ends(&self, node: u32) -> &[u32] {
        slice(&self.ends, &self.node(node).ends)
    }

    /// The edges of the root that `sound` may take, with what it costs there.
    pub fn openings(&self, sound: Sound) -> &[(Edge, Cost)] {
        self.openings.get(sound.index()).map_or(&[], Vec::as_slice)
    }
}

fn slice<'a, T>(all: &'a [T], range: &Range<u32>) -> &'a [T] {
    all.get(range.start as usize..range.end as usize).unwrap_or_default()
}

/// The highest cost of a syllable that leads to `next`, by the rules for single
/// syllables that any pattern beyond obeys.
fn cap(next: &Draft, content: bool, turns: bool) -> Cost {
    let by_length = match (next.longest <= SHORT, content) {
        (false, _) => WORST_SYLLABLE,
        (true, false) => WORST_SYLLABLE_SHORT,
        (true, true) => WORST_CONTENT_SHORT,
    };
    if turns { by_length.min(WORST_NEGATION) } else { by_length }
}

fn grow(patterns: &[Pattern]) -> Vec<Draft> {
    let mut drafts = vec![Draft::default()];
    for (index, pattern) in patterns.iter().enumerate() {
        let Some(budget) = pattern.budget else { continue };
        let rate = budget / pattern.len().max(1) as Cost;
        let mut node = 0;
        for unit in std::iter::once(None).chain(pattern.units.iter().map(Some)) {
            if let Some(unit) = unit {
                let next = drafts.len();
                let depth = drafts[node].depth.saturating_add(unit.syllables() as Cost);
                let child = *drafts[node].children.entry(*unit).or_insert(next);
                if child == next {
                    drafts.push(Draft { depth, ..Draft::default() });
                }
                node = child;
            }
            let draft = &mut drafts[node];
            draft.budget = draft.budget.max(budget);
            draft.rate = draft.rate.max(rate);
            draft.longest = draft.longest.max(pattern.len());
        }
        drafts[node].ends.push(index as u32);
    }
    drafts
}
