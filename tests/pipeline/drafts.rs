//! A turn is read before it ends: flags come early, utterances come out as ever.

use crate::kit::{
    Ear, Feed, Gate, Log, Place, Sound, TABOO, Told, parts, run, session, settings, sorted, then,
};
use liyu::capture::{Piece, Stop};
use liyu::event::{Event, HitEvent};
use liyu::pipeline::{Drafts, Output, Parts, PipelineError, Session};
use liyu::record::{Disposition, IncidentState, Store};
use liyu::segment::{self, Bank, Draft, Found};
use liyu::units::{SampleIndex, samples};
use std::path::Path;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// The clerk speaks from 4.3 s to 7.8 s, and this is in the middle of it.
const MIDDLE_S: f64 = 6.5;
/// The first turn has been over for longer than the hangover.
const AFTER_S: f64 = 9.5;
const HARMLESS: &str = "今天天气不错";

fn give_way(parts: Parts) -> Parts {
    Parts { drafts: Drafts::GiveWay, ..parts }
}

/// The refusal with words after it.
fn refusal() -> String {
    format!("{TABOO},{HARMLESS}")
}

/// Plays up to the middle of the clerk's turn, goes on when `flagged` lets it, and
/// stops after the turn.
fn halting(sound: &Arc<Sound>, flagged: &Gate) -> Feed {
    let (middle, after) = (samples(MIDDLE_S) as usize, samples(AFTER_S) as usize);
    let flagged = flagged.clone();
    let halt = then(move || flagged.wait(1));
    Feed::new(sound.blocks(0, middle).chain(halt).chain(sound.blocks(middle, after)))
}

/// What `config` finds in the sound, and how much of it has been heard by then.
fn found_in(sound: &Arc<Sound>, config: &segment::Config) -> Vec<(usize, Found)> {
    let mut bank = Bank::new(2, config);
    let mut all = Vec::new();
    for piece in sound.blocks(0, sound.len()) {
        let Piece::Block(block) = piece else { continue };
        let mut found: Vec<Found> = Vec::new();
        bank.push(&block, &mut found);
        let heard_to = block.at.0 as usize + block.len();
        all.extend(found.into_iter().map(|found| (heard_to, found)));
    }
    all
}

/// The first draft that turns out to be an utterance: when it is found, and when that is.
fn first_turn(sound: &Arc<Sound>, config: &segment::Config) -> (usize, usize, Draft) {
    let found = found_in(sound, config);
    let first = found.windows(2).find_map(|pair| match pair {
        [(pause, Found::Draft(draft)), (end, Found::Utterance(utterance))]
            if draft.range == utterance.range =>
        {
            Some((*pause, *end, draft.clone()))
        }
        _ => None,
    });
    first.unwrap()
}

/// Plays the first turn while a recogniser is at its last draft, and lets that go on
/// when the turn has ended; `say` is what comes of it then.
fn hand_over(
    store: &Path,
    session: &Arc<Session>,
    stop: &Stop,
    say: fn() -> String,
) -> (Told, Log) {
    let sound = Sound::of("refusal-not-my-job.wav", 1);
    let (at_it, ended, log) = (Gate::default(), Gate::default(), Log::default());
    let segment = segment::Config { draft_every_ms: 0, ..settings().segment };
    let (pause, end, draft) = first_turn(&sound, &segment);
    let (am, may) = (at_it.clone(), ended.clone());
    let ear = Ear::boxed(&[Arc::clone(&sound)], &log, move |place| {
        if place.channel == draft.channel && place.end == draft.range.end.0 {
            am.advance();
            may.wait(1);
            return Ok(say());
        }
        Ok(HARMLESS.into())
    });
    let begun = sound.blocks(0, pause).chain(then(move || at_it.wait(1)));
    let feed = begun.chain(sound.blocks(pause, end)).chain(then(move || ended.open()));
    let parts = Parts { segment, ..give_way(parts(store, vec![ear], true)) };
    let sessions = vec![(Arc::clone(session), Feed::new(feed))];
    (run(parts, stop, sessions, |_| {}), log)
}

fn is_hit(output: &Output) -> bool {
    matches!(output, Output::Event(Event::Hit(_)))
}

