//! `liyu phrases test`: the sentences of granted appeals, which no list may find again.
//!
//! Reads the cases beside the lists; [`trial`](crate::trial) says what is found in them. Runs
//! on the main thread.

use super::lists;
use crate::cases;
use crate::cli::TestCases as Args;
use crate::command::setup;
use crate::config::Config;
use crate::document::Document;
use crate::lang::pick;
use crate::spot::Spotter;
use crate::tr;
use crate::trial::{Conversation, Line};
use anyhow::{Result, bail};
use serde::Serialize;
use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;

/// A case that was run. The object of `--json`.
#[derive(Serialize)]
struct Ran<'a> {
    /// The phrase that must not be found.
    phrase_id: &'a str,
    /// The sentence.
    text: &'a str,
    /// The incident that it comes from.
    from: &'a str,
    /// Whether it is found all the same.
    found: bool,
}

/// Runs the verb. A phrase that is found in one of its cases makes it fail.
pub fn run(config: &Config, args: &Args) -> Result<()> {
    let book = lists::named(config, &args.packs)?;
    let spotter = Spotter::with_accents(Arc::new(book), &config.accents);
    let (mut all, mut found) = (0, 0);
    let mut out = io::stdout().lock();
    for path in files(config)? {
        let phrase_id = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        for case in cases::read(&Document::open(&path)?)? {
            let hit = is_found(&spotter, config, phrase_id, &case);
            all += 1;
            found += u32::from(hit);
            let ran = Ran { phrase_id, text: &case.text, from: &case.from, found: hit };
            if args.json {
                serde_json::to_writer(&mut out, &ran)?;
                writeln!(out)?;
            } else if hit {
                let word = pick("又命中了", "found again");
                writeln!(out, "{phrase_id}  {word}: {}  ({})", case.text, path.display())?;
            }
        }
    }
    if !args.json {
        let text = tr!("测试例 {} 条,又命中 {} 条", "{} cases, {} found again", all, found);
        writeln!(out, "{text}")?;
    }
    out.flush()?;
    if found > 0 {
        bail!(tr!(
            "有 {} 条申诉撤销过的话又会命中;改用语表(加守卫、换说法)后再试",
            "{} sentences of granted appeals are found again; mend the lists and try again",
            found
        ));
    }
    Ok(())
}

/// Whether the phrase counts in the sentence of the case.
fn is_found(spotter: &Spotter, config: &Config, phrase_id: &str, case: &cases::Case) -> bool {
    let mut talk = Conversation::new(spotter, config.judge.clone(), None);
    let mut tried = talk.say(&Line { text: case.text.clone(), role: case.role });
    tried.extend(talk.end());
    tried.iter().flat_map(|line| &line.hits).any(|hit| hit.accepted && hit.id == phrase_id)
}

/// The files of cases, in order of name; none where there is no folder of them.
fn files(config: &Config) -> Result<Vec<PathBuf>> {
    let Some(folder) = setup::phrases_folder(config).map(|folder| folder.join("cases")) else {
        return Ok(Vec::new());
    };
    let entries = match fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => bail!("{}: {error}", folder.display()),
    };
    let mut files: Vec<PathBuf> =
        entries.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<_>>()?;
    let is_case = |path: &PathBuf| path.extension().is_some_and(|end| end == "toml");
    files.retain(is_case);
    files.sort();
    Ok(files)
}
