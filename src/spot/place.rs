//! From a place in a text to a stretch of a session.
//!
//! Pure. The recogniser tells when each letter was said; where it does not, the time
//! of a phrase is estimated: characters are spread evenly over the utterance.

use super::{Cue, Hit, Match, Spotter, Surety};
use crate::transcribe::{LetterTime, Weighed};
use crate::units::{Role, RoleBasis, SampleIndex, SampleRange, samples};
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

/// What a recogniser knows of an utterance beyond its text.
#[derive(Debug, Clone, Copy, Default)]
pub struct Evidence<'a> {
    /// Other words for stretches of the text, weighed by the sound.
    pub weighed: &'a [Weighed],
    /// When each letter of the text was said; empty when that is not known.
    pub times: &'a [LetterTime],
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
        self.tell_with(heard, Evidence::default())
    }

    /// As [`Spotter::tell`], with what the recogniser knows beyond the text: hits that a
    /// second listen does not bear out are unsure, near misses that it does are hits,
    /// and times are those of the sound. What it says nothing about is as it was, and
    /// what it says of words that these lists do not have changes nothing.
    pub fn tell_with(&self, heard: &Heard<'_>, evidence: Evidence<'_>) -> Told {
        let hearing = self.hear_with(heard.text, evidence.weighed);
        let doubted = self.doubted(heard.text, &hearing.matches, evidence.weighed);
        let place = Places { heard, times: evidence.times };
        let counts = hearing.matches.iter().zip(doubted);
        let hits =
            counts.filter(|(found, _)| found.stopped_by.is_none()).map(|(found, doubted)| {
                let surety = if doubted { Surety::Unsure } else { Surety::Sure };
                Hit { range: place.range(found.start, found.end), surety, ..self.hit(heard, found) }
            });
        let cues = hearing.cues.iter().map(|cue| CueHit {
            range: place.range(cue.start, cue.end),
            ..self.cue_hit(heard, cue)
        });
        Told { hits: hits.collect(), cues: cues.collect() }
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

/// Where the words of a text were said.
struct Places<'a> {
    heard: &'a Heard<'a>,
    times: &'a [LetterTime],
}

impl Places<'_> {
    /// The samples of the bytes `start..end`, within those of the utterance.
    fn range(&self, start: usize, end: usize) -> SampleRange {
        let mut letters = self.times.iter().filter(|time| start <= time.at && time.at < end);
        let Some(first) = letters.next() else { return estimate(self.heard, start, end) };
        let last = letters.next_back().unwrap_or(first);
        let whole = self.heard.range;
        let sample = |at_s: f32| {
            SampleIndex(whole.start.0 + samples(f64::from(at_s.max(0.0))).min(whole.len()))
        };
        let from = sample(first.start_s);
        SampleRange::new(from, sample(last.end_s).max(from))
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
