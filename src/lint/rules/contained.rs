//! `contained`: a phrase stands inside others of its list; which of them counts.

use super::{Finding, Lists, Said};
use crate::lint::lists::Wording;
use crate::phrasebook::Mode;
use crate::spot::{How, Match};
use crate::tr;
use std::collections::BTreeMap;

pub(super) const NAME: &str = "contained";

/// Words of the vocabulary are meant to stand in sentences, and single characters
/// are part of many.
const FEWEST: usize = 2;

/// A phrase inside others.
struct Inside<'a> {
    /// Which of its wordings.
    wording: String,
    /// The first wording that holds it.
    outer: &'a Wording,
    /// What counts there.
    outcome: String,
    /// How many more hold it.
    more: usize,
}

pub(super) fn check(lists: &Lists, found: &mut Vec<Finding>) {
    let mut inside: BTreeMap<usize, Inside<'_>> = BTreeMap::new();
    for outer in lists.wordings.iter().filter(|wording| wording.is_plain()) {
        let matches = lists.spotter.examine(&outer.raw);
        let own = lists.phrase(outer.phrase);
        for inner in &matches {
            let phrase = lists.phrase(inner.phrase);
            let length = inner.folded.chars().count();
            let counts = inner.phrase != outer.phrase
                && phrase.list == own.list
                && phrase.mode != Mode::Lexicon
                && inner.how == How::Exact
                && (FEWEST..outer.folded.len()).contains(&length);
            if !counts {
                continue;
            }
            inside.entry(inner.phrase).and_modify(|told| told.more += 1).or_insert_with(|| {
                Inside {
                    wording: inner.wording.clone(),
                    outer,
                    outcome: outcome(lists, &matches, inner),
                    more: 0,
                }
            });
        }
    }
    for (phrase, Inside { wording, outer, outcome, more }) in inside {
        let others = match more {
            0 => String::new(),
            more => tr!("(另有 {} 处)", " (and {} more)", more),
        };
        let said = Said::warning(
            NAME,
            tr!(
                "“{}”也在 {}“{}”里{};两条都对上时{}",
                "\"{}\" also stands in {} \"{}\"{}; where both match, {}",
                wording,
                lists.phrase(outer.phrase).id,
                outer.raw,
                others,
                outcome
            ),
            tr!(
                "长的一条说的是同一回事就并进来作 variants;不是一回事就给短的一条写 not_within",
                "if the longer says the same, make it a variant; if not, give the shorter a not_within"
            ),
        );
        found.push(lists.at(phrase, &lists.path_of(phrase, &wording), said));
    }
}

/// What becomes of the inner phrase where its holder is said.
fn outcome(lists: &Lists, matches: &[Match], inner: &Match) -> String {
    match &inner.stopped_by {
        Some(stop) => tr!("不算短的:{}", "the shorter does not count: it {}", stop),
        None => {
            let standing = matches.iter().filter(|m| m.stopped_by.is_none()).count();
            if standing > 1 {
                tr!("两条都算", "both count")
            } else {
                tr!("算短的 {}", "the shorter, {}, counts", lists.phrase(inner.phrase).id)
            }
        }
    }
}
