//! whisper.cpp as it comes: the baseline that [`Whisper`](super::whisper::Whisper) is
//! measured against. Nothing that listens uses it.
//!
//! Full context, and whisper.cpp's own parameters: greedy, best of five when it falls
//! back to a higher temperature, up to four threads. Only the language is set, and the
//! prints are off. On the caller's thread and those that whisper.cpp starts.

use super::{TranscribeError, Transcriber, Transcript};
use crate::normalize::simplified;
use whisper_rs::{FullParams, SamplingStrategy, WhisperState};

/// whisper.cpp's default for greedy sampling (`whisper_full_default_params`).
const BEST_OF: i32 = 5;

/// A recogniser with default settings; see [`Model::plain`](super::whisper::Model::plain).
pub struct Plain {
    state: WhisperState,
    parameters: FullParams<'static, 'static>,
}

impl Plain {
    pub(super) fn new(state: WhisperState) -> Plain {
        let mut p = FullParams::new(SamplingStrategy::Greedy { best_of: BEST_OF });
        p.set_language(Some("zh"));
        p.set_print_special(false);
        p.set_print_progress(false);
        p.set_print_realtime(false);
        p.set_print_timestamps(false);
        Plain { state, parameters: p }
    }
}

impl Transcriber for Plain {
    /// The text alone: nothing is doubted, and no probability is worked out.
    fn transcribe(&mut self, samples: &[f32]) -> Result<Transcript, TranscribeError> {
        self.state.full(self.parameters.clone(), samples).map_err(TranscribeError::Decode)?;
        let mut bytes = Vec::new();
        for segment in self.state.as_iter() {
            bytes.extend_from_slice(segment.to_bytes().map_err(TranscribeError::Decode)?);
        }
        let text = simplified(&String::from_utf8_lossy(&bytes));
        Ok(Transcript { text: text.trim().to_owned(), ..Transcript::default() })
    }
}
