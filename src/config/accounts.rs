//! Settings of people's accounts, and of how incidents are gone over with them.

use super::layer::Layer;

/// Settings of people's accounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accounts {
    /// Minutes without doing anything after which somebody is signed out.
    pub idle_min: u32,
}

/// Settings of how incidents are gone over with staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// Whether staff may hear a clip on which nobody has decided yet.
    pub before_decision: bool,
    /// Days that staff have to answer a decision.
    pub answer_days: u32,
    /// Days from the first account in which no figure is told of a counter.
    pub shadow_days: u32,
}

pub(super) fn review(section: &Layer<'_>) -> Review {
    Review {
        before_decision: section.integer("before_decision", 0..=1) == 1,
        answer_days: section.integer("answer_days", 1..=365) as u32,
        shadow_days: section.integer("shadow_days", 0..=366) as u32,
    }
}

pub(super) fn accounts(section: &Layer<'_>) -> Accounts {
    Accounts { idle_min: section.integer("idle_min", 1..=480) as u32 }
}
