//! Wordings and guards of a phrase: long enough, and their slots whole.
//!
//! Pure; runs on the main thread. Decides nothing about matching but whether a
//! wording is long enough for its strictness.

use crate::document::Section;
use crate::normalize::normalize;
use crate::phrasebook::rule;
use crate::phrasebook::{KINDS, Phrase, SlotFault, Strictness, is_template, parts};
use crate::tr;

/// The fewest syllables a wording may have: one wrong sound in less than this is
/// another word.
fn shortest(strictness: Strictness) -> usize {
    match strictness {
        Strictness::Strict => 1,
        Strictness::Normal => 2,
        Strictness::Loose => 5,
    }
}

/// Every wording and guard of a phrase: long enough, slots whole and known.
pub(super) fn check_wordings(entry: &Section<'_>, phrase: &Phrase) {
    let shortest = shortest(phrase.strictness);
    let lists = [
        ("text", std::slice::from_ref(&phrase.text), shortest),
        ("variants", &phrase.variants, shortest),
        ("aliases", &phrase.aliases, 2),
        ("decoys", &phrase.decoys, 2),
        ("not_within", &phrase.not_within, 2),
        ("near", &phrase.near, 1),
        ("not_near", &phrase.not_near, 1),
        ("preceded_by", &phrase.preceded_by, 1),
        ("followed_by", &phrase.followed_by, 1),
    ];
    for (key, wordings, shortest) in lists {
        for (index, wording) in wordings.iter().enumerate() {
            if key == "text" && wording.trim().is_empty() {
                continue;
            }
            if is_template(wording) {
                check_template(entry, key, index, wording);
                continue;
            }
            let length = normalize(wording).len();
            if length < shortest {
                let message = tr!(
                    "“{}”只有 {} 个字,至少要 {} 个字(或改用更严的 strictness)",
                    "\"{}\" has {} characters and needs {} or more (or a stricter strictness)",
                    wording,
                    length,
                    shortest
                );
                entry.rule_fault(rule::TOO_SHORT, key, Some(index), message);
            }
        }
    }
}

fn check_template(entry: &Section<'_>, key: &str, index: usize, wording: &str) {
    let fault = match parts(wording) {
        Ok(_) if matches!(key, "text" | "variants") => return,
        Ok(_) => None,
        Err(fault) => Some(fault),
    };
    let rule = match &fault {
        None => rule::SLOT_HERE,
        Some(SlotFault::Torn) => rule::TORN_SLOT,
        Some(SlotFault::Unknown(_)) => rule::UNKNOWN_SLOT,
    };
    let message = match fault {
        None => tr!("“{}”:这里不能有空位", "\"{}\": no slots here", wording),
        Some(SlotFault::Torn) => tr!(
            "“{}”的空位没写完整,应写成 {{名称}}",
            "the slots of \"{}\" are not whole; write {{name}}",
            wording
        ),
        Some(SlotFault::Unknown(slot)) => tr!(
            "不认识空位 {{{}}},可用的有:{}",
            "unknown slot {{{}}}; known are: {}",
            slot,
            KINDS.map(|(_, names)| format!("{}/{}", names[0], names[1])).join(", ")
        ),
    };
    entry.rule_fault(rule, key, Some(index), message);
}
