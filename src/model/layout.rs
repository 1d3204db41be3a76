//! The shape of a Whisper model: hyper-parameters, and the name, order and
//! shape of every tensor.
//!
//! Pure; any thread. Names and order are those of the OpenAI checkpoint
//! (`whisper/model.py`), which whisper.cpp reads; it must not know file formats.

use super::error::Flaw;
use crate::tr;

/// Text tokens of the multilingual vocabulary end this far below its size: the
/// rest are special tokens (51,865 = 50,257 + 1,608), and model files leave
/// those out.
const SPECIAL_TOKENS: u32 = 1_608;

/// The smallest multilingual vocabulary; below it the model knows only English.
const MULTILINGUAL_TOKENS: u32 = 51_865;

/// The numbers that fix a model's architecture, in the order of a ggml header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HyperParameters {
    /// All tokens, special ones included.
    pub vocabulary: u32,
    /// Encoder positions for 30 s of sound.
    pub audio_context: u32,
    /// Encoder width.
    pub audio_state: u32,
    /// Encoder attention heads.
    pub audio_heads: u32,
    /// Encoder blocks.
    pub audio_layers: u32,
    /// Decoder positions.
    pub text_context: u32,
    /// Decoder width.
    pub text_state: u32,
    /// Decoder attention heads.
    pub text_heads: u32,
    /// Decoder blocks.
    pub text_layers: u32,
    /// Mel bands.
    pub mel_bands: u32,
}

impl HyperParameters {
    /// The tokens that a model file spells out.
    pub fn text_tokens(&self) -> usize {
        self.vocabulary.saturating_sub(SPECIAL_TOKENS) as usize
    }

    /// `tiny`, `base`, `small` …, told by the number of encoder blocks as
    /// whisper.cpp does; `None` for an architecture that was never published.
    pub fn size_name(&self) -> Option<&'static str> {
        match self.audio_layers {
            4 => Some("tiny"),
            6 => Some("base"),
            12 => Some("small"),
            24 => Some("medium"),
            32 => Some("large"),
            _ => None,
        }
    }

    /// Whether the vocabulary can spell Chinese as the multilingual models do.
    pub fn is_multilingual(&self) -> bool {
        self.vocabulary >= MULTILINGUAL_TOKENS
    }

    /// Refuses numbers that no Whisper model has, so that nothing downstream
    /// allocates by a damaged header. Bounds are four times the largest model.
    pub fn check(&self) -> Result<(), Flaw> {
        let bounds = [
            (self.vocabulary, SPECIAL_TOKENS + 1, 210_000),
            (self.audio_context, 1, 6_000),
            (self.audio_state, 1, 5_120),
            (self.audio_heads, 1, 80),
            (self.audio_layers, 1, 128),
            (self.text_context, 1, 1_792),
            (self.text_state, 1, 5_120),
            (self.text_heads, 1, 80),
            (self.text_layers, 1, 128),
            (self.mel_bands, 1, 512),
        ];
        let fine = bounds.iter().all(|(value, low, high)| (low..=high).contains(&value))
            && self.audio_state == self.text_state;
        if fine {
            Ok(())
        } else {
            Err(Flaw::Wrong(tr!("超参数不像 Whisper 模型", "hyper-parameters of no Whisper model")))
        }
    }
}

/// How a tensor is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A matrix: f16, or quantised.
    Matrix,
    /// A convolution kernel: f16 also in quantised files.
    Kernel,
    /// Biases, norms, positions: always f32.
    Plain,
}

/// One tensor that a model must have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TensorSpec {
    /// The checkpoint's name.
    pub name: String,
    /// Outermost first, as the checkpoint has them (row-major).
    pub dims: Vec<usize>,
    /// How it is stored.
    pub role: Role,
}

impl TensorSpec {
    /// How many weights it holds.
    pub fn weights(&self) -> usize {
        self.dims.iter().product()
    }
}

