//! The ggml file of whisper.cpp: reading its structure, and its weights.
//!
//! Any thread. [`read`] walks the whole file without loading the weights and
//! refuses whatever whisper.cpp would misread, so that a file cut short never
//! reaches it. The format is that of `whisper_model_load` in `whisper.cpp`.

use super::error::Flaw;
use super::layout::{self, HyperParameters, Role, TensorSpec};
use super::mel::MelFilters;
use super::weights::{Values, Weights, missing};
use crate::tr;
use std::collections::BTreeMap;
use std::io::{self, BufRead, ErrorKind, Read, Seek, SeekFrom};

/// The first four bytes, little-endian: "ggml".
pub const MAGIC: u32 = 0x6767_6d6c;
/// Quantised files add a thousand times the quantisation version to `ftype`.
pub const QUANTISATION_VERSION: i32 = 2_000;
/// No token of GPT-2's vocabulary is longer than 512 bytes.
const MAX_TOKEN_BYTES: u32 = 4_096;
const MAX_NAME_BYTES: u32 = 256;

/// How the matrices of a file are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Single precision.
    F32,
    /// Half precision.
    F16,
    /// 4 bits, scale.
    Q4_0,
    /// 4 bits, scale and minimum.
    Q4_1,
    /// 5 bits, scale.
    Q5_0,
    /// 5 bits, scale and minimum.
    Q5_1,
    /// 8 bits, scale.
    Q8_0,
}

/// Format, name, `ftype` of the file, type of the tensor, weights and bytes of a
/// block (`ggml.h`: `ggml_ftype`, `ggml_type`, `type_traits`).
const FORMATS: [(Format, &str, i32, u32, u64, u64); 7] = [
    (Format::F32, "f32", 0, 0, 1, 4),
    (Format::F16, "f16", 1, 1, 1, 2),
    (Format::Q4_0, "q4_0", 2, 2, 32, 18),
    (Format::Q4_1, "q4_1", 3, 3, 32, 20),
    (Format::Q8_0, "q8_0", 7, 8, 32, 34),
    (Format::Q5_0, "q5_0", 8, 6, 32, 22),
    (Format::Q5_1, "q5_1", 9, 7, 32, 24),
];

impl Format {
    fn row(self) -> (Format, &'static str, i32, u32, u64, u64) {
        FORMATS.into_iter().find(|row| row.0 == self).unwrap_or(FORMATS[0])
    }

    /// `f16`, `q8_0` …
    pub fn name(self) -> &'static str {
        self.row().1
    }

    /// The format of that name.
    pub fn from_name(name: &str) -> Option<Format> {
        FORMATS.iter().find(|row| row.1 == name).map(|row| row.0)
    }

    /// The `ftype` field of a file whose matrices are stored so.
    pub fn ftype(self) -> i32 {
        let ftype = self.row().2;
        if ftype > 1 { ftype + QUANTISATION_VERSION } else { ftype }
    }

    /// The type field of a tensor stored so.
    pub fn tensor_type(self) -> u32 {
        self.row().3
    }

    /// The bytes that `weights` take; `None` when rows of `row_weights` do not
    /// fill whole blocks.
    pub fn bytes(self, weights: u64, row_weights: u64) -> Option<u64> {
        let (.., block_weights, block_bytes) = self.row();
        row_weights.is_multiple_of(block_weights).then(|| weights / block_weights * block_bytes)
    }

    /// How a tensor of `role` is stored in a file of this format.
    pub fn of_role(self, role: Role) -> Format {
        match role {
            Role::Matrix => self,
            Role::Kernel if self == Format::F32 => Format::F32,
            Role::Kernel => Format::F16,
            Role::Plain => Format::F32,
        }
    }

    fn from_ftype(ftype: i32) -> Option<Format> {
        let plain = ftype.rem_euclid(1_000);
        FORMATS.iter().find(|row| row.2 == plain).map(|row| row.0)
    }
}

/// Everything that stands before the tensors.
#[derive(Debug, Clone, PartialEq)]
pub struct Header {
    /// The architecture.
    pub hyper: HyperParameters,
    /// How matrices are stored.
    pub format: Format,
    /// The filter bank.
    pub filters: MelFilters,
    /// The bytes of each text token, by id.
    pub tokens: Vec<Vec<u8>>,
}

