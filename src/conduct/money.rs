//! Sums of money in what was said.
//!
//! Pure. Numbers are read by `normalize`, which writes every spoken form in digits; here
//! digits and the units after them become fen.

use super::cue::{Exact, Said, Word};
use super::moment::AmountKind;
use crate::normalize::normalize;

/// A sum belongs to a word that stands no more than so many characters before it.
const FAR: usize = 6;

/// The words that say what a sum is, of a pack.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MoneyWords {
    /// Before what is to be paid.
    due: Vec<Word>,
    /// Before what was received.
    received: Vec<Word>,
    /// Before what is returned.
    change: Vec<Word>,
}

impl MoneyWords {
    /// Adds the words that stand before sums of a kind.
    pub(super) fn add(&mut self, kind: AmountKind, words: &[String]) {
        let of = match kind {
            AmountKind::Due => &mut self.due,
            AmountKind::Received => &mut self.received,
            AmountKind::Change => &mut self.change,
        };
        of.extend(words.iter().map(|word| Word::new(word, Exact::Loose)));
    }

    /// The sums that `text` names as one of the three, in their order. A sum that follows
    /// none of the words is none of them.
    pub fn amounts(&self, text: &str) -> Vec<(AmountKind, u64)> {
        let text: String = normalize(text).chars().collect();
        let said: Vec<char> = text.chars().collect();
        let heard = Said::folded(&text);
        let mut found = Vec::new();
        let mut at = 0;
        // Which word stood last, and where it ended.
        let mut before: Option<(AmountKind, usize)> = None;
        while at < said.len() {
            if let Some((kind, end)) = self.word_at(&heard, at) {
                before = Some((kind, end));
                at = end;
            } else if number(&said[at..]).is_some() {
                let (fen, length) = sum(&said[at..]);
                // 请示一下: a small number without a unit is one only where nothing follows.
                let next = at + length;
                let is_bare = fen.is_some_and(|fen| fen < SMALL_FEN) && !has_unit(&said[at..next]);
                let is_sum = !is_bare || next == said.len() || self.word_at(&heard, next).is_some();
                let fen = fen.filter(|_| is_sum);
                let near = before.filter(|(_, end)| at - end <= FAR);
                if let (Some((kind, _)), Some(fen @ 1..)) = (near, fen) {
                    found.push((kind, fen));
                    before = None;
                }
                at += length;
            } else {
                at += 1;
            }
        }
        found
    }

    /// The longest word that stands at `at`, and one past its end.
    fn word_at(&self, said: &Said, at: usize) -> Option<(AmountKind, usize)> {
        let longest = |words: &[Word]| words.iter().filter_map(|word| word.at(said, at)).max();
        [
            (AmountKind::Change, longest(&self.change)),
            (AmountKind::Received, longest(&self.received)),
            (AmountKind::Due, longest(&self.due)),
        ]
        .into_iter()
        .filter_map(|(kind, end)| Some((kind, end?)))
        .max_by_key(|(_, end)| *end)
    }
}

/// Fen below which a bare number may be anything: ten yuan.
const SMALL_FEN: u64 = 1_100;

/// Whether a unit of money is in what was said.
fn has_unit(said: &[char]) -> bool {
    said.iter().any(|ch| ['元', '块', '圆', '角', '毛', '分'].contains(ch))
}

/// What `normalize` writes for 0 to 10; other numbers stand in digits.
const SMALL: [char; 11] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];

/// The whole number that begins here, and how many characters it takes.
fn whole(said: &[char]) -> Option<(u64, usize)> {
    if said.first() == Some(&'两') {
        return Some((2, 1));
    }
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
    // 两张一百: so many notes of it.
    if let Some((notes, length)) = whole(said)
        && notes <= 100
        && said.get(length) == Some(&'张')
        && number(&said[length + 1..]).is_some()
    {
        let (fen, further) = sum(&said[length + 1..]);
        return (fen.map(|fen| fen * notes), length + 1 + further);
    }
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
        let mut words = MoneyWords::default();
        for (kind, of) in [
            (Due, &["一共", "共", "费用", "总计", "费"][..]),
            (Received, &["收您", "收到您"]),
            (Change, &["找您", "找零"]),
        ] {
            words.add(kind, &of.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>());
        }
        words
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
            ("一共一百二", vec![(Due, 12000)]),
            ("一共两千五,收您三千", vec![(Due, 250_000), (Received, 300_000)]),
            ("一共一万二千三百元", vec![(Due, 1_230_000)]),
            ("一共一万二", vec![(Due, 1_200_000)]),
            ("水费三十八块五毛", vec![(Due, 3850)]),
            ("收您两张一百的,找您三块二毛五", vec![(Received, 20000), (Change, 325)]),
            ("收您一张一百", vec![(Received, 10000)]),
            ("一共三份材料,七十五元", vec![(Due, 7500)]),
            ("手您五十元,照您十二元", vec![(Received, 5000), (Change, 1200)]),
            ("收尼100元,找尼25元", vec![(Received, 10000), (Change, 2500)]),
            ("找您零钱,请点一下", vec![]),
            ("一共75点5元", vec![(Due, 7550)]),
            ("费用共计1,250.50元", vec![(Due, 125_050)]),
            ("收您五分钱", vec![(Received, 5)]),
            ("一共八毛八", vec![(Due, 88)]),
            ("一共一百零五块", vec![(Due, 10500)]),
            ("找您四十二块", vec![(Change, 4200)]),
            ("请您不要着急,您申请的事项我请示一下", vec![]),
            ("收您十,找您三块", vec![(Received, 1000), (Change, 300)]),
            ("收您十块", vec![(Received, 1000)]),
            ("费用一样,收您一下", vec![]),
            ("费用要先到窗口问清楚,大概是30元", vec![]),
        ] {
            assert_eq!(words().amounts(text), expected, "{text}");
        }
    }
}
