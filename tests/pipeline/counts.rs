//! What is counted by the hour adds up to what the ledger and the events say.

use crate::kit::{Ear, Feed, Log, Place, Sound, parts, run, session, session_at};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use liyu::capture::{Gap, GapCause, Piece, Stop};
use liyu::phrasebook::List;
use liyu::record::{Counts, Figures, Span, Store};
use liyu::units::{Role, SampleIndex, samples};
use std::path::Path;
use std::sync::Arc;

/// The clerk is polite now and then, the citizen always.
fn polite(place: Place) -> String {
    match (place.channel, place.start / samples(6.0) % 2) {
        (1, _) | (0, 0) => "您好,请您稍等,谢谢".into(),
        _ => "这个表填一下".into(),
    }
}

fn day(store: &Path, now: Timestamp) -> Figures {
    let (store, _) = Store::open(store).unwrap();
    store.figures(Span::Day, now, &TimeZone::UTC).unwrap()
}

#[test]
fn counts_add_up_to_the_ledger_and_the_events() {
    for live in [false, true] {
        let dir = tempfile::tempdir().unwrap();
        let sound = Sound::of("refusal-not-my-job.wav", 3);
        let ear = Ear::boxed(&[Arc::clone(&sound)], &Log::default(), |place| Ok(polite(place)));
        let (from, until) = (samples(30.0), samples(34.0));
        let cause = GapCause::DeviceLost;
        let gap = Gap { at: SampleIndex(from), samples: until - from, cause };
        let feed = Feed::new(
            sound
                .blocks(0, from as usize)
                .chain(std::iter::once(Piece::Gap(gap)))
                .chain(sound.blocks(until as usize, sound.len())),
        );
        let session = session(0, dir.path());
        let ledger = Arc::clone(&session.ledger);
        // Sources count these; a feed of a test does not.
        ledger.gap(cause, until - from);
        let heard = sound.len() as u64 - (until - from);
        ledger.heard.fetch_add(heard, std::sync::atomic::Ordering::Relaxed);
        let told =
            run(parts(dir.path(), vec![ear], live), &Stop::new(), vec![(session, feed)], |_| {});
        told.outcome.as_ref().unwrap();

        let figures = day(dir.path(), "2026-11-23T02:00:00Z".parse().unwrap());
        let (counter, counts) = &figures.by_counter[0];
        assert_eq!((counter.as_str(), figures.by_counter.len()), ("3", 1));
        let tally = ledger.tally();
        assert!((counts.heard.heard_s - tally.heard_s).abs() < 1e-6, "{counts:?} {tally:?}");
        assert!((counts.heard.lost_s - tally.lost_s()).abs() < 1e-6, "{counts:?} {tally:?}");
        assert!((counts.heard.muted_s - tally.muted_s).abs() < 1e-6, "{counts:?} {tally:?}");

        let clerk: Vec<_> =
            told.utterances().into_iter().filter(|heard| heard.role == Role::Clerk).collect();
        let said: Vec<_> = clerk.iter().filter(|heard| !heard.text.is_empty()).collect();
        let hits: Vec<_> = told
            .hits()
            .into_iter()
            .filter(|hit| hit.list == List::Civil && hit.role == Role::Clerk)
            .filter(|hit| hit.stopped_by.is_none())
            .collect();
        let polite = said.iter().filter(|heard| {
            hits.iter().any(|hit| hit.start_s >= heard.start_s && hit.end_s <= heard.end_s)
        });
        assert_eq!(counts.heard.utterances, said.len() as u64);
        assert_eq!(counts.heard.civil, polite.count() as u64);
        assert!(
            counts.heard.civil > 0 && counts.heard.civil < counts.heard.utterances,
            "{counts:?}"
        );
        let by_phrase: u64 = figures
            .by_phrase
            .iter()
            .filter(|phrase| phrase.list == List::Civil)
            .map(|phrase| phrase.n)
            .sum();
        assert_eq!(by_phrase, hits.len() as u64);
    }
}

#[test]
fn a_day_ends_at_midnight() {
    let dir = tempfile::tempdir().unwrap();
    let sound = Sound::of("refusal-not-my-job.wav", 1);
    let ear = Ear::boxed(&[Arc::clone(&sound)], &Log::default(), |place| Ok(polite(place)));
    let midnight: Timestamp = "2026-11-24T00:00:00Z".parse().unwrap();
    let start = midnight - SignedDuration::from_secs(10);
    let session = session_at(0, dir.path(), start);
    let told = run(
        parts(dir.path(), vec![ear], false),
        &Stop::new(),
        vec![(session, sound.feed())],
        |_| {},
    );
    told.outcome.as_ref().unwrap();
    let of = |figures: Figures| {
        figures.by_counter.into_iter().next().map_or(Counts::default(), |(_, counts)| counts)
    };
    let before = of(day(dir.path(), midnight - SignedDuration::from_millis(1)));
    let after = of(day(dir.path(), midnight + SignedDuration::from_hours(1)));
    let clerk = told.utterances().into_iter().filter(|heard| heard.role == Role::Clerk);
    let (early, late): (Vec<_>, Vec<_>) = clerk.partition(|heard| heard.start_s < 10.0);
    assert!(!early.is_empty() && !late.is_empty());
    assert_eq!(
        (before.heard.utterances, after.heard.utterances),
        (early.len() as u64, late.len() as u64)
    );
}
