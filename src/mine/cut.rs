//! Where in what was heard the words of a phrase lie.
//!
//! Pure. Global alignment of the syllables of a whole sentence (Needleman and Wunsch
//! 1970) with the costs of an [`Ear`]; the phrase is what lies against its syllables.

use super::Take;
use crate::normalize::{Break, COST_UNIT, Cost, Ear, Normalized, Symbol, normalize};
use std::ops::Range;

/// What a syllable too many or too few costs, in hundredths: that of the spotter.
const SLIP: Cost = 60;

/// A phrase cut out of what was heard.
#[derive(Debug, Clone, PartialEq)]
pub struct Cut {
    /// The words, folded, without punctuation.
    pub letters: String,
    /// Where they stand in the text, in bytes.
    pub place: Range<usize>,
    /// Whether they are the very characters that were said.
    pub is_right: bool,
    /// Mean cost of a syllable of the phrase: 0 the same sounds, 1 nothing in common.
    pub distance: f32,
    /// Whether punctuation stands inside them.
    pub torn: bool,
    /// Syllables of the whole sentence that lie against each other, said and heard.
    pub pairs: Vec<(Symbol, Symbol)>,
}

/// Lays `text` on the sentence of `take` and cuts the phrase out; `None` when nothing
/// lies against it.
pub fn cut(ear: &Ear, take: &Take, text: &str) -> Option<Cut> {
    let (said, heard) = (normalize(&take.said), normalize(text));
    let inside = |symbol: &Symbol| symbol.start >= take.place.start && symbol.end <= take.place.end;
    let first = said.symbols().iter().position(inside)?;
    let count = said.symbols()[first..].iter().take_while(|symbol| inside(symbol)).count();
    let phrase = first..first + count;
    let path = lay(ear, &said, &heard);
    let own = path.iter().filter(|step| step.said.is_some_and(|at| phrase.contains(&at)));
    let cost: u32 = own.clone().map(|step| u32::from(step.cost)).sum();
    let lies: Vec<usize> = own.filter_map(|step| step.heard).collect();
    let (from, to) = (*lies.first()?, *lies.last()? + 1);
    let stretch = &heard.symbols()[from..to];
    let extra = (to - from - lies.len()) as u32 * u32::from(SLIP);
    let letters: String = stretch.iter().map(|symbol| symbol.ch).collect();
    let pairs = path.iter().filter_map(|step| {
        Some((*said.symbols().get(step.said?)?, *heard.symbols().get(step.heard?)?))
    });
    Some(Cut {
        is_right: said.symbols()[phrase].iter().map(|symbol| symbol.ch).eq(letters.chars()),
        letters,
        place: heard.original(from, to),
        distance: (cost + extra) as f32 / (count as f32 * f32::from(COST_UNIT)),
        torn: stretch.iter().skip(1).any(|symbol| symbol.before == Break::Strong),
        pairs: pairs.collect(),
    })
}

/// One step along the two.
#[derive(Debug, Clone, Copy)]
struct Step {
    said: Option<usize>,
    heard: Option<usize>,
    cost: Cost,
}

/// The cheapest way along both from end to end.
fn lay(ear: &Ear, said: &Normalized, heard: &Normalized) -> Vec<Step> {
    let (said, heard) = (said.symbols(), heard.symbols());
    let width = heard.len() + 1;
    let cost = |s: usize, h: usize| match said[s].ch == heard[h].ch {
        true => 0,
        false => ear.cost(said[s].sound, heard[h].sound),
    };
    let mut cells = vec![0 as Cost; (said.len() + 1) * width];
    for s in 0..=said.len() {
        for h in 0..=heard.len() {
            let at = |s: usize, h: usize| cells[s * width + h];
            let hear =
                (s > 0 && h > 0).then(|| at(s - 1, h - 1).saturating_add(cost(s - 1, h - 1)));
            let miss = (s > 0).then(|| at(s - 1, h).saturating_add(SLIP));
            let extra = (h > 0).then(|| at(s, h - 1).saturating_add(SLIP));
            let best = [hear, miss, extra].into_iter().flatten().min();
            cells[s * width + h] = best.unwrap_or(0);
        }
    }
    let (mut s, mut h) = (said.len(), heard.len());
    let mut path = Vec::new();
    while s > 0 || h > 0 {
        let here = cells[s * width + h];
        let by = |before: Cost, cost: Cost| before.saturating_add(cost) == here;
        if s > 0 && h > 0 && by(cells[(s - 1) * width + h - 1], cost(s - 1, h - 1)) {
            (s, h) = (s - 1, h - 1);
            path.push(Step { said: Some(s), heard: Some(h), cost: cost(s, h) });
        } else if s > 0 && by(cells[(s - 1) * width + h], SLIP) {
            s -= 1;
            path.push(Step { said: Some(s), heard: None, cost: SLIP });
        } else {
            h -= 1;
            path.push(Step { said: None, heard: Some(h), cost: SLIP });
        }
    }
    path.reverse();
    path
}
