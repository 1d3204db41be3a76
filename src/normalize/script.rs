//! Characters: full width to half width, traditional to simplified, upper to
//! lower case; blanks of printed texts (×××) to one sign; everything else that is not a
//! letter or digit becomes a break.
//!
//! Pure, one character at a time but for points and commas inside numbers.

use super::numeral::is_figure;
use super::{Break, Sound, Symbol};

/// What a blank in a printed text becomes.
pub const BLANK: char = '×';

/// Characters that `fast2s` leaves to their context or to taste, and that stand
/// for one thing at a counter.
fn simplify_rest(ch: char) -> char {
    match ch {
        '著' => '着',
        '麽' | '麼' | '幺' => '么',
        '妳' | '祢' => '你',
        '裏' | '裡' => '里',
        '纔' => '才',
        '嚐' => '尝',
        other => other,
    }
}

/// The simplified form of every character of `text`, each on its own: what a
/// character becomes never depends on its neighbours, so folding is stable.
fn simplify(chars: &[(usize, char)]) -> Vec<char> {
    // A digit between the characters keeps `fast2s` from seeing pairs.
    let spaced: String = chars.iter().flat_map(|(_, ch)| [*ch, '0']).collect();
    fast2s::convert(&spaced).chars().step_by(2).map(simplify_rest).collect()
}

/// `text` in simplified script, character by character, everything else as it is.
pub fn simplified(text: &str) -> String {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    simplify(&chars).into_iter().collect()
}

/// Half-width form of full-width ASCII and of the ideographic space.
fn half_width(ch: char) -> char {
    match ch {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(ch as u32 - 0xfee0).unwrap_or(ch),
        other => other,
    }
}

/// The lower-case form where that is one character.
fn lower(ch: char) -> char {
    let mut lower = ch.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(one), None) => one,
        _ => ch,
    }
}

/// How many characters of `chars` from `at` on are a blank to be filled in, as printed
/// texts write it: ×, ×××, XX, ***.
fn blank(chars: &[char], at: usize) -> usize {
    let marks = chars[at..].iter().take_while(|ch| matches!(ch, '×' | 'x' | '*'));
    let run = marks.clone().count();
    // What a number or a word is written with, or folding twice could make something
    // else of it; × is a blank wherever it stands.
    let joins = |at: Option<usize>| {
        at.and_then(|at| chars.get(at))
            .is_some_and(|ch| ch.is_ascii_alphanumeric() || (*ch != '.' && is_figure(*ch)))
    };
    let apart = || run > 1 && !joins(at.checked_sub(1)) && !joins(Some(at + run));
    if marks.clone().any(|ch| *ch == BLANK) || apart() { run } else { 0 }
}

/// Splits `text` into folded symbols with their places.
pub(super) fn fold(text: &str) -> Vec<Symbol> {
    let raw: Vec<(usize, char)> = text.char_indices().collect();
    let chars: Vec<char> = simplify(&raw).into_iter().map(|ch| lower(half_width(ch))).collect();
    let digit = |at: Option<usize>| {
        at.and_then(|at| chars.get(at)).is_some_and(|ch: &char| ch.is_ascii_digit())
    };
    let mut symbols: Vec<Symbol> = Vec::with_capacity(chars.len());
    let mut before = Break::None;
    let mut blank_until = 0;
    for (at, (&(start, original), &ch)) in raw.iter().zip(&chars).enumerate() {
        if at < blank_until {
            if let Some(blank) = symbols.last_mut() {
                blank.end = start + original.len_utf8();
            }
            continue;
        }
        let run = blank(&chars, at);
        if run > 0 {
            blank_until = at + run;
            let end = start + original.len_utf8();
            symbols.push(Symbol { ch: BLANK, sound: Sound::SILENT, start, end, before });
            before = Break::None;
            continue;
        }
        let inside_number = digit(at.checked_sub(1)) && digit(Some(at + 1));
        if ch.is_alphanumeric() || (ch == '.' && inside_number) {
            let end = start + original.len_utf8();
            symbols.push(Symbol { ch, sound: Sound::SILENT, start, end, before });
            before = Break::None;
        } else if ch == ',' && inside_number && thousands(&chars, at) {
            // 1,000 is one number.
        } else if ch.is_whitespace() {
            before = before.max(Break::Weak);
        } else {
            before = Break::Strong;
        }
    }
    symbols
}

/// Whether exactly three digits follow the comma at `at`.
fn thousands(chars: &[char], at: usize) -> bool {
    let digits = chars[at + 1..].iter().take_while(|ch| ch.is_ascii_digit()).count();
    digits == 3
}
