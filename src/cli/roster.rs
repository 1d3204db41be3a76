//! Arguments of `liyu roster`: who sits at which counter when.

use crate::lang::pick;
use clap::Subcommand;
use std::path::PathBuf;

/// `liyu roster`.
#[derive(Debug, Subcommand)]
pub enum Roster {
    /// Reads one in.
    #[command(about = pick(
        "读入排班(roster.toml,或 CSV:柜台,姓名,起,止)",
        "read a roster (roster.toml, or CSV: counter,name,from,until)",
    ))]
    Import {
        /// The file.
        #[arg(value_name = "FILE", help = pick("排班文件", "the file"))]
        file: PathBuf,
        /// Whose word it is.
        #[arg(long, value_name = "NAME", help = pick(
            "由哪位主管登记(问其口令;不写则记为本机操作者)",
            "the supervisor on whose word (asks for their passphrase; else whoever runs the machine)",
        ))]
        by: Option<String>,
    },
    /// Shows who sits where.
    #[command(about = pick("谁在哪个柜台", "who sits where"))]
    Show {
        /// When.
        #[arg(long, value_name = "TIME", help = pick(
            "什么时候(如 2026-11-23T10:30,默认现在)", "when (like 2026-11-23T10:30; now when absent)",
        ))]
        at: Option<jiff::civil::DateTime>,
    },
}
