//! `liyu review`: a member of staff and their own incidents, on the screen of the console.

use super::{attend, setup};
use crate::cli::Review as Args;
use crate::config::Config;
use anyhow::Result;
use std::path::Path;

/// Shows what is theirs in the store at `store_dir` until the person leaves.
pub fn run(config: &Config, store_dir: &Path, args: &Args) -> Result<()> {
    let actor = setup::actor(args.name.as_deref());
    attend::run(config, store_dir, &actor, &attend::visit(config, store_dir, true))
}
