//! `liyu user add`.

use super::office;
use super::reseal::{reseal, told};
use crate::account::Office;
use crate::cli::AddUser;
use crate::clock;
use crate::command::staffing::Registry;
use crate::command::{entry, passphrase};
use crate::config::is_name;
use crate::error::Usage;
use crate::lang::tell;
use crate::record::{NewAccount, OPERATOR, RecordError, Staffing, Store};
use crate::service::actor::cleaned;
use crate::tr;
use crate::vault::{Cost, Secret, lock};
use anyhow::{Result, bail};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::io::Write;
use std::path::Path;

/// Makes an account, prints its id; of the first the recovery key too.
pub fn run(store_dir: &Path, args: &AddUser, out: &mut impl Write) -> Result<()> {
    let name = named(&args.name)?;
    let unit = args.unit.clone().unwrap_or_default();
    if !unit.is_empty() && !is_name(&unit) {
        let why =
            tr!("应为 1 到 64 个字,不含控制字符", "use 1 to 64 characters, no control characters");
        return Err(Usage(format!("--unit: {why}")).into());
    }
    let office = office(args.role);
    let until = until(args.until, office)?;
    let is_first = is_first(store_dir, &name)?;
    if is_first && office != Office::Supervisor {
        bail!(tr!(
            "还没有账户:第一个必须是主管,先执行 liyu user add 名字 --role supervisor",
            "there is no account yet; the first must be a supervisor's: liyu user add NAME --role supervisor"
        ));
    }
    if is_first && !unit.is_empty() {
        bail!(tr!(
            "第一个主管不限单位(去掉 --unit),否则其余单位的记录没有人能打开",
            "the first supervisor must look after all units (leave out --unit), or nobody could open what others have"
        ));
    }
    if is_first {
        let mut store = entry::open_or_make(store_dir)?;
        return begin(&mut store, &made(name, office, unit, until)?, out);
    }
    let mut registry = Registry::open(store_dir, args.by.as_deref())?;
    let new = made(name, office, unit, until)?;
    let joined = registry.ask(Staffing::Join { new: Box::new(new) })?;
    writeln!(out, "{}", joined.id)?;
    after(registry, office)
}

/// Whether there is no account yet; refused when there is one of this name.
fn is_first(store_dir: &Path, name: &str) -> Result<bool> {
    let store = match Store::open_read_only(store_dir) {
        // Accounts may come before anything is heard.
        Err(RecordError::NoStore { .. }) => return Ok(true),
        Err(RecordError::Older { .. }) => entry::open_rows(store_dir)?,
        store => store?,
    };
    if store.account_named(name)?.is_some() {
        return Err(RecordError::NameTaken { name: name.to_owned() }.into());
    }
    Ok(store.accounts()?.is_empty())
}

/// Asks for a passphrase, and makes what the account will be.
fn made(
    name: String,
    office: Office,
    unit: String,
    until: Option<Timestamp>,
) -> Result<NewAccount> {
    let passphrase = passphrase::make(&name)?;
    let secret = Secret::generate()?;
    let locked = lock(&secret, &passphrase, Cost::default())?;
    Ok(NewAccount { name, office, unit, public: secret.public(), locked, until })
}

/// Makes the first account and the recovery key, and seals what lies there.
fn begin(store: &mut Store, new: &NewAccount, out: &mut impl Write) -> Result<()> {
    let recovery = Secret::generate()?;
    // Before anything is sealed to it: a key that nobody has seen opens nothing.
    writeln!(out, "{}", recovery.to_text().as_str())?;
    out.flush()?;
    tell(tr!(
        "上面一行是恢复密钥:只显示这一次,不存在任何地方。请抄在纸上封存,交给主管以外的人保管;\
         主管都忘了口令或离开时,只有它能打开记录",
        "the line above is the recovery key: shown this once and kept nowhere. Write it on paper, seal \
         it, and give it to somebody who is no supervisor; when all supervisors have forgotten or left, \
         it alone opens what lies here"
    ));
    let begun = store.begin_sealing(new, &recovery.public(), OPERATOR, clock::now())?;
    writeln!(out, "{}", begun.account.id)?;
    if begun.sealed > 0 {
        tell(tr!(
            "此前公开的 {} 条记录已加密;磁盘上旧文件的残留本程序无法保证抹净",
            "{} incidents that lay open are sealed now; what the disk itself keeps of removed files is beyond this program",
            begun.sealed
        ));
    }
    if !begun.is_clean {
        tell(tr!(
            "有程序正在读索引,残留要等下次启动时清理;请关闭控制台后再启动一次",
            "a program reads the index, so its traces are cleaned at the next start; close consoles and start once more"
        ));
    }
    Ok(())
}

/// Seals old evidence to whoever is new, where somebody is there who can open it.
fn after(registry: Registry, office: Office) -> Result<()> {
    if !matches!(office, Office::Supervisor | Office::Discipline) {
        return Ok(());
    }
    match registry {
        Registry::Store(mut store, Some(by)) => {
            let done = reseal(&mut store, &by, None)?;
            tell(told(&done));
        }
        // A service has consoles: whoever signs in there seals it.
        _ => tell(tr!(
            "新记录会加密给这个账户;旧记录要等能打开的人登录控制台,或执行 liyu user reseal --by 名字",
            "new evidence is sealed to it; old evidence once somebody who can open it signs in at a console, or by liyu user reseal --by NAME"
        )),
    }
    Ok(())
}

/// A name as it is written down; refused when that is not what was given.
fn named(given: &str) -> Result<String> {
    let name = cleaned(given);
    if !is_name(given) || name != given || name == "recovery" {
        let why = tr!(
            "应为 1 到 64 个字,一行,首尾无空格,不能是 liyu 或 recovery",
            "use one line of 1 to 64 characters, no space at its ends, neither liyu nor recovery"
        );
        return Err(Usage(format!("NAME: {why}")).into());
    }
    Ok(name)
}

/// When an account that lasts through `day` ends.
fn until(day: Option<Date>, office: Office) -> Result<Option<Timestamp>> {
    let Some(day) = day else {
        if office == Office::Inspector {
            let why = tr!(
                "检查员的账户有期限,请写 --until 日期(如 2026-12-31)",
                "an inspector's account ends by itself; give --until DATE, like 2026-12-31"
            );
            return Err(Usage(why).into());
        }
        return Ok(None);
    };
    let end = day.tomorrow()?.to_zoned(TimeZone::system())?.timestamp();
    if end <= clock::now() {
        let why = tr!("--until: {} 已经过去", "--until: {} is over already", day);
        return Err(Usage(why).into());
    }
    Ok(Some(end))
}
