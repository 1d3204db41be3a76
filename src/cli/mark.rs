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
    #[arg(long, value_name = "TEXT", help = pick("投诉什么", "what is complained of"))]
    pub note: Option<String>,
}
