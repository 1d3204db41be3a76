//! Arguments: what can be asked of the program, and in which words.
//!
//! Only parses; touches nothing. The language is settled before parsing, so that
//! help appears in it.
//!
//! The arguments of a command stand in the file of its name, as its doing does in
//! [`crate::command`]. One more command is one more file with its `Args` (or its
//! `Subcommand`, with a file for each verb where there are many, as in `phrases`);
//! here it is one `mod`, one `pub use` and one line of [`Command`].

mod backup;
mod bench;
mod clip;
mod console;
mod devices;
mod encounters;
mod eval;
mod evidence;
mod log;
mod mark;
mod model;
mod mute;
mod notice;
mod phrases;
mod rejudge;
mod replay;
mod request;
mod retention;
mod review;
mod roster;
mod rules;
mod user;
mod watch;

pub use backup::{Backup, Restore};
pub use bench::Bench;
pub use clip::{Clip, OpenClip};
pub use console::Console;
pub use devices::{Devices, DevicesVerb};
pub use encounters::{CameTo, Encounters, WhichEncounters};
pub use eval::Eval;
pub use evidence::{Evidence, Export, Verify};
pub use log::Log;
pub use mark::Mark;
pub use model::Model;
pub use mute::Mute;
pub use notice::Notice;
pub use phrases::{
    Diff, Edit, Hear, Import, Lint, Mine, Phrases, Publish, Stress, Test as TestCases, Try,
};
pub use rejudge::Rejudge;
pub use replay::{Pace, Replay};
pub use request::{Asked, Request};
pub use retention::{One, Retention, Who};
pub use review::Review;
pub use roster::Roster;
pub use rules::Rules;
pub use user::{AddUser, DisableUser, ListUsers, ResetUser, Role, User};
pub use watch::Watch;

use crate::lang::{self, Lang, pick};
use clap::{Args, Parser, Subcommand};
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
    /// Their own.
    #[command(about = pick(
        "员工:看自己的事件,听录音,说明,申诉",
        "for staff: your own incidents; hear, explain, appeal",
    ))]
    Review(Review),
    /// Somebody complains.
    #[command(about = pick(
        "有人投诉:保存该柜台刚才的声音和文字,打印投诉编号",
        "somebody complains: keep what a counter has just heard, print the ticket",
    ))]
    Mark(Mark),
    /// People's accounts.
    #[command(subcommand, about = pick(
        "账户:谁能登录、能看什么", "accounts: who can sign in and what they may see",
    ))]
    User(User),
    /// Who sits where.
    #[command(subcommand, about = pick("排班:谁在哪个柜台", "the roster: who sits at which counter"))]
    Roster(Roster),
    /// Evidence, opened.
    #[command(subcommand, about = pick("打开片段和文字", "open clips and words"))]
    Clip(Clip),
    /// Evidence, out of the house.
    #[command(subcommand, about = pick(
        "证据包:导出、检查", "bundles of evidence: made and checked",
    ))]
    Evidence(Evidence),
    /// What was done.
    #[command(subcommand, about = pick("日志:查看、核对", "the log: shown and checked"))]
    Log(Log),
    /// A counter is not listened to for a while.
    #[command(about = pick(
        "让一个柜台(或全部)静音一会儿,到时自动恢复",
        "stop listening to a counter, or to all, for a while",
    ))]
    Mute(Mute),
    /// How long things are kept.
    #[command(subcommand, about = pick("保存期限", "how long things are kept"))]
    Retention(Retention),
    /// What a citizen asks for.
    #[command(subcommand, about = pick("群众要求查阅或删除", "a citizen's request for access or deletion"))]
    Request(Request),
    /// The notice in the hall.
    #[command(about = pick("生成可打印的录音告知书", "make the notice that hangs in the hall, to be printed"))]
    Notice(Notice),
    /// A copy.
    #[command(about = pick("备份(监听时也可以)", "copy the store, also while it listens"))]
    Backup(Backup),
    /// From a copy.
    #[command(about = pick("从备份恢复到空目录", "put a copy back where nothing is"))]
    Restore(Restore),
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
    /// Rules of conduct.
    #[command(subcommand, about = pick("服务行为规则", "rules of conduct"))]
    Rules(Rules),
    /// Who was served.
    #[command(subcommand, about = pick(
        "接待:列表、每条规则判成什么、服务日志", "encounters: lists, what rules came to, the service log",
    ))]
    Encounters(Encounters),
    /// Judged again.
    #[command(about = pick(
        "按现在的规则重判留存的接待", "judge kept encounters again by the rules in force",
    ))]
    Rejudge(Rejudge),
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
mod tests;
