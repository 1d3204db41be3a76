//! From words to moments: the last place that sees the words.

use super::cue::Said;
use super::moment::{Moment, Side, What};
use super::pack::Rulebook;
use crate::normalize::folded;
use crate::phrasebook::List;

/// What was said, as the ear is told of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Heard<'a> {
    /// Where it begins, seconds from the session's beginning.
    pub start_s: f64,
    /// Where it ends.
    pub end_s: f64,
    /// Who said it.
    pub side: Side,
    /// What was understood; empty when nothing was.
    pub text: &'a str,
    /// Level over the counter's own when nobody speaks, dB.
    pub above_db: f32,
    /// The phrases found in it.
    pub phrases: Vec<HeardPhrase>,
}

/// A phrase that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct HeardPhrase {
    /// Its id.
    pub id: String,
    /// Its group; may be empty.
    pub group: String,
    /// Taboo or civil.
    pub list: List,
    /// Where it begins.
    pub start_s: f64,
    /// Where it ends.
    pub end_s: f64,
}

/// Turns what was said into moments, by the words of the packs.
#[derive(Debug, Clone)]
pub struct Ear {
    packs: std::sync::Arc<Rulebook>,
}

impl Ear {
    /// An ear for `packs`.
    pub fn new(packs: std::sync::Arc<Rulebook>) -> Ear {
        Ear { packs }
    }

    /// The moments of an utterance: the turn itself, then what was found in it.
    pub fn hear(&self, heard: &Heard<'_>) -> Vec<Moment> {
        let Heard { start_s, end_s, side, text, above_db, .. } = *heard;
        let said = folded(text);
        let at = |what| Moment { start_s, end_s, side, what };
        let asks = self.packs.questions.iter().any(|word| said.contains(word))
            || text.contains(['?', '?']);
        let mut moments = vec![at(What::Turn {
            syllables: said.chars().filter(|c| !c.is_ascii_alphabetic()).count() as u32,
            above_db,
            asks,
            understood: !said.is_empty(),
        })];
        for phrase in &heard.phrases {
            moments.push(Moment {
                start_s: phrase.start_s,
                end_s: phrase.end_s,
                side,
                what: What::Phrase {
                    id: phrase.id.clone(),
                    group: phrase.group.clone(),
                    list: phrase.list,
                },
            });
        }
        let said = Said::folded(&said);
        for (name, cue) in &self.packs.cues {
            if cue.is_in(&said) {
                moments.push(at(What::Cue { name: name.clone() }));
            }
        }
        for (kind, fen) in self.packs.money.amounts(text) {
            moments.push(at(What::Amount { kind, fen }));
        }
        moments
    }
}
