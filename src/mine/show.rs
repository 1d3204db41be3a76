//! The report for people.
//!
//! Pure; makes text.

use super::Report;
use super::alias::Verdict;
use super::confusion::Half;
use crate::tr;
use unicode_width::UnicodeWidthStr;

/// So many confusions are shown; `--json` has all.
const CONFUSIONS: usize = 40;

/// The report as lines of text; with the table of `confusions` if asked for.
pub fn show(report: &Report, confusions: bool) -> String {
    let takes: usize = report.phrases.iter().map(|phrase| phrase.takes).sum();
    let mut text = tr!(
        "{} 条用语,{} 次读音,{} 种声音(语速不同另计)\n",
        "{} phrase(s), {} take(s), {} voice(s), each speed counted\n",
        report.phrases.len(),
        takes,
        report.voices.len()
    );
    let heads = tr!("编号|用语|次数|找到|没听清", "id|phrase|takes|found|unheard");
    text += &table(
        &heads,
        report.phrases.iter().map(|fared| {
            vec![
                fared.id.clone(),
                fared.text.clone(),
                fared.takes.to_string(),
                fared.found.to_string(),
                fared.unheard.to_string(),
            ]
        }),
    );
    text.push('\n');
    if report.aliases.is_empty() {
        text += &tr!("没有听错的\n", "nothing was misheard\n");
    } else {
        let heads =
            tr!("用语|听成|次数|漏掉|声音|结论", "phrase|heard as|times|missed|voices|verdict");
        text += &table(
            &heads,
            report.aliases.iter().map(|alias| {
                vec![
                    alias.phrase.clone(),
                    alias.alias.clone(),
                    alias.times.to_string(),
                    alias.missed.to_string(),
                    alias.voices.len().to_string(),
                    alias.verdict.told(),
                ]
            }),
        );
    }
    if confusions {
        text.push('\n');
        let heads = tr!(
            "半个音节|说的|听成|次数|共说|现在的代价(满分 50)",
            "half|said|heard|times|of|cost in the search (50 at most)"
        );
        text += &table(
            &heads,
            report.confusions.iter().take(CONFUSIONS).map(|row| {
                let half = match row.half {
                    Half::Initial => tr!("声母", "initial"),
                    Half::Final => tr!("韵母", "final"),
                };
                let named =
                    |part: &str| if part.is_empty() { "-".to_owned() } else { part.to_owned() };
                vec![
                    half,
                    named(&row.said),
                    named(&row.heard),
                    row.times.to_string(),
                    row.of.to_string(),
                    row.cost.to_string(),
                ]
            }),
        );
    }
    let safe = report.aliases.iter().filter(|alias| alias.verdict == Verdict::Safe).count();
    text += &tr!("可以收作别名的:{} 个\n", "{} safe to list\n", safe);
    text
}

/// Columns, left-aligned under their heads, which are parted by `|`.
fn table(heads: &str, rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut lines = vec![heads.split('|').map(str::to_owned).collect::<Vec<_>>()];
    lines.extend(rows);
    let columns = lines.iter().map(Vec::len).max().unwrap_or(0);
    let width = |at: usize| lines.iter().filter_map(|l| l.get(at)).map(|c| c.width()).max();
    let widths: Vec<usize> = (0..columns).map(|at| width(at).unwrap_or(0)).collect();
    let mut text = String::new();
    for line in &lines {
        let mut row = String::new();
        for (cell, width) in line.iter().zip(&widths) {
            row += &format!("  {cell}{}", " ".repeat(width.saturating_sub(cell.width())));
        }
        text += row.trim_end();
        text.push('\n');
    }
    text
}
