//! The real recogniser: whisper.cpp through whisper-rs, on the CPU, one state a thread.
//!
//! One [`Model`] is shared by all threads; each `transcribe-<n>` thread owns a
//! [`Whisper`] made from it. Decoding is greedy and single-pass; the encoder
//! sees only as much context as the utterance is long; a text that loops, that is not to
//! be believed or that is spelt in Latin letters is decoded again with more. No prompt is
//! given: phrases in the prompt come back as text on noise.

use super::doubt::{is_foreign, is_hallucination, is_looping};
use super::han::{self, Alphabet};
use super::plain::Plain;
use super::times::letter_times;
use super::weigh::Scale;
use super::{Doubt, Other, TranscribeError, Transcriber, Transcript};
use crate::normalize::simplified;
use crate::units::SAMPLE_RATE;
use std::path::Path;
use std::sync::Arc;
use whisper_rs::{
    FullParams, SamplingStrategy, WhisperContext, WhisperContextParameters, WhisperState,
    WhisperTokenId,
};

/// Encoder positions a second of sound (a 10 ms hop, halved by the convolutions).
const POSITIONS_A_SECOND: f64 = 50.0;
/// Encoder positions of the 30 s window that Whisper was trained on.
const FULL_CONTEXT: i32 = 1500;
/// More than the longest utterance needs by the shipped settings (1006), and the most that
/// is used unless a text loops.
const WIDE_CONTEXT: i32 = 1024;
/// What a draft and most utterances need: 5 s. A state's buffers stay as large as they ever
/// were: 70 MB for this, 117 MB for 15 s, 189 MB for the full window. One that was stretched
/// further goes as soon as its utterance is told; another for the next takes some 30 ms.
const LEAN_CONTEXT: i32 = 512;
/// whisper.cpp gives no text for less than a tenth of a second, and little sense below one.
const SHORTEST_SAMPLES: usize = SAMPLE_RATE as usize;
/// An output cap that no speaker reaches: about two tokens a Chinese character
/// at the fastest rate, plus the tokens that frame a text.
const TOKENS_A_SECOND: f64 = 14.0;
const TOKENS_AT_LEAST: i32 = 12;
const LANGUAGE: &str = "zh";

/// How to decode.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// Encoder positions beyond the utterance's own; 50 a second. Less than about
    /// 200 makes the decoder loop on real speech.
    pub context_margin: i32,
    /// Fewest encoder positions ever used.
    pub context_least: i32,
    /// Mean log-probability of the tokens below which a sound is decoded once more, with
    /// twice the positions.
    pub retry_logprob: f32,
    /// Mean log-probability of the tokens below which a text is not believed.
    pub least_logprob: f32,
    /// Whether it may be asked to weigh other words; what a text leaves open stays so
    /// otherwise.
    pub listens_again: bool,
}

impl Config {
    /// whisper.cpp's own way: the whole window that the model was trained on, and every
    /// text believed. What others are measured by.
    pub fn full_context() -> Config {
        Config {
            context_margin: 0,
            context_least: FULL_CONTEXT,
            retry_logprob: f32::NEG_INFINITY,
            least_logprob: f32::NEG_INFINITY,
            listens_again: false,
        }
    }
}

/// A loaded model file, shared by all recognisers.
pub struct Model {
    context: Arc<WhisperContext>,
    alphabet: Arc<Alphabet>,
}

impl Model {
    /// Loads a ggml file. The file should have been verified: whisper.cpp trusts it.
    pub fn load(path: &Path) -> Result<Model, TranscribeError> {
        // Without a logging backend the hooks swallow whisper.cpp's chatter.
        whisper_rs::install_logging_hooks();
        let mut parameters = WhisperContextParameters::default();
        // Flash attention is slower on a CPU and wrong with a cut context.
        parameters.use_gpu(false).flash_attn(false);
        let context = WhisperContext::new_with_params(path, parameters)
            .map_err(|source| TranscribeError::Load { path: path.to_owned(), source })?;
        let alphabet = Arc::new(Alphabet::of(&context));
        Ok(Model { context: Arc::new(context), alphabet })
    }

    /// A recogniser with buffers of its own, for one thread.
    pub fn recogniser(&self, config: &Config) -> Result<Whisper, TranscribeError> {
        let state = self.context.create_state().map_err(TranscribeError::State)?;
        let context = &self.context;
        let language = whisper_rs::get_lang_id(LANGUAGE).unwrap_or_default();
        Ok(Whisper {
            state: Some(state),
            context: Arc::clone(context),
            prompt: vec![
                context.token_sot(),
                context.token_lang(language),
                context.token_transcribe(),
                context.token_not(),
            ],
            first_special: self.context.token_eot(),
            parameters: parameters(),
            config: config.clone(),
            alphabet: Arc::clone(&self.alphabet),
            widest: 0,
            padded: Vec::new(),
        })
    }
}

