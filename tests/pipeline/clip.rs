//! A clip holds the very samples around what was said; the citizen is silent in it.

use crate::kit::{
    Ear, Feed, Gate, Log, Place, Sound, TABOO, Told, clip, parts, run, session, settings, then,
};
use liyu::capture::Stop;
use liyu::record::{EvidenceState, IncidentState, Query, Store};
use liyu::transcribe::Transcriber;
use liyu::units::samples;
use std::path::Path;
use std::sync::Arc;

/// Compares every incident of the store with the source it was heard in; gives the
/// lengths of the incidents in seconds.
fn check(store: &Path, told: &Told, sound: &Sound) -> Vec<f64> {
    let settings = settings();
    let (store_in, _) = Store::open(store).unwrap();
    let rows = store_in.incidents(&Query::default()).unwrap();
    let mut lengths = Vec::new();
    for row in &rows {
        let event = told.incidents().into_iter().rfind(|event| event.id == row.id).unwrap();
        assert_eq!((event.start_s, event.end_s), (row.start_s, row.end_s));
        assert_eq!(row.state, IncidentState::Closed);
        let from = samples((row.start_s - settings.clip_pre_roll_s).max(0.0));
        let until = samples(row.end_s + settings.clip_post_roll_s).min(sound.len() as u64);
        let dossier = store_in.detail(&row.id).unwrap();
        assert_eq!(dossier.evidence, EvidenceState::Ok);
        assert_eq!(samples(dossier.clip_start_s), from, "{row:?}");
        let hit_s = row.start_s - dossier.clip_start_s;
        assert!((dossier.hit_in_clip_s - hit_s).abs() < 1e-4, "{dossier:?}");
        let planes = clip(store, &row.clip);
        assert_eq!(planes.len(), 2);
        for (channel, plane) in planes.iter().enumerate() {
            assert_eq!(plane.len() as u64, until - from, "channel {channel} of {row:?}");
            let silence = vec![0.0; plane.len()];
            // The citizen is silent.
            let source = match channel {
                0 => &sound.planes[channel][from as usize..until as usize],
                _ => &silence,
            };
            let same = |(a, b): (&f32, &f32)| (a - b).abs() <= 1.0 / 32_768.0;
            let differs = plane.iter().zip(source).position(|pair| !same(pair));
            assert_eq!(differs, None, "channel {channel} of {row:?}");
        }
        lengths.push(row.end_s - row.start_s);
    }
    lengths
}

/// The clerk refuses with every line; the citizen says nothing of note.
fn refusing(place: Place) -> String {
    if place.channel == 0 {
        format!("这个{TABOO},你去别的窗口问问。")
    } else {
        "我想问一下".into()
    }
}

/// The recogniser comes late by the whole sound when `late`.
fn told(
    store: &Path,
    sound: &Arc<Sound>,
    live: bool,
    late: bool,
    words: fn(Place) -> String,
) -> Told {
    let heard = Gate::default();
    let may = heard.clone();
    let ear: Box<dyn Transcriber> =
        Ear::boxed(&[Arc::clone(sound)], &Log::default(), move |place| {
            if late {
                may.wait(1);
            }
            Ok(words(place))
        });
    let feed = Feed::new(sound.blocks(0, sound.len()).chain(then(move || heard.open())));
    let sessions = vec![(session(0, store), feed)];
    let told = run(parts(store, vec![ear], live), &Stop::new(), sessions, |_| {});
    told.outcome.as_ref().unwrap();
    told
}

#[test]
fn a_clip_holds_the_sound_around_its_phrases() {
    for name in ["refusal-not-my-job.wav", "closing-time.wav", "good-residence.wav"] {
        let dir = tempfile::tempdir().unwrap();
        let sound = Sound::of(name, 1);
        let told = told(dir.path(), &sound, false, false, refusing);
        assert!(!check(dir.path(), &told, &sound).is_empty(), "{name}");
    }
}

#[test]
fn a_long_episode_has_all_of_its_sound() {
    for (live, late) in [(false, false), (true, false), (true, true)] {
        let dir = tempfile::tempdir().unwrap();
        let sound = Sound::of("refusal-not-my-job.wav", 3);
        let told = told(dir.path(), &sound, live, late, refusing);
        let lengths = check(dir.path(), &told, &sound);
        assert!(lengths.iter().any(|length| *length > 40.0), "{lengths:?}");
        let hits = told.hits().iter().filter(|hit| hit.id == "T004").count();
        assert!(hits >= 6, "{hits}");
    }
}

#[test]
fn a_hit_that_comes_late_has_its_sound() {
    /// Only the first line, minutes before the recogniser comes to it.
    fn once(place: Place) -> String {
        if place.start < samples(8.0) { refusing(place) } else { String::new() }
    }
    let dir = tempfile::tempdir().unwrap();
    let sound = Sound::of("refusal-not-my-job.wav", 6);
    let told = told(dir.path(), &sound, true, true, once);
    assert_eq!(check(dir.path(), &told, &sound).len(), 1);
    let revisions: Vec<u32> = told.incidents().iter().map(|event| event.revision).collect();
    assert_eq!(revisions, [1, 2], "opened and closed");
}

#[test]
fn a_number_that_names_a_person_is_in_no_clip_and_no_words() {
    fn with_number(place: Place) -> String {
        if place.channel == 0 {
            format!("这个{TABOO},您打一三八零零幺三八洞洞洞问问")
        } else {
            "身份证11010119900307001X".into()
        }
    }
    let dir = tempfile::tempdir().unwrap();
    let sound = Sound::of("refusal-not-my-job.wav", 1);
    told(dir.path(), &sound, false, false, with_number);
    let store = Store::open(dir.path()).unwrap().0;
    let rows = store.incidents(&Query::default()).unwrap();
    assert!(!rows.is_empty());
    for row in rows {
        let dossier = store.detail(&row.id).unwrap();
        let planes = clip(dir.path(), &row.clip);
        for heard in &dossier.heard {
            let kept = if heard.channel == 0 {
                for hit in &heard.hits {
                    let place = hit.text_start..hit.text_end;
                    assert_eq!(heard.text.get(place), Some(hit.heard.as_str()), "{hit:?}");
                }
                format!("这个{TABOO},您打{}问问", "●".repeat(11))
            } else {
                format!("身份证{}", "●".repeat(18))
            };
            assert_eq!(heard.text, kept);
            // Nobody knows when its letters were said: all of it is silent.
            let place = |at_s: f64| {
                samples((at_s - dossier.clip_start_s).max(0.0)).min(planes[0].len() as u64) as usize
            };
            let silent = place(heard.start_s)..place(heard.end_s);
            for plane in &planes {
                assert!(plane[silent.clone()].iter().all(|sample| *sample == 0.0), "{heard:?}");
            }
        }
        // What nobody speaks in is kept.
        assert!(planes[0].iter().any(|sample| *sample != 0.0));
    }
}
