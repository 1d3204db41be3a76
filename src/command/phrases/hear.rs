//! `liyu phrases hear`: a recording through the recogniser and the lists.
//!
//! All on the main thread, one utterance after the other, with one recogniser; nothing
//! is kept. What `watch` does with such an utterance is for `judge`: here is only what
//! was understood, what it matched and what it nearly matched.

use super::{explain, lists};
use crate::capture::{Block, FileSource, Gap, Piece, Source};
use crate::cli::Hear;
use crate::command::setup::Ears;
use crate::config::Config;
use crate::ledger::Ledger;
use crate::segment::{Bank, Utterance};
use crate::spot::Spotter;
use crate::tr;
use crate::transcribe::{Transcriber, Transcript};
use crate::units::{SampleIndex, SampleRange};
use anyhow::{Result, bail};
use serde::Serialize;
use std::io::{self, Write};
use std::sync::Arc;

/// A ledger is made before the file has told how many channels it has.
const CHANNELS_MOST: usize = 8;

/// Runs the verb.
pub fn run(config: &Config, args: &Hear) -> Result<()> {
    // The cheap things first: a wrong path need not wait for the model.
    let ledger = Arc::new(Ledger::new(CHANNELS_MOST));
    let mut source = FileSource::open(&args.file, ledger)?;
    let book = lists::named(config, &args.packs)?;
    let ears = Ears::open(&Config { workers: Some(1), ..config.clone() })?;
    let Some(recogniser) = ears.recognisers.into_iter().next() else { bail!("no recogniser") };
    let mut bank = Bank::new(source.channels(), &config.segment);
    let mut sound = Sound { from: SampleIndex(0), planes: vec![Vec::new(); source.channels()] };
    let mut listener = Listener {
        recogniser,
        spotter: Spotter::with_accents(Arc::new(book), &config.accents),
        json: args.json,
    };
    let mut told = 0;
    loop {
        let mut found = Vec::new();
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
            listener.hear(utterance, sound.of(utterance.channel, utterance.range))?;
        }
        told += found.len();
        if piece.is_none() {
            break;
        }
        sound.forget_before(bank.pending_from());
    }
    if told == 0 && !args.json {
        writeln!(io::stdout(), "{}", tr!("没有听到说话", "nobody was heard speaking"))?;
    }
    Ok(())
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

/// Who understands and explains.
struct Listener {
    recogniser: Box<dyn Transcriber>,
    spotter: Spotter,
    json: bool,
}

/// An utterance, as in `--json`.
#[derive(Serialize)]
struct UtteranceJson<'a> {
    channel: usize,
    start_s: f64,
    end_s: f64,
    text: &'a str,
    mean_logprob: f32,
    doubt: Option<&'static str>,
    folded: &'a str,
    hits: Vec<explain::MatchJson>,
    near: Vec<explain::NearJson>,
}

impl Listener {
    fn hear(&mut self, utterance: &Utterance, samples: &[f32]) -> Result<()> {
        if samples.is_empty() {
            return Ok(());
        }
        let transcript = self.recogniser.transcribe(samples)?;
        let mut out = io::stdout().lock();
        if self.json {
            writeln!(out, "{}", self.json(utterance, &transcript)?)?;
        } else {
            for line in self.lines(utterance, &transcript) {
                writeln!(out, "{line}")?;
            }
        }
        Ok(out.flush()?)
    }

    fn json(&self, utterance: &Utterance, transcript: &Transcript) -> serde_json::Result<String> {
        let (spotter, text) = (&self.spotter, transcript.text.as_str());
        let trace = spotter.trace(text);
        let near = spotter.near(text, explain::NEAR_MOST);
        serde_json::to_string(&UtteranceJson {
            channel: utterance.channel,
            start_s: utterance.range.start.seconds(),
            end_s: utterance.range.end.seconds(),
            text,
            mean_logprob: transcript.mean_logprob,
            doubt: transcript.doubt.map(|doubt| doubt.word()),
            folded: &trace.folded,
            hits: trace.matches.iter().map(|m| explain::match_json(spotter, text, m)).collect(),
            near: near.iter().filter_map(|one| explain::near_json(spotter, text, one)).collect(),
        })
    }

    fn lines(&self, utterance: &Utterance, transcript: &Transcript) -> Vec<String> {
        let (spotter, text) = (&self.spotter, transcript.text.as_str());
        let (start_s, end_s) = (utterance.range.start.seconds(), utterance.range.end.seconds());
        let mut lines = vec![tr!(
            "{:.2}-{:.2} 秒  声道 {}  “{}”  把握 {:.2}",
            "{:.2}-{:.2} s  channel {}  \"{}\"  log-probability {:.2}",
            start_s,
            end_s,
            utterance.channel,
            text,
            transcript.mean_logprob
        )];
        if let Some(doubt) = transcript.doubt {
            lines.push(tr!(
                "  不可信({}):监听时不在其中查找",
                "  not believed ({}): nothing would be looked for in it",
                doubt.word()
            ));
        }
        let trace = spotter.trace(text);
        lines.extend(explain::folding_lines(text, &trace).into_iter().map(|l| format!("  {l}")));
        if trace.matches.is_empty() {
            lines.push(tr!("  没有命中", "  no hit"));
        }
        for traced in &trace.matches {
            let told = explain::match_lines(spotter, text, traced);
            lines.extend(told.into_iter().map(|line| format!("  {line}")));
        }
        for near in spotter.near(text, explain::NEAR_MOST) {
            let told = explain::near_line(spotter, text, &near);
            lines.extend(told.map(|line| tr!("  差一点:{}", "  nearly: {}", line)));
        }
        lines
    }
}
