//! `liyu backup` and `liyu restore`: the store copied, and put back.
//!
//! Runs on the main thread beside a service that may be writing. The settings are files of
//! their own and are not in it.

use super::{entry, errand, setup};
use crate::cli::{Backup, Restore};
use crate::clock;
use crate::config::Config;
use crate::lang::tell;
use crate::record::{Copied, Note, Retaining, Store, What, restore};
use crate::tr;
use anyhow::Result;
use std::io::Write;
use std::path::Path;

/// Copies the store and says what was copied; the log of the store says so too.
pub fn run(config: &Config, store_dir: &Path, args: &Backup, out: &mut impl Write) -> Result<()> {
    let copied = Store::open_read_only(store_dir)?.back_up(&args.dir)?;
    let value = value(&copied);
    if let Err(error) = errand::retaining(config, store_dir, None, Retaining::BackedUp { value }) {
        tell(tr!(
            "备份已完成,但日志没能记下:{}",
            "the copy is made, but the log could not be told: {}",
            error
        ));
    }
    say(&copied, &args.dir, out)
}

/// Puts a copy back where nothing is.
pub fn put_back(store_dir: &Path, args: &Restore, out: &mut impl Write) -> Result<()> {
    let copied = restore(&args.backup, store_dir)?;
    let mut store = entry::open_rows(store_dir)?;
    let (at, actor) = (clock::now(), setup::actor(None));
    let value = format!("restored {}", value(&copied));
    store.log(&Note { at, actor, what: What::BackedUp, about: String::new(), value })?;
    say(&copied, store_dir, out)
}

/// What the log says.
fn value(copied: &Copied) -> String {
    let Copied { incidents, files, bytes, head: (n, sha256), .. } = copied;
    format!("{incidents} incidents {files} files {bytes} bytes head {n} {sha256}")
}

fn say(copied: &Copied, to: &Path, out: &mut impl Write) -> Result<()> {
    let Copied { incidents, files, bytes, head: (n, sha256), unsound, breaks } = copied;
    writeln!(
        out,
        "{}",
        tr!(
            "{}:记录 {} 条,文件 {} 个,{:.1} MB,已逐个核对;日志到第 {} 行 {:.16}",
            "{}: {} incidents, {} files, {:.1} MB, each checked; the log to line {} {:.16}",
            to.display(),
            incidents,
            files,
            *bytes as f64 / 1e6,
            n,
            sha256
        )
    )?;
    if !unsound.is_empty() {
        tell(tr!(
            "警告:{} 条的录音或文字在原处就缺失或被改动:{}",
            "WARNING: the clip or words of {} incidents were missing or changed where they came from: {}",
            unsound.len(),
            unsound.join(" ")
        ));
    }
    if !breaks.is_empty() {
        tell(tr!(
            "警告:日志有 {} 处对不上;用 liyu log verify 查看",
            "WARNING: {} lines of the log do not fit; see liyu log verify",
            breaks.len()
        ));
    }
    Ok(())
}