/// The structure of a whole file.
#[derive(Debug, Clone, PartialEq)]
pub struct Structure {
    /// What stands before the tensors.
    pub header: Header,
    /// Where each tensor's data begins, in bytes from the start.
    pub offsets: BTreeMap<String, u64>,
    /// The length of the file, in bytes.
    pub length_bytes: u64,
}

/// Walks a file from its start to its end. Every tensor of the architecture must
/// be there once, in the right shape and type, and nothing may follow.
pub fn read<R: BufRead + Seek>(input: &mut R) -> Result<Structure, Flaw> {
    let length_bytes = input.seek(SeekFrom::End(0))?;
    input.seek(SeekFrom::Start(0))?;
    let mut walk = Walk { input, at: 0, length_bytes };
    let header = walk.header()?;
    let specs = layout::tensors(&header.hyper);
    let offsets = walk.tensors(&header, &specs)?;
    Ok(Structure { header, offsets, length_bytes })
}

struct Walk<'a, R> {
    input: &'a mut R,
    at: u64,
    length_bytes: u64,
}

impl<R: BufRead + Seek> Walk<'_, R> {
    fn bytes(&mut self, count: u32) -> Result<Vec<u8>, Flaw> {
        self.expect(u64::from(count))?;
        let mut bytes = vec![0; count as usize];
        self.input.read_exact(&mut bytes).map_err(|e| self.cut(e, u64::from(count)))?;
        self.at += u64::from(count);
        Ok(bytes)
    }

    fn number(&mut self) -> Result<u32, Flaw> {
        let bytes = self.bytes(4)?;
        Ok(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
    }

    /// Fails when fewer than `more` bytes are left.
    fn expect(&self, more: u64) -> Result<(), Flaw> {
        let expected_bytes = self.at.saturating_add(more);
        if expected_bytes > self.length_bytes {
            return Err(Flaw::CutShort { expected_bytes, found_bytes: self.length_bytes });
        }
        Ok(())
    }

    fn cut(&self, error: io::Error, more: u64) -> Flaw {
        match error.kind() {
            ErrorKind::UnexpectedEof => {
                Flaw::CutShort { expected_bytes: self.at + more, found_bytes: self.length_bytes }
            }
            _ => Flaw::Io(error),
        }
    }

    fn header(&mut self) -> Result<Header, Flaw> {
        if self.number()? != MAGIC {
            return Err(Flaw::Wrong(tr!("不是 ggml 文件", "not a ggml file")));
        }
        let mut field = || self.number();
        let hyper = HyperParameters {
            vocabulary: field()?,
            audio_context: field()?,
            audio_state: field()?,
            audio_heads: field()?,
            audio_layers: field()?,
            text_context: field()?,
            text_state: field()?,
            text_heads: field()?,
            text_layers: field()?,
            mel_bands: field()?,
        };
        let ftype = field()?.cast_signed();
        hyper.check()?;
        let format = Format::from_ftype(ftype).ok_or_else(|| {
            Flaw::Wrong(tr!("不支持的量化类型 {}", "unsupported quantisation type {}", ftype))
        })?;
        let (bands, bins) = (self.number()?, self.number()?);
        if bands != hyper.mel_bands || !(1..=1_025).contains(&bins) {
            return Err(Flaw::Wrong(tr!("梅尔滤波器不符", "the mel filters do not fit")));
        }
        let weights = match Values::f32_from_le(&self.bytes(bands * bins * 4)?) {
            Values::F32(weights) => weights,
            Values::F16(_) => Vec::new(),
        };
        let count = self.number()?;
        if count > hyper.vocabulary {
            return Err(Flaw::Wrong(tr!("词表过大", "too large a vocabulary")));
        }
        let mut tokens = Vec::with_capacity(count as usize);
        for _ in 0..count {
            let length = self.number()?;
            if length > MAX_TOKEN_BYTES {
                return Err(Flaw::Wrong(tr!("词元过长", "too long a token")));
            }
            tokens.push(self.bytes(length)?);
        }
        Ok(Header { hyper, format, filters: MelFilters { bands, bins, weights }, tokens })
    }

    fn tensors(
        &mut self,
        header: &Header,
        specs: &[TensorSpec],
    ) -> Result<BTreeMap<String, u64>, Flaw> {
        let mut left: BTreeMap<&str, &TensorSpec> =
            specs.iter().map(|spec| (spec.name.as_str(), spec)).collect();
        // Checked first, so that a file cut anywhere is told its full length.
        let mut promised = 0;
        for spec in specs {
            promised += record_bytes(header.format, spec)?;
        }
        self.expect(promised)?;
        let mut offsets = BTreeMap::new();
        while self.at < self.length_bytes {
            let (rank, name_bytes, kind) = (self.number()?, self.number()?, self.number()?);
            if !(1..=4).contains(&rank) || name_bytes > MAX_NAME_BYTES {
                return Err(Flaw::Wrong(tr!(
                    "第 {} 字节处的张量头不对",
                    "not a tensor's head at byte {}",
                    self.at
                )));
            }
            let mut dims = Vec::new();
            for _ in 0..rank {
                dims.push(self.number()? as usize);
            }
            dims.reverse();
            let name = String::from_utf8_lossy(&self.bytes(name_bytes)?).into_owned();
            let spec = left.remove(name.as_str()).ok_or_else(|| {
                Flaw::Wrong(tr!("多余的张量 {}", "unexpected tensor {}", name.escape_debug()))
            })?;
            let stored = header.format.of_role(spec.role);
            if dims != spec.dims || kind != stored.tensor_type() {
                return Err(super::weights::misshapen(&name));
            }
            let data_bytes = data_bytes(stored, spec)?;
            self.expect(data_bytes)?;
            offsets.insert(name, self.at);
            self.at += data_bytes;
            self.input.seek(SeekFrom::Start(self.at))?;
        }
        match left.into_keys().next() {
            Some(name) => Err(missing(name)),
            None => Ok(offsets),
        }
    }
}

