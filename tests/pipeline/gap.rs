//! Sound that was lost moves nothing that comes after it.

use crate::kit::{Ear, Feed, Log, Sound, TABOO, clip, parts, run, session, sorted};
use liyu::capture::{Gap, GapCause, Piece, Stop};
use liyu::record::Store;
use liyu::units::{SampleIndex, samples};
use std::sync::Arc;

#[test]
fn what_comes_after_a_gap_has_its_own_time() {
    // Before anything, between lines, in the middle of a line, twice, untold.
    for (gaps, told_of) in [
        (&[(0.0, 2.0)][..], true),
        (&[(8.4, 9.9)], true),
        (&[(5.5, 6.2)], true),
        (&[(2.0, 3.0), (12.5, 17.0)], true),
        (&[(5.5, 6.2)], false),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let sound = Sound::of("refusal-not-my-job.wav", 1);
        let log = Log::default();
        let ear = Ear::boxed(&[Arc::clone(&sound)], &log, |place| {
            Ok(if place.channel == 0 { TABOO.into() } else { String::new() })
        });
        let mut pieces: Vec<Piece> = Vec::new();
        let mut from = 0;
        for (start_s, end_s) in gaps {
            let (start, end) = (samples(*start_s) as usize, samples(*end_s) as usize);
            pieces.extend(sound.blocks(from, start));
            let gap = Gap {
                at: SampleIndex(start as u64),
                samples: (end - start) as u64,
                cause: GapCause::Overrun,
            };
            pieces.extend(told_of.then_some(Piece::Gap(gap)));
            from = end;
        }
        pieces.extend(sound.blocks(from, sound.len()));
        let sessions = vec![(session(0, dir.path()), Feed::new(pieces.into_iter()))];
        let told = run(parts(dir.path(), vec![ear], true), &Stop::new(), sessions, |_| {});
        told.outcome.as_ref().unwrap();

        // The recogniser's samples stand in the source where the event says.
        assert_eq!(sorted(&log), told.places(0), "{gaps:?}");
        let lost = |at: u64| gaps.iter().any(|(s, e)| (samples(*s)..samples(*e)).contains(&at));
        let after = samples(gaps[gaps.len() - 1].1);
        assert!(told.places(0).iter().any(|place| place.start >= after), "{gaps:?}");
        assert!(told.places(0).iter().all(|place| !(place.start..place.end).any(lost)), "{gaps:?}");

        // In a clip the gap is silence and everything else is where it was.
        let (store, _) = Store::open(dir.path()).unwrap();
        let last = told.incidents().last().unwrap().id.clone();
        let dossier = store.detail(&last).unwrap();
        let from = samples(dossier.clip_start_s);
        for (channel, plane) in clip(dir.path(), &dossier.incident.clip).iter().enumerate() {
            for (n, sample) in plane.iter().enumerate() {
                let at = from + n as u64;
                // So is the citizen's channel.
                let is_silent = lost(at) || channel == 1;
                let source = if is_silent { 0.0 } else { sound.planes[channel][at as usize] };
                assert!((sample - source).abs() <= 1.0 / 32_768.0, "{gaps:?} {channel} {at}");
            }
        }
    }
}

/// The high-water mark of this process's memory in megabytes.
#[cfg(target_os = "linux")]
fn memory_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024
}

/// A device that was away overnight.
#[cfg(target_os = "linux")]
#[test]
fn a_long_gap_takes_no_memory() {
    let dir = tempfile::tempdir().unwrap();
    let session = session(0, dir.path());
    let hiss = Sound::silence(1.0, 3);
    let night = samples(12.0 * 3600.0);
    let gap = Gap { at: SampleIndex(16_000), samples: night, cause: GapCause::DeviceLost };
    let after = hiss.blocks(0, hiss.len()).map(move |mut piece| {
        if let Piece::Block(block) = &mut piece {
            block.at.0 += 16_000 + night;
        }
        piece
    });
    let pieces = hiss.blocks(0, hiss.len()).chain([Piece::Gap(gap)]).chain(after);
    let before = memory_mb();
    let sessions = vec![(session, Feed::new(pieces))];
    let told = run(parts(dir.path(), Vec::new(), true), &Stop::new(), sessions, |_| {});
    told.outcome.unwrap();
    let grown = memory_mb() - before;
    assert!(grown < 1_000, "the tape took {grown} MB for silence");
}
