//! Arguments of `liyu phrases stress`: a phrase, and what it is tried against.

use crate::lang::pick;
use clap::Args;
use std::path::PathBuf;

/// `liyu phrases stress`.
#[derive(Debug, Args)]
pub struct Stress {
    /// The phrase.
    #[arg(value_name = "ID", help = pick("用语编号", "the phrase's id"))]
    pub id: String,
    /// Negative speech.
    #[arg(long, value_name = "PATH", help = pick(
        "不含忌语的语料:文本(一行一句)、清单 .jsonl、或录音目录(可多次)",
        "speech without taboo phrases: text lines, a .jsonl manifest, or a folder of WAVs (repeatable)",
    ))]
    pub negative: Vec<PathBuf>,
    /// Packs to use.
    #[arg(long = "pack", value_name = "PACK|FILE", help = pick(
        "只用这些用语包或文件(可多次)", "use only these packs or files (repeatable)",
    ))]
    pub packs: Vec<String>,
    /// One object.
    #[arg(long, help = pick("输出一个 JSON 对象", "print one JSON object"))]
    pub json: bool,
}
