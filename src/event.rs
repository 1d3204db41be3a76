//! The public stream of events: what `--json` prints, one object a line.
//!
//! An interface, versioned by [`VERSION`]: fields may be added, never renamed or
//! removed without a new version. Plain data, used on every thread.

use crate::acoustic::Kind;
use crate::conduct::{Outcome, Verdict};
use crate::phrasebook::{List, Remedy, Severity, Status};
use crate::record::{Disposition, IncidentKind, IncidentState};
use crate::spot::How;
use crate::units::{Role, RoleBasis};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The version of the interface, printed in every summary.
pub const VERSION: u32 = 1;

/// Something that happened. Times in seconds count from the session's beginning.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// Somebody spoke and was decoded.
    Utterance(UtteranceEvent),
    /// A phrase of a list was heard.
    Hit(HitEvent),
    /// An incident was opened, grew or closed.
    Incident(IncidentEvent),
    /// Somebody was served, from their coming to their going.
    Encounter(EncounterEvent),
    /// What a rule of conduct came to in an encounter.
    Rule(RuleEvent),
    /// A counter is not set up as it should be, or is so again.
    Warning(WarningEvent),
    /// Something was heard that is no speech.
    Sound(SoundEvent),
    /// Lists came into force, or an edit of them was refused; live, or at real pace.
    Lists(ListsEvent),
    /// The run is over.
    Summary(SummaryEvent),
}

/// A decoded utterance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UtteranceEvent {
    /// The file, as given; replay only.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub source: Option<String>,
    /// The counter's name.
    pub counter: String,
    /// Counted from zero.
    pub channel: usize,
    /// Whose channel that is.
    pub role: Role,
    /// Where it begins.
    pub start_s: f64,
    /// Where it ends.
    pub end_s: f64,
    /// What was understood; empty when nothing was, or when it was not believed.
    pub text: String,
    /// Mean log-probability of its tokens.
    pub mean_logprob: f32,
    /// Level of its speech.
    pub level_dbfs: f32,
    /// Level of the counter when nobody speaks.
    pub ambient_dbfs: f32,
    /// Why the text was not believed: `unlikely`, `looping`, `hallucination`, or
    /// `failed` when the recogniser gave an error.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub doubt: Option<String>,
    /// The version of the lists it was judged by, 12 hexadecimal digits.
    #[serde(default)]
    pub lists: String,
    /// Whether the hall's own voice is in it, which counts for nothing; only when true.
    #[serde(skip_serializing_if = "is_false", default)]
    pub hall: bool,
    /// What lies between `end_s` and this event; absent where [`HitEvent::delay`] is.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub delay: Option<Delay>,
}

/// A phrase that was heard.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HitEvent {
    /// The file, as given; replay only.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub source: Option<String>,
    /// The counter's name.
    pub counter: String,
    /// Taboo or civil.
    pub list: List,
    /// The phrase's id.
    pub id: String,
    /// The phrase as its list prints it.
    pub phrase: String,
    /// Counted from zero.
    pub channel: usize,
    /// Whose channel that is.
    pub role: Role,
    /// What the role rests on.
    pub role_basis: RoleBasis,
    /// Where it begins.
    pub start_s: f64,
    /// Where it ends.
    pub end_s: f64,
    /// 0 to 1, 1 for exact.
    pub score: f32,
    /// What stood in the text.
    pub heard: String,
    /// How it was found.
    pub how: How,
    /// How grave it is, by the time of day and what put it right so far; taboo only.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub severity: Option<Severity>,
    /// What put it right in the same breath. What comes later changes the incident.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub remedy: Option<Remedy>,
    /// Whether it speaks for whoever said it, by the time of day; only when true.
    #[serde(skip_serializing_if = "is_false", default)]
    pub merit: bool,
    /// Whether its list is on probation: counted apart, never an incident; only when true.
    #[serde(skip_serializing_if = "is_false", default)]
    pub shadow: bool,
    /// What keeps it from counting in full: `speaker`, `speaker_unconfirmed`,
    /// `hearing_unconfirmed`, `outside_encounter`, `counter_unconfirmed`, `other_counter`,
    /// `hours` or `shadow`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub stopped_by: Option<String>,
    /// What lies between the end of the phrase and this event. Wall time is in it, so
    /// it is absent where a run must come out the same every time: `replay` at full pace.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub delay: Option<Delay>,
    /// Whether only a draft of its utterance was decoded: heard while the person still
    /// talks, and told once more if the utterance does not bear it out; only when true.
    #[serde(skip_serializing_if = "is_false", default)]
    pub early: bool,
    /// Whether it was told before: what it counts for has changed since; only when true.
    #[serde(skip_serializing_if = "is_false", default)]
    pub again: bool,
}

