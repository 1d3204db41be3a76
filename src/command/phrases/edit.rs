//! `liyu phrases edit`: opens the editor.

use crate::cli::Edit;
use crate::config::Config;
use anyhow::{Result, bail};

/// Runs the verb.
pub fn run(config: &Config, args: &Edit) -> Result<()> {
    bail!("{:?}", (config, args))
}
