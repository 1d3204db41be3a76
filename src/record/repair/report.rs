//! What repair tells the person who started the program.
//!
//! Pure: counts and their words.

use crate::tr;
use std::fmt;

/// What was mended, and what could not be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Repair {
    /// Temporary files removed.
    pub temporary_removed: u32,
    /// Incidents whose evidence was complete and whose row was missing: the row
    /// was made from the evidence.
    pub rows_made: u32,
    /// Rows moved on to a newer revision whose evidence was complete.
    pub rows_advanced: u32,
    /// Clips without words, words without a clip, and pairs that do not belong
    /// together, of no row: removed.
    pub halves_removed: u32,
    /// Files of revisions older than the row's, removed.
    pub old_removed: u32,
    /// Incidents that were purged, and whose files were still there: removed.
    pub purges_finished: u32,
    /// Incidents that were open and are now closed.
    pub closed: u32,
    /// Sealed complaints that no ticket named: a ticket was made for each.
    pub tickets_made: u32,
    /// Tickets whose sealed sound never reached the disk; each says so now.
    pub tickets_bereft: u32,
    /// Incidents that lay open though there are accounts, and are sealed now.
    pub sealed: u32,
    /// Files in the clips' directory that are none of ours; left alone.
    pub foreign: u32,
    /// Incidents whose clip or words are gone, sorted; the rows are kept.
    pub missing: Vec<String>,
    /// Incidents whose clip or words are not what was written, sorted; the rows
    /// are kept.
    pub changed: Vec<String>,
}

impl Repair {
    /// Whether there was nothing to do and nothing to say.
    pub fn is_clean(&self) -> bool {
        *self == Repair::default()
    }

    /// Whether evidence was lost: to be said loudly.
    pub fn is_loss(&self) -> bool {
        !self.missing.is_empty() || !self.changed.is_empty() || self.tickets_bereft > 0
    }
}

impl fmt::Display for Repair {
    /// One line for each thing that was found; one line when there was none.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut lines = Vec::new();
        if self.temporary_removed > 0 {
            let n = self.temporary_removed;
            lines.push(tr!("清除未写完的临时文件 {} 个", "removed {} unfinished files", n));
        }
        if self.rows_made > 0 {
            let n = self.rows_made;
            lines.push(tr!("由录音找回记录 {} 条", "recovered {} incidents from their clips", n));
        }
        if self.rows_advanced > 0 {
            let n = self.rows_advanced;
            lines.push(tr!("补上较新的录音 {} 条", "took in newer clips of {} incidents", n));
        }
        if self.halves_removed > 0 {
            let n = self.halves_removed;
            lines.push(tr!(
                "清除不成对的文件 {} 个",
                "removed {} files that lacked their other half",
                n
            ));
        }
        if self.old_removed > 0 {
            let n = self.old_removed;
            lines.push(tr!("清除旧版本文件 {} 个", "removed {} files of older revisions", n));
        }
        if self.purges_finished > 0 {
            let n = self.purges_finished;
            lines.push(tr!(
                "清除保存期已到的录音 {} 条",
                "removed what was left of {} incidents whose time is over",
                n
            ));
        }
        if self.closed > 0 {
            let n = self.closed;
            lines.push(tr!("结束上次未结束的记录 {} 条", "closed {} incidents left open", n));
        }
        if self.sealed > 0 {
            let n = self.sealed;
            lines.push(tr!("封存上次未封存完的记录 {} 条", "sealed {} incidents left open", n));
        }
        if self.tickets_made > 0 {
            let n = self.tickets_made;
            lines.push(tr!("由录音找回投诉 {} 件", "recovered {} complaints from their clips", n));
        }
        if self.tickets_bereft > 0 {
            let n = self.tickets_bereft;
            lines.push(tr!(
                "警告:{} 件投诉的录音没有封存下来",
                "WARNING: the sound of {} complaints was not kept",
                n
            ));
        }
        if self.foreign > 0 {
            let n = self.foreign;
            lines.push(tr!(
                "录音目录里有 {} 个不属于本程序的文件,未动",
                "left alone {} files in the clips' directory that are not ours",
                n
            ));
        }
        if !self.missing.is_empty() {
            lines.push(tr!(
                "警告:{} 条记录的录音或文字丢失:{}",
                "WARNING: the clip or words of {} incidents are gone: {}",
                self.missing.len(),
                few(&self.missing)
            ));
        }
        if !self.changed.is_empty() {
            lines.push(tr!(
                "警告:{} 条记录的录音或文字被改动:{}",
                "WARNING: the clip or words of {} incidents were changed: {}",
                self.changed.len(),
                few(&self.changed)
            ));
        }
        if lines.is_empty() {
            lines.push(tr!("存储完好", "the store is whole"));
        }
        f.write_str(&lines.join("\n"))
    }
}

/// The first of `ids`, and whether there are more.
fn few(ids: &[String]) -> String {
    const SHOWN: usize = 5;
    let more = if ids.len() > SHOWN { " …" } else { "" };
    ids.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join(" ") + more
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_names_the_first_that_are_lost() {
        insta::assert_snapshot!(Repair::default(), @"存储完好");
        let repair = Repair {
            temporary_removed: 1,
            rows_made: 2,
            missing: (1..9).map(|n| format!("m{n}")).collect(),
            ..Repair::default()
        };
        insta::assert_snapshot!(repair, @r"
        清除未写完的临时文件 1 个
        由录音找回记录 2 条
        警告:8 条记录的录音或文字丢失:m1 m2 m3 m4 m5 …
        ");
    }
}
