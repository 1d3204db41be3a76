//! What a look at a whole store came to: what was read, and all that is wrong.
//!
//! Pure data, and its words. What looks is the store.

use super::Break;
use crate::tr;
use jiff::Timestamp;
use serde::Serialize;
use std::fmt;

/// What was read, and all that is not as it was written.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Verified {
    /// Lines of the log.
    pub lines: u64,
    /// The number and the hash of its last line.
    pub head: (u64, String),
    /// Incidents.
    pub incidents: u64,
    /// Files that are what their rows say.
    pub files: u64,
    /// Everything that is wrong; empty of a sound store.
    pub flaws: Vec<StoreFlaw>,
}

/// Something in a store that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "flaw", rename_all = "snake_case")]
pub enum StoreFlaw {
    /// SQLite finds fault with the index.
    Index {
        /// Its words.
        found: String,
    },
    /// A line of the log.
    Line {
        /// What is wrong with which.
        line: Break,
    },
    /// The log does not hold the line whose hash was noted elsewhere.
    Head {
        /// That hash.
        sha256: String,
    },
    /// A row is not what the log says.
    Row {
        /// Its id.
        about: String,
        /// The number of the line that says otherwise.
        line: u64,
    },
    /// A row that the log tells of is gone.
    RowMissing {
        /// Its id.
        about: String,
        /// The number of the latest line about it.
        line: u64,
    },
    /// The log tells of no such row.
    Unlogged {
        /// Its id.
        about: String,
    },
    /// The sum of an hour is not what was written.
    Hour {
        /// The hour.
        at: Timestamp,
        /// Its counter.
        counter: String,
        /// The phrase's id, of a count of a phrase.
        phrase: Option<String>,
    },
    /// What happened in an encounter is not what was written, or is gone before its time.
    Moments {
        /// The encounter's id.
        id: String,
    },
    /// A file is not the bytes that were written.
    FileChanged {
        /// Its path, relative to the store.
        path: String,
    },
    /// A file is gone.
    FileMissing {
        /// Its path, relative to the store.
        path: String,
    },
    /// A file that no row names.
    Stray {
        /// Its path, relative to the store.
        path: String,
    },
}

impl fmt::Display for StoreFlaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&match self {
            StoreFlaw::Index { found } => tr!("索引损坏:{}", "the index is damaged: {}", found),
            StoreFlaw::Line { line: Break::Missing(n) } => {
                tr!(
                    "日志第 {} 条缺失或次序被改",
                    "line {} of the log is missing or out of place",
                    n
                )
            }
            StoreFlaw::Line { line: Break::Changed(n) } => {
                tr!(
                    "日志第 {} 条(或其前一条)被改动",
                    "line {} of the log, or the one before, was changed",
                    n
                )
            }
            StoreFlaw::Head { sha256 } => tr!(
                "日志里没有散列为 {} 的一条:日志被截短或整个换过",
                "no line of the log has the hash {}: it was cut short, or is another log",
                sha256
            ),
            StoreFlaw::Row { about, line } => tr!(
                "记录 {} 与日志第 {} 条不符:绕过程序改过",
                "the row of {} is not what line {} of the log says: it was changed behind it",
                about,
                line
            ),
            StoreFlaw::RowMissing { about, line } => tr!(
                "记录 {} 不见了,日志第 {} 条说它还在",
                "the row of {} is gone, and line {} of the log says that it is there",
                about,
                line
            ),
            StoreFlaw::Unlogged { about } => {
                tr!("记录 {} 在日志里没有来历", "the log tells of no row of {}", about)
            }
            StoreFlaw::Hour { at, counter, phrase } => tr!(
                "{} {} 的小时计数被改动{}",
                "the counts of {} at {} were changed{}",
                at,
                counter,
                phrase.as_ref().map(|id| format!(" ({id})")).unwrap_or_default()
            ),
            StoreFlaw::Moments { id } => tr!(
                "接待 {} 的过程被改动或提前不见了",
                "what happened in encounter {} was changed, or is gone before its time",
                id
            ),
            StoreFlaw::FileChanged { path } => {
                tr!("文件 {} 被改动", "the file {} was changed", path)
            }
            StoreFlaw::FileMissing { path } => tr!("文件 {} 不见了", "the file {} is gone", path),
            StoreFlaw::Stray { path } => {
                tr!("文件 {} 没有对应的记录", "no row names the file {}", path)
            }
        })
    }
}
