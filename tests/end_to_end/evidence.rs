//! Sealed evidence opened, given out and checked by command, as people do it.

use crate::service::Service;
use crate::support::{NullSink, demo, liyu, run, said, stderr};
use liyu::record::{AuditLine, Query, Store, What};
use std::path::Path;
use std::process::Output;

const BOSS: &str = "八匹马过河去看戏";
const OTHER: &str = "九头牛上山不吃草";
const STAFF: &str = "十只羊排队进羊圈";
const AUDITOR: &str = "一群鸭游过大桥洞";

fn done(output: &Output) -> String {
    assert!(output.status.success(), "{}", stderr(output));
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// The sound of a WAV file, one plane a channel.
fn planes(wav: &Path) -> Vec<Vec<i16>> {
    let mut wav = hound::WavReader::open(wav).unwrap();
    let channels = usize::from(wav.spec().channels);
    let mut planes = vec![Vec::new(); channels];
    for (n, sample) in wav.samples::<i16>().enumerate() {
        planes[n % channels].push(sample.unwrap());
    }
    planes
}

fn is_silent(plane: &[i16]) -> bool {
    plane.iter().all(|sample| *sample == 0)
}

/// What stands in the log about `about`, by whom and what.
fn logged(store: &Path, about: &str) -> Vec<(String, What, String)> {
    let lines = Store::open_read_only(store).unwrap().log_about(about).unwrap().into_iter();
    lines.map(|AuditLine { actor, what, value, .. }| (actor, what, value)).collect()
}

#[test]
fn evidence_is_opened_given_out_and_checked() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("recordings");
    let file = |name: &str| folder.path().join(name);
    let on_store = || {
        let mut command = liyu();
        command.arg("--store").arg(&store);
        command
    };
    drop(Store::open(&store).unwrap());
    for (name, role, passphrase) in [
        ("王主任", "supervisor", BOSS),
        ("李主任", "supervisor", OTHER),
        ("韩梅梅", "staff", STAFF),
        ("审计", "auditor", AUDITOR),
    ] {
        done(&said(on_store().args(["user", "add", name, "--role", role]), &[passphrase]));
    }
    let recording = demo("refusal-not-my-job.wav");
    done(&run(on_store().args(["replay", "--channels", "clerk,citizen"]).arg(recording)));
    let incidents = Store::open_read_only(&store).unwrap().incidents(&Query::default()).unwrap();
    let incident = incidents.first().unwrap();
    let id = incident.id.as_str();
    assert!(incident.custody.is_sealed() && incident.custody.whole_sha256.is_some());

    // One who may opens it; the citizen is silent, the clerk is not.
    let open = |name: &str, out: &Path| {
        let mut command = on_store();
        command.args(["clip", "open", id, "--user", name, "--words", "--out"]).arg(out);
        command
    };
    let clip = file("clip.wav");
    let words = done(&said(&mut open("王主任", &clip), &[BOSS]));
    assert!(words.contains("不归我管"), "{words}");
    let muted = planes(&clip);
    assert!(!is_silent(&muted[0]) && is_silent(&muted[1]));
    assert!(!said(&mut open("王主任", &clip), &[BOSS]).status.success(), "overwritten");

    // Whoever may not is refused, whoever has no key too; all of it is written down.
    for (name, passphrase) in [("韩梅梅", STAFF), ("审计", AUDITOR), ("王主任", STAFF)] {
        let output = said(&mut open(name, &file("refused.wav")), &[passphrase]);
        assert_eq!(output.status.code(), Some(1), "{name}");
        assert_eq!(stderr(&output).lines().count(), 1, "{}", stderr(&output));
        assert!(!file("refused.wav").exists());
    }
    let whole = file("whole.wav");
    let both = |out: &Path, second: &str| {
        let mut command = on_store();
        let args = ["clip", "open", id, "--user", "王主任", "--whole", "--second", second, "--out"];
        command.args(args).arg(out);
        command
    };
    done(&said(&mut both(&whole, "李主任"), &[BOSS, OTHER]));
    let heard = planes(&whole);
    assert!(!is_silent(&heard[1]));
    assert_eq!(heard[0], muted[0]);
    for (second, passphrase) in [("王主任", BOSS), ("韩梅梅", STAFF)] {
        let output = said(&mut both(&file("refused.wav"), second), &[BOSS, passphrase]);
        assert!(!output.status.success() && !file("refused.wav").exists(), "{second}");
    }

    // Out of the house, with both.
    let bundle = file("evidence.zip");
    let export = |out: &Path, second: &str, whole: bool| {
        let mut command = on_store();
        let args = ["evidence", "export", id, "--user", "王主任", "--second", second, "--out"];
        command.args(args).arg(out).args(whole.then_some("--whole"));
        command
    };
    assert!(!said(&mut export(&bundle, "韩梅梅", false), &[BOSS, STAFF]).status.success());
    let told = done(&said(&mut export(&bundle, "李主任", true), &[BOSS, OTHER]));
    let keys: Vec<&str> = told
        .lines()
        .filter(|line| line.contains("主任"))
        .filter_map(|line| line.split_whitespace().last())
        .collect();
    assert_eq!(keys.len(), 2, "{told}");

    let about: Vec<(String, What)> =
        logged(&store, id).into_iter().map(|(actor, what, _)| (actor, what)).collect();
    let has = |actor: &str, what| about.contains(&(actor.to_owned(), what));
    assert!(has("u1", What::Opened) && has("u1", What::OpenedWhole) && has("u1", What::Exported));
    assert!(has("u3", What::Refused) && has("u4", What::Refused), "{about:?}");
    let shown = done(&run(on_store().args(["log", "show", "--about", id])));
    assert!(shown.contains("u1(王主任) 打开") && shown.contains("u2(李主任)"), "{shown}");
    let verified = done(&run(on_store().args(["log", "verify"])));
    let head = verified.split_whitespace().last().unwrap();
    done(&run(on_store().args(["log", "verify", "--head", head])));

    // Checked where there is no store, and heard again.
    let check = |file: &Path| {
        let mut command = liyu();
        command.arg("--store").arg(folder.path().join("none"));
        command.args(["evidence", "verify"]).arg(file);
        command
    };
    let told = done(&run(check(&bundle).args(["--replay", "--key", keys[0], "--key", keys[1]])));
    assert!(told.contains("模型相同,用语表相同") && told.contains("再听仍然命中"), "{told}");
    assert!(!run(check(&bundle).args(["--key", &"ab".repeat(16)])).status.success());
    let mut bytes = std::fs::read(&bundle).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    let bent = file("bent.zip");
    std::fs::write(&bent, bytes).unwrap();
    let output = run(&mut check(&bent));
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(!output.status.success() && told.contains("有误"), "{told}");

    // A byte of the store is changed.
    let path = store.join(&incident.clip);
    let mut bytes = std::fs::read(&path).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    let output = run(on_store().args(["log", "verify"]));
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stdout).contains(&incident.clip));
    assert!(!said(&mut open("王主任", &file("refused.wav")), &[BOSS]).status.success());
}

