//! Arguments of `liyu mark`: at which counter, and what is complained of.

use crate::lang::pick;
use clap::Args;

/// `liyu mark`.
#[derive(Debug, Args)]
pub struct Mark {
    /// The counter.
    #[arg(value_name = "COUNTER", help = pick("柜台名,与设置里的一致", "the counter, as in the settings"))]
    pub counter: String,
    /// What is complained of.
    #[arg(long, value_name = "TEXT", help = pick("投诉(或表扬)什么", "what is complained of, or praised"))]
    pub note: Option<String>,
    /// It is praise.
    #[arg(long, help = pick(
        "是表扬:声音和文字留给当时在岗的人看",
        "it is praise: what was heard is kept for whoever sat there",
    ))]
    pub praise: bool,
}
