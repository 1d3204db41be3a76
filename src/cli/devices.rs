//! Arguments of `liyu devices`.

use crate::lang::pick;
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// `liyu devices`.
#[derive(Debug, Args)]
pub struct Devices {
    /// Show levels.
    #[arg(long, value_name = "SECONDS", help = pick(
        "显示这么多秒的实时电平", "show live levels for so many seconds",
    ))]
    pub meter: Option<f64>,
    /// Something else than the list.
    #[command(subcommand)]
    pub verb: Option<DevicesVerb>,
}

/// What can be done with devices.
#[derive(Debug, Subcommand)]
pub enum DevicesVerb {
    /// A test of who sits at which microphone.
    #[command(about = pick(
        "测一个柜台的两个话筒各是谁的:工作人员先说,群众后说",
        "test whose each microphone of a counter is: the clerk speaks, then the citizen",
    ))]
    Roles {
        /// The counter.
        #[arg(value_name = "COUNTER", help = pick("柜台名", "the counter's name"))]
        counter: String,
        /// How long each side speaks.
        #[arg(long, value_name = "SECONDS", default_value_t = 6.0, help = pick(
            "每一方说多少秒", "how many seconds each side speaks",
        ))]
        seconds: f64,
        /// A recording in place of the device.
        #[arg(long, value_name = "FILE", help = pick(
            "用录音代替设备:前一半工作人员说,后一半群众说",
            "a recording in place of the device: the clerk in its first half, the citizen in the second",
        ))]
        from: Option<PathBuf>,
    },
}
