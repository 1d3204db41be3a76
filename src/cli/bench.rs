//! Arguments of `liyu bench`: what is measured, on what, for how long.

use super::Pace;
use crate::lang::pick;
use clap::{ArgGroup, Args};
use std::path::PathBuf;

/// `liyu bench`: one of `matcher`, `decode`, `vad`, `console`, `counters`, `soak`.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("what").required(true).multiple(true)
    .args(["matcher", "decode", "vad", "console", "counters", "soak"]))]
pub struct Bench {
    /// The supervisor's screen.
    #[arg(long, conflicts_with_all = ["matcher", "decode", "vad", "soak", "speech", "talk"],
        help = pick(
        "控制台:大库、多窗口时的按键、查找、打开、空闲占用;旁边是 6 个窗口、200 起事件的小厅",
        "the console: keys, searches, opening and rest on a large store and hall \
         (40 counters unless --counters says more), beside a hall of 6 counters and 200 incidents",
    ))]
    pub console: bool,
    /// How large its store is.
    #[arg(long, value_name = "N", requires = "console", help = pick(
        "--console 的库里有多少起事件(默认 50000)", "for --console: incidents in the store (default 50000)",
    ))]
    pub incidents: Option<u64>,
    /// Finding phrases.
    #[arg(long, conflicts_with_all = ["decode", "vad", "counters", "soak", "speech", "talk"],
        help = pick(
        "在文字里找用语:逐字(与 aho-corasick 比)和整句",
        "finding phrases in text: by character (beside aho-corasick) and in whole utterances",
    ))]
    pub matcher: bool,
    /// Decoding.
    #[arg(long, conflicts_with_all = ["vad", "counters", "soak", "talk"], help = pick(
        "识别:各种长度的话,与 whisper.cpp 默认设置比",
        "decoding utterances of several lengths, beside whisper.cpp with its defaults",
    ))]
    pub decode: bool,
    /// Finding speech.
    #[arg(long, conflicts_with_all = ["counters", "soak"], help = pick(
        "听出人声:与能量门限比", "finding speech, beside a plain energy gate",
    ))]
    pub vad: bool,
    /// How many counters at once.
    #[arg(long, value_name = "N|auto", value_parser = parse_counters, help = pick(
        "N 个窗口同时按原速说话:延迟、积压、内存、处理器;auto(或 0)找出跟得上的最多窗口数(95 % 的用语 2 秒内标出)",
        "N counters talking at once, at the pace of speech: latency, backlog, memory, CPU; \
         auto (or 0) finds the most that keep up (95 % of phrases flagged within 2 s)",
    ))]
    pub counters: Option<usize>,
    /// How long it is soaked.
    #[arg(long, value_name = "HOURS", help = pick(
        "连续运行这么多小时(默认 4 个窗口),看内存、描述符、丢失的采样;Ctrl-C 提前结束并报告",
        "run for so many hours (4 counters unless --counters says more): memory, descriptors, \
         lost samples; Ctrl-C ends it early with the report so far",
    ))]
    pub soak: Option<f64>,
    /// How much of the time is talk.
    #[arg(long, value_name = "SHARE", help = pick(
        "播放录音的时间占几成,0.01 到 1(默认 0.4)",
        "the share of the time that recordings are played, 0.01 to 1 (default 0.4)",
    ))]
    pub talk: Option<f64>,
    /// How long each run is.
    #[arg(long, value_name = "MINUTES", conflicts_with_all = ["matcher", "decode", "vad", "soak"],
        help = pick(
        "每次运行多少分钟,10 秒预热不计(默认 2);--console 则为无人操作的时间(默认 0.25)",
        "minutes of each run, after 10 s of warm-up (default 2); of --console at rest (default 0.25)",
    ))]
    pub minutes: Option<f64>,
    /// How fast it is soaked.
    #[arg(long, value_enum, requires = "soak", help = pick(
        "--soak 的快慢:real 按原速(默认),fast 尽快",
        "for --soak: real as it was spoken (default), fast at full speed",
    ))]
    pub pace: Option<Pace>,
    /// What is played.
    #[arg(long, value_name = "PATH", help = pick(
        "播放什么:WAV 文件、录音目录或清单(可多次);默认自带录音",
        "what is played: WAV files, folders of them, manifests (repeatable); default: the bundled recordings",
    ))]
    pub speech: Vec<PathBuf>,
    /// For programs.
    #[arg(long, help = pick("结果写成一行 JSON", "the results as one line of JSON"))]
    pub json: bool,
}

/// A number of counters; 0 for as many as keep up.
fn parse_counters(word: &str) -> Result<usize, String> {
    match word {
        "auto" => Ok(0),
        number => number
            .parse()
            .map_err(|_| pick("应为一个数,或 auto", "use a number, or auto").to_owned()),
    }
}
