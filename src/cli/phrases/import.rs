//! Arguments of `liyu phrases import`: a regulation, and where its draft goes.

use crate::lang::pick;
use clap::Args;
use std::path::PathBuf;

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
