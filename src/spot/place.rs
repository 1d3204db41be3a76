//! From a place in a text to a stretch of a session.
//!
//! Pure. Whisper is run without timestamps, so the time of a phrase is estimated:
//! characters are spread evenly over the utterance.

use super::{Hit, Match, Spotter};
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

impl Spotter {
    /// The phrases that count in what was heard, in order of place.
    pub fn hits(&self, heard: &Heard<'_>) -> Vec<Hit> {
        self.find(heard.text).iter().map(|found| self.hit(heard, found)).collect()
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
