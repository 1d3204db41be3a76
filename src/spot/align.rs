//! How a wording lies on a text: the plain dynamic programme over syllables.
//!
//! Pure. The walk of `sound` asks only whether a wording fits; this tells how, for
//! people and as an oracle. One wording costs its length times that of the text.
//! Semi-global alignment after Sellers, "The theory and computation of evolutionary
//! distances: pattern recognition", 1980, with the costs of `sound`.

use super::pattern::{Pattern, Unit};
use super::slot;
use super::sound::{SLIP, TORN};
use crate::normalize::{Break, Cost, Normalized, Symbol};
use std::ops::Range;

/// One syllable of a wording against what was heard for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What was heard, folded; empty when the syllable was not heard. `，` is a pause
    /// that the wording does not have.
    pub heard: String,
    /// The syllable that the wording has; empty when it has none there.
    pub wanted: String,
    /// What it costs, in hundredths of a syllable.
    pub cost: Cost,
}

/// A wording laid on a text at its best place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Alignment {
    /// The symbols it lies on.
    pub place: Range<usize>,
    /// The cost of all differences.
    pub cost: Cost,
    /// Where other characters were heard than the wording has.
    pub differences: Vec<Difference>,
}

/// How a cell was reached.
#[derive(Clone, Copy)]
enum Move {
    /// It is where the wording begins.
    Begin,
    /// A symbol for a syllable.
    Hear,
    /// A symbol that the wording does not have.
    Extra,
    /// A syllable that was not heard.
    Miss,
    /// A slot that took so many symbols.
    Take(u8),
}

type Cell = (Cost, Move);

/// Lays `pattern` on `text` where it costs least, on the symbols of `within` and, if
/// `whole`, on all of them. `None` when its slots find nothing to take.
pub(super) fn align(
    pattern: &Pattern,
    text: &Normalized,
    within: Range<usize>,
    whole: bool,
    cells: &mut Cells,
) -> Option<Alignment> {
    let symbols = text.symbols().get(within.clone())?;
    cells.fill(&pattern.units, symbols, whole);
    let last = pattern.units.len();
    let ends = if whole { symbols.len()..symbols.len() + 1 } else { 1..symbols.len() + 1 };
    let end = ends.min_by_key(|at| cells.at(last, *at).0)?;
    if cells.at(last, end).0 == Cost::MAX {
        return None;
    }
    let chars: Vec<char> = pattern.pieces.iter().flatten().copied().collect();
    let mut differences = Vec::new();
    let (mut unit, mut at) = (last, end);
    let mut syllable = chars.len();
    loop {
        let (cost, made_by) = cells.at(unit, at);
        let wanted = |syllable: usize| chars.get(syllable).copied().unwrap_or_default();
        match made_by {
            Move::Begin => break,
            Move::Hear => {
                (unit, at, syllable) = (unit - 1, at - 1, syllable - 1);
                let heard = symbols[at].ch;
                if heard != wanted(syllable) {
                    let cost = cost - cells.at(unit, at).0;
                    differences.push(Difference::new(Some(heard), Some(wanted(syllable)), cost));
                }
            }
            Move::Extra => {
                at -= 1;
                differences.push(Difference::new(Some(symbols[at].ch), None, SLIP));
            }
            Move::Miss => {
                (unit, syllable) = (unit - 1, syllable - 1);
                differences.push(Difference::new(None, Some(wanted(syllable)), SLIP));
            }
            Move::Take(taken) => (unit, at) = (unit - 1, at - usize::from(taken)),
        }
    }
    differences.reverse();
    let place = within.start + at..within.start + end;
    let marks = pattern.tears(&text.symbols()[place.clone()]);
    let torn = Difference { heard: "，".to_owned(), wanted: String::new(), cost: TORN };
    differences.extend(std::iter::repeat_n(torn, marks));
    let cost = differences.iter().fold(0, |sum: Cost, one| sum.saturating_add(one.cost));
    Some(Alignment { place, cost, differences })
}

impl Difference {
    fn new(heard: Option<char>, wanted: Option<char>, cost: Cost) -> Difference {
        let text = |ch: Option<char>| ch.map(String::from).unwrap_or_default();
        Difference { heard: text(heard), wanted: text(wanted), cost }
    }
}

/// The table of the programme, kept for the next wording.
#[derive(Default)]
pub(super) struct Cells {
    cells: Vec<Cell>,
    width: usize,
}

impl Cells {
    fn at(&self, unit: usize, at: usize) -> Cell {
        self.cells.get(unit * self.width + at).copied().unwrap_or((Cost::MAX, Move::Begin))
    }

    /// Row n holds the cost of the first n units ending at each place.
    fn fill(&mut self, units: &[Unit], symbols: &[Symbol], whole: bool) {
        self.width = symbols.len() + 1;
        self.cells.clear();
        self.cells.resize((units.len() + 1) * self.width, (Cost::MAX, Move::Begin));
        for at in 0..self.width {
            self.cells[at].0 = if at == 0 || !whole { 0 } else { Cost::MAX };
        }
        for (row, unit) in units.iter().enumerate() {
            let (above, here) = self.cells.split_at_mut((row + 1) * self.width);
            let above = &above[row * self.width..];
            match unit {
                Unit::Syllable(sound, _) => {
                    let likeness = sound.likeness();
                    for at in 0..self.width {
                        let mut best = (above[at].0.saturating_add(SLIP), Move::Miss);
                        if let Some(before) = at.checked_sub(1) {
                            let cost = likeness.cost(symbols[before].sound);
                            let heard = (above[before].0.saturating_add(cost), Move::Hear);
                            let extra = (here[before].0.saturating_add(SLIP), Move::Extra);
                            // A wording does not begin or end with a symbol too many.
                            best = if extra.0 < best.0 && row + 1 < units.len() {
                                extra
                            } else {
                                best
                            };
                            best = if heard.0 <= best.0 { heard } else { best };
                        }
                        here[at] = best;
                    }
                }
                Unit::Slot(slot) => {
                    for from in 0..symbols.len() {
                        if above[from].0 == Cost::MAX {
                            continue;
                        }
                        for taken in slot::ends(*slot, &symbols[from..]) {
                            if above[from].0 < here[from + taken].0 {
                                here[from + taken] = (above[from].0, Move::Take(taken as u8));
                            }
                        }
                    }
                }
            }
        }
    }
}

impl Pattern {
    /// How many punctuation marks `symbols` has inside beyond those of the wording.
    fn tears(&self, symbols: &[Symbol]) -> usize {
        if self.has_slots() {
            return 0;
        }
        let marks = symbols.iter().skip(1).filter(|symbol| symbol.before == Break::Strong).count();
        marks.saturating_sub(self.strong_breaks.len())
    }
}
