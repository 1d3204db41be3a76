//! What the desk makes of a draft: taboo phrases, flagged while the person still talks.
//!
//! Thread `judge`. A draft may end in the middle of a word and begin in the middle of a
//! sentence, so only what stands clear of both ends is believed, and nothing else that
//! it says is told: its utterance will say it all.

use super::desk::{Desk, Gone};
use super::session::Session;
use super::sitting::{Kept, Sitting};
use super::stamps::Stamps;
use crate::judge::Said;
use crate::phrasebook::{List, short};
use crate::record::HeardUtterance;
use crate::segment::{Draft, Why};
use crate::spot::{Hit, Told};
use crate::transcribe::Transcript;
use crate::units::samples;
use std::sync::Arc;

/// Characters that must stand between a phrase and an end of the text where speech was
/// cut: the last character is guessed from half a sound, and the one after it may turn
/// the phrase into another.
const CLEAR_CHARS: usize = 2;
/// How long it takes to say as many, and to have the last of them whole.
const CLEAR_S: f64 = 0.5;

impl Desk {
    /// Hears a draft, unless its utterance was decoded first or nobody believes it.
    pub(super) fn take_draft(
        &self,
        session: &Arc<Session>,
        sitting: &mut Sitting,
        draft: &Draft,
        transcript: Transcript,
        stamps: Stamps,
    ) -> Result<(), Gone> {
        let Draft { channel, range, unsure, .. } = *draft;
        let role = session.role_of(channel, unsure);
        let Transcript { text, mean_logprob, doubt, .. } = &transcript;
        if sitting.is_decoded(channel, range.end) || doubt.is_some() || text.is_empty() {
            return Ok(());
        }
        let Told { mut hits, cues } = self.tell((channel, role), range, text, &transcript);
        hits.retain(|hit| may_flag(hit) && follows_enough(hit, text, draft));
        let found = hits.len();
        hits.retain(|hit| is_followed(hit, text, draft));
        if hits.len() < found {
            session.again.ask(channel, range.end + samples(CLEAR_S));
        }
        if hits.is_empty() {
            return Ok(());
        }
        let period = self.period(session, range.start);
        let alone = self.alone(&hits);
        let said = Said { range, channel, role, period, hits: hits.clone(), cues, alone };
        let judged = sitting.judge.hear_draft(said);
        let heard = HeardUtterance {
            start_s: range.start.seconds(),
            end_s: range.end.seconds(),
            channel,
            role,
            text: text.clone(),
            mean_logprob: *mean_logprob,
            hits,
            lists: short(self.version()).to_owned(),
        };
        let (times, is_draft, is_civil) = (transcript.times, true, false);
        sitting.keep(Kept { range, heard, times, stamps, is_draft, is_civil }, self.version());
        self.deliver(session, sitting, judged)
    }
}

/// Whether a phrase may be flagged before its utterance has ended: what is on probation
/// has time. The judge knows which waits for other words.
fn may_flag(hit: &Hit) -> bool {
    hit.list == List::Taboo && !hit.terms.shadow
}

/// Whether a phrase stands clear of the beginning, if the draft was cut there.
fn follows_enough(hit: &Hit, text: &str, draft: &Draft) -> bool {
    draft.whole || letters(text.get(..hit.text_start)) >= CLEAR_CHARS
}

/// Whether it stands clear of the end, if the draft was cut there.
fn is_followed(hit: &Hit, text: &str, draft: &Draft) -> bool {
    draft.why == Why::Pause || letters(text.get(hit.text_end..)) >= CLEAR_CHARS
}

fn letters(text: Option<&str>) -> usize {
    text.unwrap_or_default().chars().filter(|ch| ch.is_alphanumeric()).count()
}
