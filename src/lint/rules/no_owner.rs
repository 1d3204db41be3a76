//! `no-owner`: a pack that nobody answers for.

use super::{Finding, Lists, Said};
use crate::tr;

pub(super) const NAME: &str = "no-owner";

pub(super) fn check(lists: &Lists, found: &mut Vec<Finding>) {
    let packs = lists.book.packs().iter().zip(&lists.origins.packs);
    for (pack, outline) in packs.filter(|(pack, _)| pack.owner.trim().is_empty()) {
        let said = Said::warning(
            NAME,
            tr!("用语包 {} 没有写负责人", "the pack {} names no owner", pack.name),
            tr!(
                "在 [pack] 里写 owner = \"科室或姓名\";批准的人不能是负责人",
                "write owner = \"office or name\" in [pack]; whoever approves must be somebody else"
            ),
        );
        let file = outline.file().to_owned();
        found.push(said.into_finding(file, outline.place("title"), String::new()));
    }
}
