//! Arguments of `liyu mute`: which counter, for how long.

use crate::lang::pick;
use clap::Args;

/// `liyu mute`.
#[derive(Debug, Args)]
pub struct Mute {
    /// The counter.
    #[arg(value_name = "COUNTER", help = pick("柜台名;不写就是全部", "the counter; all without it"))]
    pub counter: Option<String>,
    /// For how long.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(0..=240), help = pick(
        "多少分钟(最多 240);0 为马上恢复", "for how many minutes (at most 240); 0 goes on at once",
    ))]
    pub minutes: u32,
    /// Why.
    #[arg(long, value_name = "TEXT", help = pick("原因;日志只记有没有写", "why; the log says only whether there was a reason"))]
    pub note: Option<String>,
    /// Who.
    #[arg(long, value_name = "NAME", help = pick("谁要求的(有账户时要口令)", "who wants it (with accounts, asks for the passphrase)"))]
    pub user: Option<String>,
}
