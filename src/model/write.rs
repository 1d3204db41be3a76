//! Writes a ggml file, f16 or q8_0, from any [`Weights`].
//!
//! Any one thread. Deterministic: the same weights and vocabulary give the same
//! bytes, whatever they were read from. It must not touch the disk layout of
//! models; the installer decides where the bytes go.

use super::error::Flaw;
use super::ggml::{Format, Header, MAGIC};
use super::layout::{self, Role, TensorSpec};
use super::quantize;
use super::weights::{Values, Weights, misshapen};
use crate::tr;
use half::f16;
use std::io::Write;

/// Writes the whole file. `header.format` must be [`Format::F16`] or
/// [`Format::Q8_0`]; `done` is told the share written, 0 to 1, after each tensor.
pub fn write(
    out: &mut impl Write,
    header: &Header,
    weights: &mut dyn Weights,
    mut done: impl FnMut(f64),
) -> Result<(), Flaw> {
    if !matches!(header.format, Format::F16 | Format::Q8_0) {
        let name = header.format.name();
        return Err(Flaw::Wrong(tr!("不会写 {}", "cannot write {}", name)));
    }
    write_header(out, header)?;
    let specs = layout::tensors(&header.hyper);
    let total: usize = specs.iter().map(TensorSpec::weights).sum();
    let mut written = 0;
    for spec in &specs {
        let values = weights.values(spec)?;
        if values.len() != spec.weights() {
            return Err(misshapen(&spec.name));
        }
        let stored = header.format.of_role(spec.role);
        write_head(out, spec, stored)?;
        write_data(out, spec, stored, &values)?;
        written += spec.weights();
        done(written as f64 / total as f64);
    }
    Ok(out.flush()?)
}

fn write_header(out: &mut impl Write, header: &Header) -> Result<(), Flaw> {
    let h = &header.hyper;
    let fields = [
        MAGIC,
        h.vocabulary,
        h.audio_context,
        h.audio_state,
        h.audio_heads,
        h.audio_layers,
        h.text_context,
        h.text_state,
        h.text_heads,
        h.text_layers,
        h.mel_bands,
        header.format.ftype().cast_unsigned(),
        header.filters.bands,
        header.filters.bins,
    ];
    for field in fields {
        out.write_all(&field.to_le_bytes())?;
    }
    for weight in &header.filters.weights {
        out.write_all(&weight.to_le_bytes())?;
    }
    out.write_all(&(header.tokens.len() as u32).to_le_bytes())?;
    for token in &header.tokens {
        out.write_all(&(token.len() as u32).to_le_bytes())?;
        out.write_all(token)?;
    }
    Ok(())
}

fn write_head(out: &mut impl Write, spec: &TensorSpec, stored: Format) -> Result<(), Flaw> {
    out.write_all(&(spec.dims.len() as u32).to_le_bytes())?;
    out.write_all(&(spec.name.len() as u32).to_le_bytes())?;
    out.write_all(&stored.tensor_type().to_le_bytes())?;
    for dim in spec.dims.iter().rev() {
        out.write_all(&(*dim as u32).to_le_bytes())?;
    }
    Ok(out.write_all(spec.name.as_bytes())?)
}

fn write_data(
    out: &mut impl Write,
    spec: &TensorSpec,
    stored: Format,
    values: &Values,
) -> Result<(), Flaw> {
    if values.singles().any(|v| !v.is_finite()) {
        return Err(Flaw::Wrong(tr!(
            "张量 {} 里有非数值",
            "tensor {} holds numbers that are not finite",
            spec.name
        )));
    }
    match (stored, values) {
        (Format::F32, _) => {
            values.singles().try_for_each(|v| out.write_all(&v.to_le_bytes()))?;
        }
        (Format::F16, Values::F16(halves)) => {
            halves.iter().try_for_each(|v| out.write_all(&v.to_le_bytes()))?;
        }
        (Format::F16, Values::F32(singles)) => {
            singles.iter().try_for_each(|v| out.write_all(&f16::from_f32(*v).to_le_bytes()))?;
        }
        // Quantised from half precision on every road, so that a file that went
        // through f16 gives the bytes of one that did not.
        _ => {
            debug_assert_eq!(spec.role, Role::Matrix);
            let mut block = [0.0; quantize::BLOCK_WEIGHTS];
            let mut filled = 0;
            for value in values.singles() {
                block[filled] = f16::from_f32(value).to_f32();
                filled += 1;
                if filled == block.len() {
                    out.write_all(&quantize::q8_0_block(&block))?;
                    filled = 0;
                }
            }
            if filled > 0 {
                return Err(misshapen(&spec.name));
            }
        }
    }
    Ok(())
}
