//! What fails is counted and told; what cannot be recorded is not listened to.

use crate::kit::{Ear, Feed, Log, Sound, TABOO, parts, run, session, sorted};
use liyu::capture::{Piece, Stop};
use liyu::event::Event;
use liyu::pipeline::{Output, PipelineError};
use liyu::record::{IncidentState, Query, Store};
use liyu::transcribe::{TranscribeError, Transcriber, Transcript};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use whisper_rs::WhisperError;

#[test]
fn an_utterance_that_cannot_be_decoded_is_counted_and_the_next_one_is_decoded() {
    let dir = tempfile::tempdir().unwrap();
    let sound = Sound::of("refusal-not-my-job.wav", 1);
    let log = Log::default();
    let mut count = 0;
    let ear = Ear::boxed(&[Arc::clone(&sound)], &log, move |_| {
        count += 1;
        match count {
            2 => Err(TranscribeError::Decode(WhisperError::GenericError(-6))),
            _ => Ok("今天天气不错".into()),
        }
    });
    let session = session(0, dir.path());
    let sessions = vec![(Arc::clone(&session), sound.feed())];
    let told = run(parts(dir.path(), vec![ear], false), &Stop::new(), sessions, |_| {});
    told.outcome.as_ref().unwrap();

    assert_eq!(session.ledger.undecoded.load(Relaxed), 1);
    assert_eq!(session.ledger.doubted.load(Relaxed), 0);
    assert_eq!(session.ledger.waiting.load(Relaxed), 0);
    let events = told.utterances();
    assert!(events.len() >= 4, "{events:?}");
    for (n, event) in events.iter().enumerate() {
        let failed = n == 1;
        assert_eq!(event.doubt.as_deref(), failed.then_some("failed"));
        assert_eq!(event.text.is_empty(), failed);
    }
    assert_eq!(sorted(&log), told.places(0));
    let warnings = told.outputs.iter().filter(|output| matches!(output, Output::Warning(_)));
    assert_eq!(warnings.count(), 1);
}

/// The sound over and over until told to stop.
fn endless(sound: &Arc<Sound>, stop: &Stop) -> Feed {
    let (sound, stop) = (Arc::clone(sound), stop.clone());
    let len = sound.len();
    let pieces = (0..).flat_map(move |round: usize| {
        sound.blocks(0, len).map(move |mut piece| {
            if let Piece::Block(block) = &mut piece {
                block.at.0 += (round * len) as u64;
            }
            piece
        })
    });
    Feed::new(pieces.take_while(move |_| !stop.is_set()))
}

/// Puts a file where the directory of clips was.
fn break_clips(store: &Path) {
    std::fs::rename(store.join("clips"), store.join("moved")).unwrap();
    std::fs::write(store.join("clips"), b"").unwrap();
}

#[test]
fn a_store_that_cannot_be_written_ends_the_run() {
    for (live, recognisers) in [(false, 1), (false, 2), (true, 2)] {
        let dir = tempfile::tempdir().unwrap();
        let sound = Sound::of("closing-time.wav", 1);
        let ears = (0..recognisers).map(|_| Box::new(Refuser) as Box<dyn Transcriber>).collect();
        let parts = parts(dir.path(), ears, live);
        break_clips(dir.path());
        let stop = Stop::new();
        let sessions = vec![
            (session(0, dir.path()), endless(&sound, &stop)),
            (session(1, dir.path()), endless(&sound, &stop)),
        ];
        let told = run(parts, &stop, sessions, |_| {});
        let Err(PipelineError::Record(error)) = &told.outcome else {
            panic!("{:?} although nothing could be recorded", told.outcome);
        };
        assert!(error.to_string().contains("clips"), "{error}");
        assert!(stop.is_set() && told.incidents().is_empty());
    }
}

#[test]
fn a_store_that_breaks_later_ends_the_run_and_keeps_what_it_has() {
    let dir = tempfile::tempdir().unwrap();
    let sound = Sound::of("closing-time.wav", 1);
    let stop = Stop::new();
    let sessions = vec![(session(0, dir.path()), endless(&sound, &stop))];
    let mut broken = false;
    let told = run(parts(dir.path(), vec![Box::new(Refuser)], false), &stop, sessions, |output| {
        if let Output::Event(Event::Incident(event)) = output
            && event.state == IncidentState::Closed
            && !std::mem::replace(&mut broken, true)
        {
            break_clips(dir.path());
        }
    });
    assert!(matches!(told.outcome, Err(PipelineError::Record(_))), "{:?}", told.outcome);
    std::fs::remove_file(dir.path().join("clips")).unwrap();
    std::fs::rename(dir.path().join("moved"), dir.path().join("clips")).unwrap();
    let (store, _) = Store::open(dir.path()).unwrap();
    assert_eq!(store.verify().unwrap(), []);
    assert!(!store.incidents(&Query::default()).unwrap().is_empty());
}

/// A recogniser that always understands a refusal.
struct Refuser;

impl Transcriber for Refuser {
    fn transcribe(&mut self, _: &[f32]) -> Result<Transcript, TranscribeError> {
        Ok(Transcript { text: TABOO.into(), mean_logprob: -0.2, ..Transcript::default() })
    }
}
