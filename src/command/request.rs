//! `liyu request`: a citizen wants to see what was kept of them, or to have it deleted.
//!
//! It finds by counter and time, because nothing here knows who anybody is.

use super::errand;
use super::local_time::moment;
use crate::cli::{Asked, Request as Args};
use crate::config::Config;
use crate::error::Usage;
use crate::lang::tell;
use crate::record::{Request, Retaining, Store, UNDELETE_DAYS, Want};
use crate::tr;
use anyhow::Result;
use jiff::tz::TimeZone;
use std::io::Write;
use std::path::Path;

/// Lists what there is; for a deletion, what became of each.
pub fn run(config: &Config, store_dir: &Path, args: &Args, out: &mut impl Write) -> Result<()> {
    let (want, asked) = match args {
        Args::Access(asked) => (Want::Access, asked),
        Args::Delete(asked) => (Want::Deletion, asked),
    };
    let Asked { counter, from, to, user } = asked;
    let from = moment("--from", from, false)?;
    let until = moment("--to", to, true)?;
    if until <= from {
        let why = tr!("--to 必须晚于 --from", "--to must be later than --from");
        return Err(Usage(why).into());
    }
    let request = Request { want, counter: counter.clone(), from, until };
    let asked = Retaining::Request(request);
    let done = errand::retaining(config, store_dir, user.as_deref(), asked)?;
    let store = Store::open_read_only(store_dir)?;
    for id in &done.found {
        let row = store.incident(id)?;
        let held = done.held.iter().find(|(held, _)| held == id);
        let became = match held {
            Some((_, why)) => tr!("保留:{}", "kept: {}", why.label()),
            None if row.custody.set_aside_at.is_some() => tr!("已移出", "set aside"),
            None => row.disposition.label().to_owned(),
        };
        let at = row.at.to_zoned(TimeZone::system());
        writeln!(out, "{id}  {}  {became}", at.strftime("%Y-%m-%d %H:%M:%S"))?;
    }
    tell(match want {
        _ if done.found.is_empty() && done.forgotten == 0 => {
            tr!("这段时间这个柜台没有记录", "nothing was kept at this counter in this time")
        }
        Want::Access => tr!(
            "找到 {} 条;导出用 liyu evidence export 编号(须两人)",
            "found {}; to give one out: liyu evidence export ID, with a second person",
            done.found.len()
        ),
        Want::Deletion => tr!(
            "找到 {} 条,移出 {} 条({} 天后彻底删除,其间可用 liyu retention bring-back 找回),必须保留 {} 条;{} 次接待的过程已删除",
            "found {}, set aside {} (gone after {} days; until then liyu retention bring-back), {} must be kept; moments of {} encounter(s) are gone",
            done.found.len(),
            done.set_aside.len(),
            UNDELETE_DAYS,
            done.held.len(),
            done.forgotten
        ),
    });
    Ok(())
}
