//! What is searched for: every wording of every phrase, and the guards, folded.
//!
//! Pure. Owns how near a text must come to a wording.

use super::lead::{Lead, SAY};
use super::slot;
use crate::normalize::{Break, COST_UNIT, Cost, Sound, Symbol, normalize};
use crate::phrasebook::{List, Part, Phrase, Phrasebook, Slot, Strictness, is_template, parts};

/// What a finding of a pattern does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// It is this phrase.
    Phrase(usize),
    /// It is a look-alike named by this phrase; it absorbs any taboo match it covers.
    Decoy(usize),
    /// It makes this phrase harmless inside it.
    NotWithin(usize),
    /// It must stand near this phrase.
    Near(usize),
    /// It must not stand near this phrase.
    NotNear(usize),
    /// It tells that what follows is spoken of, not said.
    LeadIn(Lead),
    /// A lead-in up to its 说, before which it may name somebody.
    LeadInTo(Lead),
    /// It is what a condition of a phrase waits for.
    Cue {
        /// The phrase.
        phrase: usize,
        /// Its place in the phrase's `context`.
        condition: usize,
    },
}

impl Purpose {
    /// Whether it is a lead-in, whole or not.
    pub fn is_lead_in(self) -> bool {
        matches!(self, Purpose::LeadIn(_) | Purpose::LeadInTo(_))
    }

    /// Whether what only sounds like it will do.
    fn by_sound(self) -> bool {
        matches!(self, Purpose::Phrase(_) | Purpose::Decoy(_) | Purpose::Cue { .. })
    }
}

/// One step of a wording.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Unit {
    /// A syllable, and whether it carries meaning of its own.
    Syllable(Sound, bool),
    /// A slot.
    Slot(Slot),
}

impl Unit {
    /// How many syllables it counts for: a typed slot is as good as one, others tell
    /// nothing.
    pub fn syllables(self) -> usize {
        match self {
            Unit::Syllable(..) => 1,
            Unit::Slot(slot) => usize::from(slot::is_typed(slot)),
        }
    }

    fn is_vague(self) -> bool {
        self.syllables() == 0
    }
}

/// One folded wording.
#[derive(Debug, Clone)]
pub(super) struct Pattern {
    pub purpose: Purpose,
    /// Whether a taboo phrase stands behind it.
    pub taboo: bool,
    /// Whether it is a known mis-hearing of its phrase; then only the characters count.
    pub alias: bool,
    /// As the list prints it.
    pub wording: String,
    /// The characters between slots; one piece when there is no slot.
    pub pieces: Vec<Vec<char>>,
    pub units: Vec<Unit>,
    /// Symbols (counted from 1) before which the wording itself has punctuation.
    pub strong_breaks: Vec<usize>,
    /// The same for punctuation and space.
    pub breaks: Vec<usize>,
    /// The highest total cost by sound; `None` when only the characters count.
    pub budget: Option<Cost>,
}

/// A pattern at a place of a folded text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Found {
    pub pattern: usize,
    /// First symbol.
    pub first: usize,
    /// One past the last symbol.
    pub end: usize,
    pub cost: Cost,
    pub exact: bool,
}

/// Characters so common that they tell little: in 急什么 only 急 says what is meant,
/// and one of these may be misheard where that may not.
const FUNCTION_WORDS: &str = "什么不了的地得你您我他们这那个是就吗呢吧啊呀去来有没也都在还";

/// How well a known mis-hearing matches: what was said is known, what was heard is not it.
const ALIAS: f32 = 0.95;

/// Templates with no more words of their own are not put together from two sentences.
const SHORT_TEMPLATE: usize = 4;

impl Pattern {
    fn new(purpose: Purpose, taboo: bool, strictness: Strictness, wording: &str) -> Pattern {
        let mut pattern = Pattern {
            purpose,
            taboo,
            alias: false,
            wording: wording.to_owned(),
            pieces: Vec::new(),
            units: Vec::new(),
            strong_breaks: Vec::new(),
            breaks: Vec::new(),
            budget: None,
        };
        let mut last = None;
        // The reader of packs has refused wordings that are not whole.
        for part in parts(wording).unwrap_or_default() {
            match part {
                Part::Slot(slot) => pattern.units.push(Unit::Slot(slot)),
                Part::Text(text) => {
                    let text = last.map_or(text, |slot| slot::without_unit(slot, text));
                    pattern.push(normalize(text).symbols());
                }
            }
            last = match part {
                Part::Slot(slot) => Some(slot),
                Part::Text(_) => None,
            };
        }
        // What takes anything says nothing at either end.
        while pattern.units.first().is_some_and(|unit| unit.is_vague()) {
            pattern.units.remove(0);
        }
        while pattern.units.last().is_some_and(|unit| unit.is_vague()) {
            pattern.units.pop();
        }
        if purpose.by_sound() {
            pattern.budget = budget(pattern.len(), strictness, taboo);
        }
        if pattern.has_slots() && strictness == Strictness::Strict {
            // Slots are found on the way of sounds alone; see `reads`.
            pattern.budget = Some(0);
        }
        let silent =
            |unit: &Unit| matches!(unit, Unit::Syllable(sound, _) if *sound == Sound::SILENT);
        if pattern.is_vague() || pattern.units.iter().any(silent) {
            pattern.budget = None;
        }
        pattern
    }

