//! What a recogniser makes of phrases when they are said, and which of its mis-hearings
//! are safe to list as aliases.
//!
//! Pure; runs on the main thread. Whoever calls speaks the sentences of [`carried`] or
//! plays recordings, and tells a [`Miner`] what was understood. A mis-hearing is cut out
//! of its sentence by a syllable alignment ([`cut`]), counted, and tried against
//! everything that must not be accused. Nothing here changes a list.

mod alias;
mod carrier;
mod check;
mod confusion;
mod cut;
mod draft;
mod show;
mod template;

pub use alias::{Alias, Verdict};
pub use carrier::{carried, places};
pub use confusion::{Confusion, Half};
pub use cut::{Cut, cut};
pub use draft::{Draft, drafts};
pub use show::show;
pub use template::{SpeakError, Template};

use crate::corpus::Corpus;
use crate::document::Document;
use crate::normalize::{Accents, Ear, normalize};
use crate::phrasebook::Phrasebook;
use crate::spot::Spotter;
use confusion::Confusions;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

/// A mis-hearing must come from this many different voices or speeds: what one voice
/// alone makes of a phrase says more of the voice.
const VOICES_LEAST: usize = 2;

/// A phrase said in a sentence by a voice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Take {
    /// Its place in [`Phrasebook::phrases`].
    pub phrase: usize,
    /// The whole sentence.
    pub said: String,
    /// Where the phrase stands in it, in bytes.
    pub place: Range<usize>,
    /// Who said it, and how fast.
    pub voice: String,
}

/// How a phrase fared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fared {
    /// The phrase.
    pub id: String,
    /// As its list prints it.
    pub text: String,
    /// How often it was said.
    pub takes: usize,
    /// How often the lists as they are found it.
    pub found: usize,
    /// How often the recogniser gave nothing that is believed.
    pub unheard: usize,
}

/// All that came of it; as JSON, the object of `liyu phrases mine --json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// The version of the lists.
    pub version: String,
    /// Different voices and speeds.
    pub voices: Vec<String>,
    /// Every phrase that was said, in the order of the lists.
    pub phrases: Vec<Fared>,
    /// Every mis-hearing, phrase by phrase, the most frequent first.
    pub aliases: Vec<Alias>,
    /// Which sounds were taken for which, the most frequent first.
    pub confusions: Vec<Confusion>,
}

/// How often a phrase was heard as something else.
#[derive(Debug, Default)]
struct Seen {
    /// A sentence it was heard in.
    within: String,
    times: usize,
    /// In those the phrase was not found.
    missed: usize,
    /// The voices of those.
    voices: BTreeSet<String>,
    /// Mean cost of a syllable, 0 to 1.
    distance: f32,
    /// How often it was missed in one breath, no pause inside.
    whole: usize,
}

/// Gathers what was heard.
pub struct Miner {
    spotter: Spotter,
    ear: Ear,
    accents: Accents,
    fared: BTreeMap<usize, Fared>,
    seen: BTreeMap<(usize, String), Seen>,
    voices: BTreeSet<String>,
    confusions: Confusions,
}

impl Miner {
    /// For the lists of `book`, spoken with `accents`.
    pub fn new(book: &Arc<Phrasebook>, accents: &Accents) -> Miner {
        Miner {
            spotter: Spotter::with_accents(Arc::clone(book), accents),
            ear: Ear::new(accents),
            accents: *accents,
            fared: BTreeMap::new(),
            seen: BTreeMap::new(),
            voices: BTreeSet::new(),
            confusions: Confusions::default(),
        }
    }

    /// What the recogniser understood of a take; `None` when it gave nothing that is
    /// believed.
    pub fn heard(&mut self, take: &Take, text: Option<&str>) {
        let Some(phrase) = self.spotter.book().phrases().get(take.phrase) else { return };
        self.voices.insert(take.voice.clone());
        let fared = self.fared.entry(take.phrase).or_insert_with(|| Fared {
            id: phrase.id.clone(),
            text: phrase.text.clone(),
            takes: 0,
            found: 0,
            unheard: 0,
        });
        fared.takes += 1;
        let Some(text) = text.filter(|text| !normalize(text).is_empty()) else {
            fared.unheard += 1;
            return;
        };
        let cut = cut(&self.ear, take, text);
        let meets = |start: usize, end: usize| match &cut {
            Some(cut) => start < cut.place.end && cut.place.start < end,
            None => true,
        };
        let list = phrase.list;
        let found = self.spotter.examine(text).iter().any(|found| {
            let same = found.phrase == take.phrase;
            let other = self.spotter.phrase(found).list == list && found.stopped_by.is_none();
            (same || other) && meets(found.start, found.end)
        });
        fared.found += usize::from(found);
        let Some(cut) = cut else { return };
        self.confusions.count(&self.ear, &cut.pairs);
        if cut.is_right {
            return;
        }
        let seen = self.seen.entry((take.phrase, cut.letters)).or_default();
        seen.times += 1;
        seen.distance = cut.distance;
        if seen.within.is_empty() || !found {
            seen.within = text.to_owned();
        }
        if !found {
            seen.missed += 1;
            seen.whole += usize::from(!cut.torn);
            seen.voices.insert(take.voice.clone());
        }
    }

    /// What of it may be listed, when it was heard `at_least` so many times and hits
    /// nothing in the `documents` of the lists and in `negative` speech.
    pub fn report(&self, documents: &[Document], negative: &[Corpus], at_least: usize) -> Report {
        let book = self.spotter.book();
        let mut aliases: Vec<Alias> = self
            .seen
            .iter()
            .map(|((phrase, letters), seen)| {
                let own = &book.phrases()[*phrase];
                let verdict = check::at_sight(own, letters, seen, at_least);
                Alias::new(own, letters, seen, verdict)
            })
            .collect();
        let phrases: Vec<usize> = self.seen.keys().map(|(phrase, _)| *phrase).collect();
        let judge = check::Judge {
            documents,
            spotter: &self.spotter,
            ear: &self.ear,
            accents: &self.accents,
            negative,
        };
        judge.try_all(&phrases, &mut aliases);
        let mut rows: Vec<(usize, Alias)> = phrases.into_iter().zip(aliases).collect();
        rows.sort_by(|(p, a), (q, b)| (p, b.missed, b.times).cmp(&(q, a.missed, a.times)));
        Report {
            version: book.version().to_owned(),
            voices: self.voices.iter().cloned().collect(),
            phrases: self.fared.values().cloned().collect(),
            aliases: rows.into_iter().map(|(_, alias)| alias).collect(),
            confusions: self.confusions.table(),
        }
    }
}

#[cfg(test)]
mod tests;
