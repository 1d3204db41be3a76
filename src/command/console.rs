//! `liyu console`: a screen on the running service, or on the store when nothing
//! runs.

use super::{attend, setup};
use crate::cli::Console as Args;
use crate::config::Config;
use anyhow::Result;
use std::path::Path;

/// Shows the service of the store at `store_dir` until the person leaves.
pub fn run(config: &Config, store_dir: &Path, args: &Args) -> Result<()> {
    let actor = setup::actor(args.name.as_deref());
    attend::run(config, store_dir, &actor, &attend::visit(config, store_dir, false))
}