/// Hears the clerk say `words` in a turn that goes on only once a hit has been told.
fn flagged_in_the_middle(store: &Path, session: &Arc<Session>, words: &str) -> Told {
    let sound = Sound::of("refusal-not-my-job.wav", 1);
    let flagged = Gate::default();
    let words = words.to_owned();
    let ear = Ear::boxed(&[Arc::clone(&sound)], &Log::default(), move |place| {
        Ok(if place.channel == 0 { words.clone() } else { HARMLESS.into() })
    });
    let sessions = vec![(Arc::clone(session), halting(&sound, &flagged))];
    let parts = give_way(parts(store, vec![ear], true));
    let told = run(parts, &Stop::new(), sessions, |output| {
        if is_hit(output) {
            flagged.advance();
        }
    });
    told.outcome.as_ref().unwrap();
    told
}

#[test]
fn a_phrase_is_flagged_while_the_person_still_talks() {
    let dir = tempfile::tempdir().unwrap();
    let session = session(0, dir.path());
    let told = flagged_in_the_middle(dir.path(), &session, &refusal());

    // Its utterance bears it out: told once, one incident, with the utterance's words.
    let [hit] = told.hits()[..] else { panic!("{:?}", told.hits()) };
    assert!(hit.early && !hit.again && hit.stopped_by.is_none(), "{hit:?}");
    assert!(hit.delay.is_some_and(|delay| delay.hangover_s < 3.0), "{hit:?}");
    assert_eq!(session.ledger.hits.load(Relaxed), 1);
    assert_eq!(session.ledger.taken_back.load(Relaxed), 0);
    let incidents = told.incidents();
    assert!(incidents.first().unwrap().early && !incidents.last().unwrap().early);
    assert!(incidents.iter().all(|event| event.id == incidents[0].id), "{incidents:?}");
    assert_eq!(incidents.last().unwrap().disposition, Disposition::New);
    assert_eq!(incidents.last().unwrap().state, IncidentState::Closed);
    let (store, _) = Store::open(dir.path()).unwrap();
    assert_eq!(store.verify().unwrap(), []);
    let words = store.detail(&incidents[0].id).unwrap().heard;
    let whole = words.iter().filter(|heard| heard.channel == 0).collect::<Vec<_>>();
    assert_eq!(whole.len(), 1, "the draft has made room: {words:?}");
    assert!(whole[0].end_s > MIDDLE_S, "{whole:?}");
}

#[test]
fn what_only_earlier_words_could_stop_is_flagged_while_the_person_still_talks() {
    let dir = tempfile::tempdir().unwrap();
    let session = session(0, dir.path());
    // It does not count when the citizen has just asked for it.
    let told = flagged_in_the_middle(dir.path(), &session, &format!("快点,{HARMLESS}"));
    let [hit] = told.hits()[..] else { panic!("{:?}", told.hits()) };
    assert!(hit.early && !hit.again && hit.stopped_by.is_none(), "{hit:?}");
    assert_eq!(session.ledger.taken_back.load(Relaxed), 0);
    let last = told.incidents().into_iter().next_back().unwrap();
    assert_eq!((last.early, last.disposition), (false, Disposition::New));
}

#[test]
fn a_phrase_at_the_end_of_a_draft_asks_for_another_look() {
    let dir = tempfile::tempdir().unwrap();
    let sound = Sound::of("refusal-not-my-job.wav", 1);
    let session = session(0, dir.path());
    let (drafted, log) = (Gate::default(), Log::default());
    let heard = drafted.clone();
    let ear = Ear::boxed(&[Arc::clone(&sound)], &log, move |place| match place.channel {
        0 => {
            heard.open();
            Ok(TABOO.into())
        }
        _ => Ok(HARMLESS.into()),
    });
    // No block follows the draft, so what it asks for is not taken up.
    let is_clerks = |found: &Found| matches!(found, Found::Draft(draft) if draft.channel == 0);
    let found = found_in(&sound, &settings().segment);
    let (end, _) = found.into_iter().find(|(_, found)| is_clerks(found)).unwrap();
    let feed = sound.blocks(0, end).chain(then(move || drafted.wait(1)));
    let sessions = vec![(Arc::clone(&session), Feed::new(feed))];
    run(give_way(parts(dir.path(), vec![ear], true)), &Stop::new(), sessions, |_| {})
        .outcome
        .unwrap();
    let asked: Vec<_> = session.again.take().collect();
    let [(0, at)] = asked[..] else { panic!("{asked:?}") };
    let soon = at.saturating_sub(samples(0.5)).0;
    assert!(sorted(&log).iter().any(|place| place.channel == 0 && place.end == soon), "{at:?}");
}

