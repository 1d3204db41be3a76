//! `liyu phrases publish`: moves a pack on its way into force.

use crate::cli::Publish;
use crate::config::Config;
use anyhow::{Result, bail};

/// Runs the verb.
pub fn run(config: &Config, args: &Publish) -> Result<()> {
    bail!("{:?}", (config, args))
}
