//! A mis-hearing and what is to become of it.
//!
//! Pure data.

use super::Seen;
use crate::phrasebook::Phrase;
use crate::tr;
use serde::Serialize;

/// Whether a mis-hearing may be listed, and why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "verdict", content = "because", rename_all = "snake_case")]
pub enum Verdict {
    /// It may be listed.
    Safe,
    /// The phrase is found without it, by its sound or by what is listed already.
    Found,
    /// It was missed too seldom.
    Rare,
    /// One voice at one speed alone gave it.
    OneVoice,
    /// A pause lies inside it.
    Torn,
    /// Too little is left of the phrase, or it is not written in Chinese characters.
    Short,
    /// It hardly sounds like the phrase: another voice would be heard otherwise.
    Far,
    /// It is a word, or stands in a guard: the message of `lint`.
    Word(String),
    /// It stands in harmless speech or in a phrase of the other list: the message of `lint`.
    Speech(String),
    /// Harmless words sound the same: those words.
    Sounds(String),
    /// It would hit in negative speech: the line.
    Negative(String),
}

/// A mis-hearing.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Alias {
    /// The phrase that was said.
    pub id: String,
    /// As its list prints it.
    pub phrase: String,
    /// What was heard for it, folded.
    pub alias: String,
    /// A sentence it was heard in.
    pub within: String,
    /// How often it was heard.
    pub times: usize,
    /// How often of these the lists did not find the phrase.
    pub missed: usize,
    /// The voices and speeds that were missed.
    pub voices: Vec<String>,
    /// Mean distance of a syllable from what was said, 0 the same sounds to 1.
    pub distance: f32,
    /// What is to become of it.
    #[serde(flatten)]
    pub verdict: Verdict,
}

impl Alias {
    pub(super) fn new(phrase: &Phrase, letters: &str, seen: &Seen, verdict: Verdict) -> Alias {
        Alias {
            id: phrase.id.clone(),
            phrase: phrase.text.clone(),
            alias: letters.to_owned(),
            within: seen.within.clone(),
            times: seen.times,
            missed: seen.missed,
            voices: seen.voices.iter().cloned().collect(),
            distance: seen.distance,
            verdict,
        }
    }
}

impl Verdict {
    /// The verdict in words.
    pub fn told(&self) -> String {
        match self {
            Verdict::Safe => tr!("可以收作别名", "safe to list"),
            Verdict::Found => tr!("已能找到,不必收", "found without it"),
            Verdict::Rare => tr!("太少见", "too seldom"),
            Verdict::OneVoice => tr!("只有一个声音这样", "one voice alone"),
            Verdict::Torn => tr!("中间有停顿", "a pause lies inside"),
            Verdict::Short => tr!("剩的字太少,或不是汉字", "too little is left, or no characters"),
            Verdict::Far => tr!("与原话的音差得太远", "hardly sounds like the phrase"),
            Verdict::Word(message) | Verdict::Speech(message) => tr!("不收:{}", "no: {}", message),
            Verdict::Sounds(words) => {
                tr!("不收:与平常话“{}”同音", "no: harmless \"{}\" sounds the same", words)
            }
            Verdict::Negative(line) => {
                tr!("不收:反例“{}”会误报", "no: it would hit \"{}\"", line)
            }
        }
    }
}
