//! What puts a taboo phrase right, and what is left of it then.
//!
//! Pure. A remedy takes no hit away: it was said, and it was put right.

use crate::phrasebook::{Remedy, Severity};
use crate::spot::Hit;
use crate::units::{Role, samples};

/// Whether `civil` comes from the right mouth at the right time to put `taboo` right:
/// from the same channel or a clerk's, begun after the taboo phrase was begun and not
/// later after its end than that phrase allows. A session with one microphone has one
/// channel: there whatever is said counts as coming from the same mouth.
pub(super) fn reaches(taboo: &Hit, civil: &Hit) -> bool {
    let remedy_s = taboo.terms.remedy_s;
    remedy_s > 0.0
        && (civil.channel == taboo.channel || civil.role == Role::Clerk)
        && civil.range.start > taboo.range.start
        && civil.range.start <= taboo.range.end + samples(remedy_s)
}

/// How grave a phrase still is after a remedy: one step less for a part, a coldness
/// at most for the whole.
pub(super) fn lowered(severity: Severity, remedy: Option<Remedy>) -> Severity {
    match (remedy, severity) {
        (None, severity) => severity,
        (Some(Remedy::Partial), Severity::Critical) => Severity::Serious,
        (Some(Remedy::Partial | Remedy::Full), _) => Severity::Minor,
    }
}
