//! Packs on their way: what is in force on which day.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::phrasebook::{List, Step};
use std::fs;
use std::path::Path;

fn entry(id: &str, text: &str) -> String {
    format!("[[phrase]]\nid = \"{id}\"\ntext = \"{text}\"\nlist = \"civil\"\nsource = \"ours\"\n")
}

fn pack(status: &str, entries: &str, steps: &str) -> String {
    let status = match status {
        "" => String::new(),
        word => format!("status = \"{word}\"\n"),
    };
    format!("[pack]\nname = \"x\"\ntitle = \"x\"\n{status}{entries}{steps}")
}

fn version(entries: &str) -> String {
    let text = pack("", entries, "");
    short(&Pack::content_version(&Document::new("x.toml", text)).unwrap()).to_owned()
}

fn approved(entries: &str, from: &str) -> String {
    format!(
        "[[history]]\nversion = \"{}\"\nstatus = \"approved\"\ndate = \"2026-01-01\"\nby = \"李\"\neffective = \"{from}\"\n",
        version(entries)
    )
}

/// Keeps a copy of `entries` as `liyu phrases publish` does.
fn keep(folder: &Path, entries: &str) {
    let path = Shelf::new(Some(folder)).copy_path("x", &version(entries)).unwrap();
    crate::document::save(&path, &pack("approved", entries, "")).unwrap();
}

fn load(folder: &Path, today: &str) -> Result<InForce, Faults> {
    let shelf = Shelf::new(Some(folder));
    InForce::load(&shelf, &["x".to_owned()], today.parse().unwrap())
}

/// Texts in force, and ids and texts on trial.
fn told(lists: &InForce) -> (Vec<String>, Vec<String>) {
    assert!(lists.book.phrases().iter().all(|p| !p.terms.shadow && p.list == List::Civil));
    let trial = lists.trial.iter().flat_map(|trial| trial.phrases());
    (
        lists.book.phrases().iter().map(|p| p.text.clone()).collect(),
        trial.filter(|p| p.terms.shadow).map(|p| format!("{} {}", p.id, p.text)).collect(),
    )
}

#[test]
fn without_a_history_the_status_decides() {
    let folder = tempfile::tempdir().unwrap();
    let entries = entry("A", "您好");
    for (status, in_force, trial) in [
        ("", vec!["您好"], vec![]),
        ("approved", vec!["您好"], vec![]),
        ("shadow", vec![], vec!["A 您好"]),
        ("draft", vec![], vec![]),
    ] {
        fs::write(folder.path().join("x.toml"), pack(status, &entries, "")).unwrap();
        let lists = load(folder.path(), "2026-11-23").unwrap();
        let expected = (
            in_force.iter().map(|t| t.to_string()).collect(),
            trial.iter().map(|t: &&str| t.to_string()).collect(),
        );
        assert_eq!(told(&lists), expected, "{status}");
    }
}

#[test]
fn the_latest_day_that_has_come_is_in_force() {
    let folder = tempfile::tempdir().unwrap();
    let (one, two, three) = (entry("A", "您好"), entry("A", "您早"), entry("A", "您请坐"));
    let steps = approved(&one, "2026-03-01")
        + &approved(&two, "2026-12-01")
        // A correction of the same day.
        + &approved(&three, "2026-12-01");
    [&one, &two].into_iter().for_each(|entries| keep(folder.path(), entries));
    fs::write(folder.path().join("x.toml"), pack("approved", &three, &steps)).unwrap();
    let on = |day: &str| {
        let lists = load(folder.path(), day).unwrap();
        (told(&lists).0.concat(), lists.packs[0].clone())
    };
    let (text, standing) = on("2026-02-28");
    assert_eq!((text.as_str(), standing.version), ("", None));
    assert_eq!(standing.coming, Some((version(&one), "2026-03-01".parse().unwrap())));
    let (text, standing) = on("2026-11-30");
    assert_eq!((text.as_str(), standing.since), ("您好", Some("2026-03-01".parse().unwrap())));
    assert_eq!(standing.coming.as_ref().map(|(v, _)| v), Some(&version(&two)));
    let (text, standing) = on("2026-12-01");
    assert_eq!((text.as_str(), standing.version), ("您请坐", Some(version(&three))));
    assert_eq!((standing.coming, standing.draft, standing.trial), (None, None, None));
}

