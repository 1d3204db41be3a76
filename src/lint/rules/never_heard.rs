//! `never-heard`: a wording that does not count even where it is said as written.

use super::{Finding, Lists, Said};
use crate::lint::say;
use crate::tr;

pub(super) const NAME: &str = "never-heard";

/// The guards that may be to blame. A longer phrase is told by `contained`, and what
/// waits for other words or another speaker is not wrong.
const BLOCKS: [&str; 5] = ["decoy", "civil", "not_within", "quoted", "negated"];

pub(super) fn check(lists: &Lists, found: &mut Vec<Finding>) {
    for wording in lists.wordings.iter().filter(|wording| wording.is_said()) {
        let matches = lists.spotter.examine(&say(&wording.raw));
        let own = || matches.iter().filter(|m| m.phrase == wording.phrase);
        if own().any(|m| m.stopped_by.is_none()) {
            continue;
        }
        let blocked =
            own().find_map(|m| m.stopped_by.as_ref().filter(|stop| BLOCKS.contains(&stop.word())));
        let said = match blocked {
            Some(stop) => Said::error(
                NAME,
                tr!(
                    "照“{}”原样说也不会命中:它{}",
                    "\"{}\" does not count even when said as written: it {}",
                    wording.raw,
                    stop
                ),
                tr!(
                    "改短那条避让语或文明用语,或删去这个说法",
                    "narrow that guard or civil phrase, or remove this wording"
                ),
            ),
            None if matches.is_empty() => Said::error(
                NAME,
                tr!(
                    "照“{}”原样说也找不到它:固定的字太少",
                    "\"{}\" is not found even when said as written: too few fixed words",
                    wording.raw
                ),
                tr!(
                    "多写几个固定的字,或去掉任意空位",
                    "write more fixed words, or fewer open slots"
                ),
            ),
            None => continue,
        };
        found.push(lists.at_wording(wording, said));
    }
}
