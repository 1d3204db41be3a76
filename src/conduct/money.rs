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
            } else if said[at].is_ascii_digit() {
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
            words
                .iter()
                .map(|word| word.chars().collect::<Vec<_>>())
                .filter(|word| !word.is_empty() && said.starts_with(word))
                .map(|word| word.len())
                .max()
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

/// The sum that begins with these digits, and how many characters it takes. A bare number is
/// yuan (给您一百); `None` when it is beyond what anybody pays at a counter, or another
/// unit follows (20分钟).
fn sum(said: &[char]) -> (Option<u64>, usize) {
    let (mut fen, mut at, mut last) = (0u64, 0, None::<u64>);
    let mut is_money = true;
    loop {
        let digits = said[at..].iter().take_while(|c| c.is_ascii_digit()).count();
        if digits == 0 {
            break;
        }
        let number: Option<u64> = said[at..at + digits].iter().collect::<String>().parse().ok();
        let Some(number) = number.filter(|number| *number < 100_000_000) else {
            return (None, at + digits);
        };
        at += digits;
        let unit = match said.get(at) {
            Some('元' | '块' | '圆') => Some(100),
            Some('角' | '毛') => Some(10),
            Some('分') if said.get(at + 1) != Some(&'钟') => Some(1),
            _ => None,
        };
        match (unit, last) {
            (Some(unit), None) => fen = number * unit,
            (Some(unit), Some(before)) if unit < before => fen += number * unit,
            // 三块五: what follows without a unit is the next smaller one.
            (None, Some(before)) if before > 1 && number < 10 => {
                fen += number * before / 10;
                break;
            }
            (None, None) => {
                is_money = !said.get(at).is_some_and(|c| OTHER_UNITS.contains(c));
                fen = number * 100;
                break;
            }
            _ => break,
        }
        at += 1;
        if said.get(at) == Some(&'钱') {
            at += 1;
            break;
        }
        last = unit;
    }
    (is_money.then_some(fen), at.max(1))
}

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
        ] {
            assert_eq!(words().amounts(text), expected, "{text}");
        }
    }
}
