//! A comparison for people.
//!
//! Pure; makes text.

use super::{
    Changes, Context, Found, Incidents, Measure, Place, Rejudged, Report, Row, Totals, Turned,
};
use crate::lang::pick;
use crate::phrasebook::{List, Remedy, Severity};
use crate::tr;
use crate::units::Role;

/// The report as lines of text.
pub fn show(report: &Report) -> String {
    let Report { old, new, lines, changes, totals, incidents } = report;
    let mut text = tr!(
        "旧表 {},新表 {};语料 {} 句\n",
        "old lists {}, new lists {}; {} lines\n",
        old,
        new,
        lines
    );
    text += &rows(changes, "");
    text += &sums(totals);
    text + &incidents.as_ref().map(kept).unwrap_or_default()
}

fn rows(changes: &Changes, margin: &str) -> String {
    let mut text = String::new();
    let mut add = |lines: [String; 2]| {
        for line in lines {
            text += &format!("{margin}{line}\n");
        }
    };
    for Row { context, hit } in &changes.won {
        add([format!("+ {}", told(hit)), said(context)]);
    }
    for Row { context, hit } in &changes.lost {
        add([format!("- {}", told(hit)), said(context)]);
    }
    for Turned { context, was, now } in &changes.turned {
        add([format!("~ {} -> {}", told(was), became(was, now)), said(context)]);
    }
    text
}

fn told(hit: &Found) -> String {
    format!("{}{}{}", name(hit), weight(hit), label(hit))
}

/// What it is now, without what it was already.
fn became(was: &Found, now: &Found) -> String {
    if (was.list, &was.id) != (now.list, &now.id) || was.heard != now.heard {
        return told(now);
    }
    let label = if now.accepted { label(now) } else { "" };
    format!("{}{label}", weight(now).trim_start())
}

fn name(hit: &Found) -> String {
    let list = match hit.list {
        List::Taboo => pick("忌语", "taboo"),
        List::Civil => pick("文明", "civil"),
    };
    let Found { id, phrase, heard, .. } = hit;
    tr!("{} {} {} “{}”", "{} {} {} \"{}\"", list, id, phrase, heard)
}

fn weight(hit: &Found) -> String {
    if let Some(stop) = hit.stopped_by {
        return tr!(" 不算({})", " stopped ({})", stop);
    }
    let mut text = String::from(match hit.severity {
        None => pick(" 算", " counts"),
        Some(Severity::Minor) => pick(" 轻微", " minor"),
        Some(Severity::Serious) => pick(" 严重", " serious"),
        Some(Severity::Critical) => pick(" 恶劣", " critical"),
    });
    text += match hit.remedy {
        None => "",
        Some(Remedy::Partial) => pick(",已补救(部分)", ", put right in part"),
        Some(Remedy::Full) => pick(",已补救", ", put right"),
    };
    if hit.merit {
        text += pick(",加分", ", to the clerk's credit");
    }
    text
}

fn label(hit: &Found) -> &'static str {
    match hit.right {
        Some(true) => pick(" [与标注相符]", " [as labelled]"),
        Some(false) if hit.list == List::Taboo => pick(" [误报]", " [false alarm]"),
        Some(false) | None => "",
    }
}

fn said(context: &Context) -> String {
    let role = match context.role {
        Role::Clerk => pick("柜员", "clerk"),
        Role::Citizen => pick("群众", "citizen"),
        Role::Room | Role::Unknown => pick("未知", "unknown"),
    };
    let place = match &context.place {
        Place::Line { corpus, line } => format!("{corpus}:{line}"),
        Place::Utterance { start_s, .. } => tr!("{:.1} 秒", "{:.1} s", start_s),
    };
    tr!("    {} {}:{}", "    {} {}: {}", place, role, context.text)
}

fn sums(totals: &Totals) -> String {
    let mut text = tr!(
        "多出 {} 处,少了 {} 处,变了 {} 处(其中变为算 {} 处,变为不算 {} 处)\n",
        "{} won, {} lost, {} turned ({} count now, {} count no more)\n",
        totals.won,
        totals.lost,
        totals.turned,
        totals.count_now,
        totals.count_no_more
    );
    if totals.labelled > 0 {
        text += &tr!("有标注的 {} 句:\n", "{} labelled lines:\n", totals.labelled);
        text += &measure(pick("旧表", "old"), &totals.old);
        text += &measure(pick("新表", "new"), &totals.new);
    }
    text
}

fn measure(name: &str, measure: &Measure) -> String {
    let share = |share: Option<f64>| match share {
        Some(share) => format!("{:.1}%", 100.0 * share),
        None => "-".to_owned(),
    };
    tr!(
        "  {}:标注 {} 处,找到 {} 处,召回率 {};误报 {} 处,准确率 {}\n",
        "  {}: {} labels, {} found, recall {}; {} false alarm(s), precision {}\n",
        name,
        measure.expected,
        measure.found,
        share(measure.recall),
        measure.false_alarms,
        share(measure.precision)
    )
}

fn kept(incidents: &Incidents) -> String {
    let mut text = tr!(
        "记录的事件 {} 起,有差别 {} 起;只作比较,记录未动\n",
        "{} kept incident(s), {} come out otherwise; compared only, nothing was changed\n",
        incidents.compared,
        incidents.changed.len()
    );
    if incidents.unreadable > 0 {
        text += &tr!(
            "另有 {} 起的文字已缺失或改动,未比较\n",
            "{} more could not be compared: their words are gone or changed\n",
            incidents.unreadable
        );
    }
    for Rejudged { id, counter, lists, changes, .. } in &incidents.changed {
        text += &tr!("{} {} 判定时的用语表 {}\n", "{} {} judged by lists {}\n", id, counter, lists);
        text += &rows(changes, "  ");
    }
    text
}
