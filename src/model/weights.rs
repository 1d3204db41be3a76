//! What every converter offers: the weights of one model, tensor by tensor.
//!
//! Any one thread. Tensors are asked for one at a time and in layout order, so
//! that a converter never needs the whole model in memory.

use super::error::Flaw;
use super::layout::{HyperParameters, TensorSpec};
use crate::tr;
use half::f16;

/// The weights of one tensor, row-major, outermost dimension first.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    /// Half precision.
    F16(Vec<f16>),
    /// Single precision.
    F32(Vec<f32>),
}

impl Values {
    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            Values::F16(values) => values.len(),
            Values::F32(values) => values.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The weights in single precision, in order.
    pub fn singles(&self) -> Box<dyn Iterator<Item = f32> + '_> {
        match self {
            Values::F16(values) => Box::new(values.iter().map(|v| v.to_f32())),
            Values::F32(values) => Box::new(values.iter().copied()),
        }
    }

    /// Reads little-endian half-precision numbers.
    pub fn f16_from_le(bytes: &[u8]) -> Values {
        Values::F16(bytes.chunks_exact(2).map(|b| f16::from_le_bytes([b[0], b[1]])).collect())
    }

    /// Reads little-endian single-precision numbers.
    pub fn f32_from_le(bytes: &[u8]) -> Values {
        let single = |b: &[u8]| f32::from_le_bytes([b[0], b[1], b[2], b[3]]);
        Values::F32(bytes.chunks_exact(4).map(single).collect())
    }
}

/// A model that can be read tensor by tensor.
pub trait Weights {
    /// Its architecture.
    fn hyper(&self) -> HyperParameters;

    /// The weights of one tensor; as many as `tensor` has, or a flaw.
    fn values(&mut self, tensor: &TensorSpec) -> Result<Values, Flaw>;
}

/// The flaw of a file that lacks a tensor.
pub fn missing(name: &str) -> Flaw {
    Flaw::Wrong(tr!("缺少张量 {}", "tensor {} is missing", name))
}

/// The flaw of a tensor with another shape than the architecture asks for.
pub fn misshapen(name: &str) -> Flaw {
    Flaw::Wrong(tr!("张量 {} 的形状不对", "tensor {} has the wrong shape", name))
}
