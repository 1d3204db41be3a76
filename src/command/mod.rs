//! The verbs of the command line, one a file; none knows another.
//!
//! Here settings, stages, store and screen are put together. Runs on the main
//! thread.

pub mod console;
pub mod devices;
pub mod doctor;
pub mod model;
pub mod phrases;
pub mod replay;
mod setup;
mod show;
pub mod watch;

use crate::cli::{Cli, Command};
use crate::config::Config;

/// Runs what the arguments ask for.
pub fn run(cli: Cli) -> anyhow::Result<()> {
    let common = &cli.common;
    let settings = || Config::find(common.config.as_deref(), &common.store);
    match &cli.command {
        Command::Watch(args) => watch::run(&settings()?, &common.store, args),
        Command::Replay(args) => replay::run(&settings()?, &common.store, args),
        Command::Console => console::run(&settings()?, &common.store),
        Command::Devices(args) => devices::run(args.meter),
        Command::Doctor => doctor::run(common),
        Command::Model(args) => model::run(&settings()?, args),
        Command::Phrases(args) => phrases::run(&settings()?, args),
    }
}
