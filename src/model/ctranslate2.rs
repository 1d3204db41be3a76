//! Reads Whisper weights from a CTranslate2 `model.bin`, half or single precision.
//!
//! Any one thread; weights are read from the file as they are asked for. The
//! layout is that of CTranslate2's `ModelSpec._serialize`, binary version 6. A
//! file quantised to integers is refused: its weights are not the original ones.

use super::error::Flaw;
use super::layout::{HyperParameters, TensorSpec};
use super::weights::{Values, Weights, misshapen, missing};
use crate::tr;
use std::collections::HashMap;
use std::io::{BufRead, ErrorKind, Read, Seek, SeekFrom};

/// The first field of the file.
pub const VERSION: u32 = 6;
/// The specification's name, written right after the version.
pub const SPEC_NAME: &[u8] = b"WhisperSpec\0";

struct Variable {
    dims: Vec<usize>,
    kind: u8,
    offset: u64,
    length_bytes: u64,
}

impl Variable {
    /// Bytes of one number, for the two precisions that are accepted.
    fn item_bytes(&self) -> Option<usize> {
        match self.kind {
            0 => Some(4),
            4 => Some(2),
            _ => None,
        }
    }
}

/// The weights of a CTranslate2 file.
pub struct Ctranslate2Weights<R> {
    input: R,
    variables: HashMap<String, Variable>,
    hyper: HyperParameters,
}

impl<R: BufRead + Seek> Ctranslate2Weights<R> {
    /// Walks the file and works out the architecture from the shapes.
    pub fn new(mut input: R) -> Result<Self, Flaw> {
        let length_bytes = input.seek(SeekFrom::End(0))?;
        input.seek(SeekFrom::Start(0))?;
        let variables = Walk { input: &mut input, length_bytes }.variables()?;
        let heads_at = |name| variables.get(name).map(|v: &Variable| (v.offset, v.length_bytes));
        let heads = match heads_at("encoder/num_heads") {
            Some((offset, bytes @ 1..=4)) => {
                input.seek(SeekFrom::Start(offset))?;
                let mut number = [0; 4];
                input.read_exact(&mut number[..bytes as usize])?;
                u32::from_le_bytes(number)
            }
            _ => return Err(missing("encoder/num_heads")),
        };
        let hyper = hyper_of(&variables, heads)?;
        hyper.check()?;
        Ok(Ctranslate2Weights { input, variables, hyper })
    }
}

impl<R: Read + Seek> Weights for Ctranslate2Weights<R> {
    fn hyper(&self) -> HyperParameters {
        self.hyper
    }

    fn values(&mut self, tensor: &TensorSpec) -> Result<Values, Flaw> {
        let place = place(&tensor.name).ok_or_else(|| missing(&tensor.name))?;
        let variable =
            self.variables.get(&place.variable).ok_or_else(|| missing(&place.variable))?;
        let item_bytes = variable.item_bytes().ok_or_else(|| {
            Flaw::Wrong(tr!(
                "{} 是整数量化的,请用 float16 的 model.bin",
                "{} is quantised to integers; use a float16 model.bin",
                place.variable
            ))
        })?;
        // Stacked projections share the innermost dimensions; a conv bias is
        // [n] here and [n, 1] in ggml.
        let mut dims: Vec<usize> = tensor.dims.clone();
        while dims.len() > variable.dims.len() && dims.last() == Some(&1) {
            dims.pop();
        }
        dims[0] *= place.of;
        if dims != variable.dims
            || variable.length_bytes != (dims.iter().product::<usize>() * item_bytes) as u64
        {
            return Err(misshapen(&place.variable));
        }
        let mut bytes = vec![0; tensor.weights() * item_bytes];
        let skip = (place.nth * bytes.len()) as u64;
        self.input.seek(SeekFrom::Start(variable.offset + skip))?;
        self.input.read_exact(&mut bytes)?;
        Ok(match item_bytes {
            2 => Values::f16_from_le(&bytes),
            _ => Values::f32_from_le(&bytes),
        })
    }
}

struct Walk<'a, R> {
    input: &'a mut R,
    length_bytes: u64,
}

