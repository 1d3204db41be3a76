//! Fails when an import breaks the law of the house: see the table in `law.rs`.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

mod law;
mod scan;

use law::{CRATES, ROOMS, breach};
use scan::Import;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn library() -> Vec<Import> {
    scan::scan(&root().join("src/lib.rs"), "src/lib.rs")
}

#[test]
fn no_import_breaks_the_law() {
    let mut imports = library();
    assert!(imports.len() > 1000, "the scanner sees only {} paths", imports.len());
    imports.extend(
        scan::scan(&root().join("src/main.rs"), "src/main.rs")
            .into_iter()
            .map(|import| Import { room: "main".into(), ..import }),
    );
    let breaches: Vec<String> = imports.iter().filter_map(breach).collect();
    assert!(breaches.is_empty(), "\n{}\n", breaches.join("\n"));
}

#[test]
fn every_room_is_in_the_table_and_in_the_map() {
    let source = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let rooms: BTreeSet<&str> = source
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'))
        .chain(["main"])
        .collect();
    assert_eq!(rooms, ROOMS.iter().map(|room| room.name).collect());
    for room in rooms.iter().filter(|room| **room != "main") {
        assert!(source.contains(&format!("//! | [`{room}`]")), "the map lacks `{room}`");
    }
}

#[test]
fn the_map_holds_no_logic() {
    let source = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    for line in source.lines() {
        let declares = line.starts_with("pub mod ") && line.ends_with(';');
        assert!(line.is_empty() || line.starts_with("//!") || declares, "src/lib.rs: {line}");
    }
}

#[test]
fn every_dependency_has_a_home() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let mut ours = false;
    for line in manifest.lines() {
        if line.starts_with('[') {
            ours = line.ends_with("dependencies]") && !line.starts_with("[dev-");
        } else if let Some((name, _)) = line.split_once(" = ").filter(|_| ours) {
            let name = name.replace('-', "_");
            assert!(CRATES.iter().any(|(known, _)| *known == name), "`{name}` has no home");
        }
    }
}

/// The scanner and the table together, on code that does not exist.
#[test]
fn breaches_are_seen_however_they_are_written() {
    let table: &[(&[&str], &str, &[&str])] = &[
        (&["spot"], "use crate::transcribe::Transcript;", &[]),
        (
            &["spot"],
            "use crate::transcribe::whisper::Model;",
            &["crate::transcribe::whisper::Model"],
        ),
        (
            &["spot"],
            "use crate::{units::Role, transcribe::{self as t, Transcript}}; fn f() { t::whisper::go() }",
            &["crate::transcribe::whisper::go"],
        ),
        (&["judge"], "fn f() { super::record::Store::open() }", &["crate::record::Store::open"]),
        (&["spot", "sound"], "use super::super::judge;", &["crate::judge"]),
        (&["spot", "sound"], "use super::exact; use super::*; fn f() { exact::g() }", &[]),
        (&["judge"], "use super::*;", &["crate::*"]),
        (
            &["segment"],
            "fn f() { assert!(crate::tape::Tape::new() > 0) }",
            &["crate::tape::Tape::new"],
        ),
        (
            &["segment"],
            "use std::time; fn f() { time::Instant::now() }",
            &["std::time::Instant::now"],
        ),
        (&["segment"], "use cpal::Stream as S;", &["cpal::Stream"]),
        (
            &["console", "view"],
            "mod deep { use super::super::super::record::Store; }",
            &["crate::record::Store"],
        ),
        (
            &["command", "watch"],
            "use super::setup; use super::replay::run;",
            &["crate::command::replay::run"],
        ),
        (&["pipeline"], "#[derive(clap::Parser)] struct A;", &["clap::Parser"]),
        (&["record"], "fn f() { jiff::Timestamp::now() }", &["jiff::Timestamp::now"]),
        (&["nowhere"], "use std::io::Read;", &["std::io::Read"]),
        (&["judge"], "#[cfg(test)] mod tests { use crate::record::Store; }", &[]),
        (&["judge"], "#[cfg(all(test, unix))] use crate::record::{Store}; struct A;", &[]),
        (&["judge"], "// crate::record::Store\nconst A: &str = \"crate::record::Store\";", &[]),
        (&["judge"], "use crate::spot::Hit; fn f(hit: Hit) { hit.record.store() }", &[]),
    ];
    for (module, source, expected) in table {
        let found = scan::scan_text(source, module);
        let found: Vec<String> =
            found.iter().filter(|import| breach(import).is_some()).map(Import::text).collect();
        assert_eq!(found, *expected, "{source}");
    }
}
