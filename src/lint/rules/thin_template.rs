//! `thin-template`: a template with so few words of its own that it is found
//! everywhere, or nowhere.

use super::{Finding, Lists, Said};
use crate::normalize::normalize;
use crate::phrasebook::{Part, Slot, parts};
use crate::tr;

pub(super) const NAME: &str = "thin-template";

/// Fewer fixed characters than this say nothing.
const FEWEST: usize = 2;
/// Beside a slot that takes anything, fewer than this are said by chance.
const FEWEST_BESIDE_OPEN: usize = 4;

pub(super) fn check(lists: &Lists, found: &mut Vec<Finding>) {
    for wording in lists.wordings.iter().filter(|w| w.template && w.is_said()) {
        let Ok(parts) = parts(&wording.raw) else { continue };
        let fixed: usize = parts
            .iter()
            .map(|part| match part {
                Part::Text(text) => normalize(text).len(),
                Part::Slot(_) => 0,
            })
            .sum();
        let open = parts.iter().any(|part| matches!(part, Part::Slot(slot) if is_open(*slot)));
        let joined = parts.windows(2).any(|two| matches!(two, [Part::Slot(_), Part::Slot(_)]));
        let hint =
            tr!("在空位前后多写几个必说的字", "write more of the words that are always said");
        if fixed < FEWEST {
            let message = tr!(
                "“{}”除空位外只有 {} 个字,到处都会命中",
                "\"{}\" has {} character(s) beside its slots: it would be found everywhere",
                wording.raw,
                fixed
            );
            found.push(lists.at_wording(wording, Said::error(NAME, message, hint)));
        } else if joined {
            let message = tr!(
                "“{}”有两个空位紧挨着,分不清哪里是哪个",
                "\"{}\" has two slots side by side: nothing tells where one ends",
                wording.raw
            );
            found.push(lists.at_wording(wording, Said::warning(NAME, message, hint)));
        } else if open && fixed < FEWEST_BESIDE_OPEN {
            let message = tr!(
                "“{}”有任意空位,固定的只有 {} 个字,容易碰巧说到",
                "\"{}\" has an open slot and only {} fixed character(s): it is easily said by chance",
                wording.raw,
                fixed
            );
            found.push(lists.at_wording(wording, Said::warning(NAME, message, hint)));
        }
    }
}

/// Whether a slot takes words of any kind.
fn is_open(slot: Slot) -> bool {
    matches!(slot, Slot::Name | Slot::Place | Slot::Document | Slot::Free(_))
}