/// From the end of a phrase to its flag, or of an utterance to its text, in seconds; the
/// parts follow one another.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Delay {
    /// Sound that went by between that end and the moment its piece was handed to the
    /// recognisers, by the clock of the session.
    pub hangover_s: f64,
    /// Waiting for a recogniser, by the wall.
    pub queue_s: f64,
    /// Being decoded, by the wall.
    pub decode_s: f64,
    /// From text to event, by the wall: taking its turn, spotting, judging, and whatever
    /// the conditions of the phrase waited for.
    pub match_s: f64,
}

impl Delay {
    /// All of it.
    pub fn total_s(&self) -> f64 {
        self.hangover_s + self.queue_s + self.decode_s + self.match_s
    }
}

// By reference, as serde asks for it.
fn is_false(flag: &bool) -> bool {
    !*flag
}

fn is_taboo(kind: &IncidentKind) -> bool {
    *kind == IncidentKind::Taboo
}

/// An incident as of one revision.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IncidentEvent {
    /// The file, as given; replay only.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub source: Option<String>,
    /// The incident's id.
    pub id: String,
    /// Counts from 1.
    pub revision: u32,
    /// Open or closed.
    pub state: IncidentState,
    /// What made it; only when it was a complaint, whose phrase is empty.
    #[serde(skip_serializing_if = "is_taboo", default)]
    pub kind: IncidentKind,
    /// The counter's name.
    pub counter: String,
    /// Counted from zero.
    pub channel: usize,
    /// Whose channel that is.
    pub role: Role,
    /// Its gravest phrase as the list prints it.
    pub phrase: String,
    /// That phrase's id.
    pub phrase_id: String,
    /// The gravest severity, after what was put right.
    pub severity: Severity,
    /// What put its gravest phrase right, if anything did.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub remedy: Option<Remedy>,
    /// What people have made of it so far.
    pub disposition: Disposition,
    /// What keeps it from alarming: `speaker_unconfirmed`, `hearing_unconfirmed` or
    /// `outside_encounter` or `counter_unconfirmed`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub stopped_by: Option<String>,
    /// Whether one of its phrases was heard in a draft only, so far; only when true.
    #[serde(skip_serializing_if = "is_false", default)]
    pub early: bool,
    /// When it was said.
    pub at: Timestamp,
    /// Where its first phrase begins.
    pub start_s: f64,
    /// Where its last phrase ends.
    pub end_s: f64,
    /// The clip, relative to the store.
    pub clip: String,
}

/// An encounter that is over.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EncounterEvent {
    /// The file, as given; replay only.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub source: Option<String>,
    /// Its id.
    pub id: String,
    /// The counter's name.
    pub counter: String,
    /// Where it begins.
    pub start_s: f64,
    /// Where it ends.
    pub end_s: f64,
    /// What it comes to.
    pub verdict: Outcome,
}

/// What a rule came to. Rules that did not apply are not told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RuleEvent {
    /// The file, as given; replay only.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub source: Option<String>,
    /// The rule's id.
    pub rule: String,
    /// What it asks for, in few words.
    pub title: String,
    /// What it came to.
    pub verdict: Verdict,
    /// The id of the encounter.
    pub encounter: String,
    /// The counter's name.
    pub counter: String,
    /// Where.
    pub at_s: f64,
    /// Why.
    pub reasons: Vec<String>,
}

