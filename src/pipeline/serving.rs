//! What was heard, handed on to where encounters are found, and what was over told.
//!
//! Part of the desk; on its thread.

use super::Output;
use super::archive::Post;
use super::conducting::{Met, Spoken};
use super::desk::{Desk, Gone, Sounds};
use super::hearing::HeardWords;
use super::meeting::Meeting;
use super::session::Session;
use super::sitting::Sitting;
use crate::event::{Event, SoundEvent};
use crate::segment::Utterance;
use crate::units::SampleRange;
use std::sync::Arc;

impl Desk {
    /// Hands an utterance on to where encounters are found.
    pub(super) fn conduct(
        &self,
        session: &Session,
        sitting: &mut Sitting,
        utterance: &Utterance,
        heard: Option<&HeardWords>,
    ) -> Result<(), Gone> {
        let Some(mut conducting) = sitting.conducting.take() else { return Ok(()) };
        if utterance.unsure && conducting.is_echo(utterance.range) {
            sitting.conducting = Some(conducting);
            return Ok(());
        }
        let words = heard.map(|heard| &heard.utterance);
        let hits = words.map(|words| sitting.shown(&words.hits)).unwrap_or_default();
        let spoken = Spoken {
            times_s: (utterance.range.start.seconds(), utterance.range.end.seconds()),
            role: session.role_of(utterance.channel, utterance.unsure),
            text: words.map_or("", |words| words.text.as_str()),
            above_db: utterance.level.0 - utterance.ambient.0,
            hits: &hits,
        };
        let warned = conducting.hear(session, &spoken, self.edition.spotter().book());
        sitting.conducting = Some(conducting);
        warned.map_or(Ok(()), |warning| self.send(Output::Event(warning)))
    }

    /// Tells sounds that are no speech, and hands them on to where encounters are found.
    pub(super) fn sound(
        &self,
        session: &Session,
        sitting: &mut Sitting,
        sounds: Sounds,
    ) -> Result<(), Gone> {
        sitting.sound_pending = sounds.pending;
        sitting.no_speech.extend(sounds.no_speech);
        for sound in sounds.heard {
            if let Some(conducting) = &mut sitting.conducting {
                conducting.sound(&sound);
            }
            self.send(Output::Event(Event::Sound(SoundEvent {
                source: session.source.clone(),
                counter: session.counter.clone(),
                channel: sound.channel,
                what: sound.kind,
                start_s: sound.range.start.seconds(),
                end_s: sound.range.end.seconds(),
                above_db: sound.above_db,
            })))?;
        }
        Ok(())
    }

    /// Tells encounters that are over, counts them and hands them to the archive.
    pub(super) fn part(
        &self,
        session: &Arc<Session>,
        sitting: &Sitting,
        met: Vec<Met>,
    ) -> Result<(), Gone> {
        for met in met {
            if let Some(conducting) = &sitting.conducting {
                let comes_to = conducting.figures(&met);
                self.counting.add(|hourly| hourly.encounter(&session.counter, met.at, &comes_to));
            }
            let mut events = met.events(session).into_iter();
            events.try_for_each(|event| self.send(Output::Event(event)))?;
            let praise = self.merit(session, sitting, &met);
            let session = Arc::clone(session);
            self.post(Post::Encounter(Box::new(Meeting { session, met, praise })))?;
        }
        Ok(())
    }

    /// Counts speech, whether it was understood or not.
    pub(super) fn count_speech(&self, session: &Session, range: SampleRange, understood: bool) {
        let at = session.clock.at(range.start);
        self.counting.add(|hourly| hourly.speech(&session.counter, at, range.len(), understood));
    }
}
