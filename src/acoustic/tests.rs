//! Bells, tunes and blows among what sounds like them; signals are made, talk is recorded.

use super::signals::*;
use super::{Ears, Heard, Kind, LAG};
use crate::capture::{Block, Gap, GapCause};
use crate::units::SampleIndex;
use proptest::prelude::*;

fn hear(planes: &[Vec<f32>], block: usize) -> Vec<Heard> {
    let mut ears = Ears::new(planes.len());
    let mut out = Vec::new();
    let len = planes[0].len();
    for at in (0..len).step_by(block) {
        let end = (at + block).min(len);
        let planes = planes.iter().map(|plane| plane[at..end].to_vec()).collect();
        ears.push(&Block { at: SampleIndex(at as u64), planes }, &mut out);
    }
    ears.finish(&mut out);
    out
}

/// `sound` after 6 s of a hall's noise, `over_db` louder or softer than it was made.
fn in_hall(sound: &[f32], over_db: f32, hall_dbfs: f32) -> Vec<f32> {
    let mut all = noise(10.0 + sound.len() as f32 / RATE, hall_dbfs);
    mix(&mut all, 6.0, sound, over_db);
    all
}

fn kinds(heard: &[Heard]) -> Vec<Kind> {
    heard.iter().map(|heard| heard.kind).collect()
}

fn double() -> Vec<f32> {
    let half = warble(900.0, 1_150.0, 25.0, 0.4);
    [&half[..], &silence(0.2), &half].concat()
}

/// A name, one burst, and seconds until the next.
fn bells() -> Vec<(&'static str, Vec<f32>, f32)> {
    vec![
        ("two tones, 25 changes a second", warble(1_000.0, 1_300.0, 25.0, 1.0), 4.0),
        ("two tones, 12.5 changes a second", warble(800.0, 1_000.0, 12.5, 1.0), 4.0),
        ("two tones, 40 changes a second", warble(1_600.0, 2_000.0, 40.0, 1.0), 4.0),
        ("two gongs and a clapper", clapper(1.0), 4.0),
        ("two tones at once, 2 s", chord(&[440.0, 480.0], 2.0), 4.0),
        ("two tones at once, 1 s", chord(&[900.0, 1_300.0], 1.0), 4.0),
        ("one tone with harmonics", chord(&[880.0], 1.0), 4.0),
        ("double bursts", double(), 2.0),
    ]
}

#[test]
fn a_bell_is_counted_burst_by_burst() {
    for (name, burst, off_s) in bells() {
        let on_s = f64::from(burst.len() as u32) / f64::from(RATE);
        for (over_db, hall_dbfs) in [(0.0, -60.0), (-20.0, -60.0), (-8.0, -45.0)] {
            let heard = hear(&[in_hall(&cadence(&burst, off_s, 4), over_db, hall_dbfs)], 480);
            assert_eq!(kinds(&heard), [Kind::Ring; 4], "{name} {over_db} {hall_dbfs}: {heard:?}");
            for (n, ring) in heard.iter().enumerate() {
                let at_s = 6.0 + n as f64 * (on_s + f64::from(off_s));
                let off = (ring.range.start.seconds() - at_s).abs();
                assert!(off < 0.1, "{name}: {ring:?} is {off} s off");
                assert!((ring.range.seconds() - on_s).abs() < 0.15, "{name}: {ring:?}");
                assert!(ring.above_db > 6.0, "{name}: {ring:?}");
            }
        }
    }
}

#[test]
fn one_warbling_burst_is_enough_and_one_that_only_sounds_is_not() {
    let once = |burst: Vec<f32>| kinds(&hear(&[in_hall(&burst, -10.0, -60.0)], 480));
    assert_eq!(once(warble(1_000.0, 1_300.0, 25.0, 0.8)), [Kind::Ring]);
    assert_eq!(once(clapper(1.0)), [Kind::Ring]);
    assert_eq!(once(chord(&[900.0, 1_300.0], 1.0)), []);
    assert_eq!(once(chord(&[880.0], 1.0)), []);
}

