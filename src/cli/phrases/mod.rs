//! Arguments of `liyu phrases …`: its verbs, one a file, as in `command::phrases`.

mod diff;
mod edit;
mod hear;
mod import;
mod lint;
mod mine;
mod publish;
mod stress;
mod test;
mod try_text;

pub use diff::Diff;
pub use edit::Edit;
pub use hear::Hear;
pub use import::Import;
pub use lint::Lint;
pub use mine::Mine;
pub use publish::Publish;
pub use stress::Stress;
pub use test::Test;
pub use try_text::Try;

use crate::lang::pick;
use clap::Subcommand;

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
    /// Sentences that must not be found.
    #[command(about = pick(
        "跑测试例:申诉撤销过的话,不该再命中",
        "run the cases: sentences of granted appeals that must not be found again",
    ))]
    Test(Test),
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
