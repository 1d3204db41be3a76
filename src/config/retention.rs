//! For how many days each kind of record is kept.

use super::layer::Layer;
use crate::record::Rules;

/// Ten years: beyond it a number is a slip of the pen.
const DAYS_MOST: i64 = 3_650;

pub(super) fn retention(section: &Layer<'_>) -> Rules {
    let days = |key| section.integer(key, 1..=DAYS_MOST) as u32;
    Rules {
        undecided_days: days("undecided_days"),
        dismissed_days: days("dismissed_days"),
        confirmed_days: days("confirmed_days"),
        complaint_days: days("complaint_days"),
        integrity_days: days("integrity_days"),
        praise_days: days("praise_days"),
        moments_days: days("moments_days"),
    }
}
