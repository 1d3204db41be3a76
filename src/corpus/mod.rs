//! Speech to try lists on: lines of text, manifests, folders of recordings.
//!
//! Owns [`Corpus`] and [`Recording`]. Reads text files on the main thread; recordings are only named
//! here, somebody else listens to them. Bad lines are errors with their place.

mod recording;

pub use recording::{PhraseTime, Recording, Said};

use crate::document::read_at_most;
use crate::tr;
use crate::units::Role;
use serde_json::Value;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The longest corpus that is read: a few hundred hours of talk.
const MOST_BYTES: u64 = 256 << 20;
/// The longest line, in characters: a quarter of an hour of talk. Whoever puts a whole
/// book on one line forgot to cut it into sentences.
const LINE_CHARS: usize = 4096;

/// Lines that belong together.
#[derive(Debug, Clone, PartialEq)]
pub struct Corpus {
    /// Its name, mostly the path it was read from.
    pub name: String,
    /// In the order of the file.
    pub lines: Vec<Line>,
}

/// One sentence, or one recording.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Line {
    /// What is said; empty where only a recording is named.
    pub text: String,
    /// Who says it; `None` when nobody wrote it down.
    pub role: Option<Role>,
    /// The phrases that are in it, as ids or as their texts.
    pub labels: Vec<String>,
    /// Whether somebody wrote down what is in it, be it nothing.
    pub labelled: bool,
    /// Whether it is said to hold a taboo phrase, whichever.
    pub taboo: bool,
    /// The recording.
    pub file: Option<PathBuf>,
    /// How long it takes to say, in seconds, where that was measured.
    pub seconds: Option<f64>,
    /// Its line in the file, counted from 1; 0 when it has none.
    pub number: usize,
}

impl Line {
    /// A line of plain text.
    pub fn text(text: impl Into<String>, number: usize) -> Line {
        Line { text: text.into(), number, ..Line::default() }
    }
}

/// Why a corpus cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum CorpusError {
    /// The file or folder cannot be read, or is not UTF-8.
    #[error("{}", tr!(
        "语料 {} 读不了({});应为 UTF-8 的文本、.jsonl 清单或录音目录",
        "cannot read the corpus {} ({}); give UTF-8 text, a .jsonl manifest or a folder of recordings",
        path.display(), source
    ))]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A line of a manifest is no object with a text or a file.
    #[error("{}", tr!(
        "{}:{}: {};每行应为一个 JSON 对象,有 text 或 file",
        "{}:{}: {}; each line must be a JSON object with text or file",
        path.display(), line, why
    ))]
    Line {
        /// The manifest.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
        /// What is wrong.
        why: String,
    },
    /// A line is too long to be a sentence.
    #[error("{}", tr!(
        "{}:{}: 超过 {} 个字;请一行写一句话",
        "{}:{}: longer than {} characters; write one sentence a line",
        path.display(), line, LINE_CHARS
    ))]
    Long {
        /// The text or manifest.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
    },
    /// A folder without manifest and without recordings.
    #[error("{}", tr!(
        "目录 {} 里没有 manifest.jsonl,也没有 WAV 文件",
        "the folder {} holds neither manifest.jsonl nor WAV files",
        path.display()
    ))]
    Empty {
        /// The folder.
        path: PathBuf,
    },
}

impl Corpus {
    /// Reads what lies at `path`: a folder (its `manifest.jsonl`, else its WAV files),
    /// a `.jsonl` manifest, a WAV file, or text with one sentence a line, where empty
    /// lines and those that begin with `#` say nothing.
    pub fn open(path: &Path) -> Result<Corpus, CorpusError> {
        let name = path.display().to_string();
        let manifest = path.join("manifest.jsonl");
        let lines = if manifest.is_file() {
            manifest_lines(&manifest)?
        } else if path.is_dir() {
            recordings(path)?
        } else if has_end(path, "wav") {
            vec![Line { file: Some(path.to_owned()), ..Line::default() }]
        } else if has_end(path, "jsonl") {
            manifest_lines(path)?
        } else {
            Corpus::of_text(&name, &read(path)?).lines
        };
        if let Some(long) = lines.iter().find(|line| line.text.chars().nth(LINE_CHARS).is_some()) {
            return Err(CorpusError::Long { path: path.to_owned(), line: long.number });
        }
        Ok(Corpus { name, lines })
    }

    /// Text with one sentence a line.
    pub fn of_text(name: &str, text: &str) -> Corpus {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let lines = text.lines().map(str::trim).enumerate();
        let lines = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
        let lines = lines.map(|(at, line)| Line::text(line, at + 1)).collect();
        Corpus { name: name.to_owned(), lines }
    }
}

fn read(path: &Path) -> Result<String, CorpusError> {
    let text = read_at_most(path, MOST_BYTES).and_then(|bytes| {
        String::from_utf8(bytes).map_err(|e| io::Error::new(io::ErrorKind::InvalidData, e))
    });
    text.map_err(|source| CorpusError::Read { path: path.to_owned(), source })
}

fn has_end(path: &Path, end: &str) -> bool {
    path.extension().is_some_and(|own| own.eq_ignore_ascii_case(end))
}

/// The WAV files of a folder, by name.
fn recordings(folder: &Path) -> Result<Vec<Line>, CorpusError> {
    let failed = |source| CorpusError::Read { path: folder.to_owned(), source };
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if has_end(&path, "wav") {
            files.push(path);
        }
    }
    files.sort();
    if files.is_empty() {
        return Err(CorpusError::Empty { path: folder.to_owned() });
    }
    Ok(files.into_iter().map(|file| Line { file: Some(file), ..Line::default() }).collect())
}