    /// Adds the symbols between two slots.
    fn push(&mut self, symbols: &[Symbol]) {
        for (at, symbol) in symbols.iter().enumerate() {
            if at > 0 && symbol.before == Break::Strong {
                self.strong_breaks.push(self.units.len());
            }
            if at > 0 && symbol.before != Break::None {
                self.breaks.push(self.units.len());
            }
            let content = !FUNCTION_WORDS.contains(symbol.ch);
            self.units.push(Unit::Syllable(symbol.sound, content));
        }
        self.pieces.push(symbols.iter().map(|symbol| symbol.ch).collect());
    }

    /// Its slots.
    fn slots(&self) -> impl Iterator<Item = Slot> + '_ {
        self.units.iter().filter_map(|unit| match unit {
            Unit::Slot(slot) => Some(*slot),
            Unit::Syllable(..) => None,
        })
    }

    /// Whether it has slots; then it is only searched for by sound.
    pub fn has_slots(&self) -> bool {
        self.slots().next().is_some()
    }

    /// Whether it has too few words of its own beside its slots.
    fn is_vague(&self) -> bool {
        let own = self.units.iter().filter(|unit| matches!(unit, Unit::Syllable(..))).count();
        self.slots().map(slot::least_beside).max().is_some_and(|least| own < least)
    }

    /// Whether `symbols`, found to be a short template, are not put together from two
    /// sentences: 正在验收，您100号 does not hold 收您{金额}.
    pub fn holds_together(&self, symbols: &[Symbol]) -> bool {
        let own = self.units.iter().filter(|unit| matches!(unit, Unit::Syllable(..))).count();
        let marks = symbols.iter().skip(1).filter(|symbol| symbol.before == Break::Strong).count();
        // The colon of 9:30 is one.
        let clock = usize::from(self.slots().any(|slot| slot == Slot::Time));
        own > SHORT_TEMPLATE || marks <= self.strong_breaks.len() + clock
    }

    /// Its first and last character; `None` where a slot stands.
    pub fn edges(&self) -> (Option<char>, Option<char>) {
        let fixed = |unit: Option<&Unit>| matches!(unit, Some(Unit::Syllable(..)));
        let mut chars = self.pieces.iter().flatten();
        let first = chars.next().copied().filter(|_| fixed(self.units.first()));
        let last = self.pieces.iter().flatten().next_back().copied();
        (first, last.filter(|_| fixed(self.units.last())))
    }

    /// Whether only the very characters count, and it has slots between them.
    pub fn is_strict_template(&self) -> bool {
        self.budget == Some(0) && self.has_slots()
    }

    /// Whether it ends with a slot, which should then be as long as it can be.
    pub fn ends_in_slot(&self) -> bool {
        matches!(self.units.last(), Some(Unit::Slot(_)))
    }

    /// Whether `symbols`, found by sound, are the very characters around the slots.
    pub fn reads(&self, symbols: &[Symbol]) -> bool {
        let chars: Vec<char> = symbols.iter().map(|symbol| symbol.ch).collect();
        let mut rest = chars.as_slice();
        for (at, piece) in self.pieces.iter().filter(|piece| !piece.is_empty()).enumerate() {
            let place = rest.windows(piece.len()).position(|window| window == piece.as_slice());
            match place {
                Some(place) if at > 0 || place == 0 => rest = &rest[place + piece.len()..],
                _ => return false,
            }
        }
        true
    }

    /// Itself without its last character, if that is `last` and not all there is.
    fn without_last(mut self, last: char) -> Option<Pattern> {
        let piece = self.pieces.last_mut().filter(|piece| piece.len() > 1)?;
        if piece.pop()? != last {
            return None;
        }
        self.units.pop();
        Some(self)
    }

    /// The phrase that a finding counts for; none for guards.
    pub fn counts_for(&self) -> Option<usize> {
        match self.purpose {
            Purpose::Phrase(phrase) => Some(phrase),
            _ => None,
        }
    }

    /// The length in syllables; see [`Unit::syllables`].
    pub fn len(&self) -> usize {
        self.units.iter().map(|unit| unit.syllables()).sum()
    }
}

impl Found {
    /// 1 for the very characters, [`ALIAS`] for a known mis-hearing; by sound the mean
    /// likeness, always below 1.
    pub fn score(&self, pattern: &Pattern) -> f32 {
        if pattern.alias {
            return ALIAS;
        }
        if self.exact && self.cost == 0 {
            return 1.0;
        }
        let total = pattern.len() as f32 * f32::from(COST_UNIT);
        (1.0 - f32::from(self.cost) / total).min(0.99)
    }

