//! The recordings that counters talk with.
//!
//! Main thread for looking at them; [`Hall`] is read on the threads `capture-<counter>`.
//! Files are opened anew each time they are played: sound held in memory would be taken
//! for memory of the chain.

use crate::bench::Picker;
use crate::bench::talk::{Talk, Turn};
use crate::capture::{Block, FileSource, Piece, Sound, Source};
use crate::command::setup;
use crate::corpus::Recording;
use crate::lang::tell;
use crate::ledger::Ledger;
use crate::tr;
use crate::units::{Role, SampleIndex};
use anyhow::{Result, bail};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A ledger is made before a file has told how many channels it has.
const CHANNELS_MOST: usize = 8;

/// The peak of the hiss when nobody speaks: -75 dBFS, a quiet office through a close
/// microphone. Uniform noise of peak `a` has the level of a / sqrt(3).
const HISS_PEAK: f32 = 3.08e-4;

/// Recordings that can be opened.
pub struct Speech {
    files: Vec<PathBuf>,
    lengths: Arc<[u64]>,
    channels: usize,
}

impl Speech {
    /// What lies at `paths`: WAV files, folders of them, manifests; the bundled
    /// recordings when none is named. What cannot be opened is told and left out.
    pub fn look_at(paths: &[PathBuf]) -> Result<Speech> {
        let named = match paths {
            [] => match setup::demo_recordings() {
                Some(folder) => vec![folder],
                None => bail!(tr!(
                    "找不到自带录音 recordings/demo;请用 --speech 指定录音",
                    "the bundled recordings (recordings/demo) are not here; name some with --speech"
                )),
            },
            named => named.to_vec(),
        };
        let (mut files, mut lengths, mut channels) = (Vec::new(), Vec::new(), 1);
        for path in &named {
            for file in recordings(path)? {
                match FileSource::open(&file, Arc::new(Ledger::new(CHANNELS_MOST))) {
                    Ok(source) if source.len_samples() > 0 => {
                        lengths.push(source.len_samples());
                        channels = channels.max(source.channels());
                        files.push(file);
                    }
                    Ok(_) => {}
                    Err(error) => tell(error),
                }
            }
        }
        if files.is_empty() {
            bail!(tr!("没有可以播放的录音", "there is no recording to play"));
        }
        Ok(Speech { files, lengths: lengths.into(), channels })
    }

    /// Channels of every counter: the most that any recording has.
    pub fn channels(&self) -> usize {
        self.channels
    }

    /// Who is on each channel: the clerk alone, else the clerk and a citizen, as in the
    /// bundled recordings.
    pub fn roles(&self) -> Vec<Role> {
        let roles = [Role::Clerk, Role::Citizen].into_iter();
        roles.chain(std::iter::repeat(Role::Unknown)).take(self.channels).collect()
    }

    /// The share of the samples from `from` to `to` in which recordings are played at the
    /// first `counters` counters: what a short run reaches of what was asked for.
    pub fn played(&self, talk: f64, seed: u64, counters: usize, (from, to): (u64, u64)) -> f64 {
        let spoken: u64 = (0..counters)
            .map(|n| Talk::new(Arc::clone(&self.lengths), talk, seed, n).spoken(from, to))
            .sum();
        spoken as f64 / (counters as u64 * to.saturating_sub(from)).max(1) as f64
    }

    /// The blocks of all recordings, one after the other, each with whether it begins one.
    pub fn each_block(&self, mut each: impl FnMut(Block, bool) -> bool) -> Result<()> {
        for file in &self.files {
            let mut source = FileSource::open(file, Arc::new(Ledger::new(CHANNELS_MOST)))?;
            while let Some(piece) = source.next_piece()? {
                if let Piece::Block(block) = piece {
                    let begins = block.at == SampleIndex(0);
                    if !each(block, begins) {
                        return Ok(());
                    }
                }
            }
        }
        Ok(())
    }
}

/// The files that a path names.
fn recordings(path: &Path) -> Result<Vec<PathBuf>> {
    Ok(Recording::read_all(path)?.into_iter().map(|recording| recording.file).collect())
}

/// What the microphones of one counter hear: recordings in turns, and a hiss throughout.
pub struct Hall {
    speech: Arc<Speech>,
    talk: Talk,
    hiss: Picker,
    now: Now,
    /// Samples of one channel in which a recording was played so far.
    spoken: u64,
}

enum Now {
    Silent(u64),
    Playing {
        source: Box<FileSource>,
        /// Samples that are passed over first.
        skip: u64,
        /// Sound that was read and not yet played, from `at` on.
        block: Block,
        at: usize,
    },
}

