//! A syllable of Mandarin taken apart, and how unlike two of them sound.
//!
//! Pure. Owns the costs; which pairs are easily confused is for `accent`.

use super::accent::{Accents, Pair};
use super::sound::COST_UNIT;

/// What a pair that speakers do not keep apart costs, in hundredths.
const MERGED: u8 = 20;

/// Initials that differ in one feature: breath, or place among sibilants.
const RELATED_INITIALS: [(&str, &str); 24] = [
    ("b", "p"),
    ("d", "t"),
    ("g", "k"),
    ("j", "q"),
    ("z", "c"),
    ("zh", "ch"),
    ("z", "zh"),
    ("c", "ch"),
    ("s", "sh"),
    ("j", "zh"),
    ("q", "ch"),
    ("x", "sh"),
    ("j", "z"),
    ("q", "c"),
    ("x", "s"),
    ("j", "x"),
    ("q", "x"),
    ("zh", "sh"),
    ("ch", "sh"),
    ("g", "h"),
    ("k", "h"),
    ("h", ""),
    ("sh", "r"),
    ("zh", "r"),
];

/// Voiced consonants without friction, and no consonant at all.
const SONORANTS: [&str; 5] = ["m", "n", "l", "r", ""];

/// A syllable taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Syllable {
    initial: &'static str,
    medial: &'static str,
    nucleus: &'static str,
    coda: &'static str,
}

const INITIALS: [&str; 21] = [
    "zh", "ch", "sh", "b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "j", "q", "x", "r",
    "z", "c", "s",
];

impl Syllable {
    /// Takes plain pinyin (`zhuang`, `yuan`, `lü`) apart; what cannot be read as
    /// pinyin has an initial of its own and never matches.
    pub fn parse(spelled: &str) -> Syllable {
        let spelled = spelled.replace('ü', "v");
        let initial = INITIALS.iter().find(|i| spelled.starts_with(**i)).copied().unwrap_or("");
        let rest = &spelled[initial.len()..];
        let rest = match (initial, rest) {
            ("", "yi") => "i".to_owned(),
            ("", "yin") => "in".to_owned(),
            ("", "ying") => "ing".to_owned(),
            ("", "you") => "iu".to_owned(),
            ("", "yong") => "iong".to_owned(),
            ("", "wu") => "u".to_owned(),
            ("", "wei") => "ui".to_owned(),
            ("", "wen") => "un".to_owned(),
            ("", other) if other.starts_with("yu") => format!("v{}", &other[2..]),
            ("", other) if other.starts_with('y') => format!("i{}", &other[1..]),
            ("", other) if other.starts_with('w') => format!("u{}", &other[1..]),
            ("j" | "q" | "x", other) if other.starts_with('u') => format!("v{}", &other[1..]),
            ("zh" | "ch" | "sh" | "r" | "z" | "c" | "s", "i") => "ih".to_owned(),
            ("b" | "p" | "m" | "f", "o") => "uo".to_owned(),
            (_, other) => other.to_owned(),
        };
        let (medial, nucleus, coda) = match rest.as_str() {
            "iu" => ("i", "o", "u"),
            "ui" => ("u", "e", "i"),
            "un" => ("u", "e", "n"),
            "vn" => ("", "v", "n"),
            "ong" => ("", "o", "ng"),
            "iong" => ("i", "o", "ng"),
            "ih" => ("", "ih", ""),
            "er" | "r" => ("", "er", ""),
            "ie" => ("i", "ê", ""),
            "ve" => ("v", "ê", ""),
            "i" | "in" | "ing" => ("", "i", &rest[1..]),
            "u" => ("", "u", ""),
            "v" => ("", "v", ""),
            other => {
                let medial = ["i", "u", "v"].into_iter().find(|m| other.starts_with(*m));
                let rest = &other[medial.map_or(0, str::len)..];
                let (nucleus, coda) = rest.split_at(rest.chars().next().map_or(0, char::len_utf8));
                (medial.unwrap_or(""), nucleus, coda)
            }
        };
        let known = |part: &str| {
            ["", "a", "e", "ê", "o", "i", "u", "v", "ih", "er", "n", "ng"]
                .into_iter()
                .find(|k| *k == part)
        };
        // The second vowel of ao is u in sound.
        let coda = if coda == "o" { "u" } else { coda };
        Syllable {
            initial,
            medial: known(medial).unwrap_or("?"),
            nucleus: known(nucleus).unwrap_or("?"),
            coda: known(coda).unwrap_or("?"),
        }
    }

