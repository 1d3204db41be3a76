//! `liyu phrases hear`: a recording through the recogniser and the lists.

use crate::cli::Hear;
use crate::config::Config;
use anyhow::{Result, bail};

/// Runs the verb.
pub fn run(config: &Config, args: &Hear) -> Result<()> {
    bail!("{:?}", (config, args))
}
