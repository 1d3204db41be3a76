//! Arguments: what can be asked of the program, and in which words.
//!
//! Only parses; touches nothing. The language is settled before parsing, so that
//! help appears in it.

use crate::lang::{self, Lang, pick};
use clap::{Args, Parser, Subcommand, ValueEnum};
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
    Console,
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
    #[command(about = pick("测量本机的速度", "measure how fast this machine is"))]
    Bench(Bench),
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
    #[command(about = pick("检查用语表", "check the lists"))]
    Lint,
    /// Try a sentence.
    #[command(about = pick("看一句话会命中什么", "see what a sentence hits"))]
    Try {
        /// The sentence.
        #[arg(value_name = "TEXT", help = pick("一句话;- 从标准输入逐行读", "a sentence; - reads lines from stdin"))]
        text: String,
    },
}

/// `liyu bench`.
#[derive(Debug, Args)]
pub struct Bench {
    /// Finding phrases.
    #[arg(long, required = true, help = pick(
        "在文字里找用语:逐字(与 aho-corasick 比)和整句",
        "finding phrases in text: by character (beside aho-corasick) and in whole utterances",
    ))]
    pub matcher: bool,
    /// For programs.
    #[arg(long, help = pick("结果写成一行 JSON", "the results as one line of JSON"))]
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
}
