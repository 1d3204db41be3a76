//! `liyu log`: what was done, by whom; and whether all is as it was written.
//!
//! Runs on the main thread, with a store that is read beside whoever writes it.

use crate::cli::Log;
use crate::lang::pick;
use crate::record::{AuditLine, RecordError, Store, Verified, What};
use crate::tr;
use anyhow::{Result, bail};
use jiff::tz::TimeZone;
use std::collections::HashMap;
use std::io::Write;
use std::path::Path;

/// Lines that are read at a time.
const STRETCH: u32 = 1_000;

/// Does what `args` ask for.
pub fn run(store_dir: &Path, args: &Log, out: &mut impl Write) -> Result<()> {
    let store = Store::open_read_only(store_dir)?;
    match args {
        Log::Show { about, json } => show(&store, about.as_deref(), *json, out),
        Log::Verify { head } => verify(&store, head.as_deref(), out),
    }
}

fn show(store: &Store, about: Option<&str>, json: bool, out: &mut impl Write) -> Result<()> {
    let people = names(store)?;
    if let Some(about) = about {
        return store.log_about(about)?.iter().try_for_each(|line| print(line, &people, json, out));
    }
    let mut next = 1;
    loop {
        let lines = store.log_lines(next, STRETCH)?;
        let Some(last) = lines.last() else { return Ok(()) };
        next = last.n + 1;
        lines.iter().try_for_each(|line| print(line, &people, json, out))?;
    }
}

/// What the owners of accounts sign in as, by id.
fn names(store: &Store) -> Result<HashMap<String, String>, RecordError> {
    let accounts = store.accounts()?.into_iter();
    Ok(accounts.map(|account| (account.id, account.name)).collect())
}

fn print(
    line: &AuditLine,
    people: &HashMap<String, String>,
    json: bool,
    out: &mut impl Write,
) -> Result<()> {
    if json {
        return Ok(writeln!(out, "{}", serde_json::to_string(line)?)?);
    }
    let named = |id: &str| match people.get(id) {
        Some(name) => format!("{id}({name})"),
        None => id.to_owned(),
    };
    let at = line.at.to_zoned(TimeZone::system()).strftime("%F %T");
    let said: Vec<String> = line.value.split(' ').map(named).collect();
    let (actor, about) = (named(&line.actor), named(&line.about));
    let text =
        format!("{:>6} {at} {actor} {} {about} {}", line.n, label(line.what), said.join(" "));
    Ok(writeln!(out, "{}", text.trim_end())?)
}

fn verify(store: &Store, head: Option<&str>, out: &mut impl Write) -> Result<()> {
    let found = store.check(head)?;
    for flaw in &found.flaws {
        writeln!(out, "{flaw}")?;
    }
    writeln!(out, "{}", summary(&found))?;
    if !found.flaws.is_empty() {
        bail!(tr!(
            "有 {} 处与写入时不同(见上);请保留现场,与备份和另处抄下的散列比对",
            "{} thing(s) are not as they were written (see above); touch nothing, and compare with backups and with hashes noted elsewhere",
            found.flaws.len()
        ));
    }
    Ok(())
}

/// What was read, in one line, with the head to be noted elsewhere.
fn summary(found: &Verified) -> String {
    tr!(
        "日志 {} 条,记录 {} 起,文件 {} 个;日志末条散列 {}",
        "log {} line(s), incidents {}, files {}; head of the log {}",
        found.lines,
        found.incidents,
        found.files,
        found.head.1
    )
}

/// What a line is called.
fn label(what: What) -> &'static str {
    match what {
        What::SignedIn => pick("登录", "signed in"),
        What::SignInFailed => pick("登录失败", "sign-in failed"),
        What::SignedOut => pick("退出", "signed out"),
        What::Refused => pick("被拒绝", "was refused"),
        What::Stored => pick("保存", "stored"),
        What::Met => pick("接待", "encounter"),
        What::Rejudged => pick("重判接待", "judged again"),
        What::MomentsGone => pick("删除接待过程", "forgot moments"),
        What::Acted => pick("处理", "acted on"),
        What::Opened => pick("打开", "opened"),
        What::Played => pick("播放", "played"),
        What::OpenedWhole => pick("打开原声", "opened the whole of"),
        What::Resealed => pick("重新加密", "sealed anew"),
        What::Complaint => pick("投诉", "complaint"),
        What::AccountMade => pick("建立账户", "made the account"),
        What::AccountChanged => pick("改动账户", "changed the account"),
        What::PassphraseChanged => pick("换口令", "changed the passphrase of"),
        What::Seated => pick("排班", "seated at"),
        What::Muted => pick("暂停监听", "muted"),
        What::Unmuted => pick("恢复监听", "unmuted"),
        What::ListsChanged => pick("换用语表", "changed the lists"),
        What::ClockJumped => pick("时钟跳变", "clock jumped"),
        What::Exported => pick("导出", "exported"),
        What::SetAside => pick("到期移出", "set aside"),
        What::BroughtBack => pick("取回", "brought back"),
        What::Held => pick("保留", "held"),
        What::Purged => pick("清除", "purged"),
        What::Requested => pick("公民请求", "answered a request about"),
        What::BackedUp => pick("备份", "backed up"),
        What::Mended => pick("修复", "mended"),
        What::Service => pick("服务", "service"),
        What::Attested => pick("确认", "attested"),
    }
}
