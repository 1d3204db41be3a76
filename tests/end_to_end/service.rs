//! A headless service on a real (virtual) microphone, and consoles on its socket.

use crate::support::{NullSink, demo, events, liyu, of_kind, run, stderr};
use liyu::record::{Deed, Disposition};
use liyu::service::client::Client;
use liyu::service::message::{Detail, FromService, Hearing, ToService};
use serde_json::Value;
use std::collections::BTreeSet;
use std::io::{BufReader, Read};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(60);

/// A running `liyu watch --headless --json` with one two-channel counter.
pub struct Service {
    child: Child,
    says: BufReader<ChildStdout>,
}

impl Service {
    fn start(sink: &NullSink, store: &Path) -> Service {
        Service::start_with(sink, store, "")
    }

    /// The same, with more settings before those of the counter.
    pub fn start_with(sink: &NullSink, store: &Path, settings: &str) -> Service {
        let config = sink.file("liyu.toml");
        let counter = "[[counter]]\nname = \"3号窗口\"\nchannels = [\"clerk\", \"citizen\"]\n";
        // Tests run at any time of the day.
        let always = "[mute]\noutside_hours = 0\n";
        std::fs::write(&config, format!("{settings}{always}{counter}")).unwrap();
        let mut child = liyu()
            .args(["watch", "--headless", "--json", "--store"])
            .arg(store)
            .arg("--config")
            .arg(config)
            .envs(sink.environment.iter().cloned())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let says = BufReader::new(child.stdout.take().unwrap());
        Service { child, says }
    }

    /// Attaches once the service is there.
    pub fn attach(&mut self, store: &Path) -> Client {
        let began = Instant::now();
        loop {
            if let Ok(client) = Client::attach(store, "测试") {
                return client;
            }
            if let Some(status) = self.child.try_wait().unwrap() {
                let mut said = String::new();
                self.child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
                panic!("the service ended with {status}: {said}");
            }
            assert!(began.elapsed() < PATIENCE, "no service");
            std::thread::yield_now();
        }
    }

    /// Ends it as a service manager does, and gives what it printed.
    pub fn stop(mut self) -> Vec<Value> {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        let mut printed = Vec::new();
        self.says.read_to_end(&mut printed).unwrap();
        assert!(self.child.wait().unwrap().success());
        events(&printed)
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // A test that failed must not leave it running; one that stopped it did not.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Receives until `wanted` finds what it wants.
pub fn wait_for<T>(client: &Client, mut wanted: impl FnMut(FromService) -> Option<T>) -> T {
    let began = Instant::now();
    while let Some(left) = PATIENCE.checked_sub(began.elapsed()) {
        let message = client.events().recv_timeout(left).expect("the service said nothing more");
        if let Some(found) = wanted(message) {
            return found;
        }
    }
    panic!("waited in vain");
}

pub fn wait_for_sound(client: &Client) {
    wait_for(client, |message| match message {
        FromService::Status(status) => {
            let counter = &status.counters[0];
            (counter.state != Hearing::Lost && counter.tally.heard_s > 0.5).then_some(())
        }
        _ => None,
    });
}

#[test]
fn a_microphone_gives_the_incident_that_replay_gives() {
    let sink = NullSink::start();
    let store = tempfile::tempdir().unwrap();
    let recording = demo("refusal-not-my-job.wav");
    let mut service = Service::start(&sink, store.path());
    let client = service.attach(store.path());
    wait_for_sound(&client);
    sink.play(&recording);
    let incident = wait_for(&client, |message| match message {
        FromService::Incident(incident) if incident.hits >= 3 => Some(incident),
        _ => None,
    });
    drop(client);
    let live = service.stop();

    let mut command = liyu();
    command.args(["replay", "--json", "--channels", "clerk,citizen", "--store"]);
    let output = run(command.arg(sink.file("store")).arg(&recording));
    assert!(output.status.success(), "{}", stderr(&output));
    let replayed = events(&output.stdout);

    // Sound that went through a mixer is not the same to the last bit: a second
    // phrase of a line may be understood here and not there.
    let phrases = |events: &[Value]| -> BTreeSet<String> {
        let hits = of_kind(events, "hit").into_iter().filter(|hit| hit["list"] == "taboo");
        hits.map(|hit| hit["id"].as_str().unwrap().to_owned()).collect()
    };
    let both = phrases(&live).intersection(&phrases(&replayed)).count();
    assert!(both >= 3, "{:?} {:?}", phrases(&live), phrases(&replayed));
    let last = |events: &[Value]| (*of_kind(events, "incident").last().unwrap()).clone();
    assert_eq!(last(&live)["phrase_id"], last(&replayed)["phrase_id"]);
    assert_eq!(last(&live)["id"], incident.id);
    assert_eq!(last(&live)["role"], "clerk");
    assert!(store.path().join(last(&live)["clip"].as_str().unwrap()).is_file());
}

#[test]
fn one_console_is_killed_and_nothing_else_notices() {
    let sink = NullSink::start();
    let store = tempfile::tempdir().unwrap();
    let mut service = Service::start(&sink, store.path());
    let client = service.attach(store.path());
    wait_for_sound(&client);

    // A second console, in a terminal of its own, killed while it draws.
    let mut second = Command::new("script")
        .args(["-qfc"])
        .arg(format!("{} console --store {}", env!("CARGO_BIN_EXE_liyu"), store.path().display()))
        .arg("/dev/null")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut screen = second.stdout.take().unwrap();
    let mut drawn = vec![0; 512];
    screen.read_exact(&mut drawn).unwrap();
    second.kill().unwrap();
    second.wait().unwrap();

    sink.play(&demo("closing-time.wav"));
    let incident = wait_for(&client, |message| match message {
        FromService::Incident(incident) => Some(incident),
        _ => None,
    });
    let decision = ToService::Act {
        id: incident.id.clone(),
        deed: Deed::Decided { disposition: Disposition::Confirmed },
        note: "属实".to_owned(),
    };
    client.send(decision).unwrap();
    let detail: Box<Detail> = wait_for(&client, |message| match message {
        FromService::Detail(detail) => Some(detail),
        FromService::Refused { why } => panic!("{why}"),
        _ => None,
    });
    assert_eq!(detail.incident.disposition, Disposition::Confirmed);
    assert_eq!(detail.history.last().unwrap().note, "属实");
    assert!(detail.heard.iter().any(|heard| !heard.hits.is_empty()));
    let printed = service.stop();
    assert_eq!(printed.last().unwrap()["event"], "summary");
}

#[test]
fn without_any_device_a_service_does_not_pretend() {
    let store = tempfile::tempdir().unwrap();
    let config = store.path().join("liyu.toml");
    std::fs::write(&config, "[[counter]]\nname = \"1\"\ndevice = \"no such device\"\n").unwrap();
    let mut command = liyu();
    command.args(["watch", "--headless", "--store"]).arg(store.path());
    let output = run(command.arg("--config").arg(config));
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(stderr(&output).contains("录音设备"), "{}", stderr(&output));
}