    /// How much of the text it explains: syllables times likeness, in hundredths.
    pub fn evidence(&self, pattern: &Pattern) -> i64 {
        pattern.len() as i64 * i64::from(COST_UNIT) - i64::from(self.cost)
    }

    /// Evidence with doubt counted more than once: the very words of a phrase
    /// outweigh a longer one that they only sound like.
    pub fn weight(&self, pattern: &Pattern) -> i64 {
        self.evidence(pattern) - 2 * i64::from(self.cost)
    }
}

/// The highest cost that a wording of `syllables` bears, in hundredths. The
/// shorter, the stricter: two syllables must sound all but identical. Found on
/// the development recordings; a whole syllable is [`COST_UNIT`].
fn budget(syllables: usize, strictness: Strictness, taboo: bool) -> Option<Cost> {
    let per_syllable = match syllables {
        0 | 1 => return None,
        2 => 5,
        3 => 12,
        4 => 13,
        5 => 16,
        6 | 7 => 18,
        _ => 20,
    };
    let per_syllable = match strictness {
        Strictness::Strict => return None,
        Strictness::Normal => per_syllable,
        Strictness::Loose => per_syllable + 5,
    };
    // A civil phrase accuses nobody: it may be a little farther off.
    let per_syllable = if taboo || syllables < 3 { per_syllable } else { per_syllable + 1 };
    Cost::try_from(syllables * per_syllable).ok()
}

/// How a wording can be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reach {
    /// Its length in syllables; a number, sum, time, date or window counts as one, what
    /// takes anything as none.
    pub syllables: usize,
    /// Whether it can be found at all: a template needs words of its own, the more the
    /// freer its slots are.
    pub found: bool,
    /// How far a text may be off, in hundredths of a syllable; `None` when only the very
    /// characters count.
    pub allowed: Option<Cost>,
}

/// How `wording` would be found on a list of this kind.
pub fn reach(list: List, strictness: Strictness, wording: &str) -> Reach {
    let pattern = Pattern::new(Purpose::Phrase(0), list == List::Taboo, strictness, wording);
    let syllables = pattern.len();
    let found = syllables > 0 && (!pattern.has_slots() || pattern.budget.is_some());
    Reach { syllables, found, allowed: pattern.budget.filter(|budget| *budget > 0) }
}

/// All patterns of a book.
pub(super) fn patterns(book: &Phrasebook) -> Vec<Pattern> {
    let mut patterns = Vec::new();
    for (index, phrase) in book.phrases().iter().enumerate() {
        add_phrase(index, phrase, &mut patterns);
    }
    let lead_ins = book.packs().iter().map(|pack| &pack.lead_ins);
    let words = lead_ins.flat_map(|lead_ins| {
        let quotation = lead_ins.quotation.iter().map(|word| (Lead::Quotation, word));
        quotation.chain(lead_ins.negation.iter().map(|word| (Lead::Negation, word)))
    });
    for (lead, word) in words {
        let new = |purpose| Pattern::new(purpose, false, Strictness::Strict, word);
        if let Some(short) = new(Purpose::LeadInTo(lead)).without_last(SAY) {
            patterns.push(short);
        }
        patterns.push(new(Purpose::LeadIn(lead)));
    }
    patterns.retain(|pattern| pattern.len() > 0);
    patterns
}

/// The wordings, guards and cues of one phrase.
fn add_phrase(index: usize, phrase: &Phrase, patterns: &mut Vec<Pattern>) {
    let taboo = phrase.list == List::Taboo;
    for wording in std::iter::once(&phrase.text).chain(&phrase.variants) {
        patterns.push(Pattern::new(Purpose::Phrase(index), taboo, phrase.strictness, wording));
    }
    let mut add = |wordings: &[String], purpose: Purpose, strictness| {
        let wordings = wordings.iter().filter(|wording| !is_template(wording));
        patterns.extend(wordings.map(|wording| Pattern::new(purpose, taboo, strictness, wording)));
    };
    add(&phrase.decoys, Purpose::Decoy(index), Strictness::Normal);
    add(&phrase.not_within, Purpose::NotWithin(index), Strictness::Strict);
    add(&phrase.near, Purpose::Near(index), Strictness::Strict);
    add(&phrase.not_near, Purpose::NotNear(index), Strictness::Strict);
    for (condition, term) in phrase.terms.context.iter().enumerate() {
        let purpose = Purpose::Cue { phrase: index, condition };
        add(&term.said, purpose, Strictness::Normal);
    }
    let aliases = phrase.aliases.iter().filter(|wording| !is_template(wording));
    patterns.extend(aliases.map(|wording| {
        let strict = Pattern::new(Purpose::Phrase(index), taboo, Strictness::Strict, wording);
        Pattern { alias: true, ..strict }
    }));
}
