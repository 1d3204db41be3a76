//! `liyu phrases lint`: what is wrong with the lists.

use super::lists;
use crate::cli::Lint;
use crate::config::Config;
use crate::phrasebook::List;
use crate::tr;
use anyhow::Result;
use std::io::{self, Write};

/// Runs the verb.
pub fn run(config: &Config, args: &Lint) -> Result<()> {
    let book = lists::named(config, &args.packs)?;
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
    Ok(())
}
