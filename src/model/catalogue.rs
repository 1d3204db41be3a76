//! The catalogue of models: file names, sources in order, pinned SHA-256s.
//!
//! Pure; any thread. `models/catalogue.toml` is built in; another one may be
//! read in its place. It fetches nothing.

use super::error::ModelError;
use super::ggml::Format;
use crate::document::{Document, Faults, Section};
use crate::lang::pick;
use crate::tr;

const BUILT_IN: &str = include_str!("../../models/catalogue.toml");
const MAX_BYTES: i64 = 8_000_000_000;

/// How a file came to be; two roads to one model give different bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Road {
    /// As published by whisper.cpp.
    Official,
    /// Converted here from half-precision weights.
    Lossless,
    /// Converted here from weights that were quantised to int8 before.
    Lossy,
}

impl Road {
    /// A few words for a person.
    pub fn text(self) -> &'static str {
        match self {
            Road::Official => pick("whisper.cpp 官方文件", "published by whisper.cpp"),
            Road::Lossless => {
                pick("由半精度权重转换(无损)", "converted from half-precision weights (lossless)")
            }
            Road::Lossy => pick("由 int8 权重转换(有损)", "converted from int8 weights (lossy)"),
        }
    }
}

/// One file that counts as the model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Artefact {
    /// How it came to be.
    pub road: Road,
    /// Length, in bytes.
    pub length_bytes: u64,
    /// 64 lower-case hexadecimal digits.
    pub sha256: String,
}

/// A package registry's ordinary client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Client {
    /// `pip download`.
    Pip,
    /// `npm pack`.
    Npm,
}

/// One package, pinned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    /// Its name in the registry.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Of the package file: 64 lower-case hexadecimal digits.
    pub sha256: String,
}

/// One place that a model can be fetched from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// One file that is the model itself.
    Download {
        /// Where it is.
        url: String,
        /// The road whose artefact it must be.
        road: Road,
    },
    /// Packages that hold the weights between them.
    Registry {
        /// Who fetches them.
        client: Client,
        /// All of them are needed.
        packages: Vec<Package>,
        /// The road whose artefact the conversion must give.
        road: Road,
    },
}

/// One model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What it is called: `base`, `small` …
    pub name: String,
    /// The name of its file.
    pub file: String,
    /// The architecture: `tiny`, `base`, `small`.
    pub size: String,
    /// How its matrices are stored.
    pub format: Format,
    /// Every file that counts as the model.
    pub artefacts: Vec<Artefact>,
    /// Where to fetch it, the first to try first.
    pub sources: Vec<Source>,
}

impl Entry {
    /// The artefact with that digest.
    pub fn artefact(&self, sha256: &str) -> Option<&Artefact> {
        self.artefacts.iter().find(|artefact| artefact.sha256 == sha256)
    }

    /// The artefact of a road.
    pub fn of_road(&self, road: Road) -> Option<&Artefact> {
        self.artefacts.iter().find(|artefact| artefact.road == road)
    }

    /// All packages of all sources.
    pub fn packages(&self) -> impl Iterator<Item = &Package> {
        self.sources.iter().flat_map(|source| match source {
            Source::Registry { packages, .. } => packages.as_slice(),
            Source::Download { .. } => &[],
        })
    }
}

/// All models.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalogue {
    /// The model to install when none is named.
    pub default: String,
    /// In alphabetical order.
    pub entries: Vec<Entry>,
}

impl Catalogue {
    /// Reads a catalogue; every fault at once.
    pub fn read(document: &Document) -> Result<Catalogue, Faults> {
        document.read(|top| {
            let models = top.section("model");
            let names = models.keys();
            let default = top.required_string("default");
            if !names.contains(&default) {
                top.fault("default", tr!("没有这个模型", "no such model"));
            }
            let entries = names.iter().map(|name| entry(name, &models.section(name))).collect();
            Catalogue { default, entries }
        })
    }

    /// The entry of that name.
    pub fn entry(&self, name: &str) -> Result<&Entry, ModelError> {
        self.entries
            .iter()
            .find(|entry| entry.name == name)
            .ok_or_else(|| ModelError::Unknown { name: name.to_owned(), known: self.names() })
    }

