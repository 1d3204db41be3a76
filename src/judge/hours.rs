//! What a phrase comes to by the counter's hours.
//!
//! Pure. Looks at one hit and the time of day, nothing else.

use crate::calendar::Period;
use crate::phrasebook::{List, Weight};
use crate::spot::Hit;

/// Puts on the hit what its phrase is worth in `period`: its severity, or merit for a
/// civil one. False when it counts for nothing then. Without a period every phrase is
/// what it is anyway.
pub(super) fn weigh(hit: &mut Hit, period: Option<Period>) -> bool {
    let hours = hit.terms.hours;
    let weight = match period {
        None => None,
        Some(Period::Open) => hours.open,
        Some(Period::Closing) => hours.closing,
        // Whoever works on is praised as after closing, and whoever sends people away in it
        // does so before it.
        Some(Period::Extended) if hit.list == List::Civil => hours.closed,
        Some(Period::Extended) => hours.closing,
        Some(Period::Lunch | Period::Early | Period::Closed) => hours.closed,
    };
    match weight {
        None => {}
        Some(Weight::Severity(severity)) => hit.severity = severity,
        Some(Weight::Merit) => hit.merit = hit.list == List::Civil,
        Some(Weight::Nothing) => return false,
    }
    true
}
