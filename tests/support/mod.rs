//! What the integration tests share: the program itself, its events, a sound server.

#![allow(dead_code, missing_docs, clippy::unwrap_used, clippy::expect_used)]

pub mod tmux;

use serde_json::Value;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

/// How long anything is waited for before it counts as missing.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// The package's own directory; every run starts there, so that the model and the
/// lists are found as a user finds them.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The program, in Chinese unless told otherwise, with nothing of the caller's
/// environment that changes what it says.
pub fn liyu() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_liyu"));
    command.current_dir(root()).env_remove("LC_ALL").env_remove("LC_MESSAGES").env("LANG", "C");
    command
}

/// A bundled recording.
pub fn demo(name: &str) -> PathBuf {
    root().join("recordings/demo").join(name)
}

/// Runs to the end.
pub fn run(command: &mut Command) -> Output {
    let output = command.output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(!stderr.contains("panicked"), "{stderr}");
    output
}

/// Runs the program on a store to the end, with lines for its standard input.
pub fn told(store: &Path, arguments: &[&str], lines: &[&str]) -> Output {
    said(liyu().args(arguments).arg("--store").arg(store), lines)
}

/// Runs to the end with lines for its standard input.
pub fn said(command: &mut Command, lines: &[&str]) -> Output {
    let pipe = Stdio::piped;
    let mut child = command.stdin(pipe()).stdout(pipe()).stderr(pipe()).spawn().unwrap();
    let mut text = lines.join("\n");
    text.push('\n');
    // Whoever is refused before it is asked does not read.
    let _ = child.stdin.take().unwrap().write_all(text.as_bytes());
    let output = child.wait_with_output().unwrap();
    assert!(!stderr(&output).contains("panicked"), "{}", stderr(&output));
    output
}

/// The events of `--json` output; fails on any line that is not one.
pub fn events(stdout: &[u8]) -> Vec<Value> {
    let text = std::str::from_utf8(stdout).unwrap();
    text.lines().map(|line| serde_json::from_str(line).expect(line)).collect()
}

/// The events of one kind.
pub fn of_kind<'a>(events: &'a [Value], kind: &str) -> Vec<&'a Value> {
    events.iter().filter(|event| event["event"] == kind).collect()
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A private sound server with a null sink; ended when dropped.
pub struct NullSink {
    folder: tempfile::TempDir,
    pub environment: Vec<(String, String)>,
}

impl NullSink {
    pub fn start() -> NullSink {
        let folder = tempfile::tempdir().unwrap();
        let mut sink = NullSink { folder, environment: Vec::new() };
        sink.restart();
        sink
    }

    pub fn restart(&mut self) {
        let said = self.script("start");
        self.environment = said
            .lines()
            .map(|line| line.split_once('=').unwrap())
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
    }

    pub fn script(&self, verb: &str) -> String {
        let script = root().join("tests/support/null-sink.sh");
        let output = Command::new(script).arg(verb).arg(self.folder.path()).output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{stderr}");
        String::from_utf8(output.stdout).unwrap()
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Plays a file to its end.
    pub fn play(&self, wav: &Path) {
        let environment = self.environment.iter().cloned();
        let status = Command::new("paplay").arg(wav).envs(environment).status();
        assert!(status.expect("paplay is not installed").success());
    }
}

impl Drop for NullSink {
    fn drop(&mut self) {
        self.script("stop");
    }
}
