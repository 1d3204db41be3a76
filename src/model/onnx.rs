//! Reads Whisper weights from a pair of int8 ONNX files, encoder and decoder.
//!
//! Any one thread. Lossy: a weight is `(q - zero_point) * scale`, rounded to
//! half precision. One file is in memory at a time; tensors asked for in layout
//! order load each once. Node and weight names are those of Hugging Face
//! Optimum exports (`..._quantized.onnx`, decoder `merged`).

use super::error::Flaw;
use super::layout::{HyperParameters, Role, TensorSpec};
use super::onnx_proto::{Graph, Model, Tensor};
use super::weights::{Values, Weights, misshapen, missing};
use crate::tr;
use half::f16;
use prost::Message;
use prost::bytes::Bytes;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// Every published Whisper model has heads of this width; ONNX files do not say.
const HEAD_WIDTH: u32 = 64;
const FLOAT: i32 = 1;
const UINT8: i32 = 2;
const INT8: i32 = 3;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Encoder,
    Decoder,
}

/// One file, indexed.
struct Part {
    side: Side,
    tensors: HashMap<String, Tensor>,
    /// The second input (the weight) of each node, by the node's name.
    weight_of_node: HashMap<String, String>,
}

impl Part {
    fn decode(side: Side, bytes: Bytes) -> Result<Part, Flaw> {
        let model = Model::decode(bytes).map_err(|e| {
            Flaw::Wrong(tr!("不是完整的 ONNX 文件:{}", "not a whole ONNX file: {}", e))
        })?;
        let graph = model
            .graph
            .ok_or_else(|| Flaw::Wrong(tr!("ONNX 里没有图", "the ONNX has no graph")))?;
        let mut part = Part { side, tensors: HashMap::new(), weight_of_node: HashMap::new() };
        part.index(graph);
        Ok(part)
    }

    fn index(&mut self, graph: Graph) {
        for tensor in graph.initializer {
            self.tensors.insert(tensor.name.clone(), tensor);
        }
        for node in graph.node {
            for attribute in node.attribute {
                // The merged decoder holds two branches over the same weights;
                // the first step (no cache) is the `else` branch.
                if attribute.name == "else_branch"
                    && let Some(graph) = attribute.graph
                {
                    self.index(graph);
                }
            }
            if let Some(weight) = node.input.into_iter().nth(1) {
                self.weight_of_node.insert(node.name, weight);
            }
        }
    }

    fn tensor(&self, name: &str) -> Result<&Tensor, Flaw> {
        let merged = || self.tensors.get(&format!("{name}_merged_0"));
        self.tensors.get(name).or_else(merged).ok_or_else(|| missing(name))
    }

    /// The weights of a parameter that is named in the file itself.
    fn named(&self, name: &str) -> Result<(Vec<usize>, Values), Flaw> {
        if let Ok(tensor) = self.tensor(name) {
            return plain(tensor);
        }
        let merged = format!("{name}_merged_0");
        self.quantised(name).or_else(|_| self.quantised(&merged))
    }

    /// The weights that a node multiplies with.
    fn of_node(&self, node: &str) -> Result<(Vec<usize>, Values), Flaw> {
        let weight = self.weight_of_node.get(node).ok_or_else(|| missing(node))?;
        let stem = weight.strip_suffix("_quantized").ok_or_else(|| missing(node))?;
        let (dims, values) = self.quantised(stem)?;
        match (dims[..].as_ref(), values) {
            ([inputs, outputs], Values::F16(values)) => {
                let turned = transposed(&values, *inputs, *outputs);
                Ok((vec![*outputs, *inputs], Values::F16(turned)))
            }
            _ => Err(misshapen(node)),
        }
    }