impl Model {
    /// A recogniser as whisper.cpp is used without further thought: what to measure
    /// [`Whisper`] against.
    pub fn plain(&self) -> Result<Plain, TranscribeError> {
        Ok(Plain::new(self.context.create_state().map_err(TranscribeError::State)?))
    }
}

/// whisper-rs leaks the language string at each `set_language`: built once, cloned after.
fn parameters() -> FullParams<'static, 'static> {
    let mut p = FullParams::new(SamplingStrategy::Greedy { best_of: 1 });
    p.set_n_threads(1);
    p.set_language(Some(LANGUAGE));
    p.set_translate(false);
    p.set_no_context(true);
    p.set_no_timestamps(true);
    p.set_single_segment(true);
    p.set_suppress_blank(true);
    p.set_suppress_nst(true);
    p.set_temperature(0.0);
    p.set_temperature_inc(0.0);
    p.set_print_special(false);
    p.set_print_progress(false);
    p.set_print_realtime(false);
    p.set_print_timestamps(false);
    p
}

/// One recogniser; see [`Model::recogniser`].
pub struct Whisper {
    /// Absent between one that was stretched too far and the next.
    state: Option<WhisperState>,
    context: Arc<WhisperContext>,
    /// The tokens before every text: Chinese, transcribed, without times.
    prompt: Vec<WhisperTokenId>,
    first_special: i32,
    parameters: FullParams<'static, 'static>,
    config: Config,
    alphabet: Arc<Alphabet>,
    /// The most encoder positions that the state has been used with.
    widest: i32,
    padded: Vec<f32>,
}

impl Transcriber for Whisper {
    fn transcribe(&mut self, samples: &[f32]) -> Result<Transcript, TranscribeError> {
        self.listen(samples, true)
    }

    fn skim(&mut self, samples: &[f32]) -> Result<Transcript, TranscribeError> {
        self.listen(samples, false)
    }

    fn weigh(&mut self, text: &str, others: &[Other]) -> Result<Option<Vec<f64>>, TranscribeError> {
        if !self.config.listens_again {
            return Ok(None);
        }
        let tokens = |text: &str| {
            // A token holds a byte at least. With less room than it needs whisper-rs
            // takes the count of what is missing for a length.
            self.context.tokenize(text, text.len() + 1).map_err(TranscribeError::Decode)
        };
        let own = tokens(text)?;
        let others = others
            .iter()
            .map(|other| Ok((tokens(&other.text)?, other.most_loss)))
            .collect::<Result<Vec<_>, TranscribeError>>()?;
        let state = opened(&mut self.state, &self.context)?;
        let mut scale = Scale::new(state, &self.prompt, self.first_special);
        scale.losses(&own, &others).map(Some).map_err(TranscribeError::Decode)
    }

    /// Lets go of a state that was stretched by more context than most utterances need.
    fn rest(&mut self) {
        if self.widest > LEAN_CONTEXT && self.config.context_least <= LEAN_CONTEXT {
            self.state = None;
            self.widest = 0;
        }
    }
}

impl Whisper {
    /// Decodes; where `again`, once more with more context what loops, is not to be believed
    /// or is spelt in Latin letters. What will be heard again anyway has half the margin: it
    /// may loop now and then, and costs a quarter less.
    fn listen(&mut self, samples: &[f32], again: bool) -> Result<Transcript, TranscribeError> {
        let seconds = samples.len() as f64 / f64::from(SAMPLE_RATE);
        let margin =
            if again { self.config.context_margin } else { self.config.context_margin / 2 };
        let tight = (seconds * POSITIONS_A_SECOND) as i32 + margin;
        let tight = tight.clamp(self.config.context_least, FULL_CONTEXT);
        let twice = (2 * tight).min(WIDE_CONTEXT.max(tight));
        let mut contexts = vec![tight, twice, FULL_CONTEXT];
        contexts.dedup();
        if !again {
            contexts.truncate(1);
        }

        let mut likeliest: Option<Transcript> = None;
        for (attempt, context) in contexts.into_iter().enumerate() {
            let heard = self.decode(samples, context, seconds)?;
            if is_looping(&heard.text, seconds) {
                continue;
            }
            let is_well =
                heard.mean_logprob >= self.config.retry_logprob && !is_foreign(&heard.text);
            let has_latin = heard.text.contains(|c: char| c.is_ascii_alphabetic());
            likeliest = Some(likelier(likeliest, heard));
            if is_well {
                break;
            }
            if attempt > 0 {
                if has_latin {
                    let in_han = self.without_latin(seconds)?;
                    if !is_looping(&in_han.text, seconds) {
                        likeliest = Some(likelier(likeliest, in_han));
                    }
                }
                break;
            }
        }
        let Some(mut transcript) = likeliest else {
            return Ok(Transcript { doubt: Some(Doubt::Looping), ..Transcript::default() });
        };
        transcript.times = letter_times(&transcript.text, samples);
        transcript.doubt = if is_hallucination(&transcript.text) {
            Some(Doubt::Hallucination)
        } else if transcript.mean_logprob < self.config.least_logprob {
            Some(Doubt::Unlikely)
        } else {
            None
        };
        Ok(transcript)
    }

