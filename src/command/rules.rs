//! `liyu rules`: what is judged of conduct, and what is not and why.

use crate::cli::Rules;
use crate::conduct::{Body, Rule, Rulebook};
use crate::config::Config;
use crate::tr;
use serde::Serialize;
use std::io::Write;
use unicode_width::UnicodeWidthStr;

/// Prints the rules of the configured packs to `out`.
pub fn run(config: &Config, args: &Rules, out: &mut impl Write) -> anyhow::Result<()> {
    let Rules::List { json } = args;
    let packs = Rulebook::shipped(&config.conduct)?;
    let rows: Vec<Row> = packs.rules.values().map(row).collect();
    for row in &rows {
        if *json {
            serde_json::to_writer(&mut *out, row)?;
            writeln!(out)?;
        } else {
            let pad = " ".repeat(30usize.saturating_sub(row.title.width()));
            writeln!(out, "{}  {:1}  {}{pad}  {}", row.rule, row.grade, row.title, row.judged_by)?;
        }
    }
    if !*json {
        let judged = rows.iter().filter(|row| row.judged).count();
        let told = tr!(
            "规则包:{};共 {} 条,判 {} 条",
            "packs: {}; {} rules, {} of them judged",
            packs.names.join("、"),
            rows.len(),
            judged
        );
        writeln!(out, "{told}")?;
    }
    Ok(())
}

/// A rule, as it is printed.
#[derive(Serialize)]
struct Row {
    rule: String,
    grade: &'static str,
    title: String,
    judged: bool,
    judged_by: String,
    source: String,
}

fn row(rule: &Rule) -> Row {
    let judged_by = match &rule.body {
        Body::Required(_) => tr!("要说到", "must be said"),
        Body::Forbidden(_) => tr!("不能说", "must not be said"),
        Body::Measured(_) => tr!("测量", "measured"),
        Body::Merit(_) => tr!("说到算优点", "speaks for the clerk"),
        Body::Unheard(why) => tr!("不判:{}", "not judged: {}", why),
    };
    Row {
        rule: rule.id.clone(),
        grade: rule.grade.word(),
        title: rule.title.clone(),
        judged: !matches!(rule.body, Body::Unheard(_)),
        judged_by,
        source: rule.source.clone(),
    }
}
