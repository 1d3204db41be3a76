//! Speech: fillers taken out, stutter folded.
//!
//! Pure. What is removed leaves a break behind, so that its neighbours never
//! become one word.

use super::{Break, Symbol};

/// Sounds of hesitation that carry no meaning wherever they stand.
const FILLERS: [char; 4] = ['嗯', '呃', '唔', '呣'];

/// Words that hesitate only when they stand alone between breaks.
const LONE_FILLERS: [[char; 2]; 3] = [['那', '个'], ['就', '是'], ['这', '个']];

/// Words of one character that are never doubled on purpose: 不不归我管 is a stutter,
/// 谢谢 is a word, and in 你问我我问谁 two sentences meet.
const NEVER_DOUBLED: [char; 6] = ['不', '这', '那', '就', '没', '他'];

/// Words of one character that a question is made of with 不: 是不是, 能不能.
const ASKED: [char; 13] =
    ['是', '能', '会', '要', '可', '好', '行', '对', '想', '该', '肯', '敢', '在'];

/// Takes out fillers and stutter, until one uncovers no more of the other.
pub(super) fn fold(mut symbols: Vec<Symbol>) -> Vec<Symbol> {
    loop {
        let length = symbols.len();
        symbols = fold_stutter(drop_lone_fillers(drop_fillers(symbols)));
        if symbols.len() == length {
            return symbols;
        }
    }
}

/// The break in place of something that was removed.
fn joined(before_removed: Break, after_removed: Break) -> Break {
    before_removed.max(after_removed).max(Break::Weak)
}

fn drop_fillers(symbols: Vec<Symbol>) -> Vec<Symbol> {
    let mut kept: Vec<Symbol> = Vec::with_capacity(symbols.len());
    let mut removed: Option<Break> = None;
    for mut symbol in symbols {
        if FILLERS.contains(&symbol.ch) {
            removed = Some(joined(removed.unwrap_or(Break::None), symbol.before));
            continue;
        }
        if let Some(gap) = removed.take() {
            symbol.before = joined(gap, symbol.before);
        }
        kept.push(symbol);
    }
    kept
}

fn drop_lone_fillers(symbols: Vec<Symbol>) -> Vec<Symbol> {
    let mut kept: Vec<Symbol> = Vec::with_capacity(symbols.len());
    let mut removed: Option<Break> = None;
    let mut at = 0;
    while at < symbols.len() {
        let mut symbol = symbols[at];
        let lone = symbols.get(at + 1).is_some_and(|second| {
            LONE_FILLERS.contains(&[symbol.ch, second.ch])
                && second.before == Break::None
                && (at == 0 || symbol.before != Break::None)
                && symbols.get(at + 2).is_none_or(|third| third.before != Break::None)
        });
        // A text that is nothing but 那个 keeps it.
        if lone && symbols.len() > 2 {
            removed = Some(joined(removed.unwrap_or(Break::None), symbol.before));
            at += 2;
            continue;
        }
        if let Some(gap) = removed.take() {
            symbol.before = joined(gap, symbol.before);
        }
        kept.push(symbol);
        at += 1;
    }
    kept
}

/// 不不归 becomes 不归, 这事这事归 becomes 这事归, until nothing is repeated.
fn fold_stutter(symbols: Vec<Symbol>) -> Vec<Symbol> {
    let mut kept: Vec<Symbol> = Vec::with_capacity(symbols.len());
    for symbol in symbols {
        kept.push(symbol);
        while let Some(length) = repeated(&kept) {
            // The second saying goes; what it covers is added to the first.
            let end = kept.last().map_or(0, |last| last.end);
            kept.truncate(kept.len() - length);
            if let Some(last) = kept.last_mut() {
                last.end = last.end.max(end);
            }
        }
    }
    kept
}

/// How many symbols at the end of `kept` only repeat those before them.
fn repeated(kept: &[Symbol]) -> Option<usize> {
    let word = |ch: char| {
        ch.is_alphabetic() && !ch.is_ascii() && !"零〇一二三四五六七八九十百千万亿两".contains(ch)
    };
    match kept {
        [.., a, b]
            if a.ch == b.ch && NEVER_DOUBLED.contains(&a.ch) && b.before != Break::Strong =>
        {
            Some(1)
        }
        [.., a, b, c, d]
            if a.ch == c.ch
                && b.ch == d.ch
                && a.ch != b.ch
                && word(a.ch)
                && word(b.ch)
                // 是不是不知道 asks; it does not stutter.
                && !(b.ch == '不' && ASKED.contains(&a.ch))
                && [b, c, d].iter().all(|symbol| symbol.before != Break::Strong) =>
        {
            Some(2)
        }
        _ => None,
    }
}
