//! `duplicate-text`: the same words stand for two phrases, or twice in one.

use super::{Finding, Lists, Said};
use crate::lint::lists::{Key, Wording};
use crate::tr;
use std::collections::HashMap;

pub(super) const NAME: &str = "duplicate-text";

pub(super) fn check(lists: &Lists, found: &mut Vec<Finding>) {
    let mut first: HashMap<&str, &Wording> = HashMap::new();
    let counting = lists.wordings.iter().filter(|w| w.is_said() || w.key == Key::Aliases);
    for wording in counting.filter(|w| !w.letters.is_empty()) {
        let Some(other) = first.get(wording.letters.as_str()) else {
            first.insert(&wording.letters, wording);
            continue;
        };
        let said = if other.phrase == wording.phrase {
            Said::warning(
                NAME,
                tr!(
                    "“{}”在本条里写了两次(折算后与“{}”相同)",
                    "\"{}\" stands twice in this entry (the same as \"{}\" after folding)",
                    wording.raw,
                    other.raw
                ),
                tr!("删去一处", "remove one of them"),
            )
        } else {
            let rival = lists.phrase(other.phrase);
            Said::error(
                NAME,
                tr!(
                    "“{}”已是 {}“{}”的说法({} 包)",
                    "\"{}\" is already a wording of {} \"{}\" (pack {})",
                    wording.raw,
                    rival.id,
                    rival.text,
                    rival.pack
                ),
                tr!(
                    "一句话只能算一条:删去一处,或并成一条",
                    "words count for one phrase only: remove one, or make the two one entry"
                ),
            )
        };
        found.push(lists.at_wording(wording, said));
    }
}
