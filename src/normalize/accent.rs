//! Accents: which sounds of Mandarin some speakers do not keep apart.
//!
//! Pure. Owns the names of the pairs and which are on by default; what a pair
//! costs stands in `syllable`. The pairs are those that textbooks of the Putonghua
//! proficiency test drill as 方音辨正.

use std::fmt;

/// A pair of sounds, one of which may be said for the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pair {
    /// Two initials, in pinyin.
    Initials(&'static str, &'static str),
    /// `n` and `ng` after these (medial, nucleus).
    Nasals(&'static [(&'static str, &'static str)]),
    /// `f` and `h` with a medial or nucleus u: 发 and 花.
    FAndHu,
    /// o or uo, and e: 哥 said guo, 波 with e.
    OAndE,
    /// r, and i or ü with no consonant: 人 said yin, 肉 you.
    RAndY,
    /// ü, as medial or nucleus, and i.
    IAndV,
}

/// Name, meaning, whether it is on by default.
const PAIRS: [(&str, Pair, bool); 21] = [
    ("n-l", Pair::Initials("n", "l"), true),
    ("f-h", Pair::Initials("f", "h"), true),
    ("r-l", Pair::Initials("r", "l"), true),
    ("z-zh", Pair::Initials("z", "zh"), true),
    ("c-ch", Pair::Initials("c", "ch"), true),
    ("s-sh", Pair::Initials("s", "sh"), true),
    ("an-ang", Pair::Nasals(&[("", "a"), ("v", "a")]), true),
    ("en-eng", Pair::Nasals(&[("", "e"), ("u", "e")]), true),
    ("in-ing", Pair::Nasals(&[("", "i"), ("", "v")]), true),
    ("ian-iang", Pair::Nasals(&[("i", "a")]), true),
    ("uan-uang", Pair::Nasals(&[("u", "a")]), true),
    // 尖团: before i and ü.
    ("j-z", Pair::Initials("j", "z"), false),
    ("q-c", Pair::Initials("q", "c"), false),
    ("x-s", Pair::Initials("x", "s"), false),
    ("j-zh", Pair::Initials("j", "zh"), false),
    ("q-ch", Pair::Initials("q", "ch"), false),
    ("x-sh", Pair::Initials("x", "sh"), false),
    ("r-y", Pair::RAndY, false),
    ("hu-f", Pair::FAndHu, false),
    ("o-e", Pair::OAndE, false),
    ("i-v", Pair::IAndV, false),
];

/// A set of pairs that count as easily confused.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Accents {
    /// One bit for each of [`PAIRS`].
    on: u32,
}

impl Accents {
    /// No pair at all: every sound is expected as the standard has it.
    pub const NONE: Accents = Accents { on: 0 };

    /// Reads names such as `n-l` or `l-n`; those that are none of [`Accents::known`]
    /// come back as the error.
    pub fn parse<S: AsRef<str>>(
        names: impl IntoIterator<Item = S>,
    ) -> Result<Accents, Vec<String>> {
        let (mut accents, mut unknown) = (Accents::NONE, Vec::new());
        for name in names {
            match Accents::one(name.as_ref()) {
                Some(one) => accents.on |= one.on,
                None => unknown.push(name.as_ref().to_owned()),
            }
        }
        if unknown.is_empty() { Ok(accents) } else { Err(unknown) }
    }

    /// The single pair of that name, either side first; `None` when there is none.
    pub fn one(name: &str) -> Option<Accents> {
        let sides = |text: &str| text.split_once('-').map(|(a, b)| (a.to_owned(), b.to_owned()));
        let name = name.trim().to_ascii_lowercase().replace('ü', "v");
        let asked = sides(&name)?;
        let turned = (asked.1.clone(), asked.0.clone());
        let known = |known: &str| sides(known).is_some_and(|s| s == asked || s == turned);
        let at = PAIRS.iter().position(|(pair, ..)| known(pair))?;
        Some(Accents { on: 1 << at })
    }

    /// The names of all pairs there are, those on by default first.
    pub fn known() -> impl Iterator<Item = &'static str> {
        PAIRS.iter().map(|(name, ..)| *name)
    }

    /// The names of the pairs that are on.
    pub fn names(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.each().map(|(name, _)| name)
    }

    /// These and those together.
    pub fn with(self, other: Accents) -> Accents {
        Accents { on: self.on | other.on }
    }

    /// These without those.
    pub fn without(self, other: Accents) -> Accents {
        Accents { on: self.on & !other.on }
    }

    /// The pairs that are on.
    pub(super) fn pairs(&self) -> impl Iterator<Item = Pair> + '_ {
        self.each().map(|(_, pair)| pair)
    }

    /// Whether the two initials are a pair that is on.
    pub(super) fn merge_initials(&self, a: &str, b: &str) -> bool {
        self.pairs().any(
            |pair| matches!(pair, Pair::Initials(x, y) if (x, y) == (a, b) || (x, y) == (b, a)),
        )
    }

    /// Whether `n` and `ng` are kept apart after this medial and nucleus; finals
    /// of no pair, such as ong, are not.
    pub(super) fn part_nasals(&self, medial: &str, nucleus: &str) -> bool {
        let holds = |pair: Pair| matches!(pair, Pair::Nasals(finals) if finals.contains(&(medial, nucleus)));
        PAIRS.iter().any(|(_, pair, _)| holds(*pair)) && !self.pairs().any(holds)
    }

    fn each(&self) -> impl Iterator<Item = (&'static str, Pair)> + '_ {
        let on = self.on;
        PAIRS
            .iter()
            .enumerate()
            .filter(move |(at, _)| on >> at & 1 == 1)
            .map(|(_, (name, pair, _))| (*name, *pair))
    }
}

impl Default for Accents {
    /// What speakers of many regions have in common.
    fn default() -> Accents {
        let on = PAIRS.iter().enumerate().filter(|(_, (.., default))| *default);
        Accents { on: on.fold(0, |bits, (at, _)| bits | 1 << at) }
    }
}

impl fmt::Debug for Accents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.names()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_either_way_round_and_unknown_ones_told() {
        assert_eq!(Accents::parse(["n-l", "ang-an"]), Accents::parse([" L-N", "an-ang"]));
        assert_eq!(Accents::one("i-ü"), Accents::one("i-v"));
        assert_eq!(Accents::parse(["n-l", "x-y", ""]), Err(vec!["x-y".to_owned(), String::new()]));
        assert_eq!(Accents::parse(Accents::default().names()), Ok(Accents::default()));
        assert_eq!(Accents::known().count(), PAIRS.len());
    }

    #[test]
    fn pairs_are_put_in_and_taken_out() {
        let one = Accents::parse(["hu-f"]).unwrap_or_default();
        let more = Accents::default().with(one);
        assert_eq!(more.names().count(), Accents::default().names().count() + 1);
        assert_eq!(more.without(one), Accents::default());
        assert_eq!(Accents::NONE.names().count(), 0);
    }
}
