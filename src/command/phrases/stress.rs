//! `liyu phrases stress`: is a phrase fit to publish?

use super::listen::{listen, recogniser};
use super::lists;
use crate::cli::Stress;
use crate::config::Config;
use crate::corpus::{Corpus, Line};
use crate::lang::tell;
use crate::lint::lint;
use crate::phrasebook::Phrasebook;
use crate::stress::{bundled, show, stress};
use crate::tr;
use crate::transcribe::Transcriber;
use anyhow::{Result, bail};
use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

/// Runs the verb. A phrase that is not fit is an answer, not a failure.
pub fn run(config: &Config, args: &Stress) -> Result<()> {
    let names = if args.packs.is_empty() { &config.packs } else { &args.packs };
    let documents = lists::documents(config, names)?;
    let book = Arc::new(Phrasebook::read(&documents)?);
    if book.phrase(&args.id).is_none() {
        bail!(tr!(
            "没有编号为 {} 的用语;在 {} 里找过",
            "no phrase has the id {}; looked in {}",
            args.id,
            names.join(", ")
        ));
    }
    // Before the long work: a path that is wrong is told at once.
    let corpora: Vec<Corpus> =
        args.negative.iter().map(|path| Corpus::open(path)).collect::<Result<_, _>>()?;
    let mut ear = None;
    let mut negative = Vec::new();
    for corpus in corpora {
        negative.push(heard(config, &mut ear, corpus)?);
    }
    if negative.is_empty() {
        negative.push(bundled());
    }
    // Packs that others name need not be here to judge one phrase.
    let findings = lint(&documents, &BTreeSet::new()).findings;
    let Some(report) = stress(&book, &args.id, &negative, &findings) else { return Ok(()) };
    let mut out = io::stdout().lock();
    if args.json {
        serde_json::to_writer(&mut out, &report)?;
        writeln!(out)?;
    } else {
        write!(out, "{}", show(&report))?;
    }
    Ok(out.flush()?)
}

/// The corpus with what was understood in place of its recordings. A recording that
/// cannot be read is told and left out.
fn heard(
    config: &Config,
    ear: &mut Option<Box<dyn Transcriber>>,
    corpus: Corpus,
) -> Result<Corpus> {
    let mut lines = Vec::new();
    for line in corpus.lines {
        let Some(file) = line.file.clone() else {
            lines.push(line);
            continue;
        };
        let ear = match ear {
            Some(ear) => ear,
            None => ear.insert(recogniser(config)?),
        };
        lines.extend(decoded(config, ear.as_mut(), line, &file));
    }
    Ok(Corpus { lines, ..corpus })
}

fn decoded(config: &Config, ear: &mut dyn Transcriber, line: Line, file: &Path) -> Vec<Line> {
    match listen(config, ear, file) {
        Ok(understood) => understood
            .into_iter()
            .map(|said| Line { text: said.text, seconds: Some(said.seconds), ..line.clone() })
            .collect(),
        Err(error) => {
            tell(crate::error::message(&error));
            Vec::new()
        }
    }
}
