//! The bars that detection must reach, on a folder of speech that is not part of
//! the package: `LIYU_SPEECH`, else `../shared/speech`. Where there is none, this
//! says so and passes; the figures of `docs/measurements.md` come from here.

use crate::support::{events, liyu, of_kind, root, run, stderr};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

/// Shares of utterances.
const RECALL_AT_LEAST: f64 = 0.93;
const FALSE_AT_MOST: f64 = 0.03;

fn folder(name: &str) -> Option<(PathBuf, Vec<Value>)> {
    let speech = std::env::var_os("LIYU_SPEECH")
        .map_or_else(|| root().join("../shared/speech"), PathBuf::from);
    let folder = speech.join(name);
    let Ok(manifest) = fs::read_to_string(folder.join("manifest.jsonl")) else {
        println!("no speech at {}: not measured", folder.display());
        return None;
    };
    Some((folder, manifest.lines().map(|line| serde_json::from_str(line).unwrap()).collect()))
}

/// Replays the files and groups what was said of each by its name.
fn replay(
    folder: &std::path::Path,
    manifest: &[Value],
    channels: &str,
) -> (BTreeMap<String, Vec<Value>>, Value) {
    let store = tempfile::tempdir().unwrap();
    let mut command = liyu();
    command.args(["replay", "--json", "--channels", channels, "--store"]).arg(store.path());
    let files = manifest.iter().map(|line| folder.join(line["file"].as_str().unwrap()));
    let output = run(command.args(files));
    assert!(output.status.success(), "{}", stderr(&output));
    let mut told = events(&output.stdout);
    let summary = told.pop().unwrap();
    let mut by_file: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for event in told {
        let source = PathBuf::from(event["source"].as_str().unwrap());
        let name = source.file_name().unwrap().to_string_lossy().into_owned();
        by_file.entry(name).or_default().push(event);
    }
    (by_file, summary)
}

#[test]
fn taboo_speech_makes_incidents_and_other_speech_of_clerks_does_not() {
    let Some((folder, manifest)) = folder("dev") else { return };
    let (told, summary) = replay(&folder, &manifest, "clerk");
    let nothing = Vec::new();
    let (mut taboo, mut found, mut other, mut falsely) = (0, 0, 0, 0);
    let mut expected = 0;
    let mut civil = 0;
    for line in &manifest {
        let told = told.get(line["file"].as_str().unwrap()).unwrap_or(&nothing);
        let incident = !of_kind(told, "incident").is_empty();
        if line["kind"] == "taboo" {
            taboo += 1;
            found += usize::from(incident);
        } else if line["role"] == "clerk" {
            other += 1;
            falsely += usize::from(incident);
        }
        if line["kind"] == "civil" {
            let phrases: BTreeSet<&str> =
                of_kind(told, "hit").iter().filter_map(|hit| hit["phrase"].as_str()).collect();
            for wanted in line["expect"].as_array().unwrap() {
                let wanted = wanted.as_str().unwrap();
                expected += 1;
                // A longer printed phrase that holds the expected one counts.
                civil += usize::from(phrases.iter().any(|phrase| phrase.contains(wanted)));
            }
        }
    }
    let recall = f64::from(found as u32) / f64::from(taboo);
    let false_share = f64::from(falsely as u32) / f64::from(other);
    println!(
        "dev: incident in {found} of {taboo} taboo utterances ({recall:.3}), in {falsely} of \
         {other} others of clerks ({false_share:.3}); civil {civil} of {expected}; {summary}"
    );
    assert!(recall >= RECALL_AT_LEAST, "{recall}");
    assert!(false_share <= FALSE_AT_MOST, "{false_share}");
}

/// The lines of the clerk that hold a taboo phrase, by what they say.
const TABOO_LINES: &[&str] =
    &["不归我管", "不知道，你自己看", "急什么", "快下班了", "怎么这么晚才来"];

#[test]
fn every_taboo_line_of_the_dialogues_is_hit() {
    let Some((folder, manifest)) = folder("dialogues") else { return };
    let (told, _) = replay(&folder, &manifest, "clerk,citizen");
    let mut lines = 0;
    for dialogue in &manifest {
        let file = dialogue["file"].as_str().unwrap();
        let hits = of_kind(&told[file], "hit");
        for turn in dialogue["turns"].as_array().unwrap() {
            let text = turn["text"].as_str().unwrap();
            let is_taboo = TABOO_LINES.iter().any(|phrase| text.contains(phrase));
            if turn["role"] != "clerk" || !is_taboo {
                continue;
            }
            lines += 1;
            let hit = hits.iter().any(|hit| {
                hit["list"] == "taboo"
                    && hit["role"] == "clerk"
                    && hit["start_s"].as_f64() < turn["end_s"].as_f64()
                    && hit["end_s"].as_f64() > turn["start_s"].as_f64()
            });
            assert!(hit, "{file}: {text}");
        }
    }
    println!("dialogues: all {lines} taboo lines of clerks are hit");
    assert!(lines >= 5);
}
