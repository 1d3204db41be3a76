//! Settings of people's accounts.

use super::layer::Layer;

/// Settings of people's accounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accounts {
    /// Minutes without doing anything after which somebody is signed out.
    pub idle_min: u32,
}

pub(super) fn accounts(section: &Layer<'_>) -> Accounts {
    Accounts { idle_min: section.integer("idle_min", 1..=480) as u32 }
}
