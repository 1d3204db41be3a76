//! Arguments of `liyu phrases test`: which lists are tested.

use crate::lang::pick;
use clap::Args;

/// `liyu phrases test`.
#[derive(Debug, Args)]
pub struct Test {
    /// What is tested.
    #[arg(value_name = "PACK|FILE", help = pick(
        "用语包名或文件;不写为设置里启用的全部", "packs or files; those of the settings when absent",
    ))]
    pub packs: Vec<String>,
    /// One object a case.
    #[arg(long, help = pick("每条测试例输出一个 JSON 对象", "print one JSON object a case"))]
    pub json: bool,
}
