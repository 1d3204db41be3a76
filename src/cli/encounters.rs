//! Arguments of `liyu encounters`: who was served, and what rules came to.

use crate::lang::pick;
use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

/// `liyu encounters`.
#[derive(Debug, Subcommand)]
pub enum Encounters {
    /// A list.
    #[command(about = pick("列出接待,新的在前", "list encounters, the newest first"))]
    List {
        /// Which.
        #[command(flatten)]
        which: WhichEncounters,
        /// At most so many.
        #[arg(long, value_name = "N", default_value_t = 50, help = pick("最多几条", "at most so many"))]
        limit: u32,
        /// For programs.
        #[arg(long, help = pick("每行一个 JSON 对象", "one JSON object a line"))]
        json: bool,
    },
    /// One.
    #[command(about = pick(
        "一次接待:每条规则判成什么、为什么,哪些判不了",
        "one encounter: what each rule came to and why, and what could not be judged",
    ))]
    Show {
        /// Its id.
        #[arg(value_name = "ID", help = pick("接待编号", "the encounter's id"))]
        id: String,
        /// For programs.
        #[arg(long, help = pick("一个 JSON 对象,含过程", "one JSON object, with what happened"))]
        json: bool,
        /// Who asks.
        #[arg(long, value_name = "NAME", help = pick("谁在查看(有账户时要口令)", "who asks (with accounts, asks for the passphrase)"))]
        user: Option<String>,
    },
    /// The service log.
    #[command(about = pick(
        "导出服务日志:每次接待一行", "export the service log: one row an encounter",
    ))]
    Export {
        /// Where to.
        #[arg(long, value_name = "FILE", required = true, help = pick(
            "写到这个 CSV 文件(Excel 可直接打开);- 为标准输出",
            "the CSV file (Excel opens it as it is); - is standard output",
        ))]
        csv: PathBuf,
        /// Which.
        #[command(flatten)]
        which: WhichEncounters,
    },
}

/// Which encounters.
#[derive(Debug, Args)]
pub struct WhichEncounters {
    /// The counter.
    #[arg(long, value_name = "COUNTER", help = pick("只看这个窗口", "only this counter's"))]
    pub counter: Option<String>,
    /// What they came to.
    #[arg(long, value_enum, help = pick(
        "只看判成这样的", "only those that came to this",
    ))]
    pub outcome: Option<CameTo>,
    /// From then on.
    #[arg(long, value_name = "TIME", help = pick(
        "从何时起,如 \"2026-11-28 14:30\" 或 2026-11-28", "from when on, like \"2026-11-28 14:30\" or 2026-11-28",
    ))]
    pub since: Option<String>,
    /// Until then.
    #[arg(long, value_name = "TIME", help = pick("到何时止;只写日期则到当天结束", "until when; a date alone means its end"))]
    pub until: Option<String>,
    /// Who asks.
    #[arg(long, value_name = "NAME", help = pick("谁在查看(有账户时要口令)", "who asks (with accounts, asks for the passphrase)"))]
    pub user: Option<String>,
}

/// What an encounter came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CameTo {
    /// Nothing was broken.
    Clean,
    /// What was broken was put right.
    Remedied,
    /// Something was broken.
    Flagged,
    /// It could not be judged.
    NotJudged,
}