    /// The consonant it begins with; empty for none.
    pub fn initial(&self) -> &'static str {
        self.initial
    }

    /// What follows the initial, sound by sound.
    pub fn rime(&self) -> String {
        [self.medial, self.nucleus, self.coda].concat()
    }

    /// What the initials and what the finals cost, before they are halved; a pair that
    /// reaches over both is not looked at.
    pub fn costs(&self, other: &Syllable, accents: &Accents) -> (u8, u8) {
        (self.initial_cost(other, accents), self.final_cost(other, accents))
    }

    /// How unlike the two sound to those who do not part `accents`, in hundredths;
    /// initial and final weigh one half each.
    pub fn cost(&self, other: &Syllable, accents: &Accents) -> u8 {
        let standard = self.initial_cost(other, accents) + self.final_cost(other, accents);
        let across = accents
            .pairs()
            .filter_map(|pair| {
                let there = self.merged_cost(other, pair, accents);
                let back = other.merged_cost(self, pair, accents);
                there.into_iter().chain(back).min()
            })
            .min();
        (across.map_or(standard, |across| across.min(standard)) / 2).min(COST_UNIT as u8)
    }

    /// The cost of the two by a pair that reaches over initial and final, both
    /// halves together; `None` where the pair does not apply this way round.
    fn merged_cost(&self, other: &Syllable, pair: Pair, accents: &Accents) -> Option<u8> {
        let (a, b) = (self, other);
        match pair {
            // The u of hua is in the f of fa.
            Pair::FAndHu => {
                let hu = a.initial == "h" && (a.medial == "u" || a.nucleus == "u");
                let bare = Syllable { medial: b.medial, ..a.clone() };
                (hu && b.initial == "f").then(|| MERGED + bare.final_cost(b, accents))
            }
            Pair::OAndE => {
                let o = ["", "u"].contains(&a.medial) && a.nucleus == "o" && a.coda.is_empty();
                let e = (b.medial, b.nucleus, b.coda) == ("", "e", "");
                (o && e).then(|| a.initial_cost(b, accents) + MERGED)
            }
            Pair::RAndY => {
                let front = |part| part == "i" || part == "v";
                let y = b.initial.is_empty() && (front(b.medial) || front(b.nucleus));
                let vowels = [("e", "i"), ("e", "ê"), ("u", "v"), ("ih", "i")];
                let alike = a.nucleus == b.nucleus || vowels.contains(&(a.nucleus, b.nucleus));
                (a.initial == "r" && y && alike && a.coda == b.coda).then_some(MERGED)
            }
            Pair::Initials(..) | Pair::Nasals(_) | Pair::IAndV => None,
        }
    }

    fn initial_cost(&self, other: &Syllable, accents: &Accents) -> u8 {
        let (a, b) = (self.initial, other.initial);
        if a == b {
            0
        } else if accents.merge_initials(a, b) {
            MERGED
        } else if listed(&RELATED_INITIALS, a, b) {
            50
        } else if SONORANTS.contains(&a) && SONORANTS.contains(&b) {
            60
        } else {
            100
        }
    }

    fn final_cost(&self, other: &Syllable, accents: &Accents) -> u8 {
        let rounded =
            |a, b| listed(&[("i", "v")], a, b) && accents.pairs().any(|pair| pair == Pair::IAndV);
        let medial = match (self.medial, other.medial) {
            (a, b) if a == b => 0,
            (a, b) if rounded(a, b) => MERGED,
            _ => 30,
        };
        let nucleus = match (self.nucleus, other.nucleus) {
            (a, b) if a == b => 0,
            (a, b) if rounded(a, b) => MERGED,
            (a, b) if listed(&[("e", "ê")], a, b) => 20,
            (a, b)
                if listed(
                    &[("e", "o"), ("i", "v"), ("o", "u"), ("i", "ih"), ("e", "er")],
                    a,
                    b,
                ) =>
            {
                30
            }
            (a, b) if listed(&[("a", "e"), ("a", "ê"), ("a", "o"), ("e", "ih")], a, b) => 50,
            _ => 70,
        };
        let coda = match (self.coda, other.coda) {
            (a, b) if a == b => 0,
            (a, b) if listed(&[("n", "ng")], a, b) => {
                match self.parted(accents) || other.parted(accents) {
                    true => 45,
                    false => MERGED,
                }
            }
            (a, b) if listed(&[("", "i"), ("", "u")], a, b) => 35,
            (a, b) if listed(&[("", "n")], a, b) => 45,
            _ => 60,
        };
        (medial + nucleus + coda).min(COST_UNIT as u8)
    }

    /// Whether `accents` keep its nasal apart from the other one.
    fn parted(&self, accents: &Accents) -> bool {
        accents.part_nasals(self.medial, self.nucleus)
    }
}

fn listed(pairs: &[(&str, &str)], a: &str, b: &str) -> bool {
    pairs.iter().any(|(x, y)| (*x == a && *y == b) || (*x == b && *y == a))
}
