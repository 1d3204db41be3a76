//! What a change of the lists changes: hits won, lost and turned, on lines of text and
//! on kept incidents.
//!
//! Owns [`Report`]. Pure; runs on the main thread. Both lists judge as `phrases try`
//! does; nothing that was kept is touched.

mod incidents;
mod label;
mod own;
mod pair;
mod show;

pub use incidents::{Incidents, Kept, Rejudged, rejudge};
pub use label::Measure;
pub use own::own_lines;
pub use pair::{Change, Found, changes};
pub use show::show;

use crate::corpus::{Corpus, Line};
use crate::judge;
use crate::normalize::Accents;
use crate::phrasebook::{Phrasebook, short};
use crate::spot::Spotter;
use crate::trial::{self, Conversation};
use crate::units::Role;
use label::Labels;
use serde::Serialize;
use std::sync::Arc;

/// What comes out; as JSON, the object of `liyu phrases diff --json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// The version of the old lists, 12 hexadecimal digits.
    pub old: String,
    /// The same of the new ones.
    pub new: String,
    /// How many lines were tried.
    pub lines: usize,
    /// The changes on them.
    #[serde(flatten)]
    pub changes: Changes,
    /// What all comes to.
    pub totals: Totals,
    /// The same for kept incidents, where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incidents: Option<Incidents>,
}

/// Changes by what became of the hits, each in the order of lines and places.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Changes {
    /// They count now; there was nothing in their place.
    pub won: Vec<Row>,
    /// They counted; there is nothing in their place now.
    pub lost: Vec<Row>,
    /// Other than they were.
    pub turned: Vec<Turned>,
}

impl Changes {
    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.won.is_empty() && self.lost.is_empty() && self.turned.is_empty()
    }

    fn add(&mut self, context: &Context, changes: Vec<Change>) {
        for change in changes {
            let context = context.clone();
            match change {
                Change::Won(hit) => self.won.push(Row { context, hit }),
                Change::Lost(hit) => self.lost.push(Row { context, hit }),
                Change::Turned { was, now } => self.turned.push(Turned { context, was, now }),
            }
        }
    }
}

/// Where something was said, and what.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Context {
    /// Of a corpus or an incident.
    #[serde(flatten)]
    pub place: Place,
    /// Who said it.
    pub role: Role,
    /// The whole line.
    pub text: String,
}

/// Where something was said.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Place {
    /// In a corpus.
    Line {
        /// Its name.
        corpus: String,
        /// Counted from 1; 0 when it has none.
        line: usize,
    },
    /// In an incident.
    Utterance {
        /// Seconds from the session's beginning.
        start_s: f64,
        /// The version of the lists it was judged by, 12 hexadecimal digits; empty in
        /// evidence from before this was kept.
        lists: String,
    },
}

/// A hit that is only in one of the lists.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// Where.
    #[serde(flatten)]
    pub context: Context,
    /// The hit.
    #[serde(flatten)]
    pub hit: Found,
}

/// A hit that is not what it was.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Turned {
    /// Where.
    #[serde(flatten)]
    pub context: Context,
    /// By the old lists.
    pub was: Found,
    /// By the new lists.
    pub now: Found,
}

/// Sums over all lines.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Totals {
    /// Hits won.
    pub won: usize,
    /// Hits lost.
    pub lost: usize,
    /// Hits turned.
    pub turned: usize,
    /// Those among them that count only now.
    pub count_now: usize,
    /// Those among them that count no more.
    pub count_no_more: usize,
    /// Lines for which somebody wrote down what is in them.
    pub labelled: usize,
    /// The old lists on all lines.
    pub old: Measure,
    /// The new lists on all lines.
    pub new: Measure,
}

/// How lines are judged.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// When hits belong together.
    pub judge: judge::Config,
    /// Of those who speak.
    pub accents: Accents,
}

/// One of the two lists, ready to judge.
struct Side<'a> {
    settings: &'a Settings,
    spotter: Spotter,
    labels: Labels,
    measure: Measure,
}

impl<'a> Side<'a> {
    fn new(book: &Arc<Phrasebook>, settings: &'a Settings) -> Side<'a> {
        Side {
            settings,
            spotter: Spotter::with_accents(Arc::clone(book), &settings.accents),
            labels: Labels::new(book, &settings.accents),
            measure: Measure::default(),
        }
    }

    /// What is found in lines that follow each other before one judge.
    fn find(&mut self, lines: &[Line]) -> Vec<Vec<Found>> {
        // Nobody knows when the lines are said: hours change nothing.
        let config = self.settings.judge.clone();
        let mut conversation = Conversation::new(&self.spotter, config, None);
        let mut tried = Vec::new();
        for line in lines {
            let role = role(line);
            tried.extend(conversation.say(&trial::Line { text: line.text.clone(), role }));
        }
        tried.extend(conversation.end());
        let mut all = Vec::new();
        for (line, tried) in lines.iter().zip(tried) {
            let mut found: Vec<Found> = tried.hits.into_iter().map(Found::of).collect();
            self.labels.mark(line, &mut found);
            self.measure.add(self.labels.count(line, &found));
            all.push(found);
        }
        all
    }
}

/// Who is not named is taken for a clerk.
fn role(line: &Line) -> Role {
    line.role.unwrap_or(Role::Clerk)
}

/// Judges all lines by both lists. Lines without text are left out; those that share
/// the number of their row follow each other in one conversation.
pub fn compare(
    old: &Arc<Phrasebook>,
    new: &Arc<Phrasebook>,
    corpora: &[Corpus],
    settings: &Settings,
) -> Report {
    let (mut before, mut after) = (Side::new(old, settings), Side::new(new, settings));
    let (mut changed, mut lines, mut labelled) = (Changes::default(), 0, 0);
    for corpus in corpora {
        let spoken: Vec<Line> =
            corpus.lines.iter().filter(|line| !line.text.is_empty()).cloned().collect();
        for talk in spoken.chunk_by(|a, b| a.number == b.number && a.number > 0) {
            lines += talk.len();
            labelled += talk.iter().filter(|line| line.labelled).count();
            let found = before.find(talk).into_iter().zip(after.find(talk));
            for (line, (was, now)) in talk.iter().zip(found) {
                let place = Place::Line { corpus: corpus.name.clone(), line: line.number };
                let context = Context { place, role: role(line), text: line.text.clone() };
                changed.add(&context, changes(was, now));
            }
        }
    }
    let turned = |accepted| {
        let turned = changed.turned.iter();
        turned.filter(|turned| (turned.was.accepted, turned.now.accepted) == accepted).count()
    };
    let totals = Totals {
        won: changed.won.len(),
        lost: changed.lost.len(),
        turned: changed.turned.len(),
        count_now: turned((false, true)),
        count_no_more: turned((true, false)),
        labelled,
        old: before.measure.finished(),
        new: after.measure.finished(),
    };
    Report {
        old: short(old.version()).to_owned(),
        new: short(new.version()).to_owned(),
        lines,
        changes: changed,
        totals,
        incidents: None,
    }
}
