//! Words of packs, found as they are written or by their sound.
//!
//! Pure. A recogniser writes 请不全手续 for 请补全手续: words of two syllables are found in
//! any characters that sound the same, longer ones in what sounds nearly the same. Words that
//! others sound like, and those that can be held against somebody, ask for more: 对不起 is
//! not 补齐. `#` in a word stands for a number. What a cue may not stand within is looked for
//! as well.

use crate::normalize::{Sound, folded};

/// Syllables from which on a word may sound only nearly the same.
const LONG: usize = 3;
/// What one syllable of a long word may differ by, in hundredths (`normalize::Cost`): voiced
/// for unvoiced, one nasal for the other, but no other vowel.
const WORST: u16 = 35;
/// What a word of three syllables may differ by in all, and each further syllable adds.
const THREE: u16 = 25;
const FURTHER: u16 = 15;
/// Figures, as they are written and as they are said.
const FIGURES: &str = "0123456789零〇一二三四五六七八九十百千两几半";

/// How exactly words must be heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Exact {
    /// By sound, and all of them nearly: where something else must follow, as sums do.
    Loose,
    /// By sound, long ones nearly.
    #[default]
    Near,
    /// Words of two syllables as they are written, longer ones by the same sound.
    Sound,
    /// As they are written.
    Written,
}

/// A text made ready to be searched.
pub(super) struct Said(Vec<(char, Sound)>);

impl Said {
    /// Of a text that is folded.
    pub fn folded(text: &str) -> Said {
        Said(text.chars().map(|ch| (ch, Sound::of(ch))).collect())
    }
}

/// A word, made ready.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Word {
    symbols: Vec<(char, Sound)>,
    /// What it may differ by in sound; absent where it must stand as it is written.
    bears: Option<u16>,
}

impl Word {
    /// Of `word`, as a pack says it.
    pub fn new(word: &str, exact: Exact) -> Word {
        let mut symbols = Vec::new();
        for (n, part) in word.split('#').enumerate() {
            if n > 0 {
                symbols.push(('#', Sound::SILENT));
            }
            symbols.extend(folded(part).chars().map(|ch| (ch, Sound::of(ch))));
        }
        let syllables = symbols.iter().filter(|(ch, _)| *ch != '#').count();
        let is_spoken = symbols.iter().all(|(ch, sound)| *ch == '#' || *sound != Sound::SILENT);
        let bears = match (syllables, exact) {
            _ if !is_spoken => None,
            (0 | 1, _) | (_, Exact::Written) | (2, Exact::Sound) => None,
            (2, Exact::Loose) => Some(THREE),
            (2, _) | (_, Exact::Sound) => Some(0),
            (n, _) => Some(THREE + FURTHER * u16::try_from(n - LONG).unwrap_or(0)),
        };
        Word { symbols, bears }
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.symbols.iter().all(|(ch, _)| *ch == '#')
    }

    /// One past its last symbol, where it stands at `start` of `said`.
    pub fn at(&self, said: &Said, start: usize) -> Option<usize> {
        let said = &said.0;
        let (mut at, mut cost) = (start, 0);
        for (ch, sound) in &self.symbols {
            let (heard, as_heard) = said.get(at)?;
            if *ch == '#' {
                let figures = said[at..].iter().take_while(|(c, _)| FIGURES.contains(*c)).count();
                if figures == 0 {
                    return None;
                }
                at += figures;
                continue;
            }
            if ch != heard {
                let bears = self.bears?;
                let differs = sound.cost(*as_heard);
                cost += differs;
                if cost > bears || differs > WORST {
                    return None;
                }
            }
            at += 1;
        }
        Some(at)
    }
}

/// Words that count as one thing.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Cue {
    words: Vec<Word>,
    not_within: Vec<Word>,
}

impl Cue {
    /// Adds words.
    pub(super) fn add(&mut self, words: &[String], not_within: &[String], exact: Exact) {
        self.words.extend(words.iter().map(|word| Word::new(word, exact)));
        // What speaks against a word is heard as well as can be.
        self.not_within.extend(not_within.iter().map(|word| Word::new(word, Exact::Near)));
    }

    /// Whether any of its words is empty, or there is none.
    pub(super) fn is_void(&self) -> bool {
        self.words.is_empty() || self.words.iter().chain(&self.not_within).any(Word::is_empty)
    }

    /// Whether it is in `said`.
    pub(super) fn is_in(&self, said: &Said) -> bool {
        let places = 0..said.0.len();
        let spans = |words: &[Word]| -> Vec<(usize, usize)> {
            let at =
                |start| words.iter().filter_map(move |word| Some((start, word.at(said, start)?)));
            places.clone().flat_map(at).collect()
        };
        let found = spans(&self.words);
        if found.is_empty() || self.not_within.is_empty() {
            return !found.is_empty();
        }
        let around = spans(&self.not_within);
        let is_free = |(start, end): &(usize, usize)| {
            !around.iter().any(|(from, until)| from <= start && end <= until)
        };
        found.iter().any(is_free)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Said {
        Said::folded(&folded(text))
    }

    fn cue(words: &[&str], not_within: &[&str], exact: Exact) -> Cue {
        let own = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let mut cue = Cue::default();
        cue.add(&own(words), &own(not_within), exact);
        cue
    }

    #[test]
    fn words_are_found_by_their_sound() {
        for (word, text, expected) in [
            ("请补全手续", "被不起,请不全手续再来", true),
            ("请稍候", "请稍后", true),
            ("久等了", "让您九等了", true),
            ("办理", "伴里这项业务", true),
            ("办理", "半里", true),
            ("根据规定", "跟据规定", true),
            ("慢走", "请慢走", true),
            ("慢走", "快走", false),
            ("请您到", "请你到", true),
            ("材料", "才能", false),
            ("#号窗口", "请到3号窗口", true),
            ("#号窗口", "请到十二号窗口", true),
            ("#号窗口", "请到几号的窗口", false),
            ("元", "原来", false),
        ] {
            assert_eq!(cue(&[word], &[], Exact::Near).is_in(&of(text)), expected, "{word} {text}");
        }
        for (word, text, exact) in [
            ("不行", "步行五分钟", Exact::Written),
            ("补齐", "对不起", Exact::Sound),
            ("寄给您", "对不起给您", Exact::Sound),
        ] {
            assert!(!cue(&[word], &[], exact).is_in(&of(text)), "{word} {text}");
        }
        assert!(cue(&["需要提供"], &[], Exact::Sound).is_in(&of("需要提共")));
    }

    #[test]
    fn a_word_within_another_is_none() {
        let cue = cue(&["着急"], &["别着急", "不着急"], Exact::Near);
        for (text, expected) in
            [("我很着急", true), ("您别着急", false), ("别着急,我也着急", true), ("不着急", false)]
        {
            assert_eq!(cue.is_in(&of(text)), expected, "{text}");
        }
    }
}