/// Something about how a counter is set up that people should look at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WarningEvent {
    /// The file, as given; replay only.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub source: Option<String>,
    /// The counter's name.
    pub counter: String,
    /// What it is about.
    pub warning: WarningKind,
    /// Whether it was told before and is so no longer; only when true.
    #[serde(skip_serializing_if = "is_false", default)]
    pub over: bool,
    /// When it was noticed.
    pub at_s: f64,
    /// The same for people.
    pub text: String,
}

/// What a warning is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WarningKind {
    /// The microphones of clerk and citizen seem to be swapped.
    ChannelsSwapped,
    /// The roles of a counter of this profile have not been tested: they are unknown.
    RolesUntested,
}

/// A sound that is no speech. Of those that last it is told when they are over, and of a
/// bell's burst that does not warble when it came again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SoundEvent {
    /// The file, as given; replay only.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub source: Option<String>,
    /// The counter's name.
    pub counter: String,
    /// The channel that heard it best, counted from zero.
    pub channel: usize,
    /// What it is.
    pub what: Kind,
    /// Where it begins.
    pub start_s: f64,
    /// Where it ends.
    pub end_s: f64,
    /// Its level over the channel's own when nothing happens, dB.
    pub above_db: f32,
}

/// The lists in force from now on. After an edit that was refused: those that stay.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ListsEvent {
    /// From when; every utterance that is told after this event is judged by them.
    pub at: Timestamp,
    /// Their version, 12 hexadecimal digits, as in [`UtteranceEvent::lists`].
    pub version: String,
    /// The same in full, as incidents keep it.
    pub sha256: String,
    /// Each pack, in the order of the settings.
    pub packs: Vec<PackEvent>,
    /// Phrases in force; those on trial do not count.
    pub phrases: usize,
    /// Whether this tells that an edit was refused.
    pub refused: bool,
    /// Why, one fault a line with `file:line:column`; empty unless refused.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub why: Vec<String>,
}

/// How one pack stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PackEvent {
    /// Its name.
    pub name: String,
    /// `approved`: a version of it is in force; `shadow`: one is on trial and none in
    /// force; `draft`: neither.
    pub status: Status,
    /// The version in force, 12 hexadecimal digits.
    pub version: Option<String>,
    /// Since when, for a pack with a history.
    pub since: Option<Date>,
    /// The version on trial.
    pub shadow: Option<String>,
}

/// The whole run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SummaryEvent {
    /// The version of this interface.
    pub version: u32,
    /// Seconds heard, of one channel.
    pub audio_s: f64,
    /// Seconds inside utterances, all channels added up.
    pub speech_s: f64,
    /// Utterances decoded.
    pub utterances: u64,
    /// Taboo and civil hits, without those of lists on probation.
    pub hits: u64,
    /// Hits of lists on probation.
    #[serde(default)]
    pub shadow_hits: u64,
    /// Incidents opened.
    pub incidents: u64,
    /// Seconds lost for any reason.
    pub gaps_s: f64,
    /// Wall time of the run over `audio_s`; 0 when nothing was heard.
    pub rtf: f64,
    /// Utterances whose text was not believed.
    pub doubted: u64,
    /// Utterances that the recogniser failed on.
    pub undecoded: u64,
    /// Samples that were NaN, infinite or absurdly loud, and were silenced.
    pub not_finite: u64,
    /// Seconds of digital zero: a muted microphone.
    pub muted_s: f64,
    /// Samples at full scale.
    pub clipped: u64,
    /// Times a driver reported an overrun.
    pub xruns: u64,
    /// Times a device was reopened.
    pub rebuilds: u64,
    /// Sounds like speech that were too short to be an utterance.
    pub too_short: u64,
    /// Drafts of utterances that were read before these had ended.
    #[serde(default)]
    pub drafts: u64,
    /// Drafts that nobody had time for, or that were outdated first; nothing was lost.
    #[serde(default)]
    pub drafts_skipped: u64,
    /// Hits of drafts that their utterances did not bear out.
    #[serde(default)]
    pub taken_back: u64,
}
