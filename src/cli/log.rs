//! Arguments of `liyu log`: what was done, by whom.

use crate::lang::pick;
use clap::Subcommand;

/// `liyu log`.
#[derive(Debug, Subcommand)]
pub enum Log {
    /// Prints it.
    #[command(about = pick("打印日志", "print the log"))]
    Show {
        /// About what.
        #[arg(long, value_name = "ID", help = pick(
            "只看关于它的:事件、投诉、账户的编号,或柜台名",
            "only what is about this: the id of an incident, a complaint, an account, or a counter",
        ))]
        about: Option<String>,
        /// One object a line.
        #[arg(long, help = pick("每行一个 JSON", "one JSON object a line"))]
        json: bool,
    },
    /// Is everything as it was written?
    #[command(about = pick(
        "核对日志、记录、文件,逐一指出被改动、缺失或调换的",
        "check log, rows and files; names whatever was changed, removed or reordered",
    ))]
    Verify {
        /// A hash that must still be there.
        #[arg(long, value_name = "HASH", help = pick(
            "另处抄下的日志散列,日志里必须还有这一条",
            "a hash of the log that was noted elsewhere; its line must still be there",
        ))]
        head: Option<String>,
    },
}
