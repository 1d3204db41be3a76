//! `unknown-pack` and `empty-category`: kinds of speech whose packs do not exist or
//! hold nothing for them.

use super::{Finding, Lists, Said};
use crate::document::Outline;
use crate::phrasebook::Category;
use crate::tr;

pub(super) const UNKNOWN: &str = "unknown-pack";
pub(super) const EMPTY: &str = "empty-category";

pub(super) fn check(lists: &Lists, found: &mut Vec<Finding>) {
    for (category, outline) in lists.book.categories().iter().zip(&lists.origins.categories) {
        for (at, pack) in category.packs.iter().enumerate() {
            if !lists.known_packs.contains(pack) {
                let said = Said::error(
                    UNKNOWN,
                    tr!("没有用语包 {}", "there is no pack {}", pack),
                    tr!("改成真有的包名,或先建这个包", "name a pack that exists, or make it first"),
                );
                found.push(finding(category, outline, &format!("packs[{at}]"), said));
            } else if lists.whole && is_empty(lists, category, pack) {
                let said = Said::warning(
                    EMPTY,
                    tr!(
                        "用语包 {} 里没有一条同类的用语",
                        "the pack {} holds no phrase of that list",
                        pack
                    ),
                    tr!("补上用语,或从 packs 里删去", "add phrases, or remove it from packs"),
                );
                found.push(finding(category, outline, &format!("packs[{at}]"), said));
            }
        }
        if category.packs.is_empty() && category.notes.trim().is_empty() {
            let said = Said::warning(
                EMPTY,
                tr!(
                    "规章点了名而没有用语,也没有说明为什么空着",
                    "a kind of speech without words, and nothing says why"
                ),
                tr!(
                    "在 packs 里写哪个包补上了,或在 notes 里说明为什么没有",
                    "name the packs that fill it in packs, or say in notes why there are none"
                ),
            );
            found.push(finding(category, outline, "text", said));
        }
    }
}

/// Whether a loaded pack has no phrase on the category's list.
fn is_empty(lists: &Lists, category: &Category, pack: &str) -> bool {
    lists.book.packs().iter().any(|loaded| loaded.name == pack)
        && !lists.book.phrases().iter().any(|p| p.pack == pack && p.list == category.list)
}

fn finding(category: &Category, outline: &Outline, path: &str, said: Said) -> Finding {
    said.into_finding(outline.file().to_owned(), outline.place(path), category.id.clone())
}
