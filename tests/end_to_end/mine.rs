//! `liyu phrases mine`: the real recogniser on bundled speech, spoken by a stand-in.

use crate::support::{demo, liyu, run, stderr};
use serde_json::Value;
use std::process::Command;

const PACK: &str = "\
[pack]
name = \"x\"
title = \"x\"
owner = \"张\"

[[phrase]]
id = \"T1\"
text = \"不归我管\"
list = \"taboo\"
severity = \"serious\"
speaker = \"any\"
source = \"ours: 试验\"

[[phrase]]
id = \"T2\"
text = \"明天再来\"
list = \"taboo\"
severity = \"serious\"
speaker = \"any\"
source = \"ours: 试验\"
";

struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Desk {
        let folder = tempfile::tempdir().unwrap();
        let config = "[phrases]\ndir = \"phrases\"\npacks = [\"x\"]\n";
        std::fs::write(folder.path().join("liyu.toml"), config).unwrap();
        std::fs::create_dir(folder.path().join("phrases")).unwrap();
        std::fs::write(folder.path().join("phrases/x.toml"), PACK).unwrap();
        Desk(folder)
    }

    fn mine(&self, args: &[&str]) -> Command {
        let mut command = liyu();
        command.args(["phrases", "mine"]).args(args);
        command.arg("--config").arg(self.0.path().join("liyu.toml"));
        command
    }
}

/// Copies a bundled recording wherever the text is to be spoken.
fn copying() -> String {
    format!("cp \"{}\" {{out}} --suffix={{text}}", demo("refusal-not-my-job.wav").display())
}

#[test]
#[cfg(unix)]
fn a_program_speaks_and_the_recogniser_hears_it() {
    let desk = Desk::new();
    let out = desk.0.path().join("draft/x.toml");
    let out = out.display().to_string();
    let output = run(&mut desk.mine(&["T1", "--speak", &copying(), "--json", "--out", &out]));
    assert!(output.status.success(), "{}", stderr(&output));
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    let fared = &told["phrases"][0];
    assert_eq!((fared["id"].as_str(), fared["takes"].as_u64()), (Some("T1"), Some(3)));
    assert_eq!(fared["found"], 3, "{told}");
    assert_eq!(told["voices"][0], "cp#1");
    assert!(!std::path::Path::new(&out).exists(), "nothing was safe, so nothing is drafted");
}

#[test]
fn recordings_are_heard_by_the_voices_that_are_asked_for() {
    let desk = Desk::new();
    let wav = demo("refusal-not-my-job.wav");
    let row = |voice: &str| {
        let row = serde_json::json!({
            "file": wav, "text": "这个不归我管", "expect": ["不归我管"], "voice": voice,
        });
        format!("{row}\n")
    };
    let manifest = desk.0.path().join("m.jsonl");
    std::fs::write(&manifest, row("a") + &row("b") + &row("c")).unwrap();
    let manifest = manifest.display().to_string();
    let output = run(&mut desk.mine(&["--recordings", &manifest, "--not-voice", "c", "--json"]));
    assert!(output.status.success(), "{}", stderr(&output));
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(told["voices"], serde_json::json!(["a", "b"]));
    assert_eq!(told["phrases"][0]["found"], 2, "{told}");
    let none = run(&mut desk.mine(&["--recordings", &manifest, "--voice", "z"]));
    assert_eq!(none.status.code(), Some(1));
    assert!(stderr(&none).contains("没有可用的录音"), "{}", stderr(&none));
}

#[test]
#[cfg(unix)]
fn a_program_that_does_not_speak_is_told_with_what_to_do() {
    let desk = Desk::new();
    for (args, code, wanted) in [
        (&[][..], 2, "--speak"),
        (&["T9", "--speak", "cp {text} {out}"], 1, "T9"),
        (&["--speak", "cp {out}"], 1, "缺少 {text}"),
        (&["--speak", "no-such-program-here {text} {out}"], 1, "请安装它"),
        (&["--speak", "ls /no-such-folder-here {text} {out}"], 1, "no-such-folder-here"),
        (&["--speak", "true {text} {out}"], 1, "没有写出 WAV"),
        (&["--timeout", "1", "--speak", "tail -f /dev/null {out} --pid={text}0"], 1, "tail"),
    ] {
        let output = run(&mut desk.mine(args));
        assert_eq!(output.status.code(), Some(code), "{args:?}: {}", stderr(&output));
        assert!(stderr(&output).contains(wanted), "{args:?}: {}", stderr(&output));
    }
}
