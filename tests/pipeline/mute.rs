//! Sound that nobody is to listen to reaches neither the tape nor a recogniser, and is
//! counted. The session's clock says when; nothing waits for the wall's.

use crate::kit::{Ear, Feed, Log, Sound, TABOO, Told, Watchdog, parts, session_at, sorted, then};
use jiff::civil::date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use liyu::calendar::{Calendar, Session as Hours, weekday};
use liyu::capture::Stop;
use liyu::pipeline::{Mute, Pipeline, Session, spawn};
use liyu::record::{Query, Store};
use liyu::units::{SampleIndex, SampleRange};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

/// A Monday at this time where this machine stands.
fn at(hour: i8, minute: i8) -> Timestamp {
    let local = date(2026, 11, 23).at(hour, minute, 0, 0);
    local.to_zoned(TimeZone::system()).unwrap().timestamp()
}

/// Plays `feed` into a live chain that obeys `mute`.
fn run(
    dir: &Path,
    (session, mut feed): (Arc<Session>, Feed),
    ear: (&Arc<Sound>, &Log),
    mute: Mute,
) -> Told {
    let _watchdog = Watchdog::start();
    let ear = Ear::boxed(&[Arc::clone(ear.0)], ear.1, |_| Ok(TABOO.into()));
    let stop = Stop::new();
    let (mut pipeline, outputs) = Pipeline::start(parts(dir, vec![ear], true), &stop).unwrap();
    let intake = pipeline.intake().unwrap().obeying(mute);
    let player = spawn("capture", &stop, move || intake.run(session, &mut feed).unwrap());
    pipeline.close();
    let outputs = outputs.iter().collect();
    let outcome = pipeline.join();
    player.unwrap().join().unwrap();
    Told { outputs, outcome }
}

/// All that was given is heard or counted as not listened to.
fn assert_counted(session: &Session, sound: &Sound, silenced: u64, closed: u64) {
    let ledger = &session.ledger;
    assert_eq!(ledger.silenced.load(Relaxed), silenced);
    assert_eq!(ledger.closed.load(Relaxed), closed);
    assert_eq!(session.tape.end(), SampleIndex(sound.len() as u64));
    // These feeds count nothing as heard; a source does, and what is dropped is taken off.
    assert_eq!(ledger.heard.load(Relaxed), 0u64.wrapping_sub(silenced + closed));
}

#[test]
fn a_muted_counter_is_not_heard_from_that_block_on() {
    let dir = tempfile::tempdir().unwrap();
    let sound = Sound::of("refusal-not-my-job.wav", 2);
    // The first blocks of the second half begin here.
    let half = sound.len() / 2 / 480 * 480;
    let session = session_at(0, dir.path(), at(10, 0));
    let mute = Mute::new(None, 60.0);
    let (setter, log) = (mute.clone(), Log::default());
    let feed = Feed::new(
        sound
            .blocks(0, half)
            .chain(then(move || setter.set(Some(at(12, 0)))))
            .chain(sound.blocks(half, sound.len())),
    );
    let told = run(dir.path(), (Arc::clone(&session), feed), (&sound, &log), mute);
    told.outcome.as_ref().unwrap();
    let places = sorted(&log);
    assert!(places.len() > 3, "{places:?}");
    assert!(places.iter().all(|place| place.end <= half as u64), "{places:?}");
    assert_counted(&session, &sound, (sound.len() - half) as u64, 0);
    let muted = SampleRange::new(SampleIndex(half as u64), SampleIndex(sound.len() as u64));
    assert_eq!(session.tape.read_all(muted).held, 0);
    let (store, _) = Store::open(dir.path()).unwrap();
    let rows = store.incidents(&Query::default()).unwrap();
    assert!(!rows.is_empty() && rows.iter().all(|row| row.at < at(10, 2)), "{rows:?}");
}

#[test]
fn a_mute_ends_by_itself_at_its_time() {
    let dir = tempfile::tempdir().unwrap();
    let sound = Sound::of("refusal-not-my-job.wav", 2);
    let half = sound.len() / 2 / 480 * 480;
    let session = session_at(0, dir.path(), at(10, 0));
    let mute = Mute::new(None, 60.0);
    let until_us = (half as i64 * 1_000_000) / 16_000;
    mute.set(Some(at(10, 0) + SignedDuration::from_micros(until_us)));
    let log = Log::default();
    let told = run(dir.path(), (Arc::clone(&session), sound.feed()), (&sound, &log), mute);
    told.outcome.as_ref().unwrap();
    let places = sorted(&log);
    assert!(
        places.len() > 3 && places.iter().all(|place| place.start >= half as u64),
        "{places:?}"
    );
    assert_counted(&session, &sound, half as u64, 0);
}

#[test]
fn a_closed_counter_is_not_heard_and_one_that_opens_is() {
    let hours = Calendar {
        sessions: vec![Hours::parse("09:00-12:00").unwrap()],
        weekdays: vec![weekday("mon").unwrap()],
        closing_min: 0,
        ..Calendar::default()
    };
    let sound = Sound::of("refusal-not-my-job.wav", 1);
    let all = sound.len() as u64;
    for (start, closed) in [
        (at(8, 0), Some(all)),
        (at(9, 0), Some(0)),
        // Somebody speaks when it closes: they are heard to the end.
        (at(12, 0) - SignedDuration::from_secs(4), Some(0)),
        // It opens after ten seconds.
        (at(9, 0) - SignedDuration::from_secs(10), None),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let session = session_at(0, dir.path(), start);
        let (mute, log) = (Mute::new(Some(hours.clone()), 60.0), Log::default());
        let told = run(dir.path(), (Arc::clone(&session), sound.feed()), (&sound, &log), mute);
        told.outcome.as_ref().unwrap();
        let passed = session.ledger.closed.load(Relaxed);
        match closed {
            Some(closed) => assert_eq!(passed, closed, "{start}"),
            None => assert!((160_000..176_000).contains(&passed), "{passed}"),
        }
        assert_eq!(sorted(&log).is_empty(), passed == all, "{start}");
        assert_counted(&session, &sound, 0, passed);
    }
}
