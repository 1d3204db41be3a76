//! What was found, against its neighbours: guards, then the longest of
//! overlapping phrases.
//!
//! Pure. Decides for each finding whether it counts or what stopped it.

use super::guard::{Bench, inside, overlap};
use super::lead::Scene;
use super::pattern::{Found, Pattern};
use super::stop::Stop;
use crate::phrasebook::Phrasebook;

/// Settles all findings of one text. Every finding comes back once, the best of
/// each wording and place, with its stop; guards and cues are never stopped.
pub(super) fn settle(
    book: &Phrasebook,
    patterns: &[Pattern],
    scene: Scene<'_>,
    found: Vec<Found>,
) -> Vec<(Found, Option<Stop>)> {
    let found = best_of_place(patterns, scene, found);
    let bench = Bench { book, patterns, scene, found: &found };
    let mut stops: Vec<Option<Stop>> = found.iter().map(|one| bench.guard(one)).collect();
    bench.lists(&mut stops);
    // Findings come heaviest first. Taboo phrases are settled before civil ones,
    // and only what counts itself can beat another.
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

/// Of findings for one purpose that overlap, the one with the most weight that is
/// nothing else by its own words.
fn best_of_place(patterns: &[Pattern], scene: Scene<'_>, mut found: Vec<Found>) -> Vec<Found> {
    found.retain(|one| !scene.is_torn(&patterns[one.pattern], one));
    found.sort_by_cached_key(|one| {
        let pattern = &patterns[one.pattern];
        // A slot at the end takes all it can.
        let end = if pattern.ends_in_slot() { usize::MAX - one.end } else { one.end };
        let belied = pattern.counts_for().is_some() && scene.belies(pattern, one).is_some();
        (belied, -one.weight(pattern), one.cost, !one.exact, one.first, end, one.pattern)
    });
    let mut kept: Vec<Found> = Vec::with_capacity(found.len());
    for one in found {
        let purpose = patterns[one.pattern].purpose;
        let repeats = |other: &Found| {
            patterns[other.pattern].purpose == purpose
                && overlap(other, &one) > 0
                // A guard may be one of several: only the same place repeats.
                && (patterns[one.pattern].counts_for().is_some() || inside(&one, other))
        };
        if patterns[one.pattern].purpose.is_lead_in() || !kept.iter().any(repeats) {
            kept.push(one);
        }
    }
    kept
}

impl Bench<'_> {
    /// Stops what goes on with a list whose beginning is quoted or denied (不能说不知道、
    /// 不清楚), and what is part of such a phrase.
    fn lists(&self, stops: &mut [Option<Stop>]) {
        let mut order: Vec<usize> = (0..self.found.len()).collect();
        order.sort_by_key(|at| self.found[*at].first);
        for &next in &order {
            let one = &self.found[next];
            let heeds = self.patterns[one.pattern].counts_for().is_some_and(|at| {
                self.book.phrases().get(at).is_some_and(|phrase| phrase.lead_ins)
            });
            if !heeds || stops[next].is_some() {
                continue;
            }
            let begun = order.iter().find_map(|at| {
                let stop = stops[*at].as_ref()?;
                let (Stop::Quoted { lead } | Stop::Negated { lead }) = stop else { return None };
                let quoted = &self.found[*at];
                let part = *at != next && inside(one, quoted);
                (part || self.scene.goes_on(lead, quoted, one)).then(|| stop.clone())
            });
            stops[next] = begun;
        }
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
