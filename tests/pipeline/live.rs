//! Live sound never waits: what the recogniser has no time for yet is kept, and
//! what was heard before a stop is decoded after it.

use crate::kit::{
    Ear, Feed, Gate, Log, Sound, TABOO, parts, run, session, session_on, sorted, then,
};
use liyu::capture::{Piece, Stop};
use liyu::event::Event;
use liyu::pipeline::Output;
use liyu::record::{IncidentState, Query, Store};
use liyu::tape;
use liyu::units::{SampleIndex, samples};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

#[test]
fn what_waits_for_a_slow_recogniser_keeps_its_sound() {
    let dir = tempfile::tempdir().unwrap();
    let sound = Sound::of("refusal-not-my-job.wav", 8);
    let tape = tape::Config {
        history_s: 16.0,
        keep_s: 0.0,
        memory_s: 20.0,
        spool_mb: 500,
        spool_dir: dir.path().join("spool"),
    };
    let session = session_on(0, tape);
    let (talked, caught_up, log) = (Gate::default(), Gate::default(), Log::default());
    let may = talked.clone();
    let ear = Ear::boxed(&[Arc::clone(&sound)], &log, move |_| {
        may.wait(1);
        Ok("今天天气不错".into())
    });

    let spooled_most = Arc::new(AtomicU64::new(0));
    let behind = {
        let (session, most, wait) =
            (Arc::clone(&session), Arc::clone(&spooled_most), caught_up.clone());
        then(move || {
            most.store(session.tape.spooled_bytes(), Relaxed);
            talked.open();
            wait.wait(1);
        })
    };
    // Then nobody speaks until the spool is empty.
    let quiet = {
        let (session, began) = (Arc::clone(&session), Instant::now());
        let hiss = Sound::silence(1.0, 9);
        let (len, talk) = (hiss.len(), sound.len());
        (0..)
            .flat_map(move |round: usize| {
                hiss.blocks(0, len).map(move |mut piece| {
                    if let Piece::Block(block) = &mut piece {
                        block.at.0 += (talk + round * len) as u64;
                    }
                    piece
                })
            })
            .take_while(move |_| {
                session.tape.spooled_bytes() > 0 && began.elapsed() < Duration::from_secs(50)
            })
    };
    let feed = Feed::new(sound.blocks(0, sound.len()).chain(behind).chain(quiet));
    let (mut shown, ledger) = (0, Arc::clone(&session.ledger));
    let sessions = vec![(Arc::clone(&session), feed)];
    let told = run(parts(dir.path(), vec![ear], true), &Stop::new(), sessions, |output| {
        shown += u64::from(matches!(output, Output::Event(Event::Utterance(_))));
        // The last turn ends with the silence that comes after.
        if shown + 1 >= ledger.utterances.load(Relaxed) {
            caught_up.open();
        }
    });
    told.outcome.as_ref().unwrap();

    let bytes_a_second = 2.0 * 2.0 * 16_000.0;
    let most_s = spooled_most.load(Relaxed) as f64 / bytes_a_second;
    assert!(most_s > 140.0, "190 s waited, {most_s} s of them on disk");
    assert_eq!(session.tape.spooled_bytes(), 0, "nobody needs it any more");
    assert_eq!(session.ledger.lost_backlog.load(Relaxed), 0);
    assert_eq!(session.ledger.waiting.load(Relaxed), 0);
    assert_eq!(session.ledger.utterances.load(Relaxed), told.utterances().len() as u64);
    assert!(told.utterances().len() >= 40, "{}", told.utterances().len());
    assert_eq!(sorted(&log), told.places(0));
}

#[test]
fn what_the_spool_cannot_hold_is_counted_once() {
    let dir = tempfile::tempdir().unwrap();
    let sound = Sound::of("refusal-not-my-job.wav", 4);
    let tape = tape::Config {
        history_s: 5.0,
        keep_s: 0.0,
        memory_s: 10.0,
        spool_mb: 0,
        spool_dir: dir.path().join("spool"),
    };
    let session = session_on(0, tape);
    let (heard, log) = (Gate::default(), Log::default());
    let may = heard.clone();
    let ear = Ear::boxed(&[Arc::clone(&sound)], &log, move |_| {
        may.wait(1);
        Ok(TABOO.into())
    });
    let feed = Feed::new(sound.blocks(0, sound.len()).chain(then(move || heard.open())));
    let sessions = vec![(Arc::clone(&session), feed)];
    let told = run(parts(dir.path(), vec![ear], true), &Stop::new(), sessions, |_| {});
    told.outcome.as_ref().unwrap();
    let lost = SampleIndex(session.ledger.lost_backlog.load(Relaxed)).seconds();
    let length = sound.len() as f64 / 16_000.0;
    assert!(lost > 0.3 * length, "{lost} s lost of {length} s");
    assert!(lost <= length, "more lost ({lost} s) than was heard ({length} s)");
    assert_eq!(session.ledger.waiting.load(Relaxed), 0);
    assert!(!told.utterances().is_empty(), "the latest is still decoded");
    // The first was in the recogniser's hands before anything had to go.
    for place in sorted(&log).into_iter().skip(1) {
        let held = sound.planes[place.channel].len() as u64 - samples(14.0);
        assert!(place.end > held, "{place:?}");
    }
    let (store, _) = Store::open(dir.path()).unwrap();
    assert_eq!(store.verify().unwrap(), []);
}

#[test]
fn all_that_was_heard_before_a_stop_is_decoded_and_recorded() {
    for live in [false, true] {
        let dir = tempfile::tempdir().unwrap();
        let sound = Sound::of("refusal-not-my-job.wav", 1);
        let session = session(0, dir.path());
        let (stop, log) = (Stop::new(), Log::default());
        let raised = stop.clone();
        let ear = Ear::boxed(&[Arc::clone(&sound)], &log, |_| Ok(TABOO.into()));
        // In the middle of the clerk's second line.
        let until = samples(12.5) as usize;
        let heard = sound.blocks(0, until).chain(then(move || raised.set()));
        let asked = stop.clone();
        let rest = sound.blocks(until, sound.len());
        let feed = Feed::new(heard.chain(rest).take_while(move |_| !asked.is_set()));
        let sessions = vec![(Arc::clone(&session), feed)];
        let told = run(parts(dir.path(), vec![ear], live), &stop, sessions, |_| {});
        told.outcome.as_ref().unwrap();

        assert_eq!(session.ledger.waiting.load(Relaxed), 0);
        assert_eq!(session.ledger.utterances.load(Relaxed), told.utterances().len() as u64);
        assert_eq!(sorted(&log), told.places(0));
        let last = told.places(0).into_iter().rfind(|place| place.channel == 0);
        let last = last.unwrap();
        assert!(last.start < samples(12.0) && last.end > samples(12.4), "{last:?}");
        assert_eq!(told.incidents().last().unwrap().state, IncidentState::Closed);
        // A run over files must come out the same every time: no wall times in it.
        assert!(told.hits().iter().all(|hit| hit.delay.is_some() == live), "{:?}", told.hits());
        let (store, _) = Store::open(dir.path()).unwrap();
        let rows = store.incidents(&Query::default()).unwrap();
        assert!(!rows.is_empty());
        assert!(rows.iter().all(|row| row.state == IncidentState::Closed), "{rows:?}");
        assert_eq!(store.verify().unwrap(), []);
    }
}
