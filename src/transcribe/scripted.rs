//! A recogniser that says what it was told, for tests of what stands behind it.
//!
//! Never used for a demo or a figure.

use super::{TranscribeError, Transcriber, Transcript};

/// Gives its texts one after the other, then empty ones.
pub struct Scripted {
    texts: std::collections::VecDeque<String>,
}

impl Scripted {
    /// The texts it will give, in order.
    pub fn new<T: Into<String>>(texts: impl IntoIterator<Item = T>) -> Self {
        Scripted { texts: texts.into_iter().map(Into::into).collect() }
    }
}

impl Transcriber for Scripted {
    fn transcribe(&mut self, _samples: &[f32]) -> Result<Transcript, TranscribeError> {
        let text = self.texts.pop_front().unwrap_or_default();
        Ok(Transcript { text, mean_logprob: -0.2, ..Transcript::default() })
    }
}
