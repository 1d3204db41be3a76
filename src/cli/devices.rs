//! Arguments of `liyu devices`.

use crate::lang::pick;
use clap::Args;

/// `liyu devices`.
#[derive(Debug, Args)]
pub struct Devices {
    /// Show levels.
    #[arg(long, value_name = "SECONDS", help = pick(
        "显示这么多秒的实时电平", "show live levels for so many seconds",
    ))]
    pub meter: Option<f64>,
}
