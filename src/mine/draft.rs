//! Packs with the aliases that were found safe, for a trainer to take over.
//!
//! Pure: from the texts of packs to new texts. Comments and layout stay.

use super::Report;
use super::alias::Verdict;
use crate::document::Document;
use crate::phrasebook::{Pen, PenError, Phrasebook, Value};

/// The text of a pack with new aliases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The pack's name.
    pub pack: String,
    /// How many aliases are new.
    pub added: usize,
    /// The whole pack.
    pub text: String,
}

/// Those of the `documents` of `book` that gain an alias, changed.
pub fn drafts(
    documents: &[Document],
    book: &Phrasebook,
    report: &Report,
) -> Result<Vec<Draft>, PenError> {
    let mut drafts = Vec::new();
    for (document, pack) in documents.iter().zip(book.packs()) {
        let mut pen = Pen::new(document.text())?;
        let mut added = 0;
        for phrase in book.phrases().iter().filter(|phrase| phrase.pack == pack.name) {
            let safe =
                |alias: &&super::Alias| alias.id == phrase.id && alias.verdict == Verdict::Safe;
            let new: Vec<String> =
                report.aliases.iter().filter(safe).map(|alias| alias.alias.clone()).collect();
            if !new.is_empty() {
                added += new.len();
                let aliases = phrase.aliases.iter().cloned().chain(new).collect();
                pen.set(&phrase.id, "aliases", Value::Texts(aliases))?;
            }
        }
        if added > 0 {
            drafts.push(Draft { pack: pack.name.clone(), added, text: pen.text() });
        }
    }
    Ok(drafts)
}
