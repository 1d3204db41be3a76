//! What is wrong with the packs as they stand, and what a sentence hits in them.
//!
//! Pure, on the editor's thread; takes milliseconds for hundreds of entries, tens
//! of them for thousands. Looks at unsaved texts, and at the change being typed.

use super::pack::{Change, Pack};
use crate::document::Document;
use crate::lint::{Level, lint};
use crate::normalize::Accents;
use crate::phrasebook::{List, Phrasebook, Severity, plain_entries};
use crate::spot::{How, Spotter};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Something that is wrong with the pack that is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    pub level: Level,
    /// Whether the pack cannot be read with it, and so must not be saved.
    pub is_fault: bool,
    /// The place in the pack of the entry it is about; `None` for the pack itself.
    pub entry: Option<usize>,
    /// That entry's id.
    pub id: String,
    pub message: String,
    /// How to mend it; may be empty.
    pub hint: String,
}

/// What a look at the packs came to.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The state of the editor that was looked at.
    pub turn: u64,
    /// About the pack that is looked at, in the order of its lines.
    pub notes: Vec<Note>,
    /// Ready to try sentences on all entries that could be read.
    pub spotter: Arc<Spotter>,
    /// Whether some entry could not be.
    pub is_partial: bool,
}

/// A place in the tried sentence where a phrase was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Tried {
    pub id: String,
    pub phrase: String,
    pub list: List,
    pub severity: Severity,
    /// What of the sentence it was found in.
    pub heard: String,
    pub how: How,
    pub score: f32,
    /// Why it does not count.
    pub stopped_by: Option<String>,
}

/// Looks at the packs in use and the one at `at`, that one with `change`.
pub fn check(packs: &[Pack], at: usize, change: Option<&Change>, turn: u64) -> Checked {
    let mut documents: Vec<Document> = Vec::new();
    for (n, pack) in packs.iter().enumerate() {
        if pack.in_use && n != at && pack.broken.is_none() {
            documents.push(pack.document_with(None));
        }
    }
    // Last, so that an id used twice is told where it is being written.
    let own = packs.get(at).map(Pack::file).unwrap_or_default();
    documents.extend(packs.get(at).map(|pack| pack.document_with(change)));
    let text = documents.last().map(Document::text).unwrap_or_default();
    let entries = plain_entries(text).unwrap_or_default();
    let entry_at = |line| entries.partition_point(|entry| entry.line <= line).checked_sub(1);
    let known: BTreeSet<String> = packs.iter().map(|pack| pack.name.clone()).collect();
    let survey = Phrasebook::survey(&documents);
    let faults: Vec<_> = survey.faults.iter().filter(|fault| fault.file == own).collect();
    let notes = lint(&documents, &known, &Accents::default())
        .findings
        .into_iter()
        .filter(|found| found.file == own);
    let notes = notes.map(|found| Note {
        level: found.level,
        is_fault: faults
            .iter()
            .any(|fault| fault.line == found.place.line && fault.message == found.message),
        entry: entry_at(found.place.line),
        id: entry_at(found.place.line).map_or_else(String::new, |at| entries[at].id.clone()),
        message: found.message,
        hint: found.hint,
    });
    Checked {
        turn,
        notes: notes.collect(),
        is_partial: !survey.faults.is_empty(),
        spotter: Arc::new(Spotter::new(Arc::new(survey.book))),
    }
}

/// What `text` hits, in order of place.
pub fn try_text(spotter: &Spotter, text: &str) -> Vec<Tried> {
    let found = spotter.examine(text);
    let tried = found.iter().map(|found| {
        let phrase = spotter.phrase(found);
        Tried {
            id: phrase.id.clone(),
            phrase: phrase.text.clone(),
            list: phrase.list,
            severity: phrase.severity,
            heard: text.get(found.start..found.end).unwrap_or_default().to_owned(),
            how: found.how,
            score: found.score.0,
            stopped_by: found.stopped_by.as_ref().map(ToString::to_string),
        }
    });
    tried.collect()
}
