//! Speech and noise of the comparison, and what is taken for the truth.

use crate::sound::{Random, gain, pink, white};
use liyu::segment::vad::FRAME;
use liyu::units::{Dbfs, SampleIndex, SampleRange};
use std::path::PathBuf;

/// The kinds of noise that are mixed in.
pub const NOISES: [&str; 4] = ["files", "white", "pink", "babble"];
/// The level that speech is brought to.
const SPEECH_DBFS: f32 = -26.0;

/// One sentence, without what stands around it.
pub struct Clip {
    pub samples: Vec<f32>,
}

fn folder(name: &str) -> PathBuf {
    let root = std::env::var_os("LIYU_SPEECH").map_or("../shared/speech".into(), PathBuf::from);
    root.join(name)
}

fn manifest(name: &str) -> Vec<serde_json::Value> {
    let path = folder(name).join("manifest.jsonl");
    let text = std::fs::read_to_string(&path)
        .unwrap_or_else(|e| panic!("{}: {e}; set LIYU_SPEECH", path.display()));
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn planes(path: PathBuf) -> Vec<Vec<f32>> {
    let mut wav = hound::WavReader::open(path).unwrap();
    let channels = usize::from(wav.spec().channels);
    let mut planes = vec![Vec::new(); channels];
    for (n, sample) in wav.samples::<i16>().enumerate() {
        planes[n % channels].push(f32::from(sample.unwrap()) / 32768.0);
    }
    planes
}

/// All clips of a folder, the first channel of each.
pub fn clips(name: &str) -> Vec<Clip> {
    let file = |line: &serde_json::Value| folder(name).join(line["file"].as_str().unwrap());
    manifest(name).iter().map(|l| Clip { samples: planes(file(l)).remove(0) }).collect()
}

/// `n` clips drawn with `seed`, and the others.
pub fn split(mut clips: Vec<Clip>, n: usize, seed: u64) -> (Vec<Clip>, Vec<Clip>) {
    let mut random = Random::new(seed);
    for last in (1..clips.len()).rev() {
        clips.swap(last, random.below(last + 1));
    }
    let rest = clips.split_off(n.min(clips.len()));
    (clips, rest)
}

/// Which frames of a clip hold speech: those whose power, averaged over five
/// frames, lies less than `below_db` below the loud ones (99th percentile) and more
/// than 6 dB above the quiet ones (5th).
///
/// Weak on purpose and known to be: soft consonants and the ends of words are
/// missed, a breath or a chair counts as speech, pauses within a sentence are
/// not speech although an utterance should hold them.
fn speech_frames(samples: &[f32], below_db: f32) -> Vec<bool> {
    let power: Vec<f32> = samples
        .chunks_exact(FRAME)
        .map(|f| f.iter().map(|s| s * s).sum::<f32>() / FRAME as f32)
        .collect();
    let levels: Vec<f32> = (0..power.len())
        .map(|n| {
            let near = &power[n.saturating_sub(2)..(n + 3).min(power.len())];
            Dbfs::from_amplitude((near.iter().sum::<f32>() / near.len() as f32).sqrt()).0
        })
        .collect();
    let mut sorted = levels.clone();
    sorted.sort_by(f32::total_cmp);
    let at = |share: f32| sorted[((sorted.len() - 1) as f32 * share) as usize];
    let limit = (at(0.99) - below_db).max(at(0.05) + 6.0);
    levels.iter().map(|level| *level > limit).collect()
}

/// How sentences follow each other.
#[derive(Clone, Copy)]
pub struct Pace {
    /// The shortest pause between two.
    pub pause_s: f32,
    /// The longest.
    pub longest_s: f32,
    /// How much louder or softer than the mean a sentence may be.
    pub spread_db: f32,
}

/// Sentences one after another over a hiss at -75 dBFS, and the truth about it.
pub struct Stream {
    pub sound: Vec<f32>,
    /// Whether each frame is speech.
    pub truth: Vec<bool>,
    /// Whether each frame is loud speech, within 25 dB of the loudest: no breath,
    /// no noise of the recording, and no soft consonant either.
    pub loud: Vec<bool>,
    /// From the first to the last loud frame of each sentence.
    pub sentences: Vec<SampleRange>,
}

impl Stream {
    pub fn of(clips: &[Clip], seed: u64, pace: Pace) -> Self {
        let mut random = Random::new(seed);
        let (mut sound, mut sentences) = (Vec::new(), Vec::new());
        let (mut truth, mut loud) = (Vec::new(), Vec::new());
        for clip in clips {
            let speech = speech_frames(&clip.samples, 40.0);
            let clip_loud = speech_frames(&clip.samples, 25.0);
            let frame = |n: usize| &clip.samples[n * FRAME..(n + 1) * FRAME];
            let spoken: Vec<f32> = (0..speech.len())
                .filter(|n| speech[*n])
                .flat_map(|n| frame(n).iter().copied())
                .collect();
            let factor = gain(
                SPEECH_DBFS - Dbfs::of(&spoken).0 + pace.spread_db * (2.0 * random.unit() - 1.0),
            );
            let pause_s = pace.pause_s + (pace.longest_s - pace.pause_s) * random.unit();
            let pause = pause_s * 16_000.0 / FRAME as f32;
            sound.extend(std::iter::repeat_n(0.0, pause as usize * FRAME));
            truth.extend(std::iter::repeat_n(false, pause as usize));
            loud.extend(std::iter::repeat_n(false, pause as usize));
            if let (Some(first), Some(last)) =
                (clip_loud.iter().position(|s| *s), clip_loud.iter().rposition(|s| *s))
            {
                let at = |n: usize| SampleIndex(((truth.len() + n) * FRAME) as u64);
                sentences.push(SampleRange::new(at(first), at(last + 1)));
            }
            sound.extend(clip.samples[..speech.len() * FRAME].iter().map(|s| s * factor));
            truth.extend(speech);
            loud.extend(clip_loud);
        }
        for (sample, hiss) in sound.iter_mut().zip(white(seed)) {
            *sample = (*sample + hiss * gain(-75.0)).clamp(-1.0, 1.0);
        }
        Stream { sound, truth, loud, sentences }
    }

    pub fn len(&self) -> usize {
        self.sound.len()
    }

    pub fn seconds(&self) -> f64 {
        self.len() as f64 / 16_000.0
    }

    pub fn speech_s(&self) -> f64 {
        self.truth.iter().filter(|t| **t).count() as f64 * FRAME as f64 / 16_000.0
    }

    /// The stream with `noise` (root mean square 1) `snr_db` below its speech.
    pub fn with(&self, noise: &[f32], snr_db: f32) -> Vec<f32> {
        let factor = gain(SPEECH_DBFS - snr_db);
        self.sound.iter().zip(noise).map(|(s, n)| (s + n * factor).clamp(-1.0, 1.0)).collect()
    }
}

fn normalised(mut sound: Vec<f32>) -> Vec<f32> {
    let factor = gain(-Dbfs::of(&sound).0);
    sound.iter_mut().for_each(|s| *s *= factor);
    sound
}

/// `len` samples of one of [`NOISES`] with a root mean square of 1.
pub fn noise(kind: &str, babble: &[Clip], len: usize) -> Vec<f32> {
    match kind {
        "white" => white(11).take(len).collect(),
        "pink" => normalised(pink(12).take(len).collect()),
        "files" => {
            // All recordings of noise, each equally loud, over and over.
            let all: Vec<f32> =
                clips("noise").into_iter().flat_map(|clip| normalised(clip.samples)).collect();
            all.into_iter().cycle().take(len).collect()
        }
        "babble" => {
            // Eight talkers that never pause for long.
            let mut sum = vec![0.0_f32; len];
            for talker in 0..8 {
                let mut order = Random::new(100 + talker);
                let mut at = 0;
                while at < len {
                    let clip = normalised(babble[order.below(babble.len())].samples.clone());
                    for (slot, sample) in sum[at..].iter_mut().zip(&clip) {
                        *slot += sample;
                    }
                    at += clip.len();
                }
            }
            normalised(sum)
        }
        other => panic!("no noise {other}"),
    }
}

/// A conversation: a plane for each channel, turns as channel and range.
pub struct Dialogue {
    pub planes: Vec<Vec<f32>>,
    pub turns: Vec<(usize, SampleRange)>,
}

pub fn dialogues() -> Vec<Dialogue> {
    let read = |line: serde_json::Value| {
        let channels: Vec<&str> =
            line["channels"].as_array().unwrap().iter().map(|c| c.as_str().unwrap()).collect();
        let time = |turn: &serde_json::Value, key: &str| {
            SampleIndex::from_seconds(turn[key].as_f64().unwrap())
        };
        let turns = line["turns"].as_array().unwrap().iter().map(|turn| {
            let channel = channels.iter().position(|c| *c == turn["role"].as_str().unwrap());
            (channel.unwrap(), SampleRange::new(time(turn, "start_s"), time(turn, "end_s")))
        });
        Dialogue {
            turns: turns.collect(),
            planes: planes(folder("dialogues").join(line["file"].as_str().unwrap())),
        }
    };
    manifest("dialogues").into_iter().map(read).collect()
}