#[test]
fn a_turn_is_looked_at_again_where_it_is_asked_for() {
    let dir = tempfile::tempdir().unwrap();
    let sound = Sound::of("refusal-not-my-job.wav", 1);
    let session = session(0, dir.path());
    let at = samples(MIDDLE_S + 0.1);
    let looked = Gate::default();
    let look = looked.clone();
    let ear = Ear::boxed(&[Arc::clone(&sound)], &Log::default(), move |place| {
        if place.channel == 0 && (at..at + 512).contains(&place.end) {
            look.open();
        }
        Ok(HARMLESS.into())
    });
    let (middle, after) = (samples(MIDDLE_S) as usize, samples(MIDDLE_S + 0.2) as usize);
    let asking = Arc::clone(&session);
    let ask = then(move || asking.again.ask(0, SampleIndex(at)));
    let halt = then(move || looked.wait(1));
    let feed = sound.blocks(0, middle).chain(ask).chain(sound.blocks(middle, after)).chain(halt);
    let segment = segment::Config { draft_every_ms: 60_000, ..settings().segment };
    let parts = Parts { segment, ..give_way(parts(dir.path(), vec![ear], true)) };
    let sessions = vec![(session, Feed::new(feed))];
    run(parts, &Stop::new(), sessions, |_| {}).outcome.unwrap();
}

#[test]
fn what_the_utterance_does_not_bear_out_is_taken_back() {
    let dir = tempfile::tempdir().unwrap();
    let sound = Sound::of("refusal-not-my-job.wav", 1);
    let session = session(0, dir.path());
    let (flagged, log) = (Gate::default(), Log::default());
    let heard_to = samples(MIDDLE_S);
    let ear = Ear::boxed(&[Arc::clone(&sound)], &log, move |place| {
        Ok(if place.channel == 0 && place.end <= heard_to { refusal() } else { HARMLESS.into() })
    });
    let sessions = vec![(Arc::clone(&session), halting(&sound, &flagged))];
    let parts = give_way(parts(dir.path(), vec![ear], true));
    let told = run(parts, &Stop::new(), sessions, |output| {
        if is_hit(output) {
            flagged.advance();
        }
    });
    told.outcome.as_ref().unwrap();

    let [early, back] = told.hits()[..] else { panic!("{:?}", told.hits()) };
    assert!(early.early && early.stopped_by.is_none(), "{early:?}");
    assert!(back.again && !back.early, "{back:?}");
    assert_eq!(back.stopped_by.as_deref(), Some("hearing_unconfirmed"));
    assert_eq!((early.start_s, &early.id), (back.start_s, &back.id));
    assert_eq!(session.ledger.taken_back.load(Relaxed), 1);
    assert_eq!(session.ledger.hits.load(Relaxed), 1);
    // Kept and shown apart, never alarmed any more.
    let last = told.incidents().into_iter().next_back().unwrap().clone();
    assert_eq!((last.disposition, last.state), (Disposition::Uncertain, IncidentState::Closed));
    let (store, _) = Store::open(dir.path()).unwrap();
    assert_eq!(store.verify().unwrap(), []);
    assert_eq!(store.incident(&last.id).unwrap().disposition, Disposition::Uncertain);
}

/// The same words for the same place, whichever recogniser hears it.
fn words(place: Place) -> String {
    let said = [refusal(), HARMLESS.into(), "我不知道".into(), HARMLESS.into()];
    said[(place.start / 7) as usize % said.len()].clone()
}

