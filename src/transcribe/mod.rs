//! From an utterance's samples to text.
//!
//! Owns [`Transcript`] and the [`Transcriber`] trait; [`whisper`] is the real
//! one, [`plain`] its baseline, [`scripted`] stands in where what comes behind it is
//! tested. Runs on the threads `transcribe-<n>`, one transcriber each. Knows nothing of
//! phrases.

pub mod doubt;
pub mod plain;
pub mod scripted;
pub mod whisper;

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
