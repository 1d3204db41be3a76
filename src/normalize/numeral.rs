//! Numbers: 一百二, 一百二十 and 120 become one form.
//!
//! Pure. Numbers from 0 to 10 are written with one Chinese character, so that
//! 一下, 一边 and 3号 keep or get their usual shape; all others with digits. A
//! unit without a figure before it (百姓, 千万别, 万一) is no number.

use super::Symbol;

const DIGITS: [char; 11] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];

/// Folding a run more often than this changes nothing in any text worth reading.
const PASSES: usize = 4;

fn figure(ch: char) -> Option<u64> {
    match ch {
        '〇' => Some(0),
        '两' => Some(2),
        '0'..='9' => ch.to_digit(10).map(u64::from),
        _ => DIGITS[..10].iter().position(|digit| *digit == ch).map(|value| value as u64),
    }
}

fn unit(ch: char) -> Option<u64> {
    match ch {
        '十' => Some(10),
        '百' => Some(100),
        '千' => Some(1000),
        '万' => Some(10_000),
        '亿' => Some(100_000_000),
        _ => None,
    }
}

/// Whether the character can be part of a number.
pub(super) fn is_figure(ch: char) -> bool {
    ch == '.' || figure(ch).is_some() || unit(ch).is_some()
}

/// Folds every number among the symbols.
pub(super) fn fold(symbols: Vec<Symbol>) -> Vec<Symbol> {
    let numeric = |symbol: &Symbol| figure(symbol.ch).is_some() || unit(symbol.ch).is_some();
    let mut folded = Vec::with_capacity(symbols.len());
    let mut at = 0;
    while at < symbols.len() {
        if !numeric(&symbols[at]) {
            folded.push(symbols[at]);
            at += 1;
            continue;
        }
        let mut end = at + 1;
        while end < symbols.len()
            && numeric(&symbols[end])
            && symbols[end].before == super::Break::None
        {
            end += 1;
        }
        let run = &symbols[at..end];
        // The parts of 3.5 stay as they are.
        let decimal = at.checked_sub(1).is_some_and(|last| symbols[last].ch == '.')
            || symbols.get(end).is_some_and(|next| next.ch == '.');
        if decimal {
            folded.extend_from_slice(run);
        } else {
            fold_run(run, &mut folded);
        }
        at = end;
    }
    folded
}

/// Folds one unbroken run of figures and units until it is stable.
fn fold_run(run: &[Symbol], folded: &mut Vec<Symbol>) {
    let original: Vec<char> = run.iter().map(|symbol| symbol.ch).collect();
    let mut stable = original.clone();
    for _ in 0..PASSES {
        let next = rewrite(&stable);
        if next == stable {
            break;
        }
        stable = next;
    }
    if stable == original || rewrite(&stable) != stable {
        folded.extend_from_slice(run);
        return;
    }
    let (first, last) = (run[0], run[run.len() - 1]);
    for (n, ch) in stable.into_iter().enumerate() {
        let before = if n == 0 { first.before } else { super::Break::None };
        folded.push(Symbol { ch, start: first.start, end: last.end, before, ..first });
    }
}

/// One pass over a run: each number in it in its usual form.
fn rewrite(run: &[char]) -> Vec<char> {
    let mut out = Vec::with_capacity(run.len());
    let mut at = 0;
    while at < run.len() {
        match number(&run[at..]) {
            Some((text, used)) => {
                out.extend(text.chars());
                at += used;
            }
            None => {
                out.push(run[at]);
                at += 1;
            }
        }
    }
    out
}

/// The number at the beginning of `run`: its usual form and how many characters it takes.
fn number(run: &[char]) -> Option<(String, usize)> {
    let leading_ten = run[0] == '十'
        && run.get(1).is_some_and(|ch| figure(*ch).is_some() || matches!(ch, '万' | '亿'));
    if figure(run[0]).is_none() && !leading_ten {
        return None;
    }
    let figures = run.iter().take_while(|ch| figure(**ch).is_some()).count();
    let unit_follows = run.get(figures).is_some_and(|ch| unit(*ch).is_some());
    if figures > 0 && !unit_follows {
        // 三八六零五, 2025, or a single figure (两 alone stays a word).
        if figures == 1 && !run[0].is_ascii_digit() {
            return None;
        }
        let text: String =
            run[..figures].iter().filter_map(|ch| figure(*ch)).map(|d| d.to_string()).collect();
        return Some((usual(text), figures));
    }
    let spoken = run.iter().filter(|ch| unit(**ch).is_some()).count();
    if figures > 1 && spoken > 0 && !run[..figures].iter().all(char::is_ascii_digit) {
        // 三四十: the first figure stands alone.
        return None;
    }
    let (value, used) = spoken_value(run)?;
    Some((usual(value.to_string()), used))
}

/// Reads 一百二十, 一百零五, 一百二 (120), 十五, 3万5千 from the beginning of `run`.
fn spoken_value(run: &[char]) -> Option<(u64, usize)> {
    let (mut total, mut section, mut at) = (0u64, 0u64, 0usize);
    let (mut last_unit, mut last_large) = (u64::MAX, 0u64);
    let mut zero = false;
    while at < run.len() {
        if run[at] == '零' && at > 0 {
            zero = true;
            at += 1;
            continue;
        }
        let from = at;
        let mut value = 0u64;
        while at < run.len()
            && figure(run[at]).is_some()
            && (at == from || run[at].is_ascii_digit())
        {
            value = value.checked_mul(10)?.checked_add(figure(run[at])?)?;
            at += 1;
        }
        let had_figure = at > from;
        match run.get(at).and_then(|ch| unit(*ch)) {
            Some(small) if small < 10_000 && small < last_unit => {
                if !had_figure && !(small == 10 && (from == 0 || zero)) {
                    at = from;
                    break;
                }
                let figure = if had_figure { value } else { 1 };
                section = section.checked_add(figure.checked_mul(small)?)?;
                last_unit = small;
                at += 1;
            }
            Some(large) if large >= 10_000 && (had_figure || section > 0) => {
                let part = section.checked_add(if had_figure { value } else { 0 })?;
                total = if large < last_large {
                    total.checked_add(part.checked_mul(large)?)?
                } else {
                    total.checked_add(part)?.checked_mul(large)?
                };
                last_large = large;
                section = 0;
                last_unit = large;
                at += 1;
            }
            _ if had_figure => {
                // The last figure: 一百二 is 120, 一百零二 is 102, 十二 is 12.
                let colloquial =
                    !zero && at - from == 1 && last_unit >= 100 && last_unit != u64::MAX;
                let weight = if colloquial { last_unit / 10 } else { 1 };
                section = section.checked_add(value.checked_mul(weight)?)?;
                break;
            }
            _ => break,
        }
        zero = false;
    }
    (at > 1).then(|| (total.saturating_add(section), at))
}

/// Ten and less as one Chinese character, all others as digits.
fn usual(digits: String) -> String {
    match digits.parse::<usize>() {
        Ok(value) if value <= 10 && digits == value.to_string() => DIGITS[value].to_string(),
        _ => digits,
    }
}