#[test]
fn a_service_that_holds_the_store_writes_the_line() {
    let sink = NullSink::start();
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("recordings");
    drop(Store::open(&store).unwrap());
    let on_store = || {
        let mut command = liyu();
        command.arg("--store").arg(&store);
        command
    };
    let user = |name: &str, role: &str, passphrase: &str| {
        done(&said(on_store().args(["user", "add", name, "--role", role]), &[passphrase]));
    };
    user("王主任", "supervisor", BOSS);
    user("韩梅梅", "staff", STAFF);
    let recording = demo("refusal-not-my-job.wav");
    done(&run(on_store().args(["replay", "--channels", "clerk,citizen"]).arg(recording)));
    let incident =
        Store::open_read_only(&store).unwrap().incidents(&Query::default()).unwrap().remove(0);
    let mut service = Service::start_with(&sink, &store, "");
    drop(service.attach(&store));

    let clip = folder.path().join("clip.wav");
    let open = |name: &str, extra: &[&str]| {
        let mut command = on_store();
        command.args(["clip", "open", &incident.id, "--user", name, "--words", "--out"]);
        command.arg(&clip).args(extra);
        command
    };
    for (name, passphrase, extra) in [
        ("韩梅梅", STAFF, &[][..]),
        ("王主任", STAFF, &[]),
        ("王主任", BOSS, &["--whole", "--second", "韩梅梅"]),
    ] {
        let output = said(&mut open(name, extra), &[passphrase]);
        assert_eq!(output.status.code(), Some(1), "{name}");
        assert_eq!(stderr(&output).lines().count(), 1, "{}", stderr(&output));
        assert!(!clip.exists());
    }
    let words = done(&said(&mut open("王主任", &[]), &[BOSS]));
    assert!(words.contains("不归我管"), "{words}");
    assert!(!is_silent(&planes(&clip)[0]));
    service.stop();
    let about = logged(&store, &incident.id);
    let opened: Vec<&str> = about
        .iter()
        .filter(|(_, what, _)| *what == What::Opened)
        .map(|(actor, _, _)| actor.as_str())
        .collect();
    assert_eq!(opened, ["u1"]);
    assert!(about.iter().any(|(actor, what, _)| actor == "u2" && *what == What::Refused));
    assert_eq!(Store::open_read_only(&store).unwrap().check(None).unwrap().flaws, []);
}

#[test]
fn while_all_lies_open_a_clip_is_opened_and_written_down() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("recordings");
    let recording = demo("refusal-not-my-job.wav");
    let replay = ["replay", "--channels", "clerk,citizen", "--store"];
    done(&run(liyu().args(replay).arg(&store).arg(recording)));
    let incident =
        Store::open_read_only(&store).unwrap().incidents(&Query::default()).unwrap().remove(0);
    assert_eq!(incident.custody.whole_sha256, None);
    let clip = folder.path().join("clip.wav");
    let args = ["clip", "open", &incident.id, "--user", "前台", "--out"];
    done(&run(liyu().args(args).arg(&clip).arg("--store").arg(&store)));
    let muted = planes(&clip);
    assert!(!is_silent(&muted[0]) && is_silent(&muted[1]));
    let last = logged(&store, &incident.id).pop().unwrap();
    assert_eq!((last.0.as_str(), last.1), ("前台", What::Opened));
    let export = ["evidence", "export", &incident.id, "--user", "a", "--second", "b", "--out", "x"];
    let output = run(liyu().args(export).arg("--store").arg(&store));
    assert!(!output.status.success() && stderr(&output).contains("liyu user add"));
}
