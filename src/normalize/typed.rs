//! Finding Chinese by what it is typed as, in many texts at once.
//!
//! Pure; used by whoever searches what was heard, on any thread. The same rule as
//! [`super::reads_as`], made ready once: the readings of all characters in a table, and
//! the places that are reached in the bits of one number.

use super::latin::readings;
use std::sync::LazyLock;

/// Letters that can be typed at most: one bit each, and one for the end.
const MOST: usize = 63;

const FIRST_IDEOGRAPH: u32 = 0x3400;
const LAST_IDEOGRAPH: u32 = 0x9fff;

/// How each ideograph is typed.
struct Table {
    /// The first letters of all its readings, a bit each from `a`.
    begins: Vec<u32>,
    /// Its readings, as a place in `sets`.
    set: Vec<u16>,
    sets: Vec<Vec<Box<[u8]>>>,
}

static TABLE: LazyLock<Table> = LazyLock::new(Table::build);

/// Latin letters and digits as typed, ready to be looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    letters: Vec<u8>,
}

impl Typed {
    /// What was typed: spaces, apostrophes and case say nothing. `None` when nothing is
    /// left, when it holds characters of other scripts, or more than 63 letters.
    pub fn new(typed: &str) -> Option<Typed> {
        let letters: Option<Vec<u8>> = typed
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '\'')
            .flat_map(char::to_lowercase)
            .map(|c| if c == 'ü' { 'v' } else { c })
            .map(|c| c.is_ascii_alphanumeric().then_some(c as u8))
            .collect();
        letters
            .filter(|letters| (1..=MOST).contains(&letters.len()))
            .map(|letters| Typed { letters })
    }

    /// Whether some stretch of a text that [`super::folded`] gave reads so. A line's end
    /// is read as nothing, so that no stretch goes over it.
    pub fn is_in(&self, folded: &str) -> bool {
        let table = &*TABLE;
        let first = self.letters[0];
        let first_bit = if first.is_ascii_lowercase() { 1 << (first - b'a') } else { 0 };
        folded.char_indices().any(|(at, ch)| {
            let begins = match table.place(ch) {
                Some(place) => table.begins[place] & first_bit != 0,
                None => ch as u32 == u32::from(first),
            };
            begins && self.begins(table, &folded[at..])
        })
    }

    fn begins(&self, table: &Table, text: &str) -> bool {
        let end = 1u64 << self.letters.len();
        let mut reached = 1u64;
        for ch in text.chars() {
            let mut next = 0;
            match table.place(ch) {
                Some(place) => {
                    for reading in &table.sets[usize::from(table.set[place])] {
                        next |= self.step(reached, reading);
                    }
                }
                None if ch.is_ascii() => next = self.step(reached, &[ch as u8]),
                None => {}
            }
            if next & end != 0 {
                return true;
            }
            if next == 0 {
                return false;
            }
            reached = next;
        }
        false
    }

    /// The places after one syllable, spelled out or cut short after any letter.
    fn step(&self, mut reached: u64, reading: &[u8]) -> u64 {
        let mut next = 0;
        while reached != 0 {
            let from = reached.trailing_zeros() as usize;
            reached &= reached - 1;
            for (n, letter) in reading.iter().enumerate() {
                if self.letters.get(from + n) != Some(letter) {
                    break;
                }
                next |= 1 << (from + n + 1);
            }
        }
        next
    }
}

impl Table {
    fn build() -> Table {
        let mut known = std::collections::HashMap::new();
        let mut table = Table { begins: Vec::new(), set: Vec::new(), sets: Vec::new() };
        for code in FIRST_IDEOGRAPH..=LAST_IDEOGRAPH {
            let spelled = char::from_u32(code).map(readings).unwrap_or_default();
            let spelled: Vec<Box<[u8]>> = spelled
                .into_iter()
                .filter(|reading| reading.bytes().all(|byte| byte.is_ascii_lowercase()))
                .map(|reading| reading.into_bytes().into_boxed_slice())
                .collect();
            table.begins.push(spelled.iter().fold(0, |bits, one| bits | 1 << (one[0] - b'a')));
            let set = *known.entry(spelled).or_insert_with_key(|spelled| {
                table.sets.push(spelled.clone());
                // Readings are in their hundreds, and sets of them in their thousands.
                (table.sets.len() - 1) as u16
            });
            table.set.push(set);
        }
        table
    }

    fn place(&self, ch: char) -> Option<usize> {
        let place = (ch as u32).checked_sub(FIRST_IDEOGRAPH)? as usize;
        (place < self.set.len()).then_some(place)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::{folded, reads_as};
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn by_syllables_initials_and_what_is_cut_short() {
        let text = folded("这个不归我管,\u{3000}请到3号窗口");
        for typed in ["buguiwoguan", "bgwg", "Bu'gui woguan", "bgwguan", "guanqing", "3hao", "qd3h"]
        {
            assert!(Typed::new(typed).unwrap().is_in(&text), "{typed}");
        }
        for typed in ["ugui", "bgwx", "buguiwoguanx", "haochuangkoux"] {
            assert!(!Typed::new(typed).unwrap().is_in(&text), "{typed}");
        }
        for nothing in ["", "  ' ", "不归", "a-b"] {
            assert_eq!(Typed::new(nothing), None, "{nothing}");
        }
        assert!(Typed::new(&"a".repeat(64)).is_none());
        assert!(!Typed::new("gw").unwrap().is_in("不归\n我管"), "not over a line's end");
    }

    proptest! {
        #[test]
        fn the_same_as_reading_each_text_by_itself(
            text in "[不归我管行长银女了着a3,。 ]{0,12}",
            typed in "[abgijkluvnwyhxz3 ]{0,8}",
        ) {
            if let Some(ready) = Typed::new(&typed) {
                prop_assert_eq!(ready.is_in(&folded(&text)), reads_as(&text, &typed));
            }
        }

        #[test]
        fn no_text_makes_it_panic(text in ".{0,24}", typed in ".{0,70}") {
            if let Some(ready) = Typed::new(&typed) {
                ready.is_in(&folded(&text));
            }
        }
    }
}
