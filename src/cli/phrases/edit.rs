//! Arguments of `liyu phrases edit`: which pack is opened.

use crate::lang::pick;
use clap::Args;

/// `liyu phrases edit`.
#[derive(Debug, Args)]
pub struct Edit {
    /// Which pack.
    #[arg(value_name = "PACK|FILE", help = pick("先打开哪个用语包", "the pack to open first"))]
    pub pack: Option<String>,
}
