//! The hall's own voice: queue calls and rating devices (请A012号到3号窗口), known by samples
//! or learned from their repetition, and taken out of what people said.
//!
//! Pure; one for all counters, on the thread `judge`. Compares shapes: a text with every
//! number made the same. What is taken out becomes punctuation of the same length, so that
//! places in the text stay what they were and a clerk who speaks over it is still heard.

use std::collections::VecDeque;

/// Fewest characters of a shape: shorter ones are anybody's words.
const SHORTEST: usize = 6;
/// Of a shape's characters one in so many may have been misheard.
const ONE_WRONG_IN: usize = 5;
/// A shape is learned when it was heard so often …
const HEARD_LEAST: usize = 3;
/// … with so many different numbers …
const NUMBERS_LEAST: usize = 3;
/// … of so many places each: people name one number, machines a ticket and a window.
const SLOTS_LEAST: usize = 2;
/// … within so many seconds.
const WITHIN_S: f64 = 3600.0;
/// Utterances that are remembered to learn from.
const REMEMBERED: usize = 256;
/// Shapes that are learned at most.
const LEARNED_MOST: usize = 32;

/// The place of a number in a shape.
const SLOT: char = '#';

/// A character of a shape, and the bytes of the text that it stands for.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Cell {
    ch: char,
    start: usize,
    end: usize,
}

/// What the hall's own voice says.
#[derive(Debug, Clone, Default)]
pub struct Announcements {
    known: Vec<Vec<char>>,
    samples: usize,
    recent: VecDeque<Recent>,
}

#[derive(Debug, Clone)]
struct Recent {
    at_s: f64,
    shape: Vec<char>,
    numbers: Vec<String>,
}

impl Announcements {
    /// Those of which `samples` are examples, one text each; too short ones are left out.
    pub fn of(samples: &[String]) -> Announcements {
        let shapes = samples.iter().map(|sample| chars(&shape(sample)));
        let known: Vec<_> = shapes.filter(|shape| shape.len() >= SHORTEST).collect();
        Announcements { samples: known.len(), known, recent: VecDeque::new() }
    }

    /// How many were learned, besides the samples.
    pub fn learned(&self) -> usize {
        self.known.len() - self.samples
    }

    /// What people said in `text`, heard at `at_s` seconds of any clock that runs evenly;
    /// `None` when no announcement is in it. Of the same length in bytes.
    pub fn without(&mut self, text: &str, at_s: f64) -> Option<String> {
        let cells = shape(text);
        self.learn(text, &cells, at_s);
        let mut silenced: Option<String> = None;
        for known in &self.known {
            let Some((first, last)) = found(known, &cells) else { continue };
            let (start, end) = (cells[first].start, cells[last].end);
            let whole = silenced.unwrap_or_else(|| text.to_owned());
            let blank: String = whole[start..end].chars().map(quiet).collect();
            silenced = Some(format!("{}{blank}{}", &whole[..start], &whole[end..]));
        }
        silenced
    }

    fn learn(&mut self, text: &str, cells: &[Cell], at_s: f64) {
        let slots: Vec<String> = cells
            .iter()
            .filter(|cell| cell.ch == SLOT)
            .map(|cell| text[cell.start..cell.end].to_owned())
            .collect();
        if cells.len() < SHORTEST || slots.len() < SLOTS_LEAST || self.learned() >= LEARNED_MOST {
            return;
        }
        let shape = chars(cells);
        if self.known.iter().any(|known| found(known, cells).is_some()) {
            return;
        }
        self.recent.retain(|old| at_s - old.at_s <= WITHIN_S);
        let alike = |old: &&Recent| {
            old.shape.len().abs_diff(shape.len()) <= shape.len() / ONE_WRONG_IN
                && distance(&old.shape, &shape) <= shape.len() / ONE_WRONG_IN
        };
        let mut numbers: Vec<&String> =
            self.recent.iter().filter(alike).filter_map(|old| old.numbers.first()).collect();
        let heard = numbers.len() + 1;
        numbers.extend(slots.first());
        numbers.sort_unstable();
        numbers.dedup();
        if heard >= HEARD_LEAST && numbers.len() >= NUMBERS_LEAST {
            self.known.push(shape);
            return;
        }
        if self.recent.len() >= REMEMBERED {
            self.recent.pop_front();
        }
        self.recent.push_back(Recent { at_s, shape, numbers: slots });
    }
}

/// Punctuation as long as `c`.
fn quiet(c: char) -> char {
    match c.len_utf8() {
        1 => ',',
        2 => '·',
        3 => '。',
        _ => '\u{1f507}',
    }
}

fn is_number(c: char) -> bool {
    c.is_ascii_alphanumeric() || "零〇一二三四五六七八九十百两幺".contains(c)
}

