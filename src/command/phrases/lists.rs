//! Which lists a verb works on: those of the settings, or packs and files by name.

use crate::command::setup;
use crate::config::Config;
use crate::document::{Document, Faults};
use crate::phrasebook::{Phrasebook, SHIPPED};
use anyhow::Result;
use std::collections::BTreeSet;
use std::path::Path;

/// The packs and files that `names` name; the configured packs when there are none.
pub fn named(config: &Config, names: &[String]) -> Result<Phrasebook> {
    if names.is_empty() {
        return setup::phrasebook(config);
    }
    Ok(Phrasebook::read(&documents(config, names)?)?)
}

/// The texts of packs and files: what is a file or ends in `.toml` is read as one,
/// everything else is a pack.
pub fn documents(config: &Config, names: &[String]) -> Result<Vec<Document>, Faults> {
    let folder = setup::phrases_folder(config);
    let mut faults = Vec::new();
    let mut documents = Vec::new();
    for name in names {
        let path = Path::new(name);
        let is_file = path.is_file() || path.extension().is_some_and(|end| end == "toml");
        let found = if is_file {
            Document::open(path)
        } else {
            Phrasebook::document(folder.as_deref(), name)
        };
        match found {
            Ok(document) => documents.push(document),
            Err(Faults(mut found)) => faults.append(&mut found),
        }
    }
    if faults.is_empty() { Ok(documents) } else { Err(Faults(faults)) }
}

/// Packs that exist: those that the program carries and those in the folder.
pub fn known(config: &Config) -> BTreeSet<String> {
    let folder = setup::phrases_folder(config).and_then(|folder| folder.read_dir().ok());
    let files = folder.into_iter().flatten().flatten().filter_map(|entry| {
        let name = entry.file_name().into_string().ok()?;
        name.strip_suffix(".toml").map(str::to_owned)
    });
    SHIPPED.iter().map(|(name, _)| (*name).to_owned()).chain(files).collect()
}
