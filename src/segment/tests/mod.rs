//! What holds for every sound, and what long noise gives.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod channels;
mod sound;

use super::vad::{FRAME, VoiceActivity};
use super::*;
use crate::capture::{Gap, GapCause};
use crate::units::{SampleIndex, samples};
use proptest::prelude::*;
use sound::{gain, pink, white};
use std::ops::Range;

/// The values of `docs/vad.md`.
pub(super) fn config() -> Config {
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
        draft_pause_ms: 250,
        draft_every_ms: 1500,
        draft_window_s: 6.0,
    }
}

/// Everything loud is a voice.
struct Loud;

impl VoiceActivity for Loud {
    fn score(&mut self, frame: &[f32; FRAME]) -> Score {
        let power: f32 = frame.iter().map(|s| s * s).sum();
        Score(if power > 0.01 * FRAME as f32 { 0.9 } else { 0.1 })
    }

    fn reset(&mut self) {}
}

/// What a channel hears, in order.
#[derive(Debug, Clone)]
enum Heard {
    Sound { amplitude: f32, samples: usize },
    Lost { samples: u64 },
}

fn heard() -> impl Strategy<Value = Vec<Heard>> {
    let amplitude = prop_oneof![Just(0.0_f32), Just(0.01), Just(0.3), Just(0.5)];
    let piece = prop_oneof![
        12 => (amplitude, 1..40_000_usize).prop_map(|(amplitude, samples)| Heard::Sound { amplitude, samples }),
        2 => Just(Heard::Sound { amplitude: 0.4, samples: 300_000 }),
        1 => (1..50_000_u64).prop_map(|samples| Heard::Lost { samples }),
    ];
    prop::collection::vec(piece, 1..12)
}

/// What came out, and after each input what was pending and how much had come out.
struct Run {
    found: Vec<Found>,
    out: Vec<Utterance>,
    pending: Vec<(Option<SampleIndex>, usize)>,
    /// What each block gave, as places in `found`, and the end of what was heard then.
    given: Vec<(Range<usize>, SampleIndex)>,
    end: SampleIndex,
    lost: Vec<SampleRange>,
}

fn run<V: VoiceActivity>(
    mut segmenter: Segmenter<V>,
    first: SampleIndex,
    heard: &[Heard],
    blocks: &[usize],
) -> Run {
    let mut run = Run {
        found: Vec::new(),
        out: Vec::new(),
        pending: Vec::new(),
        given: Vec::new(),
        end: first,
        lost: Vec::new(),
    };
    let mut block = blocks.iter().copied().cycle();
    for piece in heard {
        match *piece {
            Heard::Lost { samples } => {
                let gap = Gap { at: run.end, samples, cause: GapCause::Overrun };
                segmenter.gap(&gap, &mut run.found);
                run.lost.push(SampleRange::new(run.end, run.end + samples));
                run.end = run.end + samples;
            }
            Heard::Sound { amplitude, samples } => {
                let sound: Vec<f32> = (0..samples)
                    .map(|n| amplitude * (((n * 7919) % 1009) as f32 / 504.5 - 1.0))
                    .collect();
                let mut rest = &sound[..];
                while !rest.is_empty() {
                    let (now, later) = rest.split_at(block.next().unwrap().min(rest.len()));
                    let before = run.found.len();
                    segmenter.push(run.end, now, &mut run.found);
                    run.end = run.end + now.len() as u64;
                    run.given.push((before..run.found.len(), run.end));
                    run.pending.push((segmenter.pending_from(), utterances(&run.found).len()));
                    rest = later;
                }
            }
        }
    }
    segmenter.finish(&mut run.found);
    assert!(!segmenter.speaking());
    run.out = utterances(&run.found);
    run
}

fn utterances(found: &[Found]) -> Vec<Utterance> {
    let utterance = |found: &Found| match found {
        Found::Utterance(utterance) => Some(utterance.clone()),
        Found::Draft(_) => None,
    };
    found.iter().filter_map(utterance).collect()
}

fn drafts(found: &[Found]) -> Vec<Draft> {
    let draft = |found: &Found| match found {
        Found::Draft(draft) => Some(draft.clone()),
        Found::Utterance(_) => None,
    };
    found.iter().filter_map(draft).collect()
}

