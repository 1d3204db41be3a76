//! Arguments of `liyu console`: who is at it.

use crate::lang::pick;
use clap::Args;

/// `liyu console`.
#[derive(Debug, Args)]
pub struct Console {
    /// Who is at it.
    #[arg(long = "as", value_name = "NAME", help = pick(
        "处理意见署谁的名(默认:系统用户名;不验证身份)",
        "the name that decisions carry (default: the system's user name; nobody proves it)",
    ))]
    pub name: Option<String>,
}
