//! `liyu encounters`: who was served when, and what rules came to; one verb a file where it
//! is long.
//!
//! Runs on the main thread, with a store that is read beside whoever writes it. Shows what
//! whoever asks may see.

mod service_log;

use super::local_time::listing;
use super::show::{outcome_word, verdict_word};
use super::viewer::{self, Viewer};
use crate::account::Action;
use crate::cli::{CameTo, Encounters, WhichEncounters};
use crate::conduct::{Outcome, Verdict};
use crate::config::Config;
use crate::lang::tell;
use crate::record::{EncounterDetail, EncounterListing, EncounterRow, RulingRow, Store};
use crate::tr;
use anyhow::{Result, bail};
use jiff::tz::TimeZone;
use std::io::Write;
use std::path::Path;

/// Staff see what they sat at, those who see figures what these are made of.
const MAY: [Action; 2] = [Action::SeeFigures, Action::Answer];

/// Rows that are read at a time.
const STRETCH: u32 = 500;

/// Does what `args` ask for.
pub fn run(
    config: &Config,
    store_dir: &Path,
    args: &Encounters,
    out: &mut impl Write,
) -> Result<()> {
    let store = viewer::open(store_dir)?;
    let enter = |user: &Option<String>| viewer::enter(config, store_dir, user.as_deref(), &MAY);
    match args {
        Encounters::List { which, limit, json } => {
            let asked = asked(which)?;
            list(&store, &enter(&which.user)?, &asked, (*limit, *json), out)
        }
        Encounters::Show { id, json, user } => show(&store, &enter(user)?, id, *json, out),
        Encounters::Export { csv, which } => {
            let asked = asked(which)?;
            service_log::export(&store, &enter(&which.user)?.sight, &asked, csv, out)
        }
    }
}

fn asked(which: &WhichEncounters) -> Result<EncounterListing> {
    let WhichEncounters { counter, since, until, outcome, .. } = which;
    let asked = listing(counter.as_deref(), since.as_deref(), until.as_deref())?;
    let outcome = outcome.map(|outcome| match outcome {
        CameTo::Clean => Outcome::Clean,
        CameTo::Remedied => Outcome::Remedied,
        CameTo::Flagged => Outcome::Flagged,
        CameTo::NotJudged => Outcome::NotJudged,
    });
    Ok(EncounterListing { outcome, ..asked })
}

fn list(
    store: &Store,
    viewer: &Viewer,
    asked: &EncounterListing,
    (limit, json): (u32, bool),
    out: &mut impl Write,
) -> Result<()> {
    let (mut shown, mut total) = (0, 0);
    while shown < u64::from(limit) {
        let more = STRETCH.min(limit - u32::try_from(shown).unwrap_or(limit));
        let page = store.encounters_within(&viewer.sight, asked, (shown, more))?;
        total = page.total;
        if page.encounters.is_empty() {
            break;
        }
        shown += page.encounters.len() as u64;
        for row in &page.encounters {
            match json {
                true => writeln!(out, "{}", serde_json::to_string(row)?)?,
                false => writeln!(out, "{}", line(row))?,
            }
        }
    }
    if !json {
        tell(tr!("共 {} 次接待,列出 {} 次", "{} encounter(s), {} shown", total, shown));
    }
    Ok(())
}

/// An encounter in one line.
fn line(row: &EncounterRow) -> String {
    let at = row.at.to_zoned(TimeZone::system()).strftime("%Y-%m-%d %H:%M:%S");
    let long_s = row.end_s - row.start_s;
    let mut line = tr!(
        "{}  {}  {}  {:.0} 秒  {}",
        "{}  {}  {}  {:.0} s  {}",
        row.id,
        at,
        row.counter,
        long_s,
        outcome_word(row.outcome)
    );
    for (n, verdict) in [
        (row.broken, Verdict::Broken),
        (row.remedied, Verdict::Remedied),
        (row.merits, Verdict::Merit),
        (row.kept, Verdict::Kept),
        (row.not_judged, Verdict::NotJudged),
    ] {
        if n > 0 {
            line += &format!("  {} {n}", verdict_word(verdict));
        }
    }
    if row.has_citizen.is_none() {
        line += &tr!("  分不清谁在说话", "  nobody knows who speaks");
    }
    if row.overtime {
        line += &tr!("  超过下班时间", "  past closing time");
    }
    line
}

fn show(store: &Store, viewer: &Viewer, id: &str, json: bool, out: &mut impl Write) -> Result<()> {
    let Some(detail) = store.encounter(&viewer.sight, id)? else {
        bail!(tr!(
            "没有接待 {},或不在你的职责范围内;编号用 liyu encounters list 查",
            "there is no encounter {}, or it is outside what you look after; see liyu encounters list",
            id
        ));
    };
    if json {
        return Ok(writeln!(out, "{}", serde_json::to_string(&detail)?)?);
    }
    let EncounterDetail { row, rulings, moments, forgotten, incidents } = &detail;
    writeln!(out, "{}", line(row))?;
    let (unjudged, judged): (Vec<_>, Vec<_>) =
        rulings.iter().partition(|ruling| ruling.verdict == Verdict::NotJudged);
    judged.into_iter().try_for_each(|ruling| write_ruling(row, ruling, out))?;
    if !unjudged.is_empty() {
        writeln!(out, "{}", tr!("判不了的:", "could not be judged:"))?;
        unjudged.into_iter().try_for_each(|ruling| write_ruling(row, ruling, out))?;
    }
    for id in incidents {
        writeln!(out, "{}", tr!("事件 {}", "incident {}", id))?;
    }
    let told = match forgotten {
        true => tr!("接待过程已按保存期删除", "what happened is gone: it was kept for its days"),
        false => tr!("过程 {} 条;--json 可看", "{} moment(s); --json shows them", moments.len()),
    };
    Ok(writeln!(out, "{told}")?)
}

fn write_ruling(row: &EncounterRow, ruling: &RulingRow, out: &mut impl Write) -> Result<()> {
    let RulingRow { rule, title, hint, verdict, at_s, reasons } = ruling;
    let hint = if *hint { tr!("(提示)", " (a hint)") } else { String::new() };
    let (after_s, why) = ((at_s - row.start_s).max(0.0), reasons.join("; "));
    let told = tr!(
        "  {} {}{}  {}  第 {:.0} 秒  {}",
        "  {} {}{}  {}  after {:.0} s  {}",
        rule,
        title,
        hint,
        verdict_word(*verdict),
        after_s,
        why
    );
    Ok(writeln!(out, "{}", told.trim_end())?)
}
