//! Finds an installed model, and tells whether a file is one.
//!
//! Any thread. Read-only. A file that is cut short or malformed is refused here,
//! before whisper.cpp sees it.

use super::catalogue::{Artefact, Catalogue, Entry, catalogue};
use super::digest;
use super::error::ModelError;
use super::ggml::{self, Format};
use super::layout::HyperParameters;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

/// A model that is ready for use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Model {
    /// Its name in the catalogue, or `unknown`.
    pub name: String,
    /// Its file.
    pub path: PathBuf,
    /// Of the whole file: 64 lower-case hexadecimal digits.
    pub sha256: String,
}

/// A file whose structure is sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// The file.
    pub path: PathBuf,
    /// Of the whole file: 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// Length, in bytes.
    pub length_bytes: u64,
    /// The architecture.
    pub hyper: HyperParameters,
    /// How its matrices are stored.
    pub format: Format,
    /// The catalogue's name and artefact, when the digest is pinned there.
    pub known: Option<(String, Artefact)>,
}

impl Verified {
    /// As a model; an unpinned file is called `unknown`.
    pub fn model(&self) -> Model {
        let name = self.known.as_ref().map_or("unknown", |(name, _)| name);
        Model { name: name.to_owned(), path: self.path.clone(), sha256: self.sha256.clone() }
    }
}

/// The file of a model.
///
/// `name_or_path` is a path when it exists as a file or looks like one (a
/// separator, or ending in `.bin`); otherwise a name of the catalogue, sought in
/// `directories` in order. The contents are not looked at: see [`verify`].
pub fn locate(name_or_path: &str, directories: &[PathBuf]) -> Result<PathBuf, ModelError> {
    let catalogue = catalogue()?;
    let path = Path::new(name_or_path);
    if path.is_file() {
        return Ok(path.to_owned());
    }
    let looks_like_path =
        path.components().count() > 1 || path.extension().is_some_and(|e| e == "bin");
    if looks_like_path {
        return Err(ModelError::NotFound {
            name: name_or_path.to_owned(),
            looked: vec![path.to_owned()],
            install: catalogue.default,
        });
    }
    let entry = catalogue.entry(name_or_path)?;
    let looked: Vec<PathBuf> = directories.iter().map(|d| d.join(&entry.file)).collect();
    match looked.iter().find(|path| path.is_file()) {
        Some(path) => Ok(path.clone()),
        None => Err(ModelError::NotFound {
            name: entry.name.clone(),
            looked,
            install: entry.name.clone(),
        }),
    }
}

/// Checks the structure of the file to its last byte, then its digest.
///
/// A sound file with an unpinned digest is accepted; `known` is `None` then.
pub fn verify(path: &Path) -> Result<Verified, ModelError> {
    verify_with(&catalogue()?, path)
}

/// As [`verify`], with a catalogue of the caller's.
pub fn verify_with(catalogue: &Catalogue, path: &Path) -> Result<Verified, ModelError> {
    let file = File::open(path).map_err(ModelError::io(path))?;
    let structure = ggml::read(&mut BufReader::new(file)).map_err(ModelError::broken(path))?;
    let sha256 = digest::of_file(path, |_| ())?;
    let name = |(entry, artefact): (&Entry, &Artefact)| (entry.name.clone(), artefact.clone());
    Ok(Verified {
        path: path.to_owned(),
        known: catalogue.by_digest(&sha256).map(name),
        sha256,
        length_bytes: structure.length_bytes,
        hyper: structure.header.hyper,
        format: structure.header.format,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::model::ggml::tests::made_up_file;

    #[test]
    fn the_first_directory_wins_and_paths_are_taken_as_they_are() {
        let dir = tempfile::tempdir().unwrap();
        let dirs = ["a", "b"].map(|name| dir.path().join(name));
        dirs.iter().for_each(|dir| std::fs::create_dir(dir).unwrap());
        let in_b = dirs[1].join("ggml-base-q8_0.bin");
        std::fs::write(&in_b, b"x").unwrap();
        assert_eq!(locate("base", &dirs).unwrap(), in_b);
        let in_a = dirs[0].join("ggml-base-q8_0.bin");
        std::fs::write(&in_a, b"x").unwrap();
        assert_eq!(locate("base", &dirs).unwrap(), in_a);
        assert_eq!(locate(in_b.to_str().unwrap(), &[]).unwrap(), in_b);
        assert!(matches!(locate("small", &dirs), Err(ModelError::NotFound { .. })));
        assert!(matches!(locate("huge", &dirs), Err(ModelError::Unknown { .. })));
        assert!(matches!(locate("huge.bin", &dirs), Err(ModelError::NotFound { .. })));
    }

    #[test]
    fn a_sound_file_is_verified_and_a_cut_one_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("m.bin");
        let file = made_up_file(Format::Q8_0);
        std::fs::write(&path, &file).unwrap();
        let verified = verify(&path).unwrap();
        assert_eq!((verified.format, &verified.known), (Format::Q8_0, &None));
        assert_eq!(verified.model().name, "unknown");
        std::fs::write(&path, &file[..file.len() - 1]).unwrap();
        let error = verify(&path).unwrap_err().to_string();
        assert!(error.contains(&file.len().to_string()), "{error}");
    }
}