impl<R: BufRead + Seek> Walk<'_, R> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], Flaw> {
        let mut bytes = [0; N];
        match self.input.read_exact(&mut bytes) {
            Ok(()) => Ok(bytes),
            Err(e) if e.kind() == ErrorKind::UnexpectedEof => Err(Flaw::CutShort {
                expected_bytes: self.length_bytes + N as u64,
                found_bytes: self.length_bytes,
            }),
            Err(e) => Err(Flaw::Io(e)),
        }
    }

    fn number(&mut self) -> Result<u32, Flaw> {
        self.take().map(u32::from_le_bytes)
    }

    fn text(&mut self) -> Result<String, Flaw> {
        let length = u16::from_le_bytes(self.take()?);
        let mut bytes = Vec::new();
        self.input.by_ref().take(u64::from(length)).read_to_end(&mut bytes)?;
        if bytes.pop() != Some(0) {
            return Err(Flaw::Wrong(tr!("名字没有结尾", "a name without an end")));
        }
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    fn variables(&mut self) -> Result<HashMap<String, Variable>, Flaw> {
        let version = self.number()?;
        if version != VERSION {
            return Err(Flaw::Wrong(tr!(
                "CTranslate2 版本 {} 不支持,需要 {}",
                "CTranslate2 version {} is not supported, needs {}",
                version,
                VERSION
            )));
        }
        let spec = self.text()?;
        if spec.as_bytes() != &SPEC_NAME[..SPEC_NAME.len() - 1] {
            return Err(Flaw::Wrong(tr!("不是 Whisper 模型:{}", "not a Whisper model: {}", spec)));
        }
        let (_revision, count) = (self.number()?, self.number()?);
        let mut variables = HashMap::new();
        for _ in 0..count {
            let name = self.text()?;
            let [rank] = self.take()?;
            let mut dims = Vec::new();
            for _ in 0..rank {
                dims.push(self.number()? as usize);
            }
            let [kind] = self.take()?;
            let length_bytes = u64::from(self.number()?);
            let offset = self.input.stream_position()?;
            let end = offset + length_bytes;
            if end > self.length_bytes {
                return Err(Flaw::CutShort { expected_bytes: end, found_bytes: self.length_bytes });
            }
            self.input.seek(SeekFrom::Start(end))?;
            variables.insert(name, Variable { dims, kind, offset, length_bytes });
        }
        Ok(variables)
    }
}

fn hyper_of(variables: &HashMap<String, Variable>, heads: u32) -> Result<HyperParameters, Flaw> {
    let dim = |name: &str, nth: usize| {
        let variable = variables.get(name).ok_or_else(|| missing(name))?;
        let dim = variable.dims.get(nth).ok_or_else(|| misshapen(name))?;
        u32::try_from(*dim).map_err(|_| misshapen(name))
    };
    let layers = |side: &str| {
        let has =
            |n: &u32| variables.contains_key(&format!("{side}/layer_{n}/ffn/linear_0/weight"));
        (0..).take_while(has).count() as u32
    };
    Ok(HyperParameters {
        vocabulary: dim("decoder/embeddings/weight", 0)?,
        audio_context: dim("encoder/position_encodings/encodings", 0)?,
        audio_state: dim("encoder/position_encodings/encodings", 1)?,
        audio_heads: heads,
        audio_layers: layers("encoder"),
        text_context: dim("decoder/position_encodings/encodings", 0)?,
        text_state: dim("decoder/position_encodings/encodings", 1)?,
        text_heads: heads,
        text_layers: layers("decoder"),
        mel_bands: dim("encoder/conv1/weight", 1)?,
    })
}

/// Where a tensor of the checkpoint stands: the `nth` of `of` equal parts of a
/// variable, stacked along the outermost dimension.
struct Place {
    variable: String,
    nth: usize,
    of: usize,
}

