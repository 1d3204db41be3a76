//! `liyu phrases publish`: moves a pack on its way into force.
//!
//! The rules stand in [`phrasebook`](crate::phrasebook::publish); here they meet the
//! files. A running `liyu watch` sees the change by itself.

use super::lists;
use crate::cli::Publish;
use crate::clock;
use crate::command::setup;
use crate::config::Config;
use crate::document::{Document, save};
use crate::error::Usage;
use crate::lang::tell;
use crate::lint::{Level, lint, show};
use crate::phrasebook::{Order, Shelf, Status, Step, publish};
use crate::tr;
use anyhow::{Context, Result, bail};
use jiff::civil::Date;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Runs the verb.
pub fn run(config: &Config, args: &Publish) -> Result<()> {
    let order = order(args)?;
    let (folder, name) = place(config, &args.pack);
    let shelf = Shelf::new(folder.as_deref());
    let Some(path) = shelf.pack_path(&name).filter(|path| path.is_file()) else {
        bail!(missing(&name, folder.as_deref()));
    };
    let document = shelf.pack(&name)?;
    if order.to != Status::Draft {
        sound(config, &shelf, &name, &document)?;
    }
    let published = publish(&document, &order).with_context(|| path.display().to_string())?;
    if shelf.look(&shelf.seen()) != shelf.seen() {
        bail!(tr!(
            "{} 刚被别的程序改动;请再试一次",
            "{} was changed just now; try again",
            path.display()
        ));
    }
    // The copy first: a history must never name one that is not there.
    if order.to == Status::Approved
        && let Some(copy) = shelf.copy_path(&name, &published.step.version)
    {
        write(&copy, &published.text)?;
    }
    write(&path, &published.text)?;
    if published.leaves_force {
        tell(tr!(
            "{} 原来没有历史、整包生效;从现在起不再生效,直到有版本获批准",
            "{} had no history and was in force; from now on it is not, until a version is approved",
            name
        ));
    }
    writeln!(io::stdout().lock(), "{}", told(&name, &published.step))?;
    Ok(())
}

fn order(args: &Publish) -> Result<Order> {
    let words = Status::WORDS.map(|(word, _)| word).join(", ");
    let to = Status::WORDS.iter().find(|(word, _)| *word == args.to).map(|(_, to)| *to);
    let to = to.ok_or_else(|| Usage(tr!("--to 应为其中之一:{}", "--to: use one of {}", words)))?;
    let day = |text: &String| {
        text.parse::<Date>().map_err(|_| {
            Usage(tr!(
                "--from {}:应为日期,如 2026-11-23",
                "--from {}: use a date such as 2026-11-23",
                text
            ))
        })
    };
    let from = args.from.as_ref().map(day).transpose()?;
    if from.is_some() && to != Status::Approved {
        let why = tr!("--from 只用于 --to approved", "--from goes with --to approved only");
        return Err(Usage(why).into());
    }
    let (by, note, today) = (args.by.clone(), args.note.clone(), clock::today());
    Ok(Order { to, by, from, note, today })
}

/// The folder and the name of the pack; a path names both.
fn place(config: &Config, pack: &str) -> (Option<PathBuf>, String) {
    let path = Path::new(pack);
    match (path.extension(), path.file_stem().and_then(|stem| stem.to_str())) {
        (Some(end), Some(stem)) if end == "toml" => {
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
            (Some(folder.unwrap_or(Path::new(".")).to_owned()), stem.to_owned())
        }
        _ => (setup::phrases_folder(config), pack.to_owned()),
    }
}

fn missing(name: &str, folder: Option<&Path>) -> String {
    let folder = folder.map_or_else(|| "phrases".to_owned(), |folder| folder.display().to_string());
    tr!(
        "找不到用语包文件 {}/{}.toml;程序自带的包先存到那里再发布",
        "there is no file {}/{}.toml; a pack that the program carries must be saved there first",
        folder,
        name
    )
}

/// Fails with what is wrong with the pack beside the others of the settings, form and
/// rules. All that must be in order before a pack may be tried on people stands here.
fn sound(config: &Config, shelf: &Shelf, name: &str, document: &Document) -> Result<()> {
    // An id that another pack has already is a fault of the one read last.
    let others = config.packs.iter().filter(|other| *other != name);
    let mut all: Vec<Document> = others.filter_map(|other| shelf.pack(other).ok()).collect();
    all.push(document.clone());
    let mut report = lint(&all, &lists::known(config), &config.accents);
    // What is wrong with others is no reason to hold this one back.
    report.findings.retain(|found| found.level == Level::Error && found.file == document.name());
    if report.findings.is_empty() {
        return Ok(());
    }
    bail!(tr!(
        "{} 有 {} 处错误,改好之前不能发布:\n{}",
        "{} has {} error(s) and cannot be published before they are mended:\n{}",
        name,
        report.findings.len(),
        show(&report, &all).trim_end()
    ))
}

fn write(path: &Path, text: &str) -> Result<()> {
    save(path, text).with_context(|| {
        tr!("写不了 {},原文件未动", "cannot write {}; the old file is as it was", path.display())
    })
}

fn told(name: &str, step: &Step) -> String {
    match (step.status, step.effective) {
        (Status::Approved, Some(from)) => tr!(
            "{} 版本 {} 已由 {} 批准,自 {} 起生效",
            "{}: version {} approved by {}, in force from {}",
            name,
            step.version,
            step.by,
            from
        ),
        (Status::Shadow, _) => tr!(
            "{} 版本 {} 开始试行:只计数,不报警",
            "{}: version {} is on trial: counted, never alarmed",
            name,
            step.version
        ),
        _ => tr!("{} 版本 {} 回到草稿", "{}: version {} is a draft", name, step.version),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_pack_with_errors_of_rules_is_not_sound() {
        let folder = tempfile::tempdir().unwrap();
        let settings = "[phrases]\ndir = \".\"\npacks = [\"x\", \"y\"]\n";
        let config = Config::parse(&Document::new("liyu.toml", settings), folder.path()).unwrap();
        let shelf = Shelf::new(Some(folder.path()));
        let good = "[pack]\nname = \"x\"\ntitle = \"试\"\nowner = \"甲\"\n[[phrase]]\nid = \"A\"\ntext = \"不归我管\"\nlist = \"taboo\"\nseverity = \"serious\"\nspeaker = \"clerk\"\nsource = \"ours: 试\"\n";
        // An alias that harmless speech holds accuses everybody.
        let bad = format!("{good}aliases = [\"份证和户\"]\n");
        let sound = |name: &str, text: &str| {
            fs::write(folder.path().join(format!("{name}.toml")), text).unwrap();
            sound(&config, &shelf, name, &shelf.pack(name).unwrap())
        };
        sound("x", good).unwrap();
        let told = sound("x", &bad).unwrap_err().to_string();
        assert!(told.contains("alias-in-speech") && told.contains("x.toml:"), "{told}");
        assert!(sound("x", &good.replace("source", "sauce")).is_err());
        // The fault of another pack holds nothing back; an id used twice does.
        let other = good.replace("\"x\"", "\"y\"").replace("不归我管", "别来烦我");
        assert!(sound("y", &other.replace("\"A\"", "\"B\"")).is_ok());
        fs::write(folder.path().join("x.toml"), good).unwrap();
        let told = sound("y", &other).unwrap_err().to_string();
        assert!(told.contains("duplicate-id"), "{told}");
    }
}
