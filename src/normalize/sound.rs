//! How a character is read aloud, without tone, and how alike two readings sound.
//!
//! Pure tables, built once on first use. Readings come from the `pinyin` crate
//! (the first of each character), further ones from [`HETERONYMS`]. A syllable is
//! an initial and a final, each half of its weight.

use pinyin::ToPinyin;
use std::collections::HashMap;
use std::sync::LazyLock;

/// How unlike two syllables sound, in hundredths: 0 the same, [`COST_UNIT`] unrelated.
pub type Cost = u16;

/// The cost of two syllables that have nothing in common.
pub const COST_UNIT: Cost = 100;

/// A set of readings of one character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Sound(u16);

/// Characters that are commonly read in more than one way at a counter; any of
/// the readings may be meant.
const HETERONYMS: &[(char, &[&str])] = &[
    ('着', &["zhe", "zhao"]),
    ('了', &["le", "liao"]),
    ('谁', &["shui", "shei"]),
    ('还', &["hai", "huan"]),
    ('都', &["dou", "du"]),
    ('得', &["de", "dei"]),
    ('地', &["di", "de"]),
    ('行', &["xing", "hang"]),
    ('长', &["chang", "zhang"]),
    ('重', &["zhong", "chong"]),
    ('种', &["zhong"]),
    ('调', &["diao", "tiao"]),
    ('乐', &["le", "yue"]),
    ('会', &["hui", "kuai"]),
    ('给', &["gei", "ji"]),
    ('觉', &["jue", "jiao"]),
    ('便', &["bian", "pian"]),
    ('那', &["na", "nei"]),
    ('这', &["zhe", "zhei"]),
    ('弄', &["nong", "long"]),
    ('落', &["luo", "la"]),
    ('降', &["jiang", "xiang"]),
    ('传', &["chuan", "zhuan"]),
    ('曾', &["ceng", "zeng"]),
    ('藏', &["cang", "zang"]),
    ('圈', &["quan", "juan"]),
    ('模', &["mo", "mu"]),
    ('吓', &["xia", "he"]),
    ('单', &["dan", "shan"]),
    ('朝', &["chao", "zhao"]),
    ('校', &["xiao", "jiao"]),
    ('省', &["sheng", "xing"]),
    ('差', &["cha", "chai"]),
    ('什', &["shen", "shi"]),
    ('嘛', &["ma"]),
];

/// Initials that speakers and recognisers take for each other, as listed for
/// Mandarin accents.
const CONFUSED_INITIALS: [(&str, &str); 6] =
    [("n", "l"), ("f", "h"), ("z", "zh"), ("c", "ch"), ("s", "sh"), ("r", "l")];

