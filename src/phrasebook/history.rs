//! What stands in a pack about its own way into force: status, history, and the
//! version of what it says.
//!
//! Pure. Decides nothing: which version is in force is decided in `life`.

use super::{Pack, Status};
use crate::document::{Document, Faults, Section};
use crate::tr;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// Hexadecimal digits of a version as people read it, in histories, names of
/// copies and events: enough to tell a list's versions apart.
pub const SHORT: usize = 12;

/// One `[[history]]` of a pack: a version was moved on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The first [`SHORT`] digits of the content's version.
    pub version: String,
    /// What it became.
    pub status: Status,
    /// The day it was moved.
    pub date: Date,
    /// Who moved it.
    pub by: String,
    /// From which day it is in force; there when it was approved, and only then.
    pub effective: Option<Date>,
    /// Why; may be empty.
    pub note: String,
}

impl Step {
    /// The day from which it is in force, if it was approved.
    pub fn in_force_from(&self) -> Option<Date> {
        (self.status == Status::Approved).then_some(self.effective).flatten()
    }
}

/// The first digits of a version.
pub fn short(version: &str) -> &str {
    version.get(..SHORT).unwrap_or(version)
}

impl Pack {
    /// The version of its content: SHA-256, 64 hexadecimal digits. Comments, layout,
    /// the order of entries, status and history do not enter; everything else does,
    /// as it is written, so that a version stays what it is whatever program reads it.
    pub fn content_version(document: &Document) -> Result<String, Faults> {
        let mut data = document.data()?;
        if let Some(top) = data.as_object_mut() {
            top.remove("history");
            if let Some(header) = top.get_mut("pack").and_then(Value::as_object_mut) {
                header.remove("status");
            }
            for key in ["phrase", "category"] {
                if let Some(entries) = top.get_mut(key).and_then(Value::as_array_mut) {
                    entries.sort_by_cached_key(|entry| entry["id"].as_str().map(str::to_owned));
                }
            }
        }
        Ok(hex::encode(Sha256::digest(data.to_string())))
    }
}

/// What a pack says of its own way, whatever state its entries are in.
pub(super) struct Way {
    pub owner: String,
    pub status: Status,
    pub steps: Vec<Step>,
}

/// Reads status and history alone: a draft need not be whole.
pub(super) fn way(document: &Document) -> Result<Way, Faults> {
    document.read(|top| {
        let header = top.section("pack");
        ask_all(top);
        ask_all(&header);
        let status = header.word("status", &Status::WORDS).unwrap_or(Status::Approved);
        let owner = header.string("owner").unwrap_or_default();
        Way { owner, status, steps: steps(top) }
    })
}

/// Asks for everything in `section`, so that nothing of it is a fault.
pub(super) fn ask_all(section: &Section<'_>) {
    for key in section.keys() {
        section.has(&key);
    }
}

/// The `[[history]]` of a pack, in the order of the file, checked: every step has
/// what it needs, and no version comes into force before the day it was approved
/// or before one that was approved earlier.
pub(super) fn steps(top: &Section<'_>) -> Vec<Step> {
    let mut latest: Option<Date> = None;
    let mut steps = Vec::new();
    for entry in top.sections("history") {
        let step = step(&entry);
        let (day, from) = (step.date, step.in_force_from());
        if let Some(from) = from
            && from < day
        {
            let message = tr!(
                "{} 早于批准日 {}:生效日期不能倒退",
                "{} is before {}, the day it was approved: never backwards",
                from,
                day
            );
            entry.fault("effective", message);
        }
        if let (Some(from), Some(before)) = (from, latest)
            && from < before
        {
            let message = tr!(
                "{} 早于之前批准的版本的生效日期 {}:不能倒退",
                "{} is before {}, from which an earlier version is in force: never backwards",
                from,
                before
            );
            entry.fault("effective", message);
        }
        latest = latest.max(from);
        steps.push(step);
    }
    steps
}

