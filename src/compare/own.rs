//! Lines to compare two lists on when nobody names a corpus.
//!
//! Pure. Harmless speech that comes with the program, and what both lists write down
//! themselves: every wording, and every guard as it would be said.

use crate::corpus::{Corpus, Line};
use crate::lint::{negative_lines, say};
use crate::phrasebook::Phrasebook;
use crate::tr;
use std::collections::HashSet;

/// The lines; wordings are labelled with the text of their phrase, harmless speech with
/// nothing, and of guards nobody says what is in them.
pub fn own_lines(old: &Phrasebook, new: &Phrasebook) -> [Corpus; 3] {
    let mut seen = HashSet::new();
    let (mut wordings, mut guards) = (Vec::new(), Vec::new());
    let mut once = |lines: &mut Vec<Line>, text: String, labels: Vec<String>| {
        if seen.insert(text.clone()) {
            let number = lines.len() + 1;
            let labelled = !labels.is_empty();
            lines.push(Line { labels, labelled, ..Line::text(text, number) });
        }
    };
    let phrases = || new.phrases().iter().chain(old.phrases());
    for phrase in phrases() {
        for wording in std::iter::once(&phrase.text).chain(&phrase.variants).chain(&phrase.aliases)
        {
            once(&mut wordings, say(wording), vec![say(&phrase.text)]);
        }
    }
    for phrase in phrases() {
        for guard in phrase.decoys.iter().chain(&phrase.not_within) {
            once(&mut guards, guard.clone(), Vec::new());
        }
    }
    let harmless = negative_lines().enumerate();
    let harmless =
        harmless.map(|(at, line)| Line { labelled: true, ..Line::text(line, at + 1) }).collect();
    [
        Corpus { name: tr!("内置反例", "built-in negative lines"), lines: harmless },
        Corpus { name: tr!("两表的说法", "wordings of both"), lines: wordings },
        Corpus { name: tr!("两表的避让", "guards of both"), lines: guards },
    ]
}
