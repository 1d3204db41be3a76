//! What one would write first: the edit distance by sound of every wording at
//! every place. The baseline of the matcher, not part of the program.
//!
//! Pure. Sellers' algorithm (Journal of Algorithms 1980): one row of the edit
//! distance for each wording, started anew at every symbol of the text.

use crate::normalize::{Cost, Sound, normalize};
use crate::phrasebook::{Phrasebook, is_template};

/// What a syllable too many or too few costs, in hundredths.
const SLIP: Cost = 60;

/// The highest cost for each syllable, in hundredths.
const BUDGET: Cost = 16;

/// Every wording and guard of a book, by sound.
pub struct Naive {
    wordings: Vec<Vec<Sound>>,
}

impl Naive {
    /// Reads the wordings and guards of `book`; templates are left out.
    pub fn new(book: &Phrasebook) -> Naive {
        let wordings = book
            .phrases()
            .iter()
            .flat_map(|p| {
                [&p.text].into_iter().chain(&p.variants).chain(&p.decoys).chain(&p.not_within)
            })
            .filter(|wording| !is_template(wording))
            .map(|wording| normalize(wording).symbols().iter().map(|s| s.sound).collect())
            .collect();
        Naive { wordings }
    }

    /// How many places of `text` are the end of something near a wording.
    pub fn count(&self, text: &str) -> usize {
        let text: Vec<Sound> = normalize(text).symbols().iter().map(|s| s.sound).collect();
        let mut row = Vec::new();
        self.wordings.iter().map(|wording| ends(wording, &text, &mut row)).sum()
    }
}

fn ends(wording: &[Sound], text: &[Sound], row: &mut Vec<Cost>) -> usize {
    let budget = BUDGET * wording.len() as Cost;
    row.clear();
    row.extend((0..=wording.len() as Cost).map(|dropped| dropped * SLIP));
    let mut found = 0;
    for heard in text {
        let likeness = heard.likeness();
        // `row[0]` stays 0: a match may begin anywhere.
        let mut diagonal = 0;
        for (at, sound) in wording.iter().enumerate() {
            let replaced = diagonal + likeness.cost(*sound);
            let slipped = row[at].min(row[at + 1]) + SLIP;
            diagonal = row[at + 1];
            row[at + 1] = replaced.min(slipped);
        }
        found += usize::from(row[wording.len()] <= budget);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_there_sounds_like_it_or_lacks_a_syllable_is_counted() {
        let sounds = |text: &str| text.chars().map(Sound::of).collect::<Vec<_>>();
        let near = |wording, text| ends(&sounds(wording), &sounds(text), &mut Vec::new()) > 0;
        assert!(near("不归我管", "您好不归我管再见"));
        assert!(near("不归我管", "不龟我管"));
        assert!(!near("不归我管", "明天再来"));
        assert!(near("下班了明天再来", "下班明天再来"));
    }
}
