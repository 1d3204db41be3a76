//! `ours-without-reason`: an entry of our own that does not say why.

use super::{Finding, Lists, Said};
use crate::document::Outline;
use crate::tr;

pub(super) const NAME: &str = "ours-without-reason";

pub(super) fn check(lists: &Lists, found: &mut Vec<Finding>) {
    let phrases = lists.book.phrases().iter().zip(&lists.origins.phrases);
    let phrases = phrases.map(|(phrase, outline)| (&phrase.source, &phrase.id, outline));
    let categories = lists.book.categories().iter().zip(&lists.origins.categories);
    let categories =
        categories.map(|(category, outline)| (&category.source, &category.id, outline));
    for (source, id, outline) in phrases.chain(categories) {
        if is_bare(source) {
            found.push(finding(id, outline));
        }
    }
}

/// Whether the source says "ours" and nothing else.
fn is_bare(source: &str) -> bool {
    let reason = source.trim().strip_prefix("ours");
    reason.is_some_and(|reason| !reason.chars().any(char::is_alphanumeric))
}

fn finding(id: &str, outline: &Outline) -> Finding {
    let said = Said::error(
        NAME,
        tr!("只写了自拟,没写理由", "says \"ours\" and gives no reason"),
        tr!(
            "写 source = \"ours: 为什么加这一条\"",
            "write source = \"ours: why this entry is needed\""
        ),
    );
    said.into_finding(outline.file().to_owned(), outline.place("source"), id.to_owned())
}
