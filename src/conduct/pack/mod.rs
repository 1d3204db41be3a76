//! Rule packs: what is required, forbidden or measured, as data.
//!
//! A pack is one TOML file of `phrases/conduct`; `docs/rules.md` says what each key means.
//! They are laid over one another: a later pack replaces the rules of an earlier one by id,
//! so that a hospital's pack says only where hospitals differ.

mod pattern;
mod read;

pub use pattern::Pattern;

use super::cue::Cue;
use super::encounter::Scene;
use super::hall::Bounds;
use super::moment::{Moment, Side, What};
use super::money::MoneyWords;
use super::swap::SideWords;
use crate::calendar::Period;
use crate::phrasebook::List;
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
    /// When it is judged.
    pub times: Times,
    /// What in the words of the first who speak keeps it from being judged: somebody is back
    /// with the same matter, or asks the way.
    pub unless_first: Vec<Pattern>,
    /// Rules that must be kept for it to be told.
    pub needs: Vec<String>,
    /// Where it applies; everywhere when absent.
    pub scene: Option<Scene>,
    /// How it is judged.
    pub body: Body,
}

/// When a rule is judged, by the counter's hours. Of nothing: whenever.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Times {
    /// What it is about happens then.
    pub during: Vec<Hours>,
    /// The encounter begins then.
    pub starts: Vec<Hours>,
    /// The encounter ends then.
    pub ends: Vec<Hours>,
}

/// What the hours of a counter can say, `None` where they are not known.
pub type Hours = Option<Period>;

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
    /// In place of `when_any`: what only may be the occasion. Then it can be kept, and what
    /// is missing says nothing.
    pub perhaps: Vec<Pattern>,
    /// In its place: from the encounter's end backwards.
    pub at_end: bool,
    /// One of these, or any.
    pub any: Vec<Pattern>,
    /// Each of these.
    pub all: Vec<Pattern>,
    /// Or, in place of `any` and `all`, one of these: a shorter form that passes.
    pub or: Vec<Pattern>,
    /// What was said so many seconds before the occasion counts too.
    pub lead_s: f64,
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
    /// What turns an answer into none, or an excuse into none, when it is in the same turn …
    pub void: Vec<Pattern>,
    /// … unless one of these is in it too.
    pub void_unless: Vec<Pattern>,
    /// One of these must be heard, if there are any, or more than `most` is not judged: what
    /// is measured says too little by itself.
    pub proof: Vec<Pattern>,
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
    /// Turns of clerk and citizen in a row that are both raised above their usual ones.
    QuarrelTurns,
    /// Citizens' turns that the clerk cut short by speaking over them.
    Interruptions,
    /// Whether what was received less what was due is what was returned, of each payment,
    /// in yuan off.
    ChangeYuan,
    /// Bursts of a telephone's bell before it was taken, or stopped.
    Rings,
    /// Bursts of a telephone's bell that nobody took.
    MissedRings,
    /// Seconds that a call lasted.
    CallS,
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
    /// Words that count as one thing, by the cue's name.
    pub cues: BTreeMap<String, Cue>,
    /// Words that make a turn a question, folded.
    pub questions: Vec<String>,
    /// Words that say what a sum is.
    pub money: MoneyWords,
    /// Where encounters end.
    pub bounds: Bounds,
    /// Words that only one side says.
    pub sides: SideWords,
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

impl Rulebook {
    /// Whether a phrase counts even while nobody is served: one that must not be said into a
    /// telephone.
    pub fn counts_alone(&self, group: &str, id: &str, list: List) -> bool {
        let (group, id) = (group.to_owned(), id.to_owned());
        let what = What::Phrase { id, group, list };
        let said = Moment { start_s: 0.0, end_s: 0.0, side: Side::Clerk, what };
        self.bounds.telephone.alone.iter().any(|pattern| pattern.fits(&said))
    }
}
