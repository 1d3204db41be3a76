//! `liyu phrases …`: the trainers' verbs, one a file.
//!
//! Runs on the main thread.

mod diff;
mod edit;
mod explain;
mod hear;
mod import;
mod lint;
mod listen;
mod lists;
mod mine;
mod new_file;
mod publish;
mod speak;
mod stress;
mod test;
mod trace;
mod try_text;

use crate::cli::Phrases;
use crate::config::Config;
use anyhow::Result;
use std::path::Path;

/// Runs one of the verbs on the lists that `config` names.
pub fn run(config: &Config, store: &Path, verb: &Phrases) -> Result<()> {
    match verb {
        Phrases::Lint(args) => lint::run(config, args),
        Phrases::Try(args) => try_text::run(config, args),
        Phrases::Hear(args) => hear::run(config, args),
        Phrases::Test(args) => test::run(config, args),
        Phrases::Stress(args) => stress::run(config, args),
        Phrases::Mine(args) => mine::run(config, args),
        Phrases::Import(args) => import::run(args),
        Phrases::Diff(args) => diff::run(config, store, args),
        Phrases::Edit(args) => edit::run(config, args),
        Phrases::Publish(args) => publish::run(config, args),
    }
}
