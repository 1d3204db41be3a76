//! Where packs come from: a folder, or the copies inside the program; and what
//! their content comes to as a version.
//!
//! Reads files; runs on the main thread and on the thread `lists`.

use super::{Pack, Phrasebook};
use crate::document::{Document, Fault, Faults};
use crate::tr;
use sha2::{Digest, Sha256};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The packs that the program carries, by name.
pub const SHIPPED: [(&str, &str); 15] = [
    ("taboo-core", include_str!("../../phrases/taboo-core.toml")),
    ("civil-core", include_str!("../../phrases/civil-core.toml")),
    ("civil-common", include_str!("../../phrases/civil-common.toml")),
    ("address", include_str!("../../phrases/address.toml")),
    ("processing", include_str!("../../phrases/processing.toml")),
    ("fault", include_str!("../../phrases/fault.toml")),
    ("enquiry", include_str!("../../phrases/enquiry.toml")),
    ("criticism", include_str!("../../phrases/criticism.toml")),
    ("closing-time", include_str!("../../phrases/closing-time.toml")),
    ("telephone", include_str!("../../phrases/telephone.toml")),
    ("payment", include_str!("../../phrases/payment.toml")),
    ("queue", include_str!("../../phrases/queue.toml")),
    ("government", include_str!("../../phrases/government.toml")),
    ("hospital", include_str!("../../phrases/hospital.toml")),
    ("bank", include_str!("../../phrases/bank.toml")),
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
        Shelf::new(folder).pack(name)
    }
}

/// Where packs and the copies of their approved versions lie. Remembers what it
/// read, so that a change can be seen.
#[derive(Debug)]
pub struct Shelf {
    folder: Option<PathBuf>,
    seen: RefCell<Look>,
}

/// What files held when they were looked at; `None` for one that is not there.
pub type Look = BTreeMap<PathBuf, Option<Result<String, Faults>>>;

impl Shelf {
    /// The packs in `folder`, those that the program carries behind them.
    pub fn new(folder: Option<&Path>) -> Shelf {
        Shelf { folder: folder.map(Path::to_owned), seen: RefCell::default() }
    }

    /// Where the pack's own file lies, or would.
    pub fn pack_path(&self, name: &str) -> Option<PathBuf> {
        Some(self.folder.as_ref()?.join(format!("{name}.toml")))
    }

    /// Where the copy of an approved version lies, or would; `version` has
    /// [`SHORT`](super::SHORT) digits.
    pub fn copy_path(&self, name: &str, version: &str) -> Option<PathBuf> {
        Some(self.folder.as_ref()?.join("versions").join(format!("{name}-{version}.toml")))
    }

    /// The copy of an approved version; `None` when it is not there.
    pub fn copy(&self, name: &str, version: &str) -> Option<Result<Document, Faults>> {
        self.read(self.copy_path(name, version)?)
    }

    /// What the files that were read held at that time.
    pub fn seen(&self) -> Look {
        self.seen.borrow().clone()
    }

    /// What the files of `seen` hold now.
    pub fn look(&self, seen: &Look) -> Look {
        seen.keys().map(|path| (path.clone(), open(path).map(text_of))).collect()
    }

    fn read(&self, path: PathBuf) -> Option<Result<Document, Faults>> {
        let found = open(&path);
        self.seen.borrow_mut().insert(path, found.clone().map(text_of));
        found
    }

    /// The text of the pack `name`: from the folder, else as the program carries it.
    pub fn pack(&self, name: &str) -> Result<Document, Faults> {
        let path = self.pack_path(name);
        if let Some(found) = path.clone().and_then(|path| self.read(path)) {
            return found;
        }
        if let Some((_, text)) = SHIPPED.iter().find(|(shipped, _)| *shipped == name) {
            return Ok(Document::new(format!("{name}.toml"), *text));
        }
        let file = path.map_or_else(|| format!("{name}.toml"), |path| path.display().to_string());
        Err(Faults(vec![Fault::at_start(file, missing(name))]))
    }
}

fn open(path: &Path) -> Option<Result<Document, Faults>> {
    path.exists().then(|| Document::open(path))
}

fn text_of(found: Result<Document, Faults>) -> Result<String, Faults> {
    found.map(|document| document.text().to_owned())
}

/// Packs of earlier releases, with those that hold their phrases now.
const REPLACED: [(&str, &[&str]); 1] = [(
    "taboo-common",
    &[
        "address",
        "processing",
        "fault",
        "enquiry",
        "criticism",
        "closing-time",
        "telephone",
        "payment",
        "queue",
    ],
)];

/// What to say of a pack that is found nowhere.
fn missing(name: &str) -> String {
    if let Some((_, packs)) = REPLACED.iter().find(|(old, _)| *old == name) {
        return tr!(
            "用语包 {} 已按场景拆开,请改写为:{}",
            "pack {} was split by situation; write instead: {}",
            name,
            packs.join(", ")
        );
    }
    let known: Vec<&str> = SHIPPED.iter().map(|(shipped, _)| *shipped).collect();
    tr!("找不到用语包 {};自带的有:{}", "no such pack: {}; shipped are: {}", name, known.join(", "))
}

/// The hash of what all packs say, whatever order they stand in.
pub(super) fn version(packs: &[Pack]) -> String {
    let mut lines: Vec<String> =
        packs.iter().map(|pack| format!("{} {}\n", pack.name, pack.version)).collect();
    lines.sort();
    hex::encode(Sha256::digest(lines.concat()))
}
