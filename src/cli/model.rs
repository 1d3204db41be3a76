//! Arguments of `liyu model …`: models listed, installed, verified, located.

use crate::lang::pick;
use clap::Subcommand;
use std::path::PathBuf;

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
