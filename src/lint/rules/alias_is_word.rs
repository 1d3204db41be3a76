//! `alias-is-word`: an alias of a taboo phrase that is itself a harmless word.

use super::{Finding, Lists, Said};
use crate::lint::lists::Key;
use crate::lint::negative;
use crate::normalize::normalize;
use crate::phrasebook::List;
use crate::tr;
use std::collections::HashSet;

pub(super) const NAME: &str = "alias-is-word";

pub(super) fn check(lists: &Lists, found: &mut Vec<Finding>) {
    let mut harmless: HashSet<String> =
        negative::words().map(|word| normalize(word).letters()).collect();
    let guards = lists.wordings.iter().filter(|w| matches!(w.key, Key::Decoys | Key::NotWithin));
    harmless.extend(guards.map(|guard| guard.letters.clone()));
    for alias in lists.wordings.iter().filter(|wording| wording.key == Key::Aliases) {
        let taboo = lists.phrase(alias.phrase).list == List::Taboo;
        if taboo && harmless.contains(&alias.letters) {
            let said = Said::error(
                NAME,
                tr!(
                    "别名“{}”本身就是平常的词或某条的避让语",
                    "the alias \"{}\" is itself a harmless word, or a guard of some phrase",
                    alias.raw
                ),
                tr!("删去这个别名", "remove the alias"),
            );
            found.push(lists.at_wording(alias, said));
        }
    }
}
