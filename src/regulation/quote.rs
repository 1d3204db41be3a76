//! Quotations: where the marks open and close, also where one is missing or is the
//! wrong glyph.
//!
//! Pure, linear: a quotation that is not closed within a few lines ends where its
//! line or sentence does. Does not judge what is quoted.

use super::garble;
use super::marker::marker;
use super::page::{Page, is_ideograph};

/// A stretch in quotation marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Quote {
    /// Where the opening mark stands.
    pub(super) open: usize,
    /// What is quoted: from here …
    pub(super) start: usize,
    /// … to before here.
    pub(super) end: usize,
    /// The first place behind the closing mark.
    pub(super) after: usize,
    /// How it ends.
    pub(super) ending: Ending,
}

/// How a quotation ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// With its mark.
    Closed,
    /// The mark is missing.
    Unclosed,
    /// The mark is garbled, what stands before it is whole.
    GarbledMark,
    /// Garbled from here on.
    GarbledWords,
}

/// A closing mark is looked for so far, in characters and in line ends.
const REACH_CHARS: usize = 300;
const REACH_LINES: usize = 3;
/// An unclosed quotation is the rest of its line when that is no longer than this.
const UNCLOSED_CHARS: usize = 60;

const PAIRS: [(char, char); 5] = [('“', '”'), ('「', '」'), ('『', '』'), ('‘', '’'), ('"', '"')];

/// All quotations in order, none within another.
pub(super) fn quotes(page: &Page) -> Vec<Quote> {
    let mut quotes = Vec::new();
    let mut at = 0;
    while at < page.len() {
        match quote_at(page, at) {
            Some(quote) => {
                at = quote.after.max(at + 1);
                quotes.push(quote);
            }
            None => at += 1,
        }
    }
    quotes
}

fn quote_at(page: &Page, open: usize) -> Option<Quote> {
    let ch = page.chars[open];
    let (opening, closing) = match PAIRS.iter().find(|pair| pair.0 == ch) {
        Some(pair) => *pair,
        None => mistaken_opening(page, open)?,
    };
    let start = open + 1;
    let straight = opening == '"';
    match closing_mark(page, start, opening, closing) {
        Ok(end) => {
            let after = end + 1;
            Some(Quote { open, start, end, after, ending: Ending::Closed })
        }
        // A lone straight mark is an inch, a ditto or dirt.
        Err(_) if straight || opening == '‘' => None,
        Err(stop) => unclosed(page, open, stop),
    }
}

/// A closing glyph that opens: behind a colon or between items, with another before
/// the line ends.
fn mistaken_opening(page: &Page, at: usize) -> Option<(char, char)> {
    let pair = PAIRS.iter().find(|pair| pair.1 == page.chars[at])?;
    let before = page.ink_before(at)?;
    let line = page.chars[at + 1..].iter().take(UNCLOSED_CHARS).take_while(|ch| **ch != '\n');
    let closes = line.clone().take_while(|ch| **ch != pair.0).any(|ch| *ch == pair.1);
    (":、,".contains(before) && closes).then_some(*pair)
}

/// The place of the mark that closes what begins at `start`, or where to give up.
fn closing_mark(page: &Page, start: usize, opening: char, closing: char) -> Result<usize, usize> {
    let mut lines = 0;
    for at in start..page.len().min(start + REACH_CHARS) {
        let ch = page.chars[at];
        if ch == closing && at > start {
            return Ok(at);
        }
        if ch == opening && at > start {
            // “您好“、“请“: the wrong glyph, or a new quotation.
            let next = page.chars.get(at + 1).copied().unwrap_or('\n');
            let ends = "、,。;!?)等或和及\n".contains(next);
            return if ends { Ok(at) } else { Err(at) };
        }
        if ch == '\n' {
            lines += 1;
            let next = page.next_ink(at).map(|next| page.chars[next]);
            if opening == '"' || (lines > REACH_LINES && next != Some(closing)) {
                return Err(at);
            }
        } else if at > start && marker(page, at).is_some_and(|_| !within_phrase(page, at)) {
            return Err(at);
        }
    }
    Err((start + REACH_CHARS).min(page.len()))
}

/// Whether something that looks like a marker is part of what is quoted: (一) or 1)
/// behind an ideograph.
fn within_phrase(page: &Page, at: usize) -> bool {
    page.ink_before(at).is_some_and(is_ideograph)
}

/// A quotation whose mark is missing: to the end of the line, or of its first sentence.
fn unclosed(page: &Page, open: usize, stop: usize) -> Option<Quote> {
    let start = open + 1;
    let rest = &page.chars[start..stop.max(start)];
    let line = rest.iter().position(|ch| *ch == '\n').unwrap_or(rest.len());
    let mut end = start + line;
    if line > UNCLOSED_CHARS {
        end = start + rest.iter().position(|ch| "。!?;".contains(*ch)).map_or(line, |at| at + 1);
    }
    let mut ending = Ending::Unclosed;
    if let Some(broken) = garble::find(page, start, start + line) {
        end = broken.at;
        ending = if broken.whole { Ending::GarbledMark } else { Ending::GarbledWords };
    }
    (end > start).then_some(Quote { open, start, end, after: end, ending })
}
