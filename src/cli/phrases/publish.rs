//! Arguments of `liyu phrases publish`: how far a pack goes, and who says so.

use crate::lang::pick;
use clap::Args;

/// `liyu phrases publish`.
#[derive(Debug, Args)]
pub struct Publish {
    /// Which pack.
    #[arg(value_name = "PACK", help = pick("用语包名", "the pack's name"))]
    pub pack: String,
    /// How far.
    #[arg(long, value_name = "draft|shadow|approved", help = pick(
        "推进到:draft 草稿、shadow 试行(只计数不报警)、approved 批准",
        "how far: draft, shadow (counted, never alarmed), approved",
    ))]
    pub to: String,
    /// Who does it.
    #[arg(long, value_name = "NAME", help = pick(
        "谁在做;批准的人不能是编写的人", "who does it; an owner cannot approve",
    ))]
    pub by: String,
    /// From when it is in force.
    #[arg(long, value_name = "YYYY-MM-DD", help = pick(
        "从哪天起生效(默认今天,不能是过去)", "in force from (default today, never the past)",
    ))]
    pub from: Option<String>,
    /// Why.
    #[arg(long, value_name = "TEXT", default_value = "", help = pick("说明", "a remark"))]
    pub note: String,
}
