//! `liyu user disable`.

use super::reseal::{reseal, told};
use crate::account::Standing;
use crate::cli::DisableUser;
use crate::command::staffing::Registry;
use crate::lang::tell;
use crate::record::Staffing;
use crate::tr;
use anyhow::Result;
use std::io::Write;
use std::path::Path;

/// Ends an account, or leaves it to see what is its own.
pub fn run(store_dir: &Path, args: &DisableUser, out: &mut impl Write) -> Result<()> {
    let mut registry = Registry::open(store_dir, args.by.as_deref())?;
    let standing = if args.leaving { Standing::Leaving } else { Standing::Disabled };
    registry.ask(Staffing::Stand { name: args.name.clone(), standing })?;
    match registry {
        Registry::Store(mut store, Some(by)) if standing == Standing::Disabled => {
            let done = reseal(&mut store, &by, None)?;
            tell(told(&done));
        }
        _ if standing == Standing::Disabled => tell(tr!(
            "新记录不再加密给 {};旧记录在 liyu user reseal --by 名字 之后也打不开",
            "nothing new is sealed to {}; what lies there is closed to them after liyu user reseal --by NAME",
            args.name
        )),
        _ => {}
    }
    writeln!(
        out,
        "{}",
        match standing {
            Standing::Leaving => tr!(
                "{} 离岗,申诉期间仍可登录",
                "{} leaves and can sign in until appeals have ended",
                args.name
            ),
            _ => tr!("{} 已停用", "{} was disabled", args.name),
        }
    )?;
    Ok(())
}
