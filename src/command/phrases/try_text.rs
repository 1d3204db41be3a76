//! `liyu phrases try`: what a sentence hits, and why.

use super::lists;
use crate::cli::Try;
use crate::config::Config;
use crate::phrasebook::List;
use crate::spot::Spotter;
use crate::tr;
use anyhow::Result;
use std::io::{self, BufRead, Write};
use std::sync::Arc;

/// Runs the verb.
pub fn run(config: &Config, args: &Try) -> Result<()> {
    let spotter = Spotter::new(Arc::new(lists::named(config, &args.packs)?));
    if args.text == "-" {
        for line in io::stdin().lock().lines() {
            try_one(&spotter, &line?)?;
        }
    } else {
        try_one(&spotter, &args.text)?;
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
