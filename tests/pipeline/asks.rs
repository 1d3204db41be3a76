//! Questions about the store are answered while it listens.

use crate::kit::{Ear, Feed, Gate, Log, Sound, TABOO, Watchdog, parts, session, then};
use crossbeam_channel::{Receiver, Sender, bounded};
use liyu::capture::Stop;
use liyu::pipeline::{Answer, Ask, Output, Pipeline, Question, spawn};
use liyu::record::{Disposition, EvidenceState, IncidentState, RecordError};
use std::sync::Arc;

struct Asker {
    asks: Sender<Ask>,
    reply: Sender<(u64, Answer)>,
    answers: Receiver<(u64, Answer)>,
    tag: u64,
}

impl Asker {
    fn new(pipeline: &Pipeline) -> Asker {
        let (reply, answers) = bounded(4);
        Asker { asks: pipeline.asks().unwrap(), reply, answers, tag: 40 }
    }

    fn ask(&mut self, question: Question) -> Answer {
        self.tag += 1;
        let ask = Ask { question, tag: self.tag, reply: self.reply.clone() };
        assert!(self.asks.send(ask).is_ok(), "nobody takes questions");
        let (tag, answer) = self.answers.recv().unwrap();
        assert_eq!(tag, self.tag);
        answer
    }
}

#[test]
fn a_console_asks_while_the_counter_is_heard() {
    let _watchdog = Watchdog::start();
    let dir = tempfile::tempdir().unwrap();
    let sound = Sound::of("closing-time.wav", 1);
    let ear = Ear::boxed(&[Arc::clone(&sound)], &Log::default(), |_| Ok(TABOO.into()));
    let stop = Stop::new();
    let (mut pipeline, outputs) =
        Pipeline::start(parts(dir.path(), vec![ear], true), &stop).unwrap();
    let mut asker = Asker::new(&pipeline);
    let Answer::Latest(Ok(none)) = asker.ask(Question::Latest(9)) else { panic!("no answer") };
    assert_eq!(none, []);

    let intake = pipeline.intake().unwrap();
    let (asked, session) = (Gate::default(), session(0, dir.path()));
    let wait = asked.clone();
    // In the middle of the sound the source waits until everything was asked.
    let middle = sound.len() * 3 / 4;
    let mut feed = Feed::new(
        sound
            .blocks(0, middle)
            .chain(then(move || wait.wait(1)))
            .chain(sound.blocks(middle, sound.len())),
    );
    let capture = spawn("capture", &stop, move || intake.run(session, &mut feed)).unwrap();
    let id = outputs
        .iter()
        .find_map(|output| match output {
            Output::Incident(incident) => Some(incident.id),
            _ => None,
        })
        .unwrap();

    let Answer::Latest(Ok(rows)) = asker.ask(Question::Latest(9)) else { panic!("no answer") };
    assert!(rows.iter().any(|row| row.id == id), "{rows:?}");
    let Answer::Opened(Ok(dossier)) = asker.ask(Question::Open(id.clone())) else {
        panic!("no answer")
    };
    assert_eq!((&dossier.incident.id, dossier.evidence), (&id, EvidenceState::Ok));
    assert!(dossier.heard.iter().any(|heard| heard.text == TABOO), "{dossier:?}");
    let decide =
        |disposition| Question::Decide { id: id.clone(), disposition, note: "属实".into() };
    let Answer::Decided(Ok(row)) = asker.ask(decide(Disposition::Confirmed)) else {
        panic!("no answer")
    };
    assert_eq!(row.disposition, Disposition::Confirmed);

    // What cannot be is refused, and whoever has gone holds nothing up.
    let answer = asker.ask(decide(Disposition::New));
    assert!(matches!(answer, Answer::Decided(Err(RecordError::NotAllowed { .. }))));
    let answer = asker.ask(Question::Open("20000101-000000-none".into()));
    assert!(matches!(answer, Answer::Opened(Err(RecordError::NoSuchIncident { .. }))));
    let (gone, _) = bounded(0);
    let ask = Ask { question: Question::Latest(1), tag: 0, reply: gone };
    assert!(asker.asks.send(ask).is_ok());

    // A decision outlives what is still heard.
    asked.open();
    pipeline.close();
    assert!(pipeline.asks().is_none() && pipeline.intake().is_none());
    capture.join().unwrap().unwrap();
    let closed = |output: &Output| matches!(output, Output::Incident(row) if row.state == IncidentState::Closed);
    assert!(outputs.iter().any(|output| closed(&output)));
    let Answer::Opened(Ok(dossier)) = asker.ask(Question::Open(id.clone())) else {
        panic!("no answer")
    };
    assert_eq!(dossier.incident.disposition, Disposition::Confirmed);
    assert_eq!(dossier.history.last().unwrap().note, "属实");

    drop(asker);
    outputs.iter().for_each(drop);
    pipeline.join().unwrap();
}
