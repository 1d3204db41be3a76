//! The rules, one a file. Each looks at all lists and adds what breaks it.
//!
//! Pure. A rule says what is wrong in the words of trainers and how to mend it; its
//! name never changes. Errors are what would accuse the innocent, miss what a list
//! promises to find, or contradict itself; all else is a warning.

mod alias_in_speech;
mod alias_is_word;
mod citizen_severity;
mod contained;
mod context;
mod duplicate_text;
mod empty_category;
mod guard_covered;
mod hours;
mod idle_decoy;
mod idle_not_within;
mod near;
mod never_heard;
mod no_owner;
mod ours;
mod remedy;
mod sounds_civil;
mod thin_template;

use super::Finding;
use super::lists::{Lists, Said};
use crate::phrasebook::rule;

/// The names of all rules, those of the reader first.
pub const NAMES: [&str; 32] = [
    crate::document::SYNTAX,
    rule::DUPLICATE_ID,
    rule::TOO_SHORT,
    rule::TORN_SLOT,
    rule::UNKNOWN_SLOT,
    rule::SLOT_HERE,
    rule::MISSING_SOURCE,
    rule::INCOMPLETE_TABOO,
    rule::WRONG_LIST,
    rule::CONTEXT_WORDS,
    alias_in_speech::NAME,
    alias_is_word::NAME,
    citizen_severity::NAME,
    contained::NAME,
    context::IDLE,
    context::CONTRADICTS,
    duplicate_text::NAME,
    empty_category::UNKNOWN,
    empty_category::EMPTY,
    guard_covered::NAME,
    hours::IDLE,
    hours::SILENCE,
    idle_decoy::NAME,
    idle_not_within::NAME,
    near::IDLE,
    near::CONTRADICTS,
    never_heard::NAME,
    no_owner::NAME,
    ours::NAME,
    remedy::NAME,
    sounds_civil::NAME,
    thin_template::NAME,
];

/// A rule at work.
pub(super) type Check = fn(&Lists, &mut Vec<Finding>);

/// All of them.
pub(super) const ALL: [Check; 18] = [
    alias_in_speech::check,
    alias_is_word::check,
    citizen_severity::check,
    contained::check,
    context::check,
    duplicate_text::check,
    empty_category::check,
    guard_covered::check,
    hours::check,
    idle_decoy::check,
    idle_not_within::check,
    near::check,
    never_heard::check,
    no_owner::check,
    ours::check,
    remedy::check,
    sounds_civil::check,
    thin_template::check,
];
