//! `liyu phrases lint`: what is wrong with the lists.

use super::lists;
use crate::cli::Lint;
use crate::config::Config;
use crate::document::{Document, Fault, Faults};
use crate::lint::{Report, lint, show};
use crate::tr;
use anyhow::{Result, bail};
use std::io::{self, Write};

/// Runs the verb. Errors in the lists make it fail, warnings do not.
pub fn run(config: &Config, args: &Lint) -> Result<()> {
    let names = if args.packs.is_empty() { &config.packs } else { &args.packs };
    let (documents, missing) = readable(config, names);
    let mut report = lint(&documents, &lists::known(config), &config.accents);
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
