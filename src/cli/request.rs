//! Arguments of `liyu request`: what a citizen asks for.

use crate::lang::pick;
use clap::{Args, Subcommand};

/// `liyu request`.
#[derive(Debug, Subcommand)]
pub enum Request {
    /// To see and hear.
    #[command(about = pick(
        "群众要求查阅:列出那段时间的记录,说明怎样导出", "a citizen wants to see what there is: lists it, says how to export it",
    ))]
    Access(Asked),
    /// To have it deleted.
    #[command(about = pick(
        "群众要求删除:移出那段时间的记录;必须保留的说明原因", "a citizen wants it deleted: sets aside what need not be kept, says why the rest is",
    ))]
    Delete(Asked),
}

/// Where and when.
#[derive(Debug, Args)]
pub struct Asked {
    /// The counter.
    #[arg(long, value_name = "COUNTER", help = pick("柜台名,与设置里的一致", "the counter, as in the settings"))]
    pub counter: String,
    /// From then on.
    #[arg(long, value_name = "TIME", help = pick(
        "从何时起,如 \"2026-11-28 14:30\" 或 2026-11-28", "from when on, like \"2026-11-28 14:30\" or 2026-11-28",
    ))]
    pub from: String,
    /// Until then.
    #[arg(long, value_name = "TIME", help = pick("到何时止;只写日期则到当天结束", "until when; a date alone means its end"))]
    pub to: String,
    /// Who sees to it.
    #[arg(long, value_name = "NAME", help = pick("谁在办理(有账户时要口令)", "who sees to it (with accounts, asks for the passphrase)"))]
    pub user: Option<String>,
}
