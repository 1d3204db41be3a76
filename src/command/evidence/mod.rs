//! `liyu evidence`: bundles made and checked, one verb a file.
//!
//! Runs on the main thread. A bundle is made with the store to itself; it is checked
//! without any.

mod export;
mod replay;
mod verify;

use crate::cli::Evidence;
use crate::config::Config;
use crate::document::Faults;
use anyhow::Result;
use std::io::Write;
use std::path::Path;

/// Does what `args` ask for; `config` is asked only for what is heard again.
pub fn run(
    store_dir: &Path,
    args: &Evidence,
    config: impl FnOnce() -> Result<Config, Faults>,
    out: &mut impl Write,
) -> Result<()> {
    match args {
        Evidence::Export(args) => export::run(store_dir, args, out),
        Evidence::Verify(args) => verify::run(args, config, out),
    }
}
