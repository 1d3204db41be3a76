//! Where evidence lies on disk: names to paths and back.
//!
//! Pure: reads and writes nothing.

use super::id;
use std::path::{Path, PathBuf};

/// The directory of all evidence, below the store's.
pub(super) const CLIPS: &str = "clips";

/// What a file is called while it is written.
pub(super) const TEMPORARY: &str = "tmp";

/// The two files of one revision of one incident.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct FileSet {
    /// The incident.
    pub(super) id: String,
    /// The revision at which they were written; the row's may be higher.
    pub(super) revision: u32,
}

/// One of the two files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// What was heard.
    Words,
    /// The sound.
    Clip,
}

impl Part {
    fn extension(self) -> &'static str {
        match self {
            Part::Words => "json",
            Part::Clip => "wav",
        }
    }
}

impl FileSet {
    /// A file's path relative to the store, with `/` on every system; `None`
    /// when the id has not the form of one.
    pub(super) fn relative(&self, part: Part) -> Option<String> {
        let month = id::month(&self.id)?;
        let extension = part.extension();
        Some(format!("{CLIPS}/{month}/{}.r{}.{extension}", self.id, self.revision))
    }

    /// The set that a clip's path relative to the store belongs to.
    pub(super) fn of_clip(relative: &str) -> Option<FileSet> {
        let (month, name) = relative.strip_prefix(CLIPS)?.strip_prefix('/')?.split_once('/')?;
        match parse(month, name)? {
            (set, Part::Clip) => Some(set),
            _ => None,
        }
    }
}

/// What the file `name` in the directory of `month` is; `None` when it is none
/// of ours.
pub(super) fn parse(month: &str, name: &str) -> Option<(FileSet, Part)> {
    let (stem, extension) = name.rsplit_once('.')?;
    let part = match extension {
        "json" => Part::Words,
        "wav" => Part::Clip,
        _ => return None,
    };
    let (id, revision) = stem.split_once(".r")?;
    // Only the one way in which `relative` writes it.
    if !id::is_of_month(id, month) || revision.starts_with(['0', '+']) {
        return None;
    }
    Some((FileSet { id: id.to_owned(), revision: revision.parse().ok()? }, part))
}

/// The path of something that the index names with `/`.
pub(super) fn absolute(root: &Path, relative: &str) -> PathBuf {
    relative.split('/').fold(root.to_owned(), |path, part| path.join(part))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    #[test]
    fn names_go_there_and_back() {
        let set = FileSet { id: "20261122-011530-7k2q".into(), revision: 12 };
        let clip = set.relative(Part::Clip).unwrap();
        assert_eq!(clip, "clips/2026-11/20261122-011530-7k2q.r12.wav");
        assert_eq!(FileSet::of_clip(&clip), Some(set));
    }

    #[test]
    fn what_is_not_ours_has_no_name() {
        for (month, name) in [
            ("2026-10", "20261122-011530-7k2q.r1.wav"),
            ("2026-11", "20261122-011530-7k2q.r01.wav"),
            ("2026-11", "20261122-011530-7k2q.r+1.wav"),
            ("2026-11", "20261122-011530-7k2q.wav"),
            ("2026-11", "20261122-011530-7k2q.r1.mp3"),
            ("2026-11", "notes"),
        ] {
            assert_eq!(parse(month, name), None, "{name}");
        }
    }
}
