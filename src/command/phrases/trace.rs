//! What became of a line, for people: what was heard, how it was folded, what fired,
//! and which guard let it through or stopped it.
//!
//! Writes lines; decides nothing.

use super::explain;
use crate::judge::Standing;
use crate::lang::pick;
use crate::phrasebook::{List, Remedy, Severity};
use crate::spot::{How, Spotter};
use crate::tr;
use crate::trial::{Tried, TriedHit};
use crate::units::Role;
use std::io::{self, Write};

/// Writes a line and what was found in it by `spotter`.
pub fn write(out: &mut impl Write, spotter: &Spotter, tried: &Tried) -> io::Result<()> {
    let role = match tried.role {
        Role::Clerk => pick("柜员", "clerk"),
        Role::Citizen => pick("群众", "citizen"),
        Role::Room | Role::Unknown => pick("未知", "unknown"),
    };
    writeln!(out, "{}", tr!("{}:{}", "{}: {}", role, tried.text))?;
    let trace = spotter.trace(&tried.text);
    for line in explain::folding_lines(&tried.text, &trace) {
        writeln!(out, "  {line}")?;
    }
    if tried.hits.is_empty() {
        writeln!(out, "  {}", pick("没有命中", "no hit"))?;
    }
    for (hit, traced) in tried.hits.iter().zip(&trace.matches) {
        writeln!(out, "  {}", head(hit))?;
        for line in explain::reason_lines(spotter, traced) {
            writeln!(out, "  {line}")?;
        }
        // A guard that stopped it has said so.
        if hit.guard.is_none() || !traced.looks.iter().any(|look| look.stops) {
            writeln!(out, "    {}", outcome(hit))?;
        }
    }
    Ok(())
}

fn head(hit: &TriedHit) -> String {
    let list = match hit.list {
        List::Taboo => pick("忌语", "taboo"),
        List::Civil => pick("文明", "civil"),
    };
    let how = match hit.how {
        How::Exact => pick("原字", "exact"),
        How::Pinyin => pick("同音", "by sound"),
        How::Alias => pick("误听", "alias"),
    };
    let sign = if hit.accepted { '+' } else { '-' };
    let TriedHit { id, phrase, heard, start, end, score, pack, .. } = hit;
    tr!(
        "{} {} {} {}  “{}”(第 {}-{} 字) {} {:.2}  [{}]",
        "{} {} {} {}  \"{}\" (characters {}-{}) {} {:.2}  [{}]",
        sign,
        list,
        id,
        phrase,
        heard,
        start + 1,
        end,
        how,
        score,
        pack
    )
}

fn outcome(hit: &TriedHit) -> String {
    if let Some(guard) = &hit.guard {
        return tr!("拦下({}):{}", "stopped ({}): {}", guard.word(), guard);
    }
    let why = match hit.standing {
        None | Some(Standing::Counts) => return accepted(hit),
        Some(Standing::Waiting | Standing::Context) => pick(
            "前后的话不合它的条件",
            "what was said before or after does not fit its conditions",
        ),
        Some(Standing::SpeakerUnconfirmed) => pick(
            "群众也会这么说,说话人未确认:留记录,不报警",
            "citizens say it too and the speaker is unconfirmed: kept, no alarm",
        ),
        Some(Standing::HearingUnconfirmed) => {
            pick("没有听准:留记录,不报警", "it was not surely heard: kept, no alarm")
        }
        Some(Standing::OutsideEncounter) => {
            pick("没有在接待人:留记录,不报警", "nobody was being served: kept, no alarm")
        }
        Some(Standing::CounterUnconfirmed) => pick(
            "邻近柜台也听到了,分不清是哪边说的:留记录,不报警",
            "a neighbouring counter heard it too: kept, no alarm",
        ),
        Some(Standing::OtherCounter) => {
            pick("是邻近柜台说的", "it was said at a neighbouring counter")
        }
        Some(Standing::Speaker) => pick("这个人可以这么说", "this speaker may say it"),
        Some(Standing::Hours) => pick("这个时刻不算", "it counts for nothing at this hour"),
        Some(Standing::Shadow) => pick("试行:只计数", "on probation: only counted"),
    };
    tr!("拦下({}):{}", "stopped ({}): {}", hit.stopped_by.unwrap_or_default(), why)
}

fn accepted(hit: &TriedHit) -> String {
    let mut text = match hit.severity {
        None => tr!("算", "counts"),
        Some(Severity::Minor) => tr!("算,轻微", "counts, minor"),
        Some(Severity::Serious) => tr!("算,严重", "counts, serious"),
        Some(Severity::Critical) => tr!("算,恶劣", "counts, critical"),
    };
    match hit.remedy {
        None => {}
        Some(Remedy::Partial) => text += pick(",已补救(部分)", ", put right in part"),
        Some(Remedy::Full) => text += pick(",已补救", ", put right"),
    }
    if hit.merit {
        text += pick(",加分", ", to the clerk's credit");
    }
    text
}
