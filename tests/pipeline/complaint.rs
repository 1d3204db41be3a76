//! A complaint keeps what was in memory, says what is lacking, and is lost by no stop.

use crate::kit::{
    Ear, Feed, Gate, Log, Place, Sound, TABOO, Watchdog, clip, parts, session_on, then,
};
use crossbeam_channel::{Sender, bounded};
use jiff::{SignedDuration, Timestamp};
use liyu::account::{Origin, Seat};
use liyu::capture::{Gap, GapCause, Piece, Stop};
use liyu::phrasebook::Severity;
use liyu::pipeline::{Answer, Ask, Change, Marking, Output, Pipeline, Session, spawn};
use liyu::record::{Dossier, EvidenceState, IncidentKind, IncidentState, Store, Ticket, Via};
use liyu::tape;
use liyu::transcribe::{TranscribeError, Transcriber};
use liyu::units::{SampleIndex, samples};
use std::path::Path;
use std::sync::{Arc, Mutex};

const START: &str = "2026-11-23T01:00:00Z";
/// What the shipped settings keep after the last phrase.
const POST_ROLL_S: f64 = 3.0;

fn memory(store: &Path, keep_s: f64) -> tape::Config {
    tape::Config {
        history_s: 16.0,
        keep_s,
        memory_s: 20.0,
        spool_mb: 500,
        spool_dir: store.join("spool"),
    }
}

/// Somebody who complains, at a second of the session.
#[derive(Clone)]
struct Phone {
    asks: Arc<Mutex<Option<Sender<Ask>>>>,
    tickets: Arc<Mutex<Vec<Ticket>>>,
}

impl Phone {
    fn call(&self, counter: &str, second: f64) {
        let start: Timestamp = START.parse().unwrap();
        let marking = Marking {
            counter: counter.into(),
            via: Via::Device,
            note: "态度不好".into(),
            at: start + SignedDuration::from_secs_f64(second),
        };
        let (reply, answer) = bounded(1);
        let (change, actor) = (Change::Mark(marking), "device".into());
        let ask = Ask { change, actor, warrant: None, tag: 7, reply };
        assert!(self.asks.lock().unwrap().as_ref().unwrap().send(ask).is_ok());
        let (7, Answer::Marked(ticket)) = answer.recv().unwrap() else { panic!("no answer") };
        self.tickets.lock().unwrap().push(*ticket.unwrap());
    }

    fn hang_up(&self) {
        self.asks.lock().unwrap().take();
    }

    /// A call in the middle of a feed.
    fn calls(
        &self,
        counter: &'static str,
        second: f64,
    ) -> impl Iterator<Item = Piece> + Send + use<> {
        let phone = self.clone();
        then(move || phone.call(counter, second))
    }
}

struct Outcome {
    /// As it was received, as it was told afterwards, and as the store has it at the end.
    received: Ticket,
    told: Vec<Ticket>,
    kept: Ticket,
    dossier: Option<Dossier>,
    rows: Vec<(String, u32, IncidentState)>,
}

/// Runs one session of counter 3 in which the feed makes one call.
fn run(
    store: &Path,
    keep_s: f64,
    ear: Box<dyn Transcriber>,
    feed: impl FnOnce(&Phone, &Arc<Session>) -> Feed,
    mut on: impl FnMut(&Output),
) -> Outcome {
    let _watchdog = Watchdog::start();
    let stop = Stop::new();
    let mut parts = parts(store, vec![ear], true);
    parts.desk.complaint.keep_s = keep_s;
    let (mut pipeline, outputs) = Pipeline::start(parts, &stop).unwrap();
    let phone = Phone {
        asks: Arc::new(Mutex::new(pipeline.asks())),
        tickets: Arc::new(Mutex::new(Vec::new())),
    };
    let session = session_on(0, memory(store, keep_s));
    let mut feed = feed(&phone, &session);
    let intake = pipeline.intake().unwrap();
    let hang_up = phone.clone();
    let capture = spawn("capture", &stop, move || {
        let ran = intake.run(session, &mut feed);
        hang_up.hang_up();
        ran
    });
    pipeline.close();
    let (mut told, mut rows) = (Vec::new(), Vec::new());
    for output in &outputs {
        on(&output);
        match output {
            Output::Ticket(ticket) => told.push(*ticket),
            Output::Incident(row) if row.kind == IncidentKind::Complaint => {
                rows.push((row.id, row.revision, row.state));
            }
            _ => {}
        }
    }
    pipeline.join().unwrap();
    capture.unwrap().join().unwrap().unwrap();
    let received = phone.tickets.lock().unwrap().pop().unwrap();
    assert_eq!(told.remove(0), received, "told to everybody as soon as it is there");
    let (store, repair) = Store::open(store).unwrap();
    assert!(repair.is_clean(), "{repair}");
    assert_eq!(store.verify().unwrap(), []);
    let kept = store.ticket(&received.id).unwrap();
    let dossier = kept.incident.as_deref().map(|id| store.detail(id).unwrap());
    Outcome { received, told, kept, dossier, rows }
}

