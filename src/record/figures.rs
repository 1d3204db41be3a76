//! What a day or a week comes to, by hour, counter and phrase.
//!
//! Pure data; the store counts it. No free speech.

use crate::phrasebook::List;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The stretch that figures cover.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Span {
    /// Today so far, from midnight local time.
    #[default]
    Day,
    /// The last seven days with today.
    Week,
}

/// What a stretch of time comes to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// The stretch.
    pub span: Span,
    /// Its beginning.
    pub from: Timestamp,
    /// Its end: about now.
    pub until: Timestamp,
    /// All counters together.
    pub total: Counts,
    /// By hour of a day, by day of a week, oldest first; those without anything too.
    pub by_time: Vec<(Timestamp, Counts)>,
    /// By counter, in order of name.
    pub by_counter: Vec<(String, Counts)>,
    /// By phrase, the most frequent first, taboo before civil; those too on which people
    /// decided at another time.
    pub by_phrase: Vec<PhraseFigures>,
}

/// What was heard in an hour of a counter, or in several together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct HourCounts {
    /// Seconds heard, of one channel of each counter.
    pub heard_s: f64,
    /// Seconds lost for any reason.
    pub lost_s: f64,
    /// Seconds of digital zero.
    pub muted_s: f64,
    /// Utterances decoded and believed, but for those of citizens.
    pub utterances: u64,
    /// Those of them with at least one civil phrase that counts.
    pub civil: u64,
    /// Seconds of speech, all channels added up.
    pub speech_s: f64,
    /// Of `speech_s`: the words were understood and believed.
    pub understood_s: f64,
    /// Of `heard_s`: in encounters that were judged.
    pub judged_s: f64,
    /// Encounters in which a citizen was heard, or may have been.
    pub encounters: u64,
    /// Of `encounters`: some rule was judged.
    pub judged: u64,
    /// Times that a rule of the packs' `[courtesy]` was judged, once an encounter and rule.
    pub courtesy_asked: u64,
    /// Of `courtesy_asked`: it was kept, put right, or more was done.
    pub courtesy_kept: u64,
}

impl HourCounts {
    /// Adds `more` to it.
    pub fn add(&mut self, more: &HourCounts) {
        self.heard_s += more.heard_s;
        self.lost_s += more.lost_s;
        self.muted_s += more.muted_s;
        self.utterances += more.utterances;
        self.civil += more.civil;
        self.speech_s += more.speech_s;
        self.understood_s += more.understood_s;
        self.judged_s += more.judged_s;
        self.encounters += more.encounters;
        self.judged += more.judged;
        self.courtesy_asked += more.courtesy_asked;
        self.courtesy_kept += more.courtesy_kept;
    }

    /// Of the courtesies that encounters ask for, those that were heard, in a hundred;
    /// absent when nothing could be judged. `judged` is the size of the sample.
    pub fn score_percent(&self) -> Option<f64> {
        (self.courtesy_asked > 0)
            .then(|| 100.0 * self.courtesy_kept as f64 / self.courtesy_asked as f64)
    }

    /// Civil utterances in a hundred; absent when there was none to count.
    pub fn courtesy_percent(&self) -> Option<f64> {
        (self.utterances > 0).then(|| 100.0 * self.civil as f64 / self.utterances as f64)
    }
}

/// What is to be added to an hour of a counter, all at once.
#[derive(Debug, Clone, PartialEq)]
pub struct HourTally {
    /// Any moment of the hour.
    pub hour: Timestamp,
    /// The counter's name.
    pub counter: String,
    /// How much was heard.
    pub counts: HourCounts,
    /// How often each phrase was.
    pub phrases: Vec<PhraseTally>,
}

/// How often a phrase was heard in an hour, or a part of it that is to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhraseTally {
    /// Taboo or civil.
    pub list: List,
    /// Its id.
    pub id: String,
    /// As its list prints it.
    pub phrase: String,
    /// Times it counted.
    pub n: u64,
}

/// What was heard and what came of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Counts {
    /// What was heard.
    #[serde(flatten)]
    pub heard: HourCounts,
    /// Incidents that alarm or did: neither uncertain nor complaints.
    pub incidents: u64,
    /// Of `incidents`: nobody has decided.
    pub open: u64,
    /// Of `incidents`: confirmed, remedied or upheld.
    pub confirmed: u64,
    /// Of `incidents`: dismissed or overturned.
    pub dismissed: u64,
    /// Incidents that never alarm: the speaker or the words are in doubt.
    pub uncertain: u64,
}

impl Counts {
    /// Adds `more` to it.
    pub fn add(&mut self, more: &Counts) {
        self.heard.add(&more.heard);
        self.incidents += more.incidents;
        self.open += more.open;
        self.confirmed += more.confirmed;
        self.dismissed += more.dismissed;
        self.uncertain += more.uncertain;
    }
}

/// How often a phrase was heard.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PhraseFigures {
    /// Taboo or civil.
    pub list: List,
    /// Its id.
    pub id: String,
    /// As its list prints it.
    pub phrase: String,
    /// Times it counted: incidents named after it, or civil hits.
    pub n: u64,
    /// Of taboo: people found that it was said.
    pub confirmed: u64,
    /// Of taboo: people found that it was not, or does not count.
    pub dismissed: u64,
    /// Of taboo: as `confirmed`, of all that was ever decided and is still kept.
    #[serde(default)]
    pub ever_confirmed: u64,
    /// Of taboo: as `dismissed`, likewise. With `ever_confirmed` it gives the phrase's
    /// precision.
    #[serde(default)]
    pub ever_dismissed: u64,
}
