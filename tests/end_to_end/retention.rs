//! Kept, set aside, copied, asked for: the commands on a store, and mute on a service.

use crate::service::{Service, wait_for, wait_for_sound};
use crate::support::{NullSink, demo, liyu, run, stderr};
use liyu::record::{Fate, Rules, Store, What};
use liyu::service::message::FromService;
use std::path::Path;
use std::process::Output;

fn on(store: &Path, args: &[&str]) -> Output {
    run(liyu().args(args).arg("--store").arg(store))
}

fn done(store: &Path, args: &[&str]) -> String {
    let output = on(store, args);
    assert!(output.status.success(), "{args:?}: {}", stderr(&output));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_store_is_copied_restored_asked_for_and_kept() {
    let keep = tempfile::tempdir().unwrap();
    let store = keep.path().join("store");
    let recording = demo("refusal-not-my-job.wav");
    let channels = ["replay", "--channels", "clerk,citizen", recording.to_str().unwrap()];
    done(&store, &channels);

    let copy = keep.path().join("copy");
    let said = done(&store, &["backup", copy.to_str().unwrap()]);
    assert!(said.contains("记录"), "{said}");
    let full = on(&store, &["backup", copy.to_str().unwrap()]);
    assert_eq!(full.status.code(), Some(1));
    let again = keep.path().join("again");
    done(&again, &["restore", copy.to_str().unwrap()]);
    let restored = Store::open_read_only(&again).unwrap();
    assert_eq!((restored.verify().unwrap().len(), restored.log_breaks().unwrap().len()), (0, 0));
    let made = |store: &Store| {
        let lines = store.log_lines(1, 10_000).unwrap();
        lines.iter().filter(|line| line.what == What::BackedUp).count()
    };
    assert_eq!(made(&restored), 1);
    assert_eq!(made(&Store::open_read_only(&store).unwrap()), 1);

    let fates = |store: &Path| {
        Store::open_read_only(store).unwrap().fates(&Rules::FOR_EVER, liyu::clock::now()).unwrap()
    };
    let row = fates(&store).remove(0);
    let counter = Store::open_read_only(&store).unwrap().incident(&row.id).unwrap().counter;
    let day = row.case.said_at.to_zoned(jiff::tz::TimeZone::system()).date().to_string();
    let asked = ["--counter", &counter, "--from", &day, "--to", &day];
    done(&store, &["retention", "hold", &row.id]);
    let held = done(&store, &[&["request", "delete"], &asked[..]].concat());
    assert!(held.contains(&row.id) && held.contains("保留"), "{held}");
    done(&store, &["retention", "release", &row.id]);
    let gone = done(&store, &[&["request", "delete"], &asked[..]].concat());
    assert!(gone.contains("已移出"), "{gone}");
    assert!(matches!(fates(&store).remove(0).fate, Fate::Aside { .. }));
    let shown = done(&store, &["retention", "show"]);
    assert!(shown.contains("180") && shown.contains(&row.id), "{shown}");
    done(&store, &["retention", "bring-back", &row.id]);
    let json = done(&store, &["retention", "show", "--json"]);
    assert!(json.contains("by_word"), "{json}");
    assert!(done(&store, &["retention", "run"]).is_empty());
    let wrong = on(&store, &["request", "access", "--counter", "1", "--from", "x", "--to", "y"]);
    assert_eq!(wrong.status.code(), Some(2));
}

#[test]
fn the_notice_is_a_page_that_says_what_it_lacks() {
    let keep = tempfile::tempdir().unwrap();
    let page = keep.path().join("notice.html");
    let output = on(keep.path(), &["notice", "--out", page.to_str().unwrap()]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(stderr(&output).contains("unit.name"), "{}", stderr(&output));
    let html = std::fs::read_to_string(page).unwrap();
    assert!(html.starts_with("<!doctype html>") && html.contains("待填写"));
    let english = done(keep.path(), &["--lang", "en", "notice"]);
    assert!(english.contains("Notice of listening"));
}

#[test]
fn a_counter_is_muted_on_somebodys_word_and_heard_again() {
    let sink = NullSink::start();
    let store = tempfile::tempdir().unwrap();
    let mut service = Service::start_with(&sink, store.path(), "");
    let client = service.attach(store.path());
    wait_for_sound(&client);
    let counter = "3号窗口";
    let unknown = on(store.path(), &["mute", "9号窗口", "--minutes", "5"]);
    assert_eq!(unknown.status.code(), Some(1), "{}", stderr(&unknown));
    done(store.path(), &["mute", counter, "--minutes", "5", "--note", "吃饭"]);
    wait_for(&client, |message| match message {
        FromService::Status(status) => {
            let counter = &status.counters[0];
            (counter.muted_until.is_some() && counter.tally.silenced_s > 0.5).then_some(())
        }
        _ => None,
    });
    done(store.path(), &["mute", "--minutes", "0"]);
    let heard_s = wait_for(&client, |message| match message {
        FromService::Status(status) => {
            let counter = &status.counters[0];
            counter.muted_until.is_none().then_some(counter.tally.heard_s)
        }
        _ => None,
    });
    wait_for(&client, |message| match message {
        FromService::Status(status) => {
            (status.counters[0].tally.heard_s > heard_s + 0.3).then_some(())
        }
        _ => None,
    });
    drop(client);
    service.stop();
    let lines = Store::open_read_only(store.path()).unwrap().log_about(counter).unwrap();
    let said: Vec<_> = lines.iter().map(|line| (line.what, line.value.as_str())).collect();
    let muted = said.iter().position(|(what, _)| *what == What::Muted).unwrap();
    assert!(said[muted].1.starts_with("until ") && said[muted].1.ends_with("with a reason"));
    assert!(said[muted + 1..].iter().any(|(what, _)| *what == What::Unmuted), "{said:?}");
    assert!(said.iter().all(|(_, value)| !value.contains("吃饭")));
}
