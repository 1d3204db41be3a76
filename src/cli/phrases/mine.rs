//! Arguments of `liyu phrases mine`: which phrases are spoken, by whom, in what noise, and where the draft goes.

use crate::lang::pick;
use clap::Args;
use std::path::PathBuf;

/// `liyu phrases mine`.
#[derive(Debug, Args)]
pub struct Mine {
    /// Which phrases.
    #[arg(value_name = "ID|PACK", help = pick(
        "用语编号或用语包名;不写为启用的全部忌语", "ids of phrases or names of packs; all taboo phrases in force when absent",
    ))]
    pub which: Vec<String>,
    /// A program that speaks.
    #[arg(long, value_name = "COMMAND", help = pick(
        "读出一句话、写成 WAV 的命令,含 {text}、{out},可含 {speed}(可多次,每条算一个声音);不经过 shell",
        "a command that writes a sentence as WAV, with {text}, {out} and perhaps {speed} (repeatable, each a voice); no shell",
    ))]
    pub speak: Vec<String>,
    /// What `{speed}` is.
    #[arg(long, value_name = "LIST", value_delimiter = ',', default_value = "0.9,1.0,1.15", help = pick(
        "{speed} 依次填什么", "what {speed} is, one after the other",
    ))]
    pub speed: Vec<String>,
    /// How long a sentence may take.
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=3600), help = pick(
        "读一句最多等几秒", "the longest wait for one sentence, in seconds",
    ))]
    pub timeout: u64,
    /// The variants too.
    #[arg(long, help = pick("变体也读", "speak the variants too"))]
    pub variants: bool,
    /// Recordings with what is said in them.
    #[arg(long, value_name = "MANIFEST|DIR", help = pick(
        "已有的录音:清单 .jsonl 或有 manifest.jsonl 的目录(file、text、expect;可多次)",
        "recordings: a .jsonl manifest or a folder with manifest.jsonl (file, text, expect; repeatable)",
    ))]
    pub recordings: Vec<PathBuf>,
    /// Whose recordings.
    #[arg(long, value_name = "NAME", requires = "recordings", help = pick(
        "只用这些声音的录音(可多次)", "only recordings of these voices (repeatable)",
    ))]
    pub voice: Vec<String>,
    /// Whose not.
    #[arg(long, value_name = "NAME", requires = "recordings", help = pick(
        "不用这些声音的录音,留作检验(可多次)",
        "no recordings of these voices, which are kept for testing (repeatable)",
    ))]
    pub not_voice: Vec<String>,
    /// What to lay under it.
    #[arg(long, value_name = "DIR", help = pick(
        "每句另在噪声里听:噪声目录(同 liyu eval;可多次)",
        "hear every sentence in noise too: a folder, as for liyu eval (repeatable)",
    ))]
    pub noise: Vec<PathBuf>,
    /// How loud.
    #[arg(
        long, value_name = "DB,DB", value_delimiter = ',', requires = "noise",
        allow_hyphen_values = true, default_values_t = [10.0, 5.0],
        help = pick("信噪比(分贝)", "ratios of speech to noise in dB"),
    )]
    pub snr: Vec<f64>,
    /// What chance follows from.
    #[arg(long, value_name = "N", default_value_t = 1, help = pick(
        "随机种子;同一种子结果相同", "seed of all choices; the same seed, the same sound",
    ))]
    pub seed: u64,
    /// Negative speech.
    #[arg(long, value_name = "PATH", help = pick(
        "不含忌语的语料:文本、清单 .jsonl、或录音目录(可多次);内置的总在其中",
        "speech without taboo phrases: text lines, a .jsonl manifest, or a folder of WAVs (repeatable); the built-in lines always count",
    ))]
    pub negative: Vec<PathBuf>,
    /// How often it must be misheard so.
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..), help = pick(
        "漏掉至少几次才收", "misheard so and missed at least so often",
    ))]
    pub at_least: u32,
    /// The draft.
    #[arg(long, value_name = "FILE|DIR", help = pick(
        "把加了别名的用语包写到这里,供核对;已有的文件不动",
        "write the packs with the new aliases here, to be checked; existing files are left alone",
    ))]
    pub out: Option<PathBuf>,
    /// Which sounds are taken for which.
    #[arg(long, help = pick("另列声母、韵母的混淆", "also list which initials and finals are confused"))]
    pub confusions: bool,
    /// One object.
    #[arg(long, help = pick("输出一个 JSON 对象", "print one JSON object"))]
    pub json: bool,
}
