//! The packs on the disk and in the program: found, read, saved.
//!
//! Touches files; runs on the editor's thread. Never writes over a file that has
//! changed since it was read.

use super::pack::{Origin, Pack, name_of};
use crate::document;
use crate::phrasebook::SHIPPED;
use crate::tr;
use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The packs to edit.
#[derive(Debug)]
pub struct Shelf {
    pub(super) packs: Vec<Pack>,
    pub(super) first: usize,
}

impl Shelf {
    /// Opens the packs `in_use` (names), every other one in `folder` and in the
    /// program, and what `first` names, a pack or a file, which is shown first.
    /// Packs that only the program carries are saved into `folder`, else into
    /// `./phrases`. Fails only when `first` cannot be found or read; what is wrong
    /// with the others is shown in their place.
    pub fn open(
        folder: Option<&Path>,
        in_use: &[String],
        first: Option<&str>,
    ) -> Result<Shelf, String> {
        let mut shelf = Shelf { packs: Vec::new(), first: 0 };
        let home = folder.map_or_else(|| PathBuf::from("phrases"), Path::to_owned);
        let mut names: Vec<String> = in_use.to_vec();
        names.extend(in_folder(&home));
        names.extend(SHIPPED.iter().map(|(name, _)| (*name).to_owned()));
        let mut seen = BTreeSet::new();
        for name in names {
            if seen.insert(name.clone()) {
                let path = home.join(format!("{name}.toml"));
                shelf.packs.push(read(&name, path, in_use.contains(&name)));
            }
        }
        if let Some(first) = first {
            shelf.first = shelf.find(first)?;
        }
        Ok(shelf)
    }

    /// The place of the pack or file `wanted`; a file from elsewhere is added.
    fn find(&mut self, wanted: &str) -> Result<usize, String> {
        let path = Path::new(wanted);
        let is_file = path.is_file() || path.extension().is_some_and(|end| end == "toml");
        let real = |path: &Path| fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let known = self.packs.iter().position(|pack| match is_file {
            true => real(&pack.path) == real(path),
            false => pack.name == wanted,
        });
        let at = match known {
            Some(at) => at,
            None if is_file => {
                let name = name_of(path);
                self.packs.push(read(&name, path.to_owned(), false));
                self.packs.len() - 1
            }
            None => {
                let names: Vec<&str> = self.packs.iter().map(|pack| pack.name.as_str()).collect();
                return Err(tr!(
                    "找不到用语包 {};可编辑的有:{}",
                    "no such pack: {}; there are: {}",
                    wanted,
                    names.join(", ")
                ));
            }
        };
        match &self.packs[at].broken {
            Some(why) => Err(format!("{}: {why}", self.packs[at].path.display())),
            None => Ok(at),
        }
    }
}

/// The names of the packs in a folder, sorted; none when it cannot be read.
fn in_folder(folder: &Path) -> Vec<String> {
    let files = fs::read_dir(folder).into_iter().flatten().flatten().map(|file| file.path());
    let packs = files.filter(|path| path.extension().is_some_and(|end| end == "toml"));
    let mut names: Vec<String> = packs.map(|path| name_of(&path)).collect();
    names.sort();
    names
}

fn read(name: &str, path: PathBuf, in_use: bool) -> Pack {
    match on_disk(&path) {
        Ok(Some(text)) => {
            let text: Arc<str> = Arc::from(text);
            Pack::new(name, path, &text.clone(), Origin::File(text), in_use)
        }
        Ok(None) => match SHIPPED.iter().find(|(shipped, _)| *shipped == name) {
            Some((_, text)) => Pack::new(name, path, text, Origin::Program, in_use),
            None => {
                let why = tr!("没有这个文件", "there is no such file");
                Pack::unreadable(name, path, why, in_use)
            }
        },
        Err(why) => Pack::unreadable(name, path, why, in_use),
    }
}

/// The text at `path`; `None` when no file is there.
pub fn on_disk(path: &Path) -> Result<Option<String>, String> {
    let bytes = match document::read_document(path) {
        Ok(bytes) => bytes,
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(tr!("打不开文件({})", "cannot open the file ({})", e)),
    };
    let text = String::from_utf8(bytes);
    text.map(Some).map_err(|_| tr!("不是 UTF-8 编码,请另存为 UTF-8", "not UTF-8; save it as UTF-8"))
}

/// Why a pack was not saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotSaved {
    /// The file is not what was read: somebody else has changed it.
    Changed,
    /// It could not be written, and is as it was.
    Failed(String),
}

/// Puts `text` in the place of what is at `path`, if that is still what `origin`
/// says. Whoever reads the file, even after a crash, finds the old text or the new.
pub fn save(path: &Path, origin: &Origin, text: &str) -> Result<(), NotSaved> {
    let found = on_disk(path).map_err(NotSaved::Failed)?;
    let expected = match origin {
        Origin::File(text) => Some(&**text),
        Origin::Program => None,
    };
    if found.as_deref() != expected {
        return Err(NotSaved::Changed);
    }
    document::save(path, text).map_err(|e| {
        NotSaved::Failed(tr!("写不进 {}({})", "cannot write {} ({})", path.display(), e))
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn packs_come_from_settings_folder_and_program_once() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("own.toml"), "[pack]\nname = \"own\"\ntitle = \"自\"\n")
            .unwrap();
        fs::write(folder.path().join("bad.toml"), b"\xff\xff").unwrap();
        fs::write(folder.path().join("civil-core.toml"), "x = [").unwrap();
        let in_use = ["taboo-core".to_owned(), "gone".to_owned()];
        let shelf = Shelf::open(Some(folder.path()), &in_use, Some("own")).unwrap();
        let names: Vec<&str> = shelf.packs.iter().map(|pack| pack.name.as_str()).collect();
        assert_eq!(names[..5], ["taboo-core", "gone", "bad", "civil-core", "own"]);
        assert_eq!(shelf.packs[shelf.first].title(), "自");
        let broken: Vec<bool> = shelf.packs.iter().map(|pack| pack.broken.is_some()).collect();
        assert_eq!(broken[..5], [false, true, true, true, false]);
        assert_eq!(shelf.packs[0].origin, Origin::Program);
        assert!(shelf.packs[0].in_use && !shelf.packs[4].in_use);
        for wanted in ["nothing", "bad", "nothing.toml"] {
            assert!(Shelf::open(Some(folder.path()), &in_use, Some(wanted)).is_err(), "{wanted}");
        }
        let path = folder.path().join("own.toml").display().to_string();
        assert_eq!(
            Shelf::open(Some(folder.path()), &[], Some(&path)).unwrap().packs.len(),
            shelf.packs.len() - 1
        );
    }

    #[test]
    fn nothing_is_written_over_what_somebody_else_wrote() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/a.toml");
        assert_eq!(save(&path, &Origin::Program, "一"), Ok(()));
        assert_eq!(save(&path, &Origin::Program, "二"), Err(NotSaved::Changed));
        let read = Origin::File(Arc::from("一"));
        assert_eq!(save(&path, &read, "二"), Ok(()));
        assert_eq!(save(&path, &read, "三"), Err(NotSaved::Changed));
        assert_eq!(on_disk(&path).unwrap().as_deref(), Some("二"));
        fs::remove_file(&path).unwrap();
        assert_eq!(save(&path, &Origin::File(Arc::from("二")), "三"), Err(NotSaved::Changed));
        let blocked = Path::new("/dev/null/a.toml");
        assert!(matches!(save(blocked, &Origin::Program, "x"), Err(NotSaved::Failed(_))));
    }
}
