//! From an utterance's samples to text.
//!
//! Owns [`Transcript`] and the [`Transcriber`] trait; [`whisper`] is the real
//! one, [`plain`] its baseline, [`scripted`] stands in where what comes behind it is
//! tested. Runs on the threads `transcribe-<n>`, one transcriber each. Knows nothing of
//! phrases.

pub mod doubt;
mod han;
pub mod plain;
pub mod scripted;
mod times;
mod weigh;
pub mod whisper;

pub use times::{LetterTime, letter_times};

use crate::tr;
use std::path::PathBuf;
use whisper_rs::WhisperError;

/// What was understood of one utterance.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Transcript {
    /// The text, in simplified script, trimmed. Empty when nothing was understood.
    pub text: String,
    /// Mean natural-log probability of its tokens, 0 the surest; 0 for empty text.
    pub mean_logprob: f32,
    /// Why the text is not to be believed; such a text is counted, never spotted in.
    pub doubt: Option<Doubt>,
    /// When each of its letters was said, in order; empty when nobody knows.
    pub times: Vec<LetterTime>,
    /// Other words that were asked for in it, weighed by the sound; empty when nothing
    /// was asked.
    pub weighed: Vec<Weighed>,
}

/// Other words for a stretch of a text, weighed by a second listen to its sound.
#[derive(Debug, Clone, PartialEq)]
pub struct Weighed {
    /// First byte of the stretch, on a character boundary.
    pub start: usize,
    /// One past its last byte, on a character boundary.
    pub end: usize,
    /// The words that were asked for in its place.
    pub wording: String,
    /// How much less likely the text is with them, in natural-log units; negative when
    /// it is likelier, infinity when it is hardly possible.
    pub loss: f64,
}

/// Why a text is not to be believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Doubt {
    /// The tokens are less likely than speech ever gives.
    Unlikely,
    /// The recogniser went round in circles, at every context that was tried.
    Looping,
    /// A sentence that Whisper is known to invent.
    Hallucination,
}

impl Doubt {
    /// The word for it in `--json`.
    pub fn word(self) -> &'static str {
        match self {
            Doubt::Unlikely => "unlikely",
            Doubt::Looping => "looping",
            Doubt::Hallucination => "hallucination",
        }
    }
}

/// A speech recogniser. One belongs to one thread.
pub trait Transcriber: Send {
    /// Transcribes one utterance of 16 kHz samples, any length above zero.
    fn transcribe(&mut self, samples: &[f32]) -> Result<Transcript, TranscribeError>;

    /// The same of a stretch that will be heard once more, with what follows it: it may be
    /// quicker and less careful.
    fn skim(&mut self, samples: &[f32]) -> Result<Transcript, TranscribeError> {
        self.transcribe(samples)
    }

    /// A second listen to the sound that was transcribed last: how much less likely, in
    /// natural-log units, each of `others` is than `text` as all that was said in it;
    /// negative for what is likelier, infinity once it is more than it may be, NaN when
    /// `text` cannot be weighed. Both are to be written in one script. `None` from a recogniser that cannot tell. Only to
    /// be called after a [`Transcriber::transcribe`] or [`Transcriber::skim`] that gave a text.
    fn weigh(&mut self, text: &str, others: &[Other]) -> Result<Option<Vec<f64>>, TranscribeError> {
        let _ = (text, others);
        Ok(None)
    }

    /// Nothing more will be asked of the sound that was transcribed last, and the next may
    /// be long in coming: memory that few sounds need may go.
    fn rest(&mut self) {}
}

/// A text to be weighed against another.
#[derive(Debug, Clone, PartialEq)]
pub struct Other {
    /// All of it.
    pub text: String,
    /// A greater loss need not be known; natural-log units.
    pub most_loss: f64,
}

/// Why a recogniser cannot work.
#[derive(Debug, thiserror::Error)]
pub enum TranscribeError {
    /// The model file could not be loaded.
    #[error("{}", tr!(
        "模型 {} 读不进来({});请运行 liyu model verify",
        "cannot load the model {} ({}); run liyu model verify",
        path.display(), source
    ))]
    Load {
        /// The model file.
        path: PathBuf,
        /// What whisper.cpp says.
        source: WhisperError,
    },
    /// There is no memory for another recogniser.
    #[error("{}", tr!(
        "识别器启动失败({0});内存不足时请把 transcribe.workers 调小",
        "cannot start a recogniser ({0}); lower transcribe.workers if memory is short",
        _0
    ))]
    State(WhisperError),
    /// The recogniser gave an error on one utterance.
    #[error("{}", tr!("识别出错({0})", "the recogniser failed ({0})", _0))]
    Decode(WhisperError),
}