    /// The entry and artefact with that digest.
    pub fn by_digest(&self, sha256: &str) -> Option<(&Entry, &Artefact)> {
        self.entries.iter().find_map(|entry| Some((entry, entry.artefact(sha256)?)))
    }

    fn names(&self) -> String {
        self.entries.iter().map(|entry| entry.name.as_str()).collect::<Vec<_>>().join(", ")
    }
}

/// The catalogue that is built in.
pub fn catalogue() -> Result<Catalogue, Faults> {
    Catalogue::read(&Document::new("models/catalogue.toml", BUILT_IN))
}

const ROADS: [(&str, Road); 3] =
    [("official", Road::Official), ("lossless", Road::Lossless), ("lossy", Road::Lossy)];

fn entry(name: &str, section: &Section<'_>) -> Entry {
    let formats = [("f16", Format::F16), ("q8_0", Format::Q8_0)];
    Entry {
        name: name.to_owned(),
        file: section.required_string("file"),
        size: section.required_string("size"),
        format: required(section, "format", section.word("format", &formats), Format::Q8_0),
        artefacts: section.sections("artefact").iter().map(artefact).collect(),
        sources: section.sections("source").iter().map(source).collect(),
    }
}

fn artefact(section: &Section<'_>) -> Artefact {
    let length = section.integer("bytes", 1..=MAX_BYTES);
    Artefact {
        road: road(section),
        length_bytes: required(section, "bytes", length, 0).cast_unsigned(),
        sha256: digest(section),
    }
}

fn source(section: &Section<'_>) -> Source {
    #[derive(Clone, Copy)]
    enum Kind {
        Download,
        By(Client),
    }
    let kinds = [
        ("download", Kind::Download),
        ("pip", Kind::By(Client::Pip)),
        ("npm", Kind::By(Client::Npm)),
    ];
    let road = road(section);
    match required(section, "kind", section.word("kind", &kinds), Kind::Download) {
        Kind::Download => Source::Download { url: section.required_string("url"), road },
        Kind::By(client) => {
            let packages = section.sections("package").iter().map(package).collect();
            Source::Registry { client, packages, road }
        }
    }
}

fn package(section: &Section<'_>) -> Package {
    Package {
        name: section.required_string("name"),
        version: section.required_string("version"),
        sha256: digest(section),
    }
}

fn road(section: &Section<'_>) -> Road {
    required(section, "road", section.word("road", &ROADS), Road::Official)
}

fn digest(section: &Section<'_>) -> String {
    let text = section.required_string("sha256");
    let is_digit = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
    if !text.is_empty() && (text.len() != 64 || !text.bytes().all(is_digit)) {
        section.fault("sha256", tr!("应为 64 位小写十六进制", "must be 64 lower-case hex digits"));
    }
    text
}

fn required<T>(section: &Section<'_>, key: &str, value: Option<T>, stand_in: T) -> T {
    if !section.has(key) {
        section.missing(key);
    }
    value.unwrap_or(stand_in)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_catalogue_is_sound() {
        let catalogue = catalogue().unwrap();
        assert_eq!(catalogue.default, "base");
        for entry in &catalogue.entries {
            assert!(!entry.sources.is_empty(), "{}", entry.name);
            for source in &entry.sources {
                let (Source::Download { road, .. } | Source::Registry { road, .. }) = source;
                assert!(entry.of_road(*road).is_some(), "{}: {road:?} is not pinned", entry.name);
            }
        }
        assert!(catalogue.entry("base").is_ok() && catalogue.entry("huge").is_err());
    }

    #[test]
    fn faults_are_told_all_at_once() {
        let text = "default = \"x\"\n[model.a]\nfile = 1\nformat = \"q9\"\n\
                    [[model.a.artefact]]\nroad = \"lossy\"\nbytes = 0\nsha256 = \"ABC\"\n";
        let faults = Catalogue::read(&Document::new("c.toml", text)).unwrap_err();
        let lines: Vec<usize> = faults.0.iter().map(|fault| fault.line).collect();
        for line in [1, 3, 4, 7, 8] {
            assert!(lines.contains(&line), "{faults}");
        }
    }
}
