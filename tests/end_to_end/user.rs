//! Accounts and rosters through the real program, passphrases from standard input: what is
//! made, what is refused, and that what was refused stands in the log.

use crate::service::Service;
use crate::support::{NullSink, liyu, run, stderr, told};
use liyu::account::Office;
use liyu::record::{AuditLine, Store, What};
use liyu::vault::Secret;
use std::path::Path;
use std::process::Output;

fn pass(name: &str) -> String {
    format!("{name}自己记得住的一句话")
}

fn done(output: &Output) -> String {
    assert!(output.status.success(), "{}", stderr(output));
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// Makes an account; gives what was printed.
fn add(store: &Path, name: &str, role: &str, more: &[&str]) -> String {
    let args = [&["user", "add", name, "--role", role], more].concat();
    done(&told(store, &args, &[&pass(name)]))
}

fn log(store: &Path) -> Vec<AuditLine> {
    Store::open_read_only(store).unwrap().log_lines(1, 9_999).unwrap()
}

fn refusals(store: &Path, actor: &str) -> usize {
    log(store).iter().filter(|line| line.what == What::Refused && line.actor == actor).count()
}

/// A store with one account of each office, in the order of [`Office::ALL`], and its
/// recovery key.
fn hall() -> (tempfile::TempDir, String) {
    let dir = tempfile::tempdir().unwrap();
    let printed = add(dir.path(), "总管", "supervisor", &[]);
    let key = printed.lines().next().unwrap().to_owned();
    add(dir.path(), "窗口甲", "staff", &["--unit", "east"]);
    add(dir.path(), "词表", "trainer", &[]);
    add(dir.path(), "检查", "inspector", &["--until", "2999-12-31"]);
    add(dir.path(), "审计", "auditor", &[]);
    add(dir.path(), "纪检", "discipline", &[]);
    (dir, key)
}

#[test]
fn the_first_account_is_a_supervisors_and_its_key_is_printed_once_and_kept_nowhere() {
    let dir = tempfile::tempdir().unwrap();
    let store = dir.path();
    let early = told(store, &["user", "add", "窗口甲", "--role", "staff"], &[&pass("窗口甲")]);
    assert_eq!(early.status.code(), Some(1));
    assert!(stderr(&early).contains("--role supervisor"), "{}", stderr(&early));
    let short = told(store, &["user", "add", "总管", "--role", "supervisor"], &["1234567"]);
    assert!(short.status.code() == Some(1) && stderr(&short).contains('8'));

    let printed = add(store, "总管", "supervisor", &[]);
    let lines: Vec<&str> = printed.lines().collect();
    assert_eq!(lines[1], "u1");
    let public = Secret::from_text(lines[0]).unwrap().public();
    assert_eq!(Store::open_read_only(store).unwrap().recovery().unwrap(), Some(public));
    for file in std::fs::read_dir(store).unwrap().flatten() {
        let bytes = std::fs::read(file.path()).unwrap_or_default();
        let key = &lines[0].as_bytes()[..40];
        assert!(!bytes.windows(40).any(|window| window == key), "{}", file.path().display());
    }

    for (args, code) in [
        (vec!["user", "add", "总管", "--role", "staff"], 1),
        (vec!["user", "add", "检查", "--role", "inspector"], 2),
        (vec!["user", "add", "检查", "--role", "inspector", "--until", "2020-01-01"], 2),
        (vec!["user", "add", " 空格", "--role", "staff"], 2),
        (vec!["user", "add", "liyu", "--role", "staff"], 2),
        (vec!["user", "add", "甲", "--role", "chief"], 2),
        (vec!["user", "disable", "总管"], 1),
        (vec!["user", "disable", "无此人"], 1),
        (vec!["user", "reset", "总管", "--by", "总管", "--and", "recovery"], 2),
    ] {
        let output = told(store, &args, &[&pass("甲")]);
        assert_eq!(output.status.code(), Some(code), "{args:?} {}", stderr(&output));
    }
    add(store, "窗口甲", "staff", &["--unit", "east"]);
    let listed = done(&run(liyu().args(["user", "list", "--store"]).arg(store)));
    insta::assert_snapshot!(listed, @"
    u1  总管    主管 supervisor  全部  在用
    u2  窗口甲  窗口人员 staff   east  在用
    ");
    let made: Vec<String> = log(store)
        .iter()
        .filter(|line| line.what == What::AccountMade && line.about != "recovery")
        .map(|line| format!("{} {} {}", line.actor, line.about, line.value))
        .collect();
    assert_eq!(made, ["operator u1 supervisor", "operator u2 staff"]);
}

#[test]
fn what_an_office_may_not_do_by_command_is_refused_and_logged() {
    let (dir, _) = hall();
    let store = dir.path();
    let roster = dir.path().join("roster.csv");
    std::fs::write(&roster, "date,counter,name,from,until\n2026-11-23,3,窗口甲,09:00,12:00\n")
        .unwrap();
    let roster = roster.display().to_string();
    let names = ["总管", "窗口甲", "词表", "检查", "审计", "纪检"];
    for (n, office) in Office::ALL.into_iter().enumerate().skip(1) {
        let (name, id) = (names[n], format!("u{}", n + 1));
        let own = pass(name);
        let fresh = pass("新人");
        for args in [
            vec!["user", "add", "新人", "--role", "supervisor", "--by", name],
            vec!["user", "disable", "窗口甲", "--by", name],
            vec!["roster", "import", &roster, "--by", name],
        ] {
            let before = refusals(store, &id);
            let output = told(store, &args, &[&own, &fresh]);
            assert_eq!(output.status.code(), Some(1), "{office:?} {args:?}");
            assert_eq!(refusals(store, &id), before + 1, "{office:?} {args:?}");
        }
        if !matches!(office, Office::Staff | Office::Discipline) {
            let before = refusals(store, &id);
            let output = told(store, &["user", "reseal", "--by", name], &[&own]);
            assert_eq!(output.status.code(), Some(1), "{office:?}");
            assert_eq!(refusals(store, &id), before + 1, "{office:?}");
        }
        let target = if n == 1 { "词表" } else { "窗口甲" };
        let before = refusals(store, &id);
        let args = ["user", "reset", target, "--by", name, "--and", "总管"];
        let output = told(store, &args, &[&own, &pass("总管"), &fresh]);
        assert_eq!(output.status.code(), Some(1), "{office:?}");
        assert_eq!(refusals(store, &id), before + 1, "{office:?}");
    }
    let kept = Store::open_read_only(store).unwrap();
    assert_eq!(kept.accounts().unwrap().len(), 6);
    assert_eq!(kept.seats_at("2026-11-23T02:00:00Z".parse().unwrap()).unwrap(), []);
}

#[test]
fn passphrases_are_changed_by_their_owner_and_reset_by_two() {
    let (dir, key) = hall();
    let store = dir.path();
    let by = |who: &str, with: &str| told(store, &["user", "reseal", "--by", who], &[with]);
    let changed = told(store, &["user", "passwd", "总管"], &[&pass("总管"), "另外八个字的口令"]);
    done(&changed);
    assert_eq!(by("总管", &pass("总管")).status.code(), Some(1));
    done(&by("总管", "另外八个字的口令"));

    add(store, "二管", "supervisor", &[]);
    let reset = ["user", "reset", "窗口甲", "--by", "总管", "--and", "二管"];
    done(&told(store, &reset, &["另外八个字的口令", &pass("二管"), "窗口甲的新口令呀"]));
    let reset = ["user", "reset", "总管", "--by", "二管", "--and", "recovery"];
    let other = Secret::generate().unwrap().to_text();
    let refused = told(store, &reset, &[&pass("二管"), other.as_str(), "新的新的新的新的"]);
    assert_eq!(refused.status.code(), Some(1), "another key");
    done(&told(store, &reset, &[&pass("二管"), &key, "新的新的新的新的"]));
    done(&by("总管", "新的新的新的新的"));
    let resets: Vec<String> = log(store)
        .iter()
        .filter(|line| line.what == What::PassphraseChanged && line.value.starts_with("reset"))
        .map(|line| format!("{} {} {}", line.actor, line.about, line.value))
        .collect();
    assert_eq!(resets, ["u1 u2 reset u7", "u7 u1 reset recovery"]);

    for n in 0..5 {
        let output = by("审计", "不是这一句话呀");
        assert_eq!(output.status.code(), Some(1), "{n}");
    }
    let shut = by("审计", &pass("审计"));
    assert!(stderr(&shut).contains("秒后再试"), "{}", stderr(&shut));
    done(&told(store, &["user", "disable", "窗口甲", "--leaving"], &[]));
    let disabled = told(store, &["user", "disable", "词表", "--leaving"], &[]);
    assert_eq!(disabled.status.code(), Some(1));
    done(&told(store, &["user", "disable", "词表"], &[]));
    let gone = told(store, &["user", "passwd", "词表"], &[&pass("词表"), "八个字八个字八个"]);
    assert_eq!(gone.status.code(), Some(1));
}

#[test]
fn a_roster_is_taken_whole_or_refused_with_every_line() {
    let (dir, _) = hall();
    let store = dir.path();
    let file = dir.path().join("roster.csv");
    let import = || told(store, &["roster", "import", &file.display().to_string()], &[]);
    std::fs::write(&file, "日期,柜台,姓名,起,止\n2026-11-23,3号窗口,无此人,09:00,12:00\n2026-11-23,3号窗口,窗口甲,12:00,09:00\n").unwrap();
    assert!(stderr(&import()).contains("roster.csv:3:"), "{}", stderr(&import()));
    std::fs::write(&file, "日期,柜台,姓名,起,止\n2026-11-23,3号窗口,窗口甲,09:00,12:00\n").unwrap();
    assert!(done(&import()).contains("登记 1 班"));
    assert!(done(&import()).contains("登记 0 班"));
    let show = |at: &str| done(&told(store, &["roster", "show", "--at", at], &[]));
    assert_eq!(show("2026-11-23T10:30"), "3号窗口  窗口甲\n");
    assert_eq!(show("2026-11-23T12:00"), "");
    assert!(log(store).iter().any(|line| line.what == What::Seated && line.actor == "operator"));
}

#[test]
fn people_come_and_go_while_a_service_listens() {
    let sink = NullSink::start();
    let (dir, _) = hall();
    let store = dir.path();
    let mut service = Service::start_with(&sink, store, "");
    drop(service.attach(store));

    // Who reaches the service need not run the machine.
    let nobody = told(store, &["user", "add", "窗口乙", "--role", "staff"], &[&pass("窗口乙")]);
    assert!(nobody.status.code() == Some(1) && stderr(&nobody).contains("--by"));
    let new = ["user", "add", "窗口乙", "--role", "staff", "--by", "总管"];
    assert_eq!(done(&told(store, &new, &[&pass("总管"), &pass("窗口乙")])).trim(), "u7");
    let twice = told(store, &new, &[&pass("总管"), &pass("窗口乙")]);
    assert_eq!(twice.status.code(), Some(1), "{}", stderr(&twice));
    let staff = ["user", "add", "窗口丁", "--role", "staff", "--by", "窗口乙"];
    let refused = told(store, &staff, &[&pass("窗口乙"), &pass("窗口丁")]);
    assert_eq!(refused.status.code(), Some(1), "{}", stderr(&refused));
    done(&told(store, &["user", "passwd", "窗口乙"], &[&pass("窗口乙"), "另外八个字的口令"]));
    let old = told(store, &["user", "passwd", "窗口乙"], &[&pass("窗口乙"), "第三个口令八个字"]);
    assert_eq!(old.status.code(), Some(1), "{}", stderr(&old));
    done(&told(store, &["user", "disable", "词表", "--by", "总管"], &[&pass("总管")]));
    let last = told(store, &["user", "disable", "总管", "--by", "总管"], &[&pass("总管")]);
    assert_eq!(last.status.code(), Some(1), "{}", stderr(&last));
    let roster = store.join("roster.csv");
    std::fs::write(
        &roster,
        "date,counter,name,from,until\n2026-11-23,3号窗口,窗口乙,09:00,12:00\n",
    )
    .unwrap();
    let (roster, config) = (roster.display().to_string(), sink.file("liyu.toml"));
    let import =
        ["roster", "import", &roster, "--by", "总管", "--config", config.to_str().unwrap()];
    done(&told(store, &import, &[&pass("总管")]));
    service.stop();

    let what: Vec<String> = log(store)
        .iter()
        .filter(|line| {
            matches!(
                line.what,
                What::AccountMade | What::AccountChanged | What::PassphraseChanged | What::Seated
            )
        })
        .skip(7)
        .map(|line| format!("{} {:?} {}", line.actor, line.what, line.about))
        .collect();
    insta::assert_snapshot!(what.join("\n"), @"
    u1 AccountMade u7
    u7 PassphraseChanged u7
    u1 AccountChanged u3
    u1 Seated 3号窗口
    ");
    assert_eq!(refusals(store, "u7"), 1);
}
