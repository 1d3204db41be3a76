//! The shipped lists against lines that must and must not be found.
//!
//! The lines stand in `data/`, one a line, `#` begins a comment. Whether a hit is an
//! alarm is for the judge; here a phrase counts when no guard stops it.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

mod carried;
mod corpus;
mod guards;
mod harmless;
mod said;

use liyu::phrasebook::{List, Phrasebook};
use liyu::spot::Spotter;
use std::sync::{Arc, LazyLock};

static SPOTTER: LazyLock<Spotter> =
    LazyLock::new(|| Spotter::new(Arc::new(Phrasebook::shipped().unwrap())));

/// The ids of the phrases of `list` that count in `text`.
fn accepted(text: &str, list: List) -> Vec<String> {
    let found = SPOTTER.find(text);
    let phrases = found.iter().map(|found| SPOTTER.phrase(found));
    phrases.filter(|phrase| phrase.list == list).map(|phrase| phrase.id.clone()).collect()
}

/// The lines of a data file without comments.
fn lines(data: &'static str) -> impl Iterator<Item = &'static str> {
    data.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Fails with all of `wrong` at once.
fn none(what: &str, wrong: &[String]) {
    assert!(wrong.is_empty(), "{} {what}:\n{}", wrong.len(), wrong.join("\n"));
}
