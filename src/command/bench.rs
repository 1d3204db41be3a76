//! `liyu bench`: what parts of the program cost on this machine.

use crate::bench::{self, matcher::Options};
use crate::cli::Bench;
use anyhow::Result;
use std::io::{self, Write};

/// Measures what the arguments name.
pub fn run(args: &Bench) -> Result<()> {
    let mut out = io::stdout().lock();
    if args.matcher {
        let report = bench::matcher(&Options::default())?;
        if args.json {
            serde_json::to_writer(&mut out, &report)?;
            writeln!(out)?;
        } else {
            write!(out, "{report}")?;
        }
    }
    Ok(())
}
