//! `citizen-severity`: a phrase that only citizens say, and how grave it is.

use super::{Finding, Lists, Said};
use crate::phrasebook::{List, Severity, Speaker};
use crate::tr;

pub(super) const NAME: &str = "citizen-severity";

pub(super) fn check(lists: &Lists, found: &mut Vec<Finding>) {
    for (index, phrase, _) in lists.entries() {
        let grave = phrase.list == List::Taboo && phrase.severity != Severity::Minor;
        if grave && phrase.speaker == Speaker::Citizen {
            let said = Said::warning(
                NAME,
                tr!(
                    "speaker = \"citizen\" 的用语从不报警,写多重都没有用",
                    "a phrase with speaker = \"citizen\" never alarms, however grave"
                ),
                tr!(
                    "要报警就写 speaker = \"clerk\" 或 \"any\";只作条件用就写 severity = \"minor\"",
                    "to alarm write speaker = \"clerk\" or \"any\"; if it only serves conditions write severity = \"minor\""
                ),
            );
            found.push(lists.at(index, "severity", said));
        }
    }
}
