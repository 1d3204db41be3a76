//! `liyu request`: a citizen wants to see what was kept of them, or to have it deleted.
//!
//! It finds by counter and time, because nothing here knows who anybody is.

use super::errand;
use crate::cli::{Asked, Request as Args};
use crate::config::Config;
use crate::error::Usage;
use crate::lang::tell;
use crate::record::{Request, Retaining, Store, UNDELETE_DAYS, Want};
use crate::tr;
use anyhow::Result;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
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
    let from = moment(from, false).ok_or_else(|| unread("--from", from))?;
    let until = moment(to, true).ok_or_else(|| unread("--to", to))?;
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
        _ if done.found.is_empty() => {
            tr!("这段时间这个柜台没有记录", "nothing was kept at this counter in this time")
        }
        Want::Access => tr!(
            "找到 {} 条;导出用 liyu evidence export 编号(须两人)",
            "found {}; to give one out: liyu evidence export ID, with a second person",
            done.found.len()
        ),
        Want::Deletion => tr!(
            "找到 {} 条,移出 {} 条({} 天后彻底删除,其间可用 liyu retention bring-back 找回),必须保留 {} 条",
            "found {}, set aside {} (gone after {} days; until then liyu retention bring-back), {} must be kept",
            done.found.len(),
            done.set_aside.len(),
            UNDELETE_DAYS,
            done.held.len()
        ),
    });
    Ok(())
}

/// A local time as people write it; a date alone is its beginning, or its end.
fn moment(text: &str, end: bool) -> Option<Timestamp> {
    let text = text.trim();
    let local: DateTime = match text.parse::<Date>() {
        Ok(date) if text.len() <= 10 => {
            if end {
                date.tomorrow().ok()?.into()
            } else {
                date.into()
            }
        }
        _ => text.parse().ok()?,
    };
    Some(local.to_zoned(TimeZone::system()).ok()?.timestamp())
}

fn unread(option: &str, text: &str) -> anyhow::Error {
    Usage(tr!(
        "{}:“{}”看不懂,应写成 \"2026-11-28 14:30\" 或 2026-11-28",
        "{}: cannot read \"{}\"; write it like \"2026-11-28 14:30\" or 2026-11-28",
        option,
        text
    ))
    .into()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn times_are_local_and_a_date_alone_is_a_whole_day() {
        let local = |y, m, d, hour, minute| {
            let at = date(y, m, d).at(hour, minute, 0, 0);
            Some(at.to_zoned(TimeZone::system()).unwrap().timestamp())
        };
        assert_eq!(moment("2026-11-28 14:30", false), local(2026, 11, 28, 14, 30));
        assert_eq!(moment("2026-11-28T14:30", true), local(2026, 11, 28, 14, 30));
        assert_eq!(moment("2026-11-28", false), local(2026, 11, 28, 0, 0));
        assert_eq!(moment(" 2026-11-30 ", true), local(2026, 12, 1, 0, 0));
        for bad in ["", "yesterday", "28.11.2026", "2026-13-01"] {
            assert_eq!(moment(bad, false), None, "{bad}");
        }
    }
}
