//! The only way for speech to reach the disk.
//!
//! Owns the encoding of clip and words, their sealing and their safe writing. Runs
//! on the thread `record`, inside the store; nobody else can make one. Everything
//! that holds speech passes through [`Files`] as bytes in memory, already complete
//! and already sealed where the store is, so that no temporary file ever holds more
//! than the file it becomes, and the hashes are always those of the bytes on disk.
//! Never logs, never touches the index.

use super::fault::{Fault, Step};
use super::files::{FileSet, Part, TEMPORARY, absolute};
use super::sealing::Audience;
use super::words::{Label, encode_body, sha256_hex};
use super::{Custody, Handling, HeardUtterance, Incident, RecordError};
use crate::tr;
use crate::units::SAMPLE_RATE;
use crate::vault::VaultError;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Cursor, Write};
use std::path::{Path, PathBuf};

/// An incident with all that was heard of it, on its way to the disk.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// The row. The store fills in `revision`, `clip` and `clip_sha256`, and
    /// keeps the disposition once people have decided.
    pub incident: Incident,
    /// The clip at 16 kHz, full scale 1.0, one plane for each channel; at least
    /// one. Shorter planes are filled up with silence, what is not a number is
    /// silence, and what is beyond full scale is clipped.
    pub planes: Vec<Vec<f32>>,
    /// The same stretch before anything in it was silenced, as `planes` otherwise; absent
    /// when nothing was. It is kept sealed to two people, and never where all lies open.
    pub whole: Option<Vec<Vec<f32>>>,
    /// Where the clip begins, seconds from the session's beginning.
    pub clip_start_s: f64,
    /// Seconds from the clip's beginning to the first phrase.
    pub hit_in_clip_s: f64,
    /// What was heard in it, in order of time.
    pub heard: Vec<HeardUtterance>,
}

/// What became of an [`Evidence`] on disk.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    /// The clip, relative to the store.
    pub clip: String,
    /// SHA-256 of the clip's file, in hex.
    pub clip_sha256: String,
    /// SHA-256 of the words' file, in hex.
    pub words_sha256: String,
    /// SHA-256 of the whole's file, in hex; absent when there is none.
    pub whole_sha256: Option<String>,
}

/// Writes evidence below one store. Belongs to a [`super::Store`].
#[derive(Debug)]
pub struct EvidenceSink {
    root: PathBuf,
    pub(super) fault: Fault,
}

/// The files of a revision as they will stand on disk; those that are absent are not
/// written.
#[derive(Debug, Default)]
pub(super) struct Files {
    pub(super) words: Option<Vec<u8>>,
    pub(super) whole: Option<Vec<u8>>,
    pub(super) clip: Option<Vec<u8>>,
}

impl EvidenceSink {
    pub(super) fn new(root: &Path) -> EvidenceSink {
        EvidenceSink { root: root.to_owned(), fault: Fault::default() }
    }

    /// Writes words and clip of `evidence` for the row `row`, whose id and
    /// revision name the files; sealed to `audience` when there is one, and then the whole
    /// too. On disk, synced and named when it returns.
    pub(super) fn write(
        &mut self,
        row: &Incident,
        evidence: &Evidence,
        audience: Option<&Audience>,
    ) -> Result<Stored, RecordError> {
        let bad = |why| RecordError::BadEvidence { id: row.id.clone(), why };
        let unsealed = |source| RecordError::Unsealed { id: row.id.clone(), source };
        let sealed = audience.is_some();
        let set = FileSet { id: row.id.clone(), revision: row.revision, sealed };
        let Some(clip_name) = set.relative(Part::Clip) else {
            return Err(bad(tr!("编号格式不对", "its id has not the form of one")));
        };

        let seal = |plain: Vec<u8>| -> Result<Vec<u8>, VaultError> {
            audience.map_or(Ok(plain.clone()), |audience| audience.seal(&plain))
        };
        let clip = seal(encode_clip(&evidence.planes).map_err(bad)?).map_err(unsealed)?;
        let body = encode_body(&evidence.heard).map_err(|e| bad(e.to_string()))?;
        let body = seal(body).map_err(unsealed)?;
        // What was silenced is never kept where all lies open, nor where one person could
        // hear it alone.
        let whole = match (audience, &evidence.whole) {
            (Some(audience), Some(planes)) => {
                audience.seal_whole(&encode_clip(planes).map_err(bad)?).map_err(unsealed)?
            }
            _ => None,
        };
        let clip_sha256 = sha256_hex(&clip);
        let whole_sha256 = whole.as_deref().map(sha256_hex);
        let label = Label::new(
            Incident {
                clip: clip_name.clone(),
                clip_sha256: clip_sha256.clone(),
                custody: Custody { whole_sha256: whole_sha256.clone(), ..row.custody.clone() },
                // Who looks into it stands in the index alone.
                handling: Handling::default(),
                ..row.clone()
            },
            evidence.clip_start_s,
            evidence.hit_in_clip_s,
            frames(&evidence.planes) as f64 / f64::from(SAMPLE_RATE),
            &body,
        );
        let words = label.with_body(&body).map_err(|e| bad(e.to_string()))?;
        let words_sha256 = sha256_hex(&words);
        self.lay(&set, &Files { words: Some(words), whole, clip: Some(clip) })?;
        Ok(Stored { clip: clip_name, clip_sha256, words_sha256, whole_sha256 })
    }

