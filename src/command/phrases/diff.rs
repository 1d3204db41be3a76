//! `liyu phrases diff`: what a change of the lists changes.

use crate::cli::Diff;
use crate::config::Config;
use anyhow::{Result, bail};
use std::path::Path;

/// Runs the verb.
pub fn run(config: &Config, store: &Path, args: &Diff) -> Result<()> {
    bail!("{:?}", (config, store, args))
}
