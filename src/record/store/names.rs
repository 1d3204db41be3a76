//! What phrases are called, where the index does not say.
//!
//! In memory, for the life of a store. A sealed index knows a phrase by its id; its words
//! are filled in when a row is read, from the lists that whoever opened the store has read.

use super::Store;
use crate::record::Incident;
use std::collections::HashMap;

/// Phrases by id.
#[derive(Debug, Clone, Default)]
pub(super) struct Names(HashMap<String, String>);

impl Store {
    /// Says what phrases are called, by id; adds to what is known. Where a name is not known,
    /// the id stands for it.
    pub fn name_phrases(&mut self, names: impl IntoIterator<Item = (String, String)>) {
        self.names.0.extend(names);
    }

    /// The incident with its phrase's name, where the index does not say it.
    pub(super) fn named(&self, mut incident: Incident) -> Incident {
        if incident.phrase.is_empty() {
            incident.phrase = self.names.name(&incident.phrase_id).to_owned();
        }
        incident
    }
}

impl Names {
    /// What the phrase is called; its id where that is not known.
    pub(super) fn name<'a>(&'a self, id: &'a str) -> &'a str {
        self.0.get(id).map_or(id, String::as_str)
    }

    /// Remembers what a phrase is called that goes to the index, and takes it out where the
    /// index must not say it.
    pub(super) fn learn(&mut self, incident: &mut Incident, sealed: bool) {
        if !sealed {
            return;
        }
        let phrase = std::mem::take(&mut incident.phrase);
        if !phrase.is_empty() && !incident.phrase_id.is_empty() {
            self.0.insert(incident.phrase_id.clone(), phrase);
        }
    }

    /// Remembers what a phrase is called.
    pub(super) fn insert(&mut self, id: &str, phrase: &str) {
        if self.0.get(id).is_none_or(|known| known != phrase) {
            self.0.insert(id.to_owned(), phrase.to_owned());
        }
    }
}
