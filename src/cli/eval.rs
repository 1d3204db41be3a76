//! Arguments of `liyu eval`: which recordings, in what noise and rooms, beside what.

use crate::lang::pick;
use clap::Args;
use std::path::PathBuf;

/// `liyu eval`.
#[derive(Debug, Args)]
pub struct Eval {
    /// What to listen to.
    #[arg(value_name = "MANIFEST", help = pick(
        "清单 .jsonl,或含 manifest.jsonl 的目录(格式见 docs/eval.md)",
        "a .jsonl manifest, or a folder with manifest.jsonl (formats: docs/eval.md)",
    ))]
    pub manifest: PathBuf,
    /// What to lay under it.
    #[arg(long, value_name = "DIR", help = pick(
        "加噪:噪声目录;写有文字的录音混成八人嘈杂声(可多次)",
        "add noise from this folder; recordings with text become babble of eight (repeatable)",
    ))]
    pub noise: Vec<PathBuf>,
    /// How loud.
    #[arg(
        long, value_name = "DB,DB", value_delimiter = ',', requires = "noise",
        allow_hyphen_values = true, default_values_t = [20.0, 10.0, 5.0],
        help = pick(
            "信噪比(分贝),每句在每个信噪比下各听一次",
            "ratios of speech to noise in dB; every utterance is heard at each",
        ),
    )]
    pub snr: Vec<f64>,
    /// In which rooms.
    #[arg(long, value_name = "DIR", help = pick(
        "加混响:冲激响应目录(可多次)", "put speech in the rooms of these impulse responses (repeatable)",
    ))]
    pub rir: Vec<PathBuf>,
    /// Which of them.
    #[arg(long, value_name = "TEXT", requires = "rir", help = pick(
        "只用名字里有这些字的冲激响应(可多次,任一即可)",
        "only impulse responses with this in their name (repeatable: any of them)",
    ))]
    pub rir_match: Vec<String>,
    /// What chance follows from.
    #[arg(long, value_name = "N", default_value_t = 1, help = pick(
        "随机种子;同一种子结果相同", "seed of all choices; the same seed, the same sound",
    ))]
    pub seed: u64,
    /// Before and after.
    #[arg(long, value_name = "SECONDS", default_value_t = 1.0, help = pick(
        "每个录音首尾各垫几秒底噪", "seconds of room tone before and after each recording",
    ))]
    pub lead: f64,
    /// As live.
    #[arg(long, help = pick(
        "像实时那样,话没说完就先听(见 docs/latency.md);更慢,延迟才和实时可比",
        "read turns before they end, as live (docs/latency.md): slower, with the delays of live",
    ))]
    pub drafts: bool,
    /// Another model.
    #[arg(long, value_name = "NAME|FILE", help = pick(
        "换一个模型(默认用设置里的)", "another model than the configured one",
    ))]
    pub model: Option<String>,
    /// The plain recogniser too.
    #[arg(long, help = pick(
        "同时用 whisper.cpp 全长上下文识别同样的文件作对照",
        "also run whisper.cpp at full context on the same files",
    ))]
    pub baseline: bool,
    /// Its model.
    #[arg(long, value_name = "NAME|FILE", requires = "baseline", help = pick(
        "对照用的模型(默认:同名的 f16 模型,没有则与本次相同)",
        "the baseline's model (default: the f16 one of that name, else the same)",
    ))]
    pub baseline_model: Option<String>,
    /// An earlier run.
    #[arg(long, value_name = "OLD", help = pick(
        "与以前的结果比较:--out 目录、其中的 report.json 或 utterances.jsonl",
        "compare with an earlier run: its --out folder, report.json or utterances.jsonl",
    ))]
    pub against: Option<PathBuf>,
    /// How rare.
    #[arg(long, value_name = "N", default_value_t = 5.0, help = pick(
        "推算精确率时,假定每千句里有几句忌语",
        "taboo utterances in 1,000 that the expected precision assumes",
    ))]
    pub prevalence: f64,
    /// Some of them.
    #[arg(long, value_name = "TEXT", help = pick(
        "只听文件名里有这些字的录音(可多次,任一即可)",
        "only recordings with this in their name (repeatable: any of them)",
    ))]
    pub files: Vec<String>,
    /// Fewer.
    #[arg(long, value_name = "N", help = pick(
        "只听 N 个录音(均匀抽取),先看个大概", "only N recordings, evenly picked, for a quick look",
    ))]
    pub limit: Option<usize>,
    /// Where to put everything.
    #[arg(long, value_name = "DIR", help = pick(
        "把 report.json、report.txt、utterances.jsonl、det.svg 写到这里",
        "write report.json, report.txt, utterances.jsonl and det.svg here",
    ))]
    pub out: Option<PathBuf>,
    /// One object.
    #[arg(long, help = pick("输出一个 JSON 对象", "print one JSON object"))]
    pub json: bool,
}
