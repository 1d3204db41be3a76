//! Counters side by side that hear each other: one utterance, one incident, at the nearest.

use crate::kit::{Ear, Feed, Gate, Log, Sound, TABOO, Watchdog, parts, session, then};
use liyu::capture::Stop;
use liyu::event::{Event, IncidentEvent};
use liyu::pipeline::{Output, Pipeline, Session, spawn};
use liyu::record::Disposition;
use std::path::Path;
use std::sync::Arc;

/// What a neighbour's microphone hears of `sound`, `db` softer, under a hiss that makes its
/// ambience as loud as the recording's (-57 dBFS). In whole steps of 16 bits, as a tape keeps it.
fn bleed(sound: &Sound, db: f32) -> Arc<Sound> {
    let (gain, mut seed) = (10f32.powf(db / 20.0), 1u64);
    let hiss = (3.0 * 10f32.powf(-5.7) * (1.0 - gain * gain)).sqrt();
    let mut hall = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        hiss * ((seed >> 40) as f32 / (1 << 23) as f32 - 1.0)
    };
    let mut heard = |sample: &f32| ((sample * gain + hall()) * 32_768.0).round() / 32_768.0;
    let planes = sound.planes.iter().map(|plane| plane.iter().map(&mut heard).collect());
    Arc::new(Sound { planes: planes.collect() })
}

fn at_counter(id: u64, store: &Path) -> Arc<Session> {
    let session = Arc::into_inner(session(id, store)).unwrap();
    Arc::new(Session { counter: format!("{id}号窗口"), live: true, ..session })
}

/// The last of each incident of two counters, of which the second hears the first `db` softer.
fn told(db: f32) -> Vec<IncidentEvent> {
    let _watchdog = Watchdog::start();
    let dir = tempfile::tempdir().unwrap();
    let near = Sound::of("refusal-not-my-job.wav", 1);
    let far = bleed(&near, db);
    let log = Log::default();
    let clerk_once = |place: crate::kit::Place| {
        let taboo = place.channel == 0 && place.end < 8 * 16_000;
        Ok(if taboo {
            format!("这个{TABOO}你去别处")
        } else {
            "今天天气不错".to_owned()
        })
    };
    let ear = || Ear::boxed(&[Arc::clone(&near), Arc::clone(&far)], &log, clerk_once);
    let (mut pipeline, outputs) =
        Pipeline::start(parts(dir.path(), vec![ear(), ear()], true), &Stop::new()).unwrap();
    let (over, intake) = (Gate::default(), pipeline.intake().unwrap());
    let threads = [near.clone(), far.clone()].map(|sound| {
        let (intake, wait) = (intake.clone(), over.clone());
        let id = u64::from(!Arc::ptr_eq(&sound, &near));
        let session = at_counter(id, dir.path());
        // Nobody's session ends before all has been heard.
        let blocks = sound.blocks(0, sound.len());
        let mut feed = Feed::new(blocks.chain(then(move || wait.wait(1))));
        spawn("capture", &Stop::new(), move || intake.run(session, &mut feed).unwrap()).unwrap()
    });
    drop(intake);
    pipeline.close();
    let (mut incidents, mut heard) = (Vec::<IncidentEvent>::new(), 0);
    for output in &outputs {
        match output {
            Output::Event(Event::Utterance(utterance)) => {
                heard += usize::from(utterance.channel == 0 && utterance.end_s < 8.0);
                if heard == 2 {
                    over.open();
                }
            }
            Output::Event(Event::Incident(told)) => {
                incidents.retain(|known| known.id != told.id);
                incidents.push(told);
            }
            _ => {}
        }
    }
    pipeline.join().unwrap();
    threads.into_iter().for_each(|thread| thread.join().unwrap());
    incidents
}

#[test]
fn what_a_neighbour_hears_is_one_incident_at_the_nearest_counter() {
    for db in [-6.0, -12.0] {
        let incidents = told(db);
        let alarms: Vec<&IncidentEvent> =
            incidents.iter().filter(|told| told.disposition == Disposition::New).collect();
        assert_eq!(alarms.len(), 1, "{db} dB: {incidents:#?}");
        assert_eq!(alarms[0].counter, "0号窗口", "{db} dB");
        for other in incidents.iter().filter(|told| told.disposition != Disposition::New) {
            assert_eq!(other.stopped_by.as_deref(), Some("counter_unconfirmed"), "{other:#?}");
        }
    }
}

#[test]
fn as_loud_at_both_it_alarms_at_neither() {
    let incidents = told(-1.0);
    assert!(!incidents.is_empty());
    for told in incidents {
        assert_eq!(told.disposition, Disposition::Uncertain, "{told:#?}");
        assert_eq!(told.stopped_by.as_deref(), Some("counter_unconfirmed"));
    }
}
