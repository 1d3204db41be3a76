//! Two microphones at one counter that hear each other, or stand on the wrong sides.

use crate::support::{demo, events, liyu, of_kind, run, stderr};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const TALKS: [&str; 2] = ["refusal-not-my-job.wav", "citizen-says-it.wav"];

fn stdout(output: &std::process::Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn replay(store: &Path, channels: &str, files: &[PathBuf]) -> Vec<Value> {
    let mut command = liyu();
    command.args(["replay", "--json", "--channels", channels, "--store"]).arg(store).args(files);
    let output = run(&mut command);
    assert!(output.status.success(), "{}", stderr(&output));
    events(&output.stdout)
}

/// A recording whose two channels leak into each other, below `dir`.
fn leaking(file: &Path, dir: &Path, leak_db: f32, gain_db: f32) -> PathBuf {
    let amplitude = |db: f32| 10f32.powf(db / 20.0);
    let mut wav = hound::WavReader::open(file).unwrap();
    let mixed = dir.join(file.file_name().unwrap());
    let mut out = hound::WavWriter::create(&mixed, wav.spec()).unwrap();
    let samples: Vec<f32> = wav.samples::<i16>().map(|s| f32::from(s.unwrap())).collect();
    for frame in samples.chunks_exact(2) {
        let (leak, gain) = (amplitude(leak_db), amplitude(gain_db));
        for sample in [frame[0] + leak * frame[1], gain * (frame[1] + leak * frame[0])] {
            out.write_sample((0.6 * sample).clamp(-32_768.0, 32_767.0) as i16).unwrap();
        }
    }
    out.finalize().unwrap();
    mixed
}

/// Which phrase made an incident in which recording, from whose mouth.
fn incidents(events: &[Value]) -> BTreeSet<(String, String, String, String)> {
    let text = |event: &Value, key: &str| event[key].as_str().unwrap_or_default().to_owned();
    of_kind(events, "incident")
        .into_iter()
        .map(|event| {
            let source = text(event, "source").rsplit('/').next().unwrap().to_owned();
            (source, text(event, "phrase_id"), text(event, "role"), text(event, "disposition"))
        })
        .collect()
}

#[test]
fn cross_talk_changes_no_incident_and_no_role() {
    let store = tempfile::tempdir().unwrap();
    let files: Vec<PathBuf> = TALKS.iter().map(|name| demo(name)).collect();
    let clean = replay(&store.path().join("clean"), "clerk,citizen", &files);
    assert!(!incidents(&clean).is_empty());
    assert_eq!(of_kind(&clean, "warning").len(), 0);
    for (leak_db, gain_db) in [(-12.0, 0.0), (-6.0, 0.0)] {
        let dir = store.path().join(format!("mix{leak_db}"));
        std::fs::create_dir_all(&dir).unwrap();
        let mixed: Vec<PathBuf> =
            files.iter().map(|file| leaking(file, &dir, leak_db, gain_db)).collect();
        let told = replay(&dir.join("store"), "clerk,citizen", &mixed);
        assert_eq!(incidents(&told), incidents(&clean), "{leak_db} dB");
        let roles = |events: &[Value]| -> Vec<Value> {
            of_kind(events, "utterance").iter().map(|event| event["role"].clone()).collect()
        };
        assert_eq!(roles(&told), roles(&clean), "{leak_db} dB");
    }
}

#[test]
fn swapped_microphones_are_told() {
    let store = tempfile::tempdir().unwrap();
    let told = replay(store.path(), "citizen,clerk", &[demo("good-residence.wav")]);
    let warnings = of_kind(&told, "warning");
    assert_eq!(warnings.len(), 1, "{warnings:#?}");
    assert_eq!(warnings[0]["warning"], "channels_swapped");
    assert!(warnings[0]["text"].as_str().unwrap().contains("liyu devices roles"));
}

#[test]
fn an_intercom_is_tested_once_and_the_other_way_round_refused() {
    let dir = tempfile::tempdir().unwrap();
    // The citizen's first turn and the clerk's, put the other way round: the clerk speaks in
    // the first half.
    let mut wav = hound::WavReader::open(demo("refusal-not-my-job.wav")).unwrap();
    let spec = wav.spec();
    let samples: Vec<i16> = wav.samples().map(Result::unwrap).collect();
    let (citizen, clerk) = (&samples[..2 * 65_000], &samples[2 * 65_000..2 * 130_000]);
    let file = dir.path().join("test.wav");
    let mut out = hound::WavWriter::create(&file, spec).unwrap();
    clerk.iter().chain(citizen).for_each(|sample| out.write_sample(*sample).unwrap());
    out.finalize().unwrap();
    let test = |channels: &str| {
        let settings = dir.path().join("liyu.toml");
        let text = format!(
            "[[counter]]\nname = \"3号窗口\"\nprofile = \"intercom\"\nchannels = [{channels}]\n"
        );
        std::fs::write(&settings, text).unwrap();
        let mut command = liyu();
        command.args(["devices", "roles", "3号窗口", "--from"]).arg(&file);
        command.arg("--config").arg(&settings).arg("--store").arg(dir.path());
        run(&mut command)
    };
    let swapped = test("\"citizen\", \"clerk\"");
    assert_eq!(swapped.status.code(), Some(1), "{}", stdout(&swapped));
    assert!(stderr(&swapped).contains("接反"), "{}", stderr(&swapped));
    assert!(!dir.path().join("roles.json").exists());
    let passed = test("\"clerk\", \"citizen\"");
    assert!(passed.status.success(), "{}", stderr(&passed));
    assert!(stdout(&passed).contains("通过"), "{}", stdout(&passed));
    let kept = std::fs::read_to_string(dir.path().join("roles.json")).unwrap();
    assert!(kept.contains("3号窗口"), "{kept}");
}
