//! The second listen: where a text leaves a taboo phrase open, the recogniser is asked
//! again, about that phrase.
//!
//! Runs on the threads `transcribe-<n>`, around the recogniser of each, while the sound
//! is still encoded: a question costs one pass of the decoder over the text. Asks by the
//! lists in force and decides nothing; what was weighed travels with the transcript.

use super::lists::InUse;
use crate::spot::Question;
use crate::transcribe::{Other, TranscribeError, Transcriber, Transcript, Weighed};

/// A text whose tokens are likelier than this, the mean natural-log probability, was
/// heard well: what was too far off to be found in it was not said.
const SURE_LOGPROB: f32 = -0.2;

/// A recogniser that listens twice.
pub struct SecondListen {
    recogniser: Box<dyn Transcriber>,
    lists: InUse,
}

impl SecondListen {
    /// Lets `recogniser` listen again for what `lists` leave open.
    pub fn new(recogniser: Box<dyn Transcriber>, lists: InUse) -> SecondListen {
        SecondListen { recogniser, lists }
    }
}

impl Transcriber for SecondListen {
    fn transcribe(&mut self, samples: &[f32]) -> Result<Transcript, TranscribeError> {
        let transcript = self.recogniser.transcribe(samples)?;
        self.again(transcript)
    }

    fn skim(&mut self, samples: &[f32]) -> Result<Transcript, TranscribeError> {
        let transcript = self.recogniser.skim(samples)?;
        self.again(transcript)
    }

    fn weigh(&mut self, text: &str, others: &[Other]) -> Result<Option<Vec<f64>>, TranscribeError> {
        self.recogniser.weigh(text, others)
    }

    fn rest(&mut self) {
        self.recogniser.rest();
    }
}

impl SecondListen {
    /// Weighs what the lists leave open in the text that was understood last.
    fn again(&mut self, mut transcript: Transcript) -> Result<Transcript, TranscribeError> {
        if transcript.doubt.is_some() || transcript.text.is_empty() {
            return Ok(transcript);
        }
        let edition = self.lists.edition();
        let mut questions = edition.spotter().questions(&transcript.text);
        if transcript.mean_logprob > SURE_LOGPROB {
            questions.retain(|question| question.found.is_some());
        }
        let (questions, others): (Vec<_>, Vec<_>) = questions
            .into_iter()
            .filter_map(|question| {
                let text = question.answered(&transcript.text)?;
                let other = Other { text, most_loss: question.most_loss() };
                Some((question, other))
            })
            .unzip();
        if others.is_empty() {
            return Ok(transcript);
        }
        let Some(losses) = self.recogniser.weigh(&transcript.text, &others)? else {
            return Ok(transcript);
        };
        // Of a text that cannot be weighed itself nothing is known, and of a near miss
        // that was given up nothing need be.
        let known = questions.into_iter().zip(losses).filter(|(question, loss)| {
            loss.is_finite() || (*loss == f64::INFINITY && question.found.is_some())
        });
        transcript.weighed = known
            .map(|(question, loss)| {
                let Question { start, end, wording, .. } = question;
                Weighed { start, end, wording, loss }
            })
            .collect();
        Ok(transcript)
    }
}

#[cfg(test)]
#[path = "second_tests.rs"]
mod tests;
