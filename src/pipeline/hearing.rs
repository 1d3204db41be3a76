//! An utterance read: told as it was understood, with the phrases in it found.
//!
//! Part of the desk; on its thread.

use super::desk::{Desk, Gone};
use super::session::Session;
use super::sitting::Sitting;
use super::stamps::Stamps;
use super::{Output, minimum};
use crate::calendar::Period;
use crate::event::{Event, UtteranceEvent};
use crate::judge::Said;
use crate::phrasebook::short;
use crate::pipeline::{Line, Mark};
use crate::record::HeardUtterance;
use crate::segment::Utterance;
use crate::spot::{CueHit, Evidence, Heard, Hit, Told};
use crate::transcribe::{LetterTime, TranscribeError, Transcript};
use crate::units::{Role, RoleBasis, SampleIndex, SampleRange};
use std::sync::atomic::Ordering::Relaxed;
use std::time::Instant;

/// What came of an utterance.
pub(super) enum Reading {
    /// There are words in it.
    Words(HeardWords),
    /// Nothing was understood.
    Nothing,
    /// The hall's own voice, a bell or a tune, and nobody else.
    Hall,
}

/// An utterance with words in it.
pub(super) struct HeardWords {
    pub(super) utterance: HeardUtterance,
    pub(super) times: Vec<LetterTime>,
    pub(super) cues: Vec<CueHit>,
}

impl Desk {
    /// Tells an utterance and finds the phrases in it.
    pub(super) fn read(
        &self,
        session: &Session,
        utterance: &Utterance,
        transcript: Result<Transcript, TranscribeError>,
        stamps: &Stamps,
        no_speech: bool,
    ) -> Result<Reading, Gone> {
        let (transcript, doubt) = match transcript {
            Ok(transcript) => {
                let doubt = transcript.doubt.map(|doubt| doubt.word());
                session.ledger.doubted.fetch_add(u64::from(doubt.is_some()), Relaxed);
                (transcript, doubt)
            }
            Err(error) => {
                session.ledger.undecoded.fetch_add(1, Relaxed);
                self.send(Output::Warning(format!("{}: {error}", session.counter)))?;
                (Transcript::default(), Some("failed"))
            }
        };
        let mut text = if doubt.is_some() { String::new() } else { transcript.text.clone() };
        let at = session.clock.at(utterance.range.start);
        let at_s = at.as_microsecond() as f64 / 1e6;
        let spoken = self.announcements.borrow_mut().without(&text, at_s);
        let role = session.role_of(utterance.channel, utterance.unsure);
        let lists = short(self.edition.version()).to_owned();
        let delay = self.config.delays.then(|| stamps.delay(utterance.range, Instant::now()));
        self.send(Output::Event(Event::Utterance(UtteranceEvent {
            source: session.source.clone(),
            counter: session.counter.clone(),
            channel: utterance.channel,
            role,
            start_s: utterance.range.start.seconds(),
            end_s: utterance.range.end.seconds(),
            text: text.clone(),
            mean_logprob: transcript.mean_logprob,
            level_dbfs: utterance.level.0,
            ambient_dbfs: utterance.ambient.0,
            doubt: doubt.map(str::to_owned),
            lists: lists.clone(),
            hall: spoken.is_some(),
            delay,
        })))?;
        if let Some(spoken) = spoken {
            text = spoken;
            if !text.chars().any(char::is_alphanumeric) {
                return Ok(Reading::Hall);
            }
        }
        if text.is_empty() {
            return Ok(if no_speech { Reading::Hall } else { Reading::Nothing });
        }
        let found = self.tell((utterance.channel, role), utterance.range, &text, &transcript);
        // A recogniser hears words in a bell; a phrase of the lists it does not.
        if no_speech && found.hits.is_empty() {
            return Ok(Reading::Hall);
        }
        if role != Role::Citizen {
            let at = session.clock.at(utterance.range.start);
            self.counting.add(|hourly| hourly.utterance(&session.counter, at));
        }
        let utterance = HeardUtterance {
            start_s: utterance.range.start.seconds(),
            end_s: utterance.range.end.seconds(),
            channel: utterance.channel,
            role,
            text,
            mean_logprob: transcript.mean_logprob,
            hits: found.hits,
            lists,
        };
        let times = transcript.times;
        Ok(Reading::Words(HeardWords { utterance, times, cues: found.cues }))
    }

    /// What the lists in force find in `text`, which is that of the transcript.
    pub(super) fn tell(
        &self,
        (channel, role): (usize, Role),
        range: SampleRange,
        text: &str,
        transcript: &Transcript,
    ) -> Told {
        let role_basis = RoleBasis::of(role);
        let heard = Heard { text, range, channel, role, role_basis };
        let evidence = Evidence { weighed: &transcript.weighed, times: &transcript.times };
        self.edition.tell_with(&heard, evidence)
    }

    /// What the judge hears of an utterance.
    pub(super) fn said(
        &self,
        session: &Session,
        utterance: &Utterance,
        heard: &HeardWords,
    ) -> Said {
        Said {
            range: utterance.range,
            channel: utterance.channel,
            role: heard.utterance.role,
            period: self.period(session, utterance.range.start),
            hits: heard.utterance.hits.clone(),
            cues: heard.cues.clone(),
            alone: self.alone(&heard.utterance.hits),
        }
    }

    /// The ids of those phrases that count even while nobody is served.
    pub(super) fn alone(&self, hits: &[Hit]) -> Vec<String> {
        let Some(packs) = &self.config.conduct else { return Vec::new() };
        let book = self.edition.spotter().book();
        let counts = |hit: &&Hit| {
            let group = book.phrase(&hit.id).map(|phrase| phrase.group.as_str());
            packs.counts_alone(group.unwrap_or_default(), &hit.id, hit.list)
        };
        hits.iter().filter(counts).map(|hit| hit.id.clone()).collect()
    }

    /// The hours of the counter at a moment of the session.
    pub(super) fn period(&self, session: &Session, at: SampleIndex) -> Option<Period> {
        let calendar = self.config.hours.get(&session.counter)?;
        Some(calendar.period(&session.clock.local(session.clock.at(at))))
    }

    /// Shows an utterance, with those of its phrases marked that stand so far.
    pub(super) fn show(
        &self,
        session: &Session,
        sitting: &Sitting,
        utterance: &Utterance,
        heard: &HeardWords,
    ) -> Result<(), Gone> {
        let words = &heard.utterance;
        let shown = HeardUtterance { hits: sitting.shown(&words.hits), ..words.clone() };
        let shown = minimum::alone(&shown);
        self.send(Output::Line(Line {
            counter: session.counter.clone(),
            channel: utterance.channel,
            role: heard.utterance.role,
            at: session.clock.at(utterance.range.start),
            marks: shown
                .hits
                .iter()
                .map(|hit| Mark { start: hit.text_start, end: hit.text_end, list: hit.list })
                .collect(),
            text: shown.text,
        }))
    }
}
