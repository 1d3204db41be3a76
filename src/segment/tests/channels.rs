//! Two microphones at one counter that hear each other: the demo recordings, mixed.

use super::*;
use crate::capture::Block;
use crate::segment::Bank;

/// How the two channels of a recording become those of two microphones.
#[derive(Debug, Clone, Copy)]
struct Mix {
    /// What of each channel leaks into the other, dB.
    leak_db: f32,
    /// How much later it comes there.
    delay: usize,
    /// How much hotter the second microphone is, dB.
    gain_db: f32,
}

fn demo(name: &str) -> [Vec<f32>; 2] {
    let path = match std::env::var("LIYU_DIALOGUES") {
        Ok(dir) => format!("{dir}/{name}.wav"),
        Err(_) => format!("{}/recordings/demo/{name}.wav", env!("CARGO_MANIFEST_DIR")),
    };
    let mut wav = hound::WavReader::open(path).unwrap();
    let all: Vec<f32> = wav.samples::<i16>().map(|s| f32::from(s.unwrap()) / 32768.0).collect();
    [0, 1].map(|channel| all.iter().skip(channel).step_by(2).copied().collect())
}

fn mixed([first, second]: &[Vec<f32>; 2], mix: Mix) -> [Vec<f32>; 2] {
    let amplitude = |db: f32| 10f32.powf(db / 20.0);
    let one = |own: &[f32], other: &[f32], gain: f32| -> Vec<f32> {
        let leak = amplitude(mix.leak_db);
        let late = std::iter::repeat_n(&0.0, mix.delay).chain(other);
        own.iter().zip(late).map(|(own, other)| gain * (own + leak * other)).collect()
    };
    [one(first, second, 0.5), one(second, first, 0.5 * amplitude(mix.gain_db))]
}

fn heard(planes: &[Vec<f32>; 2]) -> Vec<Utterance> {
    let mut bank = Bank::new(2, &config());
    let mut out: Vec<Utterance> = Vec::new();
    for at in (0..planes[0].len()).step_by(480) {
        let end = (at + 480).min(planes[0].len());
        let planes = planes.iter().map(|plane| plane[at..end].to_vec()).collect();
        bank.push(&Block { at: SampleIndex(at as u64), planes }, &mut out);
    }
    bank.finish(&mut out);
    out.sort_by_key(|utterance| (utterance.range.start, utterance.channel));
    out
}

/// How often what the mix gives is not what the recording gives.
fn differences(clean: &[Utterance], mix: &[Utterance]) -> (usize, usize, usize, f64) {
    let is_it = |a: &Utterance, b: &Utterance| a.channel == b.channel && a.range.overlaps(b.range);
    let missed = clean.iter().filter(|own| !mix.iter().any(|other| is_it(own, other))).count();
    let added = mix.iter().filter(|own| !clean.iter().any(|other| is_it(own, other))).count();
    let unsure = mix.iter().filter(|own| own.unsure).count();
    let off = mix.iter().flat_map(|own| {
        let same = clean.iter().filter(|other| is_it(own, other));
        same.map(|other| {
            let apart = |a: SampleIndex, b: SampleIndex| (a.seconds() - b.seconds()).abs();
            apart(own.range.start, other.range.start).max(apart(own.range.end, other.range.end))
        })
    });
    (missed, added, unsure, off.fold(0.0, f64::max))
}

#[test]
fn look() {
    let names = std::env::var("NAMES").unwrap_or("good-residence,refusal-not-my-job,closing-time,citizen-says-it".into());
    for name in names.split(',') {
        let own = demo(name);
        let none = Mix { leak_db: -100.0, delay: 0, gain_db: 0.0 };
        let clean = heard(&mixed(&own, none));
        println!("XX {name}: {} clean", clean.len());
        for leak_db in [-12.0, -6.0] {
            for delay in [0, 48] {
                for gain_db in [-8.0, 0.0, 8.0] {
                    let mix = Mix { leak_db, delay, gain_db };
                    let told = heard(&mixed(&own, mix));
                    let (missed, added, unsure, off) = differences(&clean, &told);
                    if missed + added + unsure > 0 || off > 0.15 {
                        println!("XX  {mix:?}: missed {missed} added {added} unsure {unsure} off {off:.2}");
                    }
                }
            }
        }
    }
}

#[test]
fn rooms() {
    let Ok(names) = std::env::var("ROOMS") else { return };
    let mut clean: Vec<Utterance> = Vec::new();
    for name in names.split(',') {
        let told = heard(&demo(name));
        if name.contains(".-40.") {
            clean = told;
            println!("XX {name} {}", clean.len());
            continue;
        }
        let (missed, added, unsure, off) = differences(&clean, &told);
        println!("XX   {name}: missed {missed} added {added} unsure {unsure} off {off:.2}");
        for u in told.iter().filter(|u| !clean.iter().any(|o| o.channel == u.channel && o.range.overlaps(u.range))) {
            println!("XX      {} {:.2}-{:.2} {} unsure {}", u.channel, u.range.start.seconds(), u.range.end.seconds(), u.level, u.unsure);
        }
    }
}
