//! Arguments of `liyu phrases diff`: two sets of lists, and what they are compared on.

use crate::lang::pick;
use clap::Args;
use std::path::PathBuf;

/// `liyu phrases diff`.
#[derive(Debug, Args)]
pub struct Diff {
    /// The old lists.
    #[arg(value_name = "OLD", help = pick(
        "旧表:文件、目录、或 current(设置里启用的)", "the old lists: a file, a folder, or current",
    ))]
    pub old: String,
    /// The new lists.
    #[arg(value_name = "NEW", help = pick(
        "新表:文件、目录、或 current;单个包与 current 比时,顶替其中同名的包",
        "the new lists: a file, a folder, or current; one pack against current takes the place of its namesake",
    ))]
    pub new: String,
    /// What to compare on.
    #[arg(long, value_name = "PATH", help = pick(
        "标注语料 .jsonl 或文本(可多次);不写用内置的一小份",
        "labelled corpora, .jsonl or text lines (repeatable); a small one is built in",
    ))]
    pub corpus: Vec<PathBuf>,
    /// Compare on kept incidents.
    #[arg(long, help = pick(
        "用记录里的事件文字比较(只作比较,不改任何记录)",
        "compare on the texts of kept incidents (nothing is changed)",
    ))]
    pub incidents: bool,
    /// One object.
    #[arg(long, help = pick("输出一个 JSON 对象", "print one JSON object"))]
    pub json: bool,
}