/// Initials that differ in one feature: breath, or place among sibilants.
const RELATED_INITIALS: [(&str, &str); 21] = [
    ("b", "p"),
    ("d", "t"),
    ("g", "k"),
    ("j", "q"),
    ("z", "c"),
    ("zh", "ch"),
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

struct Table {
    /// First code point of `by_char`.
    first: u32,
    by_char: Vec<Sound>,
    costs: Vec<u8>,
    size: usize,
}

const FIRST_IDEOGRAPH: u32 = 0x3400;
const LAST_IDEOGRAPH: u32 = 0x9fff;

static TABLE: LazyLock<Table> = LazyLock::new(Table::build);

impl Sound {
    /// Of whatever is not read as a syllable; like nothing, not even itself.
    pub const SILENT: Sound = Sound(0);

    /// The readings of `ch`; [`Sound::SILENT`] for letters and unknown characters.
    pub fn of(ch: char) -> Sound {
        let ch = match ch {
            '0'..='9' => ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九']
                [ch as usize - '0' as usize],
            other => other,
        };
        let table = &*TABLE;
        let at = (ch as u32).checked_sub(table.first);
        at.and_then(|at| table.by_char.get(at as usize)).copied().unwrap_or(Sound::SILENT)
    }

    /// How unlike the two sound, the most alike of their readings compared.
    pub fn cost(self, other: Sound) -> Cost {
        self.likeness().cost(other)
    }

    /// This sound made ready to be compared with many others.
    pub fn likeness(self) -> Likeness {
        let table = &*TABLE;
        let from = usize::from(self.0) * table.size;
        Likeness(table.costs.get(from..from + table.size).unwrap_or_default())
    }
}

/// The costs of one sound against all others.
#[derive(Debug, Clone, Copy)]
pub struct Likeness(&'static [u8]);

impl Likeness {
    /// As [`Sound::cost`].
    pub fn cost(self, other: Sound) -> Cost {
        self.0.get(usize::from(other.0)).map_or(COST_UNIT, |cost| Cost::from(*cost))
    }
}

impl Table {
    fn build() -> Table {
        let special: HashMap<char, &[&str]> = HETERONYMS.iter().copied().collect();
        let mut ids: HashMap<Vec<&str>, u16> = HashMap::new();
        let mut readings: Vec<Vec<Syllable>> = vec![Vec::new()];
        let mut by_char = Vec::new();
        for code in FIRST_IDEOGRAPH..=LAST_IDEOGRAPH {
            let Some(ch) = char::from_u32(code) else {
                by_char.push(Sound::SILENT);
                continue;
            };
            let spelled: Vec<&str> = match special.get(&ch) {
                Some(list) => list.to_vec(),
                None => ch.to_pinyin().map(|p| p.plain()).into_iter().collect(),
            };
            if spelled.is_empty() {
                by_char.push(Sound::SILENT);
                continue;
            }
            let id = *ids.entry(spelled.clone()).or_insert_with(|| {
                readings.push(spelled.iter().map(|s| Syllable::parse(s)).collect());
                (readings.len() - 1) as u16
            });
            by_char.push(Sound(id));
        }
        let size = readings.len();
        let mut costs = vec![COST_UNIT as u8; size * size];
        for a in 1..size {
            for b in 1..size {
                let pairs =
                    readings[a].iter().flat_map(|x| readings[b].iter().map(move |y| (x, y)));
                costs[a * size + b] =
                    pairs.map(|(x, y)| x.cost(y)).min().unwrap_or(COST_UNIT as u8);
            }
        }
        Table { first: FIRST_IDEOGRAPH, by_char, costs, size }
    }
}

/// A syllable taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Syllable {
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
    fn parse(spelled: &str) -> Syllable {
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

    /// In hundredths; initial and final weigh one half each.
    fn cost(&self, other: &Syllable) -> u8 {
        ((self.initial_cost(other) + self.final_cost(other)) / 2).min(COST_UNIT as u8)
    }

    fn initial_cost(&self, other: &Syllable) -> u8 {
        let (a, b) = (self.initial, other.initial);
        if a == b {
            0
        } else if listed(&CONFUSED_INITIALS, a, b) {
            20
        } else if listed(&RELATED_INITIALS, a, b) {
            50
        } else if SONORANTS.contains(&a) && SONORANTS.contains(&b) {
            60
        } else {
            100
        }
    }

    fn final_cost(&self, other: &Syllable) -> u8 {
        let medial = if self.medial == other.medial { 0 } else { 30 };
        let nucleus = match (self.nucleus, other.nucleus) {
            (a, b) if a == b => 0,
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
            (a, b) if listed(&[("n", "ng")], a, b) => 20,
            (a, b) if listed(&[("", "i"), ("", "u")], a, b) => 35,
            (a, b) if listed(&[("", "n")], a, b) => 45,
            _ => 60,
        };
        (medial + nucleus + coda).min(COST_UNIT as u8)
    }
}

fn listed(pairs: &[(&str, &str)], a: &str, b: &str) -> bool {
    pairs.iter().any(|(x, y)| (*x == a && *y == b) || (*x == b && *y == a))
}