fn told_with(drafts: Drafts, recognisers: usize) -> (Told, Log) {
    let dir = tempfile::tempdir().unwrap();
    let sound = Sound::of("refusal-not-my-job.wav", 2);
    let log = Log::default();
    let ear = |_| Ear::boxed(&[Arc::clone(&sound)], &log, |place| Ok(words(place)));
    let parts = parts(dir.path(), (0..recognisers).map(ear).collect(), false);
    let sessions = vec![(session(0, dir.path()), sound.feed())];
    let told = run(Parts { drafts, ..parts }, &Stop::new(), sessions, |_| {});
    told.outcome.as_ref().unwrap();
    (told, log)
}

#[test]
fn drafts_that_wait_come_out_the_same_every_time_and_none_is_decoded_twice() {
    let (plain, _) = told_with(Drafts::Off, 1);
    let (one, log) = told_with(Drafts::Wait, 1);
    let (two, _) = told_with(Drafts::Wait, 2);
    let events = |told: &Told| -> Vec<Event> {
        let event = |output: &Output| match output {
            Output::Event(event @ (Event::Utterance(_) | Event::Hit(_))) => Some(event.clone()),
            _ => None,
        };
        told.outputs.iter().filter_map(event).collect()
    };
    assert_eq!(events(&one), events(&two), "whoever finishes first");

    let decoded = sorted(&log);
    let mut once = decoded.clone();
    once.dedup();
    assert_eq!(decoded, once, "a pause's draft is the utterance's decoding");
    assert!(one.places(0).iter().all(|place| decoded.contains(place)));
    assert!(decoded.len() > one.places(0).len(), "there were drafts");

    assert_eq!(plain.utterances(), one.utterances());
    // By its utterance each hit is what it is without drafts.
    let at_last = |told: &Told| -> Vec<HitEvent> {
        let bare = |hit: &HitEvent| HitEvent { early: false, ..hit.clone() };
        let mut hits: Vec<HitEvent> = told.hits().into_iter().map(bare).collect();
        let taken_back = |hit: &HitEvent| {
            hit.again
                || told
                    .hits()
                    .iter()
                    .any(|h| h.again && (&h.id, h.start_s) == (&hit.id, hit.start_s))
        };
        hits.retain(|hit| !taken_back(hit));
        hits
    };
    let ids = |hits: Vec<HitEvent>| hits.into_iter().map(|hit| hit.id).collect::<Vec<_>>();
    assert_eq!(ids(at_last(&plain)).len(), ids(at_last(&one)).len());
    assert!(one.hits().iter().any(|hit| hit.early));
}

#[test]
fn an_utterance_that_is_being_read_as_a_draft_is_handed_over() {
    let dir = tempfile::tempdir().unwrap();
    let session = session(0, dir.path());
    let (told, log) = hand_over(dir.path(), &session, &Stop::new(), refusal);
    told.outcome.as_ref().unwrap();
    let decoded = sorted(&log);
    assert!(told.places(0).iter().all(|place| decoded.contains(place)));
    assert!(decoded.windows(2).all(|pair| pair[0] != pair[1]), "{decoded:?}");
    assert!(told.utterances().iter().any(|event| event.text == refusal()));
    assert_eq!(session.ledger.waiting.load(Relaxed), 0);
}

#[test]
fn a_recogniser_that_panics_over_a_draft_owes_nobody_an_utterance() {
    let dir = tempfile::tempdir().unwrap();
    let (session, stop) = (session(0, dir.path()), Stop::new());
    let (told, _) = hand_over(dir.path(), &session, &stop, || panic!("told to"));
    assert!(matches!(told.outcome, Err(PipelineError::Panicked("transcribe"))));
    assert!(stop.is_set());
    let utterances = session.ledger.utterances.load(Relaxed);
    assert_eq!(told.utterances().len() as u64, utterances - 1);
    assert_eq!(session.ledger.waiting.load(Relaxed), 0, "it was told as lost");
}

