//! `liyu user disable`.

use super::reseal::{reseal, told};
use super::{OPERATOR, find};
use crate::account::{Account, Action, Office, Standing};
use crate::cli::DisableUser;
use crate::clock;
use crate::command::entry;
use crate::error::Usage;
use crate::lang::tell;
use crate::tr;
use anyhow::{Result, bail};
use std::io::Write;
use std::path::Path;

/// Ends an account, or leaves it to see what is its own.
pub fn run(store_dir: &Path, args: &DisableUser, out: &mut impl Write) -> Result<()> {
    let mut store = entry::open_rows(store_dir)?;
    let account = find(&store, &args.name)?;
    if args.leaving && account.office != Office::Staff {
        let why = tr!(
            "--leaving 只用于窗口人员;其他账户直接停用",
            "--leaving is for staff; others are ended without it"
        );
        return Err(Usage(why).into());
    }
    if is_last(&store.accounts()?, &account) {
        bail!(tr!(
            "{} 是最后一个不限单位的主管,停用后记录只有恢复密钥能打开;先建立另一个主管",
            "{} is the last supervisor of all units; without them the recovery key alone opens what lies here. Make another first",
            args.name
        ));
    }
    let by = match &args.by {
        Some(by) => {
            let person = entry::enter(&mut store, by)?;
            entry::allow(&mut store, &person.account, Action::ManageAccounts, &account.id)?;
            Some(person)
        }
        None => None,
    };
    let standing = if args.leaving { Standing::Leaving } else { Standing::Disabled };
    let actor = by.as_ref().map_or(OPERATOR, |by| by.account.id.as_str());
    store.set_standing(&account.id, standing, actor, clock::now())?;
    match by {
        Some(by) if standing == Standing::Disabled => {
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

/// Whether nobody else looks after everything.
fn is_last(all: &[Account], account: &Account) -> bool {
    let looks_after_all = |other: &&Account| {
        other.office == Office::Supervisor
            && other.standing == Standing::Active
            && other.unit.is_empty()
            && other.until.is_none()
    };
    all.iter().filter(looks_after_all).all(|other| other.id == account.id)
        && looks_after_all(&account)
}
