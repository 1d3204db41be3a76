//! `sounds-civil`: a taboo phrase that is heard, or nearly heard, in a civil one.

use super::{Finding, Lists, Said};
use crate::lint::say;
use crate::phrasebook::List;
use crate::spot::{How, Match};
use crate::tr;
use std::collections::BTreeMap;

pub(super) const NAME: &str = "sounds-civil";

pub(super) fn check(lists: &Lists, found: &mut Vec<Finding>) {
    // One finding for each pair, the worst: what counts before what was stopped.
    let mut pairs: BTreeMap<(usize, usize), (String, Match)> = BTreeMap::new();
    let civil = |phrase: usize| lists.phrase(phrase).list == List::Civil;
    for wording in lists.wordings.iter().filter(|w| w.is_said() && civil(w.phrase)) {
        let said = say(&wording.raw);
        for heard in lists.spotter.examine(&said) {
            let by_sound = heard.how == How::Pinyin;
            if civil(heard.phrase) || (heard.stopped_by.is_some() && !by_sound) {
                continue;
            }
            let pair = (heard.phrase, wording.phrase);
            let worse = pairs
                .get(&pair)
                .is_none_or(|(_, known)| known.stopped_by.is_some() && heard.stopped_by.is_none());
            if worse {
                pairs.insert(pair, (said.clone(), heard));
            }
        }
    }
    for ((taboo, civil), (said, heard)) in pairs {
        found.push(finding(lists, taboo, civil, &said, &heard));
    }
}

fn finding(lists: &Lists, taboo: usize, civil: usize, said: &str, heard: &Match) -> Finding {
    let distance = 1.0 - heard.score.0;
    let place = said.get(heard.start..heard.end).unwrap_or_default();
    let civil_id = &lists.phrase(civil).id;
    let told = match &heard.stopped_by {
        None if heard.how != How::Pinyin => Said::error(
            NAME,
            tr!(
                "文明用语 {}“{}”里就有“{}”,没有避让拦住",
                "the civil phrase {} \"{}\" holds \"{}\", and no guard stops it",
                civil_id,
                said,
                heard.wording
            ),
            tr!(
                "把文明用语里的那一段写进 not_within",
                "put that part of the civil phrase into not_within"
            ),
        ),
        None => Said::error(
            NAME,
            tr!(
                "文明用语 {}“{}”里的“{}”会被听成“{}”(距离 {:.2}),说的人要被冤枉",
                "\"{3}\" is heard in {0} \"{1}\", a civil phrase, at \"{2}\" (distance {4:.2}): it would accuse whoever says that",
                civil_id,
                said,
                place,
                heard.wording,
                distance
            ),
            tr!(
                "把“{}”写进 decoys,或把 strictness 改严",
                "put \"{}\" into decoys, or make the strictness stricter",
                said
            ),
        ),
        Some(stop) => Said::warning(
            NAME,
            tr!(
                "“{}”与文明用语 {} 的“{}”近音(距离 {:.2}),眼下靠避让拦住:{}",
                "\"{}\" sounds like \"{2}\" in the civil phrase {1} (distance {3:.2}); only a guard stops it: it {4}",
                heard.wording,
                civil_id,
                place,
                distance,
                stop
            ),
            tr!(
                "留着避让;再听错一个音就可能报错,可改 strictness = \"strict\"",
                "keep that guard; one more wrong sound may get past it: consider strictness = \"strict\""
            ),
        ),
    };
    lists.at(taboo, &lists.path_of(taboo, &heard.wording), told)
}
