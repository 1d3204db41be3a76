//! Where packs come from: a folder, or the copies inside the program; and what
//! their content comes to as a version.
//!
//! Reads files; runs on the main thread.

use super::{Category, Pack, Phrase, Phrasebook};
use crate::document::{Document, Fault, Faults};
use crate::tr;
use sha2::{Digest, Sha256};
use std::path::Path;

/// The packs that the program carries, by name.
pub const SHIPPED: [(&str, &str); 4] = [
    ("taboo-core", include_str!("../../phrases/taboo-core.toml")),
    ("civil-core", include_str!("../../phrases/civil-core.toml")),
    ("taboo-common", include_str!("../../phrases/taboo-common.toml")),
    ("civil-common", include_str!("../../phrases/civil-common.toml")),
];

impl Phrasebook {
    /// Loads the named packs, each from `NAME.toml` in `folder` when it is there,
    /// else from the program itself. Fails with all faults of all packs, a name
    /// that is found nowhere being one.
    pub fn load(folder: Option<&Path>, names: &[String]) -> Result<Phrasebook, Faults> {
        let mut faults = Vec::new();
        let mut documents = Vec::new();
        for name in names {
            match Phrasebook::document(folder, name) {
                Ok(document) => documents.push(document),
                Err(Faults(mut found)) => faults.append(&mut found),
            }
        }
        match Phrasebook::read(&documents) {
            Ok(book) if faults.is_empty() => Ok(book),
            Ok(_) => Err(Faults(faults)),
            Err(Faults(mut found)) => {
                faults.append(&mut found);
                Err(Faults(faults))
            }
        }
    }

    /// All packs that the program carries.
    pub fn shipped() -> Result<Phrasebook, Faults> {
        let names: Vec<String> = SHIPPED.iter().map(|(name, _)| (*name).to_owned()).collect();
        Phrasebook::load(None, &names)
    }

    /// The text of the pack `name`: from `folder`, else as the program carries it.
    pub fn document(folder: Option<&Path>, name: &str) -> Result<Document, Faults> {
        let path = folder.map(|folder| folder.join(format!("{name}.toml")));
        if let Some(path) = path.as_deref().filter(|path| path.exists()) {
            return Document::open(path);
        }
        if let Some((_, text)) = SHIPPED.iter().find(|(shipped, _)| *shipped == name) {
            return Ok(Document::new(format!("{name}.toml"), *text));
        }
        let known: Vec<&str> = SHIPPED.iter().map(|(shipped, _)| *shipped).collect();
        let file = path.map_or_else(|| format!("{name}.toml"), |path| path.display().to_string());
        let message = tr!(
            "找不到用语包 {};自带的有:{}",
            "no such pack: {}; shipped are: {}",
            name,
            known.join(", ")
        );
        Err(Faults(vec![Fault::at_start(file, message)]))
    }
}

/// The hash of everything that packs and phrases say, independent of the order of entries.
pub(super) fn version(packs: &[Pack], phrases: &[Phrase], categories: &[Category]) -> String {
    let mut packs: Vec<&Pack> = packs.iter().collect();
    packs.sort_by(|a, b| a.name.cmp(&b.name));
    let mut phrases: Vec<&Phrase> = phrases.iter().collect();
    phrases.sort_by(|a, b| a.id.cmp(&b.id));
    let mut categories: Vec<&Category> = categories.iter().collect();
    categories.sort_by(|a, b| a.id.cmp(&b.id));
    let mut hash = Sha256::new();
    // Serialising plain structs of strings to memory cannot fail; an empty text
    // would only make the version useless, not wrong.
    hash.update(serde_json::to_vec(&(packs, phrases, categories)).unwrap_or_default());
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
