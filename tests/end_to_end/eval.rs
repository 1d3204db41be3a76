//! `liyu eval` on the bundled conversations with the real model.

use crate::support::{demo, liyu, run, stderr};
use serde_json::Value;
use std::fs;
use std::path::Path;

/// A manifest of one dialogue with labels, beside a copy of its recording.
fn manifest(folder: &Path) -> std::path::PathBuf {
    fs::copy(demo("refusal-not-my-job.wav"), folder.join("demo_refusal.wav")).unwrap();
    let path = folder.join("manifest.jsonl");
    let turns = r#"[
        {"role": "citizen", "text": "你好，我想问一下公积金怎么提取？", "expect": [], "start_s": 0.5, "end_s": 3.92},
        {"role": "clerk", "text": "这个不归我管，你去别的窗口问问。", "expect": ["不归我管"], "start_s": 4.33, "end_s": 7.75},
        {"role": "citizen", "text": "那是哪个窗口啊？", "expect": [], "start_s": 8.15, "end_s": 10.73},
        {"role": "clerk", "text": "不知道，你自己看，墙上都贴着呢。", "expect": ["不知道"], "start_s": 11.13, "end_s": 14.45},
        {"role": "citizen", "text": "我眼睛不好，看不清楚。", "expect": [], "start_s": 15.05, "end_s": 18.18},
        {"role": "clerk", "text": "急什么，没看见我正忙着吗？", "expect": ["急什么"], "start_s": 18.68, "end_s": 21.95}]"#
        .replace('\n', "");
    let row = format!(
        r#"{{"file": "demo_refusal.wav", "channels": ["clerk", "citizen"], "turns": {turns}}}"#
    );
    fs::write(&path, row + "\n").unwrap();
    path
}

#[test]
fn a_dialogue_is_scored_noised_and_compared_with_itself() {
    let folder = tempfile::tempdir().unwrap();
    let path = manifest(folder.path());
    let out = folder.path().join("out");
    let clean = run(liyu().args(["eval", "--json", "--out"]).arg(&out).arg(&path));
    assert!(clean.status.success(), "{}", stderr(&clean));
    let report: Value = serde_json::from_slice(&clean.stdout).unwrap();
    assert_eq!(report["taboo"]["n"], 3);
    assert_eq!(report["taboo"]["found"], 3, "{report}");
    assert_eq!(report["taboo"]["precision"], 1.0);
    assert_eq!(report["false_alarms_per_hour_is_bound"], true);
    assert!(report["false_alarms_per_hour"].as_f64() > Some(100.0));
    assert!(report["cer"].as_f64() < Some(0.3), "{}", report["cer"]);
    assert!(report["latency"]["p50_s"].as_f64() > Some(0.0));
    assert!((report["audio_s"].as_f64().unwrap() - 23.95).abs() < 0.1);
    for name in ["report.json", "report.txt", "utterances.jsonl", "det.svg"] {
        assert!(out.join(name).is_file(), "{name}");
    }

    // The same seed twice, against the first: nothing is beyond noise, and the second is
    // the same to the last word.
    let noise = folder.path().join("noise");
    fs::create_dir(&noise).unwrap();
    fs::copy(demo("good-residence.wav"), noise.join("people.wav")).unwrap();
    let noisy = |out: &Path| {
        let mut command = liyu();
        command.args(["eval", "--lang", "en", "--snr", "15", "--noise"]).arg(&noise);
        command.arg("--out").arg(out).arg("--against").arg(folder.path().join("out"));
        let output = run(command.arg(&path));
        assert!(output.status.success(), "{}", stderr(&output));
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.contains("15 dB") && text.contains("taboo  recall"), "{text}");
        let units = fs::read_to_string(out.join("utterances.jsonl")).unwrap();
        let rows = units.lines().map(|row| serde_json::from_str::<Value>(row).unwrap());
        rows.map(|row| (row["heard"].clone(), row["expect"].clone())).collect::<Vec<_>>()
    };
    assert_eq!(noisy(&folder.path().join("a")), noisy(&folder.path().join("b")));
}

#[test]
fn what_cannot_be_read_is_told_and_fails_after_the_report() {
    let folder = tempfile::tempdir().unwrap();
    let path = manifest(folder.path());
    let mut rows = fs::read_to_string(&path).unwrap();
    rows += "{\"file\": \"gone.wav\", \"text\": \"您好\", \"expect\": []}\n";
    fs::write(&path, rows).unwrap();
    let output = run(liyu().args(["eval", "--json"]).arg(&path));
    assert_eq!(output.status.code(), Some(1));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&report["unread"], &report["recordings"]), (&1.into(), &1.into()));
    assert!(stderr(&output).contains("gone.wav"), "{}", stderr(&output));
}

#[test]
fn wrong_arguments_are_told_before_the_model_is_loaded() {
    for (args, code) in [
        (vec!["eval", "nowhere.jsonl"], 1),
        (vec!["eval", "recordings/demo", "--lead", "-1"], 2),
        (vec!["eval", "recordings/demo", "--limit", "0"], 2),
        (vec!["eval", "recordings/demo", "--against", "nowhere"], 1),
        (vec!["eval", "recordings/demo", "--baseline-model", "base"], 2),
    ] {
        let output = run(liyu().args(&args));
        assert_eq!(output.status.code(), Some(code), "{args:?}: {}", stderr(&output));
    }
}