    fn quantised(&self, stem: &str) -> Result<(Vec<usize>, Values), Flaw> {
        let part = |end: &str| {
            let name = format!("{stem}{end}");
            self.tensors.get(&name).ok_or_else(|| missing(&name))
        };
        let (weights, scale, zero) = (part("_quantized")?, part("_scale")?, part("_zero_point")?);
        let scale = single(scale)?;
        let zero = match (zero.int32_data.first(), zero.raw_data.first(), zero.data_type) {
            (Some(zero), ..) => *zero,
            (None, Some(byte), UINT8) => i32::from(*byte),
            (None, Some(byte), INT8) => i32::from(byte.cast_signed()),
            _ => return Err(misshapen(stem)),
        };
        let real = |q: i32| f16::from_f32((q - zero.clamp(-128, 255)) as f32 * scale);
        let values: Vec<f16> = match weights.data_type {
            UINT8 => weights.raw_data.iter().map(|q| real(i32::from(*q))).collect(),
            INT8 => weights.raw_data.iter().map(|q| real(i32::from(q.cast_signed()))).collect(),
            _ => return Err(misshapen(stem)),
        };
        let dims = dims(weights)?;
        if dims.iter().product::<usize>() != values.len() {
            return Err(misshapen(stem));
        }
        Ok((dims, Values::F16(values)))
    }

    fn layers(&self, prefix: &str) -> u32 {
        let has = |n: &u32| {
            self.weight_of_node.contains_key(&format!("{prefix}/layers.{n}/fc1/MatMul_quant"))
        };
        (0..).take_while(has).count() as u32
    }
}

fn dims(tensor: &Tensor) -> Result<Vec<usize>, Flaw> {
    // A product beyond any model's size would overflow later.
    let dims: Vec<usize> = tensor.dims.iter().filter_map(|d| usize::try_from(*d).ok()).collect();
    let product = dims.iter().try_fold(1_usize, |product, d| product.checked_mul(*d));
    match product {
        Some(1..=1_000_000_000) if dims.len() == tensor.dims.len() => Ok(dims),
        _ => Err(misshapen(&tensor.name)),
    }
}

fn plain(tensor: &Tensor) -> Result<(Vec<usize>, Values), Flaw> {
    let values = match (tensor.data_type, tensor.float_data.is_empty()) {
        (FLOAT, true) => Values::f32_from_le(&tensor.raw_data),
        (FLOAT, false) => Values::F32(tensor.float_data.clone()),
        _ => return Err(misshapen(&tensor.name)),
    };
    Ok((dims(tensor)?, values))
}

/// A scale; one for the whole tensor.
fn single(tensor: &Tensor) -> Result<f32, Flaw> {
    match plain(tensor)?.1 {
        Values::F32(values) if values.len() == 1 => Ok(values[0]),
        _ => Err(misshapen(&tensor.name)),
    }
}

/// Turns `rows` x `columns` into `columns` x `rows`.
fn transposed(values: &[f16], rows: usize, columns: usize) -> Vec<f16> {
    let mut turned = Vec::with_capacity(values.len());
    for column in 0..columns {
        turned.extend((0..rows).map(|row| values[row * columns + column]));
    }
    turned
}

/// The weights of an encoder file and a decoder file.
pub struct OnnxWeights {
    encoder: PathBuf,
    decoder: PathBuf,
    hyper: HyperParameters,
    loaded: Part,
}

impl OnnxWeights {
    /// Reads both files once to work out the architecture.
    pub fn open(encoder: &Path, decoder: &Path) -> Result<Self, Flaw> {
        let part = load(Side::Decoder, decoder)?;
        let dim = |part: &Part, name: &str, nth: usize| {
            let dim = part.tensor(name)?.dims.get(nth).and_then(|d| u32::try_from(*d).ok());
            dim.ok_or_else(|| misshapen(name))
        };
        let vocabulary = dim(&part, "model.decoder.embed_tokens.weight", 0)
            .or_else(|_| dim(&part, "model.decoder.embed_tokens.weight_merged_0_quantized", 0))
            .or_else(|_| dim(&part, "model.decoder.embed_tokens.weight_quantized", 0))?;
        let text_context = dim(&part, "model.decoder.embed_positions.weight", 0)?;
        let text_state = dim(&part, "model.decoder.embed_positions.weight", 1)?;
        let text_layers = part.layers("/model/decoder");
        drop(part);
        let part = load(Side::Encoder, encoder)?;
        let audio_state = dim(&part, "embed_positions.weight", 1)?;
        let hyper = HyperParameters {
            vocabulary,
            audio_context: dim(&part, "embed_positions.weight", 0)?,
            audio_state,
            audio_heads: audio_state.div_ceil(HEAD_WIDTH),
            audio_layers: part.layers(""),
            text_context,
            text_state,
            text_heads: text_state.div_ceil(HEAD_WIDTH),
            text_layers,
            mel_bands: dim(&part, "conv1.weight_quantized", 1)?,
        };
        hyper.check()?;
        Ok(OnnxWeights {
            encoder: encoder.to_owned(),
            decoder: decoder.to_owned(),
            hyper,
            loaded: part,
        })
    }
}

