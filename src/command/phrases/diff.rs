//! `liyu phrases diff`: what a change of the lists changes.
//!
//! Reads lists, corpora and the store; [`compare`](crate::compare) does the work. The
//! store is opened to read only and beside whoever writes it. Runs on the main thread.

use super::listen::Listener;
use super::lists;
use crate::cli::Diff;
use crate::compare::{Kept, Settings, compare, own_lines, rejudge, show};
use crate::config::Config;
use crate::corpus::Corpus;
use crate::document::Document;
use crate::phrasebook::Phrasebook;
use crate::record::{Query, Store};
use crate::tr;
use anyhow::{Context, Result, bail};
use jiff::tz::TimeZone;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The packs of the settings.
const CURRENT: &str = "current";

/// Runs the verb. Lists that differ are an answer, not a failure.
pub fn run(config: &Config, store: &Path, args: &Diff) -> Result<()> {
    let old = Arc::new(Phrasebook::read(&side(config, &args.old, &args.new)?)?);
    let new = Arc::new(Phrasebook::read(&side(config, &args.new, &args.old)?)?);
    let settings = Settings { judge: config.judge.clone(), accents: config.accents };
    let mut listener = Listener::new(config);
    let mut corpora = Vec::new();
    for path in &args.corpus {
        // What somebody wrote down need not be understood anew.
        corpora.push(listener.heard(Corpus::open(path)?, |line| line.text.is_empty())?);
    }
    if corpora.is_empty() {
        corpora.extend(own_lines(&old, &new));
    }
    let kept = if args.incidents { kept(config, store)? } else { Vec::new() };
    let mut report = compare(&old, &new, &corpora, &settings);
    if args.incidents {
        report.incidents = Some(rejudge(&new, &kept, &TimeZone::system(), &settings));
    }
    let mut out = io::stdout().lock();
    if args.json {
        serde_json::to_writer(&mut out, &report)?;
        writeln!(out)?;
    } else {
        write!(out, "{}", show(&report))?;
    }
    Ok(out.flush()?)
}

/// The packs of one side. A single pack against `current` is compared where it would
/// stand: among the others of the settings, in place of the one with its name.
fn side(config: &Config, name: &str, other: &str) -> Result<Vec<Document>> {
    let current = || lists::documents(config, &config.packs);
    if name == CURRENT {
        return Ok(current()?);
    }
    let path = Path::new(name);
    if path.is_dir() {
        return folder(config, path);
    }
    let own = lists::documents(config, &[name.to_owned()])?;
    if other != CURRENT {
        return Ok(own);
    }
    let mut all = current()?;
    for document in own {
        let pack = pack_name(&document);
        match all.iter_mut().find(|known| pack.is_some() && pack_name(known) == pack) {
            Some(place) => *place = document,
            None => all.push(document),
        }
    }
    Ok(all)
}

fn pack_name(document: &Document) -> Option<String> {
    let survey = Phrasebook::survey(std::slice::from_ref(document));
    survey.book.packs().first().map(|pack| pack.name.clone())
}

/// Every `.toml` file of a folder: those of the settings first, the others by name.
fn folder(config: &Config, path: &Path) -> Result<Vec<Document>> {
    let unreadable = || tr!("读不了目录 {}", "cannot read the folder {}", path.display());
    let mut files: Vec<PathBuf> = Vec::new();
    for entry in path.read_dir().with_context(unreadable)? {
        let file = entry.with_context(unreadable)?.path();
        if file.extension().is_some_and(|end| end == "toml") && file.is_file() {
            files.push(file);
        }
    }
    if files.is_empty() {
        bail!(tr!(
            "目录 {} 里没有用语包(.toml 文件)",
            "the folder {} holds no packs (.toml files)",
            path.display()
        ));
    }
    // Of two phrases that fit a place alike the first is told: those of the settings
    // come in their order, so that the order alone changes nothing.
    files.sort_by_cached_key(|file| {
        let name = file.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        let place = config.packs.iter().position(|pack| pack == name);
        (place.unwrap_or(config.packs.len()), file.clone())
    });
    Ok(files.iter().map(|file| Document::open(file)).collect::<Result<_, _>>()?)
}

/// All incidents of the store, oldest first, with the hours of their counters.
fn kept(config: &Config, store: &Path) -> Result<Vec<Kept>> {
    let store = Store::open_read_only(store)?;
    let rows = store.incidents(&Query { limit: u32::MAX, ..Query::default() })?;
    let mut kept = Vec::new();
    for row in rows.iter().rev() {
        let dossier = store.detail(&row.id)?;
        let own = config.counters.iter().find(|counter| counter.name == row.counter);
        let hours = own.map_or(&config.hours, |counter| &counter.hours).clone();
        kept.push(Kept { incident: dossier.incident, heard: dossier.heard, hours });
    }
    Ok(kept)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::fs;

    fn pack(name: &str, id: &str, text: &str) -> String {
        format!(
            "[pack]\nname = \"{name}\"\ntitle = \"试\"\n[[phrase]]\nid = \"{id}\"\ntext = \"{text}\"\nlist = \"civil\"\nsource = \"ours\"\n"
        )
    }

    #[test]
    fn sides_are_files_folders_and_the_packs_of_the_settings() {
        let folder = tempfile::tempdir().unwrap();
        let packs = folder.path().join("packs");
        fs::create_dir(&packs).unwrap();
        fs::write(packs.join("a.toml"), pack("a", "A", "您好")).unwrap();
        fs::write(packs.join("b.toml"), pack("b", "B", "请坐")).unwrap();
        fs::write(packs.join("notes.txt"), "").unwrap();
        let edited = folder.path().join("new.toml");
        fs::write(&edited, pack("b", "B", "您请坐")).unwrap();
        let settings = "[phrases]\ndir = \"packs\"\npacks = [\"b\", \"a\"]\n";
        let config = Config::parse(&Document::new("liyu.toml", settings), folder.path()).unwrap();
        let texts = |name: &str, other: &str| {
            let book = Phrasebook::read(&side(&config, name, other).unwrap()).unwrap();
            book.phrases().iter().map(|phrase| phrase.text.clone()).collect::<Vec<_>>()
        };
        let (folder, edited) = (packs.to_str().unwrap(), edited.to_str().unwrap());
        assert_eq!(texts(CURRENT, folder), ["请坐", "您好"]);
        assert_eq!(texts(folder, CURRENT), ["请坐", "您好"]);
        assert_eq!(texts(edited, folder), ["您请坐"]);
        assert_eq!(texts(edited, CURRENT), ["您请坐", "您好"], "in place of its pack");
        assert_eq!(texts("b", "a"), ["请坐"]);
        let empty = tempfile::tempdir().unwrap();
        assert!(side(&config, empty.path().to_str().unwrap(), CURRENT).is_err());
        assert!(side(&config, "nowhere.toml", CURRENT).is_err());
    }
}
