//! What is wrong with phrase lists, and how to mend it.
//!
//! Owns [`Finding`] and the rules, one a file below `rules`; what breaks the form of a
//! pack is found by `phrasebook` while it reads. Pure; runs on the main thread.
//! Thousands of phrases take seconds at most: whatever compares all with all goes
//! through a [`Spotter`](crate::spot::Spotter).

mod hint;
mod likeness;
mod lists;
mod negative;
mod rules;
mod say;
mod show;

pub use likeness::{Likeness, nearest};
pub use negative::{lines as negative_lines, words as negative_words};
pub use rules::NAMES as RULES;
pub use say::say;
pub use show::show;

use crate::document::{Document, Fault, Place};
use crate::normalize::Accents;
use crate::phrasebook::Phrasebook;
use lists::Lists;
use serde::{Serialize, Serializer, ser::SerializeMap};
use std::collections::BTreeSet;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// The lists must not go into force.
    Error,
    /// Somebody should look at it.
    Warning,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule it breaks, a stable name in kebab case.
    pub rule: &'static str,
    /// How bad it is.
    pub level: Level,
    /// The document's name, mostly its path.
    pub file: String,
    /// Where in it.
    pub place: Place,
    /// What is wrong.
    pub message: String,
    /// How to mend it.
    pub hint: String,
    /// The entry it is about; empty when that cannot be told.
    pub id: String,
}

impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(9))?;
        map.serialize_entry("rule", self.rule)?;
        map.serialize_entry("level", &self.level)?;
        map.serialize_entry("file", &self.file)?;
        map.serialize_entry("line", &self.place.line)?;
        map.serialize_entry("column", &self.place.column)?;
        map.serialize_entry("length", &self.place.length)?;
        map.serialize_entry("message", &self.message)?;
        map.serialize_entry("hint", &self.hint)?;
        map.serialize_entry("id", &self.id)?;
        map.end()
    }
}

impl Finding {
    /// What the reader of packs found.
    fn of_fault(fault: Fault) -> Finding {
        Finding {
            rule: fault.rule,
            level: Level::Error,
            place: fault.place(),
            file: fault.file,
            message: fault.message,
            hint: hint::of(fault.rule),
            id: String::new(),
        }
    }
}

/// All that was found; as JSON, the object of `liyu phrases lint --json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// How many findings are errors.
    pub errors: usize,
    /// How many are warnings.
    pub warnings: usize,
    /// How many phrases could be read.
    pub phrases: usize,
    /// The version of what could be read.
    pub version: String,
    /// In the order of files and lines.
    pub findings: Vec<Finding>,
}

impl Report {
    /// Adds what kept a pack from being opened at all.
    pub fn add_faults(&mut self, faults: Vec<Fault>) {
        self.errors += faults.len();
        self.findings.extend(faults.into_iter().map(Finding::of_fault));
    }
}

/// Checks a whole set of packs: their form, every entry, and all against each other.
/// `known_packs` names packs that exist beside them; `accents` are those of the speakers.
pub fn lint(documents: &[Document], known_packs: &BTreeSet<String>, accents: &Accents) -> Report {
    let survey = Phrasebook::survey(documents);
    let whole = survey.faults.is_empty();
    let faults = survey.faults.into_iter().map(Finding::of_fault);
    let mut findings: Vec<Finding> = faults.collect();
    let lists = Lists::new(survey.book, survey.origins, known_packs, whole, accents);
    for check in rules::ALL {
        check(&lists, &mut findings);
    }
    let order = |name: &str| documents.iter().position(|document| document.name() == name);
    findings.sort_by_cached_key(|finding| (order(&finding.file), finding.place, finding.rule));
    let errors = findings.iter().filter(|finding| finding.level == Level::Error).count();
    Report {
        errors,
        warnings: findings.len() - errors,
        phrases: lists.book.phrases().len(),
        version: lists.book.version().to_owned(),
        findings,
    }
}
