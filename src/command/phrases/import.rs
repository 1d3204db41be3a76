//! `liyu phrases import`: from a regulation to a draft.

use crate::cli::Import;

use anyhow::{Result, bail};

/// Runs the verb.
pub fn run(args: &Import) -> Result<()> {
    bail!("{:?}", (args))
}
