//! What was found, against its neighbours: guards, decoys, the longest of
//! overlapping phrases.
//!
//! Pure. Decides for each finding whether it counts or what stopped it.

use super::pattern::{Found, Pattern, Purpose};
use crate::phrasebook::Phrasebook;
use crate::tr;
use std::fmt;

/// Why a finding counts for nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// A look-alike of the phrase `id` explains the place at least as well.
    Decoy {
        /// The harmless wording.
        wording: String,
        /// The phrase that names it.
        id: String,
    },
    /// A civil phrase explains the place at least as well.
    Civil {
        /// The civil phrase.
        id: String,
    },
    /// It stands inside a longer harmless string.
    NotWithin {
        /// That string.
        wording: String,
    },
    /// It is spoken of, not said: the lead-in stands right before it.
    Quoted {
        /// The lead-in.
        lead: String,
    },
    /// Another phrase of the same list explains more of the same place.
    Longer {
        /// That phrase.
        id: String,
    },
}

impl Stop {
    /// The kind of stop, one lower-case word, as in `--json`.
    pub fn word(&self) -> &'static str {
        match self {
            Stop::Decoy { .. } => "decoy",
            Stop::Civil { .. } => "civil",
            Stop::NotWithin { .. } => "not_within",
            Stop::Quoted { .. } => "quoted",
            Stop::Longer { .. } => "longer",
        }
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Stop::Decoy { wording, id } => {
                tr!("是避让语“{}”({})", "is the decoy \"{}\" ({})", wording, id)
            }
            Stop::Civil { id } => tr!("是文明用语 {}", "is the civil phrase {}", id),
            Stop::NotWithin { wording } => tr!("在“{}”之内", "stands within \"{}\"", wording),
            Stop::Quoted { lead } => tr!("是转述,前有“{}”", "is quoted after \"{}\"", lead),
            Stop::Longer { id } => tr!("已算作 {}", "is counted as {}", id),
        };
        f.write_str(&text)
    }
}

/// Settles all findings of one text. Every finding of a phrase comes back once,
/// the best of each wording and place, with its stop.
pub(super) fn settle(
    book: &Phrasebook,
    patterns: &[Pattern],
    found: Vec<Found>,
) -> Vec<(Found, Option<Stop>)> {
    let found = best_of_place(patterns, found);
    let bench = Bench { book, patterns, found: &found };
    let guarded: Vec<Option<Stop>> = found.iter().map(|one| bench.guard(one)).collect();
    // Findings come heaviest first. Taboo phrases are settled before civil ones,
    // and only what counts itself can beat another.
    let mut stops = guarded;
    let mut standing: Vec<&Found> = Vec::new();
    for taboo in [true, false] {
        for (one, stop) in found.iter().zip(&mut stops) {
            let pattern = &patterns[one.pattern];
            if pattern.taboo != taboo || pattern.counts_for().is_none() || stop.is_some() {
                continue;
            }
            *stop = bench.longer(one, &standing);
            if stop.is_none() {
                standing.push(one);
            }
        }
    }
    found.into_iter().zip(stops).collect()
}

/// Of findings for one purpose that overlap, the one with the most weight.
fn best_of_place(patterns: &[Pattern], mut found: Vec<Found>) -> Vec<Found> {
    found.sort_by_key(|one| {
        let pattern = &patterns[one.pattern];
        (-one.weight(pattern), one.cost, !one.exact, one.first, one.end, one.pattern)
    });
    let mut kept: Vec<Found> = Vec::with_capacity(found.len());
    for one in found {
        let purpose = patterns[one.pattern].purpose;
        let repeats = |other: &Found| {
            patterns[other.pattern].purpose == purpose
                && overlap(other, &one) > 0
                // A decoy may be one of several: only the same place repeats.
                && (patterns[one.pattern].counts_for().is_some()
                    || (other.first <= one.first && one.end <= other.end))
        };
        if !kept.iter().any(repeats) {
            kept.push(one);
        }
    }
    kept
}

