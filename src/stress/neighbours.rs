//! What sounds like a phrase among words that are really said.
//!
//! Pure. Nearest first; a trainer sees what a wrong tone, an accent or a tired
//! recogniser would make of them.

use super::Material;
use crate::lint::nearest;
use crate::normalize::{Ear, Normalized, normalize};
use crate::spot::Spotter;
use serde::Serialize;
use std::collections::{HashMap, HashSet};

/// Beyond this mean distance nobody mistakes one for the other.
const FARTHEST: f32 = 0.4;
/// No syllable farther off than a listed confusion (n/l, z/zh, an/ang …) is an accent.
const ACCENT_WORST: f32 = 0.2;
/// How many are told.
const MOST: usize = 12;

/// What makes a neighbour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kinship {
    /// The same syllables, tones aside.
    Tone,
    /// Syllables that accents do not tell apart.
    Accent,
    /// A recogniser may take one for the other.
    Mishearing,
}

/// Words that sound like a phrase.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Neighbour {
    /// The words.
    pub text: String,
    /// Where they stand: the whole sentence.
    pub within: String,
    /// Where that comes from: the id of a phrase, or the name of a corpus.
    pub from: String,
    /// The wording of the phrase that they sound like.
    pub wording: String,
    /// What makes them alike.
    pub kinship: Kinship,
    /// Mean distance of a syllable, 0 the same sounds to 1.
    pub distance: f32,
    /// Whether the phrase counts where the words are said.
    pub counts: bool,
}

/// The neighbours of the phrase `index`, nearest first.
pub(super) fn neighbours(
    spotter: &Spotter,
    ear: &Ear,
    index: usize,
    material: &[Material],
) -> Vec<Neighbour> {
    let phrase = &spotter.book().phrases()[index];
    let own: Vec<(&str, Normalized)> =
        phrase.wordings().map(|wording| (wording, normalize(wording))).collect();
    let mut best: HashMap<String, (f32, f32, &str, &Material)> = HashMap::new();
    for text in material {
        for (wording, folded) in &own {
            let Some(near) = nearest(ear, folded, &text.folded) else { continue };
            if near.distance > FARTHEST {
                continue;
            }
            let place = text.folded.original(near.first, near.end);
            let Some(words) = text.raw.get(place) else { continue };
            // The phrase itself is no neighbour, whoever says it.
            let letters = normalize(words).letters();
            if own.iter().any(|(_, own)| letters.contains(&own.letters())) {
                continue;
            }
            let known = best.get(words).is_some_and(|(distance, ..)| *distance <= near.distance);
            if !known {
                best.insert(words.to_owned(), (near.distance, near.worst, wording, text));
            }
        }
    }
    let mut nearest: Vec<_> = best.into_iter().collect();
    nearest.sort_by(|(a, (x, ..)), (b, (y, ..))| x.total_cmp(y).then_with(|| a.cmp(b)));
    // Of one sentence the nearest words are enough.
    let mut sentences = HashSet::new();
    nearest
        .into_iter()
        .filter(|(_, (_, _, _, text))| sentences.insert(text.raw.as_str()))
        .take(MOST)
        .map(|(words, (distance, worst, wording, text))| Neighbour {
            counts: spotter.find(&text.raw).iter().any(|found| found.phrase == index),
            within: text.raw.clone(),
            from: text.from.clone(),
            wording: wording.to_owned(),
            kinship: match (distance, worst) {
                (0.0, _) => Kinship::Tone,
                (_, worst) if worst <= ACCENT_WORST => Kinship::Accent,
                _ => Kinship::Mishearing,
            },
            distance,
            text: words,
        })
        .collect()
}
