//! Which voice activity detector to use, by the figures of `docs/vad.md`.
//!
//! Needs a folder of speech (`LIYU_SPEECH`, default `../shared/speech`, laid out
//! as its README says) and minutes of time, so both tests are ignored by default:
//!
//! ```text
//! cargo test --release --test vad_compare -- --ignored --nocapture compare
//! cargo test --release --test vad_compare -- --ignored --nocapture sweep
//! ```
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod corpus;
mod detectors;
mod measure;
#[path = "../../src/segment/tests/sound.rs"]
mod sound;

use corpus::{Clip, NOISES, Stream};
use detectors::{DETECTORS, Detector};
use liyu::segment::Config;
use liyu::units::{SampleRange, Score};
use measure::{Segments, frame_level, segment_level, utterances};

/// The settings that were chosen.
fn config() -> Config {
    Config {
        onset: Score(0.5),
        offset: Score(0.35),
        onset_ms: 48,
        onset_window_ms: 96,
        pre_roll_ms: 300,
        hangover_ms: 500,
        tail_ms: 250,
        min_speech_ms: 160,
        max_utterance_s: 15.0,
        overlap_ms: 1500,
    }
}

const SNRS_DB: [f32; 4] = [20.0, 10.0, 5.0, 0.0];
/// Sentences of each set in a stream.
const SENTENCES: usize = 120;

