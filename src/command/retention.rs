//! `liyu retention`: how long things are kept, shown and carried out.

use super::errand;
use crate::cli::Retention;
use crate::clock;
use crate::config::Config;
use crate::lang::tell;
use crate::record::{Fate, Held, Retaining, Rule, Sentence, Store, UNDELETE_DAYS};
use crate::tr;
use anyhow::Result;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;
use std::io::Write;
use std::path::Path;

/// Does what `args` ask for.
pub fn run(
    config: &Config,
    store_dir: &Path,
    args: &Retention,
    out: &mut impl Write,
) -> Result<()> {
    let (who, asked) = match args {
        Retention::Show { json } => return show(config, store_dir, *json, out),
        Retention::Run(who) => (who, Retaining::Run),
        Retention::Hold(one) => (&one.who, Retaining::Hold { id: one.id.clone() }),
        Retention::Release(one) => (&one.who, Retaining::Release { id: one.id.clone() }),
        Retention::BringBack(one) => (&one.who, Retaining::BringBack { id: one.id.clone() }),
    };
    let done = errand::retaining(config, store_dir, who.user.as_deref(), asked)?;
    match args {
        Retention::Hold(one) => writeln!(out, "{}", tr!("{} 保留", "{} is held", one.id))?,
        Retention::Release(one) => {
            writeln!(out, "{}", tr!("{} 不再保留", "{} is held no longer", one.id))?;
        }
        Retention::BringBack(one) => {
            writeln!(out, "{}", tr!("{} 已找回并保留", "{} was brought back and is held", one.id))?
        }
        Retention::Run(_) | Retention::Show { .. } => {
            for (what, ids) in [
                (tr!("移出", "set aside"), &done.set_aside),
                (tr!("找回", "brought back"), &done.brought_back),
                (tr!("删除", "gone"), &done.purged),
            ] {
                for id in ids {
                    writeln!(out, "{what}  {id}")?;
                }
            }
            tell(tr!(
                "移出 {} 条({} 天内可找回),删除 {} 条,删除 {} 次接待的过程",
                "{} set aside (to be had back for {} days), {} gone, moments of {} encounter(s) gone",
                done.set_aside.len(),
                UNDELETE_DAYS,
                done.purged.len(),
                done.forgotten
            ));
        }
    }
    if done.files_left > 0 {
        tell(tr!(
            "警告:{} 个文件删不掉;请检查权限,下次启动再试",
            "WARNING: {} files could not be removed; check the permissions; the next start tries again",
            done.files_left
        ));
    }
    Ok(())
}

/// A sentence for programs.
#[derive(Serialize)]
struct Told<'a> {
    id: &'a str,
    said_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<Rule>,
    #[serde(skip_serializing_if = "Option::is_none")]
    held: Option<Held>,
    #[serde(skip_serializing_if = "Option::is_none")]
    set_aside_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    gone_at: Option<Timestamp>,
}

fn told(sentence: &Sentence) -> Told<'_> {
    let Sentence { id, case, fate } = sentence;
    let (said_at, set_aside_at) = (case.said_at, case.set_aside_at);
    let bare =
        Told { id, said_at, until: None, rule: None, held: None, set_aside_at, gone_at: None };
    match *fate {
        Fate::Held(held) => Told { held: Some(held), ..bare },
        Fate::Kept { until, rule } => Told { until: Some(until), rule: Some(rule), ..bare },
        Fate::Over(rule) => Told { rule: Some(rule), ..bare },
        Fate::Aside { gone_at } => Told { gone_at: Some(gone_at), ..bare },
        Fate::Early | Fate::Gone => bare,
    }
}

fn show(config: &Config, store_dir: &Path, json: bool, out: &mut impl Write) -> Result<()> {
    let now = clock::now();
    let store = Store::open_read_only(store_dir)?;
    let all = store.fates(&config.retention, now)?;
    if json {
        for sentence in &all {
            writeln!(out, "{}", serde_json::to_string(&told(sentence))?)?;
        }
        return Ok(());
    }
    for rule in Rule::ALL {
        let kept = |s: &&Sentence| matches!(s.fate, Fate::Kept { rule: by, .. } if by == rule);
        let n = all.iter().filter(kept).count();
        let (label, days) = (rule.label(), rule.days(&config.retention));
        writeln!(out, "{}", tr!("{}:{} 天,现有 {} 条", "{}: {} days, {} now", label, days, n))?;
    }
    let (days, n) = (config.retention.moments_days, store.kept_moments()?);
    writeln!(
        out,
        "{}",
        tr!("接待的过程:{} 天,现有 {} 次", "moments of encounters: {} days, {} now", days, n)
    )?;
    let day = |at: Timestamp| at.to_zoned(TimeZone::system()).date();
    for Sentence { id, case, fate } in &all {
        match *fate {
            Fate::Held(why) => {
                writeln!(out, "{}", tr!("保留  {}  {}", "held  {}  {}", id, why.label()))?;
            }
            Fate::Over(rule) => {
                writeln!(out, "{}", tr!("到期  {}  {}", "over  {}  {}", id, rule.label()))?
            }
            Fate::Aside { gone_at } => writeln!(
                out,
                "{}",
                tr!("移出  {}  {} 删除", "aside  {}  gone on {}", id, day(gone_at))
            )?,
            Fate::Gone | Fate::Early => writeln!(
                out,
                "{}",
                tr!(
                    "移出  {}  {}",
                    "aside  {}  {}",
                    id,
                    case.set_aside_at.map(day).unwrap_or_default()
                )
            )?,
            Fate::Kept { .. } => {}
        }
    }
    Ok(())
}