fn manifest_lines(path: &Path) -> Result<Vec<Line>, CorpusError> {
    let text = read(path)?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut lines = Vec::new();
    for (at, row) in text.lines().enumerate().filter(|(_, row)| !row.trim().is_empty()) {
        let wrong = |why| CorpusError::Line { path: path.to_owned(), line: at + 1, why };
        let value: Value = serde_json::from_str(row).map_err(|error| wrong(error.to_string()))?;
        let row = Row { value: &value, folder, number: at + 1 };
        let found = row.lines();
        if found.is_empty() {
            return Err(wrong(tr!("没有 text,也没有 file", "neither text nor file")));
        }
        lines.extend(found);
    }
    Ok(lines)
}

/// One row of a manifest: a sentence, or a conversation with `turns`.
struct Row<'a> {
    value: &'a Value,
    folder: &'a Path,
    number: usize,
}

impl Row<'_> {
    fn lines(&self) -> Vec<Line> {
        if let Some(turns) = self.value.get("turns").and_then(Value::as_array) {
            // The turns of one recording are told apart by their text alone.
            return turns
                .iter()
                .filter_map(|turn| Row { value: turn, ..*self }.line())
                .map(|line| Line { file: None, ..line })
                .collect();
        }
        self.line().into_iter().collect()
    }

    fn line(&self) -> Option<Line> {
        let text = self.word("text").unwrap_or_default();
        let file = self.word("file").map(|file| self.folder.join(file));
        if text.is_empty() && file.is_none() {
            return None;
        }
        let labels: Vec<String> =
            ["expect", "taboo"].iter().flat_map(|key| self.words(key)).collect();
        let kind = self.word("kind");
        let taboo = self.value.get("taboo").and_then(Value::as_bool).unwrap_or(false)
            || kind.as_deref() == Some("taboo");
        let labelled = ["expect", "taboo", "kind"].iter().any(|key| self.value.get(key).is_some());
        Some(Line {
            text,
            role: self.word("role").and_then(|role| Role::from_word(&role)),
            labels,
            labelled,
            taboo,
            file,
            seconds: None,
            number: self.number,
        })
    }

    fn word(&self, key: &str) -> Option<String> {
        self.value.get(key)?.as_str().map(|word| word.trim().to_owned())
    }

    /// A string, or a list of them.
    fn words(&self, key: &str) -> Vec<String> {
        match self.value.get(key) {
            Some(Value::String(word)) => vec![word.clone()],
            Some(Value::Array(words)) => {
                words.iter().filter_map(|word| word.as_str().map(str::to_owned)).collect()
            }
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn text_has_one_sentence_a_line() {
        let corpus = Corpus::of_text("x", "\u{feff}# 说明\n您好\n\n 请坐 \n");
        let lines: Vec<_> = corpus.lines.iter().map(|l| (l.text.as_str(), l.number)).collect();
        assert_eq!(lines, [("您好", 2), ("请坐", 4)]);
        assert!(!corpus.lines[0].labelled);
    }

    #[test]
    fn a_book_on_one_line_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        fs::write(&path, format!("{}\n", "好".repeat(LINE_CHARS))).unwrap();
        assert_eq!(Corpus::open(&path).unwrap().lines.len(), 1);
        fs::write(&path, format!("您好\n{}\n", "好".repeat(LINE_CHARS + 1))).unwrap();
        assert!(matches!(Corpus::open(&path), Err(CorpusError::Long { line: 2, .. })));
    }

    #[test]
    fn manifests_say_who_and_what() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("manifest.jsonl");
        fs::write(
            &path,
            "{\"file\": \"a.wav\", \"kind\": \"taboo\", \"role\": \"clerk\", \"text\": \"不归我管\", \"expect\": [\"不归我管\"]}\n\
             {\"text\": \"您好\", \"expect\": []}\n\
             {\"file\": \"d.wav\", \"turns\": [{\"role\": \"citizen\", \"text\": \"快点\"}]}\n",
        )
        .unwrap();
        let lines = Corpus::open(folder.path()).unwrap().lines;
        assert_eq!(lines.len(), 3);
        assert_eq!((lines[0].role, lines[0].taboo), (Some(Role::Clerk), true));
        assert_eq!(lines[0].labels, ["不归我管"]);
        assert_eq!(lines[0].file.as_deref(), Some(folder.path().join("a.wav").as_path()));
        assert!(lines[1].labelled && lines[1].labels.is_empty());
        assert_eq!((lines[2].role, lines[2].file.clone()), (Some(Role::Citizen), None));
        fs::write(&path, "{\"expect\": []}\n").unwrap();
        let told = Corpus::open(&path).unwrap_err().to_string();
        assert!(told.contains("manifest.jsonl:1"), "{told}");
    }

    #[test]
    fn folders_give_their_recordings_or_say_there_are_none() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(Corpus::open(folder.path()), Err(CorpusError::Empty { .. })));
        for name in ["b.WAV", "a.wav", "c.txt"] {
            fs::write(folder.path().join(name), "").unwrap();
        }
        let lines = Corpus::open(folder.path()).unwrap().lines;
        let names: Vec<_> =
            lines.iter().map(|l| l.file.as_ref().unwrap().file_name().unwrap()).collect();
        assert_eq!(names, ["a.wav", "b.WAV"]);
        assert!(Corpus::open(&folder.path().join("none.txt")).is_err());
    }
}
