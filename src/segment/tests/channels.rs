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
    let path = format!("{}/recordings/demo/{name}.wav", env!("CARGO_MANIFEST_DIR"));
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

/// How what a mix gives differs from what the recording gives.
#[derive(Debug, PartialEq)]
struct Difference {
    /// Utterances of the recording that the mix does not give.
    missed: usize,
    /// Utterances that only the mix gives, of a role that nobody spoke in.
    false_roles: usize,
    /// Utterances of the mix whose speaker is left open.
    unsure: usize,
    /// The most that a beginning or an end moved, seconds.
    moved_s: f64,
}

fn difference(clean: &[Utterance], mix: &[Utterance]) -> Difference {
    let is_it = |a: &Utterance, b: &Utterance| a.channel == b.channel && a.range.overlaps(b.range);
    let missed = clean.iter().filter(|own| !mix.iter().any(|other| is_it(own, other))).count();
    let false_roles = mix
        .iter()
        .filter(|own| !own.unsure && !clean.iter().any(|other| is_it(own, other)))
        .count();
    let unsure = mix.iter().filter(|own| own.unsure).count();
    let off = mix.iter().flat_map(|own| {
        let same = clean.iter().filter(|other| is_it(own, other));
        same.map(|other| {
            let apart = |a: SampleIndex, b: SampleIndex| (a.seconds() - b.seconds()).abs();
            apart(own.range.start, other.range.start).max(apart(own.range.end, other.range.end))
        })
    });
    Difference { missed, false_roles, unsure, moved_s: off.fold(0.0, f64::max) }
}

#[test]
fn a_leak_gives_nobody_a_false_role_whatever_the_gains() {
    let own = demo("refusal-not-my-job");
    let clean = heard(&own);
    for leak_db in [-12.0, -6.0] {
        for (delay, gain_db) in [(0, 0.0), (48, 0.0), (0, 8.0), (0, -8.0), (48, 8.0)] {
            let mix = Mix { leak_db, delay, gain_db };
            let told = difference(&clean, &heard(&mixed(&own, mix)));
            assert_eq!((told.missed, told.false_roles), (0, 0), "{mix:?} {told:?}");
            assert!(told.moved_s < 0.1, "{mix:?} {told:?}");
            // Until both sides have been heard, unlike gains may leave it open.
            assert!(told.unsure <= if gain_db == 0.0 { 0 } else { 2 }, "{mix:?} {told:?}");
        }
    }
}

#[test]
fn two_people_at_once_lose_no_word_to_each_other() {
    let [clerk, citizen] = demo("refusal-not-my-job");
    // The citizen's third turn comes forward into the clerk's second, and half of the
    // recording comes before it, so that both have been heard.
    let early = (3.9 * f64::from(crate::units::SAMPLE_RATE)) as usize;
    let (until, from) = (176_000, 176_000 + early);
    let citizen = [&citizen[..until], &citizen[from..], &citizen[until..from]].concat();
    let alone = heard(&[clerk.clone(), vec![0.0; clerk.len()]]);
    let others = heard(&[vec![0.0; citizen.len()], citizen.clone()]);
    for leak_db in [-12.0, -6.0] {
        let mix = Mix { leak_db, delay: 32, gain_db: 3.0 };
        let told = heard(&mixed(&[clerk.clone(), citizen.clone()], mix));
        // With nothing beside it the recording's own leak of -22 dB is heard as well.
        let spoken = alone.iter().chain(&others).filter(|own| own.level.0 > -35.0);
        for own in spoken {
            let covered: u64 = told
                .iter()
                .filter(|other| other.channel == own.channel)
                .map(|other| {
                    let start = own.range.start.max(other.range.start);
                    SampleRange::new(start, own.range.end.min(other.range.end)).len()
                })
                .sum();
            let share = covered as f64 / own.range.len() as f64;
            assert!(share > 0.6, "{leak_db} dB: {share:.2} of {own:?}");
        }
    }
}
