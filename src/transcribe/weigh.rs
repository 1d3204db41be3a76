//! How likely other words are for a sound that has been encoded.
//!
//! Works on the state of a [`Whisper`](super::whisper::Whisper), on its thread. Each
//! text is fed to the decoder token by token, as if the decoder had chosen it, and the
//! log-softmax of its tokens is added up (forced scoring). Texts that begin alike share
//! what the decoder remembers of that beginning. Knows nothing of phrases.

use whisper_rs::{WhisperError, WhisperState, WhisperTokenId};

/// More tokens than any utterance gives; the decoder holds 448.
const LONGEST: usize = 220;

/// Weighs texts by one sound.
pub(super) struct Scale<'a> {
    /// The sound is encoded in it.
    state: &'a mut WhisperState,
    /// What frames every text: the tokens before it and the one that ends it.
    prompt: &'a [WhisperTokenId],
    eot: WhisperTokenId,
    /// What the decoder remembers.
    fed: Vec<WhisperTokenId>,
    /// For each token of the text weighed last its log-probability, and 0 for the prompt.
    gains: Vec<f64>,
}

impl Scale<'_> {
    pub fn new<'a>(
        state: &'a mut WhisperState,
        prompt: &'a [WhisperTokenId],
        eot: WhisperTokenId,
    ) -> Scale<'a> {
        Scale { state, prompt, eot, fed: Vec::new(), gains: Vec::new() }
    }

    /// How much less likely each of `others` is than `text`; infinity once it is more
    /// than the number beside it, NaN when `text` cannot be weighed. All are tokens without their frame.
    pub fn losses(
        &mut self,
        text: &[WhisperTokenId],
        others: &[(Vec<WhisperTokenId>, f64)],
    ) -> Result<Vec<f64>, WhisperError> {
        let own = self.weigh(text, f64::NEG_INFINITY)?;
        if !own.is_finite() {
            return Ok(vec![f64::NAN; others.len()]);
        }
        let mut losses = Vec::with_capacity(others.len());
        for (other, most_loss) in others {
            let loss = own - self.weigh(other, own - most_loss)?;
            losses.push(if loss > *most_loss { f64::INFINITY } else { loss });
        }
        Ok(losses)
    }

    /// The log-probability of `text`; negative infinity when it is less than `least`,
    /// or the text too long to be weighed.
    fn weigh(&mut self, text: &[WhisperTokenId], least: f64) -> Result<f64, WhisperError> {
        if text.len() > LONGEST {
            return Ok(f64::NEG_INFINITY);
        }
        let end = std::iter::once(&self.eot);
        let wanted: Vec<WhisperTokenId> =
            self.prompt.iter().chain(text).chain(end).copied().collect();
        let same = self.fed.iter().zip(&wanted).take_while(|(a, b)| a == b).count();
        // The logits behind the last common token are gone: it is fed again.
        let mut at = same.saturating_sub(1);
        self.fed.truncate(at);
        self.gains.truncate(at + 1);
        self.gains.resize(at + 1, 0.0);
        let mut weight: f64 = self.gains.iter().sum();
        // The end of a text is scored and never fed.
        while at + 1 < wanted.len() {
            self.state.decode(&wanted[at..=at], at, 1)?;
            self.fed.push(wanted[at]);
            at += 1;
            let scored = at >= self.prompt.len();
            let gain = if scored { log_softmax(self.state.get_logits()?, wanted[at]) } else { 0.0 };
            self.gains.push(gain);
            weight += gain;
            // More tokens make it no likelier.
            if weight < least {
                return Ok(f64::NEG_INFINITY);
            }
        }
        Ok(weight)
    }
}

/// The natural-log probability of `token` among `logits`.
pub(super) fn log_softmax(logits: &[f32], token: WhisperTokenId) -> f64 {
    let wanted = usize::try_from(token).ok().and_then(|token| logits.get(token));
    let Some(wanted) = wanted else { return f64::NEG_INFINITY };
    let most = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let sum: f32 = logits.iter().map(|logit| (logit - most).exp()).sum();
    f64::from(wanted - most) - f64::from(sum).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_probabilities_of_all_tokens_add_up_to_one() {
        let logits = [0.5, -3.0, 20.0, 19.5, f32::NEG_INFINITY];
        let all: f64 = (0..5).map(|token| log_softmax(&logits, token).exp()).sum();
        assert!((all - 1.0).abs() < 1e-6, "{all}");
        assert_eq!(log_softmax(&logits, 4), f64::NEG_INFINITY);
        assert_eq!(log_softmax(&logits, 5), f64::NEG_INFINITY);
        assert_eq!(log_softmax(&logits, -1), f64::NEG_INFINITY);
    }
}
