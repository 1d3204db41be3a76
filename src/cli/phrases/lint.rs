//! Arguments of `liyu phrases lint`: which lists are checked.

use crate::lang::pick;
use clap::Args;

/// `liyu phrases lint`.
#[derive(Debug, Args)]
pub struct Lint {
    /// What to check.
    #[arg(value_name = "PACK|FILE", help = pick(
        "用语包名或文件;不写为设置里启用的全部", "packs or files; those of the settings when absent",
    ))]
    pub packs: Vec<String>,
    /// One object.
    #[arg(long, help = pick("输出一个 JSON 对象", "print one JSON object"))]
    pub json: bool,
}
