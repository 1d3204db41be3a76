//! Rule packs: what is required, forbidden or measured, as data.
//!
//! A pack is one TOML file of `phrases/conduct`; `docs/rules.md` says what each key means.
//! Rulebook are laid over one another: a later pack replaces the rules of an earlier one by id,
//! so that a hospital's pack says only where hospitals differ.

mod pattern;
mod read;

pub use pattern::Pattern;

use super::encounter::Bounds;
use super::money::MoneyWords;
use std::collections::BTreeMap;

/// How far what is heard carries a rule, as the regulations were graded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grade {
    /// A phrase, a number, a ring or a level is enough.
    A,
    /// Needs to know where encounters end or who speaks.
    B,
    /// A hint for people to look at.
    C,
    /// It cannot be heard.
    None,
}

impl Grade {
    /// As it is printed.
    pub fn word(self) -> &'static str {
        match self {
            Grade::A => "A",
            Grade::B => "B",
            Grade::C => "C",
            Grade::None => "-",
        }
    }
}

/// A rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Its id, e.g. `R01`.
    pub id: String,
    /// What it asks for, in few words.
    pub title: String,
    /// How far what is heard carries it.
    pub grade: Grade,
    /// Where it stands.
    pub source: String,
    /// How it is judged.
    pub body: Body,
}

/// How a rule is judged.
#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    /// Something must be said.
    Required(Required),
    /// Something must not be said.
    Forbidden(Forbidden),
    /// Something is measured.
    Measured(Measured),
    /// Something speaks for whoever did it.
    Merit(Required),
    /// It is not judged; the text says why.
    Unheard(String),
}

/// What must be said.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Required {
    /// Only in encounters in which all of this happens; the last of them is what `within`
    /// counts from. Of nothing: in every encounter.
    pub when: Vec<Pattern>,
    /// And in which one of these happens, if there are any.
    pub when_any: Vec<Pattern>,
    /// In its place: from the encounter's end backwards.
    pub at_end: bool,
    /// One of these, or any.
    pub any: Vec<Pattern>,
    /// Each of these.
    pub all: Vec<Pattern>,
    /// Within so many seconds, where absent anywhere.
    pub within_s: Option<f64>,
    /// Within so many turns of the clerk.
    pub within_turns: Option<usize>,
    /// What keeps it from being judged.
    pub unless: Vec<Pattern>,
    /// Whether it must be there before what `when` finds.
    pub before: bool,
    /// What is said of it where it is missing, instead of what is missing.
    pub missing: String,
    /// Where it is missing it is not broken but cannot be judged: it may have been done
    /// without a word.
    pub may_be_silent: bool,
}

/// What must not be said.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Forbidden {
    /// Any of these.
    pub any: Vec<Pattern>,
    /// Only in encounters in which all of this happens.
    pub when: Vec<Pattern>,
    /// And in which one of these happens, if there are any.
    pub when_any: Vec<Pattern>,
    /// What puts it right, when it comes within `within_s`, or in the same breath before it.
    pub remedy: Vec<Pattern>,
    /// Seconds for the remedy.
    pub within_s: Option<f64>,
    /// What keeps it from being judged.
    pub unless: Vec<Pattern>,
}

/// What is measured; each names one of the means in `judge::measure`.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// What.
    pub measure: Measure,
    /// More is a breach; unit by the measure.
    pub most: f64,
    /// What keeps it from being judged.
    pub unless: Vec<Pattern>,
    /// What announces or excuses it, where the measure knows of such.
    pub excused: Vec<Pattern>,
}

/// What can be measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Measure {
    /// Seconds from a citizen's question to the clerk's next word.
    AnswerS,
    /// Seconds of silence in an encounter that nobody announced.
    SilenceS,
    /// dB that a clerk's turn is above their own usual one in it.
    LoudDb,
    /// Syllables a second in a clerk's turn of at least eight.
    RateHz,
    /// Turns of clerk and citizen in a row that are both raised above their usual by 6 dB.
    QuarrelTurns,
    /// Citizens' turns that the clerk cut short by speaking over them.
    Interruptions,
    /// Whether what was received less what was due is what was returned, in yuan off.
    ChangeYuan,
    /// Bursts of a telephone's bell before it was taken.
    Rings,
}

/// The packs in force, one over the other.
#[derive(Debug, Clone, PartialEq)]
pub struct Rulebook {
    /// Their names, in the order in which they were laid over one another.
    pub names: Vec<String>,
    /// The rules, by id.
    pub rules: BTreeMap<String, Rule>,
    /// What groups, cues, phrases and sums are called in Chinese, by the words of a pattern
    /// after its side.
    pub called: BTreeMap<String, String>,
    /// Words that count as one thing, folded, by the cue's name.
    pub cues: BTreeMap<String, Vec<String>>,
    /// Words that make a turn a question, folded.
    pub questions: Vec<String>,
    /// Words that say what a sum is.
    pub money: MoneyWords,
    /// Where encounters end.
    pub bounds: Bounds,
    /// Of an encounter's turns the share that must have been understood to judge it.
    pub understood_least: f64,
    /// The rules that the courtesy score is made of, by id: an encounter asks for each that
    /// was judged in it, and gives it when it was kept, put right or a merit.
    pub courtesy: Vec<String>,
}

/// One file.
#[derive(Debug, Clone, PartialEq)]
pub struct Pack {
    /// Its name, as the settings say it.
    pub name: &'static str,
    /// Its text.
    pub text: &'static str,
}

/// The shipped packs; the first lies beneath all others.
pub const SHIPPED: [Pack; 4] = [
    Pack { name: "common", text: include_str!("../../../phrases/conduct/common.toml") },
    Pack { name: "government", text: include_str!("../../../phrases/conduct/government.toml") },
    Pack { name: "hospital", text: include_str!("../../../phrases/conduct/hospital.toml") },
    Pack { name: "bank", text: include_str!("../../../phrases/conduct/bank.toml") },
];