    /// What was encoded last, decoded again without Latin letters.
    fn without_latin(&mut self, seconds: f64) -> Result<Transcript, TranscribeError> {
        let most = tokens_most(seconds);
        let (tokens, mean_logprob) = han::decode(
            opened(&mut self.state, &self.context)?,
            &self.prompt,
            self.first_special,
            &self.alphabet,
            usize::try_from(most).unwrap_or(0),
        )
        .map_err(TranscribeError::Decode)?;
        let mut bytes = Vec::new();
        for token in tokens {
            let of_token = self.context.token_to_bytes(token);
            bytes.extend_from_slice(of_token.map_err(TranscribeError::Decode)?);
        }
        Ok(Transcript { text: written(&bytes), mean_logprob, ..Transcript::default() })
    }

    fn decode(
        &mut self,
        samples: &[f32],
        context: i32,
        seconds: f64,
    ) -> Result<Transcript, TranscribeError> {
        let samples = if samples.len() < SHORTEST_SAMPLES {
            self.padded.clear();
            self.padded.extend_from_slice(samples);
            self.padded.resize(SHORTEST_SAMPLES, 0.0);
            &self.padded
        } else {
            samples
        };
        let mut parameters = self.parameters.clone();
        parameters.set_audio_ctx(context);
        parameters.set_max_tokens(tokens_most(seconds));
        self.widest = self.widest.max(context);
        let state = opened(&mut self.state, &self.context)?;
        state.full(parameters, samples).map_err(TranscribeError::Decode)?;

        // A character may be split over tokens: join bytes first, read them after.
        let mut bytes = Vec::new();
        let mut logprob_sum = 0.0;
        let mut tokens = 0u32;
        for segment in state.as_iter() {
            for n in 0..segment.n_tokens() {
                let Some(token) = segment.get_token(n) else { continue };
                if token.token_id() >= self.first_special {
                    continue;
                }
                bytes.extend_from_slice(token.to_bytes().map_err(TranscribeError::Decode)?);
                logprob_sum += token.token_data().plog;
                tokens += 1;
            }
        }
        Ok(Transcript {
            text: written(&bytes),
            mean_logprob: if tokens == 0 { 0.0 } else { logprob_sum / tokens as f32 },
            ..Transcript::default()
        })
    }
}

/// The state in `slot`, made anew when there is none.
fn opened<'a>(
    slot: &'a mut Option<WhisperState>,
    context: &WhisperContext,
) -> Result<&'a mut WhisperState, TranscribeError> {
    let state = match slot.take() {
        Some(state) => state,
        None => context.create_state().map_err(TranscribeError::State)?,
    };
    Ok(slot.insert(state))
}

fn is_likelier(this: &Transcript, other: &Transcript) -> bool {
    !this.text.is_empty() && (other.text.is_empty() || this.mean_logprob > other.mean_logprob)
}

/// The better reading of a sound: the likelier one. No text is none.
fn likelier(known: Option<Transcript>, heard: Transcript) -> Transcript {
    match known {
        Some(known) if !is_likelier(&heard, &known) => known,
        _ => heard,
    }
}

fn tokens_most(seconds: f64) -> i32 {
    (seconds * TOKENS_A_SECOND) as i32 + TOKENS_AT_LEAST
}

/// Without a prompt the model writes both scripts, at times in one sentence.
fn written(bytes: &[u8]) -> String {
    simplified(&String::from_utf8_lossy(bytes)).replace('\u{fffd}', "").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_is_never_the_better_reading_of_one() {
        let said = |text: &str, mean_logprob| Transcript {
            text: text.to_owned(),
            mean_logprob,
            ..Transcript::default()
        };
        let (good, bad, none) = (said("好", -0.5), said("号", -0.9), said("", 0.0));
        assert_eq!(likelier(Some(bad.clone()), good.clone()), good);
        assert_eq!(likelier(Some(good.clone()), bad.clone()), good);
        assert_eq!(likelier(Some(bad.clone()), none.clone()), bad);
        assert_eq!(likelier(Some(none), bad.clone()), bad);
        assert_eq!(likelier(None, bad.clone()), bad);
    }
}
