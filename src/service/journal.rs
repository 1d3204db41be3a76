//! What has changed about how the hall is heard: lists, devices, hours, notices.
//!
//! Pure; belongs to the host, which tells it everything that passes. Keeps the latest
//! lines in memory and nothing on disk.

use super::message::{LogLine, Notice};
use crate::event::ListsEvent;
use crate::tr;
use jiff::Timestamp;
use std::collections::VecDeque;

/// Lines that are kept.
pub(super) const LINES: usize = 200;

/// How a counter stands as far as the log goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stand {
    /// Its device is away.
    pub(super) away: bool,
    /// It is open by its hours.
    pub(super) open: bool,
}

/// The latest lines, oldest first.
#[derive(Debug, Default)]
pub(super) struct Journal {
    lines: VecDeque<LogLine>,
    /// How the counters stood at the last look; empty before the first.
    stands: Vec<Stand>,
}

impl Journal {
    /// The lines, oldest first.
    pub(super) fn lines(&self) -> Vec<LogLine> {
        self.lines.iter().cloned().collect()
    }

    /// Other lists are in force, or were refused.
    pub(super) fn lists(&mut self, event: &ListsEvent) -> LogLine {
        let text = if event.refused {
            tr!(
                "新的用语表有错,未启用;仍用 {}",
                "changed lists have faults and were refused; {} stays in force",
                event.version
            )
        } else {
            tr!(
                "用语表启用:{}({} 条)",
                "lists in force: {} ({} phrases)",
                event.version,
                event.phrases
            )
        };
        self.write(event.at, text)
    }

    /// A notice is new, has changed or was taken back; `before` is what stood under its
    /// key.
    pub(super) fn notice(
        &mut self,
        at: Timestamp,
        notice: &Notice,
        before: Option<&str>,
    ) -> Option<LogLine> {
        let text = match (notice.text.as_str(), before) {
            ("", None) => return None,
            ("", Some(before)) => tr!("已恢复:{}", "over: {}", before),
            (text, Some(before)) if text == before => return None,
            (text, _) => text.to_owned(),
        };
        Some(self.write(at, text))
    }

    /// How every counter stands now, always in the same order; gives what has changed
    /// since the last look. Devices that are away at the first look are told too.
    pub(super) fn look(&mut self, at: Timestamp, counters: &[(&str, Stand)]) -> Vec<LogLine> {
        let before = |n: usize| self.stands.get(n).copied();
        let lost = |n: usize, now: Stand| now.away && !before(n).is_some_and(|was| was.away);
        let back = |n: usize, now: Stand| !now.away && before(n).is_some_and(|was| was.away);
        let opened = |n: usize, now: Stand| now.open && before(n).is_some_and(|was| !was.open);
        let closed = |n: usize, now: Stand| !now.open && before(n).is_some_and(|was| was.open);
        let who = |changed: &dyn Fn(usize, Stand) -> bool| -> Option<String> {
            let named = counters.iter().enumerate().filter(|(n, (_, now))| changed(*n, *now));
            let names: Vec<&str> = named.map(|(_, (name, _))| *name).collect();
            match names.len() {
                0 => None,
                all if all == counters.len() && all > 1 => Some(tr!("全部窗口", "all counters")),
                _ => Some(names.join(&tr!("、", ", "))),
            }
        };
        let texts = [
            who(&lost).map(|who| tr!("设备断开:{}", "device lost: {}", who)),
            who(&back).map(|who| tr!("设备恢复:{}", "device back: {}", who)),
            who(&opened).map(|who| tr!("开始营业:{}", "opened: {}", who)),
            who(&closed).map(|who| tr!("营业结束:{}", "closed: {}", who)),
        ];
        self.stands = counters.iter().map(|(_, stand)| *stand).collect();
        texts.into_iter().flatten().map(|text| self.write(at, text)).collect()
    }

    fn write(&mut self, at: Timestamp, text: String) -> LogLine {
        if self.lines.len() == LINES {
            self.lines.pop_front();
        }
        let line = LogLine { at, text };
        self.lines.push_back(line.clone());
        line
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::message::NoticeLevel;
    use super::*;

    const AT: Timestamp = Timestamp::UNIX_EPOCH;

    fn texts(lines: Vec<LogLine>) -> Vec<String> {
        lines.into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn counters_are_told_when_they_change_and_together_when_all_do() {
        let mut journal = Journal::default();
        let stand = |away, open| Stand { away, open };
        let mut look = |a, b| texts(journal.look(AT, &[("1号", a), ("2号", b)]));
        assert!(look(stand(false, false), stand(false, false)).is_empty());
        assert_eq!(look(stand(false, true), stand(false, true)), ["开始营业:全部窗口"]);
        assert_eq!(look(stand(true, true), stand(false, true)), ["设备断开:1号"]);
        assert!(look(stand(true, true), stand(false, true)).is_empty());
        assert_eq!(
            look(stand(false, true), stand(true, false)),
            ["设备断开:2号", "设备恢复:1号", "营业结束:2号"]
        );
        assert_eq!(
            texts(Journal::default().look(AT, &[("1号", stand(true, true))])),
            ["设备断开:1号"]
        );
    }

    #[test]
    fn notices_are_told_once_and_when_they_are_over() {
        let mut journal = Journal::default();
        let mut tell = |text: &str, before| {
            let notice = Notice { key: "k".into(), level: NoticeLevel::Fault, text: text.into() };
            journal.notice(AT, &notice, before).map(|line| line.text)
        };
        assert_eq!(tell("坏了", None).as_deref(), Some("坏了"));
        assert_eq!(tell("坏了", Some("坏了")), None);
        assert_eq!(tell("", Some("坏了")).as_deref(), Some("已恢复:坏了"));
        assert_eq!(tell("", None), None);
        for n in 0..300 {
            tell(&n.to_string(), None);
        }
        assert_eq!(journal.lines().len(), LINES);
        assert_eq!(journal.lines().last().unwrap().text, "299");
    }
}