fn refusing(place: Place) -> Result<String, TranscribeError> {
    Ok(if place.channel == 0 {
        format!("这个{TABOO},你去别的窗口。")
    } else {
        "我想问一下".into()
    })
}

fn ear(sound: &Arc<Sound>) -> Box<dyn Transcriber> {
    Ear::boxed(&[Arc::clone(sound)], &Log::default(), refusing)
}

/// Compares a clip with the sound that it was cut from.
fn same(store: &Path, dossier: &Dossier, sound: &Sound, from_s: f64, until_s: f64) {
    assert_eq!(dossier.evidence, EvidenceState::Ok);
    let (from, until) = (samples(from_s), samples(until_s));
    assert_eq!(samples(dossier.clip_start_s), from, "{}", dossier.clip_start_s);
    let planes = clip(store, &dossier.incident.clip);
    for (channel, (plane, source)) in planes.iter().zip(&sound.planes).enumerate() {
        assert_eq!(plane.len() as u64, until - from);
        let source = &source[from as usize..until as usize];
        // The citizen's channel is silent.
        let heard = |at: usize| if channel == 0 { source[at] } else { 0.0 };
        let near = |(at, a): (usize, &f32)| (a - heard(at)).abs() <= 1.0 / 32_768.0;
        assert!(plane.iter().enumerate().all(near), "channel {channel}");
    }
}

#[test]
fn a_complaint_in_the_middle_of_talk_keeps_sound_and_words() {
    let dir = tempfile::tempdir().unwrap();
    let sound = Sound::of("refusal-not-my-job.wav", 2);
    let (keep_s, at_s) = (10.0, 20.0);
    let feed = |phone: &Phone, _: &Arc<Session>| {
        let at = samples(at_s) as usize;
        Feed::new(
            sound.blocks(0, at).chain(phone.calls("3", at_s)).chain(sound.blocks(at, sound.len())),
        )
    };
    let Outcome { received, told, kept, dossier, rows } =
        run(dir.path(), keep_s, ear(&sound), feed, |_| {});
    assert_eq!((received.counter.as_str(), received.via), ("3", Via::Device));
    assert!(!received.lacking.is_empty(), "the sound is still being kept");
    assert_eq!((kept.steps.len(), kept.steps[0].note.as_str()), (1, "态度不好"));
    assert_eq!(told, std::slice::from_ref(&kept));
    assert_eq!(kept.lacking, "");
    let dossier = dossier.unwrap();
    let row = &dossier.incident;
    assert_eq!(rows, [(row.id.clone(), 1, IncidentState::Closed)]);
    assert_eq!((row.kind, row.severity), (IncidentKind::Complaint, Severity::Serious));
    assert_eq!((row.phrase.as_str(), row.phrase_id.as_str()), ("", ""));
    assert_eq!((row.start_s, row.end_s), (at_s - keep_s, at_s));
    same(dir.path(), &dossier, &sound, at_s - keep_s, at_s + POST_ROLL_S);
    let hits: usize = dossier.heard.iter().map(|heard| heard.hits.len()).sum();
    assert!(row.hits >= 1 && row.hits as usize == hits, "{dossier:?}");
    let within = |at: f64| (at_s - keep_s..at_s + POST_ROLL_S).contains(&at);
    assert!(dossier.heard.iter().all(|heard| within(heard.start_s) || within(heard.end_s)));
    assert!(dossier.heard.iter().any(|heard| heard.channel == 1), "both sides");
}

#[test]
fn what_cannot_be_kept_is_said() {
    let hiss = Sound::silence(30.0, 3);
    let dead = Arc::new(Sound { planes: vec![vec![0.0; samples(30.0) as usize]; 2] });
    // (counter, seconds kept, sound, whether there is a clip)
    for (counter, keep_s, sound, has_clip) in [
        ("3", 10.0, &hiss, true),
        ("9", 10.0, &hiss, false),
        ("3", 0.0, &hiss, false),
        ("3", 10.0, &dead, false),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let feed = |phone: &Phone, _: &Arc<Session>| {
            let at = samples(20.0) as usize;
            Feed::new(
                sound
                    .blocks(0, at)
                    .chain(phone.calls(counter, 20.0))
                    .chain(sound.blocks(at, sound.len())),
            )
        };
        let Outcome { received, told, kept, dossier, rows } =
            run(dir.path(), keep_s, ear(sound), feed, |_| {});
        assert_eq!(told, std::slice::from_ref(&kept), "{counter} {keep_s}");
        assert!(!kept.lacking.is_empty() && kept.lacking != received.lacking, "{kept:?}");
        assert_eq!((kept.incident.is_some(), rows.len()), (has_clip, usize::from(has_clip)));
        if let Some(dossier) = dossier {
            assert_eq!((dossier.heard.len(), dossier.incident.hits), (0, 0));
            same(dir.path(), &dossier, sound, 10.0, 20.0 + POST_ROLL_S);
        }
    }
}