fn step(entry: &Section<'_>) -> Step {
    let version = entry.required_string("version");
    let is_version = version.len() == SHORT
        && version.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    if entry.string("version").is_some() && !is_version {
        let message = tr!(
            "应为 {} 位十六进制数字;历史由 liyu phrases publish 写入",
            "must be {} hexadecimal digits; liyu phrases publish writes the history",
            SHORT
        );
        entry.fault("version", message);
    }
    if !entry.has("status") {
        entry.missing("status");
    }
    let status = entry.word("status", &Status::WORDS).unwrap_or(Status::Draft);
    if !entry.has("date") {
        entry.missing("date");
    }
    if status == Status::Approved && !entry.has("effective") {
        entry.missing("effective");
    }
    if status != Status::Approved && entry.has("effective") {
        let message =
            tr!("只有批准的版本才有生效日期", "only an approved version comes into force");
        entry.fault("effective", message);
    }
    Step {
        version,
        status,
        // Where it is missing that is a fault, and nobody sees what stands for it.
        date: date(entry, "date").unwrap_or(Date::ZERO),
        by: entry.required_string("by"),
        effective: date(entry, "effective"),
        note: entry.string("note").unwrap_or_default(),
    }
}

fn date(entry: &Section<'_>, key: &str) -> Option<Date> {
    let text = entry.string(key)?;
    let date = text.parse().ok();
    if date.is_none() {
        entry.fault(key, tr!("应为日期,如 2026-11-23", "must be a date such as 2026-11-23"));
    }
    date
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const PACK: &str = "[pack]\nname = \"x\"\ntitle = \"x\"\n";

    fn version(text: &str) -> String {
        Pack::content_version(&Document::new("x.toml", text)).unwrap()
    }

    fn faults(history: &str) -> String {
        let text = format!("{PACK}{history}");
        way(&Document::new("x.toml", text)).err().map(|f| f.to_string()).unwrap_or_default()
    }

    #[test]
    fn a_version_is_what_a_pack_says_and_not_how_far_it_came() {
        let entries = "[[phrase]]\nid = \"A\"\ntext = \"您好\"\n[[phrase]]\nid = \"B\"\n";
        let one = version(&format!("{PACK}{entries}"));
        assert_eq!(one.len(), 64);
        let history = "[[history]]\nversion = \"0\"\n";
        let same = [
            format!("# why\n{PACK}status = \"shadow\"\n{entries}{history}"),
            format!("{PACK}[[phrase]]\nid = \"B\"\n[[phrase]]\ntext = \"您好\"\nid = \"A\"\n"),
        ];
        for text in &same {
            assert_eq!(version(text), one, "{text}");
        }
        for other in [format!("{PACK}owner = \"y\"\n{entries}"), entries.replace("您好", "你好")]
        {
            assert_ne!(version(&other), one);
        }
    }

    #[test]
    fn a_history_is_checked() {
        let step = |status: &str, date: &str, effective: &str| {
            let effective = match effective {
                "" => String::new(),
                day => format!("effective = \"{day}\"\n"),
            };
            format!(
                "[[history]]\nversion = \"0123456789ab\"\nstatus = \"{status}\"\ndate = \"{date}\"\nby = \"a\"\n{effective}"
            )
        };
        let whole =
            step("shadow", "2026-01-01", "") + &step("approved", "2026-01-02", "2026-01-02");
        assert_eq!(faults(&whole), "");
        let bad = step("approved", "2026-01-02", "2026-01-01")
            + &step("approved", "2026-02-02", "2026-03-01")
            + &step("approved", "2026-02-03", "2026-02-28")
            + &step("approved", "soon", "")
            + &step("shadow", "2026-02-03", "2026-02-28")
            + "[[history]]\nversion = \"xyz\"\n";
        insta::assert_snapshot!(faults(&bad), @r"
        x.toml:9:14: history.effective: 2026-01-01 早于批准日 2026-01-02:生效日期不能倒退
        x.toml:21:14: history.effective: 2026-02-28 早于之前批准的版本的生效日期 2026-03-01:不能倒退
        x.toml:22:1: history.effective: 缺少这一项
        x.toml:25:9: history.date: 应为日期,如 2026-11-23
        x.toml:32:14: history.effective: 只有批准的版本才有生效日期
        x.toml:33:1: history.status: 缺少这一项
        x.toml:33:1: history.date: 缺少这一项
        x.toml:33:1: history.by: 缺少这一项
        x.toml:34:12: history.version: 应为 12 位十六进制数字;历史由 liyu phrases publish 写入
        ");
    }

    #[test]
    fn a_draft_that_is_not_whole_still_says_how_far_it_is() {
        let text = format!("{PACK}status = \"draft\"\ncolour = 1\n[[phrase]]\nid = 3\n");
        let way = way(&Document::new("x.toml", text)).unwrap();
        assert_eq!((way.status, way.steps.len()), (Status::Draft, 0));
    }
}
