//! Whether the unit has attested what the law asks of it before anybody is recorded.
//!
//! Runs on the main thread before anything listens. What is attested is written into the
//! log once, with its date; what is not is told until it is.

use crate::clock;
use crate::config::Attested;
use crate::lang::pick;
use crate::record::{MACHINE, Note, RecordError, Store, What};
use crate::tr;

/// Writes down what is attested and was not before; gives what to tell of what is not.
pub fn look(store: &mut Store, attested: &Attested) -> Result<Option<String>, RecordError> {
    for (about, date) in attested.all() {
        let Some(date) = date else { continue };
        let (about, value) = (about.to_owned(), date.to_string());
        let known = store.log_about(&about)?;
        if known.iter().rfind(|line| line.what == What::Attested).is_some_and(|l| l.value == value)
        {
            continue;
        }
        let (at, actor, what) = (clock::now(), MACHINE.to_owned(), What::Attested);
        store.log(&Note { at, actor, what, about, value })?;
    }
    let lacking: Vec<&str> = attested
        .all()
        .into_iter()
        .filter(|(_, date)| date.is_none())
        .map(|(key, _)| match key {
            "notice" => pick("张贴告知书(liyu notice)", "the notice (liyu notice)"),
            "legal_basis" => pick("确认合法性依据", "the legal basis"),
            _ => pick("个人信息保护影响评估", "the impact assessment"),
        })
        .collect();
    Ok((!lacking.is_empty()).then(|| {
        tr!(
            "录音之前还要做:{};做完在设置 [attest] 里写上日期",
            "before anybody is recorded, see to: {}; when done, write the dates into the settings, [attest]",
            lacking.join(pick("、", ", "))
        )
    }))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn each_date_is_written_down_once_and_what_lacks_one_is_told() {
        let dir = tempfile::tempdir().unwrap();
        let (mut store, _) = Store::open(dir.path()).unwrap();
        let mut attested = Attested { notice: Some(date(2026, 11, 1)), ..Attested::default() };
        for _ in 0..2 {
            let told = look(&mut store, &attested).unwrap().unwrap();
            assert!(!told.contains("liyu notice") && told.contains("[attest]"), "{told}");
        }
        attested.notice = Some(date(2026, 11, 2));
        attested.legal_basis = attested.notice;
        attested.impact_assessment = attested.notice;
        assert_eq!(look(&mut store, &attested).unwrap(), None);
        let lines = store.log_lines(1, 100).unwrap();
        let said: Vec<_> = lines.iter().map(|l| (l.about.as_str(), l.value.as_str())).collect();
        assert_eq!(
            said,
            [
                ("notice", "2026-11-01"),
                ("notice", "2026-11-02"),
                ("legal_basis", "2026-11-02"),
                ("impact_assessment", "2026-11-02")
            ]
        );
    }
}
