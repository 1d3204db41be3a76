//! The format of the words file, and whether the files of a revision are sound.
//!
//! Used on the thread `record`, and wherever evidence is read. A words file is
//!
//! ```text
//! {"format":1,"incident":{…},"clip_start_s":…,"hit_in_clip_s":…,"clip_s":…,"body_sha256":"…"}\n
//! [{"start_s":…,"end_s":…,"channel":0,"role":"clerk","text":"…","mean_logprob":…,"hits":[…]}]
//! ```
//!
//! The first line, the [`Label`], is what a lost row is rebuilt from. It holds
//! no free speech, so that it can stay readable when what follows it is sealed.
//! The rest of the file, to its last byte, is the body: JSON where evidence lies open, an
//! age file where it is sealed; the label of sealed evidence names no phrase. Times are in seconds,
//! those of utterances and of `clip_start_s` from the session's beginning. The
//! incident in the label is as of the writing: state, revision and disposition
//! may have moved on in the index.

use super::files::{FileSet, Part, absolute};
use super::{EvidenceState, HeardUtterance, Incident};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs;
use std::io;
use std::path::Path;

/// The version of the format.
const FORMAT: u32 = 1;

/// The first line of a words file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Label {
    format: u32,
    /// The row as it was written first.
    pub(super) incident: Incident,
    /// Where the clip begins, seconds from the session's beginning.
    pub(super) clip_start_s: f64,
    /// Seconds from the clip's beginning to the first phrase.
    pub(super) hit_in_clip_s: f64,
    /// Seconds of the clip.
    pub(super) clip_s: f64,
    /// SHA-256 of the body, in hex.
    pub(super) body_sha256: String,
}

impl Label {
    /// The label over `body`.
    pub(super) fn new(
        incident: Incident,
        clip_start_s: f64,
        hit_in_clip_s: f64,
        clip_s: f64,
        body: &[u8],
    ) -> Label {
        let body_sha256 = sha256_hex(body);
        Label { format: FORMAT, incident, clip_start_s, hit_in_clip_s, clip_s, body_sha256 }
    }

    /// The whole file.
    pub(super) fn with_body(&self, body: &[u8]) -> serde_json::Result<Vec<u8>> {
        let mut file = serde_json::to_vec(self)?;
        file.push(b'\n');
        file.extend_from_slice(body);
        Ok(file)
    }

    /// Splits a file into label and body; `None` when it is none, is cut short
    /// or does not agree with itself.
    pub(super) fn read(file: &[u8]) -> Option<(Label, &[u8])> {
        let end = file.iter().position(|byte| *byte == b'\n')?;
        let label: Label = serde_json::from_slice(&file[..end]).ok()?;
        let body = &file[end + 1..];
        (label.format == FORMAT && label.body_sha256 == sha256_hex(body)).then_some((label, body))
    }
}

/// The body: what was heard. Numbers that JSON cannot say become the nearest
/// that it can.
pub(super) fn encode_body(heard: &[HeardUtterance]) -> serde_json::Result<Vec<u8>> {
    let mut heard = heard.to_vec();
    for utterance in &mut heard {
        utterance.mean_logprob = finite(utterance.mean_logprob);
        for hit in &mut utterance.hits {
            hit.score.0 = finite(hit.score.0);
        }
    }
    serde_json::to_vec(&heard)
}

/// Reads a body back.
pub(super) fn decode_body(body: &[u8]) -> Option<Vec<HeardUtterance>> {
    serde_json::from_slice(body).ok()
}

fn finite(x: f32) -> f32 {
    if x.is_nan() { 0.0 } else { x.clamp(f32::MIN, f32::MAX) }
}

/// SHA-256 of `bytes`, in lower-case hex.
pub(super) fn sha256_hex(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// The hashes that the index keeps of a revision's files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hashes {
    /// Of the clip.
    pub(super) clip_sha256: String,
    /// Of the words file.
    pub(super) words_sha256: String,
    /// Of the whole, where there is one.
    pub(super) whole_sha256: Option<String>,
}

impl Hashes {
    /// Those of the files of `incident`, whose words have `words_sha256`.
    pub(super) fn of(incident: &Incident, words_sha256: String) -> Hashes {
        Hashes {
            clip_sha256: incident.clip_sha256.clone(),
            words_sha256,
            whole_sha256: incident.custody.whole_sha256.clone(),
        }
    }
}

/// Reads the words of `set` and says whether all its files are what `expected`
/// says. The bytes are returned only when they are. Errors are those of reading
/// a file that exists.
pub(super) fn examine(
    root: &Path,
    set: &FileSet,
    expected: &Hashes,
) -> io::Result<(EvidenceState, Option<Vec<u8>>)> {
    let Some((clip, words, whole)) = read_all(root, set, expected.whole_sha256.is_some())? else {
        return Ok((EvidenceState::Missing, None));
    };
    let same = sha256_hex(&clip) == expected.clip_sha256
        && sha256_hex(&words) == expected.words_sha256
        && whole.map(|whole| sha256_hex(&whole)) == expected.whole_sha256;
    Ok(if same { (EvidenceState::Ok, Some(words)) } else { (EvidenceState::Changed, None) })
}

/// Clip, words and, where one is expected, the whole.
type All = (Vec<u8>, Vec<u8>, Option<Vec<u8>>);

/// All files of a set; `None` when one of them is not there.
pub(super) fn read_all(root: &Path, set: &FileSet, whole: bool) -> io::Result<Option<All>> {
    let (Some(clip), Some(words)) = (read(root, set, Part::Clip)?, read(root, set, Part::Words)?)
    else {
        return Ok(None);
    };
    let whole = match whole {
        false => None,
        true => match read(root, set, Part::Whole)? {
            None => return Ok(None),
            found => found,
        },
    };
    Ok(Some((clip, words, whole)))
}

/// What the files of `set`, which no row knows, say of themselves.
pub(super) enum Found {
    /// They agree: the label, and the hashes for the row.
    Sound(Box<Label>, Hashes),
    /// The words are whole, but the sound is not what they were written with.
    ClipChanged(Box<Label>, Hashes),
    /// The words cannot be read, or belong to something else.
    Useless,
}

/// Reads all files of `set`.
pub(super) fn identify(root: &Path, set: &FileSet) -> io::Result<Found> {
    let (Some(clip), Some(words)) = (read(root, set, Part::Clip)?, read(root, set, Part::Words)?)
    else {
        return Ok(Found::Useless);
    };
    let Some((label, _)) = Label::read(&words) else { return Ok(Found::Useless) };
    let row = &label.incident;
    if row.id != set.id
        || row.revision != set.revision
        || set.relative(Part::Clip).as_ref() != Some(&row.clip)
    {
        return Ok(Found::Useless);
    }
    let whole = match row.custody.whole_sha256 {
        None => None,
        Some(_) => read(root, set, Part::Whole)?.map(|whole| sha256_hex(&whole)),
    };
    let hashes = Hashes::of(row, sha256_hex(&words));
    let sound = sha256_hex(&clip) == hashes.clip_sha256 && whole == hashes.whole_sha256;
    let label = Box::new(label);
    Ok(if sound { Found::Sound(label, hashes) } else { Found::ClipChanged(label, hashes) })
}

/// One file of `set`; `None` when it is not there.
pub(super) fn read(root: &Path, set: &FileSet, part: Part) -> io::Result<Option<Vec<u8>>> {
    let Some(relative) = set.relative(part) else { return Ok(None) };
    match fs::read(absolute(root, &relative)) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(e),
    }
}
