//! Looks at the store and changes of it are answered while it listens.

use crate::kit::{Ear, Feed, Gate, Log, Sound, TABOO, Watchdog, parts, session, then};
use crossbeam_channel::{Receiver, Sender, bounded};
use liyu::capture::Stop;
use liyu::pipeline::{Answer, Ask, Change, Look, Output, Pipeline, Question, Reading, spawn};
use liyu::record::{Deed, Disposition, EvidenceState, IncidentState, RecordError, Sight};
use std::path::Path;
use std::sync::Arc;

struct Asker {
    asks: Sender<Ask>,
    reading: Reading,
    reply: Sender<(u64, Answer)>,
    answers: Receiver<(u64, Answer)>,
    tag: u64,
}

impl Asker {
    fn new(pipeline: &Pipeline, dir: &Path, stop: &Stop) -> Asker {
        let (reply, answers) = bounded(4);
        let reading = Reading::start(dir, None, stop).unwrap();
        Asker { asks: pipeline.asks().unwrap(), reading, reply, answers, tag: 40 }
    }

    fn look(&mut self, question: Question) -> Answer {
        self.tag += 1;
        let look =
            Look { question, sight: Sight::default(), tag: self.tag, reply: self.reply.clone() };
        assert!(self.reading.looks().send(look).is_ok(), "nobody takes questions");
        self.answer()
    }

    fn ask(&mut self, change: Change) -> Answer {
        self.tag += 1;
        let (tag, reply) = (self.tag, self.reply.clone());
        let ask = Ask { change, actor: "前台".into(), warrant: None, tag, reply };
        assert!(self.asks.send(ask).is_ok(), "nobody takes changes");
        self.answer()
    }

    fn answer(&self) -> Answer {
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
    let mut asker = Asker::new(&pipeline, dir.path(), &stop);
    let Answer::Latest(Ok(none)) = asker.look(Question::Latest(9)) else { panic!("no answer") };
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

    let Answer::Latest(Ok(rows)) = asker.look(Question::Latest(9)) else { panic!("no answer") };
    assert!(rows.iter().any(|row| row.id == id), "{rows:?}");
    let Answer::Opened(Ok(dossier)) = asker.look(Question::Open(id.clone())) else {
        panic!("no answer")
    };
    assert_eq!((&dossier.incident.id, dossier.evidence), (&id, EvidenceState::Ok));
    assert!(dossier.heard.iter().any(|heard| heard.text == TABOO), "{dossier:?}");
    let decide = |disposition| Change::Act {
        id: id.clone(),
        deed: Deed::Decided { disposition },
        note: "属实".into(),
    };
    let Answer::Done(Ok(row)) = asker.ask(decide(Disposition::Confirmed)) else {
        panic!("no answer")
    };
    assert_eq!(row.disposition, Disposition::Confirmed);

    // What cannot be is refused, and whoever has gone holds nothing up.
    let answer = asker.ask(decide(Disposition::New));
    assert!(matches!(answer, Answer::Done(Err(RecordError::NotAllowed { .. }))));
    let answer = asker.look(Question::Open("20000101-000000-none".into()));
    assert!(matches!(answer, Answer::Opened(Err(RecordError::NoSuchIncident { .. }))));
    let (gone, _) = bounded(0);
    let look = Look {
        question: Question::Latest(1),
        sight: Sight::default(),
        tag: 0,
        reply: gone.clone(),
    };
    assert!(asker.reading.looks().send(look).is_ok());
    let change = Change::Undo("20000101-000000-none".into());
    assert!(
        asker
            .asks
            .send(Ask { change, actor: String::new(), warrant: None, tag: 0, reply: gone })
            .is_ok()
    );

    // A decision outlives what is still heard.
    asked.open();
    pipeline.close();
    assert!(pipeline.asks().is_none() && pipeline.intake().is_none());
    capture.join().unwrap().unwrap();
    let closed = |output: &Output| matches!(output, Output::Incident(row) if row.state == IncidentState::Closed);
    assert!(outputs.iter().any(|output| closed(&output)));
    let Answer::Opened(Ok(dossier)) = asker.look(Question::Open(id.clone())) else {
        panic!("no answer")
    };
    assert_eq!(dossier.incident.disposition, Disposition::Confirmed);
    let last = dossier.history.last().unwrap();
    assert_eq!((last.note.as_str(), last.actor.as_str()), ("属实", "前台"));

    let Asker { asks, reading, .. } = asker;
    drop(asks);
    reading.join().unwrap();
    outputs.iter().for_each(drop);
    pipeline.join().unwrap();
}
