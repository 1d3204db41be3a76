//! `liyu phrases stress`: is a phrase fit to publish?

use crate::cli::Stress;
use crate::config::Config;
use anyhow::{Result, bail};

/// Runs the verb.
pub fn run(config: &Config, args: &Stress) -> Result<()> {
    bail!("{:?}", (config, args))
}
