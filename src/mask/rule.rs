//! Runs of figures to numbers that name a person.
//!
//! Pure. The lengths are those of GB 11643 (identity numbers, 18), of the numbering plan
//! of the telephones (mobile 11 figures with a 1 first; landlines 7 or 8 with 2 or more
//! first, areas 3 or 4 with a 0 first) and of ISO/IEC 7812 (cards, 12 to 19).

use super::figure::{Figure, Group};
use std::ops::Range;

/// Whatever has so many figures is taken out.
const SURELY: usize = 11;
/// Figures of a number that hangs on a letter, as the numbers of a queue do.
const TAG_MOST: usize = 4;
/// Figures that a measure of people, places and days follows.
const COUNTED_MOST: usize = 5;

/// A number in one of the texts, or the part of one that stands there.
pub struct Number {
    /// Which text.
    pub text: usize,
    /// Its bytes.
    pub range: Range<usize>,
}

/// The numbers of a run, in order.
pub fn numbers(run: &[Group]) -> Vec<Number> {
    let mut found = Vec::new();
    let mut stretch: Vec<&Group> = Vec::new();
    let mut at = 0;
    while at < run.len() {
        let date = date(&run[at..]);
        let apart = date.max(usize::from(is_measured(&run[at]) || is_tag(&run[at])));
        if apart == 0 {
            stretch.push(&run[at]);
            at += 1;
        } else {
            take(&stretch, &mut found);
            stretch.clear();
            at += apart;
        }
    }
    take(&stretch, &mut found);
    found
}

/// Adds the places of a stretch that names a person: one for each text it stands in.
fn take(stretch: &[&Group], found: &mut Vec<Number>) {
    let figures: Vec<&Figure> = stretch.iter().flat_map(|group| &group.figures).collect();
    let (Some(first), Some(last)) = (stretch.first(), stretch.last()) else { return };
    let letter = first.before.filter(char::is_ascii_alphabetic);
    if !names(&figures, stretch, letter.is_some()) {
        return;
    }
    let begins = found.len();
    for figure in &figures {
        match found.get_mut(begins..).and_then(<[Number]>::last_mut) {
            Some(number) if number.text == figure.text => number.range.end = figure.range.end,
            _ => found.push(Number { text: figure.text, range: figure.range.clone() }),
        }
    }
    if letter.is_some()
        && figures.len() == 8
        && let Some(number) = found.get_mut(begins)
    {
        number.range.start -= 1;
    }
    // The last place of an identity number.
    if let Some((range, 'X' | 'x' | 'Ｘ' | 'ｘ' | '叉')) = &last.after
        && let Some(number) = found.last_mut()
    {
        number.range.end = range.end;
    }
}

fn names(figures: &[&Figure], stretch: &[&Group], after_letter: bool) -> bool {
    let values: Vec<u8> = figures.iter().map(|figure| figure.value).collect();
    if values.len() >= SURELY {
        return true;
    }
    if values.len() == 8 && after_letter {
        return true;
    }
    if values.len() < 7 || is_counted_out(&values) {
        return false;
    }
    // Read out one by one or in groups; 12、13、14 are several numbers, 9-8-1-28-64 is one.
    let longest = stretch.iter().map(|group| group.figures.len()).max().unwrap_or(0);
    if longest == 2 && !stretch.iter().any(|group| group.joint.contains('-')) {
        return false;
    }
    let from = figures.iter().take_while(|figure| figure.doubtful).count();
    let is_named = |values: &[u8]| match values.len() {
        9 | 10 => !values.starts_with(&[4, 0, 0]) && !values.starts_with(&[8, 0, 0]),
        7 | 8 => values[0] >= 2 && !is_day(values),
        _ => false,
    };
    is_named(&values) || is_named(&values[from..])
}

/// One after the other, each one more.
fn is_counted_out(values: &[u8]) -> bool {
    values.windows(2).all(|pair| pair[1] == pair[0] + 1)
}

/// 20261128.
fn is_day(values: &[u8]) -> bool {
    let number = |range: Range<usize>| {
        values[range].iter().fold(0u32, |number, value| number * 10 + u32::from(*value))
    };
    values.len() == 8
        && (1900..2100).contains(&number(0..4))
        && (1..=12).contains(&number(4..6))
        && (1..=31).contains(&number(6..8))
}

/// How many groups are a date: 2026-11-28, 2026.11.28, 2026 11 28.
fn date(groups: &[Group]) -> usize {
    let [year, month, day, ..] = groups else { return 0 };
    let number = |group: &Group| {
        group
            .figures
            .iter()
            .fold(0u32, |n, figure| n.saturating_mul(10).saturating_add(u32::from(figure.value)))
    };
    let joined = |group: &Group| matches!(group.joint.as_str(), "-" | "." | " ");
    let is_date = year.figures.len() == 4
        && (1900..2100).contains(&number(year))
        && month.figures.len() <= 2
        && (1..=12).contains(&number(month))
        && day.figures.len() <= 2
        && (1..=31).contains(&number(day))
        && joined(month)
        && joined(day);
    if is_date { 3 } else { 0 }
}

/// Money, and what is counted: the measure belongs to the last figures alone.
fn is_measured(group: &Group) -> bool {
    let figures = group.figures.len();
    match group.after.as_ref().map(|(_, ch)| *ch) {
        Some('元' | '块' | '毛' | '角' | '分' | '钱' | '万' | '亿' | '千' | '百' | '十' | '圆') => {
            figures < SURELY
        }
        Some(
            '年' | '月' | '日' | '时' | '号' | '楼' | '层' | '室' | '栋' | '度' | '吨' | '米'
            | '斤' | '平' | '份' | '人' | '次' | '个' | '位' | '张' | '页' | '本' | '户' | '期'
            | '岁' | '天',
        ) => figures <= COUNTED_MOST,
        _ => group.before.is_some_and(|ch| matches!(ch, '¥' | '￥' | '$')) && figures < SURELY,
    }
}

/// A012.
fn is_tag(group: &Group) -> bool {
    group.before.is_some_and(|ch| ch.is_ascii_alphabetic()) && group.figures.len() <= TAG_MOST
}
