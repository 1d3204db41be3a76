//! Events come in the order heard, whoever finishes first.

use crate::kit::{Ear, Feed, Gate, Log, Place, Sound, TABOO, Told, parts, run, session, sorted};
use liyu::capture::Stop;
use liyu::event::{Event, IncidentEvent};
use liyu::pipeline::Output;
use liyu::transcribe::{TranscribeError, Transcriber, Transcript};
use std::sync::{Arc, Mutex};

/// The same words for the same place, whichever recogniser hears it.
fn words(place: Place) -> String {
    [TABOO, "您好,请坐。", "我不知道", "今天天气不错", ""][(place.start / 7) as usize % 5].into()
}

/// Recognisers of which whichever gets the first utterance finishes it after
/// `overtaken` others.
fn overtaking(
    sounds: &[Arc<Sound>],
    log: &Log,
    count: usize,
    overtaken: usize,
) -> Vec<Box<dyn Transcriber>> {
    let done = Gate::default();
    let first = Arc::new(Mutex::new(true));
    let ear = |_| {
        let (done, first) = (done.clone(), Arc::clone(&first));
        Ear::boxed(sounds, log, move |place| {
            if std::mem::take(&mut *first.lock().unwrap()) {
                done.wait(overtaken);
            }
            done.advance();
            Ok(words(place))
        })
    };
    (0..count).map(ear).collect()
}

fn told_by(recognisers: usize) -> (Told, Vec<Option<Place>>) {
    let dir = tempfile::tempdir().unwrap();
    let sound = Sound::of("refusal-not-my-job.wav", 2);
    let log = Log::default();
    let overtaken = if recognisers > 1 { 4 } else { 0 };
    let ears = overtaking(&[Arc::clone(&sound)], &log, recognisers, overtaken);
    let sessions = vec![(session(0, dir.path()), sound.feed())];
    let told = run(parts(dir.path(), ears, false), &Stop::new(), sessions, |_| {});
    told.outcome.as_ref().unwrap();
    assert_eq!(
        sorted(&log),
        told.places(0),
        "each utterance was decoded once, with its own samples"
    );
    let finished = log.lock().unwrap().clone();
    (told, finished)
}

#[test]
fn recognisers_that_overtake_each_other_change_no_event() {
    let (one, _) = told_by(1);
    let (two, finished) = told_by(2);
    assert!(!finished.is_sorted(), "nothing was overtaken: {finished:?}");
    assert!(two.utterances().len() >= 8 && !two.hits().is_empty(), "{:?}", two.utterances());
    let starts: Vec<u64> = two.places(0).iter().map(|place| place.start).collect();
    let told: Vec<u64> =
        two.utterances().iter().map(|event| liyu::units::samples(event.start_s)).collect();
    assert_eq!(told, starts, "in the order heard");

    assert_eq!(one.utterances(), two.utterances());
    assert_eq!(one.hits(), two.hits());
    let nameless = |told: &Told| -> Vec<IncidentEvent> {
        let bare = |event: &IncidentEvent| IncidentEvent {
            id: String::new(),
            clip: String::new(),
            ..event.clone()
        };
        told.incidents().into_iter().map(bare).collect()
    };
    assert!(!one.incidents().is_empty());
    assert_eq!(nameless(&one), nameless(&two));
}

#[test]
fn files_are_told_one_after_the_other() {
    let dir = tempfile::tempdir().unwrap();
    let sounds = [
        Sound::of("closing-time.wav", 1),
        Sound::silence(3.0, 5),
        Sound::of("citizen-says-it.wav", 1),
    ];
    let log = Log::default();
    // The second file's utterances are decoded before the first one's first.
    let ears = overtaking(&sounds, &log, 2, 7);
    let mut sessions: Vec<_> =
        (0..3u64).map(|id| (session(id, dir.path()), sounds[id as usize].feed())).collect();
    // A file that holds no sound at all stands between others like any other.
    sessions.push((session(3, dir.path()), Feed::new(std::iter::empty())));
    let told = run(parts(dir.path(), ears, false), &Stop::new(), sessions, |_| {});
    told.outcome.as_ref().unwrap();

    let finished = log.lock().unwrap().clone();
    let sound_of = |place: &Option<Place>| place.unwrap().sound;
    assert!(!finished.iter().map(sound_of).is_sorted(), "no file was overtaken: {finished:?}");
    assert_eq!(sorted(&log), [told.places(0), told.places(1), told.places(2)].concat());
    let place_of = |output: &Output| match output {
        Output::Event(Event::Utterance(event)) => event.source.clone(),
        Output::Event(Event::Hit(event)) => event.source.clone(),
        _ => None,
    };
    let order: Vec<String> = told.outputs.iter().filter_map(place_of).collect();
    assert!(order.is_sorted(), "{order:?}");
    let incidents: Vec<_> = told.incidents().iter().map(|event| &event.source).collect();
    assert!(incidents.is_sorted(), "{incidents:?}");
}

/// A recogniser that understands nothing, and whether it may rest after each piece.
struct Rested {
    heard: Arc<Mutex<Vec<bool>>>,
}

impl Transcriber for Rested {
    fn transcribe(&mut self, _: &[f32]) -> Result<Transcript, TranscribeError> {
        self.heard.lock().unwrap().push(false);
        Ok(Transcript::default())
    }

    fn rest(&mut self) {
        if let Some(rested) = self.heard.lock().unwrap().last_mut() {
            *rested = true;
        }
    }
}

#[test]
fn a_recogniser_rests_after_each_piece() {
    let dir = tempfile::tempdir().unwrap();
    let sound = Sound::of("refusal-not-my-job.wav", 1);
    let heard = Arc::new(Mutex::new(Vec::new()));
    let ear = Box::new(Rested { heard: Arc::clone(&heard) });
    let sessions = vec![(session(0, dir.path()), sound.feed())];
    let told = run(parts(dir.path(), vec![ear], false), &Stop::new(), sessions, |_| {});
    told.outcome.unwrap();
    let heard = heard.lock().unwrap();
    assert!(heard.len() > 1 && heard.iter().all(|rested| *rested), "{heard:?}");
}
