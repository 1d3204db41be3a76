//! `liyu phrases stress`: is a phrase fit to publish?

use super::listen::Listener;
use super::lists;
use crate::cli::Stress;
use crate::config::Config;
use crate::corpus::Corpus;
use crate::lint::lint;
use crate::phrasebook::Phrasebook;
use crate::stress::{bundled, show, stress};
use crate::tr;
use anyhow::{Result, bail};
use std::collections::BTreeSet;
use std::io::{self, Write};
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
    let mut listener = Listener::new(config);
    let mut negative = Vec::new();
    for corpus in corpora {
        negative.push(listener.heard(corpus, |_| true)?);
    }
    if negative.is_empty() {
        negative.push(bundled());
    }
    // Packs that others name need not be here to judge one phrase.
    let findings = lint(&documents, &BTreeSet::new(), &config.accents).findings;
    let Some(report) = stress(&book, &config.accents, &args.id, &negative, &findings) else {
        return Ok(());
    };
    let mut out = io::stdout().lock();
    if args.json {
        serde_json::to_writer(&mut out, &report)?;
        writeln!(out)?;
    } else {
        write!(out, "{}", show(&report))?;
    }
    Ok(out.flush()?)
}