#[test]
fn a_complaint_during_a_backlog_is_filed_after_a_minute_and_its_words_follow() {
    let dir = tempfile::tempdir().unwrap();
    let sound = Sound::of("refusal-not-my-job.wav", 5);
    let (sealed, caught_up) = (Gate::default(), Gate::default());
    let may = caught_up.clone();
    let ear = Ear::boxed(&[Arc::clone(&sound)], &Log::default(), move |place| {
        may.wait(1);
        refusing(place)
    });
    let (at_s, keep_s) = (20.0, 15.0);
    let wait = sealed.clone();
    let feed = |phone: &Phone, _: &Arc<Session>| {
        let (at, later) = (samples(at_s) as usize, samples(at_s + POST_ROLL_S + 75.0) as usize);
        Feed::new(
            sound
                .blocks(0, at)
                .chain(phone.calls("3", at_s))
                .chain(sound.blocks(at, later))
                .chain(then(move || {
                    // As received, and as filed.
                    wait.wait(2);
                    caught_up.open();
                }))
                .chain(sound.blocks(later, sound.len())),
        )
    };
    let outcome = run(dir.path(), keep_s, ear, feed, |output| {
        if matches!(output, Output::Ticket(ticket) if !ticket.lacking.is_empty()) {
            sealed.advance();
        }
    });
    let Outcome { told, kept, dossier, rows, .. } = outcome;
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(!told[0].lacking.is_empty() && told[0].incident.is_some(), "{told:?}");
    assert_eq!((told[1].lacking.as_str(), &told[1]), ("", &kept));
    let dossier = dossier.unwrap();
    let id = dossier.incident.id.clone();
    let states = [(id.clone(), 1, IncidentState::Open), (id, 2, IncidentState::Closed)];
    assert_eq!(rows, states);
    same(dir.path(), &dossier, &sound, at_s - keep_s, at_s + POST_ROLL_S);
    assert!(dossier.incident.hits >= 1, "{dossier:?}");
}

#[test]
fn a_stop_right_after_a_complaint_loses_nothing_of_it() {
    let dir = tempfile::tempdir().unwrap();
    let sound = Sound::of("refusal-not-my-job.wav", 1);
    let at_s = 12.5;
    let feed = |phone: &Phone, _: &Arc<Session>| {
        Feed::new(sound.blocks(0, samples(at_s) as usize).chain(phone.calls("3", at_s)))
    };
    let Outcome { told, kept, dossier, .. } = run(dir.path(), 8.0, ear(&sound), feed, |_| {});
    assert_eq!((told.len(), kept.lacking.as_str()), (1, ""));
    let dossier = dossier.unwrap();
    assert_eq!(dossier.incident.state, IncidentState::Closed);
    // What was said until then, the sentence that was cut included.
    same(dir.path(), &dossier, &sound, at_s - 8.0, at_s);
    assert!(dossier.heard.iter().any(|heard| heard.end_s > 12.0), "{:?}", dossier.heard);
}

/// Two talks with 70 s between them.
fn two_talks() -> (Arc<Sound>, f64, f64) {
    let (first, second) =
        (Sound::of("closing-time.wav", 1), Sound::of("refusal-not-my-job.wav", 1));
    let between = Sound::silence(70.0, 11);
    let planes = (0..2).map(|n| {
        [&first, &between, &second].iter().flat_map(|sound| sound.planes[n].clone()).collect()
    });
    let sound = Arc::new(Sound { planes: planes.collect() });
    let seconds = |sound: &Sound| sound.len() as f64 / 16_000.0;
    (Arc::clone(&sound), seconds(&first), seconds(&first) + 70.0)
}

#[test]
fn a_long_silence_parts_the_encounter_before() {
    let dir = tempfile::tempdir().unwrap();
    let (sound, _, again_s) = two_talks();
    let at_s = again_s + 15.0;
    let feed = |phone: &Phone, _: &Arc<Session>| {
        let at = samples(at_s) as usize;
        Feed::new(
            sound.blocks(0, at).chain(phone.calls("3", at_s)).chain(sound.blocks(at, sound.len())),
        )
    };
    let Outcome { kept, dossier, .. } = run(dir.path(), 180.0, ear(&sound), feed, |_| {});
    assert_eq!(kept.lacking, "");
    let dossier = dossier.unwrap();
    let start_s = dossier.clip_start_s;
    assert!(start_s > again_s - 6.0 && start_s < again_s + 3.0, "{start_s} of {again_s}");
    same(dir.path(), &dossier, &sound, start_s, at_s + POST_ROLL_S);
}