fn overlap(a: &Found, b: &Found) -> usize {
    a.end.min(b.end).saturating_sub(a.first.max(b.first))
}

fn inside(inner: &Found, outer: &Found) -> bool {
    outer.first <= inner.first && inner.end <= outer.end
}

struct Bench<'a> {
    book: &'a Phrasebook,
    patterns: &'a [Pattern],
    found: &'a [Found],
}

impl Bench<'_> {
    fn id(&self, phrase: usize) -> String {
        self.book.phrases().get(phrase).map(|phrase| phrase.id.clone()).unwrap_or_default()
    }

    /// What guards say about a finding, whatever other phrases there are.
    fn guard(&self, one: &Found) -> Option<Stop> {
        let pattern = &self.patterns[one.pattern];
        let phrase = pattern.counts_for()?;
        self.found.iter().find_map(|other| {
            let guard = &self.patterns[other.pattern];
            match guard.purpose {
                // What is only heard alike gives way to any harmless string written out.
                Purpose::NotWithin(owner)
                    if inside(one, other)
                        && (owner == phrase || (pattern.taboo && guard.taboo && !one.exact)) =>
                {
                    Some(Stop::NotWithin { wording: guard.wording.clone() })
                }
                Purpose::Quote if pattern.taboo && other.end == one.first => {
                    Some(Stop::Quoted { lead: guard.wording.clone() })
                }
                Purpose::Decoy(owner) if pattern.taboo && self.absorbs(other, one) => {
                    Some(Stop::Decoy { wording: guard.wording.clone(), id: self.id(owner) })
                }
                // What stands in the slot of a civil template is not part of it.
                Purpose::Phrase(civil)
                    if pattern.taboo
                        && !guard.taboo
                        && !guard.has_slots()
                        && self.absorbs(other, one) =>
                {
                    Some(Stop::Civil { id: self.id(civil) })
                }
                _ => None,
            }
        })
    }

    /// Whether the harmless `other` explains the place of `one` at least as well:
    /// it covers all of it and explains as much, or half of it, sticks out, and
    /// matches as well. What lies within `one` never absorbs it.
    fn absorbs(&self, other: &Found, one: &Found) -> bool {
        let (harmless, taboo) = (&self.patterns[other.pattern], &self.patterns[one.pattern]);
        if inside(one, other) {
            return other.evidence(harmless) >= one.evidence(taboo);
        }
        !inside(other, one)
            && overlap(other, one) * 2 >= one.end - one.first
            && other.score(harmless) >= one.score(taboo)
    }

    /// The phrase that explains more of the place of `one` than it does: for taboo
    /// phrases any taboo phrase, for civil ones of their group, and a taboo phrase
    /// that holds a civil one (跟我没关系) leaves nothing civil.
    fn longer(&self, one: &Found, standing: &[&Found]) -> Option<Stop> {
        let pattern = &self.patterns[one.pattern];
        let phrase = pattern.counts_for()?;
        let group = |index: usize| self.book.phrases().get(index).map(|p| p.group.as_str());
        let rank = |found: &Found, pattern: &Pattern| {
            (found.weight(pattern), found.exact, std::cmp::Reverse(found.pattern))
        };
        standing.iter().find_map(|other| {
            let rival = &self.patterns[other.pattern];
            let rival_phrase = rival.counts_for()?;
            let shorter = (one.end - one.first).min(other.end - other.first);
            let rivals = match (pattern.taboo, rival.taboo) {
                (true, true) => true,
                // A single character (您, 请) is part of whatever holds it, and what only
                // sounds like a phrase (找您 for 收您) gives way to the words themselves.
                (false, false) => {
                    pattern.len() == 1
                        || group(phrase) == group(rival_phrase)
                        || (!one.exact && other.exact && inside(one, other))
                }
                (false, true) => inside(one, other),
                (true, false) => false,
            };
            let beaten = rivals
                && rival_phrase != phrase
                && overlap(one, other) * 2 >= shorter
                && rank(other, rival) > rank(one, pattern);
            beaten.then(|| Stop::Longer { id: self.id(rival_phrase) })
        })
    }
}
