//! Item markers of Chinese documents: 第一章, 一、, (一), 1., ①, *.
//!
//! Pure. Regulations that were copied from files often run heading, items and text
//! together on one line, so markers are looked for within lines as well.

use super::page::{Page, is_ideograph};

/// How high a marker stands: lower is nearer to the title.
pub(super) type Rank = u8;

/// 第一编, 第一章.
const CHAPTER: Rank = 1;
/// 第一节.
const SECTION: Rank = 2;
/// 第一条.
const ARTICLE: Rank = 3;
/// 一、.
pub(super) const ORDINAL: Rank = 4;
const BRACKETED_ORDINAL: Rank = 5;
const NUMBER: Rank = 6;
const BRACKETED_NUMBER: Rank = 7;
const CIRCLED: Rank = 8;
const BULLET: Rank = 9;

/// A marker is never longer than this.
const LONGEST: usize = 8;

const NUMERALS: &str = "一二三四五六七八九十百零〇";
/// A sentence or a heading may end with these, and an item begin.
const ENDS: &str = "\n。!?;:”\"」』)]…";
/// Behind these, 第三条 is a reference.
const REFERS: &str = "照据按至由在本该与和及、(见违反";

/// Rank and length of the marker that begins at `at`.
pub(super) fn marker(page: &Page, at: usize) -> Option<(Rank, usize)> {
    let chars = page.chars.get(at..(at + LONGEST).min(page.len()))?;
    if chars.first()?.is_whitespace() || (is_ideograph(chars[0]) && !begins(chars[0])) {
        return None;
    }
    let before = page.ink_before(at).unwrap_or('\n');
    let fresh = ENDS.contains(before);
    match *chars.first()? {
        '第' => {
            let numerals = count(&chars[1..], |ch| numeral(ch) || ch.is_ascii_digit());
            let rank = match chars.get(1 + numerals)? {
                '编' | '章' => CHAPTER,
                '节' => SECTION,
                '条' => ARTICLE,
                _ => return None,
            };
            let place = fresh || (is_ideograph(before) && !REFERS.contains(before));
            (numerals > 0 && place).then_some((rank, numerals + 2))
        }
        '(' => {
            let numerals = count(&chars[1..], numeral);
            let digits = count(&chars[1..], |ch| ch.is_ascii_digit());
            let length = numerals.max(digits);
            if chars.get(1 + length) != Some(&')') || !(1..=3).contains(&length) {
                return None;
            }
            let rank = if numerals > 0 { BRACKETED_ORDINAL } else { BRACKETED_NUMBER };
            Some((rank, length + 2))
        }
        first if numeral(first) => {
            let numerals = count(chars, numeral);
            let closed = matches!(chars.get(numerals), Some('、' | '.'));
            (fresh && closed && numerals <= 3).then_some((ORDINAL, numerals + 1))
        }
        first if first.is_ascii_digit() => numbered(chars, first, before, fresh),
        '①'..='⒛' | '❶'..='❿' => Some((CIRCLED, 1)),
        '<' | '〈' => {
            let digits = count(&chars[1..], |ch| ch.is_ascii_digit());
            let closed = matches!(chars.get(1 + digits), Some('>' | '〉'));
            (digits > 0 && closed).then_some((CIRCLED, digits + 2))
        }
        '*' => {
            let lone = before != '*' && chars.get(1).is_some_and(|ch| is_ideograph(*ch));
            (lone && fresh).then_some((BULLET, 1))
        }
        '•' | '●' | '■' | '◆' | '◇' | '▪' => Some((BULLET, 1)),
        '-' | '·' | '—' | '–' if before == '\n' => {
            Some((BULLET, count(chars, |ch| "-·—–".contains(ch))))
        }
        _ => None,
    }
}

/// `1.`, `1、`, `1)`, `2.1`; the first item may be glued to its heading.
fn numbered(chars: &[char], first: char, before: char, fresh: bool) -> Option<(Rank, usize)> {
    let digits = count(chars, |ch| ch.is_ascii_digit());
    if digits > 3 || before.is_ascii_digit() || before == '.' {
        return None;
    }
    let glued = first == '1' && digits == 1 && is_ideograph(before) && before != '第';
    match (chars.get(digits)?, chars.get(digits + 1)) {
        ('.', Some(next)) if next.is_ascii_digit() => {
            // 2.1 and 2.1.3 at the beginning of a line.
            let all = count(chars, |ch| ch.is_ascii_digit() || ch == '.');
            (before == '\n').then_some((NUMBER, all))
        }
        ('.' | '、' | ')', Some(_)) if fresh || glued => Some((NUMBER, digits + 1)),
        _ => None,
    }
}

/// `17、` in the middle of a line, when item 16 was the last: glued to the end of it.
pub(super) fn sequel(page: &Page, at: usize, last: u32) -> Option<(Rank, usize)> {
    let chars = page.chars.get(at..(at + LONGEST).min(page.len()))?;
    let digits = count(chars, |ch| ch.is_ascii_digit());
    let glued = !page.ink_before(at).is_some_and(|ch| ch.is_ascii_digit() || ch == '第');
    let number: String = chars.get(..digits)?.iter().collect();
    let next = glued && chars.get(digits) == Some(&'、') && number.parse() == Ok(last + 1);
    next.then_some((NUMBER, digits + 1))
}

fn begins(ideograph: char) -> bool {
    ideograph == '第' || numeral(ideograph)
}

fn numeral(ch: char) -> bool {
    NUMERALS.contains(ch)
}

fn count(chars: &[char], what: impl Fn(char) -> bool) -> usize {
    chars.iter().take_while(|ch| what(**ch)).count()
}
