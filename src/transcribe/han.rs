//! Decoding without Latin letters, of a sound that has been encoded.
//!
//! Where base hears Chinese badly it may take it for another language and spell that
//! (`i-bun-bubun-lado` for 爱办不办,不办拉倒). Such letters match nothing, while the
//! characters that it would have written next match by sound. Works on the state of a
//! [`Whisper`](super::whisper::Whisper), on its thread; greedy, token by token.

use super::weigh::log_softmax;
use whisper_rs::{WhisperContext, WhisperError, WhisperState, WhisperTokenId};

/// The tokens that a text without Latin letters may hold, by their number.
#[derive(Debug)]
pub(super) struct Alphabet(Vec<bool>);

impl Alphabet {
    /// All tokens of text but those with a Latin letter in them.
    pub fn of(context: &WhisperContext) -> Alphabet {
        let is_free = |token| {
            let bytes = context.token_to_bytes(token);
            bytes.is_ok_and(|bytes| !bytes.iter().any(u8::is_ascii_alphabetic))
        };
        Alphabet((0..context.token_eot()).map(is_free).collect())
    }

    /// Leaves `eot` and what it may hold among `logits`, and takes out all else.
    fn mask(&self, logits: &mut [f32], eot: WhisperTokenId) {
        for (token, logit) in logits.iter_mut().enumerate() {
            let is_end = WhisperTokenId::try_from(token) == Ok(eot);
            if !is_end && !self.0.get(token).copied().unwrap_or(false) {
                *logit = f32::NEG_INFINITY;
            }
        }
    }
}

/// The likeliest next tokens one after the other, at most `most`, after `prompt`; and the
/// mean of their natural-log probabilities among what was allowed, 0 for no token.
pub(super) fn decode(
    state: &mut WhisperState,
    prompt: &[WhisperTokenId],
    eot: WhisperTokenId,
    alphabet: &Alphabet,
    most: usize,
) -> Result<(Vec<WhisperTokenId>, f32), WhisperError> {
    let (mut tokens, mut sum) = (Vec::new(), 0.0);
    // One at a time: of several, whisper-rs shows the logits of the first.
    for (past, token) in prompt.iter().enumerate() {
        state.decode(&[*token], past, 1)?;
    }
    loop {
        let mut logits = state.get_logits()?.to_vec();
        alphabet.mask(&mut logits, eot);
        let best = logits.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
        let token = best.map_or(eot, |(token, _)| token as WhisperTokenId);
        if token == eot || tokens.len() == most {
            break;
        }
        sum += log_softmax(&logits, token);
        state.decode(&[token], prompt.len() + tokens.len(), 1)?;
        tokens.push(token);
    }
    let mean = if tokens.is_empty() { 0.0 } else { sum / tokens.len() as f64 };
    Ok((tokens, mean as f32))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_allowed_and_the_end_are_left() {
        let alphabet = Alphabet(vec![true, false, true]);
        let mut logits = [1.0, 9.0, 2.0, 0.5, 7.0];
        alphabet.mask(&mut logits, 3);
        let out = f32::NEG_INFINITY;
        assert_eq!(logits, [1.0, out, 2.0, 0.5, out]);
    }
}
