//! Arguments of `liyu notice`: where the page goes.

use crate::lang::pick;
use clap::Args;
use std::path::PathBuf;

/// `liyu notice`.
#[derive(Debug, Args)]
pub struct Notice {
    /// The file.
    #[arg(long, value_name = "FILE", help = pick(
        "写入这个文件(默认打印到屏幕);用浏览器打开后打印", "write to this file (default: standard output); open it in a browser and print it",
    ))]
    pub out: Option<PathBuf>,
}
