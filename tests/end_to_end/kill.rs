//! SIGKILL at random moments of a real run: every reopened store is whole.

use crate::support::{demo, liyu};
use liyu::record::{Query, Store};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

const KILLS: u64 = 50;
/// Two recordings take two to three seconds.
const LATEST_MS: u64 = 2_500;
/// After its first event a run goes on for about so long, and writes incidents.
const LATEST_AFTER_EVENT_MS: u64 = 1_500;

/// Every file below `dir`.
fn files(dir: &Path) -> Vec<String> {
    let Ok(entries) = dir.read_dir() else { return Vec::new() };
    let mut found = Vec::new();
    for entry in entries.map(Result::unwrap) {
        if entry.path().is_dir() {
            found.extend(files(&entry.path()));
        } else {
            found.push(entry.file_name().into_string().unwrap());
        }
    }
    found
}

#[test]
fn a_killed_recorder_leaves_a_whole_store() {
    let dir = tempfile::tempdir().unwrap();
    let store_dir = dir.path().join("store");
    let mut rows = 0;
    let mut random: u64 = 0x9e37_79b9_7f4a_7c15;
    for kill in 0..KILLS {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        // How long a run takes to its first event depends on the machine: every
        // other kill counts from there, so that it falls among the writes.
        let after_event = kill % 2 == 0;
        let latest_ms = if after_event { LATEST_AFTER_EVENT_MS } else { LATEST_MS };
        let wait = Duration::from_millis((random >> 33) % latest_ms);
        let mut child = liyu()
            .args(["replay", "--json", "--channels", "clerk,citizen", "--store"])
            .arg(&store_dir)
            .args([demo("closing-time.wav"), demo("refusal-not-my-job.wav")])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Held to the kill: a reader who leaves would end the run.
        let mut says = BufReader::new(child.stdout.take().unwrap());
        if after_event {
            let mut event = String::new();
            says.read_line(&mut event).unwrap();
            assert!(event.starts_with('{'), "the run ended without an event: {event}");
        }
        // The moment of the kill is what is tested; nothing is waited for.
        std::thread::sleep(wait);
        child.kill().unwrap();
        child.wait().unwrap();

        let (store, _) = Store::open(&store_dir).unwrap();
        assert_eq!(store.verify().unwrap(), [], "rows whose evidence is not as written");
        rows = store.incidents(&Query { limit: u32::MAX, ..Query::default() }).unwrap().len();
        let clips = files(&store_dir.join("clips"));
        assert_eq!(clips.len(), 2 * rows, "a clip and its words for each row: {clips:?}");
    }
    assert!(rows > 0, "every kill came before the first incident: nothing was tested");
    println!("{KILLS} kills left {rows} whole incidents");
}
