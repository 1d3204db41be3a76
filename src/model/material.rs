//! Raw weights in a directory, and their conversion to one ggml file.
//!
//! Any one thread. Finds a CTranslate2 file (whole or in parts) or a pair of ONNX
//! files with the tokenizer beside it; it neither fetches nor publishes.

use super::ctranslate2::Ctranslate2Weights;
use super::error::{Flaw, ModelError};
use super::ggml::{Format, GgmlWeights, Header};
use super::mel;
use super::onnx::OnnxWeights;
use super::progress::Progress;
use super::weights::Weights;
use super::{package, vocabulary, write};
use crate::tr;
use std::fs::File;
use std::io::{BufReader, BufWriter};
use std::path::{Path, PathBuf};

/// Weights that a converter understands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Material {
    /// A ggml file in f16 or f32.
    Ggml(PathBuf),
    /// A CTranslate2 file and the tokenizer.
    Ctranslate2 {
        /// `model.bin`.
        weights: PathBuf,
        /// `tokenizer.json` or `vocab.json`.
        tokenizer: PathBuf,
    },
    /// A pair of ONNX files and the vocabulary.
    Onnx {
        /// `encoder_model_quantized.onnx`.
        encoder: PathBuf,
        /// `decoder_model_merged_quantized.onnx`.
        decoder: PathBuf,
        /// `tokenizer.json` or `vocab.json`.
        tokenizer: PathBuf,
    },
}

impl Material {
    /// Looks into `directory`; ONNX files may lie in its `onnx` folder. `None`
    /// when something is lacking.
    pub fn find(directory: &Path) -> Option<Material> {
        let file = |name: &str| {
            let path = directory.join(name);
            path.is_file().then_some(path)
        };
        let onnx = |name: &str| file(name).or_else(|| file(&format!("onnx/{name}")));
        let tokenizer = file("tokenizer.json").or_else(|| file("vocab.json"))?;
        if let Some(weights) = file("model.bin")
            && package::kind_of(&weights).ok() == Some(package::Kind::Ctranslate2)
        {
            return Some(Material::Ctranslate2 { weights, tokenizer });
        }
        let encoder = onnx("encoder_model_quantized.onnx")?;
        let decoder = onnx("decoder_model_merged_quantized.onnx")?;
        Some(Material::Onnx { encoder, decoder, tokenizer })
    }

    /// Joins `model.bin.part1` and `model.bin.part2`, if they are there.
    pub fn join_parts(directory: &Path) -> Result<(), ModelError> {
        let parts = ["model.bin.part1", "model.bin.part2"].map(|name| directory.join(name));
        if !parts.iter().all(|part| part.is_file()) {
            return Ok(());
        }
        let whole = directory.join("model.bin");
        let mut out = File::create(&whole).map_err(ModelError::io(&whole))?;
        for part in &parts {
            let mut input = File::open(part).map_err(ModelError::io(part))?;
            std::io::copy(&mut input, &mut out).map_err(ModelError::io(&whole))?;
            std::fs::remove_file(part).map_err(ModelError::io(part))?;
        }
        Ok(())
    }

    /// The file that errors are told about.
    pub fn path(&self) -> &Path {
        match self {
            Material::Ggml(path) => path,
            Material::Ctranslate2 { weights, .. } => weights,
            Material::Onnx { encoder, .. } => encoder,
        }
    }

    /// Converts to `format` and writes to `to`, synced to the disk.
    pub fn convert(
        &self,
        format: Format,
        to: &Path,
        progress: &mut dyn Progress,
    ) -> Result<(), ModelError> {
        let unusable = |flaw: Flaw| ModelError::Broken { path: self.path().to_owned(), flaw };
        progress.stage(&tr!("转换为 {}", "converting to {}", format.name()), Some(SHARE_STEPS));
        let (mut weights, header) = self.open(format).map_err(unusable)?;
        let file = File::create(to).map_err(ModelError::io(to))?;
        let mut out = BufWriter::with_capacity(1 << 20, file);
        write::write(&mut out, &header, weights.as_mut(), |share| {
            progress.advance((share * SHARE_STEPS as f64) as u64);
        })
        .map_err(unusable)?;
        let file = out.into_inner().map_err(|e| ModelError::io(to)(e.into_error()))?;
        file.sync_all().map_err(ModelError::io(to))
    }

    fn open(&self, format: Format) -> Result<(Box<dyn Weights>, Header), Flaw> {
        let reader = |path: &Path| Ok::<_, Flaw>(BufReader::new(File::open(path)?));
        let (weights, tokenizer): (Box<dyn Weights>, _) = match self {
            Material::Ggml(path) => {
                let weights = GgmlWeights::new(reader(path)?)?;
                let header = Header { format, ..weights.header().clone() };
                return Ok((Box::new(weights), header));
            }
            Material::Ctranslate2 { weights, tokenizer } => {
                (Box::new(Ctranslate2Weights::new(reader(weights)?)?), tokenizer)
            }
            Material::Onnx { encoder, decoder, tokenizer } => {
                (Box::new(OnnxWeights::open(encoder, decoder)?), tokenizer)
            }
        };
        let hyper = weights.hyper();
        let tokens = vocabulary::tokens(&std::fs::read(tokenizer)?, hyper.text_tokens())?;
        let filters = mel::slaney(hyper.mel_bands as usize);
        Ok((weights, Header { hyper, format, filters, tokens }))
    }
}

/// Conversion is told in this many steps: bytes are not known in advance.
const SHARE_STEPS: u64 = 1_000;
