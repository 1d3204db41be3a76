//! `liyu phrases try`: the trace and the objects, over a pack made for it.

use crate::support::{liyu, stderr};
use serde_json::Value;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Output, Stdio};

const PACK: &str = r#"
[pack]
name = "made-up"
title = "试"

[[phrase]]
id = "T1"
text = "不归我管"
list = "taboo"
severity = "critical"
speaker = "any"
source = "ours"
hours = { closed = "none" }

[[phrase]]
id = "T2"
text = "不清楚"
list = "taboo"
severity = "minor"
speaker = "clerk"
source = "ours"
decoys = ["照片不清楚"]

[[phrase]]
id = "C1"
text = "我帮您问一下"
list = "civil"
source = "ours"
remedy = "full"
hours = { closed = "merit" }
"#;

fn trying(folder: &Path, args: &[&str], input: &[u8]) -> Output {
    let pack = folder.join("made-up.toml");
    fs::write(&pack, PACK).unwrap();
    let mut command = liyu();
    command.args(["phrases", "try"]).args(args).arg("--pack").arg(&pack);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A refusal reads nothing.
    child.stdin.take().unwrap().write_all(input).ok();
    child.wait_with_output().unwrap()
}

fn trace(args: &[&str], input: &str) -> String {
    let dir = tempfile::tempdir().unwrap();
    let output = trying(dir.path(), args, input.as_bytes());
    assert!(output.status.success(), "{}", stderr(&output));
    String::from_utf8(output.stdout).unwrap()
}

const TALK: &str = "clerk: 这个不归我管\ncitizen: 我也不清楚\n照片不清楚,我帮您问一下\n好\n";

#[test]
fn the_trace_says_what_was_heard_and_which_guard_stopped_it() {
    insta::assert_snapshot!("try_zh", trace(&["-", "--dialogue", "--at", "10:00"], TALK));
    insta::assert_snapshot!(
        "try_en",
        trace(&["-", "--dialogue", "--at", "10:00", "--lang", "en"], TALK)
    );
    insta::assert_snapshot!(
        "try_closed",
        trace(&["-", "--role", "unknown", "--at", "18:00"], "不归我管\n不清楚\n我帮您问一下")
    );
}

#[test]
fn there_is_one_object_for_each_line_in_order() {
    let dir = tempfile::tempdir().unwrap();
    let input = b"\xe4\xb8\x8d\xe5\xbd\x92\xe6\x88\x91\xe7\xae\xa1\n\n\xff\xfe\n\xe5\xa5\xbd";
    let output = trying(dir.path(), &["-", "--json"], input);
    let text = String::from_utf8(output.stdout).unwrap();
    let objects: Vec<Value> = text.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let texts: Vec<_> = objects.iter().map(|object| object["text"].as_str().unwrap()).collect();
    assert_eq!(texts, ["不归我管", "", "\u{fffd}\u{fffd}", "好"]);
    let hits: Vec<_> = objects.iter().map(|o| o["hits"].as_array().unwrap().len()).collect();
    assert_eq!(hits, [1, 0, 0, 0]);
    insta::assert_snapshot!(
        text.lines().next().unwrap(),
        @r#"{"text":"不归我管","folded":"不归我管","role":"clerk","hits":[{"list":"taboo","id":"T1","phrase":"不归我管","how":"exact","score":1.0,"accepted":true,"stopped_by":null,"heard":"不归我管","start":0,"end":4,"wording":"不归我管","severity":"critical","remedy":null,"merit":false,"pack":"made-up"}]}"#
    );
}

#[test]
fn a_line_of_a_megabyte_is_cut_and_said() {
    let dir = tempfile::tempdir().unwrap();
    let long = "不归我管".repeat(90_000) + "\n好\n";
    let output = trying(dir.path(), &["-", "--json"], long.as_bytes());
    assert!(output.status.success());
    assert!(stderr(&output).contains("4096"), "{}", stderr(&output));
    assert_eq!(output.stdout.iter().filter(|byte| **byte == b'\n').count(), 2);
}

#[test]
fn wrong_arguments_are_told() {
    let dir = tempfile::tempdir().unwrap();
    for (args, word) in [(["好", "--role", "boss"], "boss"), (["好", "--at", "25:00"], "25:00")] {
        let output = trying(dir.path(), &args, b"");
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains(word), "{}", stderr(&output));
    }
}

#[test]
fn a_reader_that_leaves_ends_it() {
    let dir = tempfile::tempdir().unwrap();
    let pack = dir.path().join("made-up.toml");
    fs::write(&pack, PACK).unwrap();
    let mut command = liyu();
    command.args(["phrases", "try", "-", "--pack"]).arg(&pack);
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    drop(child.stdout.take());
    child.stdin.take().unwrap().write_all("不归我管\n".as_bytes()).ok();
    assert_eq!(child.wait().unwrap().code(), Some(3));
}

/// What an appeal found must not be found again: `liyu phrases test`.
#[test]
fn cases_of_granted_appeals_are_run() {
    let dir = tempfile::tempdir().unwrap();
    let config = dir.path().join("liyu.toml");
    fs::write(dir.path().join("made-up.toml"), PACK).unwrap();
    let settings =
        format!("[phrases]\ndir = {:?}\npacks = [\"made-up\"]\n", dir.path().display().to_string());
    fs::write(&config, settings).unwrap();
    let test = |json: bool| {
        let mut command = liyu();
        command.args(["phrases", "test", "--config"]).arg(&config);
        command.args(json.then_some("--json")).output().unwrap()
    };
    assert!(test(false).status.success(), "no cases are no fault");
    let cases = dir.path().join("cases");
    fs::create_dir(&cases).unwrap();
    let case = |text: &str| {
        format!(
            "[[case]]\ntext = \"{text}\"\nrole = \"clerk\"\nadded = \"2026-12-01\"\nfrom = \"x\"\n"
        )
    };
    fs::write(cases.join("T2.toml"), case("照片不清楚,请重拍")).unwrap();
    let output = test(false);
    assert!(output.status.success(), "{}", stderr(&output));
    let both = case("照片不清楚") + &case("这个我不清楚");
    fs::write(cases.join("T2.toml"), both).unwrap();
    let output = test(true);
    assert_eq!(output.status.code(), Some(1));
    let ran: Vec<Value> = String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let found: Vec<_> = ran.iter().map(|one| one["found"].as_bool().unwrap()).collect();
    assert_eq!(found, [false, true]);
    fs::write(cases.join("T2.toml"), "[[case]]\ntext = 1\n").unwrap();
    let output = test(false);
    assert!(
        !output.status.success() && stderr(&output).contains("T2.toml:2"),
        "{}",
        stderr(&output)
    );
}
