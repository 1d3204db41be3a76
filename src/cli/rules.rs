//! Arguments of `liyu rules`: the rules of conduct in force.

use crate::lang::pick;
use clap::Subcommand;

/// `liyu rules`.
#[derive(Debug, Subcommand)]
pub enum Rules {
    /// All rules.
    #[command(about = pick(
        "列出全部规则:怎么判、出处,不判的为什么不判",
        "list all rules: how each is judged and where it stands, or why it is not judged",
    ))]
    List {
        /// One object a line.
        #[arg(long, help = pick("每行一个 JSON 对象", "one JSON object a line"))]
        json: bool,
    },
}
