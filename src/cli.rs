//! Arguments: what can be asked of the program, and in which words.
//!
//! Only parses; touches nothing. The language is settled before parsing, so that
//! help appears in it.

use crate::lang::{self, Lang, pick};
use clap::{ArgGroup, Args, Parser, Subcommand, ValueEnum};
use jiff::Timestamp;
use std::ffi::OsString;
use std::path::PathBuf;

/// The whole command line.
#[derive(Debug, Parser)]
#[command(name = "liyu", version, about = pick(
    "礼语:在窗口旁听,发现服务忌语和文明用语,留下可核对的片段。声音和文字不出本机。",
    "liyu listens at a service counter, finds forbidden and civil phrases and keeps clips. \
     Sound and text stay on this machine.",
))]
#[command(disable_help_subcommand = true, arg_required_else_help = true)]
pub struct Cli {
    /// Options of every command.
    #[command(flatten)]
    pub common: Common,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Options that every command takes.
#[derive(Debug, Args)]
pub struct Common {
    /// The settings file.
    #[arg(long, global = true, value_name = "FILE", help = pick(
        "设置文件(默认:./liyu.toml,再找记录目录里的)",
        "settings file (default: ./liyu.toml, then the one in the store)",
    ))]
    pub config: Option<PathBuf>,
    /// The store.
    #[arg(long, global = true, value_name = "DIR", default_value = "recordings", help = pick(
        "记录目录:索引、片段", "the store: index and clips",
    ))]
    pub store: PathBuf,
    /// The language of texts for people.
    #[arg(long, global = true, value_name = "zh|en", value_parser = parse_lang, help = pick(
        "界面语言(默认看 LANG,否则中文)", "language (default: LANG, else Chinese)",
    ))]
    pub lang: Option<Lang>,
}

fn parse_lang(tag: &str) -> Result<Lang, String> {
    Lang::from_tag(tag).ok_or_else(|| pick("应为 zh 或 en", "use zh or en").to_owned())
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Live.
    #[command(about = pick("现场监听所有窗口", "listen to all counters, live"))]
    Watch(Watch),
    /// From files.
    #[command(about = pick("处理录音文件", "run recordings through the same chain"))]
    Replay(Replay),
    /// A screen.
    #[command(about = pick(
        "打开控制台:接上正在运行的服务,没有服务就看记录",
        "open the console: of the running service, else of the store",
    ))]
    Console(Console),
    /// Somebody complains.
    #[command(about = pick(
        "有人投诉:保存该柜台刚才的声音和文字,打印投诉编号",
        "somebody complains: keep what a counter has just heard, print the ticket",
    ))]
    Mark(Mark),
    /// Sound devices.
    #[command(about = pick("列出录音设备", "list input devices"))]
    Devices(Devices),
    /// Is everything in order?
    #[command(about = pick("检查模型、设备、磁盘、时钟、用语表、记录", "check the whole installation"))]
    Doctor,
    /// The shipped settings.
    #[command(about = pick(
        "打印全部设置及默认值(可另存为 liyu.toml 再改)",
        "print all settings with their defaults (save as liyu.toml and change)",
    ))]
    Settings,
    /// Model files.
    #[command(subcommand, about = pick("语音识别模型", "speech recognition models"))]
    Model(Model),
    /// Phrase lists.
    #[command(subcommand, about = pick("用语表", "phrase lists"))]
    Phrases(Phrases),
    /// Speed.
    #[command(about = pick(
        "测量本机的速度,能带多少窗口,久了漏不漏",
        "measure how fast this machine is, how many counters it can hear, whether it leaks",
    ))]
    Bench(Bench),
    /// Accuracy.
    #[command(about = pick(
        "用有标注的录音测量听得准不准", "measure how well it hears, on labelled recordings",
    ))]
    Eval(Eval),
}

/// `liyu watch`.
#[derive(Debug, Args)]
pub struct Watch {
    /// No screen.
    #[arg(long, help = pick(
        "不开界面,作为服务运行;用 liyu console 查看",
        "no screen: run as a service; look at it with liyu console",
    ))]
    pub headless: bool,
    /// Events on stdout.
    #[arg(long, requires = "headless", help = pick(
        "每行一个 JSON 事件(与 --headless 同用)", "one JSON event a line (with --headless)",
    ))]
    pub json: bool,
}

