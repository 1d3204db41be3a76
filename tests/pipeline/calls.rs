//! Bells and calls from sound to what is told of them, and what a clerk says while nobody is
//! served. Who speaks on the line is not heard.

use crate::kit::{Ear, Log, Place, Sound, TABOO, Told, parts, run, session};
use liyu::acoustic::Kind;
use liyu::capture::Stop;
use liyu::conduct::{Rulebook, Verdict};
use liyu::event::Event;
use liyu::pipeline::Output;
use liyu::record::Disposition;
use liyu::units::{SampleIndex, samples};
use std::sync::Arc;

/// What a conversation of the demo recording is moved by, seconds.
const LATER_S: f64 = 30.0;

/// One burst of a desk telephone: two tones in turn, with the third harmonic of each.
fn burst() -> Vec<f32> {
    let tone = |hz: f32, t: f32| {
        let of = |n: f32| (std::f32::consts::TAU * n * hz * t).sin() / n;
        0.1 * (of(1.0) + of(3.0))
    };
    (0..16_000)
        .map(|n| n as f32 / 16_000.0)
        .map(|t| {
            if ((t * 25.0) as u32).is_multiple_of(2) { tone(1_000.0, t) } else { tone(1_300.0, t) }
        })
        .collect()
}

/// The demo conversation after [`LATER_S`], a bell of `rings` bursts that ends 3 s before the
/// clerk's first word, heard by both microphones; without the citizen's words if they are
/// not there.
fn sound(rings: usize, citizen: bool) -> Arc<Sound> {
    let talk = Sound::of("refusal-not-my-job.wav", 1);
    let mut all = Arc::into_inner(Sound::silence(LATER_S, 7)).unwrap();
    for (channel, (plane, talk)) in all.planes.iter_mut().zip(&talk.planes).enumerate() {
        let still = |at: usize| (at % 7) as f32 / 32_768.0;
        match channel == 0 || citizen {
            true => plane.extend(talk),
            false => plane.extend((0..talk.len()).map(still)),
        }
        let first = LATER_S + 4.3 - 3.0 - 5.0 * rings as f64 + 4.0;
        for n in 0..rings {
            let at = samples(first + 5.0 * n as f64) as usize;
            let gain = if channel == 0 { 1.0 } else { 0.3 };
            plane[at..].iter_mut().zip(burst()).for_each(|(s, bell)| *s += gain * bell);
        }
    }
    Arc::new(all)
}

fn heard(rings: usize, citizen: bool, live: bool) -> Told {
    let dir = tempfile::tempdir().unwrap();
    let sound = sound(rings, citizen);
    // Whatever is understood of a bell is no word of the lists.
    let say = move |place: Place| {
        Ok(match (place.channel, SampleIndex(place.start).seconds() - LATER_S) {
            (_, at_s) if at_s < 3.0 && rings > 0 && place.channel == 0 => "嘟嘟嘟".into(),
            (1, _) => "那是哪个窗口".into(),
            (_, at_s) if at_s < 8.0 && rings > 0 => format!("喂找谁,{TABOO}"),
            (_, at_s) if at_s < 8.0 => format!("小王,{TABOO}"),
            (_, at_s) if at_s < 16.0 => "不在,晚上再打".into(),
            _ => "嗯".into(),
        })
    };
    let ear = Ear::boxed(&[Arc::clone(&sound)], &Log::default(), say);
    let mut parts = parts(dir.path(), vec![ear], live);
    parts.desk.conduct = Some(Arc::new(Rulebook::shipped(&[]).unwrap()));
    let told = run(parts, &Stop::new(), vec![(session(0, dir.path()), sound.feed())], |_| {});
    told.outcome.as_ref().unwrap();
    told
}

fn events(told: &Told) -> impl Iterator<Item = &Event> {
    told.outputs.iter().filter_map(|output| match output {
        Output::Event(event) => Some(event),
        _ => None,
    })
}

fn rings(told: &Told) -> usize {
    let is_ring = |event: &&Event| matches!(event, Event::Sound(it) if it.what == Kind::Ring);
    events(told).filter(is_ring).count()
}

fn verdict(told: &Told, id: &str) -> Option<Verdict> {
    events(told).find_map(|event| match event {
        Event::Rule(rule) if rule.rule == id => Some(rule.verdict),
        _ => None,
    })
}

fn dispositions(told: &Told) -> Vec<(Disposition, Option<&str>)> {
    let last = told.incidents().into_iter().rev();
    let mut all: Vec<_> =
        last.map(|it| (&it.id, it.disposition, it.stopped_by.as_deref())).collect();
    all.sort_by_key(|(id, ..)| *id);
    all.dedup_by_key(|(id, ..)| *id);
    all.into_iter().map(|(_, disposition, why)| (disposition, why)).collect()
}

#[test]
fn a_call_that_is_taken_late_is_judged_and_no_incident_is_anybodys() {
    for live in [false, true] {
        let told = heard(5, false, live);
        assert_eq!(rings(&told), 5);
        assert_eq!(verdict(&told, "R56"), Some(Verdict::Broken), "{:#?}", told.outputs);
        assert_eq!(verdict(&told, "R57"), Some(Verdict::Kept));
        assert_eq!(verdict(&told, "R58"), Some(Verdict::Broken));
        assert_eq!(verdict(&told, "R01"), None);
        let outside = (Disposition::Uncertain, Some("outside_encounter"));
        assert_eq!(dispositions(&told), [outside]);
        let taboo: Vec<_> = told.hits().into_iter().filter(|hit| hit.phrase == TABOO).collect();
        assert!(taboo.iter().all(|hit| hit.stopped_by.as_deref() == Some("outside_encounter")));
    }
}

#[test]
fn colleagues_who_talk_are_no_encounter_and_a_citizen_makes_it_one() {
    let alone = heard(0, false, false);
    assert_eq!(dispositions(&alone), [(Disposition::Uncertain, Some("outside_encounter"))]);
    assert!(!events(&alone).any(|event| matches!(event, Event::Encounter(_))));
    for live in [false, true] {
        let served = heard(0, true, live);
        assert_eq!(dispositions(&served), [(Disposition::New, None)], "{:#?}", served.outputs);
        let hits = served.hits();
        assert!(hits.iter().filter(|hit| hit.phrase == TABOO).all(|hit| hit.stopped_by.is_none()));
    }
}

#[test]
fn a_bell_is_nobodys_word() {
    // The citizen speaks, and a bell rang before: two bursts that stopped are no breach.
    let told = heard(2, true, false);
    assert_eq!(rings(&told), 2);
    assert_eq!(verdict(&told, "R56"), None, "{:#?}", told.outputs);
    let counted = events(&told).find_map(|event| match event {
        Event::Encounter(encounter) => Some(encounter.start_s),
        _ => None,
    });
    assert!(counted.is_some_and(|start_s| start_s >= LATER_S), "{counted:?}");
}