#[test]
fn what_a_loudspeaker_a_line_or_a_person_makes_is_no_bell() {
    let chime = |notes: &[(f32, f32)], decay| cadence(&struck(notes, decay), 3.0, 4);
    let song = [(440.0, 0.8), (494.0, 0.8), (523.0, 0.8), (587.0, 0.8), (659.0, 1.2), (440.0, 1.5)];
    let low: Vec<(f32, f32)> = song.iter().map(|(hz, s)| (hz * 0.45, *s)).collect();
    let mut stamps = Vec::new();
    (0..6).for_each(|n| mix(&mut stamps, n as f32 * 1.1, &blow(), 0.0));
    for (name, sound) in [
        ("dialling", cadence(&sines(&[770.0, 1_336.0], 0.15), 0.1, 11)),
        ("a key that is held", cadence(&sines(&[697.0, 1_209.0], 1.0), 1.0, 4)),
        ("the tone of a line that rings", cadence(&sines(&[450.0], 1.0), 4.0, 4)),
        ("the tone of a busy line", cadence(&sines(&[450.0], 0.35), 0.35, 12)),
        ("the call of a fax", cadence(&sines(&[1_100.0], 0.5), 3.0, 4)),
        ("a modem", modem(8.0)),
        ("a beep", cadence(&sines(&[2_000.0], 0.2), 0.8, 10)),
        ("a chime of two notes", chime(&[(659.0, 0.5), (523.0, 0.8)], 3.0)),
        ("a chime that rings long", chime(&[(659.0, 0.5), (523.0, 0.8)], 1.5)),
        ("a chime of four notes", {
            chime(&[(523.0, 0.4), (659.0, 0.4), (784.0, 0.4), (1_047.0, 0.8)], 3.0)
        }),
        ("a woman who sings", self::song(&song)),
        ("a man who sings", self::song(&low)),
        ("music of the hall", music(70.0)),
        ("stamps", stamps),
    ] {
        for (over_db, hall_dbfs) in [(0.0, -60.0), (-15.0, -60.0), (-10.0, -45.0)] {
            let heard = hear(&[in_hall(&sound, over_db, hall_dbfs)], 480);
            assert_eq!(heard, [], "{name} {over_db} {hall_dbfs}");
        }
    }
}

#[test]
fn a_tune_is_told_by_its_end_even_when_somebody_answers_at_once() {
    let marimba: Vec<(f32, f32)> = [784.0, 988.0, 1_175.0, 1_568.0, 1_319.0, 1_175.0, 988.0, 880.0]
        .iter()
        .cycle()
        .take(20)
        .map(|hz| (*hz, 0.18))
        .collect();
    for (name, tune, decay) in [("waltz", waltz(), 0.0), ("marimba", struck(&marimba, 14.0), 14.0)]
    {
        for over_db in [0.0, -15.0] {
            let heard = hear(&[in_hall(&tune, over_db, -60.0)], 480);
            assert_eq!(kinds(&heard), [Kind::Mobile], "{name} {over_db}");
            assert!((heard[0].range.start.seconds() - 6.0).abs() < 0.1, "{heard:?}");
        }
        if decay == 0.0 {
            let mut answered = tune.clone();
            let talk = song(&[(210.0, 0.3), (180.0, 0.4), (230.0, 0.3), (170.0, 0.6)]);
            mix(&mut answered, tune.len() as f32 / RATE + 0.1, &talk, 0.0);
            let heard = hear(&[in_hall(&answered, -5.0, -60.0)], 480);
            assert_eq!(kinds(&heard), [Kind::Mobile], "{name} answered");
        }
    }
}