/// `liyu mark`.
#[derive(Debug, Args)]
pub struct Mark {
    /// The counter.
    #[arg(value_name = "COUNTER", help = pick("柜台名,与设置里的一致", "the counter, as in the settings"))]
    pub counter: String,
    /// What is complained of.
    #[arg(long, value_name = "TEXT", help = pick("投诉什么", "what is complained of"))]
    pub note: Option<String>,
}

/// `liyu console`.
#[derive(Debug, Args)]
pub struct Console {
    /// Who is at it.
    #[arg(long = "as", value_name = "NAME", help = pick(
        "处理意见署谁的名(默认:系统用户名;不验证身份)",
        "the name that decisions carry (default: the system's user name; nobody proves it)",
    ))]
    pub name: Option<String>,
}

/// `liyu replay`.
#[derive(Debug, Args)]
pub struct Replay {
    /// The files.
    #[arg(required = true, value_name = "FILE", help = pick(
        "WAV 文件,1 到 8 声道,任意采样率", "WAV files, 1 to 8 channels, any rate",
    ))]
    pub files: Vec<PathBuf>,
    /// Who is on each channel.
    #[arg(long, value_name = "ROLE,ROLE", value_delimiter = ',', help = pick(
        "每个声道是谁:clerk、citizen、room、unknown,- 为不用",
        "who is on each channel: clerk, citizen, room, unknown, - for unused",
    ))]
    pub channels: Vec<String>,
    /// The counter's name.
    #[arg(long, value_name = "NAME", default_value = "replay", help = pick(
        "记在哪个柜台名下", "the counter to record under",
    ))]
    pub counter: String,
    /// When the recording began.
    #[arg(long, value_name = "RFC3339", help = pick(
        "录音开始的时刻,如 2026-11-23T17:10:00+08:00(给了才看开放时间)",
        "when the recording began, e.g. 2026-11-23T17:10:00+08:00 (opening hours count only then)",
    ))]
    pub start: Option<Timestamp>,
    /// How fast.
    #[arg(long, value_enum, default_value_t = Pace::Fast, help = pick(
        "fast 尽快,real 按原速", "fast: at full speed, real: as it was spoken",
    ))]
    pub pace: Pace,
    /// Events on stdout.
    #[arg(long, help = pick("每行一个 JSON 事件", "one JSON event a line"))]
    pub json: bool,
}

/// How fast files are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Pace {
    /// As fast as they can be decoded.
    Fast,
    /// As fast as they were spoken.
    Real,
}

/// `liyu devices`.
#[derive(Debug, Args)]
pub struct Devices {
    /// Show levels.
    #[arg(long, value_name = "SECONDS", help = pick(
        "显示这么多秒的实时电平", "show live levels for so many seconds",
    ))]
    pub meter: Option<f64>,
}

/// `liyu model …`.
#[derive(Debug, Subcommand)]
pub enum Model {
    /// What there is.
    #[command(about = pick("列出模型", "list models"))]
    List,
    /// Install one.
    #[command(about = pick("安装模型", "install a model"))]
    Install {
        /// Its name; the configured one when absent.
        #[arg(value_name = "NAME")]
        name: Option<String>,
        /// A file at hand.
        #[arg(long, value_name = "FILE", help = pick(
            "用手头的文件安装(不联网)", "install from a file at hand, without a network",
        ))]
        from: Option<PathBuf>,
    },
    /// Check what is installed.
    #[command(about = pick("核对已安装的模型", "verify the installed models"))]
    Verify {
        /// Names or paths; the configured one when absent.
        #[arg(value_name = "NAME")]
        names: Vec<String>,
    },
    /// Where it is.
    #[command(about = pick("打印模型文件的路径", "print the path of a model file"))]
    Path {
        /// Its name; the configured one when absent.
        #[arg(value_name = "NAME")]
        name: Option<String>,
    },
}

