//! Arguments of `liyu backup` and `liyu restore`.

use crate::lang::pick;
use clap::Args;
use std::path::PathBuf;

/// `liyu backup`.
#[derive(Debug, Args)]
pub struct Backup {
    /// Where to.
    #[arg(value_name = "DIR", help = pick("备份到哪里:空目录或还不存在的路径", "where to: an empty directory, or one that does not exist"))]
    pub dir: PathBuf,
}

/// `liyu restore`.
#[derive(Debug, Args)]
pub struct Restore {
    /// The copy.
    #[arg(value_name = "BACKUP", help = pick("liyu backup 做的备份;恢复到 --store", "what liyu backup made; restored to --store"))]
    pub backup: PathBuf,
}
