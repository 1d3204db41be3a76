//! Arguments of `liyu retention`: how long things are kept.

use crate::lang::pick;
use clap::{Args, Subcommand};

/// `liyu retention`.
#[derive(Debug, Subcommand)]
pub enum Retention {
    /// What is kept until when.
    #[command(about = pick(
        "看保存规则:什么保存到何时,什么被保留,什么已移出", "show what is kept until when, held, set aside",
    ))]
    Show {
        /// For programs.
        #[arg(long, help = pick("每条一行 JSON", "one line of JSON for each incident"))]
        json: bool,
    },
    /// As every hour.
    #[command(about = pick(
        "现在就清理一次(服务运行时每小时自动做)", "look now at what has had its time, as the service does every hour",
    ))]
    Run(Who),
    /// To keep.
    #[command(about = pick("保留一条,不论期限", "keep one whatever its time"))]
    Hold(One),
    /// To keep no longer.
    #[command(about = pick("不再保留", "keep one no longer than the rules say"))]
    Release(One),
    /// To bring back.
    #[command(about = pick(
        "找回已移出的一条(移出后 7 天内),并保留", "bring back one that was set aside, within 7 days, and hold it",
    ))]
    BringBack(One),
}

/// Who asks.
#[derive(Debug, Args)]
pub struct Who {
    /// The account.
    #[arg(long, value_name = "NAME", help = pick("谁在办理(有账户时要口令)", "who asks (with accounts, asks for the passphrase)"))]
    pub user: Option<String>,
}

/// One incident.
#[derive(Debug, Args)]
pub struct One {
    /// Its id.
    #[arg(value_name = "ID", help = pick("记录编号", "the incident's id"))]
    pub id: String,
    /// Who asks.
    #[command(flatten)]
    pub who: Who,
}
