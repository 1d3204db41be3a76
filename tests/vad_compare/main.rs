//! Which voice activity detector to use, by the figures of `docs/vad.md`.
//!
//! Needs a folder of speech (`LIYU_SPEECH`, default `../shared/speech`, laid out
//! as its README says) and minutes of time, so all tests are ignored by default:
//!
//! ```text
//! cargo test --release --test vad_compare -- --ignored --nocapture compare
//! cargo test --release --test vad_compare -- --ignored --nocapture sweep
//! cargo test --release --test vad_compare -- --ignored --nocapture levels
//! ```
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod corpus;
mod detectors;
mod measure;
#[path = "../../src/segment/tests/sound.rs"]
mod sound;

use corpus::{Clip, NOISES, Pace, Stream};
use detectors::{DETECTORS, Detector};
use liyu::segment::Config;
use liyu::units::{SampleRange, Score};
use measure::{Segments, frame_level, segment_level, utterances};

/// The settings that were chosen.
fn config() -> Config {
    Config {
        onset: Score(0.5),
        offset: Score(0.4),
        above_floor_db: 3.0,
        onset_ms: 48,
        onset_window_ms: 160,
        pre_roll_ms: 400,
        hangover_ms: 500,
        tail_ms: 350,
        min_speech_ms: 160,
        max_utterance_s: 15.0,
        overlap_ms: 1500,
        crosstalk_db: 10.0,
        draft_pause_ms: 0,
        draft_every_ms: 0,
        draft_window_s: 6.0,
    }
}

const SNRS_DB: [f32; 4] = [20.0, 10.0, 5.0, 0.0];
/// Sentences of each set in a stream.
const SENTENCES: usize = 120;

/// The two sets of sentences, and others for babble.
fn sets() -> (Vec<(&'static str, Stream)>, Vec<Clip>) {
    let (real, babble) = corpus::split(corpus::clips("real"), SENTENCES, 1);
    let (dev, _) = corpus::split(corpus::clips("dev"), SENTENCES, 2);
    let calm = Pace { pause_s: 1.0, longest_s: 3.0, spread_db: 0.0 };
    (vec![("real", Stream::of(&real, 3, calm)), ("dev", Stream::of(&dev, 4, calm))], babble)
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
            let show = |name: String, sound: &[f32]| {
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
    hurry(&config);
    false_alarms(&babble, &config);
    dialogues(&config);
}

/// The hardest case for a floor: nobody pauses, and some are 16 dB softer than others.
fn hurry(config: &Config) {
    println!("\n## no pause between sentences, levels +-8 dB: earshot");
    println!("dB above floor | {}", Segments::HEAD);
    let pace = Pace { pause_s: 0.0, longest_s: 0.2, spread_db: 8.0 };
    for set in ["real", "dev"] {
        let (clips, _) = corpus::split(corpus::clips(set), SENTENCES, 5);
        let stream = Stream::of(&clips, 6, pace);
        let (scores, _) = detectors::scores(Detector::Earshot, &stream.sound);
        for above_floor_db in [0.0, 3.0, 6.0] {
            let config = Config { above_floor_db, ..config.clone() };
            let found = utterances(&stream.sound, &scores, &config);
            println!("{set:4} {above_floor_db} | {}", segment_level(&stream, &found));
        }
    }
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
    println!(
        "earshot; clean, mean of all noises at 10 dB, babble at 10, 5 and 0 dB, files at 0 dB"
    );
    println!("set onset/offset window hang pre min | {} (each condition)", Segments::HEAD);
    for (set, stream) in &sets {
        let scored = |sound: Vec<f32>| {
            let (scores, _) = detectors::scores(Detector::Earshot, &sound);
            (sound, scores)
        };
        let with = |noise: &str, snr_db| {
            scored(stream.with(&corpus::noise(noise, &babble, stream.len()), snr_db))
        };
        let conditions = [
            vec![scored(stream.sound.clone())],
            NOISES.iter().map(|noise| with(noise, 10.0)).collect(),
            vec![with("babble", 10.0)],
            vec![with("babble", 5.0)],
            vec![with("babble", 0.0)],
            vec![with("files", 0.0)],
        ];
        let show = |config: &Config| {
            print!(
                "{set:4} {:.2}/{:.2} {:3}of{:3} {:3} {:3} {:3} {:1}dB",
                config.onset.0,
                config.offset.0,
                config.onset_ms,
                config.onset_window_ms,
                config.hangover_ms,
                config.pre_roll_ms,
                config.min_speech_ms,
                config.above_floor_db
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
        for above_floor_db in [0.0, 3.0, 4.0, 5.0, 6.0, 8.0] {
            show(&Config { above_floor_db, ..config() });
        }
        for onset in [0.4, 0.5, 0.6] {
            for below in [0.0, 0.05, 0.1, 0.15] {
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

#[test]
#[ignore = "takes minutes; see the head of this file"]
fn levels() {
    println!("earshot: utterances in an hour of noise, by its level, onset/offset, dB above floor");
    for noise in ["white", "pink"] {
        let hour = corpus::noise(noise, &[], 3600 * 16_000);
        for db in [-20.0, -30.0, -40.0, -50.0, -60.0, -75.0] {
            let sound: Vec<f32> =
                hour.iter().map(|s| (s * sound::gain(db)).clamp(-1.0, 1.0)).collect();
            let (scores, _) = detectors::scores(Detector::Earshot, &sound);
            print!("{noise} {db} dBFS:");
            for (onset, offset) in [(0.4, 0.3), (0.45, 0.35), (0.5, 0.4), (0.6, 0.45)] {
                for above_floor_db in [0.0, 3.0] {
                    let (onset, offset) = (Score(onset), Score(offset));
                    let config = Config { onset, offset, above_floor_db, ..config() };
                    let found = utterances(&sound, &scores, &config).len();
                    print!(" | {:.2}/{:.2} {above_floor_db}: {found}", onset.0, offset.0);
                }
            }
            println!();
        }
    }
}

#[test]
#[ignore = "takes minutes; see the head of this file"]
fn gains() {
    let (sets, babble) = sets();
    println!("earshot, its input made softer: {} | {}", measure::Frames::HEAD, Segments::HEAD);
    for (set, stream) in &sets {
        for db in [0.0, -10.0, -20.0, -30.0] {
            for snr_db in [60.0, 20.0, 10.0, 0.0] {
                let (frames, segments): (Vec<_>, Vec<_>) = NOISES
                    .iter()
                    .map(|noise| {
                        let noise = corpus::noise(noise, &babble, stream.len());
                        let sound = stream.with(&noise, snr_db);
                        let softer: Vec<f32> = sound.iter().map(|s| s * sound::gain(db)).collect();
                        let (scores, _) = detectors::scores(Detector::Earshot, &softer);
                        let found = utterances(&sound, &scores, &config());
                        (
                            frame_level(&scores, &stream.truth, config().onset.0),
                            segment_level(stream, &found),
                        )
                    })
                    .unzip();
                let (frames, segments) =
                    (measure::Frames::mean(&frames), Segments::mean(&segments));
                println!("{set:4} {db:3} dB, SNR {snr_db:2} dB | {frames} | {segments}");
            }
        }
    }
}