fn place(name: &str) -> Option<Place> {
    let whole = |variable: String| Some(Place { variable, nth: 0, of: 1 });
    let (side, rest) = name.split_once('.')?;
    match rest {
        "positional_embedding" => return whole(format!("{side}/position_encodings/encodings")),
        "token_embedding.weight" => return whole(format!("{side}/embeddings/weight")),
        _ => {}
    }
    let (module, end) = rest.rsplit_once('.')?;
    let norm = if end == "weight" { "gamma" } else { "beta" };
    if let "ln_post" | "ln" = module {
        return whole(format!("{side}/layer_norm/{norm}"));
    }
    let Some(block) = module.strip_prefix("blocks.") else {
        return whole(format!("{side}/{module}/{end}"));
    };
    let (layer, module) = block.split_once('.')?;
    let at = format!("{side}/layer_{layer}");
    let stacked = |variable: String, nth, of| Some(Place { variable, nth, of });
    match module {
        "attn_ln" => whole(format!("{at}/self_attention/layer_norm/{norm}")),
        "cross_attn_ln" => whole(format!("{at}/attention/layer_norm/{norm}")),
        "mlp_ln" => whole(format!("{at}/ffn/layer_norm/{norm}")),
        "mlp.0" => whole(format!("{at}/ffn/linear_0/{end}")),
        "mlp.2" => whole(format!("{at}/ffn/linear_1/{end}")),
        "attn.query" => stacked(format!("{at}/self_attention/linear_0/{end}"), 0, 3),
        "attn.key" => stacked(format!("{at}/self_attention/linear_0/{end}"), 1, 3),
        "attn.value" => stacked(format!("{at}/self_attention/linear_0/{end}"), 2, 3),
        "attn.out" => whole(format!("{at}/self_attention/linear_1/{end}")),
        "cross_attn.query" => whole(format!("{at}/attention/linear_0/{end}")),
        "cross_attn.key" => stacked(format!("{at}/attention/linear_1/{end}"), 0, 2),
        "cross_attn.value" => stacked(format!("{at}/attention/linear_1/{end}"), 1, 2),
        "cross_attn.out" => whole(format!("{at}/attention/linear_2/{end}")),
        _ => None,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
pub(super) mod tests {
    use super::*;
    use crate::model::ggml::Format;
    use crate::model::ggml::tests::{made_up_file, made_up_header, made_up_value};
    use crate::model::layout::{self, tests::miniature};
    use crate::model::write::write;
    use half::f16;
    use proptest::prelude::*;
    use std::collections::BTreeMap;
    use std::io::Cursor;

    /// The made-up model as CTranslate2 would hold it.
    pub fn made_up_ctranslate2(hyper: HyperParameters) -> Vec<u8> {
        let mut parts: BTreeMap<String, Vec<(usize, usize, TensorSpec)>> = BTreeMap::new();
        for spec in layout::tensors(&hyper) {
            let place = place(&spec.name).unwrap();
            parts.entry(place.variable).or_default().push((place.nth, place.of, spec));
        }
        let mut file = Vec::new();
        let text = |file: &mut Vec<u8>, text: &str| {
            file.extend_from_slice(&(text.len() as u16 + 1).to_le_bytes());
            file.extend_from_slice(text.as_bytes());
            file.push(0);
        };
        file.extend_from_slice(&6_u32.to_le_bytes());
        text(&mut file, "WhisperSpec");
        file.extend_from_slice(&3_u32.to_le_bytes());
        file.extend_from_slice(&(parts.len() as u32 + 1).to_le_bytes());
        text(&mut file, "encoder/num_heads");
        file.extend_from_slice(&[0, 2, 2, 0, 0, 0, 1, 0]);
        for (name, mut list) in parts {
            list.sort_by_key(|part| part.0);
            let mut dims = list[0].2.dims.clone();
            dims[0] *= list[0].1;
            if dims.last() == Some(&1) {
                dims.pop();
            }
            text(&mut file, &name);
            file.push(dims.len() as u8);
            dims.iter().for_each(|d| file.extend_from_slice(&(*d as u32).to_le_bytes()));
            file.push(4);
            file.extend_from_slice(&(dims.iter().product::<usize>() as u32 * 2).to_le_bytes());
            // The key projection has no bias in the checkpoint, zeros here.
            for nth in 0..list[0].1 {
                let part = list.iter().find(|part| part.0 == nth);
                for n in 0..list[0].2.weights() {
                    let value = part.map_or(0.0, |part| made_up_value(&part.2.name, n));
                    file.extend_from_slice(&f16::from_f32(value).to_le_bytes());
                }
            }
        }
        file
    }

    #[test]
    fn converted_weights_are_the_original_ones() {
        let mut weights =
            Ctranslate2Weights::new(Cursor::new(made_up_ctranslate2(miniature()))).unwrap();
        assert_eq!(weights.hyper(), miniature());
        for format in [Format::F16, Format::Q8_0] {
            let mut file = Vec::new();
            write(&mut file, &made_up_header(format), &mut weights, |_| ()).unwrap();
            assert!(file == made_up_file(format));
        }
    }

    #[test]
    fn integers_and_other_versions_are_refused() {
        let mut file = made_up_ctranslate2(miniature());
        file[0] = 5;
        assert!(Ctranslate2Weights::new(Cursor::new(file)).is_err());
        let quantised = Variable { dims: vec![1], kind: 1, offset: 0, length_bytes: 1 };
        assert_eq!(quantised.item_bytes(), None);
    }

    proptest! {
        #[test]
        fn damage_never_panics(share in 0.0_f64..1.0, early in 0_usize..60, flip in 1_u8..) {
            let mut file = made_up_ctranslate2(miniature());
            file.truncate((file.len() as f64 * share) as usize);
            if let Some(byte) = file.get_mut(early) {
                *byte ^= flip;
            }
            prop_assert!(Ctranslate2Weights::new(Cursor::new(file)).is_err());
        }
    }
}
