//! From text as it was written to symbols that can be compared: one script, one
//! width, one case, one way of writing numbers, no fillers, no stutter.
//!
//! Pure; used by `phrasebook`, `spot` and whoever compares texts, on any thread.
//! Knows nothing of phrases. Every symbol keeps its place in the original text,
//! so that what was found can be shown as it was heard.

mod accent;
mod latin;
mod numeral;
mod script;
mod sound;
mod speech;
mod syllable;
mod typed;

pub use accent::Accents;
pub use latin::reads_as;
pub use script::{BLANK, simplified};
pub use sound::{COST_UNIT, Cost, Ear, Halves, Likeness, Sound};
pub use typed::Typed;

/// What stands between two symbols in the original text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Break {
    /// Nothing.
    None,
    /// Space, or a filler that was taken out.
    Weak,
    /// Punctuation.
    Strong,
}

/// One character after folding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Symbol {
    /// The folded character: a letter or digit of any script or [`BLANK`], never punctuation.
    pub ch: char,
    /// How it is read aloud, without tone.
    pub sound: Sound,
    /// Where it comes from: the first byte in the original text.
    pub start: usize,
    /// One past the last byte in the original text.
    pub end: usize,
    /// What stood before it; at the beginning of a text mostly [`Break::None`].
    pub before: Break,
}

impl Symbol {
    /// Whether it is part of a number: a digit, or a Chinese figure or unit.
    pub fn is_figure(&self) -> bool {
        numeral::is_figure(self.ch)
    }
}

/// A folded text with its way back to the original.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Normalized {
    symbols: Vec<Symbol>,
}

/// Folds `text`. Any text is accepted; one without letters or digits gives no symbols.
pub fn normalize(text: &str) -> Normalized {
    let symbols = script::fold(text);
    let symbols = numeral::fold(symbols);
    let mut symbols = speech::fold(symbols);
    for symbol in &mut symbols {
        symbol.sound = Sound::of(symbol.ch);
    }
    Normalized { symbols }
}

/// As [`normalize`], with every word left in: fillers and stutter count where errors
/// are counted.
pub fn written(text: &str) -> Normalized {
    let mut symbols = numeral::fold(script::fold(text));
    for symbol in &mut symbols {
        symbol.sound = Sound::of(symbol.ch);
    }
    Normalized { symbols }
}

/// `text` as it is searched: simplified script, half width, lower case, numbers and
/// fillers as they stand, and nothing between the letters and digits.
pub fn folded(text: &str) -> String {
    script::fold(text).into_iter().map(|symbol| symbol.ch).collect()
}

impl Normalized {
    /// The symbols in order; their places never go backwards. The symbols of one
    /// number share the place of the whole number.
    pub fn symbols(&self) -> &[Symbol] {
        &self.symbols
    }

    /// How many symbols there are.
    pub fn len(&self) -> usize {
        self.symbols.len()
    }

    /// Whether there is nothing to compare.
    pub fn is_empty(&self) -> bool {
        self.symbols.is_empty()
    }

    /// The characters alone, breaks left out.
    pub fn chars(&self) -> impl Iterator<Item = char> + '_ {
        self.symbols.iter().map(|symbol| symbol.ch)
    }

    /// The characters alone as a string, breaks left out.
    pub fn letters(&self) -> String {
        self.chars().collect()
    }

    /// The folded text, breaks written as a space or `。`; folding it again
    /// gives the same text.
    pub fn text(&self) -> String {
        let mut text = String::with_capacity(self.symbols.len() * 4);
        for symbol in &self.symbols {
            match symbol.before {
                Break::None => {}
                Break::Weak => text.push(' '),
                Break::Strong => text.push('。'),
            }
            text.push(symbol.ch);
        }
        text
    }

    /// The symbols at `places` alone, in rising order. A break before one that is left
    /// out is taken over by the next.
    pub fn only(&self, places: &[usize]) -> Normalized {
        let mut symbols = Vec::with_capacity(places.len());
        let mut next = 0;
        for &at in places {
            let passed = self.symbols.get(next..=at).unwrap_or_default();
            if let Some(symbol) = self.symbols.get(at) {
                let before = passed.iter().map(|symbol| symbol.before).max();
                symbols.push(Symbol { before: before.unwrap_or(symbol.before), ..*symbol });
            }
            next = at + 1;
        }
        Normalized { symbols }
    }

    /// The bytes of the original text from symbol `first` to the one before `end`;
    /// empty when the range is.
    pub fn original(&self, first: usize, end: usize) -> std::ops::Range<usize> {
        match (self.symbols.get(first), end.checked_sub(1).and_then(|last| self.symbols.get(last)))
        {
            (Some(from), Some(to)) if first < end => from.start..to.end,
            _ => 0..0,
        }
    }
}

#[cfg(test)]
mod tests;
