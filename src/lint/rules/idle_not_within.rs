//! `idle-not-within`: a `not_within` that does not hold its phrase.

use super::{Finding, Lists, Said};
use crate::lint::lists::{Key, Wording};
use crate::phrasebook::List;
use crate::spot::How;
use crate::tr;

pub(super) const NAME: &str = "idle-not-within";

pub(super) fn check(lists: &Lists, found: &mut Vec<Finding>) {
    for guard in lists.wordings.iter().filter(|wording| wording.key == Key::NotWithin) {
        if guard.folded.len() < 2 || acts(lists, guard) {
            continue;
        }
        let said = Said::warning(
            NAME,
            tr!(
                "not_within 的“{}”里没有“{}”,不会起作用",
                "\"{}\" in not_within does not hold \"{}\" and never acts",
                guard.raw,
                lists.phrase(guard.phrase).text
            ),
            tr!(
                "写含有这条用语的整个词,如 管 → 主管;近音的写进 decoys",
                "write a longer string that holds the phrase, as 主管 holds 管; what only sounds alike belongs in decoys"
            ),
        );
        found.push(lists.at_wording(guard, said));
    }
}

/// Whether any wording of the phrase, or an alias, stands or is heard in it, or another
/// taboo phrase sounds like something in it: what is only heard alike gives way to any
/// of them. A guard of templates is given the benefit of the doubt.
fn acts(lists: &Lists, guard: &Wording) -> bool {
    let own = lists.wordings_of(guard.phrase);
    let counting = || own.iter().filter(|w| w.is_said() || w.key == Key::Aliases);
    counting().any(|wording| wording.template || guard.letters.contains(&wording.letters))
        || lists.bare.examine(&guard.raw).iter().any(|heard| {
            heard.phrase == guard.phrase
                || (heard.how == How::Pinyin && lists.phrase(heard.phrase).list == List::Taboo)
        })
}
