//! The verbs of the command line, one a file; none knows another.
//!
//! Here settings, stages, store and screen are put together. Runs on the main
//! thread.

mod attend;
mod attest;
pub mod backup;
pub mod bench;
pub mod clip;
pub mod console;
pub mod devices;
pub mod doctor;
pub mod encounters;
mod entry;
mod errand;
pub mod eval;
pub mod evidence;
mod local_time;
pub mod log;
pub mod mark;
pub mod model;
pub mod mute;
pub mod notice;
mod opening;
mod passphrase;
pub mod phrases;
mod printer;
mod progress;
pub mod rejudge;
mod reload;
pub mod replay;
pub mod request;
pub mod retention;
pub mod review;
pub mod role_test;
pub mod roster;
pub mod rules;
mod setup;
mod show;
mod sound;
mod staffing;
mod tested;
pub mod user;
mod viewer;
pub mod watch;

use crate::cli::{Cli, Command, DevicesVerb, Model};
use crate::config::{self, Config};
use std::io::{self, Write};

/// Runs what the arguments ask for.
pub fn run(cli: Cli) -> anyhow::Result<()> {
    let common = &cli.common;
    let settings = || Config::find(common.config.as_deref(), &common.store);
    match &cli.command {
        Command::Watch(args) => watch::run(&settings()?, &common.store, args),
        Command::Replay(args) => replay::run(&settings()?, &common.store, args),
        Command::Console(args) => console::run(&settings()?, &common.store, args),
        Command::Review(args) => review::run(&settings()?, &common.store, args),
        Command::Mark(args) => mark::run(&common.store, args, &mut io::stdout().lock()),
        Command::User(args) => user::run(&common.store, args, &mut io::stdout().lock()),
        Command::Roster(args) => {
            roster::run(&settings()?, &common.store, args, &mut io::stdout().lock())
        }
        Command::Clip(args) => clip::run(&common.store, args, &mut io::stdout().lock()),
        Command::Evidence(args) => {
            evidence::run(&common.store, args, settings, &mut io::stdout().lock())
        }
        Command::Log(args) => log::run(&common.store, args, &mut io::stdout().lock()),
        Command::Mute(args) => mute::run(&common.store, args),
        Command::Retention(args) => {
            retention::run(&settings()?, &common.store, args, &mut io::stdout().lock())
        }
        Command::Request(args) => {
            request::run(&settings()?, &common.store, args, &mut io::stdout().lock())
        }
        Command::Notice(args) => notice::run(&settings()?, args, &mut io::stdout().lock()),
        Command::Backup(args) => {
            backup::run(&settings()?, &common.store, args, &mut io::stdout().lock())
        }
        Command::Restore(args) => backup::put_back(&common.store, args, &mut io::stdout().lock()),
        Command::Devices(args) => match &args.verb {
            None => devices::run(args.meter, &mut io::stdout().lock()),
            Some(DevicesVerb::Roles { counter, seconds, from }) => {
                let test = role_test::Test { counter, seconds: *seconds, from: from.as_deref() };
                role_test::run(&settings()?, &common.store, &test, &mut io::stdout().lock())
            }
        },
        Command::Doctor => doctor::run(common),
        Command::Settings => Ok(io::stdout().lock().write_all(config::DEFAULT.as_bytes())?),
        Command::Model(args) => run_model(&settings()?, args),
        Command::Phrases(args) => phrases::run(&settings()?, &common.store, args),
        Command::Rules(args) => rules::run(&settings()?, args, &mut io::stdout().lock()),
        Command::Encounters(args) => {
            encounters::run(&settings()?, &common.store, args, &mut io::stdout().lock())
        }
        Command::Rejudge(args) => {
            rejudge::run(&settings()?, &common.store, args, &mut io::stdout().lock())
        }
        Command::Bench(args) => bench::run(args, || Ok(settings()?)),
        Command::Eval(args) => eval::run(&settings()?, args),
    }
}

/// The verbs on models; without a name they mean the configured one.
fn run_model(config: &Config, args: &Model) -> anyhow::Result<()> {
    let dirs = setup::model_dirs(config);
    let configured = || config.model.clone();
    match args {
        Model::List => model::list(&dirs),
        Model::Install { name, from } => {
            let name = name.clone().unwrap_or_else(configured);
            let [into, ..] = dirs.as_slice() else { return Ok(()) };
            model::install(Some(&name), from.as_deref(), into)
        }
        Model::Verify { names } if names.is_empty() => model::verify(&[configured()], &dirs),
        Model::Verify { names } => model::verify(names, &dirs),
        Model::Path { name } => model::path(Some(&name.clone().unwrap_or_else(configured)), &dirs),
    }
}
