//! What can go wrong with a model file, told in one or two lines that name the
//! file and the next step.
//!
//! Pure data; any thread. It never prints: the command does.

use crate::document::Faults;
use crate::tr;
use std::io;
use std::path::{Path, PathBuf};

/// What is wrong with the bytes of a file, before anyone knows its path.
#[derive(Debug, thiserror::Error)]
pub enum Flaw {
    /// Reading failed.
    #[error("{}", tr!("读写失败:{}", "cannot be read or written: {}", .0))]
    Io(#[from] io::Error),
    /// The file ends too early.
    #[error("{}", tr!(
        "文件不完整:应有 {} 字节,实有 {} 字节",
        "cut short: expects {} bytes, has {}", .expected_bytes, .found_bytes))]
    CutShort {
        /// The length that the header promises, in bytes; a lower bound when the
        /// header itself is cut.
        expected_bytes: u64,
        /// The length that is there, in bytes.
        found_bytes: u64,
    },
    /// The contents contradict the format.
    #[error("{0}")]
    Wrong(String),
}

/// A failure of the model room.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// The disk refused.
    #[error("{}", tr!("{}:{}", "{}: {}", .path.display(), .source))]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// The operating system's words.
        source: io::Error,
    },
    /// A model file that must not reach whisper.cpp.
    #[error("{}", tr!(
        "{}:不能用作模型,{}\n请重新拷贝,或重新安装:liyu model install NAME",
        "{}: not usable as a model, {}\ncopy it again, or install it again: liyu model install NAME",
        .path.display(), .flaw))]
    Broken {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        flaw: Flaw,
    },
    /// A name that the catalogue does not hold.
    #[error("{}", tr!(
        "目录里没有模型 {};可用的有:{}", "no model {} in the catalogue; known: {}", .name, .known))]
    Unknown {
        /// As given.
        name: String,
        /// All names, separated by commas.
        known: String,
    },
    /// Not in any of the directories.
    #[error("{}", tr!(
        "没有找到模型 {},找过:{}\n请安装:liyu model install {}",
        "model {} not found, looked in: {}\ninstall it: liyu model install {}",
        .name, paths(.looked), .install))]
    NotFound {
        /// Name or path as given.
        name: String,
        /// Where was looked, in order.
        looked: Vec<PathBuf>,
        /// The name to install.
        install: String,
    },
    /// A file whose contents are not those that the catalogue pins.
    #[error("{}", tr!(
        "{}:内容与目录不符,未使用(SHA-256 应为 {},实为 {})\n可能传输损坏或被改动,请重新获取",
        "{}: not what the catalogue pins, not used (SHA-256 expected {}, found {})\n\
         damaged on the way or tampered with; fetch it again",
        .what, .expected, .found))]
    Hash {
        /// The file or package.
        what: String,
        /// Lower-case hexadecimal; several are separated by " / ".
        expected: String,
        /// Lower-case hexadecimal.
        found: String,
    },
    /// A file given by hand that cannot serve as the model asked for.
    #[error("{}: {}", .path.display(), .why)]
    Unusable {
        /// The file.
        path: PathBuf,
        /// Why, and what to do.
        why: String,
    },
    /// One source gave nothing.
    #[error("{0}")]
    Fetch(String),
    /// No source gave the model.
    #[error("{}", tr!(
        "模型 {} 没有装上,什么都没有改动。各来源的情况:\n{}\n没有网络时,把文件拷来再装:liyu model install {} --from 文件",
        "model {} was not installed, nothing was changed. The sources said:\n{}\n\
         without a network, copy the file here: liyu model install {} --from FILE",
        .name, .said.join("\n"), .name))]
    AllSources {
        /// The model's name.
        name: String,
        /// One text for each source.
        said: Vec<String>,
    },
    /// Another installation holds the directory.
    #[error("{}", tr!(
        "{}:另一个安装正在进行,请等它结束",
        "{}: another installation is running; wait for it to end", .0.display()))]
    Busy(PathBuf),
    /// The catalogue itself is wrong.
    #[error("{0}")]
    Catalogue(#[from] Faults),
}

impl ModelError {
    /// Wraps an I/O error with the path it happened at.
    pub fn io(path: &Path) -> impl FnOnce(io::Error) -> ModelError + '_ {
        move |source| ModelError::Io { path: path.to_owned(), source }
    }

    /// Wraps a flaw with the path of the file that has it.
    pub fn broken(path: &Path) -> impl FnOnce(Flaw) -> ModelError + '_ {
        move |flaw| ModelError::Broken { path: path.to_owned(), flaw }
    }
}

fn paths(list: &[PathBuf]) -> String {
    list.iter().map(|p| p.display().to_string()).collect::<Vec<_>>().join(", ")
}
