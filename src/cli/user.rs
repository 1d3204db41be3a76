//! Arguments of `liyu user`: people's accounts.

use crate::lang::pick;
use clap::{Args, Subcommand, ValueEnum};

/// `liyu user`.
#[derive(Debug, Subcommand)]
pub enum User {
    /// A new account.
    #[command(about = pick(
        "建立账户;第一个必须是主管,同时生成恢复密钥并把已有记录全部加密",
        "make an account; the first must be a supervisor's, makes the recovery key and seals all that lies there",
    ))]
    Add(AddUser),
    /// All accounts.
    #[command(about = pick("列出账户", "list accounts"))]
    List(ListUsers),
    /// Another passphrase.
    #[command(about = pick(
        "换口令(先输旧的,再输新的)", "change a passphrase (the old one first, then the new)",
    ))]
    Passwd {
        /// Whose.
        #[arg(value_name = "NAME", help = pick("账户名", "the account's name"))]
        name: String,
    },
    /// The end of an account.
    #[command(about = pick("停用账户", "end an account"))]
    Disable(DisableUser),
    /// A forgotten passphrase.
    #[command(about = pick(
        "口令忘了:由两人重设,并重新加密本人可看的记录",
        "a forgotten passphrase: two people set a new one and what its owner may open is sealed anew",
    ))]
    Reset(ResetUser),
    /// Old evidence for new people.
    #[command(about = pick(
        "把已有记录重新加密给现在有权看的人", "seal what lies there anew, to those who may open it now",
    ))]
    Reseal {
        /// Who can open it.
        #[arg(long, value_name = "NAME", help = pick("由谁打开(需要其口令)", "who opens it (asks for the passphrase)"))]
        by: String,
        /// A second who can.
        #[arg(long, value_name = "NAME", help = pick(
            "第二人;两人在场才能重新加密未消音的原声",
            "a second person; sounds that two must open are sealed anew with both only",
        ))]
        and: Option<String>,
    },
}

/// `liyu user add`.
#[derive(Debug, Args)]
pub struct AddUser {
    /// What its owner signs in as.
    #[arg(value_name = "NAME", help = pick("登录用的名字,不超过 64 个字", "the name to sign in as, at most 64 characters"))]
    pub name: String,
    /// What its owner is there for.
    #[arg(long, value_name = "ROLE", value_enum, help = pick("职责", "what they are there for"))]
    pub role: Role,
    /// The unit whose counters it is for.
    #[arg(long, value_name = "UNIT", help = pick(
        "所属单位,与柜台设置里的 unit 一致;不写为全部", "the unit, as in the counters' settings; all when absent",
    ))]
    pub unit: Option<String>,
    /// The last day.
    #[arg(long, value_name = "DATE", help = pick(
        "用到哪一天(含);检查员必须写", "the last day that it works; inspectors must have one",
    ))]
    pub until: Option<jiff::civil::Date>,
    /// Who seals old evidence to it at once.
    #[arg(long, value_name = "NAME", help = pick(
        "由哪位主管立即把旧记录也加密给新账户(先问其口令)",
        "the supervisor who also seals old evidence to it at once (asks for their passphrase first)",
    ))]
    pub by: Option<String>,
}

/// `liyu user list`.
#[derive(Debug, Args)]
pub struct ListUsers {
    /// JSON on stdout.
    #[arg(long, help = pick("每行一个 JSON", "one JSON object a line"))]
    pub json: bool,
}

/// `liyu user disable`.
#[derive(Debug, Args)]
pub struct DisableUser {
    /// Whose.
    #[arg(value_name = "NAME", help = pick("账户名", "the account's name"))]
    pub name: String,
    /// Appeals go on.
    #[arg(long, help = pick(
        "离岗但申诉未完:仍可登录看自己的记录", "they leave, and still see what is theirs until appeals have ended",
    ))]
    pub leaving: bool,
    /// Who seals evidence anew without it.
    #[arg(long, value_name = "NAME", help = pick(
        "由哪位主管立即重新加密,使其不能再打开(先问其口令)",
        "the supervisor who seals evidence anew without it at once (asks for their passphrase)",
    ))]
    pub by: Option<String>,
}

/// `liyu user reset`.
#[derive(Debug, Args)]
pub struct ResetUser {
    /// Whose.
    #[arg(value_name = "NAME", help = pick("谁忘了口令", "who has forgotten"))]
    pub name: String,
    /// The first who does it.
    #[arg(long, value_name = "NAME", help = pick(
        "第一人;写 recovery 则用恢复密钥", "the first; \"recovery\" asks for the recovery key",
    ))]
    pub by: String,
    /// The second who does it.
    #[arg(long, value_name = "NAME", help = pick(
        "第二人;写 recovery 则用恢复密钥", "the second; \"recovery\" asks for the recovery key",
    ))]
    pub and: String,
}

/// What somebody is there for, as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Role {
    /// Watches counters and decides.
    #[value(help = pick("主管:看管本单位柜台,处理记录", "supervisor: watches the counters of a unit and decides"))]
    Supervisor,
    /// Sits at a counter.
    #[value(help = pick("窗口人员:只看自己的记录,可说明和申诉", "staff: sees their own, explains and appeals"))]
    Staff,
    /// Builds phrase lists.
    #[value(help = pick("用语表维护员:看各条用语的成绩,不看记录", "trainer: sees what phrases come to, no incident"))]
    Trainer,
    /// Looks in from outside.
    #[value(help = pick("检查员:限期,只看去除姓名的记录和统计", "inspector: for a time, figures and incidents without names"))]
    Inspector,
    /// Reads the log.
    #[value(help = pick("审计员:只看日志", "auditor: reads the log and nothing else"))]
    Auditor,
    /// Follows integrity.
    #[value(help = pick("纪检:只看索要、回扣类记录", "discipline: hits on integrity, which nobody else opens"))]
    Discipline,
}