fn data_bytes(stored: Format, spec: &TensorSpec) -> Result<u64, Flaw> {
    let row_weights = spec.dims.last().copied().unwrap_or(0) as u64;
    stored
        .bytes(spec.weights() as u64, row_weights)
        .ok_or_else(|| super::weights::misshapen(&spec.name))
}

/// The length of a tensor with its head, in bytes.
fn record_bytes(format: Format, spec: &TensorSpec) -> Result<u64, Flaw> {
    let head = 12 + 4 * spec.dims.len() + spec.name.len();
    Ok(head as u64 + data_bytes(format.of_role(spec.role), spec)?)
}

/// The weights of an f16 or f32 file.
pub struct GgmlWeights<R> {
    input: R,
    structure: Structure,
}

impl<R: BufRead + Seek> GgmlWeights<R> {
    /// Walks the file; a quantised one is a flaw, since its weights are not the
    /// original ones.
    pub fn new(mut input: R) -> Result<Self, Flaw> {
        let structure = read(&mut input)?;
        match structure.header.format {
            Format::F16 | Format::F32 => Ok(GgmlWeights { input, structure }),
            other => Err(Flaw::Wrong(tr!(
                "已量化为 {},不能再转换",
                "already quantised to {}, cannot be converted",
                other.name()
            ))),
        }
    }

    /// What stands before the tensors.
    pub fn header(&self) -> &Header {
        &self.structure.header
    }
}

impl<R: Read + Seek> Weights for GgmlWeights<R> {
    fn hyper(&self) -> HyperParameters {
        self.structure.header.hyper
    }

    fn values(&mut self, tensor: &TensorSpec) -> Result<Values, Flaw> {
        let offset =
            *self.structure.offsets.get(&tensor.name).ok_or_else(|| missing(&tensor.name))?;
        let stored = self.structure.header.format.of_role(tensor.role);
        let mut bytes = vec![0; data_bytes(stored, tensor)? as usize];
        self.input.seek(SeekFrom::Start(offset))?;
        self.input.read_exact(&mut bytes)?;
        Ok(match stored {
            Format::F16 => Values::f16_from_le(&bytes),
            _ => Values::f32_from_le(&bytes),
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
#[path = "ggml_tests.rs"]
pub(super) mod tests;
