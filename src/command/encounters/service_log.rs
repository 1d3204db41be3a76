//! The service log (服务日志) as a table: one row an encounter, for people with a spreadsheet.
//!
//! UTF-8 with a byte order mark, so that Excel reads it as it is; rows end as RFC 4180 says.
//! What a spreadsheet would take for a formula is made text: a counter's name is whatever
//! somebody has called it. Holds no free speech and no name.

use super::super::show::outcome_word;
use crate::conduct::Verdict;
use crate::lang::{pick, tell};
use crate::record::{EncounterListing, LoggedEncounter, Sight, Store};
use crate::tr;
use anyhow::{Context, Result};
use csv::{Terminator, WriterBuilder};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

/// What tells a spreadsheet that the text is UTF-8.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Writes the encounters of `asked` in `sight` to the file `to`, or to `out` where that is
/// `-`. A file that is there is overwritten only when the whole table could be written.
pub fn export(
    store: &Store,
    sight: &Sight,
    asked: &EncounterListing,
    to: &Path,
    out: &mut impl Write,
) -> Result<()> {
    let rows = if to == Path::new("-") {
        write(store, sight, asked, out)?
    } else {
        let writing = || tr!("写不进 {}", "cannot write {}", to.display());
        let dir = to.parent().filter(|dir| !dir.as_os_str().is_empty());
        let file = tempfile::NamedTempFile::new_in(dir.unwrap_or(Path::new(".")));
        let file = file.with_context(writing)?;
        let mut buffered: BufWriter<&File> = BufWriter::new(file.as_file());
        let rows = write(store, sight, asked, &mut buffered)?;
        buffered.flush().with_context(writing)?;
        drop(buffered);
        file.persist(to).with_context(writing)?;
        rows
    };
    tell(tr!("服务日志:{} 次接待", "service log: {} encounter(s)", rows));
    Ok(())
}

fn write(
    store: &Store,
    sight: &Sight,
    asked: &EncounterListing,
    mut out: impl Write,
) -> Result<u64> {
    out.write_all(BYTE_ORDER_MARK.as_bytes())?;
    let mut table = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out);
    table.write_record(heads())?;
    let (zone, mut n) = (TimeZone::system(), 0);
    store.each_encounter(sight, asked, |logged| -> Result<()> {
        n += 1;
        Ok(table.write_record(record(&logged, &zone).iter().map(|text| plain(text)))?)
    })?;
    table.flush()?;
    Ok(n)
}

fn heads() -> [&'static str; 21] {
    [
        pick("编号", "id"),
        pick("窗口", "counter"),
        pick("开始", "start"),
        pick("结束", "end"),
        pick("时长(秒)", "length (s)"),
        pick("结论", "outcome"),
        pick("群众说话", "citizen heard"),
        pick("超过下班时间", "past closing time"),
        pick("未做到", "broken"),
        pick("未做到的规则", "rules broken"),
        pick("已补救", "put right"),
        pick("已补救的规则", "rules put right"),
        pick("做到", "kept"),
        pick("做到的规则", "rules kept"),
        pick("优点", "merits"),
        pick("优点的规则", "rules with merit"),
        pick("判不了", "not judged"),
        pick("提示", "hints"),
        pick("录到(秒)", "captured (s)"),
        pick("听清(说话秒数中)", "intelligible (of the speech, s)"),
        pick("判定(秒)", "judged (s)"),
    ]
}

fn record(logged: &LoggedEncounter, zone: &TimeZone) -> [String; 21] {
    let LoggedEncounter { row, rulings, speech_s, understood_s } = logged;
    let long_s = row.end_s - row.start_s;
    let time = |at: Timestamp| at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M:%S").to_string();
    let length = jiff::SignedDuration::try_from_secs_f64(long_s).unwrap_or_default();
    let ended = row.at.saturating_add(length).unwrap_or(row.at);
    let named = |which: &dyn Fn(Verdict, bool) -> bool| {
        let some = rulings.iter().filter(|ruling| which(ruling.verdict, ruling.hint));
        let told = some.map(|ruling| format!("{} {}", ruling.rule, ruling.title));
        told.collect::<Vec<_>>().join(pick(";", "; "))
    };
    let of = |verdict| named(&|is, hint| is == verdict && !hint);
    let yes = |is: bool| if is { pick("是", "yes") } else { pick("否", "no") }.to_owned();
    let is_judged = rulings.iter().any(|r| r.verdict != Verdict::NotJudged && !r.hint);
    let heard = match row.has_citizen {
        Some(heard) => yes(heard),
        None => pick("不知道", "unknown").to_owned(),
    };
    [
        row.id.clone(),
        row.counter.clone(),
        time(row.at),
        time(ended),
        format!("{long_s:.1}"),
        outcome_word(row.outcome).to_owned(),
        heard,
        yes(row.overtime),
        row.broken.to_string(),
        of(Verdict::Broken),
        row.remedied.to_string(),
        of(Verdict::Remedied),
        row.kept.to_string(),
        of(Verdict::Kept),
        row.merits.to_string(),
        of(Verdict::Merit),
        of(Verdict::NotJudged),
        named(&|verdict, hint| hint && verdict != Verdict::NotJudged),
        format!("{long_s:.1}"),
        format!("{understood_s:.1}/{speech_s:.1}"),
        format!("{:.1}", if is_judged { long_s } else { 0.0 }),
    ]
}