fn load(side: Side, path: &Path) -> Result<Part, Flaw> {
    Part::decode(side, Bytes::from(std::fs::read(path)?))
}

impl Weights for OnnxWeights {
    fn hyper(&self) -> HyperParameters {
        self.hyper
    }

    fn values(&mut self, tensor: &TensorSpec) -> Result<Values, Flaw> {
        let (side, place) = place(&tensor.name).ok_or_else(|| missing(&tensor.name))?;
        if self.loaded.side != side {
            // The old part goes before the new one comes.
            self.loaded.tensors.clear();
            let path = if side == Side::Encoder { &self.encoder } else { &self.decoder };
            self.loaded = load(side, path)?;
        }
        let (mut dims, values) = match place {
            Place::Named(name) => self.loaded.named(&name)?,
            Place::OfNode(node) => self.loaded.of_node(&node)?,
        };
        // A conv bias is [n] here and [n, 1] in ggml.
        if tensor.role == Role::Plain && dims.len() < tensor.dims.len() {
            dims.push(1);
        }
        if dims == tensor.dims { Ok(values) } else { Err(misshapen(&tensor.name)) }
    }
}

/// Where a tensor of the checkpoint stands in its file.
enum Place {
    Named(String),
    OfNode(String),
}

fn place(name: &str) -> Option<(Side, Place)> {
    let (side, rest) = name.split_once('.')?;
    let (side, parameter, node) = match side {
        "encoder" => (Side::Encoder, "", ""),
        "decoder" => (Side::Decoder, "model.decoder.", "/model/decoder"),
        _ => return None,
    };
    let named = |name: &str| Some((side, Place::Named(format!("{parameter}{name}"))));
    match rest {
        "positional_embedding" => return named("embed_positions.weight"),
        "token_embedding.weight" => return named("embed_tokens.weight"),
        _ => {}
    }
    let (module, end) = rest.rsplit_once('.')?;
    if let "ln_post" | "ln" = module {
        return named(&format!("layer_norm.{end}"));
    }
    let Some(block) = module.strip_prefix("blocks.") else {
        return named(rest);
    };
    let (layer, module) = block.split_once('.')?;
    let renamed = match module {
        "attn_ln" => "self_attn_layer_norm".to_owned(),
        "cross_attn_ln" => "encoder_attn_layer_norm".to_owned(),
        "mlp_ln" => "final_layer_norm".to_owned(),
        "mlp.0" => "fc1".to_owned(),
        "mlp.2" => "fc2".to_owned(),
        attention => {
            let (attention, part) = attention.split_once('.')?;
            let attention = if attention == "attn" { "self_attn" } else { "encoder_attn" };
            let part = match part {
                "query" => "q_proj",
                "key" => "k_proj",
                "value" => "v_proj",
                _ => "out_proj",
            };
            format!("{attention}.{part}")
        }
    };
    if end == "bias" || renamed.ends_with("layer_norm") {
        return named(&format!("layers.{layer}.{renamed}.{end}"));
    }
    let path = renamed.replace('.', "/");
    Some((side, Place::OfNode(format!("{node}/layers.{layer}/{path}/MatMul_quant"))))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
#[path = "onnx_tests.rs"]
pub(super) mod tests;