#[test]
fn a_draft_is_not_looked_into_and_a_trial_adds_what_is_new_or_changed() {
    let folder = tempfile::tempdir().unwrap();
    let old = entry("A", "您好") + &entry("B", "再见");
    keep(folder.path(), &old);
    let steps = approved(&old, "2026-03-01");
    let file = folder.path().join("x.toml");
    let new = entry("A", "您早") + &entry("B", "再见") + &entry("C", "请坐");

    for status in ["draft", "approved", ""] {
        fs::write(&file, pack(status, &new, &steps)).unwrap();
        let lists = load(folder.path(), "2026-11-23").unwrap();
        assert_eq!(told(&lists).0, ["您好", "再见"], "edited, and nobody has approved it");
        assert_eq!((lists.trial.is_none(), &lists.packs[0].draft), (true, &Some(version(&new))));
    }
    let before = load(folder.path(), "2026-11-23").unwrap().version();
    fs::write(&file, pack("draft", "colour = 3\n[[phrase]]\nid = 1\n", &steps)).unwrap();
    assert_eq!(load(folder.path(), "2026-11-23").unwrap().version(), before);

    fs::write(&file, pack("shadow", &new, &steps)).unwrap();
    let lists = load(folder.path(), "2026-11-23").unwrap();
    assert_eq!(told(&lists).0, ["您好", "再见"]);
    assert_eq!(told(&lists).1, ["A~shadow 您早", "C 请坐"]);
    assert_eq!(lists.packs[0].trial, Some(version(&new)));
    assert_ne!(lists.version(), before, "what is on trial is part of the version");

    fs::write(&file, pack("shadow", &old, &steps)).unwrap();
    let lists = load(folder.path(), "2026-11-23").unwrap();
    assert_eq!((lists.trial.is_none(), lists.version()), (true, before), "approved already");
}

#[test]
fn a_copy_that_is_missing_or_altered_is_told_with_the_place() {
    let folder = tempfile::tempdir().unwrap();
    let (old, new) = (entry("A", "您好"), entry("A", "您早"));
    let steps = approved(&old, "2026-03-01");
    fs::write(folder.path().join("x.toml"), pack("draft", &new, &steps)).unwrap();
    let fault = |told: Faults| {
        assert_eq!(told.0.len(), 1, "{told}");
        assert!(told.0[0].file.ends_with("x.toml") && told.0[0].line == 11, "{told}");
        told.to_string()
    };
    let missing = fault(load(folder.path(), "2026-11-23").unwrap_err());
    assert!(missing.contains("没有存档") && missing.contains(&version(&old)), "{missing}");

    keep(folder.path(), &old);
    assert_eq!(told(&load(folder.path(), "2026-11-23").unwrap()).0, ["您好"]);
    let copy = Shelf::new(Some(folder.path())).copy_path("x", &version(&old)).unwrap();
    fs::write(&copy, pack("approved", &entry("A", "你好"), "")).unwrap();
    let altered = fault(load(folder.path(), "2026-11-23").unwrap_err());
    assert!(altered.contains("被改动"), "{altered}");
}

#[test]
fn a_step_says_from_when_only_when_it_was_approved() {
    let step = |status| Step {
        version: "0".repeat(12),
        status,
        date: "2026-01-01".parse().unwrap(),
        by: String::new(),
        effective: Some("2026-01-02".parse().unwrap()),
        note: String::new(),
    };
    assert!(step(Status::Approved).in_force_from().is_some());
    assert!(step(Status::Shadow).in_force_from().is_none());
}

#[test]
fn a_shelf_sees_every_file_that_matters_change() {
    let folder = tempfile::tempdir().unwrap();
    let (old, new) = (entry("A", "您好"), entry("A", "您早"));
    keep(folder.path(), &old);
    let file = folder.path().join("x.toml");
    fs::write(&file, pack("draft", &new, &approved(&old, "2026-03-01"))).unwrap();
    let shelf = Shelf::new(Some(folder.path()));
    let names = ["x".to_owned(), "taboo-core".to_owned()];
    InForce::load(&shelf, &names, "2026-11-23".parse().unwrap()).unwrap();
    let seen = shelf.seen();
    assert_eq!(seen.len(), 3, "the pack, its copy, and where a pack of the program's may come");
    assert_eq!(shelf.look(&seen), seen);
    for path in seen.keys() {
        let before = fs::read(path).ok();
        fs::write(path, "x").unwrap();
        assert_ne!(shelf.look(&seen), seen, "{path:?}");
        match before {
            Some(bytes) => fs::write(path, bytes).unwrap(),
            None => fs::remove_file(path).unwrap(),
        }
        assert_eq!(shelf.look(&seen), seen);
    }
}
