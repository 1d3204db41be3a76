//! Arguments of `liyu rejudge`: kept encounters judged again.

use crate::lang::pick;
use clap::Args;

/// `liyu rejudge`.
#[derive(Debug, Args)]
pub struct Rejudge {
    /// The counter.
    #[arg(long, value_name = "COUNTER", help = pick("只判这个窗口的", "only this counter's"))]
    pub counter: Option<String>,
    /// From then on.
    #[arg(long, value_name = "TIME", help = pick(
        "从何时起,如 \"2026-11-28 14:30\" 或 2026-11-28", "from when on, like \"2026-11-28 14:30\" or 2026-11-28",
    ))]
    pub since: Option<String>,
    /// Until then.
    #[arg(long, value_name = "TIME", help = pick("到何时止;只写日期则到当天结束", "until when; a date alone means its end"))]
    pub until: Option<String>,
    /// Only to look.
    #[arg(long, help = pick("只看会变什么,不写下", "only show what would change"))]
    pub dry_run: bool,
    /// For programs.
    #[arg(long, help = pick("每行一个 JSON 对象:变了的接待", "one JSON object a line: encounters that changed"))]
    pub json: bool,
    /// Who asks.
    #[arg(long, value_name = "NAME", help = pick("谁在办理(有账户时要口令)", "who asks (with accounts, asks for the passphrase)"))]
    pub user: Option<String>,
}
