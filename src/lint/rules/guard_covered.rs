//! `guard-covered`: a guard that never acts because a shorter one of the same entry
//! always acts where it would.

use super::{Finding, Lists, Said};
use crate::lint::lists::{Key, Wording};
use crate::tr;

pub(super) const NAME: &str = "guard-covered";

pub(super) fn check(lists: &Lists, found: &mut Vec<Finding>) {
    for (index, _, _) in lists.entries() {
        let own = lists.wordings_of(index);
        for key in [Key::NotWithin, Key::Decoys, Key::Near, Key::NotNear] {
            let guards: Vec<&Wording> = own.iter().filter(|wording| wording.key == key).collect();
            for guard in &guards {
                let cover = guards.iter().find(|other| covers(own, other, guard));
                found.extend(cover.map(|cover| finding(lists, guard, cover)));
            }
        }
    }
}

/// Whether wherever `guard` acts by character, `other` does too.
fn covers(own: &[Wording], other: &Wording, guard: &Wording) -> bool {
    if other.index == guard.index || other.letters.is_empty() || guard.letters.is_empty() {
        return false;
    }
    if other.letters == guard.letters {
        return other.index < guard.index;
    }
    if !guard.letters.contains(&other.letters) {
        return false;
    }
    match guard.key {
        // Words beside the phrase: the shorter is there whenever the longer is.
        Key::Near | Key::NotNear => true,
        // The one place of the phrase inside the longer lies inside the shorter.
        _ => {
            let mut inside = own
                .iter()
                .filter(|w| w.is_plain() && guard.letters.contains(&w.letters))
                .peekable();
            inside.peek().is_some()
                && inside.all(|wording| {
                    let places = |text: &str| text.matches(&wording.letters).count();
                    places(&guard.letters) == 1 && places(&other.letters) == 1
                })
        }
    }
}

fn finding(lists: &Lists, guard: &Wording, cover: &Wording) -> Finding {
    let said = Said::warning(
        NAME,
        tr!(
            "{} 里的“{}”多余:有“{}”已经够了",
            "\"{1}\" in {0} is not needed: \"{2}\" acts wherever it would",
            guard.key.name(),
            guard.raw,
            cover.raw
        ),
        tr!("删去长的,或删去短的让避让更窄", "remove the longer, or the shorter to guard less"),
    );
    lists.at_wording(guard, said)
}
