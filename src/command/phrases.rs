//! `liyu phrases`: check the lists, try a sentence.

use super::setup;
use crate::cli::Phrases;
use crate::config::Config;
use crate::phrasebook::List;
use crate::spot::Spotter;
use crate::tr;
use anyhow::Result;
use std::io::{self, BufRead, Write};
use std::sync::Arc;

/// Runs one of the verbs on the lists that `config` names.
pub fn run(config: &Config, args: &Phrases) -> Result<()> {
    let book = setup::phrasebook(config)?;
    match args {
        Phrases::Lint => {
            let taboo = book.phrases().iter().filter(|phrase| phrase.list == List::Taboo).count();
            let civil = book.phrases().len() - taboo;
            let mut out = io::stdout().lock();
            writeln!(
                out,
                "{}",
                tr!(
                    "用语表没有问题:忌语 {} 条,文明用语 {} 条,版本 {:.8}",
                    "the lists are sound: {} taboo, {} civil phrases, version {:.8}",
                    taboo,
                    civil,
                    book.version()
                )
            )?;
        }
        Phrases::Try { text } => {
            let spotter = Spotter::with_accents(Arc::new(book), &config.accents);
            if text == "-" {
                for line in io::stdin().lock().lines() {
                    try_one(&spotter, &line?)?;
                }
            } else {
                try_one(&spotter, text)?;
            }
        }
    }
    Ok(())
}

fn try_one(spotter: &Spotter, text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{text}")?;
    let found = spotter.examine(text);
    if found.is_empty() {
        writeln!(out, "  {}", tr!("没有命中", "no hit"))?;
    }
    for found in &found {
        let phrase = spotter.phrase(found);
        let list = match phrase.list {
            List::Taboo => tr!("忌语", "taboo"),
            List::Civil => tr!("文明", "civil"),
        };
        let heard = text.get(found.start..found.end).unwrap_or_default();
        let outcome = match &found.stopped_by {
            None => tr!("命中", "hit"),
            Some(stop) => tr!("拦下:{}", "stopped: {}", stop.word()),
        };
        writeln!(
            out,
            "  {list} {} {}  “{heard}” {:.2}  {outcome}",
            phrase.id, phrase.text, found.score.0
        )?;
    }
    Ok(())
}
