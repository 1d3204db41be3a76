//! Complaints through the real program: by command, by the rating device's line, and
//! when nothing runs.

use crate::service::{Service, wait_for, wait_for_sound};
use crate::support::{NullSink, demo, liyu, run, stderr};
use liyu::record::{EvidenceState, IncidentKind, Store, Ticket, Via};
use liyu::service::client::Client;
use liyu::service::message::FromService;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Output;

fn mark(store: &Path, note: &str) -> Output {
    run(liyu().args(["mark", "3号窗口", "--note", note, "--store"]).arg(store))
}

/// The ticket's id that a command printed.
fn id(output: &Output) -> String {
    assert!(output.status.success(), "{}", stderr(output));
    String::from_utf8(output.stdout.clone()).unwrap().trim().to_owned()
}

/// The ticket as it is when its sound has been gathered.
fn gathered(client: &Client, id: &str) -> Ticket {
    wait_for(client, |message| match message {
        FromService::Ticket(ticket) if ticket.id == id && ticket.lacking.is_empty() => {
            Some(*ticket)
        }
        _ => None,
    })
}

#[test]
fn a_complaint_keeps_what_was_said_before_it() {
    let sink = NullSink::start();
    let store = tempfile::tempdir().unwrap();
    // Free a moment ago; nobody else asks for a port of this number.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let settings = format!("[complaint]\nkeep_s = 60\nlisten = \"127.0.0.1:{port}\"\n");
    let mut service = Service::start_with(&sink, store.path(), &settings);
    let client = service.attach(store.path());
    wait_for_sound(&client);
    sink.play(&demo("refusal-not-my-job.wav"));

    let first = id(&mark(store.path(), "说被推诿"));
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.write_all("3号窗口 态度不好\n".as_bytes()).unwrap();
    let mut told = String::new();
    stream.read_to_string(&mut told).unwrap();
    let second = told.trim().strip_prefix("OK ").expect(&told).to_owned();
    assert_ne!(first, second);

    let (first, second) = (gathered(&client, &first), gathered(&client, &second));
    assert_eq!((first.via, second.via), (Via::Command, Via::Device));
    assert_eq!(first.steps[0].note, "说被推诿");
    let status = wait_for(&client, |message| match message {
        FromService::Status(status) => Some(status),
        _ => None,
    });
    let counter = &status.counters[0];
    assert!(counter.kept_s > 20.0 && counter.peaks.len() == 2, "{counter:?}");
    assert!(
        counter.today.heard.heard_s > 20.0 && counter.today.heard.utterances > 0,
        "{counter:?}"
    );
    drop(client);
    service.stop();

    // Nothing runs any more: the complaint stands, and says that there is no sound.
    let output = mark(store.path(), "晚了");
    let late = id(&output);
    assert!(!stderr(&output).is_empty());
    let (store, _) = Store::open(store.path()).unwrap();
    assert_eq!(store.tickets().unwrap().len(), 3);
    assert_eq!(store.ticket(&late).unwrap().incident, None);
    let dossier = store.detail(first.incident.as_ref().unwrap()).unwrap();
    assert_eq!(dossier.incident.kind, IncidentKind::Complaint);
    assert_eq!(dossier.evidence, EvidenceState::Ok);
    assert!(dossier.clip_s > 20.0 && dossier.clip_s < 64.0, "{}", dossier.clip_s);
    assert!(dossier.incident.hits > 0, "{:?}", dossier.heard);
}

#[test]
fn where_there_is_no_store_a_complaint_makes_none() {
    let dir = tempfile::tempdir().unwrap();
    let store = dir.path().join("typo");
    let output = mark(&store, "");
    assert_eq!((output.status.code(), store.exists()), (Some(1), false), "{}", stderr(&output));
    let output = run(liyu().args(["mark", "", "--store"]).arg(&store));
    assert_eq!(output.status.code(), Some(2));
}
