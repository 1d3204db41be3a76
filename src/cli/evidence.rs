//! Arguments of `liyu evidence`: bundles that go out of the house.

use crate::lang::pick;
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// `liyu evidence`.
#[derive(Debug, Subcommand)]
pub enum Evidence {
    /// Out of the house.
    #[command(about = pick(
        "把一起记录做成一个证据包,两人签名(先输 --user 的口令,再输 --second 的)",
        "make one file of an incident, signed by two (the passphrase of --user first)",
    ))]
    Export(Export),
    /// Is it what was signed?
    #[command(about = pick(
        "检查证据包:散列、签名、日志;不需要记录目录",
        "check such a file: hashes, signatures, log; needs no store",
    ))]
    Verify(Verify),
}

/// `liyu evidence export`.
#[derive(Debug, Args)]
pub struct Export {
    /// Which.
    #[arg(value_name = "ID", help = pick("事件编号", "the incident's id"))]
    pub id: String,
    /// Who.
    #[arg(long, value_name = "NAME", help = pick("由谁导出", "who exports it"))]
    pub user: String,
    /// Who approves.
    #[arg(long, value_name = "NAME", help = pick("由谁批准(第二人)", "who approves: a second person"))]
    pub second: String,
    /// Where to.
    #[arg(long, value_name = "FILE", help = pick("写到这个新文件", "a new file"))]
    pub out: PathBuf,
    /// Before anything was silenced.
    #[arg(long, help = pick("连同未消音的原声", "with the sound before it was silenced"))]
    pub whole: bool,
}

/// `liyu evidence verify`.
#[derive(Debug, Args)]
pub struct Verify {
    /// Which.
    #[arg(value_name = "FILE", help = pick("证据包", "the bundle"))]
    pub file: PathBuf,
    /// Heard again.
    #[arg(long, help = pick(
        "用本机的模型和用语表再听一遍,看是否还会命中",
        "hear it again with the model and the lists of this machine, and say whether it is found",
    ))]
    pub replay: bool,
    /// Who must have signed.
    #[arg(long, value_name = "FINGERPRINT", help = pick(
        "签名人里必须有这个指纹的密钥(可多次;导出时打印,应另行告知)",
        "a key that must have signed (may be repeated; printed on export, to be told another way)",
    ))]
    pub key: Vec<String>,
}
