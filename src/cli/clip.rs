//! Arguments of `liyu clip`: evidence opened outside a screen.

use crate::lang::pick;
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// `liyu clip`.
#[derive(Debug, Subcommand)]
pub enum Clip {
    /// Opens one.
    #[command(about = pick(
        "打开一起记录的片段或文字(要口令;记入日志)",
        "open the clip or the words of an incident (asks for a passphrase; stands in the log)",
    ))]
    Open(OpenClip),
}

/// `liyu clip open`.
#[derive(Debug, Args)]
pub struct OpenClip {
    /// Which.
    #[arg(value_name = "ID", help = pick("事件编号", "the incident's id"))]
    pub id: String,
    /// Who.
    #[arg(long, value_name = "NAME", help = pick("由谁打开", "who opens it"))]
    pub user: String,
    /// Where to.
    #[arg(long, value_name = "FILE", required_unless_present = "words", help = pick(
        "片段写到这个新文件(WAV,不加密)", "a new file for the clip (WAV, not sealed)",
    ))]
    pub out: Option<PathBuf>,
    /// What was heard.
    #[arg(long, help = pick("把听到的文字打印成 JSON", "print what was heard, as JSON"))]
    pub words: bool,
    /// Before anything was silenced.
    #[arg(long, requires = "second", help = pick(
        "要未消音的原声;须两人,先输 --user 的口令,再输 --second 的",
        "the sound before it was silenced; takes two, the passphrase of --user first",
    ))]
    pub whole: bool,
    /// With whom.
    #[arg(long, value_name = "NAME", requires = "whole", help = pick("第二人", "the second person"))]
    pub second: Option<String>,
}