#[test]
fn a_blow_counts_alone_and_louder_than_talk() {
    let kinds = |sound: &[f32], over_db| kinds(&hear(&[in_hall(sound, over_db, -60.0)], 480));
    assert_eq!(kinds(&blow(), 0.0), [Kind::Slam]);
    assert_eq!(kinds(&blow(), -20.0), [], "no louder than talk");
    let mut two = blow();
    mix(&mut two, 1.0, &blow(), 0.0);
    assert_eq!(kinds(&two, 0.0), [], "work");
    assert_eq!(kinds(&noise(2.0, -10.0), 0.0), [], "it goes on");
}

#[test]
fn several_microphones_hear_one_bell() {
    let near = in_hall(&cadence(&warble(1_000.0, 1_300.0, 25.0, 1.0), 4.0, 3), 0.0, -60.0);
    let far: Vec<f32> = near.iter().map(|s| s * 0.3).collect();
    for planes in [[near.clone(), far.clone()], [far, near]] {
        assert_eq!(kinds(&hear(&planes, 480)), [Kind::Ring; 3]);
    }
}

#[test]
fn nothing_that_is_told_began_before_what_was_promised() {
    let mut all = in_hall(&cadence(&chord(&[900.0, 1_300.0], 1.0), 4.0, 3), 0.0, -60.0);
    mix(&mut all, 2.0, &blow(), 0.0);
    let (mut ears, mut out) = (Ears::new(1), Vec::new());
    let mut promised = SampleIndex(0);
    for (n, block) in all.chunks(480).enumerate() {
        let at = SampleIndex(n as u64 * 480);
        let before = out.len();
        ears.push(&Block { at, planes: vec![block.to_vec()] }, &mut out);
        for heard in &out[before..] {
            assert!(heard.range.start >= promised, "{heard:?} {promised:?}");
        }
        let end = (at + block.len() as u64).saturating_sub(LAG);
        promised = promised.max(ears.pending_from().map_or(end, |from| from.min(end)));
        assert!(at - promised <= 8 * 16_000, "nothing waits for longer");
    }
    assert!(out.len() > 3);
}

#[test]
fn what_was_lost_parts_what_was_before_it_from_what_comes_after() {
    let sound = in_hall(&warble(1_000.0, 1_300.0, 25.0, 1.0), 0.0, -60.0);
    let (mut ears, mut out) = (Ears::new(1), Vec::new());
    let len = sound.len() as u64;
    ears.push(&Block { at: SampleIndex(0), planes: vec![sound.clone()] }, &mut out);
    ears.gap(&Gap { at: SampleIndex(len), samples: 99_999, cause: GapCause::Overrun }, &mut out);
    let at = SampleIndex(len + 99_999);
    ears.push(&Block { at, planes: vec![sound] }, &mut out);
    ears.finish(&mut out);
    let starts: Vec<f64> = out.iter().map(|heard| heard.range.start.seconds()).collect();
    assert_eq!(starts.len(), 2);
    assert!((starts[1] - starts[0] - at.seconds()).abs() < 0.05, "{starts:?}");
}

/// Conversations as they are recorded, both channels.
#[test]
fn talk_is_none_of_these() {
    for wav in [
        &include_bytes!("../../recordings/demo/good-residence.wav")[..],
        include_bytes!("../../recordings/demo/refusal-not-my-job.wav"),
        include_bytes!("../../recordings/demo/citizen-says-it.wav"),
    ] {
        let samples: Vec<f32> = wav[44..]
            .chunks_exact(2)
            .map(|pair| f32::from(i16::from_le_bytes([pair[0], pair[1]])) / 32_768.0)
            .collect();
        let plane = |channel: usize| samples.iter().skip(channel).step_by(2).copied().collect();
        assert_eq!(hear(&[plane(0), plane(1)], 480), []);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]
    #[test]
    fn block_size_never_changes_what_comes_out(block in 1usize..5_000) {
        let bell = cadence(&chord(&[440.0, 480.0], 1.0), 4.0, 2);
        let planes = [in_hall(&bell, 0.0, -60.0), in_hall(&bell, -12.0, -60.0)];
        prop_assert_eq!(hear(&planes, block), hear(&planes, 256));
    }
}
