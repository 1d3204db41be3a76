//! `idle-decoy`: a decoy that absorbs nothing, because no taboo phrase is heard in it.

use super::{Finding, Lists, Said};
use crate::lint::likeness::{ends_alike, nearest};
use crate::lint::lists::{Key, Wording};
use crate::phrasebook::List;
use crate::tr;

pub(super) const NAME: &str = "idle-decoy";

/// A misheard decoy may come nearer to the phrase than the decoy itself: up to this
/// mean distance of a syllable it may act. The loosest the spotter is, and as much again.
const WITHIN: f32 = 0.4;
/// The same for a decoy that only overlaps an end of the phrase.
const WITHIN_AT_ENDS: f32 = 0.25;

pub(super) fn check(lists: &Lists, found: &mut Vec<Finding>) {
    for decoy in lists.wordings.iter().filter(|wording| wording.key == Key::Decoys) {
        if decoy.folded.len() < 2 || acts(lists, decoy) {
            continue;
        }
        let text = &lists.phrase(decoy.phrase).text;
        let said = Said::warning(
            NAME,
            tr!(
                "避让语“{}”不会起作用:里面既没有“{}”,也没有近音的忌语",
                "the decoy \"{}\" never acts: neither \"{}\" nor any taboo phrase is heard in it",
                decoy.raw,
                text
            ),
            tr!(
                "写真会被听错的那句话;只作说明的写进 notes",
                "write the sentence that is really mistaken for it; remarks belong in notes"
            ),
        );
        found.push(lists.at_wording(decoy, said));
    }
}

fn acts(lists: &Lists, decoy: &Wording) -> bool {
    let own = || lists.wordings_of(decoy.phrase).iter().filter(|wording| wording.is_plain());
    own().any(|wording| {
        nearest(&lists.ear, &wording.folded, &decoy.folded)
            .is_some_and(|near| near.distance <= WITHIN)
            || ends_alike(&lists.ear, &wording.folded, &decoy.folded, WITHIN_AT_ENDS)
    }) || {
        let taboo = |phrase: usize| lists.phrase(phrase).list == List::Taboo;
        lists.bare.examine(&decoy.raw).iter().any(|heard| taboo(heard.phrase))
    }
}