#[test]
fn what_was_not_heard_is_no_silence_and_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let (sound, lost_s, again_s) = two_talks();
    let at_s = again_s + 15.0;
    let feed = |phone: &Phone, _: &Arc<Session>| {
        let (lost, again) = (samples(lost_s) as usize, samples(again_s) as usize);
        let gap = Gap {
            at: SampleIndex(lost as u64),
            samples: (again - lost) as u64,
            cause: GapCause::DeviceLost,
        };
        let at = samples(at_s) as usize;
        Feed::new(
            sound
                .blocks(0, lost)
                .chain(std::iter::once(Piece::Gap(gap)))
                .chain(sound.blocks(again, at))
                .chain(phone.calls("3", at_s))
                .chain(sound.blocks(at, sound.len())),
        )
    };
    let Outcome { kept, dossier, .. } = run(dir.path(), 180.0, ear(&sound), feed, |_| {});
    assert!(kept.lacking.contains("70"), "{}", kept.lacking);
    assert_eq!(dossier.unwrap().clip_start_s, 0.0, "all of it may belong together");
}

#[test]
fn praise_keeps_sound_and_words_for_whoever_sat_there_and_makes_no_ticket() {
    let dir = tempfile::tempdir().unwrap();
    let start: Timestamp = START.parse().unwrap();
    let hour = SignedDuration::from_hours(1);
    let seat = Seat {
        counter: "3".into(),
        person: "u7".into(),
        from: start - hour,
        until: start + hour,
        origin: Origin::Roster,
    };
    let (mut store, _) = Store::open(dir.path()).unwrap();
    store.add_seats(&[seat], "operator", start).unwrap();
    drop(store);

    let _watchdog = Watchdog::start();
    let stop = Stop::new();
    let sound = Sound::of("refusal-not-my-job.wav", 2);
    let (keep_s, at_s) = (10.0, 20.0);
    let mut parts = parts(dir.path(), vec![ear(&sound)], true);
    parts.desk.complaint.keep_s = keep_s;
    let (mut pipeline, outputs) = Pipeline::start(parts, &stop).unwrap();
    let asks = Arc::new(Mutex::new(pipeline.asks()));
    let call = Arc::clone(&asks);
    let praised = Arc::new(Mutex::new(None));
    let given = Arc::clone(&praised);
    let at = samples(at_s) as usize;
    let calls = then(move || {
        let marking = Marking {
            counter: "3".into(),
            via: Via::Device,
            note: "很耐心".into(),
            at: start + SignedDuration::from_secs_f64(at_s),
        };
        let (reply, answer) = bounded(1);
        let (change, actor) = (Change::Praise(marking), "device".into());
        let ask = Ask { change, actor, warrant: None, tag: 7, reply };
        assert!(call.lock().unwrap().take().unwrap().send(ask).is_ok());
        let (7, Answer::Praised(answer)) = answer.recv().unwrap() else { panic!("no answer") };
        *given.lock().unwrap() = answer.unwrap().0;
    });
    let mut feed = Feed::new(sound.blocks(0, at).chain(calls).chain(sound.blocks(at, sound.len())));
    let session = session_on(0, memory(dir.path(), keep_s));
    let intake = pipeline.intake().unwrap();
    let capture = spawn("capture", &stop, move || intake.run(session, &mut feed));
    pipeline.close();
    let mut told = Vec::new();
    for output in &outputs {
        match output {
            Output::Incident(row) if row.kind == IncidentKind::Praise => told.push(*row),
            Output::Ticket(ticket) => panic!("{ticket:?}"),
            _ => {}
        }
    }
    pipeline.join().unwrap();
    capture.unwrap().join().unwrap().unwrap();

    let id = praised.lock().unwrap().take().unwrap();
    let [row] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!((row.id.as_str(), row.custody.person.as_deref()), (id.as_str(), Some("u7")));
    let (store, _) = Store::open(dir.path()).unwrap();
    let dossier = store.detail(&id).unwrap();
    same(dir.path(), &dossier, &sound, at_s - keep_s, at_s + POST_ROLL_S);
    let said: Vec<_> =
        dossier.history.iter().map(|step| (step.actor.as_str(), step.note.as_str())).collect();
    assert_eq!(said, [("device", "很耐心")]);
    assert!(!dossier.heard.is_empty() && store.tickets().unwrap().is_empty());
}