#[test]
fn drafts_give_way_and_every_utterance_is_decoded_once() {
    let dir = tempfile::tempdir().unwrap();
    let sound = Sound::of("refusal-not-my-job.wav", 2);
    let session = session(0, dir.path());
    let (talked, log) = (Gate::default(), Log::default());
    let may = talked.clone();
    let ear = Ear::boxed(&[Arc::clone(&sound)], &log, move |_| {
        may.wait(1);
        Ok(HARMLESS.into())
    });
    let feed = Feed::new(sound.blocks(0, sound.len()).chain(then(move || talked.open())));
    let parts = give_way(parts(dir.path(), vec![ear], true));
    let told = run(parts, &Stop::new(), vec![(Arc::clone(&session), feed)], |_| {});
    told.outcome.as_ref().unwrap();
    let ledger = &session.ledger;
    let is_draft = |found: &Found| matches!(found, Found::Draft(_));
    let mut drafts = found_in(&sound, &settings().segment);
    drafts.retain(|(_, found)| is_draft(found));
    // Each was read, or skipped, or was the utterance itself by the time.
    let passed = ledger.drafts.load(Relaxed) + ledger.drafts_skipped.load(Relaxed);
    let utterances = ledger.utterances.load(Relaxed);
    assert!(ledger.drafts.load(Relaxed) <= 3, "{:?}", ledger.tally());
    assert!(passed <= drafts.len() as u64, "{:?}", ledger.tally());
    assert!(passed + utterances >= drafts.len() as u64, "{:?}", ledger.tally());
    assert_eq!(ledger.waiting.load(Relaxed), 0);
    assert_eq!(ledger.utterances.load(Relaxed), told.utterances().len() as u64);
    let mut decoded = sorted(&log);
    decoded.retain(|place| told.places(0).contains(place));
    assert_eq!(decoded, told.places(0));
}

#[test]
fn in_a_backlog_the_newest_goes_first_and_nothing_is_dropped() {
    let dir = tempfile::tempdir().unwrap();
    let sound = Sound::of("refusal-not-my-job.wav", 2);
    let session = session(0, dir.path());
    let (talked, log) = (Gate::default(), Log::default());
    let may = talked.clone();
    let ear = Ear::boxed(&[Arc::clone(&sound)], &log, move |_| {
        may.wait(1);
        Ok(refusal())
    });
    let feed = Feed::new(sound.blocks(0, sound.len()).chain(then(move || talked.open())));
    let parts = parts(dir.path(), vec![ear], true);
    let parts = Parts { latest_first: Some(Duration::ZERO), ..parts };
    let shown = Mutex::new(Vec::new());
    let told = run(parts, &Stop::new(), vec![(Arc::clone(&session), feed)], |output| {
        if let Output::Event(Event::Utterance(event)) = output {
            shown.lock().unwrap().push(event.end_s);
        }
    });
    told.outcome.as_ref().unwrap();
    let shown = shown.into_inner().unwrap();
    assert!(shown.len() >= 8 && !shown.is_sorted(), "{shown:?}");
    // The first was in the recogniser's hands; the last of all may come in between, when
    // the sound ends.
    let backwards = shown[2..].windows(2).filter(|pair| pair[0] > pair[1]).count();
    assert!(backwards >= shown.len() - 4, "{shown:?}");
    assert_eq!(sorted(&log), told.places(0), "each once");
    assert_eq!(session.ledger.utterances.load(Relaxed), shown.len() as u64);
    assert_eq!(session.ledger.waiting.load(Relaxed), 0);
    assert_eq!(session.ledger.lost_backlog.load(Relaxed), 0);

    // What it comes to is what it comes to in order.
    let dir = tempfile::tempdir().unwrap();
    let ear = Ear::boxed(&[Arc::clone(&sound)], &Log::default(), |_| Ok(refusal()));
    let sessions = vec![(crate::kit::session(0, dir.path()), sound.feed())];
    let in_order =
        run(crate::kit::parts(dir.path(), vec![ear], false), &Stop::new(), sessions, |_| {});
    let at_last = |told: &Told| {
        let mut last = std::collections::BTreeMap::new();
        for event in told.incidents() {
            let known = (event.start_s, event.end_s, event.phrase_id.clone(), event.disposition);
            last.insert(event.id.clone(), known);
        }
        let counts = |event: &(f64, f64, String, Disposition)| event.3 == Disposition::New;
        let mut last: Vec<_> =
            last.into_values().filter(counts).map(|e| format!("{e:?}")).collect();
        last.sort();
        last
    };
    assert_eq!(at_last(&told), at_last(&in_order));
}