/// The two sets of sentences, and others for babble.
fn sets() -> (Vec<(&'static str, Stream)>, Vec<Clip>) {
    let (real, babble) = corpus::split(corpus::clips("real"), SENTENCES, 1);
    let (dev, _) = corpus::split(corpus::clips("dev"), SENTENCES, 2);
    (vec![("real", Stream::of(&real, 3)), ("dev", Stream::of(&dev, 4))], babble)
}

#[test]
#[ignore = "needs a folder of speech and minutes; see the head of this file"]
fn compare() {
    let (sets, babble) = sets();
    let config = config();
    for (set, stream) in &sets {
        println!("\n## {set}: {:.0} s, {:.0} s of it speech", stream.seconds(), stream.speech_s());
        println!("detector condition | AUC miss% false% miss%@5%false | {} | RTF", Segments::HEAD);
        for detector in DETECTORS {
            let mut show = |name: String, sound: &[f32]| {
                let (scores, rtf) = detectors::scores(*detector, sound);
                let frames = frame_level(&scores, &stream.truth, config.onset.0);
                let segments = segment_level(stream, &utterances(sound, &scores, &config));
                println!("{:9} {name:13} | {frames} | {segments} | {rtf:.5}", detector.name());
                (frames, segments)
            };
            show("clean".into(), &stream.sound);
            let quiet: Vec<f32> = stream.sound.iter().map(|s| s * sound::gain(-25.0)).collect();
            show("25 dB quieter".into(), &quiet);
            for snr_db in SNRS_DB {
                let rows: Vec<_> = NOISES
                    .iter()
                    .map(|noise| {
                        let noisy =
                            stream.with(&corpus::noise(noise, &babble, stream.len()), snr_db);
                        show(format!("{noise} {snr_db:.0} dB"), &noisy)
                    })
                    .collect();
                let (frames, segments): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
                println!(
                    "{:9} {:13} | {} | {} |",
                    detector.name(),
                    format!("MEAN {snr_db:.0} dB"),
                    measure::Frames::mean(&frames),
                    Segments::mean(&segments)
                );
            }
        }
    }
    false_alarms(&babble, &config);
    dialogues(&config);
}

fn false_alarms(babble: &[Clip], config: &Config) {
    println!("\n## utterances in an hour of noise at -30 dBFS; in brackets, seconds of them");
    for detector in DETECTORS {
        print!("{:9}", detector.name());
        for noise in ["silence", "files", "white", "pink", "babble"] {
            let hour = 3600 * 16_000;
            let sound = match noise {
                "silence" => vec![0.0; hour],
                _ => {
                    let mut sound = corpus::noise(noise, babble, hour);
                    sound.iter_mut().for_each(|s| *s *= sound::gain(-30.0));
                    sound
                }
            };
            let (scores, _) = detectors::scores(*detector, &sound);
            let found = utterances(&sound, &scores, config);
            let seconds: f64 = found.iter().map(|u| u.range.seconds()).sum();
            print!(" | {noise} {} ({seconds:.0})", found.len());
        }
        println!();
    }
}

fn dialogues(config: &Config) {
    println!("\n## dialogues, two channels, cross-talk at about -22 dB");
    for detector in DETECTORS {
        let (mut turns, mut whole, mut own, mut foreign) = (0, 0, 0, 0);
        let (mut above_own_db, mut above_foreign_db) = (Vec::new(), Vec::new());
        for dialogue in corpus::dialogues() {
            for (channel, sound) in dialogue.planes.iter().enumerate() {
                let (scores, _) = detectors::scores(*detector, sound);
                let found = utterances(sound, &scores, config);
                let mine: Vec<SampleRange> =
                    dialogue.turns.iter().filter(|t| t.0 == channel).map(|t| t.1).collect();
                turns += mine.len();
                whole += mine
                    .iter()
                    .filter(|turn| {
                        let speech = measure::loud_within(sound, **turn);
                        found
                            .iter()
                            .any(|u| u.range.start <= speech.start && u.range.end >= speech.end)
                    })
                    .count();
                for u in &found {
                    let above_db = u.level.0 - u.ambient.0;
                    if mine.iter().any(|turn| turn.overlaps(u.range)) {
                        own += 1;
                        above_own_db.push(above_db);
                    } else {
                        foreign += 1;
                        above_foreign_db.push(above_db);
                    }
                }
            }
        }
        println!(
            "{:9} | {turns} turns, {whole} whole in one utterance | utterances: {own} on their own \
             channel ({:.0} dB above ambient), {foreign} on the wrong one ({:.0} dB)",
            detector.name(),
            measure::median(&mut above_own_db),
            measure::median(&mut above_foreign_db),
        );
    }
}

#[test]
#[ignore = "needs a folder of speech and minutes; see the head of this file"]
fn sweep() {
    let (sets, babble) = sets();
    println!("earshot; clean, and the mean of all noises at 20 and at 5 dB");
    println!("set onset/offset window hang pre min | {} (each condition)", Segments::HEAD);
    for (set, stream) in &sets {
        let scored = |sound: Vec<f32>| {
            let (scores, _) = detectors::scores(Detector::Earshot, &sound);
            (sound, scores)
        };
        let at = |snr_db| {
            NOISES
                .iter()
                .map(|n| scored(stream.with(&corpus::noise(n, &babble, stream.len()), snr_db)))
                .collect::<Vec<_>>()
        };
        let conditions = [vec![scored(stream.sound.clone())], at(20.0), at(5.0)];
        let mut show = |config: &Config| {
            print!(
                "{set:4} {:.2}/{:.2} {:3}of{:3} {:3} {:3} {:3}",
                config.onset.0,
                config.offset.0,
                config.onset_ms,
                config.onset_window_ms,
                config.hangover_ms,
                config.pre_roll_ms,
                config.min_speech_ms
            );
            for condition in &conditions {
                let all: Vec<Segments> = condition
                    .iter()
                    .map(|(sound, scores)| {
                        segment_level(stream, &utterances(sound, scores, config))
                    })
                    .collect();
                print!(" | {}", Segments::mean(&all));
            }
            println!();
        };
        for onset in [0.3, 0.4, 0.5, 0.6, 0.7] {
            for below in [0.0, 0.15, 0.25] {
                let offset = Score(onset - below);
                show(&Config { onset: Score(onset), offset, ..config() });
            }
        }
        for hangover_ms in [300, 400, 500, 600, 700] {
            show(&Config { hangover_ms, ..config() });
        }
        for pre_roll_ms in [100, 200, 300, 400] {
            show(&Config { pre_roll_ms, ..config() });
        }
        for (onset_ms, onset_window_ms) in [(16, 16), (32, 64), (48, 48), (48, 96), (80, 160)] {
            show(&Config { onset_ms, onset_window_ms, ..config() });
        }
        for min_speech_ms in [64, 160, 240, 320] {
            show(&Config { min_speech_ms, ..config() });
        }
    }
}
