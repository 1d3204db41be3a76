//! From a place in a text to a stretch of a session.
//!
//! Pure. Whisper is run without timestamps, so the time of a phrase is estimated:
//! characters are spread evenly over the utterance.

use super::{Cue, Hit, Match, Spotter, Surety};
use crate::units::{Role, RoleBasis, SampleIndex, SampleRange};
use std::sync::Arc;

/// Whose words a text is, and when they were said.
#[derive(Debug, Clone, Copy)]
pub struct Heard<'a> {
    /// The text as the recogniser wrote it.
    pub text: &'a str,
    /// The samples it was made from.
    pub range: SampleRange,
    /// The channel, counted from zero.
    pub channel: usize,
    /// Whose channel that is.
    pub role: Role,
    /// What the role rests on.
    pub role_basis: RoleBasis,
}

/// Something that a condition waits for, at its place in a session.
#[derive(Debug, Clone, PartialEq)]
pub struct CueHit {
    /// The id of the phrase with the condition.
    pub id: String,
    /// The condition: its place in the phrase's [`Terms::context`](crate::phrasebook::Terms::context).
    pub condition: usize,
    /// The channel it was heard on, counted from zero.
    pub channel: usize,
    /// Whose channel that is.
    pub role: Role,
    /// Where in the session, estimated from its place in the text.
    pub range: SampleRange,
}

/// What an utterance tells: phrases that count, and what conditions wait for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Told {
    /// The phrases that count, in order of place.
    pub hits: Vec<Hit>,
    /// What conditions wait for, in order of place.
    pub cues: Vec<CueHit>,
}

impl Spotter {
    /// The phrases that count in what was heard, in order of place.
    pub fn hits(&self, heard: &Heard<'_>) -> Vec<Hit> {
        self.tell(heard).hits
    }

    /// What conditions wait for in what was heard, in order of place.
    pub fn cues(&self, heard: &Heard<'_>) -> Vec<CueHit> {
        self.tell(heard).cues
    }

    /// Both at once, for the price of one.
    pub fn tell(&self, heard: &Heard<'_>) -> Told {
        let hearing = self.hear(heard.text);
        let counts = hearing.matches.iter().filter(|found| found.stopped_by.is_none());
        Told {
            hits: counts.map(|found| self.hit(heard, found)).collect(),
            cues: hearing.cues.iter().map(|cue| self.cue_hit(heard, cue)).collect(),
        }
    }

    /// A cue of `heard.text` at its place in the session.
    pub fn cue_hit(&self, heard: &Heard<'_>, cue: &Cue) -> CueHit {
        let phrase = self.book.phrases().get(cue.phrase);
        CueHit {
            id: phrase.map(|phrase| phrase.id.clone()).unwrap_or_default(),
            condition: cue.condition,
            channel: heard.channel,
            role: heard.role,
            range: estimate(heard, cue.start, cue.end),
        }
    }

    /// A match of `heard.text` as a hit in the session.
    pub fn hit(&self, heard: &Heard<'_>, found: &Match) -> Hit {
        let phrase = self.phrase(found);
        Hit {
            list: phrase.list,
            id: phrase.id.clone(),
            phrase: phrase.text.clone(),
            channel: heard.channel,
            role: heard.role,
            role_basis: heard.role_basis,
            speaker: phrase.speaker,
            severity: phrase.severity,
            range: estimate(heard, found.start, found.end),
            score: found.score,
            heard: heard.text.get(found.start..found.end).unwrap_or_default().to_owned(),
            text_start: found.start,
            text_end: found.end,
            how: found.how,
            surety: Surety::Sure,
            remedy: None,
            merit: false,
            terms: Arc::clone(&phrase.terms),
        }
    }
}

/// The samples of the bytes `start..end` if every letter took equally long.
fn estimate(heard: &Heard<'_>, start: usize, end: usize) -> SampleRange {
    let letters = |text: &str| text.chars().filter(|ch| ch.is_alphanumeric()).count() as u64;
    let all = letters(heard.text).max(1);
    let sample = |byte: usize| {
        let before = letters(heard.text.get(..byte).unwrap_or_default());
        SampleIndex(heard.range.start.0 + heard.range.len() * before.min(all) / all)
    };
    SampleRange::new(sample(start), sample(end))
}
