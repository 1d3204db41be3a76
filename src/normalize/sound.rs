//! How a character is read aloud, without tone, and how alike two readings sound.
//!
//! Pure tables, built once on first use. Readings come from the `pinyin` crate
//! (the first of each character), further ones from [`HETERONYMS`]. What two
//! syllables cost stands in `syllable`; an [`Ear`] holds it for every pair.

use super::accent::Accents;
use super::syllable::Syllable;
use pinyin::ToPinyin;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

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
    // What the recogniser writes for 您.
    ('尼', &["ni", "nin"]),
];

struct Table {
    /// First code point of `by_char`.
    first: u32,
    by_char: Vec<Sound>,
    /// What each [`Sound`] may be read as.
    readings: Vec<Vec<Syllable>>,
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

    /// How unlike the two sound to the default [`Ear`], the most alike of their
    /// readings compared.
    pub fn cost(self, other: Sound) -> Cost {
        self.likeness().cost(other)
    }

    /// This sound made ready to be compared with many others by the default [`Ear`].
    pub fn likeness(self) -> Likeness<'static> {
        DEFAULT_EAR.likeness(self)
    }

    /// A number of its own below [`Ear::sounds`].
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// Two syllables side by side: what each half is, and what its difference costs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Halves {
    /// The initials, in pinyin; empty where a syllable has none.
    pub initials: (&'static str, &'static str),
    /// The finals, sound by sound: `uei` for ui, `ih` for the i of zhi, `v` for ü.
    pub finals: (String, String),
    /// What the initials cost, in hundredths of a syllable.
    pub initial_cost: Cost,
    /// What the finals cost.
    pub final_cost: Cost,
}

/// How unlike any two sounds are to one who expects certain [`Accents`]. Building
/// one takes milliseconds; a copy shares the table.
#[derive(Clone)]
pub struct Ear {
    accents: Accents,
    /// The costs of sound `a` and `b` at `a * sounds + b`.
    costs: Arc<[u8]>,
    sounds: usize,
}

static DEFAULT_EAR: LazyLock<Ear> = LazyLock::new(|| Ear::build(Accents::default()));

impl Ear {
    /// An ear for `accents`.
    pub fn new(accents: &Accents) -> Ear {
        if *accents == Accents::default() { DEFAULT_EAR.clone() } else { Ear::build(*accents) }
    }

    fn build(accents: Accents) -> Ear {
        let readings = &TABLE.readings;
        let sounds = readings.len();
        let mut costs = vec![COST_UNIT as u8; sounds * sounds];
        for a in 1..sounds {
            // Likeness goes both ways.
            for b in a..sounds {
                let pairs =
                    readings[a].iter().flat_map(|x| readings[b].iter().map(move |y| (x, y)));
                let cost = pairs.map(|(x, y)| x.cost(y, &accents)).min().unwrap_or(COST_UNIT as u8);
                costs[a * sounds + b] = cost;
                costs[b * sounds + a] = cost;
            }
        }
        Ear { accents, costs: costs.into(), sounds }
    }

    /// The accents it expects.
    pub fn accents(&self) -> &Accents {
        &self.accents
    }

    /// How many different sounds there are, [`Sound::SILENT`] included.
    pub fn sounds(&self) -> usize {
        self.sounds
    }

    /// All sounds in the order of [`Sound::index`].
    pub fn all(&self) -> impl Iterator<Item = Sound> + '_ {
        (0..self.sounds).map(|index| Sound(index as u16))
    }

    /// How unlike the two sound, the most alike of their readings compared.
    pub fn cost(&self, a: Sound, b: Sound) -> Cost {
        self.likeness(a).cost(b)
    }

    /// The two taken apart, in those of their readings that are most alike; `None` when
    /// one of them is not read as a syllable.
    pub fn halves(&self, a: Sound, b: Sound) -> Option<Halves> {
        let readings = |sound: Sound| TABLE.readings.get(sound.index()).into_iter().flatten();
        let pairs = readings(a).flat_map(|x| readings(b).map(move |y| (x, y)));
        let (x, y) = pairs.min_by_key(|(x, y)| x.cost(y, &self.accents))?;
        let (initial_cost, final_cost) = x.costs(y, &self.accents);
        Some(Halves {
            initials: (x.initial(), y.initial()),
            finals: (x.rime(), y.rime()),
            initial_cost: Cost::from(initial_cost / 2),
            final_cost: Cost::from(final_cost / 2),
        })
    }

    /// A sound made ready to be compared with many others.
    pub fn likeness(&self, sound: Sound) -> Likeness<'_> {
        let from = sound.index() * self.sounds;
        Likeness(self.costs.get(from..from + self.sounds).unwrap_or_default())
    }
}

impl Default for Ear {
    fn default() -> Ear {
        DEFAULT_EAR.clone()
    }
}

impl std::fmt::Debug for Ear {
    /// The table would fill pages.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ear").field("accents", &self.accents).finish_non_exhaustive()
    }
}

/// The costs of one sound against all others.
#[derive(Debug, Clone, Copy)]
pub struct Likeness<'a>(&'a [u8]);

impl Likeness<'_> {
    /// As [`Ear::cost`].
    pub fn cost(self, other: Sound) -> Cost {
        self.0.get(other.index()).map_or(COST_UNIT, |cost| Cost::from(*cost))
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
        Table { first: FIRST_IDEOGRAPH, by_char, readings }
    }
}