/// Every tensor of a model, in the order in which our files hold them.
pub fn tensors(hyper: &HyperParameters) -> Vec<TensorSpec> {
    let width = hyper.audio_state as usize;
    let mut list = List(Vec::new());
    list.add("encoder.positional_embedding", &[hyper.audio_context as usize, width], Role::Plain);
    list.add("encoder.conv1.weight", &[width, hyper.mel_bands as usize, 3], Role::Kernel);
    list.add("encoder.conv1.bias", &[width, 1], Role::Plain);
    list.add("encoder.conv2.weight", &[width, width, 3], Role::Kernel);
    list.add("encoder.conv2.bias", &[width, 1], Role::Plain);
    for layer in 0..hyper.audio_layers {
        list.block(&format!("encoder.blocks.{layer}"), width, false);
    }
    list.norm("encoder.ln_post", width);
    list.add("decoder.positional_embedding", &[hyper.text_context as usize, width], Role::Plain);
    let vocabulary = hyper.vocabulary as usize;
    list.add("decoder.token_embedding.weight", &[vocabulary, width], Role::Matrix);
    for layer in 0..hyper.text_layers {
        list.block(&format!("decoder.blocks.{layer}"), width, true);
    }
    list.norm("decoder.ln", width);
    list.0
}

struct List(Vec<TensorSpec>);

impl List {
    fn add(&mut self, name: &str, dims: &[usize], role: Role) {
        self.0.push(TensorSpec { name: name.to_owned(), dims: dims.to_vec(), role });
    }

    fn linear(&mut self, name: &str, outputs: usize, inputs: usize, bias: bool) {
        self.add(&format!("{name}.weight"), &[outputs, inputs], Role::Matrix);
        if bias {
            self.add(&format!("{name}.bias"), &[outputs], Role::Plain);
        }
    }

    fn norm(&mut self, name: &str, width: usize) {
        self.add(&format!("{name}.weight"), &[width], Role::Plain);
        self.add(&format!("{name}.bias"), &[width], Role::Plain);
    }

    fn attention(&mut self, name: &str, width: usize) {
        for part in ["query", "key", "value", "out"] {
            self.linear(&format!("{name}.{part}"), width, width, part != "key");
        }
        self.norm(&format!("{name}_ln"), width);
    }

    fn block(&mut self, name: &str, width: usize, crossed: bool) {
        self.attention(&format!("{name}.attn"), width);
        if crossed {
            self.attention(&format!("{name}.cross_attn"), width);
        }
        self.linear(&format!("{name}.mlp.0"), 4 * width, width, true);
        self.linear(&format!("{name}.mlp.2"), width, 4 * width, true);
        self.norm(&format!("{name}.mlp_ln"), width);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
pub(super) mod tests {
    use super::*;

    /// A model of three text tokens and one block a side, 32 wide.
    pub fn miniature() -> HyperParameters {
        HyperParameters {
            vocabulary: 1_611,
            audio_context: 2,
            audio_state: 32,
            audio_heads: 1,
            audio_layers: 1,
            text_context: 2,
            text_state: 32,
            text_heads: 1,
            text_layers: 1,
            mel_bands: 80,
        }
    }

    #[test]
    fn base_has_as_many_weights_as_published() {
        let base = HyperParameters {
            vocabulary: 51_865,
            audio_context: 1_500,
            audio_state: 512,
            audio_heads: 8,
            audio_layers: 6,
            text_context: 448,
            text_state: 512,
            text_heads: 8,
            text_layers: 6,
            mel_bands: 80,
        };
        let list = tensors(&base);
        assert_eq!(list.len(), 245);
        assert_eq!(list.iter().map(TensorSpec::weights).sum::<usize>(), 72_593_920);
        assert_eq!((base.text_tokens(), base.size_name()), (50_257, Some("base")));
    }

    #[test]
    fn absurd_numbers_are_refused() {
        assert!(miniature().check().is_ok());
        assert!(HyperParameters { vocabulary: u32::MAX, ..miniature() }.check().is_err());
        assert!(HyperParameters { text_state: 64, ..miniature() }.check().is_err());
        assert!(HyperParameters { audio_layers: 0, ..miniature() }.check().is_err());
    }
}
