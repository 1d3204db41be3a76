//! `liyu phrases hear`: a recording through the recogniser and the lists.
//!
//! All on the main thread, one utterance after the other, with one recogniser; nothing
//! is kept. What `watch` does with such an utterance is for `judge`: here is only what
//! was understood, what it matched and what it nearly matched.

use super::listen::{Recording, recogniser};
use super::{explain, lists};
use crate::cli::Hear;
use crate::config::Config;
use crate::segment::Utterance;
use crate::spot::Spotter;
use crate::tr;
use crate::transcribe::Transcript;
use anyhow::Result;
use serde::Serialize;
use std::io::{self, Write};
use std::sync::Arc;

/// Runs the verb.
pub fn run(config: &Config, args: &Hear) -> Result<()> {
    // The cheap things first: a wrong path need not wait for the model.
    let recording = Recording::open(&args.file)?;
    let book = lists::named(config, &args.packs)?;
    let spotter = Spotter::with_accents(Arc::new(book), &config.accents);
    let teller = Teller { spotter, json: args.json };
    let mut recogniser = recogniser(config)?;
    let told = recording.listen(config, recogniser.as_mut(), |utterance, transcript| {
        Ok(teller.tell(utterance, &transcript)?)
    })?;
    if told == 0 && !args.json {
        writeln!(io::stdout(), "{}", tr!("没有听到说话", "nobody was heard speaking"))?;
    }
    Ok(())
}

/// Who explains.
struct Teller {
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

impl Teller {
    fn tell(&self, utterance: &Utterance, transcript: &Transcript) -> io::Result<()> {
        let mut out = io::stdout().lock();
        if self.json {
            writeln!(out, "{}", self.json(utterance, transcript)?)?;
        } else {
            for line in self.lines(utterance, transcript) {
                writeln!(out, "{line}")?;
            }
        }
        out.flush()
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
