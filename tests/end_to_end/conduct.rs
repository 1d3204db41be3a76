//! Conversations in, encounters and rules out; with one microphone no rule that needs a role.

use crate::support::{demo, events, liyu, of_kind, run, stderr};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const TALKS: [&str; 4] =
    ["good-residence.wav", "refusal-not-my-job.wav", "closing-time.wav", "citizen-says-it.wav"];

fn replay(store: &Path, arguments: &[&str], files: &[PathBuf]) -> Vec<Value> {
    let mut command = liyu();
    command.args(["replay", "--json"]).args(arguments).arg("--store").arg(store).args(files);
    let output = run(&mut command);
    assert!(output.status.success(), "{}", stderr(&output));
    events(&output.stdout)
}

fn of<'a>(events: &[&'a Value], file: &str) -> Vec<&'a Value> {
    let ends = |event: &&&Value| event["source"].as_str().is_some_and(|s| s.ends_with(file));
    events.iter().filter(ends).copied().collect()
}

#[test]
fn encounters_come_to_what_was_said_in_them() {
    let store = tempfile::tempdir().unwrap();
    let files: Vec<PathBuf> = TALKS.iter().map(|name| demo(name)).collect();
    let arguments = ["--channels", "clerk,citizen", "--start", "2026-11-23T17:10:00+08:00"];
    let events = replay(store.path(), &arguments, &files);
    let (encounters, rules) = (of_kind(&events, "encounter"), of_kind(&events, "rule"));
    let verdict = |file: &str, id: &str| -> Value {
        let told = of(&rules, file);
        let ruling = told.iter().find(|rule| rule["rule"] == id);
        ruling.map_or(Value::Null, |rule| rule["verdict"].clone())
    };
    for (file, comes_to) in TALKS.iter().zip(["clean", "flagged", "flagged", "clean"]) {
        let told = of(&encounters, file);
        assert_eq!(told.len(), 1, "{file}");
        assert_eq!(told[0]["verdict"], comes_to, "{file} {:#?}", of(&rules, file));
    }
    for id in ["R01", "R03", "R47"] {
        assert_eq!(verdict("good-residence.wav", id), "kept", "{id}");
    }
    for id in ["R15", "R33", "R35"] {
        assert_eq!(verdict("refusal-not-my-job.wav", id), "broken", "{id}");
    }
    assert_eq!(verdict("closing-time.wav", "R71"), "broken");
    assert_eq!(verdict("citizen-says-it.wav", "R32"), "merit");
    for rule in &rules {
        assert!(encounters.iter().any(|e| e["id"] == rule["encounter"]), "{rule}");
    }
}

#[test]
fn with_one_microphone_the_same_taboo_lines_are_found_and_no_role_is_judged() {
    let store = tempfile::tempdir().unwrap();
    let files: Vec<PathBuf> = TALKS[1..].iter().map(|name| demo(name)).collect();
    let mixed: Vec<PathBuf> = files.iter().map(|file| mix(file, store.path())).collect();
    let told = |events: &[Value], role: &str| -> BTreeSet<(String, String)> {
        let taboo = of_kind(events, "hit").into_iter().filter(|hit| hit["list"] == "taboo");
        taboo
            .filter(|hit| hit["role"] == role)
            .map(|hit| {
                let source = hit["source"].as_str().unwrap().rsplit('/').next().unwrap();
                (source.to_owned(), hit["id"].as_str().unwrap().to_owned())
            })
            .collect()
    };
    let two = replay(&store.path().join("two"), &["--channels", "clerk,citizen"], &files);
    let one = replay(&store.path().join("one"), &[], &mixed);
    let lost: Vec<_> = told(&two, "clerk").difference(&told(&one, "unknown")).cloned().collect();
    assert!(lost.is_empty(), "{lost:?}");
    let rules = of_kind(&one, "rule");
    assert!(!rules.is_empty());
    for rule in rules {
        assert_eq!(rule["verdict"], "not-judged", "{rule}");
    }
}

/// A recording of two channels, mixed to one, below `dir`.
fn mix(file: &Path, dir: &Path) -> PathBuf {
    let mut wav = hound::WavReader::open(file).unwrap();
    let spec = hound::WavSpec { channels: 1, ..wav.spec() };
    let mixed = dir.join(file.file_name().unwrap());
    let mut out = hound::WavWriter::create(&mixed, spec).unwrap();
    let samples: Vec<i16> = wav.samples().map(Result::unwrap).collect();
    for frame in samples.chunks_exact(2) {
        out.write_sample(frame[0].saturating_add(frame[1])).unwrap();
    }
    out.finalize().unwrap();
    mixed
}

/// Whatever zone the machine is in: the offset of the start says where the hall is.
#[test]
fn closing_time_is_worse_before_closing_than_after() {
    let store = tempfile::tempdir().unwrap();
    let file = [demo("closing-time.wav")];
    let told = |time: &str| {
        let start = format!("2026-11-23T{time}:00+08:00");
        let events = replay(
            &store.path().join(time.replace(':', "")),
            &["--channels", "clerk,citizen", "--start", &start],
            &file,
        );
        let hits = of_kind(&events, "hit");
        let severity =
            hits.iter().find(|hit| hit["id"] == "T010").map(|hit| hit["severity"].clone());
        let rules = of_kind(&events, "rule");
        let r71 =
            rules.iter().find(|rule| rule["rule"] == "R71").map(|rule| rule["verdict"].clone());
        (severity, r71)
    };
    assert_eq!(told("17:10"), (Some("critical".into()), Some("broken".into())));
    assert_eq!(told("17:40"), (Some("minor".into()), None));
}

#[test]
fn a_called_ticket_parts_one_encounter_from_the_next() {
    let store = tempfile::tempdir().unwrap();
    let tickets = store.path().join("queue.jsonl");
    let called =
        "{\"counter\":\"replay\",\"event\":\"called\",\"at\":\"2026-11-23T10:00:20+08:00\"}\n";
    std::fs::write(&tickets, called).unwrap();
    let arguments = [
        "--channels",
        "clerk,citizen",
        "--start",
        "2026-11-23T10:00:00+08:00",
        "--queue",
        tickets.to_str().unwrap(),
    ];
    let events = replay(&store.path().join("store"), &arguments, &[demo("good-residence.wav")]);
    let encounters = of_kind(&events, "encounter");
    assert_eq!(encounters.len(), 2, "{encounters:#?}");
    assert!(encounters[0]["end_s"].as_f64() < Some(20.0));
    assert!(encounters[1]["start_s"].as_f64() > Some(20.0));
}
