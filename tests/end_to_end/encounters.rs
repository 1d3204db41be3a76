//! What `replay` keeps of conversations, as the commands list, show, export and judge it
//! again.

use crate::support::{demo, liyu, run, stderr};
use liyu::record::Store;
use serde_json::Value;
use std::path::Path;

fn done(store: &Path, args: &[&str]) -> String {
    let output = run(liyu().args(args).arg("--store").arg(store));
    assert!(output.status.success(), "{args:?}: {}", stderr(&output));
    String::from_utf8(output.stdout).unwrap()
}

fn rows(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).expect(line)).collect()
}

#[test]
fn encounters_are_listed_shown_exported_and_judged_again() {
    let keep = tempfile::tempdir().unwrap();
    let store = keep.path().join("store");
    let (good, bad) = (demo("good-residence.wav"), demo("refusal-not-my-job.wav"));
    let files = [good.to_str().unwrap(), bad.to_str().unwrap()];
    let told = ["replay", "--channels", "clerk,citizen", "--counter", "=3号窗口"];
    let start = ["--start", "2026-11-23T10:00:00+08:00"];
    done(&store, &[&told[..], &start[..], &files[..]].concat());

    let all = rows(&done(&store, &["encounters", "list", "--json"]));
    assert_eq!(all.len(), 2, "{all:?}");
    let of = |outcome: &str| -> &Value {
        let found = all.iter().find(|row| row["outcome"] == outcome);
        found.unwrap_or_else(|| panic!("{outcome}: {all:?}"))
    };
    let (clean, flagged) = (of("clean"), of("flagged"));
    assert!(clean["source"].as_str().unwrap().ends_with("good-residence.wav"));
    assert_eq!((&flagged["has_citizen"], &clean["broken"]), (&true.into(), &0.into()));
    let id = flagged["id"].as_str().unwrap();
    assert_eq!(
        rows(&done(&store, &["encounters", "list", "--json", "--outcome", "flagged"])).len(),
        1
    );
    let none = ["encounters", "list", "--json", "--since", "2026-11-24"];
    assert_eq!(done(&store, &none), "");
    assert_eq!(rows(&done(&store, &["encounters", "list", "--json", "--limit", "1"])).len(), 1);
    assert!(done(&store, &["encounters", "list"]).contains(id));

    let shown = done(&store, &["encounters", "show", id]);
    for part in ["R15", "未做到", "事件 "] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    let detail: Value =
        serde_json::from_str(&done(&store, &["encounters", "show", id, "--json"])).unwrap();
    assert!(detail["moments"].as_array().unwrap().len() > 6);
    // No word that anybody said is kept of an encounter.
    let text = detail["moments"].to_string();
    assert!(text.is_ascii(), "{text}");
    let absent = run(liyu().args(["encounters", "show", "E1", "--store"]).arg(&store));
    assert_eq!(absent.status.code(), Some(1));

    let csv = keep.path().join("log.csv");
    done(&store, &["encounters", "export", "--csv", csv.to_str().unwrap()]);
    let bytes = std::fs::read(&csv).unwrap();
    let text = std::str::from_utf8(bytes.strip_prefix(b"\xef\xbb\xbf").expect("a mark")).unwrap();
    assert_eq!(text.lines().count(), 3, "{text}");
    assert!(text.contains("\r\n") && text.contains("有问题") && text.contains("R15"), "{text}");
    assert!(text.contains(",'=3号窗口,") && !text.contains(",=3"), "{text}");
    let piped = done(&store, &["encounters", "export", "--csv", "-", "--outcome", "clean"]);
    assert_eq!(piped.lines().count(), 2, "{piped}");

    // By the packs that they were judged by nothing changes; by a hospital's something may.
    assert_eq!(done(&store, &["rejudge", "--json"]), "");
    let settings = keep.path().join("liyu.toml");
    std::fs::write(&settings, "[conduct]\npacks = [\"hospital\"]\n").unwrap();
    let hospital = ["--config", settings.to_str().unwrap()];
    let head = || Store::open_read_only(&store).unwrap().log_head().unwrap();
    let before = head();
    let dry = done(&store, &[&["rejudge", "--json", "--dry-run"], &hospital[..]].concat());
    assert_eq!(head(), before);
    let wet = done(&store, &[&["rejudge", "--json"], &hospital[..]].concat());
    assert_eq!(wet, dry, "what it would do it does");
    assert_eq!(done(&store, &[&["rejudge", "--json"], &hospital[..]].concat()), "");
    let found = Store::open_read_only(&store).unwrap().check(None).unwrap();
    assert_eq!(found.flaws, []);
    assert!(done(&store, &["retention", "show"]).contains("接待的过程:30 天,现有 2 次"));
}
