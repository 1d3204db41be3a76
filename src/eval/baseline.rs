//! A plain recogniser on the same recordings, beside ours.
//!
//! Plain data and arithmetic; whoever calls runs the recogniser.

use super::errors::{Errors, characters, syllables};
use super::score::source;
use super::unit::Unit;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What the plain recogniser made of one recording.
#[derive(Debug, Clone, PartialEq)]
pub struct Plain {
    /// The recording, as its manifest names it.
    pub file: String,
    /// What was said, all channels.
    pub reference: String,
    /// What was understood.
    pub heard: String,
}

/// whisper.cpp over whole recordings, greedy, at full context, without voice activity
/// detection, beside ours.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Baseline {
    /// Its model.
    pub model: String,
    /// Of its file.
    pub model_sha256: String,
    /// Errors over characters said.
    pub cer: Option<f64>,
    /// The same in toneless syllables.
    pub ser: Option<f64>,
    /// Errors in characters by kind.
    pub characters: Errors,
    /// Seconds of the processor.
    pub cpu_s: f64,
    /// Ours less its: below 0 ours errs less.
    pub cer_difference: Option<f64>,
    /// Our seconds of the processor over its.
    pub cpu_ratio: Option<f64>,
    /// By where the recordings come from.
    pub by_source: Vec<SourceRow>,
}

/// Both on the recordings of one source.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SourceRow {
    /// The source.
    pub source: String,
    /// Characters said.
    pub characters: usize,
    /// Ours: errors over characters said.
    pub cer: Option<f64>,
    /// The baseline's.
    pub baseline_cer: Option<f64>,
}

impl Baseline {
    /// Puts what came of both side by side.
    pub fn new(
        model: String,
        model_sha256: String,
        plain: &[Plain],
        cpu_s: f64,
        units: &[Unit],
        our_cpu_s: f64,
    ) -> Baseline {
        let mut rows: BTreeMap<String, (Errors, Errors)> = BTreeMap::new();
        let (mut all, mut spoken, mut ours) =
            (Errors::default(), Errors::default(), Errors::default());
        for one in plain {
            let errors = characters(&one.reference, &one.heard);
            all += errors;
            spoken += syllables(&one.reference, &one.heard);
            rows.entry(source(&one.file)).or_default().1 += errors;
        }
        for unit in units {
            let errors = unit.characters.unwrap_or_default();
            ours += errors;
            rows.entry(unit.source.clone()).or_default().0 += errors;
        }
        Baseline {
            model,
            model_sha256,
            cer: all.rate(),
            ser: spoken.rate(),
            characters: all,
            cpu_s,
            cer_difference: ours.rate().zip(all.rate()).map(|(ours, its)| ours - its),
            cpu_ratio: (cpu_s > 0.0).then(|| our_cpu_s / cpu_s),
            by_source: rows
                .into_iter()
                .map(|(source, (ours, its))| SourceRow {
                    source,
                    characters: its.reference,
                    cer: ours.rate(),
                    baseline_cer: its.rate(),
                })
                .collect(),
        }
    }
}
