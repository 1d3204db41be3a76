//! `liyu model list | install | verify | path`.
//!
//! Runs on the main thread. Answers go to stdout, progress to stderr: a bar on a
//! terminal, plain lines otherwise. Arguments are resolved by the caller.

use crate::lang::{pick, tell};
use crate::model::{self, ModelError, Progress, Verified};
use crate::tr;
use anyhow::Result;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Lists the catalogue and what of it is found in `directories`.
pub fn list(directories: &[PathBuf]) -> Result<()> {
    let catalogue = model::catalogue()?;
    for entry in &catalogue.entries {
        let mark = if entry.name == catalogue.default { "*" } else { " " };
        let mega = entry.artefacts.first().map_or(0, |a| a.length_bytes.div_ceil(1_000_000));
        let place = match model::locate(&entry.name, directories) {
            Ok(path) => path.display().to_string(),
            Err(ModelError::NotFound { .. }) => pick("未安装", "not installed").to_owned(),
            Err(error) => error.to_string(),
        };
        println!("{mark} {:<10} {:<5} {mega:>4} MB  {place}", entry.name, entry.format.name());
    }
    println!(
        "{}",
        pick("* 默认;安装:liyu model install 名称", "* default; liyu model install NAME")
    );
    Ok(())
}

/// Installs a model, the default one when `name` is `None`, into `directory`.
pub fn install(name: Option<&str>, from: Option<&Path>, directory: &Path) -> Result<()> {
    let catalogue = model::catalogue()?;
    let name = name.unwrap_or(&catalogue.default);
    let mut told = Told::new();
    let installed = model::install(&catalogue, name, from, directory, &mut told);
    told.end();
    let installed = installed?;
    if installed.was_there {
        println!("{}", tr!("模型 {} 已安装且完好", "model {} is installed and intact", name));
    } else {
        println!("{}", tr!("模型 {} 已装好", "model {} is installed", name));
    }
    print_verified(&installed.verified);
    Ok(())
}

/// Checks models by name or path; the default one when none is given. Every one
/// is looked at; the first failure is returned after the others were printed.
pub fn verify(names_or_paths: &[String], directories: &[PathBuf]) -> Result<()> {
    let default = [model::catalogue()?.default];
    let all = if names_or_paths.is_empty() { &default[..] } else { names_or_paths };
    let mut failures = Vec::new();
    for name in all {
        match model::locate(name, directories).and_then(|path| model::verify(&path)) {
            Ok(verified) => {
                println!("{}", tr!("完好:{}", "sound: {}", name));
                print_verified(&verified);
            }
            Err(error) => failures.push(error),
        }
    }
    let mut failures = failures.into_iter();
    match failures.next() {
        None => Ok(()),
        Some(first) => {
            failures.for_each(tell);
            Err(first.into())
        }
    }
}

/// Prints the path of a model, the default one when `name` is `None`, and nothing
/// else.
pub fn path(name: Option<&str>, directories: &[PathBuf]) -> Result<()> {
    let default = model::catalogue()?.default;
    println!("{}", model::locate(name.unwrap_or(&default), directories)?.display());
    Ok(())
}

fn print_verified(verified: &Verified) {
    let size = verified.hyper.size_name().unwrap_or("?");
    println!("  {}", verified.path.display());
    println!("  {size} {}, {} bytes", verified.format.name(), verified.length_bytes);
    println!("  SHA-256 {}", verified.sha256);
    match &verified.known {
        Some((name, artefact)) => println!("  {name}: {}", artefact.road.text()),
        None => println!(
            "  {}",
            tr!(
                "注意:校验和不在目录中;结构完好,是 Whisper {}",
                "note: unknown hash; structurally valid Whisper {}",
                size
            )
        ),
    }
}

/// Progress on stderr.
struct Told {
    /// `None` when stderr is no terminal.
    bar: Option<ProgressBar>,
}

impl Told {
    fn new() -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::new_spinner();
            bar.enable_steady_tick(Duration::from_millis(120));
            bar
        });
        Told { bar }
    }

    fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

impl Progress for Told {
    fn stage(&mut self, text: &str, total_bytes: Option<u64>) {
        let Some(bar) = &self.bar else {
            tell(text);
            return;
        };
        let template = match total_bytes {
            Some(_) => "{spinner} {wide_msg} {bar:24} {percent:>3}%",
            None => "{spinner} {wide_msg}",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_length(total_bytes.unwrap_or(0));
        bar.set_position(0);
        bar.set_message(text.to_owned());
    }

    fn advance(&mut self, done_bytes: u64) {
        if let Some(bar) = &self.bar {
            bar.set_position(done_bytes);
        }
    }

    fn note(&mut self, text: &str) {
        match &self.bar {
            Some(bar) => bar.suspend(|| tell(text)),
            None => tell(text),
        }
    }
}
