//! What is due and what is not, and that it is told once, also across a restart.

use super::*;
use crate::pipeline::run_closed;
use crate::record::testkit::{evidence, id};
use crossbeam_channel::unbounded;
use std::fs;

const AT: &str = "2026-11-22T01:15:30.25Z";

fn minutes(after: i64) -> Timestamp {
    AT.parse::<Timestamp>().unwrap() + SignedDuration::from_mins(after)
}

/// A store with one incident of each kind that matters.
fn store() -> (tempfile::TempDir, PathBuf) {
    let keep = tempfile::tempdir().unwrap();
    let dir = keep.path().join("recordings");
    let (mut store, _) = Store::open(&dir).unwrap();
    let at = minutes(0);
    for n in 0..6 {
        let mut given = evidence(&id(n), n);
        match n {
            1 => given.incident.severity = Severity::Minor,
            2 => given.incident.disposition = Disposition::Uncertain,
            5 => given.incident.kind = IncidentKind::Complaint,
            _ => {}
        }
        store.put(&given).unwrap();
    }
    store.act(&id(3), Deed::Seen, "前台", "", at).unwrap();
    store.decide(&id(4), Disposition::Confirmed, "前台", "", at).unwrap();
    (keep, dir)
}

/// Looks at each of `times` with `config`; gives how many were escalated each time and
/// what was told.
fn look(dir: &Path, config: Config, times: &[i64]) -> (Vec<usize>, Vec<Option<String>>) {
    let (asks, asked) = unbounded();
    let (out, outputs) = unbounded();
    let store = dir.to_owned();
    let record = thread::spawn(move || run_closed(&store, None, 10, &asked, &out));
    let mut told = Vec::new();
    let mut duty = Duty::new(dir, config, asks, |text| told.push(text));
    let counts = times.iter().map(|after| duty.look(minutes(*after), &Stop::new())).collect();
    drop(duty);
    record.join().unwrap();
    drop(outputs);
    (counts, told)
}

fn config() -> Config {
    Config { after_min: 10, ..Config::default() }
}

#[test]
fn serious_incidents_that_nobody_has_seen_are_escalated_once_also_across_a_restart() {
    let (_keep, dir) = store();
    let (counts, told) = look(&dir, config(), &[9, 10, 11, 600]);
    assert_eq!((counts, told), (vec![0, 1, 0, 0], vec![None]));
    let (counts, _) = look(&dir, config(), &[12]);
    assert_eq!(counts, [0]);
    let store = Store::open_read_only(&dir).unwrap();
    let escalated: Vec<String> = store
        .incidents(&Default::default())
        .unwrap()
        .into_iter()
        .filter(|incident| incident.handling.escalated_at.is_some())
        .map(|incident| incident.id)
        .collect();
    assert_eq!(escalated, [id(0)]);
    let last = store.detail(&id(0)).unwrap().history.pop().unwrap();
    assert_eq!((last.actor.as_str(), last.deed), (MACHINE, Deed::Escalated));
}

#[test]
fn what_is_old_when_the_service_starts_is_left_alone() {
    let (_keep, dir) = store();
    assert_eq!(look(&dir, config(), &[24 * 60 + 1]).0, [0]);
    assert_eq!(look(&dir, config(), &[24 * 60 - 1]).0, [1]);
}

#[cfg(unix)]
#[test]
fn the_program_is_told_the_row_and_nothing_that_was_heard() {
    let (keep, dir) = store();
    let got = keep.path().join("got");
    let command = ["sh", "-c", "cat > \"$0\"", &got.display().to_string()].map(str::to_owned);
    let config = Config { command: command.to_vec(), ..config() };
    assert_eq!(look(&dir, config, &[10]).1, [None]);
    let got = fs::read_to_string(got).unwrap();
    let told: serde_json::Value = serde_json::from_str(&got).unwrap();
    assert_eq!((&told["type"], &told["id"]), (&"escalation".into(), &id(0).into()));
    assert_eq!((&told["counter"], &told["severity"]), (&"3号窗口".into(), &"serious".into()));
    assert!(!got.contains(crate::record::testkit::SPOKEN) && !got.contains("clip"), "{got}");
}

#[test]
fn a_program_that_fails_is_told_and_the_incident_stays_escalated() {
    let (_keep, dir) = store();
    let command = vec!["no-such-program-of-the-hall".to_owned()];
    let (counts, told) = look(&dir, Config { command, ..config() }, &[10]);
    assert_eq!(counts, [1]);
    let [Some(text)] = told.as_slice() else { panic!("{told:?}") };
    assert!(text.contains(&id(0)) && text.contains("no-such-program"), "{text}");
}

#[test]
fn without_minutes_there_is_no_thread() {
    let (asks, _asked) = bounded(1);
    let started = start(Path::new("nowhere"), Config::default(), asks, &Stop::new(), |_| {});
    assert!(started.unwrap().is_none());
}
