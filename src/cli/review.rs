//! Arguments of `liyu review`: who is there.

use crate::lang::pick;
use clap::Args;

/// `liyu review`.
#[derive(Debug, Args)]
pub struct Review {
    /// Who is there.
    #[arg(long = "as", value_name = "NAME", help = pick(
        "登录框里先填好的姓名(默认:系统用户名)",
        "the name that stands in the sign-in box already (default: the system's user name)",
    ))]
    pub name: Option<String>,
}
