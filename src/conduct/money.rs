//! Sums of money in what was said.
//!
//! Pure. Numbers are read by `normalize`, which writes every spoken form in digits; here
//! digits and the units after them become fen.

use super::moment::AmountKind;
use crate::normalize::normalize;

/// The words that say what a sum is, of a pack.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MoneyWords {
    /// Before what is to be paid.
    pub due: Vec<String>,
    /// Before what was received.
    pub received: Vec<String>,
    /// Before what is returned.
    pub change: Vec<String>,
}

impl MoneyWords {
    /// The sums that `text` names as one of the three, in their order. A sum that follows
    /// none of the words is none of them.
    pub fn amounts(&self, text: &str) -> Vec<(AmountKind, u64)> {
        let said: Vec<char> = normalize(text).chars().collect();
        let mut found = Vec::new();
        let mut at = 0;
        let mut kind = None;
        while at < said.len() {
            if let Some((which, length)) = self.word_at(&said[at..]) {
                kind = Some(which);
                at += length;
            } else if number(&said[at..]).is_some() {
                let (fen, length) = sum(&said[at..]);
                if let (Some(which), Some(fen)) = (kind.take(), fen) {
                    found.push((which, fen));
                }
                at += length;
            } else {
                at += 1;
            }
        }
        found
    }

    fn word_at(&self, said: &[char]) -> Option<(AmountKind, usize)> {
        let starts = |words: &[String]| {
            let lengths = words.iter().filter_map(|word| {
                let length = word.chars().count();
                let here = said.get(..length)?.iter().copied();
                (length > 0 && word.chars().eq(here)).then_some(length)
            });
            lengths.max()
        };
        [
            (AmountKind::Change, starts(&self.change)),
            (AmountKind::Received, starts(&self.received)),
            (AmountKind::Due, starts(&self.due)),
        ]
        .into_iter()
        .find_map(|(kind, length)| Some((kind, length?)))
    }
}

/// What `normalize` writes for 0 to 10; other numbers stand in digits.
const SMALL: [char; 11] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];

/// The whole number that begins here, and how many characters it takes.
fn whole(said: &[char]) -> Option<(u64, usize)> {
    if let Some(small) = SMALL.iter().position(|c| Some(c) == said.first()) {
        return Some((small as u64, 1));
    }
    let digits = said.iter().take_while(|c| c.is_ascii_digit()).count();
    // Beyond the longest number of 64 bits it is none that anybody pays.
    let value = said[..digits].iter().collect::<String>().parse().unwrap_or(u64::MAX / 1_000);
    (digits > 0).then_some((value, digits))
}

/// The number that begins here in hundredths, how many characters it takes, and whether it
/// has a point: 3.25, 三点五. A spoken point counts only before a unit of money: 三点五分 is a
/// time of day.
fn number(said: &[char]) -> Option<(u64, usize, bool)> {
    let (yuan, length) = whole(said)?;
    let hundredths = yuan.saturating_mul(100);
    let plain = Some((hundredths, length, false));
    let Some(point @ ('.' | '点')) = said.get(length) else { return plain };
    let mut decimals = Vec::new();
    let mut end = length + 1;
    while let Some((value, taken)) = said.get(end..).and_then(whole)
        && (taken > 1 || value < 10)
    {
        decimals.extend(value.to_string().bytes().map(|digit| u64::from(digit - b'0')));
        end += taken;
    }
    let has_unit = matches!(said.get(end), Some('元' | '块' | '圆'));
    let (Some(tenths), true) = (decimals.first(), *point == '.' || has_unit) else {
        return plain;
    };
    let part = tenths * 10 + decimals.get(1).copied().unwrap_or(0);
    Some((hundredths.saturating_add(part), end, true))
}

/// The sum that begins with this number in fen, and how many characters it takes. A bare
/// number is yuan (收您一百); `None` when it is beyond what anybody pays at a counter, or
/// another unit follows (20分钟).
fn sum(said: &[char]) -> (Option<u64>, usize) {
    let (mut fen, mut at, mut last) = (0u64, 0, None::<u64>);
    while let Some((hundredths, length, has_point)) = number(&said[at..]) {
        if hundredths > MOST_FEN {
            return (None, at + length);
        }
        let unit = match said.get(at + length) {
            Some('元' | '块' | '圆') => Some(100),
            Some('角' | '毛') => Some(10),
            Some('分') if said.get(at + length + 1) != Some(&'钟') => Some(1),
            _ => None,
        };
        match (unit, last) {
            (Some(unit), None) => fen = hundredths * unit / 100,
            (Some(unit), Some(before)) if unit < before => fen += hundredths * unit / 100,
            // 三块五: what follows without a unit is in the next smaller one.
            (None, Some(before)) if before > 1 && hundredths < 1_000 && !has_point => {
                return (Some(fen + hundredths * before / 1_000), at + length);
            }
            (None, None) => {
                let other = said.get(at + length).is_some_and(|c| OTHER_UNITS.contains(c));
                return ((!other).then_some(hundredths), at + length);
            }
            _ => break,
        }
        at += length + 1;
        if said.get(at) == Some(&'钱') {
            at += 1;
            break;
        }
        last = unit;
    }
    (Some(fen), at.max(1))
}

/// A million yuan: more is no sum of a counter.
const MOST_FEN: u64 = 100_000_000;

/// What may follow a number that is no money.
const OTHER_UNITS: [char; 14] =
    ['号', '点', '分', '天', '个', '位', '楼', '月', '年', '日', '次', '张', '份', '小'];

#[cfg(test)]
mod tests {
    use super::AmountKind::{Change, Due, Received};
    use super::*;

    fn words() -> MoneyWords {
        let of = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        MoneyWords {
            due: of(&["一共", "共", "费用", "总计"]),
            received: of(&["收您", "收到您"]),
            change: of(&["找您", "找零"]),
        }
    }

    #[test]
    fn sums_are_understood_as_people_say_them() {
        for (text, expected) in [
            ("您的费用一共是七十五元。", vec![(Due, 7500)]),
            ("收您一百元,找您二十五元,请您点一下。", vec![(Received, 10000), (Change, 2500)]),
            ("共三块五", vec![(Due, 350)]),
            ("一共三块五毛二分", vec![(Due, 352)]),
            ("找您五毛钱", vec![(Change, 50)]),
            ("收您100,找您62块5", vec![(Received, 10000), (Change, 6250)]),
            ("您一共要等二十分钟", vec![]),
            ("请到三号窗口,一共两个人", vec![]),
            ("七十五元", vec![]),
            ("找您", vec![]),
            ("收您一百二十元整", vec![(Received, 12000)]),
            ("费用一共三点五元", vec![(Due, 350)]),
            ("一共3.25元", vec![(Due, 325)]),
            ("收您十块,找您四块", vec![(Received, 1000), (Change, 400)]),
            ("一共要三份材料", vec![]),
            ("总计一亿元", vec![]),
        ] {
            assert_eq!(words().amounts(text), expected, "{text}");
        }
    }
}
