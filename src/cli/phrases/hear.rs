//! Arguments of `liyu phrases hear`: a recording, and the lists it is held against.

use crate::lang::pick;
use clap::Args;
use std::path::PathBuf;

/// `liyu phrases hear`.
#[derive(Debug, Args)]
pub struct Hear {
    /// The recording.
    #[arg(value_name = "FILE", help = pick("WAV 文件", "a WAV file"))]
    pub file: PathBuf,
    /// Packs to use.
    #[arg(long = "pack", value_name = "PACK|FILE", help = pick(
        "只用这些用语包或文件(可多次)", "use only these packs or files (repeatable)",
    ))]
    pub packs: Vec<String>,
    /// One object an utterance.
    #[arg(long, help = pick("每句话一个 JSON 对象", "one JSON object an utterance"))]
    pub json: bool,
}
