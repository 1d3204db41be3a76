//! Arguments of `liyu replay`: which files, whose, since when and how fast.

use crate::lang::pick;
use clap::{Args, ValueEnum};
use jiff::fmt::temporal::{Pieces, PiecesOffset};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use std::path::PathBuf;

/// `liyu replay`.
#[derive(Debug, Args)]
pub struct Replay {
    /// The files.
    #[arg(required = true, value_name = "FILE", help = pick(
        "WAV 文件,1 到 8 声道,任意采样率", "WAV files, 1 to 8 channels, any rate",
    ))]
    pub files: Vec<PathBuf>,
    /// Who is on each channel.
    #[arg(long, value_name = "ROLE,ROLE", value_delimiter = ',', help = pick(
        "每个声道是谁:clerk、citizen、room、unknown,- 为不用",
        "who is on each channel: clerk, citizen, room, unknown, - for unused",
    ))]
    pub channels: Vec<String>,
    /// The counter's name.
    #[arg(long, value_name = "NAME", default_value = "replay", help = pick(
        "记在哪个柜台名下", "the counter to record under",
    ))]
    pub counter: String,
    /// When the recording began.
    #[arg(long, value_name = "RFC3339", value_parser = start, help = pick(
        "录音开始的时刻,如 2026-11-23T17:10:00+08:00(给了才看开放时间)",
        "when the recording began, e.g. 2026-11-23T17:10:00+08:00 (opening hours count only then)",
    ))]
    pub start: Option<Zoned>,
    /// What the queue system said at the time.
    #[arg(long, value_name = "FILE", requires = "start", help = pick(
        "排队系统当时叫号、办结的记录,每行一个 JSON,都写明 at,见 docs/rules.md",
        "which tickets the queue system called and closed at the time, one JSON object a line, each with at",
    ))]
    pub queue: Option<PathBuf>,
    /// How fast.
    #[arg(long, value_enum, default_value_t = Pace::Fast, help = pick(
        "fast 尽快,real 按原速", "fast: at full speed, real: as it was spoken",
    ))]
    pub pace: Pace,
    /// Events on stdout.
    #[arg(long, help = pick("每行一个 JSON 事件", "one JSON event a line"))]
    pub json: bool,
}

/// Reads when a recording began: the hours of the hall are those of the offset that stands
/// there, whatever this machine's; of this machine where it is Z.
fn start(text: &str) -> Result<Zoned, jiff::Error> {
    let at: Timestamp = text.parse()?;
    let zone = match Pieces::parse(text)?.offset() {
        Some(PiecesOffset::Numeric(there)) => TimeZone::fixed(there.offset()),
        _ => TimeZone::system(),
    };
    Ok(at.to_zoned(zone))
}

/// How fast files are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Pace {
    /// As fast as they can be decoded.
    Fast,
    /// As fast as they were spoken.
    Real,
}
