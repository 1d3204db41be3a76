//! Arguments of `liyu phrases try`: a sentence, who says it and when.

use crate::lang::pick;
use clap::Args;

/// `liyu phrases try`.
#[derive(Debug, Args)]
pub struct Try {
    /// The sentence.
    #[arg(value_name = "TEXT", allow_hyphen_values = true, help = pick(
        "一句话;- 从标准输入逐行读", "a sentence; - reads lines from stdin",
    ))]
    pub text: String,
    /// Who says it.
    #[arg(long, default_value = "clerk", value_name = "ROLE", help = pick(
        "谁说的:clerk、citizen、unknown", "who says it: clerk, citizen, unknown",
    ))]
    pub role: String,
    /// When it is said.
    #[arg(long, value_name = "HH:MM", help = pick(
        "在工作日的什么时刻说的,如 17:20(给了才看开放时间)",
        "at what time of a working day, e.g. 17:20 (opening hours count only then)",
    ))]
    pub at: Option<String>,
    /// One conversation.
    #[arg(long, help = pick(
        "各行是同一场对话的先后几句,可写成“citizen:…”",
        "the lines are one conversation, each may begin with a role: \"citizen: …\"",
    ))]
    pub dialogue: bool,
    /// Packs to try.
    #[arg(long = "pack", value_name = "PACK|FILE", help = pick(
        "只用这些用语包或文件(可多次)", "use only these packs or files (repeatable)",
    ))]
    pub packs: Vec<String>,
    /// One object a line.
    #[arg(long, help = pick("每行一个 JSON 对象", "one JSON object a line"))]
    pub json: bool,
}