/// What holds for all drafts, and for what ended while sound came in.
fn check_drafts(run: &Run) {
    let places = run.given.iter().flat_map(|(given, end)| given.clone().map(|at| (at, *end)));
    for (at, end) in places {
        let before = at.checked_sub(1).and_then(|before| run.found.get(before));
        match &run.found[at] {
            Found::Draft(draft) => {
                assert!(!draft.range.is_empty() && draft.range.end <= end, "{draft:?} by {end:?}");
                assert!(draft.whole || draft.why == Why::RunsOn, "{draft:?}");
                assert!(draft.whole || draft.range.len() == samples(6.0), "{draft:?}");
                assert!(draft.range.seconds() < 15.1, "{draft:?}");
            }
            // Silence ended it, and had given a draft of it before.
            Found::Utterance(utterance) if !utterance.goes_on && !utterance.continues => {
                let Some(Found::Draft(draft)) = before else {
                    panic!("{utterance:?} after {before:?}")
                };
                assert_eq!((draft.range, draft.why), (utterance.range, Why::Pause));
            }
            Found::Utterance(_) => {}
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn block_size_never_changes_what_comes_out(
        heard in heard(),
        first in 0..1_000_000_u64,
        blocks in prop::collection::vec(1..5000_usize, 1..20),
    ) {
        let at = SampleIndex(first);
        let loud = || Segmenter::with_voice_activity(1, &config(), Loud);
        let whole = run(loud(), at, &heard, &[usize::MAX]);
        check_drafts(&whole);
        prop_assert_eq!(&run(loud(), at, &heard, &blocks).found, &whole.found);
        let real = || Segmenter::new(1, &config());
        prop_assert_eq!(
            run(real(), at, &heard, &blocks).found,
            run(real(), at, &heard, &[FRAME]).found
        );
    }

    #[test]
    fn ranges_are_ordered_inside_and_apart(heard in heard(), first in 0..1_000_000_u64) {
        let first = SampleIndex(first);
        let run = run(Segmenter::with_voice_activity(2, &config(), Loud), first, &heard, &[4096]);
        let mut before: Option<&Utterance> = None;
        for this in &run.out {
            prop_assert_eq!(this.channel, 2);
            prop_assert!(!this.range.is_empty());
            prop_assert!(this.range.start >= first && this.range.end <= run.end);
            prop_assert!(this.range.seconds() < 15.1, "{} s", this.range.seconds());
            prop_assert!(run.lost.iter().all(|lost| !lost.overlaps(this.range)));
            if let Some(before) = before {
                let overlap = before.range.end - this.range.start;
                prop_assert!(this.range.start > before.range.start);
                prop_assert!(this.range.end > before.range.end);
                prop_assert!(overlap <= samples(1.504));
                prop_assert!(this.continues || overlap == 0);
            }
            before = Some(this);
        }
    }

    #[test]
    fn drafts_change_no_utterance_and_each_is_heard_again(heard in heard()) {
        let loud = |config: Config| Segmenter::with_voice_activity(0, &config, Loud);
        let plain = Config { draft_pause_ms: 0, draft_every_ms: 0, ..config() };
        let with = run(loud(config()), SampleIndex(0), &heard, &[4096]);
        let without = run(loud(plain), SampleIndex(0), &heard, &[4096]);
        check_drafts(&with);
        prop_assert_eq!(&with.out, &without.out);
        prop_assert!(drafts(&without.found).is_empty());
        for draft in drafts(&with.found) {
            let mut after = with.found.iter().skip_while(|found| **found != Found::Draft(draft.clone()));
            let again = after.any(|found| matches!(found, Found::Utterance(utterance)
                if utterance.range.start <= draft.range.start));
            prop_assert!(again, "{draft:?}");
        }
    }

    #[test]
    fn nothing_reaches_before_what_was_pending(
        heard in heard(),
        blocks in prop::collection::vec(1..9000_usize, 1..20),
    ) {
        let loud = Segmenter::with_voice_activity(0, &config(), Loud);
        let run = run(loud, SampleIndex(5), &heard, &blocks);
        let mut before = None;
        for (pending, emitted) in run.pending {
            prop_assert!(pending.is_some() && pending >= before, "moved back");
            before = pending;
            for later in &run.out[emitted..] {
                prop_assert!(pending <= Some(later.range.start));
            }
        }
    }

    #[test]
    fn no_settings_and_no_samples_panic(
        scores in prop::array::uniform2(prop::num::f32::ANY),
        ms in prop::array::uniform9(0..100_000_u32),
        max_utterance_s in prop::num::f32::ANY,
        sound in prop::collection::vec(prop::num::f32::ANY, 0..3000),
    ) {
        let config = Config {
            onset: Score(scores[0]),
            offset: Score(scores[1]),
            above_floor_db: scores[1],
            onset_ms: ms[0] % 1000,
            onset_window_ms: ms[1],
            pre_roll_ms: ms[2],
            hangover_ms: ms[3],
            tail_ms: ms[4],
            min_speech_ms: ms[5],
            max_utterance_s,
            overlap_ms: ms[6],
            crosstalk_db: scores[0],
            draft_pause_ms: ms[7],
            draft_every_ms: ms[8],
            draft_window_s: max_utterance_s,
        };
        let mut segmenter = Segmenter::new(0, &config);
        let mut out: Vec<Found> = Vec::new();
        for n in 0..100 {
            // Every other block comes twice, or a little late.
            segmenter.push(SampleIndex(n / 2 * 3001), &sound, &mut out);
        }
        segmenter.finish(&mut out);
    }
}

fn sound(amplitude: f32, seconds: f64) -> Heard {
    Heard::Sound { amplitude, samples: samples(seconds) as usize }
}

/// Start and end in seconds, to a tenth, and whether it continues.
type Times = (f64, f64, bool);

fn seconds_of(heard: &[Heard]) -> Vec<Times> {
    let segmenter = Segmenter::with_voice_activity(0, &config(), Loud);
    let round = |s: f64| (s * 10.0).round() / 10.0;
    let run = run(segmenter, SampleIndex(0), heard, &[1024]);
    run.out
        .iter()
        .map(|u| (round(u.range.start.seconds()), round(u.range.end.seconds()), u.continues))
        .collect()
}

#[test]
fn turns_become_utterances() {
    let (speech, quiet) = (0.5, 0.01);
    let table: [(&str, Vec<Heard>, Vec<Times>); 7] = [
        ("nothing", vec![], vec![]),
        (
            "pre-roll and tail",
            vec![sound(quiet, 2.0), sound(speech, 2.0), sound(quiet, 2.0)],
            vec![(1.6, 4.4, false)],
        ),
        ("no sound before the first sample", vec![sound(speech, 1.0)], vec![(0.0, 1.0, false)]),
        (
            "a pause shorter than the hangover",
            vec![sound(speech, 1.0), sound(quiet, 0.4), sound(speech, 1.0), sound(quiet, 1.0)],
            vec![(0.0, 2.8, false)],
        ),
        (
            "a pause longer than the hangover, shared without overlap",
            vec![sound(speech, 1.0), sound(quiet, 0.53), sound(speech, 1.0), sound(quiet, 1.0)],
            vec![(0.0, 1.4, false), (1.4, 2.9, false)],
        ),
        ("a click", vec![sound(quiet, 1.0), sound(speech, 0.1), sound(quiet, 1.0)], vec![]),
        (
            "a gap",
            vec![sound(speech, 1.0), Heard::Lost { samples: 16_000 }, sound(speech, 1.0)],
            vec![(0.0, 1.0, false), (2.0, 3.0, false)],
        ),
    ];
    for (name, heard, expected) in table {
        assert_eq!(seconds_of(&heard), expected, "{name}");
    }
}

/// Why, start and end in seconds to a tenth, and whether it is whole.
fn drafts_of(config: &Config, heard: &[Heard]) -> Vec<(Why, f64, f64, bool)> {
    let segmenter = Segmenter::with_voice_activity(0, config, Loud);
    let round = |at: SampleIndex| (at.seconds() * 10.0).round() / 10.0;
    let run = run(segmenter, SampleIndex(0), heard, &[1024]);
    let found = drafts(&run.found);
    found.iter().map(|d| (d.why, round(d.range.start), round(d.range.end), d.whole)).collect()
}

#[test]
fn turns_are_drafted_at_short_pauses_and_while_they_run_on() {
    let (speech, quiet) = (0.5, 0.01);
    let short = Config { tail_ms: 250, ..config() };
    let turn = [sound(quiet, 2.0), sound(speech, 1.0), sound(quiet, 0.3), sound(speech, 1.0)];
    let turn = [&turn[..], &[sound(quiet, 2.0)]].concat();
    let (pause, runs_on) = (Why::Pause, Why::RunsOn);
    assert_eq!(drafts_of(&short, &turn), [(pause, 1.6, 3.3, true), (pause, 1.6, 4.6, true)]);
    let no_tail_yet = [(runs_on, 1.6, 3.5, true), (pause, 1.6, 4.7, true)];
    assert_eq!(drafts_of(&config(), &turn), no_tail_yet, "at 0.3 s of 0.35");

    let long = [sound(speech, 9.2), sound(quiet, 1.0)];
    let expected = [
        (runs_on, 0.0, 1.5, true),
        (runs_on, 0.0, 3.0, true),
        (runs_on, 0.0, 4.5, true),
        (runs_on, 0.0, 6.0, false),
        (runs_on, 1.5, 7.5, false),
        (runs_on, 3.0, 9.0, false),
        (pause, 0.0, 9.5, true),
    ];
    assert_eq!(drafts_of(&short, &long), expected);
    let only_pauses = Config { draft_every_ms: 0, ..short.clone() };
    assert_eq!(drafts_of(&only_pauses, &long), [(pause, 0.0, 9.5, true)]);
    let only_speech = Config { draft_pause_ms: 0, ..short.clone() };
    assert_eq!(drafts_of(&only_speech, &long), expected[..6]);
    let too_late = Config { draft_pause_ms: 500, ..only_pauses };
    assert_eq!(drafts_of(&too_late, &long), [], "with the hangover the utterance itself comes");
}

#[test]
fn a_long_turn_is_cut_in_its_pause_and_overlaps() {
    let heard =
        [sound(0.5, 12.0), sound(0.01, 0.3), sound(0.5, 7.5), sound(0.01, 3.0), sound(0.5, 1.0)];
    let pieces = seconds_of(&heard);
    let [(0.0, cut, false), (again, 20.2, true), (22.4, 23.8, false)] = pieces[..] else {
        panic!("{pieces:?}");
    };
    assert!((12.0..=12.3).contains(&cut), "{pieces:?}");
    assert!((cut - again - 1.5).abs() < 0.11, "{pieces:?}");
}

#[test]
fn levels_are_those_of_speech_and_of_the_room() {
    let mut out: Vec<Utterance> = Vec::new();
    let mut segmenter = Segmenter::with_voice_activity(0, &config(), Loud);
    let noise = white(1).take(96_000).map(|s| s * gain(-50.0));
    let speech = white(2).take(32_000).map(|s| s * gain(-15.0));
    let signal: Vec<f32> = noise.chain(speech).collect();
    segmenter.push(SampleIndex(0), &signal, &mut out);
    assert!(segmenter.speaking());
    segmenter.finish(&mut out);
    assert_eq!(out.len(), 1);
    assert!((out[0].level.0 + 15.0).abs() < 1.0, "{}", out[0].level);
    assert!((out[0].ambient.0 + 50.0).abs() < 1.5, "{}", out[0].ambient);
}

/// Utterances in an hour of `noise`.
fn hour_of(noise: impl Iterator<Item = f32>) -> usize {
    let mut segmenter = Segmenter::new(0, &config());
    let mut out: Vec<Utterance> = Vec::new();
    let mut noise = noise.take(3600 * 16_000);
    let mut at = SampleIndex(0);
    loop {
        let block: Vec<f32> = noise.by_ref().take(16_000).collect();
        if block.is_empty() {
            break;
        }
        segmenter.push(at, &block, &mut out);
        at = at + block.len() as u64;
    }
    segmenter.finish(&mut out);
    out.len()
}

#[test]
fn an_hour_of_silence_gives_nothing() {
    assert_eq!(hour_of(std::iter::repeat(0.0)), 0);
}

#[test]
fn an_hour_of_white_noise_gives_next_to_nothing() {
    for db in [-60.0, -30.0] {
        let found = hour_of(white(7).map(|s| s * gain(db)));
        println!("white noise at {db} dBFS: {found} utterances in an hour");
        assert!(found <= 5, "{found} at {db} dBFS");
    }
}

#[test]
fn an_hour_of_pink_noise_gives_next_to_nothing() {
    for db in [-60.0, -30.0] {
        let found = hour_of(pink(7).map(|s| s * gain(db)));
        println!("pink noise at {db} dBFS: {found} utterances in an hour");
        assert!(found <= 5, "{found} at {db} dBFS");
    }
}

/// A channel of a demo recording: 0 the clerk, 1 the citizen.
pub(super) fn recorded(channel: usize) -> Vec<f32> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/recordings/demo/refusal-not-my-job.wav");
    let mut wav = hound::WavReader::open(path).unwrap();
    let samples = wav.samples::<i16>().skip(channel).step_by(2);
    samples.map(|s| f32::from(s.unwrap()) / 32768.0).collect()
}

/// Turns of the clerk in the demo recording (its channel 0), in seconds.
const CLERK_TURNS: [(f64, f64); 3] = [(4.33, 7.75), (11.13, 14.45), (18.68, 21.95)];

#[test]
fn every_turn_of_a_conversation_is_whole_in_one_utterance() {
    let clerk = recorded(0);
    let mut out: Vec<Utterance> = Vec::new();
    let mut segmenter = Segmenter::new(0, &config());
    segmenter.push(SampleIndex(0), &clerk, &mut out);
    segmenter.finish(&mut out);
    for (start, end) in CLERK_TURNS {
        // The turns hold silence at both ends, up to 0.4 s before and 0.8 s after.
        let (start, end) = (start + 0.4, end - 0.8);
        assert!(
            out.iter().any(|u| u.range.start.seconds() <= start && u.range.end.seconds() >= end),
            "{start}-{end}: {out:?}"
        );
    }
}
