//! `idle-remedy`: a remedy that can never be heard, or for what never alarms.

use super::{Finding, Lists, Said};
use crate::lint::say;
use crate::phrasebook::{List, Speaker, Weight};
use crate::tr;

pub(super) const NAME: &str = "idle-remedy";

pub(super) fn check(lists: &Lists, found: &mut Vec<Finding>) {
    for (index, phrase, outline) in lists.entries() {
        let citizen = phrase.speaker == Speaker::Citizen;
        let said = match phrase.list {
            List::Civil if phrase.terms.remedy.is_none() => None,
            List::Civil if citizen => Some(tr!(
                "补救要工作人员说,speaker 却是 citizen",
                "a clerk puts things right, and this phrase is only a citizen's"
            )),
            List::Civil if phrase.terms.hours.open == Some(Weight::Nothing) => Some(tr!(
                "开放时间内它不算,补救不了",
                "it does not count in opening hours, and puts nothing right then"
            )),
            List::Civil => {
                let heard =
                    lists.wordings_of(index).iter().filter(|w| w.is_said()).any(|wording| {
                        let matches = lists.spotter.examine(&say(&wording.raw));
                        matches.iter().any(|m| m.phrase == index && m.stopped_by.is_none())
                    });
                (!heard).then(|| {
                    tr!(
                        "这条用语怎么说都不会命中,补救不了",
                        "however it is said it does not count, and puts nothing right"
                    )
                })
            }
            List::Taboo => (citizen && outline.has("remedy_s")).then(|| {
                tr!(
                    "群众说的话从不报警,无须补救",
                    "what citizens say never alarms and needs no remedy"
                )
            }),
        };
        let key = if phrase.list == List::Civil { "remedy" } else { "remedy_s" };
        let hint = tr!(
            "把补救写在工作人员真会说、能命中的文明用语上,否则删去",
            "put the remedy on a civil phrase that clerks say and that is found, or remove it"
        );
        found.extend(said.map(|message| lists.at(index, key, Said::warning(NAME, message, hint))));
    }
}
