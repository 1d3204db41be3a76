//! Where evidence lies on disk: names to paths and back.
//!
//! Pure: reads and writes nothing.

use super::id;
use std::path::{Path, PathBuf};

/// The directory of all evidence, below the store's.
pub(super) const CLIPS: &str = "clips";

/// What a file is called while it is written.
pub(super) const TEMPORARY: &str = "tmp";

/// The files of one revision of one incident.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct FileSet {
    /// The incident.
    pub(super) id: String,
    /// The revision at which they were written; the row's may be higher.
    pub(super) revision: u32,
    /// Whether its clip is sealed; decides the clip's name.
    pub(super) sealed: bool,
}

/// One of the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// What was heard.
    Words,
    /// The sound.
    Clip,
    /// The sound before anything in it was silenced; always sealed.
    Whole,
}

const WORDS: &str = "json";
const OPEN_CLIP: &str = "wav";
const SEALED_CLIP: &str = "wav.age";
const WHOLE: &str = "whole.age";

/// All that a revision's files can be called.
const EXTENSIONS: [&str; 4] = [OPEN_CLIP, SEALED_CLIP, WHOLE, WORDS];

impl FileSet {
    /// A file's path relative to the store, with `/` on every system; `None`
    /// when the id has not the form of one.
    pub(super) fn relative(&self, part: Part) -> Option<String> {
        self.called(match part {
            Part::Words => WORDS,
            Part::Clip if self.sealed => SEALED_CLIP,
            Part::Clip => OPEN_CLIP,
            Part::Whole => WHOLE,
        })
    }

    /// All paths that files of this revision can have, whether it is sealed or not.
    pub(super) fn every(&self) -> impl Iterator<Item = String> {
        EXTENSIONS.into_iter().filter_map(|extension| self.called(extension))
    }

    fn called(&self, extension: &str) -> Option<String> {
        let month = id::month(&self.id)?;
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
/// of ours. Of words it cannot be told whether they are sealed.
pub(super) fn parse(month: &str, name: &str) -> Option<(FileSet, Part)> {
    let (id, rest) = name.split_once(".r")?;
    let (revision, extension) = rest.split_once('.')?;
    let (part, sealed) = match extension {
        WORDS => (Part::Words, false),
        OPEN_CLIP => (Part::Clip, false),
        SEALED_CLIP => (Part::Clip, true),
        WHOLE => (Part::Whole, true),
        _ => return None,
    };
    // Only the one way in which `relative` writes it.
    if !id::is_of_month(id, month) || revision.starts_with(['0', '+']) {
        return None;
    }
    Some((FileSet { id: id.to_owned(), revision: revision.parse().ok()?, sealed }, part))
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
        for (sealed, name) in [(false, "wav"), (true, "wav.age")] {
            let set = FileSet { id: "20261122-011530-7k2q".into(), revision: 12, sealed };
            let clip = set.relative(Part::Clip).unwrap();
            assert_eq!(clip, format!("clips/2026-11/20261122-011530-7k2q.r12.{name}"));
            assert_eq!(FileSet::of_clip(&clip), Some(set.clone()));
            assert!(set.every().any(|other| other == clip));
            let whole = set.relative(Part::Whole).unwrap();
            assert_eq!(FileSet::of_clip(&whole), None);
            let name = whole.rsplit_once('/').unwrap().1;
            assert_eq!(parse("2026-11", name).unwrap().1, Part::Whole);
        }
    }

    #[test]
    fn what_is_not_ours_has_no_name() {
        for (month, name) in [
            ("2026-10", "20261122-011530-7k2q.r1.wav"),
            ("2026-11", "20261122-011530-7k2q.r01.wav"),
            ("2026-11", "20261122-011530-7k2q.r+1.wav"),
            ("2026-11", "20261122-011530-7k2q.wav"),
            ("2026-11", "20261122-011530-7k2q.r1.mp3"),
            ("2026-11", "20261122-011530-7k2q.r1.age"),
            ("2026-11", "20261122-011530-7k2q.r1.json.age"),
            ("2026-11", "notes"),
        ] {
            assert_eq!(parse(month, name), None, "{name}");
        }
    }
}
