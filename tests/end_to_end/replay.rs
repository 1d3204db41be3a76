//! Recordings in, incidents with clips out.

use crate::support::{demo, events, liyu, of_kind, root, run, stderr};
use serde_json::Value;
use std::collections::BTreeSet;
use std::io::Read;
use std::process::Stdio;

fn replay(store: &std::path::Path, files: &[&str]) -> Vec<Value> {
    let mut command = liyu();
    command.args(["replay", "--json", "--channels", "clerk,citizen", "--store"]).arg(store);
    let output = run(command.args(files.iter().map(|name| demo(name))));
    assert!(output.status.success(), "{}", stderr(&output));
    events(&output.stdout)
}

#[test]
fn a_refusal_becomes_one_incident_with_a_clip() {
    let store = tempfile::tempdir().unwrap();
    let events = replay(store.path(), &["refusal-not-my-job.wav"]);

    let incidents = of_kind(&events, "incident");
    let ids: BTreeSet<&str> = incidents.iter().map(|i| i["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), 1, "hits close together are one incident");
    let last = incidents.last().unwrap();
    assert_eq!(last["state"], "closed");
    assert_eq!((&last["role"], &last["disposition"]), (&"clerk".into(), &"new".into()));

    let clip = store.path().join(last["clip"].as_str().unwrap());
    let wav = hound::WavReader::open(clip).unwrap();
    assert_eq!((wav.spec().sample_rate, wav.spec().channels), (16_000, 2));
    let seconds = f64::from(wav.duration()) / 16_000.0;
    let spoken = last["end_s"].as_f64().unwrap() - last["start_s"].as_f64().unwrap();
    assert!(seconds >= spoken + 5.0, "pre-roll and what there is of post-roll: {seconds}");

    let clips = std::fs::read_dir(store.path().join("clips")).unwrap();
    let files: usize = clips.map(|month| month.unwrap().path().read_dir().unwrap().count()).sum();
    assert_eq!(files, 2, "one clip and its words; older revisions are gone");
}

#[test]
fn every_taboo_line_of_the_clerk_is_hit_and_no_line_of_the_citizen_makes_an_incident() {
    let store = tempfile::tempdir().unwrap();
    let events = replay(
        store.path(),
        &["refusal-not-my-job.wav", "closing-time.wav", "citizen-says-it.wav"],
    );
    let lines = [
        ("refusal-not-my-job.wav", 4.33, 7.75),
        ("refusal-not-my-job.wav", 11.13, 14.45),
        ("refusal-not-my-job.wav", 18.68, 21.95),
        ("closing-time.wav", 4.18, 7.4),
        ("closing-time.wav", 12.3, 15.4),
    ];
    for (file, start_s, end_s) in lines {
        let found = of_kind(&events, "hit").into_iter().any(|hit| {
            hit["list"] == "taboo"
                && hit["role"] == "clerk"
                && hit["source"].as_str().unwrap().ends_with(file)
                && hit["start_s"].as_f64().unwrap() < end_s
                && hit["end_s"].as_f64().unwrap() > start_s
        });
        assert!(found, "{file} {start_s}-{end_s}");
    }
    for incident in of_kind(&events, "incident") {
        assert_ne!(incident["role"], "citizen");
        assert!(!incident["source"].as_str().unwrap().ends_with("citizen-says-it.wav"));
    }
}

#[test]
fn the_same_recording_gives_the_same_events() {
    let files = ["closing-time.wav", "citizen-says-it.wav"];
    let told = |store: &tempfile::TempDir| {
        let events = replay(store.path(), &files);
        let mut heard = of_kind(&events, "utterance");
        heard.extend(of_kind(&events, "hit"));
        let heard: Vec<Value> = heard.into_iter().cloned().collect();
        let mut incidents: Vec<Value> = of_kind(&events, "incident").into_iter().cloned().collect();
        // Named by chance and by the time of the run.
        for incident in &mut incidents {
            for field in ["id", "clip", "at"] {
                assert!(incident.as_object_mut().unwrap().remove(field).is_some(), "{field}");
            }
        }
        assert!(!heard.is_empty() && !incidents.is_empty());
        (heard, incidents)
    };
    let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    assert_eq!(told(&first), told(&second));
}

#[test]
fn with_one_unknown_channel_what_citizens_say_too_raises_no_alarm() {
    let store = tempfile::tempdir().unwrap();
    let mono = store.path().join("mono.wav");
    let mut wav = hound::WavReader::open(demo("citizen-says-it.wav")).unwrap();
    let spec = hound::WavSpec { channels: 1, ..wav.spec() };
    let mut out = hound::WavWriter::create(&mono, spec).unwrap();
    let samples: Vec<i16> = wav.samples().map(Result::unwrap).collect();
    for pair in samples.chunks_exact(2) {
        out.write_sample(pair[0] / 2 + pair[1] / 2).unwrap();
    }
    out.finalize().unwrap();

    let output = run(liyu().args(["replay", "--json", "--store"]).arg(store.path()).arg(&mono));
    assert!(output.status.success(), "{}", stderr(&output));
    let events = events(&output.stdout);
    assert!(!of_kind(&events, "hit").is_empty() && !of_kind(&events, "incident").is_empty());
    for hit in of_kind(&events, "hit") {
        assert_eq!((&hit["role"], &hit["role_basis"]), (&"unknown".into(), &"none".into()));
    }
    for incident in of_kind(&events, "incident") {
        assert_eq!(incident["disposition"], "uncertain", "{incident}");
    }
}

#[test]
fn the_interface_holds_what_it_promises() {
    let store = tempfile::tempdir().unwrap();
    let events = replay(store.path(), &["refusal-not-my-job.wav"]);
    let fields: [(&str, &[&str]); 4] = [
        (
            "utterance",
            &[
                "source",
                "counter",
                "channel",
                "role",
                "start_s",
                "end_s",
                "text",
                "mean_logprob",
                "level_dbfs",
            ],
        ),
        (
            "hit",
            &[
                "source",
                "list",
                "id",
                "phrase",
                "channel",
                "role",
                "role_basis",
                "start_s",
                "end_s",
                "score",
                "heard",
                "how",
            ],
        ),
        (
            "incident",
            &[
                "source",
                "id",
                "revision",
                "state",
                "counter",
                "channel",
                "role",
                "phrase",
                "severity",
                "disposition",
                "at",
                "start_s",
                "end_s",
                "clip",
            ],
        ),
        (
            "summary",
            &["version", "audio_s", "speech_s", "utterances", "hits", "incidents", "gaps_s", "rtf"],
        ),
    ];
    for (kind, fields) in fields {
        let of_kind = of_kind(&events, kind);
        assert!(!of_kind.is_empty(), "{kind}");
        for event in of_kind {
            for field in fields {
                assert!(!event[field].is_null(), "{field} of {event}");
            }
        }
    }
    assert_eq!(events.last().unwrap()["event"], "summary");
    assert_eq!(events.last().unwrap()["version"], 1);
    let source = demo("refusal-not-my-job.wav").display().to_string();
    assert!(events[..events.len() - 1].iter().all(|event| event["source"] == source));
}

#[test]
fn a_start_gives_incidents_their_time_of_day() {
    let store = tempfile::tempdir().unwrap();
    let start = "2026-11-23T17:10:00+08:00";
    let mut command = liyu();
    command.args(["replay", "--json", "--channels", "clerk,citizen", "--start", start]);
    let output = run(command.arg("--store").arg(store.path()).arg(demo("closing-time.wav")));
    let events = events(&output.stdout);
    let at = of_kind(&events, "incident")[0]["at"].as_str().unwrap().to_owned();
    assert!(at.starts_with("2026-11-23T09:10:0"), "{at}");
}

#[test]
fn a_reader_who_leaves_ends_the_run() {
    let store = tempfile::tempdir().unwrap();
    let mut command = liyu();
    command.args(["replay", "--json", "--channels", "clerk,citizen", "--store"]);
    command.arg(store.path()).arg(demo("refusal-not-my-job.wav"));
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(3), "{said}");
}

#[test]
fn people_read_chinese_or_english() {
    let store = tempfile::tempdir().unwrap();
    for (lang, word) in [("zh", "事件"), ("en", "incident")] {
        let mut command = liyu();
        command.args(["replay", "--lang", lang, "--channels", "clerk,citizen", "--store"]);
        let output = run(command.arg(store.path()).arg(demo("closing-time.wav")));
        assert!(String::from_utf8(output.stdout).unwrap().contains(word));
    }
    assert!(root().join("phrases").is_dir());
}
