//! `liyu phrases lint`: what is wrong with the lists.

use super::lists;
use crate::cli::Lint;
use crate::command::setup;
use crate::config::Config;
use crate::document::{Document, Fault, Faults};
use crate::lint::{Report, lint, show};
use crate::phrasebook::SHIPPED;
use crate::tr;
use anyhow::{Result, bail};
use std::collections::BTreeSet;
use std::io::{self, Write};

/// Runs the verb. Errors in the lists make it fail, warnings do not.
pub fn run(config: &Config, args: &Lint) -> Result<()> {
    let names = if args.packs.is_empty() { &config.packs } else { &args.packs };
    let (documents, missing) = readable(config, names);
    let mut report = lint(&documents, &known_packs(config));
    report.add_faults(missing);
    let mut out = io::stdout().lock();
    if args.json {
        serde_json::to_writer(&mut out, &report)?;
        writeln!(out)?;
    } else {
        write!(out, "{}", show(&report, &documents))?;
        writeln!(out, "{}", closing(&report))?;
    }
    out.flush()?;
    if report.errors > 0 {
        bail!(tr!(
            "用语表有 {} 处错误,改好之前不要启用",
            "the lists have {} error(s); do not use them before they are mended",
            report.errors
        ));
    }
    Ok(())
}

/// The documents that can be opened, and the faults of those that cannot.
fn readable(config: &Config, names: &[String]) -> (Vec<Document>, Vec<Fault>) {
    let (mut documents, mut missing) = (Vec::new(), Vec::new());
    for name in names {
        match lists::documents(config, std::slice::from_ref(name)) {
            Ok(found) => documents.extend(found),
            Err(Faults(faults)) => missing.extend(faults),
        }
    }
    (documents, missing)
}

/// Packs that exist: those that the program carries and those in the folder.
fn known_packs(config: &Config) -> BTreeSet<String> {
    let folder = setup::phrases_folder(config).and_then(|folder| folder.read_dir().ok());
    let files = folder.into_iter().flatten().flatten().filter_map(|entry| {
        let name = entry.file_name().into_string().ok()?;
        name.strip_suffix(".toml").map(str::to_owned)
    });
    SHIPPED.iter().map(|(name, _)| (*name).to_owned()).chain(files).collect()
}

fn closing(report: &Report) -> String {
    tr!(
        "错误 {} 处,警告 {} 处;共 {} 条用语,版本 {:.8}",
        "{} error(s), {} warning(s); {} phrases, version {:.8}",
        report.errors,
        report.warnings,
        report.phrases,
        report.version
    )
}
