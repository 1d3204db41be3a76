//! `idle-hours` and `hours-silence`: opening hours that change nothing, or that leave no
//! time at which the phrase counts.

use super::{Finding, Lists, Said};
use crate::phrasebook::{List, Phrase, Speaker, Weight};
use crate::tr;

pub(super) const IDLE: &str = "idle-hours";
pub(super) const SILENCE: &str = "hours-silence";

pub(super) fn check(lists: &Lists, found: &mut Vec<Finding>) {
    for (index, phrase, outline) in lists.entries() {
        if !outline.has("hours") {
            continue;
        }
        let hours = phrase.terms.hours;
        let weights = [("open", hours.open), ("closing", hours.closing), ("closed", hours.closed)];
        let mut idle = |path: &str, message: String| {
            let hint = tr!(
                "写与平常不同的那一段,如 closing = \"critical\",或删去 hours",
                "write the time at which it differs, as closing = \"critical\", or remove hours"
            );
            found.push(lists.at(index, path, Said::warning(IDLE, message, hint)));
        };
        if phrase.list == List::Taboo && phrase.speaker == Speaker::Citizen {
            idle(
                "hours",
                tr!(
                    "群众说的话从不报警,开放时间不起作用",
                    "what citizens say never alarms, at no hour"
                ),
            );
        } else if weights.iter().all(|(_, weight)| weight.is_none()) {
            idle("hours", tr!("hours 里什么也没写", "hours says nothing"));
        } else if weights.iter().all(|(_, weight)| *weight == Some(Weight::Nothing)) {
            let said = Said::error(
                SILENCE,
                tr!("任何时候都是 none,这条用语永远不算", "none at every hour: it never counts"),
                tr!(
                    "留下该算的时段;不想用就删去整条",
                    "leave the hours at which it counts, or remove the entry"
                ),
            );
            found.push(lists.at(index, "hours", said));
        } else {
            for (key, _) in weights.iter().filter(|(_, weight)| is_usual(phrase, *weight)) {
                let message =
                    tr!("{} 与平常一样重,不起作用", "{} is as grave as at other times", key);
                idle(&format!("hours.{key}"), message);
            }
        }
    }
}

/// Whether the weight is what the phrase has anyway.
fn is_usual(phrase: &Phrase, weight: Option<Weight>) -> bool {
    matches!(weight, Some(Weight::Severity(severity)) if severity == phrase.severity)
}
