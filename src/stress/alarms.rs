//! What a phrase finds in speech that does not hold it.
//!
//! Pure. A line counts against the phrase when the spotter accepts it there and the
//! mouth it comes from does not excuse it; hours, conditions and remedies are the
//! judge's and are not asked.

use crate::corpus::{Corpus, Line};
use crate::interval::upper_bound;
use crate::normalize::normalize;
use crate::phrasebook::{Phrase, Speaker};
use crate::spot::Spotter;
use crate::units::Role;
use serde::Serialize;

/// Syllables a second at a counter. Mandarin read aloud runs at 5.18, pauses left out
/// (Pellegrino, Coupé and Marsico, Language 87, 2011, table 1); people who serve and
/// look things up pause.
pub const SYLLABLES_A_SECOND: f64 = 4.5;

/// How many examples are kept of each corpus.
const EXAMPLES: usize = 10;

/// What was found in one corpus.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Alarms {
    /// The corpus.
    pub corpus: String,
    /// Whether it was heard; else it was read.
    pub heard: bool,
    /// How many sentences were tried.
    pub sentences: usize,
    /// How many hold the phrase by their labels and were left out.
    pub left_out: usize,
    /// How long it is, in hours of speech: measured, else at [`SYLLABLES_A_SECOND`].
    pub hours: f64,
    /// How many false alarms there were.
    pub false_alarms: usize,
    /// False alarms in 1,000 sentences.
    pub per_1000: f64,
    /// The same at most, with 95 % confidence.
    pub per_1000_at_most: f64,
    /// False alarms in an hour of speech.
    pub per_hour: f64,
    /// The same at most, with 95 % confidence.
    pub per_hour_at_most: f64,
    /// The first of them.
    pub examples: Vec<Example>,
}

/// A false alarm.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Example {
    /// The line of the corpus, counted from 1; 0 when it has none.
    pub line: usize,
    /// The sentence.
    pub text: String,
    /// What in it was taken for the phrase.
    pub heard: String,
    /// How alike it was, 1 for the very characters.
    pub score: f32,
}

/// Counts what the phrase `index` of `spotter` finds in `corpus`. `bare` is the same
/// without guards; it tells which labels mean the phrase.
pub(super) fn count(spotter: &Spotter, bare: &Spotter, index: usize, corpus: &Corpus) -> Alarms {
    let phrase = &spotter.book().phrases()[index];
    let (mut sentences, mut left_out, mut false_alarms) = (0, 0, 0);
    let (mut seconds, mut examples) = (0.0, Vec::new());
    for line in corpus.lines.iter().filter(|line| !line.text.is_empty()) {
        if is_positive(bare, index, line) {
            left_out += 1;
            continue;
        }
        sentences += 1;
        let syllables = normalize(&line.text).len() as f64;
        seconds += line.seconds.unwrap_or(syllables / SYLLABLES_A_SECOND);
        if !may_count(phrase, line.role) {
            continue;
        }
        for found in spotter.find(&line.text).into_iter().filter(|found| found.phrase == index) {
            false_alarms += 1;
            if examples.len() < EXAMPLES {
                examples.push(Example {
                    line: line.number,
                    text: line.text.clone(),
                    heard: line.text.get(found.start..found.end).unwrap_or_default().to_owned(),
                    score: found.score.0,
                });
            }
        }
    }
    let hours = seconds / 3600.0;
    let (seen, most) = (false_alarms as f64, upper_bound(false_alarms));
    let per = |events: f64, whole: f64| if whole > 0.0 { events / whole } else { 0.0 };
    let thousands = sentences as f64 / 1000.0;
    Alarms {
        corpus: corpus.name.clone(),
        heard: corpus.lines.iter().any(|line| line.seconds.is_some()),
        sentences,
        left_out,
        hours,
        false_alarms,
        per_1000: per(seen, thousands),
        per_1000_at_most: per(most, thousands),
        per_hour: per(seen, hours),
        per_hour_at_most: per(most, hours),
        examples,
    }
}

/// Whether the line holds the phrase by its labels, or some taboo phrase that it does
/// not name. `bare` has no guards.
pub fn is_positive(bare: &Spotter, index: usize, line: &Line) -> bool {
    let phrase = &bare.book().phrases()[index];
    let named = |label: &String| {
        *label == phrase.id || bare.examine(label).iter().any(|found| found.phrase == index)
    };
    line.labels.iter().any(named) || (line.taboo && line.labels.is_empty())
}

/// Whether the phrase counts from that mouth; who is not named is taken for a clerk.
fn may_count(phrase: &Phrase, role: Option<Role>) -> bool {
    match (role.unwrap_or(Role::Clerk), phrase.speaker) {
        (Role::Clerk, Speaker::Clerk | Speaker::Any)
        | (Role::Unknown, Speaker::Any)
        | (Role::Citizen, Speaker::Citizen) => true,
        (Role::Clerk | Role::Citizen | Role::Room | Role::Unknown, _) => false,
    }
}
