//! One phrase under stress: what sounds like it, what it collides with, what it finds
//! in speech that does not hold it; fit to publish or not.
//!
//! Pure; runs on the main thread. Recordings are decoded by whoever calls.

mod alarms;
mod collisions;
mod neighbours;
mod show;
mod verdict;

pub use alarms::{Alarms, Example, SYLLABLES_A_SECOND, is_positive};
pub use collisions::{Collision, Meeting};
pub use neighbours::{Kinship, Neighbour};
pub use show::show;
pub use verdict::{CIVIL_PER_HOUR, Reason, TABOO_PER_HOUR, Verdict};

use crate::corpus::{Corpus, Line};
use crate::lint::{Finding, negative_lines, negative_words};
use crate::normalize::{Accents, Ear, Normalized, normalize};
use crate::phrasebook::{List, Phrasebook};
use crate::spot::Spotter;
use crate::tr;
use serde::Serialize;
use std::sync::Arc;

/// All about one phrase; as JSON, the object of `liyu phrases stress --json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// The phrase.
    pub id: String,
    /// Its list.
    pub list: List,
    /// As its list prints it.
    pub text: String,
    /// The version of the lists it was tried in.
    pub version: String,
    /// What sounds like it, nearest first.
    pub neighbours: Vec<Neighbour>,
    /// Other entries that it meets, the worst first.
    pub collisions: Vec<Collision>,
    /// What it finds in each corpus.
    pub alarms: Vec<Alarms>,
    /// What `lint` says about it.
    pub findings: Vec<Finding>,
    /// Fit to publish, or not and why.
    pub verdict: Verdict,
}

/// A sentence in which neighbours are looked for.
struct Material {
    raw: String,
    folded: Normalized,
    /// The id of its phrase, or the name of its corpus.
    from: String,
}

/// The speech that comes with the program, as a corpus.
pub fn bundled() -> Corpus {
    let lines = negative_lines().enumerate().map(|(at, line)| Line::text(line, at + 1));
    Corpus { name: tr!("内置反例", "built-in negative lines"), lines: lines.collect() }
}

/// Puts the phrase `id` of `book` under stress on `negative` corpora, whose lines have
/// texts, read or heard, by speakers with `accents`; `findings` are those of `lint`. `None` when there is no such
/// phrase.
pub fn stress(
    book: &Arc<Phrasebook>,
    accents: &Accents,
    id: &str,
    negative: &[Corpus],
    findings: &[Finding],
) -> Option<Report> {
    let index = book.phrases().iter().position(|phrase| phrase.id == id)?;
    let phrase = &book.phrases()[index];
    let spotter = Spotter::with_accents(Arc::clone(book), accents);
    let bare = Spotter::with_accents(Arc::new(book.unguarded()), accents);
    let findings: Vec<Finding> = findings.iter().filter(|f| f.id == id).cloned().collect();
    let alarms: Vec<Alarms> =
        negative.iter().map(|corpus| alarms::count(&spotter, &bare, index, corpus)).collect();
    Some(Report {
        id: phrase.id.clone(),
        list: phrase.list,
        text: phrase.text.clone(),
        version: book.version().to_owned(),
        neighbours: neighbours::neighbours(
            &spotter,
            &Ear::new(accents),
            index,
            &material(&bare, index, negative),
        ),
        collisions: collisions::collisions(&spotter, index),
        verdict: verdict::verdict(phrase.list, &findings, &alarms),
        alarms,
        findings,
    })
}

/// Everything that is said: other phrases, common words, and of the corpora what does
/// not hold the phrase. `bare` has no guards.
fn material(bare: &Spotter, index: usize, negative: &[Corpus]) -> Vec<Material> {
    let book = bare.book();
    let one = |raw: &str, from: &str| Material {
        raw: raw.to_owned(),
        folded: normalize(raw),
        from: from.to_owned(),
    };
    let others = book.phrases().iter().enumerate().filter(|(at, _)| *at != index);
    let words = tr!("常用词", "common words");
    let mut material: Vec<Material> = others
        .flat_map(|(_, phrase)| phrase.wordings().map(|wording| one(wording, &phrase.id)))
        .collect();
    material.extend(negative_words().map(|word| one(word, &words)));
    for corpus in negative {
        let lines = corpus.lines.iter().filter(|line| !alarms::is_positive(bare, index, line));
        material.extend(lines.map(|line| one(&line.text, &corpus.name)));
    }
    material
}