/// The letters of a text with every run of figures as one slot; punctuation is left out.
fn shape(text: &str) -> Vec<Cell> {
    let mut cells: Vec<Cell> = Vec::new();
    for (start, c) in text.char_indices() {
        let end = start + c.len_utf8();
        if !c.is_alphanumeric() {
            continue;
        }
        match cells.last_mut() {
            Some(last) if is_number(c) && last.ch == SLOT => last.end = end,
            _ => cells.push(Cell { ch: if is_number(c) { SLOT } else { c }, start, end }),
        }
    }
    cells
}

fn chars(cells: &[Cell]) -> Vec<char> {
    cells.iter().map(|cell| cell.ch).collect()
}

/// The stretch of `cells` that is `known` with at most one character in five wrong: its
/// first and last cell. Sellers' algorithm: edit distance with a free beginning and end.
fn found(known: &[char], cells: &[Cell]) -> Option<(usize, usize)> {
    // Each column: the distance of each prefix of `known` ending here, and where it began.
    let mut column: Vec<(usize, usize)> = (0..=known.len()).map(|n| (n, 0)).collect();
    let mut best: Option<(usize, usize, usize)> = None;
    for (at, cell) in cells.iter().enumerate() {
        let mut next = vec![(0, at + 1)];
        let mut diagonal = (0, at);
        for (n, wanted) in known.iter().enumerate() {
            let above = next[n];
            let left = column[n + 1];
            let cost = usize::from(*wanted != cell.ch);
            let options =
                [(diagonal.0 + cost, diagonal.1), (left.0 + 1, left.1), (above.0 + 1, above.1)];
            next.push(options.into_iter().min().unwrap_or((usize::MAX, 0)));
            diagonal = left;
        }
        column = next;
        let (distance, first) = column[known.len()];
        if best.is_none_or(|(least, ..)| distance < least) {
            best = Some((distance, first, at));
        }
    }
    let (distance, first, last) = best?;
    (distance <= known.len() / ONE_WRONG_IN && first <= last).then_some((first, last))
}

fn distance(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = i;
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let least = (diagonal + usize::from(x != y)).min(row[j] + 1).min(row[j + 1] + 1);
            diagonal = std::mem::replace(&mut row[j + 1], least);
        }
    }
    row[b.len()]
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn letters(text: &str) -> String {
        text.chars().filter(|c| c.is_alphanumeric()).collect()
    }

    #[test]
    fn a_sample_is_known_with_any_number_and_a_wrong_character() {
        let mut hall = Announcements::of(&["请A012号到3号窗口".to_owned()]);
        for text in ["请B107号到十二号窗口。", "请A九号到三号窗口办理", "青A012号到3号窗口"]
        {
            let left = hall.without(text, 0.0).unwrap();
            assert_eq!(left.len(), text.len(), "{text}");
            assert!(letters(&left).chars().count() <= 2, "{text}: {left}");
        }
        for text in ["请您到3号窗口办理", "请稍等", "这个不归我管", ""] {
            assert_eq!(hall.without(text, 0.0), None, "{text}");
        }
    }

    #[test]
    fn a_clerk_who_speaks_over_it_is_still_heard() {
        let mut hall = Announcements::of(&["请A012号到3号窗口".to_owned()]);
        let left = hall.without("这个不归我管请A044号到2号窗口你去别处", 0.0).unwrap();
        assert_eq!(letters(&left), "这个不归我管你去别处");
    }

    #[test]
    fn what_repeats_with_other_numbers_is_learned_and_people_are_not() {
        let mut hall = Announcements::default();
        for n in 1..=2 {
            assert_eq!(hall.without(&format!("请{n}05号到{n}号柜台"), f64::from(n)), None);
        }
        assert!(hall.without("请707号到4号柜台", 3.0).is_some());
        assert_eq!(hall.learned(), 1);
        let mut people = Announcements::default();
        for n in 0..20 {
            let at_s = f64::from(n);
            assert_eq!(people.without("请您到3号窗口办理业务", at_s), None);
            assert_eq!(people.without(&format!("您的费用一共是{n}元"), at_s), None);
            assert_eq!(people.without("收您一百元,找您二十五元", at_s), None);
        }
    }

    #[test]
    fn what_is_said_now_and_then_is_not_learned() {
        let mut hall = Announcements::default();
        for n in 0..6 {
            let text = format!("请{n}05号到{n}号柜台");
            assert_eq!(hall.without(&text, f64::from(n) * 2_000.0), None, "{n}");
        }
    }

    proptest! {
        #[test]
        fn any_text_keeps_its_length_and_its_characters_places(texts in proptest::collection::vec(
            "[请号到窗口a0-9三十。,é😀]{0,30}", 0..12,
        )) {
            let mut hall = Announcements::of(&["请A012号到3号窗口".to_owned()]);
            for (n, text) in texts.iter().enumerate() {
                if let Some(left) = hall.without(text, n as f64) {
                    prop_assert_eq!(left.len(), text.len());
                    for (at, c) in left.char_indices().filter(|(_, c)| c.is_alphanumeric()) {
                        prop_assert!(text[at..].starts_with(c));
                    }
                }
            }
        }
    }
}
