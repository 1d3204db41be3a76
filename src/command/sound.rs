//! Sound from files into memory: recordings, noises, rooms.
//!
//! Runs on the threads `main` and `play`; waits for nothing but the disk.

use crate::capture::{CaptureError, FileSource, Piece, Source};
use crate::corpus::Recording;
use crate::eval::{Material, Noise, Random, Room};
use crate::lang::tell;
use crate::ledger::Ledger;
use crate::tr;
use anyhow::{Result, bail};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A ledger is made before the file has told how many channels it has.
const CHANNELS_MOST: usize = 8;
/// Sentences that babble is mixed from: enough that no two mixes are alike, little
/// enough to be held in memory (about 40 MB).
const SENTENCES: usize = 120;

/// All channels of a WAV file at 16 kHz, one plane each, of one length.
pub fn read(path: &Path) -> Result<Vec<Vec<f32>>, CaptureError> {
    let mut source = FileSource::open(path, Arc::new(Ledger::new(CHANNELS_MOST)))?;
    let mut planes: Vec<Vec<f32>> = vec![Vec::new(); source.channels()];
    while let Some(piece) = source.next_piece()? {
        match piece {
            Piece::Block(block) => {
                for (plane, samples) in planes.iter_mut().zip(&block.planes) {
                    plane.extend_from_slice(samples);
                }
            }
            // What was lost is silence.
            Piece::Gap(gap) => planes
                .iter_mut()
                .for_each(|plane| plane.resize(plane.len() + gap.samples as usize, 0.0)),
        }
    }
    Ok(planes)
}

/// Whether `name` holds one of `parts`; true when there are none.
pub fn is_named(name: &str, parts: &[String]) -> bool {
    parts.is_empty() || parts.iter().any(|part| name.contains(part.as_str()))
}

/// The first channel of a file that must have sound in it; told and counted when it has
/// none or cannot be read.
fn mono(path: &Path, unread: &mut usize) -> Option<Vec<f32>> {
    let told = match read(path) {
        Ok(planes) => {
            let plane = planes.into_iter().next().unwrap_or_default();
            if plane.iter().any(|sample| *sample != 0.0) {
                return Some(plane);
            }
            tr!("{} 里没有声音", "{} holds no sound", path.display())
        }
        Err(error) => error.to_string(),
    };
    tell(told);
    *unread += 1;
    None
}

/// The noises of each folder: its sentences together are babble, everything else is a
/// noise of its own.
pub fn noises(folders: &[PathBuf], seed: u64, unread: &mut usize) -> Result<Vec<Vec<Noise>>> {
    let mut groups = Vec::new();
    for folder in folders {
        let (mut speech, other): (Vec<_>, Vec<_>) =
            Recording::read_all(folder)?.into_iter().partition(Recording::is_speech);
        let mut random = Random::new(seed, "sentences");
        let picked = (0..speech.len().min(SENTENCES))
            .map(|_| speech.swap_remove(random.below(speech.len())))
            .collect::<Vec<_>>();
        let sentences: Vec<Vec<f32>> =
            picked.iter().filter_map(|one| mono(&one.file, unread)).collect();
        let mut group = Vec::new();
        if !sentences.is_empty() {
            let material = Material::Babble(Arc::new(sentences));
            group.push(Noise { name: "babble".to_owned(), material });
        }
        for one in other {
            if let Some(samples) = mono(&one.file, unread) {
                let material = Material::Loop(Arc::new(samples));
                group.push(Noise { name: one.name, material });
            }
        }
        if group.is_empty() {
            bail!(tr!(
                "噪声目录 {} 里没有可用的录音",
                "no usable recording in the noise folder {}",
                folder.display()
            ));
        }
        groups.push(group);
    }
    Ok(groups)
}

/// The rooms of all folders whose name holds one of `parts`.
pub fn rooms(folders: &[PathBuf], parts: &[String], unread: &mut usize) -> Result<Vec<Room>> {
    let mut rooms = Vec::new();
    for folder in folders {
        let mut responses = Recording::read_all(folder)?;
        responses.retain(|one| is_named(&one.name, parts));
        for one in responses {
            if let Some(response) = mono(&one.file, unread) {
                rooms.push(Room::new(&one.name, response, one.rt_s, one.distance_m));
            }
        }
    }
    if rooms.is_empty() && !folders.is_empty() {
        bail!(tr!(
            "没有可用的冲激响应(--rir-match {})",
            "no usable impulse response (--rir-match {})",
            parts.join(" / ")
        ));
    }
    Ok(rooms)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn names_are_kept_by_any_of_their_parts() {
        let parts = ["rt300".to_owned(), "rt600".to_owned()];
        assert!(is_named("x_rt600_d150.wav", &parts));
        assert!(!is_named("x_rt800_d150.wav", &parts));
        assert!(is_named("x", &[]));
    }

    #[test]
    fn what_cannot_be_read_is_counted_and_an_empty_folder_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.wav"), "no sound").unwrap();
        let mut unread = 0;
        let folders = [folder.path().to_owned()];
        assert!(noises(&folders, 1, &mut unread).is_err());
        assert!(rooms(&folders, &[], &mut unread).is_err());
        assert_eq!(unread, 2);
        assert!(rooms(&[], &[], &mut unread).unwrap().is_empty());
    }
}