    /// Writes the files of a revision: the clip last, so that a clip is never there without
    /// the rest.
    pub(super) fn lay(&self, set: &FileSet, files: &Files) -> Result<(), RecordError> {
        let Files { words, whole, clip } = files;
        for (part, bytes, steps) in [
            (Part::Words, words, (Step::WordsWritten, Step::WordsNamed)),
            (Part::Whole, whole, (Step::WholeWritten, Step::WholeNamed)),
            (Part::Clip, clip, (Step::ClipWritten, Step::ClipNamed)),
        ] {
            if let (Some(bytes), Some(name)) = (bytes, set.relative(part)) {
                self.keep(&name, bytes, steps)?;
            }
        }
        Ok(())
    }

    /// Writes `bytes` under a temporary name, syncs, gives the name, syncs the
    /// directory.
    fn keep(&self, relative: &str, bytes: &[u8], steps: (Step, Step)) -> Result<(), RecordError> {
        let path = absolute(&self.root, relative);
        let dir = path.parent().unwrap_or(&self.root);
        make_dir(dir).map_err(RecordError::writing(dir))?;
        let temporary = absolute(&self.root, &format!("{relative}.{TEMPORARY}"));
        if let Err(e) = write_synced(&temporary, bytes) {
            // The room is needed more than ever; if this fails too, the next
            // start removes it.
            let _ = fs::remove_file(&temporary);
            return Err(RecordError::writing(&temporary)(e));
        }
        self.fault.pass(steps.0)?;
        fs::rename(&temporary, &path).map_err(RecordError::writing(&path))?;
        sync_dir(dir).map_err(RecordError::writing(dir))?;
        self.fault.pass(steps.1)
    }

    /// Removes the files of a revision that no row names. Files that resist are
    /// left: the next start removes them.
    pub(super) fn forget(&self, set: &FileSet) -> Result<(), RecordError> {
        for relative in set.every() {
            if fs::remove_file(absolute(&self.root, &relative)).is_ok() {
                self.fault.pass(Step::OldHalfRemoved)?;
            }
        }
        Ok(())
    }
}

/// Length of the clip in samples of one channel.
fn frames(planes: &[Vec<f32>]) -> usize {
    planes.iter().map(Vec::len).max().unwrap_or(0)
}

/// A WAV file, 16-bit PCM at 16 kHz, channels interleaved.
pub(super) fn encode_clip(planes: &[Vec<f32>]) -> Result<Vec<u8>, String> {
    let channels = u16::try_from(planes.len()).unwrap_or(0);
    let samples = frames(planes).saturating_mul(planes.len());
    // A RIFF chunk counts its bytes in 32 bits.
    let fits = u32::try_from(samples.saturating_mul(2)).is_ok_and(|bytes| bytes < u32::MAX - 1024);
    if channels == 0 || !fits {
        return Err(tr!(
            "录音片段有 {} 个声道、{} 个采样",
            "the clip has {} channels and {} samples",
            planes.len(),
            samples
        ));
    }
    let spec = hound::WavSpec {
        channels,
        sample_rate: SAMPLE_RATE,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut file = Cursor::new(Vec::with_capacity(samples * 2 + 64));
    let write = |file: &mut Cursor<Vec<u8>>| -> Result<(), hound::Error> {
        let mut wav = hound::WavWriter::new(file, spec)?;
        for frame in 0..frames(planes) {
            for plane in planes {
                wav.write_sample(pcm16(plane.get(frame).copied().unwrap_or(0.0)))?;
            }
        }
        wav.finalize()
    };
    write(&mut file).map_err(|e| e.to_string())?;
    Ok(file.into_inner())
}

/// The nearest 16-bit value; not a number is silence (Rust's `as` says so).
fn pcm16(sample: f32) -> i16 {
    (sample * f32::from(i16::MAX)).round() as i16
}

/// Makes a directory, and those above it, that only the owner may write and
/// only the group may read; syncs what it makes into the directory above.
pub(super) fn make_dir(dir: &Path) -> io::Result<()> {
    if dir.is_dir() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o750);
    builder.create(dir)?;
    dir.parent().filter(|above| !above.as_os_str().is_empty()).map_or(Ok(()), sync_dir)
}

fn write_synced(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o640);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Makes renames and removals in `dir` survive a loss of power. Other systems
/// than unix do so by themselves or not at all.
pub(super) fn sync_dir(dir: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(dir)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn samples_become_the_nearest_that_16_bits_hold() {
        for (sample, pcm) in [
            (0.0, 0),
            (1.0, i16::MAX),
            (-1.0, -i16::MAX),
            (9.0, i16::MAX),
            (f32::NEG_INFINITY, i16::MIN),
            (f32::NAN, 0),
        ] {
            assert_eq!(pcm16(sample), pcm, "{sample}");
        }
    }

    #[test]
    fn a_clip_without_channels_is_refused() {
        assert!(encode_clip(&[]).is_err());
    }

    proptest! {
        #[test]
        fn a_clip_reads_back_as_it_was(planes in proptest::collection::vec(
            proptest::collection::vec(-1.2f32..1.2, 0..40), 1..5,
        )) {
            let bytes = encode_clip(&planes).unwrap();
            let mut wav = hound::WavReader::new(Cursor::new(bytes)).unwrap();
            prop_assert_eq!(wav.spec().sample_rate, 16_000);
            let read: Vec<i16> = wav.samples().map(Result::unwrap).collect();
            prop_assert_eq!(read.len(), frames(&planes) * planes.len());
            for (at, got) in read.into_iter().enumerate() {
                let plane = &planes[at % planes.len()];
                let want = plane.get(at / planes.len()).copied().unwrap_or(0.0).clamp(-1.0, 1.0);
                prop_assert!((f32::from(got) / 32767.0 - want).abs() <= 1.0 / 32767.0);
            }
        }
    }
}