/// `liyu phrases …`.
#[derive(Debug, Subcommand)]
pub enum Phrases {
    /// Check the lists.
    #[command(about = pick("检查用语表,逐条说明问题", "check the lists and explain what is wrong"))]
    Lint(Lint),
    /// Try a sentence.
    #[command(about = pick("看一句话会命中什么,为什么", "see what a sentence hits, and why"))]
    Try(Try),
    /// Try a recording.
    #[command(about = pick(
        "听一段录音:听成了什么,差一点命中什么",
        "hear a recording: what was understood, what nearly matched",
    ))]
    Hear(Hear),
    /// Is a phrase fit to publish?
    #[command(about = pick(
        "压力试一条用语:近音、相撞、预计误报,能不能发布",
        "stress a phrase: neighbours by sound, collisions, false alarms, a verdict",
    ))]
    Stress(Stress),
    /// What the recogniser makes of phrases.
    #[command(about = pick(
        "听本机把用语听成什么,哪些误听可以收作别名",
        "hear what this machine makes of the phrases, and which mis-hearings are safe as aliases",
    ))]
    Mine(Mine),
    /// From a regulation to a draft.
    #[command(about = pick("从规章文件摘出用语,写成草稿", "draft a pack from a regulation"))]
    Import(Import),
    /// What a change does.
    #[command(about = pick("比较两套用语表在同一批语料上的差别", "compare two sets of lists on one corpus"))]
    Diff(Diff),
    /// Change a pack.
    #[command(about = pick("打开编辑器", "open the editor"))]
    Edit(Edit),
    /// Put a pack on its way.
    #[command(about = pick("发布:草稿、试行、生效", "publish: draft, shadow, approved"))]
    Publish(Publish),
}

/// `liyu phrases lint`.
#[derive(Debug, Args)]
pub struct Lint {
    /// What to check.
    #[arg(value_name = "PACK|FILE", help = pick(
        "用语包名或文件;不写为设置里启用的全部", "packs or files; those of the settings when absent",
    ))]
    pub packs: Vec<String>,
    /// One object.
    #[arg(long, help = pick("输出一个 JSON 对象", "print one JSON object"))]
    pub json: bool,
}

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

/// `liyu phrases hear`.
#[derive(Debug, Args)]
pub struct Hear {
    /// The recording.
    #[arg(value_name = "FILE", help = pick("WAV 文件", "a WAV file"))]
    pub file: PathBuf,
    /// Packs to use.
    #[arg(long = "pack", value_name = "PACK|FILE", help = pick(
        "只用这些用语包或文件(可多次)", "use only these packs or files (repeatable)",
    ))]
    pub packs: Vec<String>,
    /// One object an utterance.
    #[arg(long, help = pick("每句话一个 JSON 对象", "one JSON object an utterance"))]
    pub json: bool,
}

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

/// `liyu phrases import`.
#[derive(Debug, Args)]
pub struct Import {
    /// The regulation.
    #[arg(value_name = "DOC", help = pick(
        "规章文本:UTF-8、GB18030 或 BIG5", "the regulation as text: UTF-8, GB18030 or BIG5",
    ))]
    pub document: PathBuf,
    /// The draft.
    #[arg(long, value_name = "FILE", help = pick(
        "草稿写到哪里;默认打印到标准输出;已有的文件不动",
        "where the draft goes; stdout when absent; an existing file is left alone",
    ))]
    pub out: Option<PathBuf>,
    /// Its name.
    #[arg(long, value_name = "NAME", help = pick("草稿的包名", "the draft's pack name"))]
    pub name: Option<String>,
    /// What was found, as one object.
    #[arg(long, help = pick("把找到的输出为一个 JSON 对象", "print what was found as one JSON object"))]
    pub json: bool,
}

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

/// `liyu phrases edit`.
#[derive(Debug, Args)]
pub struct Edit {
    /// Which pack.
    #[arg(value_name = "PACK|FILE", help = pick("先打开哪个用语包", "the pack to open first"))]
    pub pack: Option<String>,
}

