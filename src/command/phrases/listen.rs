//! Recordings to text: the same voice activity and recogniser as `replay`, without
//! store, threads or judgement.
//!
//! Runs on the main thread, one utterance after the other. Of a file only the sound is
//! held that an utterance to come may still need.

use crate::capture::{Block, FileSource, Gap, Piece, Source};
use crate::command::setup;
use crate::config::Config;
use crate::corpus::{Corpus, Line};
use crate::eval::Memory;
use crate::lang::tell;
use crate::ledger::Ledger;
use crate::segment::{Bank, Utterance};
use crate::transcribe::{Transcriber, Transcript};
use crate::units::{SampleIndex, SampleRange};
use anyhow::Result;
use std::path::Path;
use std::sync::Arc;

/// A ledger is made before the file has told how many channels it has.
const CHANNELS_MOST: usize = 8;

/// The configured recogniser.
pub fn recogniser(config: &Config) -> Result<Box<dyn Transcriber>> {
    let (model, _) = setup::model(config)?;
    Ok(Box::new(model.recogniser(&config.whisper)?))
}

/// An open recording.
pub struct Recording(Box<dyn Source>);

impl Recording {
    /// Opens a file and reads what it says of itself.
    pub fn open(file: &Path) -> Result<Recording> {
        Ok(Recording(Box::new(FileSource::open(file, Arc::new(Ledger::new(CHANNELS_MOST)))?)))
    }

    /// Sound that lies in memory: planes of 16 kHz samples, of one length.
    pub fn of(planes: Vec<Vec<f32>>) -> Recording {
        Recording(Box::new(Memory::new(planes)))
    }

    /// Hands each utterance to `each`, as it was understood, in order; says how many
    /// there were.
    pub fn listen(
        self,
        config: &Config,
        recogniser: &mut dyn Transcriber,
        mut each: impl FnMut(&Utterance, Transcript) -> Result<()>,
    ) -> Result<usize> {
        let Recording(mut source) = self;
        let channels = source.channels();
        let mut bank = Bank::new(channels, &config.segment);
        let mut sound = Sound { from: SampleIndex(0), planes: vec![Vec::new(); channels] };
        let mut told = 0;
        loop {
            let mut found: Vec<Utterance> = Vec::new();
            let piece = source.next_piece()?;
            match &piece {
                Some(Piece::Block(block)) => {
                    sound.append(block);
                    bank.push(block, &mut found);
                }
                Some(Piece::Gap(gap)) => {
                    sound.skip(gap);
                    bank.gap(gap, &mut found);
                }
                None => bank.finish(&mut found),
            }
            found.sort_by_key(|utterance| (utterance.range.start, utterance.channel));
            for utterance in &found {
                let samples = sound.of(utterance.channel, utterance.range);
                if !samples.is_empty() {
                    told += 1;
                    each(utterance, recogniser.transcribe(samples)?)?;
                    recogniser.rest();
                }
            }
            if piece.is_none() {
                return Ok(told);
            }
            sound.forget_before(bank.pending_from());
        }
    }
}

/// The sound that an utterance to come may still need.
struct Sound {
    /// The sample that the planes begin with.
    from: SampleIndex,
    /// One channel each.
    planes: Vec<Vec<f32>>,
}

impl Sound {
    fn append(&mut self, block: &Block) {
        for (plane, samples) in self.planes.iter_mut().zip(&block.planes) {
            plane.extend_from_slice(samples);
        }
    }

    /// What was lost is silence.
    fn skip(&mut self, gap: &Gap) {
        for plane in &mut self.planes {
            plane.resize(plane.len() + gap.samples as usize, 0.0);
        }
    }

    fn of(&self, channel: usize, range: SampleRange) -> &[f32] {
        let place = |at: SampleIndex| (at.0.saturating_sub(self.from.0)) as usize;
        let plane = self.planes.get(channel).map(Vec::as_slice).unwrap_or_default();
        plane.get(place(range.start)..place(range.end).min(plane.len())).unwrap_or_default()
    }

    fn forget_before(&mut self, needed: Option<SampleIndex>) {
        let held = self.planes.first().map_or(0, Vec::len);
        let gone = needed.map_or(0, |at| at.0.saturating_sub(self.from.0) as usize).min(held);
        for plane in &mut self.planes {
            plane.drain(..gone);
        }
        self.from = SampleIndex(self.from.0 + gone as u64);
    }
}

/// A recogniser that is loaded when the first recording needs it.
pub struct Listener<'a> {
    config: &'a Config,
    recogniser: Option<Box<dyn Transcriber>>,
}

impl<'a> Listener<'a> {
    /// Loads nothing yet.
    pub fn new(config: &'a Config) -> Listener<'a> {
        Listener { config, recogniser: None }
    }

    /// `corpus` with what was understood in place of those recordings that `which`
    /// names. A recording that cannot be read is told and left out.
    pub fn heard(&mut self, corpus: Corpus, which: impl Fn(&Line) -> bool) -> Result<Corpus> {
        let mut lines = Vec::new();
        for line in corpus.lines {
            match line.file.clone().filter(|_| which(&line)) {
                None => lines.push(line),
                Some(file) => lines.extend(self.decoded(line, &file)?),
            }
        }
        Ok(Corpus { lines, ..corpus })
    }

    /// The utterances of a recording, of a doubted one nothing. Without a recogniser
    /// it fails: no other recording would fare better.
    fn decoded(&mut self, line: Line, file: &Path) -> Result<Vec<Line>> {
        let recogniser = match &mut self.recogniser {
            Some(recogniser) => recogniser,
            None => self.recogniser.insert(recogniser(self.config)?),
        };
        let mut lines = Vec::new();
        let listened = Recording::open(file).and_then(|recording| {
            recording.listen(self.config, recogniser.as_mut(), |utterance, transcript| {
                if transcript.doubt.is_none() && !transcript.text.is_empty() {
                    let seconds = Some(utterance.range.seconds());
                    lines.push(Line { text: transcript.text, seconds, ..line.clone() });
                }
                Ok(())
            })
        });
        if let Err(error) = listened {
            tell(crate::error::message(&error));
            lines.clear();
        }
        Ok(lines)
    }
}