/// `text` as a spreadsheet takes it for text: one that would begin a formula is quoted, as
/// OWASP's "CSV Injection" says; their full-width forms count as they do to some.
fn plain(text: &str) -> String {
    match text.starts_with([
        '=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}',
    ]) {
        true => format!("'{text}"),
        false => text.to_owned(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::conduct::Outcome;
    use crate::record::{EncounterRow, RulingRow};
    use proptest::prelude::*;

    fn logged(counter: &str) -> LoggedEncounter {
        let ruling = |rule: &str, title: &str, verdict, hint| RulingRow {
            rule: rule.into(),
            title: title.into(),
            hint,
            verdict,
            at_s: 1.0,
            reasons: Vec::new(),
        };
        let rulings = vec![
            ruling("R01", "来有迎声", Verdict::Kept, false),
            ruling("R15", "服务忌语", Verdict::Broken, false),
            ruling("R17", "不讥讽、不催促埋怨", Verdict::Broken, true),
            ruling("R62", "先外后内", Verdict::NotJudged, false),
        ];
        let row = EncounterRow {
            id: "E20261123-011000-7k2q".into(),
            counter: counter.into(),
            source: None,
            at: "2026-11-23T01:10:00Z".parse().unwrap(),
            start_s: 1.5,
            end_s: 61.0,
            outcome: Outcome::Flagged,
            has_citizen: None,
            kept: 0,
            broken: 0,
            remedied: 0,
            merits: 0,
            not_judged: 0,
            overtime: true,
        };
        let row = row.counted(&rulings);
        LoggedEncounter { row, rulings, speech_s: 31.25, understood_s: 30.0 }
    }

    #[test]
    fn a_row_says_what_a_service_log_says() {
        let row = record(&logged("3号窗口"), &TimeZone::UTC);
        let expected = [
            "E20261123-011000-7k2q",
            "3号窗口",
            "2026-11-23 01:10:00",
            "2026-11-23 01:10:59",
            "59.5",
            "有问题",
            "不知道",
            "是",
            "1",
            "R15 服务忌语",
            "0",
            "",
            "1",
            "R01 来有迎声",
            "0",
            "",
            "R62 先外后内",
            "R17 不讥讽、不催促埋怨",
            "59.5",
            "30.0/31.2",
            "59.5",
        ];
        assert_eq!(row, expected);
        assert_eq!(heads().len(), expected.len());
    }

    #[test]
    fn no_cell_is_a_formula() {
        for (text, plainly) in [
            ("=1+1", "'=1+1"),
            ("+861234", "'+861234"),
            ("-2", "'-2"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
            ("\t=1", "'\t=1"),
            ("3号窗口", "3号窗口"),
            ("", ""),
        ] {
            assert_eq!(plain(text), plainly);
        }
    }

    proptest! {
        #[test]
        fn any_counter_reads_back_in_its_cell(counter in "\\PC{0,12}|[=+@,\"\r\n-]{0,8}") {
            let mut table = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(vec![]);
            table.write_record(heads()).unwrap();
            let row = record(&logged(&counter), &TimeZone::UTC);
            table.write_record(row.iter().map(|text| plain(text))).unwrap();
            let bytes = table.into_inner().unwrap();
            let mut read = csv::Reader::from_reader(&bytes[..]);
            let back = read.records().next().unwrap().unwrap();
            prop_assert_eq!(&back[1], plain(&counter));
            prop_assert!(!back[1].starts_with(['=', '+', '-', '@', '\t', '\r']));
        }
    }
}
