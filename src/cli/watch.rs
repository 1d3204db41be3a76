//! Arguments of `liyu watch`: live, with or without a screen.

use crate::lang::pick;
use clap::Args;

/// `liyu watch`.
#[derive(Debug, Args)]
pub struct Watch {
    /// No screen.
    #[arg(long, help = pick(
        "不开界面,作为服务运行;用 liyu console 查看",
        "no screen: run as a service; look at it with liyu console",
    ))]
    pub headless: bool,
    /// Events on stdout.
    #[arg(long, requires = "headless", help = pick(
        "每行一个 JSON 事件(与 --headless 同用)", "one JSON event a line (with --headless)",
    ))]
    pub json: bool,
}
