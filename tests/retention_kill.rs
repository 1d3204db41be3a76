//! A store that is killed while it removes what has had its time and while it is copied.
//! This program starts itself again as the one that suffers.
#![cfg(unix)]
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

use jiff::{SignedDuration, Timestamp};
use liyu::phrasebook::Severity;
use liyu::record::{
    Disposition, Evidence, HeardUtterance, Incident, IncidentState, Provenance, Query, RecordError,
    Repair, Rules, Store,
};
use liyu::units::Role;
use std::collections::HashSet;
use std::fs;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

/// Where a child finds its store.
const STORE: &str = "LIYU_TEST_STORE";

/// Kills, each at a moment of its own.
const KILLS: u64 = 50;

/// The latest moment of a kill after the start of the child, microseconds.
const LATEST_KILL_US: u64 = 1_000_000;

const RULES: Rules = Rules { dismissed_days: 1, ..Rules::FOR_EVER };

fn day(n: i64) -> Timestamp {
    let first: Timestamp = "2026-11-22T01:15:30Z".parse().unwrap();
    first + SignedDuration::from_hours(24 * n)
}

fn evidence(id: String) -> Evidence {
    Evidence {
        incident: Incident {
            id,
            revision: 0,
            state: IncidentState::Closed,
            kind: Default::default(),
            counter: "1".into(),
            source: None,
            channel: 0,
            role: Role::Clerk,
            phrase_id: "t01".into(),
            phrase: "不知道".into(),
            hits: 1,
            severity: Severity::Serious,
            disposition: Disposition::New,
            handling: Default::default(),
            custody: Default::default(),
            at: day(0),
            in_hours: None,
            start_s: 1.0,
            end_s: 2.0,
            clip: String::new(),
            clip_sha256: String::new(),
            provenance: Provenance {
                liyu: "0.1.0".into(),
                model: "base".into(),
                model_sha256: String::new(),
                lists_sha256: String::new(),
                thresholds: Default::default(),
            },
        },
        planes: vec![vec![0.25; 4_000]],
        clip_start_s: 0.0,
        hit_in_clip_s: 1.0,
        whole: None,
        heard: vec![HeardUtterance {
            start_s: 1.0,
            end_s: 2.0,
            channel: 0,
            role: Role::Clerk,
            text: "不知道,你问别人去".into(),
            mean_logprob: -0.5,
            hits: Vec::new(),
            lists: String::new(),
        }],
    }
}

#[test]
#[ignore = "a child of the test below"]
fn child_purges_and_copies_until_it_is_killed() {
    let dir: PathBuf = std::env::var_os(STORE).expect("started by another test").into();
    let (mut store, _) = Store::open(&dir).unwrap();
    let copies = dir.parent().unwrap().join(format!("copies-{}", std::process::id()));
    fs::create_dir(&copies).unwrap();
    for round in 0.. {
        for _ in 0..3 {
            let id = store.new_id(day(0)).unwrap();
            store.put(&evidence(id.clone())).unwrap();
            store.decide(&id, Disposition::Dismissed, "local", "", day(0)).unwrap();
        }
        store.retain(&RULES, day(1)).unwrap();
        for id in store.retain(&RULES, day(8)).unwrap().purged {
            println!("gone {id} .");
        }
        let id = store.new_id(day(0)).unwrap();
        println!("kept {} .", store.put(&evidence(id)).unwrap().id);
        store.back_up(&copies.join(round.to_string())).unwrap();
    }
}

/// Every row has its files, no file is without a row, nothing lies half, the log is whole.
fn assert_whole(dir: &Path) -> (Store, Repair) {
    let (store, repair) = Store::open(dir).unwrap();
    assert!(!repair.is_loss(), "{repair}");
    assert_eq!(store.verify().unwrap(), []);
    assert_eq!(store.check(None).unwrap().flaws, []);
    let all = Query { limit: u32::MAX, set_aside: true, ..Query::default() };
    let rows = store.incidents(&all).unwrap();
    let months = fs::read_dir(dir.join("clips")).unwrap();
    let files: usize = months.map(|m| fs::read_dir(m.unwrap().path()).unwrap().count()).sum();
    assert_eq!(files, 2 * rows.len());
    (store, repair)
}

#[test]
fn killed_while_purging_or_copying_nothing_is_half() {
    let keep = tempfile::tempdir().unwrap();
    let dir = keep.path().join("recordings");
    let (mut gone, mut kept) = (HashSet::new(), HashSet::new());
    let mut total = Repair::default();
    let mut copies = 0;
    // Without keys of its own the hasher gives the same moments every time.
    let moments = BuildHasherDefault::<DefaultHasher>::default();
    for kill in 0..KILLS {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "child_purges_and_copies_until_it_is_killed",
                "--ignored",
                "--nocapture",
            ])
            .env(STORE, &dir)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_micros(moments.hash_one(kill) % LATEST_KILL_US));
        child.kill().unwrap();
        let mut output = String::new();
        child.stdout.take().unwrap().read_to_string(&mut output).unwrap();
        assert!(!child.wait().unwrap().success(), "{output}");
        for line in output.lines() {
            // The last line may be cut short.
            let Some((what, id)) = line.strip_suffix(" .").and_then(|l| l.split_once(' ')) else {
                continue;
            };
            if what == "gone" {
                gone.insert(id.to_owned())
            } else {
                kept.insert(id.to_owned())
            };
        }
        let (store, repair) = assert_whole(&dir);
        for id in &gone {
            assert!(matches!(store.incident(id), Err(RecordError::NoSuchIncident { .. })), "{id}");
        }
        for id in &kept {
            store.incident(id).unwrap();
        }
        total.purges_finished += repair.purges_finished;
        total.rows_made += repair.rows_made;
        for made in fs::read_dir(keep.path()).unwrap() {
            let made = made.unwrap().path();
            if made == dir {
                continue;
            }
            for copy in fs::read_dir(&made).unwrap() {
                let copy = copy.unwrap();
                // What begins with a dot was never finished, and says so by its name.
                if !copy.file_name().to_string_lossy().starts_with('.') {
                    let (_, repair) = assert_whole(&copy.path());
                    assert!(repair.is_clean(), "{repair}");
                    copies += 1;
                }
            }
            fs::remove_dir_all(made).unwrap();
        }
    }
    assert!(!gone.is_empty() && copies > 0, "{} gone, {copies} copies", gone.len());
    println!("{KILLS} kills, {} purged, {copies} copies, mended in all:\n{total}", gone.len());
}