/// `liyu phrases publish`.
#[derive(Debug, Args)]
pub struct Publish {
    /// Which pack.
    #[arg(value_name = "PACK", help = pick("用语包名", "the pack's name"))]
    pub pack: String,
    /// How far.
    #[arg(long, value_name = "draft|shadow|approved", help = pick(
        "推进到:draft 草稿、shadow 试行(只计数不报警)、approved 批准",
        "how far: draft, shadow (counted, never alarmed), approved",
    ))]
    pub to: String,
    /// Who does it.
    #[arg(long, value_name = "NAME", help = pick(
        "谁在做;批准的人不能是编写的人", "who does it; an owner cannot approve",
    ))]
    pub by: String,
    /// From when it is in force.
    #[arg(long, value_name = "YYYY-MM-DD", help = pick(
        "从哪天起生效(默认今天,不能是过去)", "in force from (default today, never the past)",
    ))]
    pub from: Option<String>,
    /// Why.
    #[arg(long, value_name = "TEXT", default_value = "", help = pick("说明", "a remark"))]
    pub note: String,
}

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

/// The language that the arguments or the environment ask for, before parsing.
pub fn language(args: &[OsString], environment: impl Fn(&str) -> Option<String>) -> Lang {
    let named = args.windows(2).find(|pair| pair[0] == "--lang").and_then(|pair| pair[1].to_str());
    let joined = args.iter().filter_map(|arg| arg.to_str()?.strip_prefix("--lang=")).next();
    if let Some(lang) = named.or(joined).and_then(Lang::from_tag) {
        return lang;
    }
    ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .filter_map(|name| environment(name))
        .find(|value| !value.is_empty())
        .and_then(|value| Lang::from_tag(&value))
        .unwrap_or(Lang::Zh)
}

/// Parses the process's arguments; prints help or a usage error and exits where
/// that is what they come to.
pub fn parse() -> Cli {
    let args: Vec<OsString> = std::env::args_os().collect();
    lang::set(language(&args, |name| std::env::var(name).ok()));
    Cli::parse_from(args)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn language_comes_from_the_argument_then_the_environment_then_is_chinese() {
        let args = |list: &[&str]| list.iter().map(OsString::from).collect::<Vec<_>>();
        let english = |name: &str| (name == "LANG").then(|| "en_GB.UTF-8".to_owned());
        let none = |_: &str| None;
        assert_eq!(language(&args(&["liyu", "--lang", "en"]), none), Lang::En);
        assert_eq!(language(&args(&["liyu", "--lang=zh"]), english), Lang::Zh);
        assert_eq!(language(&args(&["liyu"]), english), Lang::En);
        assert_eq!(language(&args(&["liyu"]), |_| Some("C.UTF-8".to_owned())), Lang::Zh);
        assert_eq!(language(&args(&["liyu"]), none), Lang::Zh);
    }

    #[test]
    fn bench_does_one_thing_at_a_time() {
        let parse = |line: &str| Cli::try_parse_from(line.split(' '));
        for good in [
            "liyu bench --matcher",
            "liyu bench --decode --speech a.wav --json",
            "liyu bench --vad --talk 0.5",
            "liyu bench --counters 8 --talk 0.4 --minutes 2",
            "liyu bench --counters auto --json",
            "liyu bench --soak 1 --counters 8 --pace fast",
            "liyu bench --console",
            "liyu bench --console --counters 6 --incidents 200 --minutes 0.1 --json",
        ] {
            assert!(parse(good).is_ok(), "{good}");
        }
        for bad in [
            "liyu bench",
            "liyu bench --json",
            "liyu bench --matcher --vad",
            "liyu bench --matcher --speech a.wav",
            "liyu bench --decode --counters 2",
            "liyu bench --vad --soak 1",
            "liyu bench --soak 1 --minutes 2",
            "liyu bench --counters 2 --pace fast",
            "liyu bench --counters many",
            "liyu bench --incidents 5",
            "liyu bench --console --soak 1",
            "liyu bench --console --talk 1",
        ] {
            assert!(parse(bad).is_err(), "{bad}");
        }
        let Command::Bench(args) = parse("liyu bench --counters auto").unwrap().command else {
            panic!("no bench");
        };
        assert_eq!(args.counters, Some(0));
    }
}
