//! Recordings to text, file by file: the same voice activity and recogniser as
//! `replay`, without store, threads or judgement.
//!
//! Runs on the main thread. A file is held in memory while it is decoded.

use crate::capture::{FileSource, Piece, Source};
use crate::command::setup;
use crate::config::Config;
use crate::ledger::Ledger;
use crate::model;
use crate::segment::{Bank, Utterance};
use crate::transcribe::Transcriber;
use crate::transcribe::whisper::Model;
use anyhow::Result;
use std::path::Path;
use std::sync::Arc;

/// Ledgers are made before a file has told how many channels it has.
const CHANNELS_MOST: usize = 8;

/// What was understood of one utterance.
pub struct Understood {
    /// The text; never empty, never doubted.
    pub text: String,
    /// How long the utterance is, in seconds.
    pub seconds: f64,
}

/// The configured recogniser.
pub fn recogniser(config: &Config) -> Result<Box<dyn Transcriber>> {
    let path = model::locate(&config.model, &setup::model_dirs(config))?;
    model::verify(&path)?;
    Ok(Box::new(Model::load(&path)?.recogniser(&config.whisper)?))
}

/// All utterances of a recording, in order; of a doubted one nothing.
pub fn listen(
    config: &Config,
    recogniser: &mut dyn Transcriber,
    file: &Path,
) -> Result<Vec<Understood>> {
    let (planes, utterances) = utterances(config, file)?;
    let mut understood = Vec::new();
    for Utterance { channel, range, .. } in utterances {
        let ends = (usize::try_from(range.start.0)?, usize::try_from(range.end.0)?);
        let plane = planes.get(channel).map(Vec::as_slice).unwrap_or_default();
        let samples = plane.get(ends.0..ends.1.min(plane.len())).unwrap_or_default();
        if samples.is_empty() {
            continue;
        }
        let transcript = recogniser.transcribe(samples)?;
        if transcript.doubt.is_none() && !transcript.text.is_empty() {
            understood.push(Understood { text: transcript.text, seconds: range.seconds() });
        }
    }
    Ok(understood)
}

/// The sound of each channel, and where somebody speaks.
fn utterances(config: &Config, file: &Path) -> Result<(Vec<Vec<f32>>, Vec<Utterance>)> {
    let ledger = Arc::new(Ledger::new(CHANNELS_MOST));
    let mut source = FileSource::open(file, ledger)?;
    let mut planes = vec![Vec::new(); source.channels()];
    let mut bank = Bank::new(source.channels(), &config.segment);
    let mut found = Vec::new();
    while let Some(piece) = source.next_piece()? {
        match piece {
            Piece::Block(block) => {
                bank.push(&block, &mut found);
                for (plane, samples) in planes.iter_mut().zip(&block.planes) {
                    plane.extend_from_slice(samples);
                }
            }
            // A file has a gap only where it ends too early: nothing follows.
            Piece::Gap(_) => break,
        }
    }
    bank.finish(&mut found);
    found.sort_by_key(|utterance| (utterance.range.start, utterance.channel));
    Ok((planes, found))
}