impl Hall {
    /// Counter number `counter`.
    pub fn new(speech: Arc<Speech>, talk: f64, seed: u64, counter: usize) -> Hall {
        Hall {
            talk: Talk::new(Arc::clone(&speech.lengths), talk, seed, counter),
            speech,
            hiss: Picker::stream(seed.wrapping_add(1), counter as u64),
            now: Now::Silent(0),
            spoken: 0,
        }
    }

    /// Samples of one channel in which a recording was played so far.
    pub fn spoken(&self) -> u64 {
        self.spoken
    }

    /// What is played for the next samples, and for how many at least. A recording that
    /// has gone since it was looked at is silence: it cannot be told from here, and the
    /// share of speech will show it.
    fn next(&mut self) -> Now {
        match self.talk.next() {
            Some(Turn::Pause(samples)) => Now::Silent(samples),
            Some(Turn::Recording { index, from }) => {
                let ledger = Arc::new(Ledger::new(CHANNELS_MOST));
                match FileSource::open(&self.speech.files[index], ledger) {
                    Ok(source) => Now::Playing {
                        source: Box::new(source),
                        skip: from,
                        block: Block { at: SampleIndex(0), planes: Vec::new() },
                        at: 0,
                    },
                    Err(_) => Now::Silent(self.speech.lengths[index] - from),
                }
            }
            None => Now::Silent(u64::MAX),
        }
    }
}

impl Sound for Hall {
    fn channels(&self) -> usize {
        self.speech.channels
    }

    fn fill(&mut self, frames: &mut [f32]) {
        let width = self.speech.channels;
        for sample in frames.iter_mut() {
            *sample = (self.hiss.share() as f32 * 2.0 - 1.0) * HISS_PEAK;
        }
        let wanted = frames.len() / width;
        let mut done = 0;
        while done < wanted {
            match &mut self.now {
                Now::Silent(0) => self.now = self.next(),
                Now::Silent(left) => {
                    let take = (*left).min((wanted - done) as u64);
                    *left -= take;
                    done += take as usize;
                }
                Now::Playing { source, skip, block, at } => {
                    if *at == block.len() {
                        match source.next_piece() {
                            Ok(Some(Piece::Block(next))) => {
                                *at = (*skip).min(next.len() as u64) as usize;
                                *skip -= *at as u64;
                                *block = next;
                            }
                            Ok(Some(Piece::Gap(_))) => {}
                            Ok(None) | Err(_) => self.now = Now::Silent(0),
                        }
                        continue;
                    }
                    let take = (block.len() - *at).min(wanted - done);
                    for (channel, plane) in block.planes.iter().enumerate() {
                        let to = frames[done * width..].iter_mut().skip(channel).step_by(width);
                        to.zip(&plane[*at..*at + take]).for_each(|(to, from)| *to += from);
                    }
                    *at += take;
                    done += take;
                    self.spoken += take as u64;
                }
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn demo() -> Arc<Speech> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("recordings/demo");
        Arc::new(Speech::look_at(&[folder]).unwrap())
    }

    /// Ten minutes of a counter, `chunk` samples at a time.
    fn played(speech: &Arc<Speech>, counter: usize, chunk: usize) -> (Vec<f32>, u64) {
        let mut hall = Hall::new(Arc::clone(speech), 0.4, 1, counter);
        let mut sound = vec![0.0; 600 * 16_000 * 2];
        sound.chunks_mut(chunk * 2).for_each(|frames| hall.fill(frames));
        (sound, hall.spoken())
    }

    #[test]
    fn a_counter_is_the_same_however_it_is_read_and_unlike_its_neighbour() {
        let speech = demo();
        assert_eq!(speech.roles(), [Role::Clerk, Role::Citizen]);
        let (first, spoken) = played(&speech, 0, 240);
        assert!(first == played(&speech, 0, 1_601).0, "the pace of reading changes the sound");
        assert!(first != played(&speech, 1, 240).0, "all counters hear the same");
        let share = spoken as f64 / (600.0 * 16_000.0);
        assert!((share - 0.4).abs() < 0.05, "{share}");
        let told = speech.played(0.4, 1, 1, (0, 600 * 16_000));
        assert!((share - told).abs() < 1e-3, "{share} {told}");
        assert!(first.iter().any(|sample| sample.abs() > 0.05), "nothing was played");
    }

    #[test]
    fn recordings_that_are_not_there_are_said() {
        assert!(Speech::look_at(&[PathBuf::from("no/such/folder")]).is_err());
        let empty = tempfile::tempdir().unwrap();
        assert!(Speech::look_at(&[empty.path().to_owned()]).is_err());
    }
}
